"""Many deal files at once."""

from collections.abc import Sequence
from pathlib import Path

from tongpin.exchange import dealfile
from tongpin.exchange.checks import Versions
from tongpin.method.case import Case
from tongpin.method.located import Fault, Faults
from tongpin.method.wording import say


def paths_in(folder: Path) -> list[Path]:
    """The deal files directly in a folder, in order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"} and path.is_file())


def read_folder(path: Path) -> list[Case]:
    """The cases of a folder's deal files. Raises `Faults` with the faults of all files, ids given twice among them."""
    return read_files(paths_in(path))


def read_files(paths: Sequence[Path], playbooks: Versions | None = None) -> list[Case]:
    """The cases of several deal files, as `dealfile.load` takes them. Raises `Faults` with those of all files, so that
    nothing is half taken."""
    cases: dict[str, Case] = {}
    faults: list[Fault] = []
    for path in paths:
        try:
            case = dealfile.read(path, playbooks)
        except Faults as stopped:
            faults.extend(stopped.faults)
            continue
        if case.id in cases:
            faults.append(Fault(str(path), 1, say("faults.case_twice", id=case.id)))
        cases[case.id] = case
    if faults:
        raise Faults(faults)
    return list(cases.values())
