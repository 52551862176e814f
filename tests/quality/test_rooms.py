"""Who may import whom, and that the method stands on its own."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

IMPORT_WITHOUT_THE_REST = """
import importlib, pkgutil, sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        other_room = name.startswith("tongpin.") and not f"{name}.".startswith("tongpin.method.")
        if name.partition(".")[0] == "django" or other_room:
            raise ImportError(f"the method asked for {name}")

sys.meta_path.insert(0, Blocked())
import tongpin.method
found = [module.name for module in pkgutil.walk_packages(tongpin.method.__path__, "tongpin.method.")]
for name in found:
    importlib.import_module(name)
print(len(found))
"""


def test_rooms_import_only_what_they_may() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_method_needs_no_framework_and_no_other_room() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_WITHOUT_THE_REST], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 3
