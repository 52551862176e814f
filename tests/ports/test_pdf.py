"""PDF by the programs of this machine, and what is said where there is none."""

import io
import os
import threading
import unicodedata
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader

from tongpin.ports.pdf import (
    Chromium,
    NoPdf,
    PdfFailed,
    PdfMaker,
    WeasyPrint,
    find_chromium,
    pdf_maker,
    weasyprint_loads,
)

MAKERS = [
    pytest.param(
        WeasyPrint(), id="weasyprint", marks=pytest.mark.skipif(not weasyprint_loads(), reason="no WeasyPrint here")
    ),
    pytest.param(
        Chromium(program=find_chromium("")),
        id="chromium",
        marks=pytest.mark.skipif(not find_chromium(""), reason="no Chromium here"),
    ),
]


def page(body: str) -> str:
    head = '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8"><title>x</title></head>'
    return f"{head}<body>{body}</body></html>"


def text_of(file: bytes) -> str:
    """Its characters; Chromium writes some as the radicals that look the same."""
    read = "".join(part.extract_text() for part in PdfReader(io.BytesIO(file)).pages)
    return unicodedata.normalize("NFKC", read)


def program(folder: Path, script: str) -> str:
    """A program of ours in place of a browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o700)
    return str(path)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_page_becomes_pdf(maker: PdfMaker) -> None:
    text = text_of(maker.pdf(page("<h1>Proposal</h1><p>空压站改造方案，空壓站改造方案。</p>")))
    assert "Proposal" in text
    assert "空压站改造方案" in text


@pytest.mark.parametrize("maker", MAKERS)
def test_nothing_is_fetched_and_no_file_is_read(maker: PdfMaker, tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept = tmp_path / "kept.html"
    kept.write_text("<p>KEPTSECRET</p>", encoding="ascii")
    there = f"http://127.0.0.1:{server.server_port}"
    body = (
        f'<img src="{there}/picture.png"><link rel="stylesheet" href="{there}/style.css"><p>Whole</p>'
        f'<iframe src="{kept.as_uri()}"></iframe><script>document.body.innerHTML = "SCRIPTED"</script>'
    )
    text = text_of(maker.pdf(page(body)))
    server.shutdown()
    server.server_close()
    assert asked == []
    assert "Whole" in text
    assert "KEPTSECRET" not in text
    assert "SCRIPTED" not in text


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    slow = Chromium(program=program(tmp_path, "exec sleep 30"), seconds=0.2)
    with pytest.raises(PdfFailed, match=r"took more than 0\.2 seconds"):
        slow.pdf(page(""))


@pytest.mark.parametrize(
    ("script", "told"),
    [("exit 3", "ended with 3"), ("exit 0", "wrote no file")],
)
def test_a_program_that_fails_is_told(tmp_path: Path, script: str, told: str) -> None:
    with pytest.raises(PdfFailed, match=told):
        Chromium(program=program(tmp_path, script)).pdf(page(""))


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    script = 'for a in "$@"; do case "$a" in --print-to-pdf=*) echo no > "${a#--print-to-pdf=}";; esac; done'
    with pytest.raises(PdfFailed, match="no PDF"):
        Chromium(program=program(tmp_path, script)).pdf(page(""))


def test_the_program_does_not_get_our_settings(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TONGPIN_SECRET_KEY", "not for others")
    script = f'env > "{tmp_path}/seen"; exit 1'
    with pytest.raises(PdfFailed):
        Chromium(program=program(tmp_path, script)).pdf(page(""))
    seen = (tmp_path / "seen").read_text()
    assert "PATH=" in seen
    assert "TONGPIN_" not in seen


def test_a_page_without_a_head_is_refused() -> None:
    with pytest.raises(PdfFailed, match="no head"):
        Chromium(program="/bin/true").pdf("<p>half a page</p>")


def test_without_a_program_it_is_said(monkeypatch) -> None:
    monkeypatch.setattr("tongpin.ports.pdf.weasyprint_loads", lambda: False)
    maker = pdf_maker(os.devnull, 5)
    assert isinstance(maker, NoPdf)
    with pytest.raises(PdfFailed, match="neither WeasyPrint nor Chromium"):
        maker.pdf(page(""))


def test_a_named_chromium_comes_where_weasyprint_does_not_load(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tongpin.ports.pdf.weasyprint_loads", lambda: False)
    named = program(tmp_path, "exit 0")
    assert pdf_maker(named, 5) == Chromium(program=named, seconds=5)
