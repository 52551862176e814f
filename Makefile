# What can be done here: `make help`. Needs Debian 12 (or the like) with python3, python3-venv, git and make.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
TONGPIN_DATA ?= $(CURDIR)/var
N ?= 100000
export HOST PORT TONGPIN_DATA

VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Never an interpreter from elsewhere; --frozen installs exactly what uv.lock names (make lint checks that it is current);
# --inexact lets what another target installed stay.
SYNC := UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=$(VENV) UV_SYSTEM_CERTS=true VIRTUAL_ENV= \
	$(BIN)/uv sync --frozen --inexact --quiet

.DEFAULT_GOAL := help
.PHONY: help setup dev run test lint format messages bench evaluate train clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## the environment in .venv, with the `tongpin` command in it

dev: $(VENV)/.ready-dev ## the same with the tools for checking and testing

$(BIN)/uv: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tongpin needs Python 3.11 or newer.")'
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Please install python3-venv first: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making the environment in $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(VENV)/.ready: $(BIN)/uv uv.lock pyproject.toml
	@echo "Installing the locked packages ..."
	@$(SYNC)
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready
	@echo "Installing the locked tools for checks and tests ..."
	@$(SYNC) --group dev --group browser
	@touch $@

run: setup ## Tongpin on http://127.0.0.1:8000 with the demo book (PORT, HOST, TONGPIN_DATA)
	@exec $(BIN)/tongpin serve --demo --host $(HOST) --port $(PORT)

test: dev ## everything: unit, stories, browser (installs Chromium and a Chinese font where it may)
	@tools/ensure_browser
	@$(BIN)/pytest -n 2 --dist loadgroup

lint: dev ## style, types, rooms, message catalogues, lock
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.messages --check
	UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=$(VENV) UV_SYSTEM_CERTS=true $(BIN)/uv lock --check --quiet

format: dev ## put the style right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

messages: dev ## collect the texts of the pages for translation, compile the catalogues
	$(BIN)/python -m tools.messages

bench: dev ## speed against floors measured in the same run (N=100000, JSON=1)
	@$(BIN)/python -m bench --size $(N) $(if $(JSON),--json)

evaluate: setup ## figures of the reader (NOTES=file SPANS=file JSON=1; by default the notes kept out of training, and more)
	@$(BIN)/tongpin evaluate $(if $(NOTES),--notes $(NOTES)) $(if $(SPANS),--spans $(SPANS)) $(if $(JSON),--json)
	@$(if $(NOTES),,$(BIN)/python -m tools.evaluate_cases $(if $(JSON),--json,--misses))
	@$(if $(NOTES),,$(BIN)/python -m tools.corpus_report $(if $(JSON),--json))

train: setup ## make the reader's models anew from the corpus
	@$(BIN)/python -m tools.train
	@$(BIN)/python -m tools.train_needs
	@$(BIN)/python -m tools.train_statements

clean: ## remove the environment and caches, never anyone's data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
