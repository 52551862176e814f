"""The data files of the method: found beside the code, read once, trusted after the tests have checked them."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def data_folder() -> Traversable:
    return files("tongpin.method") / "data"


@cache
def data_names() -> tuple[str, ...]:
    """Names of the YAML files directly in the data folder, without their ending."""
    found = (item.name for item in data_folder().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in found if name.endswith(".yaml")))


@cache
def load_data(name: str) -> Any:
    """Content of ``data/<name>.yaml``: plain mappings, lists and scalars. Not to be changed by the caller."""
    text = (data_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader, written in C where it is there
