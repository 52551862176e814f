"""Fetches the front-end files from npm into `web/static/vendor`: pinned, checked, with licences and checksums.

    python -m tools.vendor_assets            all anew; needs npm on this machine
    python -m tools.vendor_assets --check    compare the files kept with their checksums; needs nothing

The icons are those named in `tools/icons.txt`; run this again after adding one.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "tongpin" / "web" / "static" / "vendor"
ICONS = ROOT / "tools" / "icons.txt"
MANIFEST = VENDOR / "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One npm package: `integrity` is npm's own checksum of the whole archive, `files` maps its files to ours."""

    name: str
    version: str
    licence: str
    integrity: str
    licence_file: str
    files: dict[str, str] = field(default_factory=dict)


PACKAGES = (
    Package(
        name="@tabler/core",
        version="1.6.1",
        licence="MIT",
        integrity="sha512-lgmR9gcxRp5JlLxcmRi9Rz85JrEvH6Bz71KnlcPVSa97wtwQNjgSs3g3fxwbAlulHyRMghhIV04QUuW3pqDsIg==",
        # The archive has none: the copyright stands at the top of its files, the text is that of the icons.
        licence_file="",
        files={"dist/css/tabler.min.css": "tabler.min.css", "dist/js/tabler.min.js": "tabler.min.js"},
    ),
    Package(
        name="htmx.org",
        version="4.0.1",
        licence="0BSD",
        integrity="sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        licence_file="LICENSE",
        files={"dist/htmx.min.js": "htmx.min.js"},
    ),
    Package(
        name="@tabler/icons",
        version="3.51.0",
        licence="MIT",
        integrity="sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
        licence_file="LICENSE",
    ),
    # Draws the people; loaded by the pages with a chart only.
    Package(
        name="cytoscape",
        version="3.34.4",
        licence="MIT",
        integrity="sha512-msY99tMY8iWTg+sIPGfSqDcPNOt4xcj+v/K/7qUFaCUxxlqnMkUYLBjRUzn9W5CU/R2hrmtJa5+UtovrEM2ctg==",
        licence_file="LICENSE",
        files={"dist/cytoscape.min.js": "cytoscape.min.js"},
    ),
    # Draws the charts; loaded by the pages with one only.
    Package(
        name="echarts",
        version="6.1.0",
        licence="Apache-2.0",
        integrity="sha512-q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA==",
        licence_file="LICENSE",
        files={"dist/echarts.common.min.js": "echarts.common.min.js"},
    ),
    # Both stand inside tabler.min.js, so their licences come along.
    Package(
        name="bootstrap",
        version="5.3.8",
        licence="MIT",
        integrity="sha512-HP1SZDqaLDPwsNiqRqi5NcP0SSXciX2s9E+RyqJIIqGo+vJeN5AJVM98CXmW/Wux0nQ5L7jeWUdplCEf0Ee+tg==",
        licence_file="LICENSE",
    ),
    Package(
        name="@popperjs/core",
        version="2.11.8",
        licence="MIT",
        integrity="sha512-P1st0aksCrn9sGZhp8GMYwBnQsbvAWsZAX44oXNNvLHGqAOcoVxmjZiohstwQ7SqKnbR47akdNi+uleWD8+g6A==",
        licence_file="LICENSE.md",
    ),
)


def fetch() -> None:
    """Downloads every package, writes our files, the sprite, the licences and the manifest."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    (VENDOR / "licences").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        archives = {package.name: _packed(package, Path(folder)) for package in PACKAGES}
        for package in PACKAGES:
            for theirs, ours in package.files.items():
                (VENDOR / ours).write_bytes(_without_source_map(_member(archives[package.name], theirs)))
            _licence_path(package).write_bytes(_licence_text(package, archives))
        (VENDOR / "icons.svg").write_text(_sprite(archives["@tabler/icons"]), encoding="utf-8")
    MANIFEST.write_text(json.dumps(_manifest(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def faults() -> list[str]:
    """What differs between the files kept and the manifest; empty when all is well."""
    kept = json.loads(MANIFEST.read_text(encoding="utf-8"))["files"]
    there = _checksums()
    changed = [
        f"{name} is not the file that was fetched" for name in kept if name in there and kept[name] != there[name]
    ]
    missing = [f"{name} is missing" for name in kept if name not in there]
    extra = [f"{name} is not in the manifest" for name in there if name not in kept]
    undrawn = [f"icon {name} is not in the sprite" for name in _wanted_icons() if name not in _drawn_icons()]
    return changed + missing + extra + undrawn


def _packed(package: Package, folder: Path) -> Path:
    wanted = f"{package.name}@{package.version}"
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), wanted]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    archive = folder / name
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        raise SystemExit(f"{wanted}: the archive is not the one pinned here ({found}).")
    return archive


def _member(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as tar:
        file = tar.extractfile(f"package/{name}")
        if file is None:
            raise SystemExit(f"{archive.name} has no file {name}.")
        return file.read()


def _without_source_map(content: bytes) -> bytes:
    """The maps are not kept, and a name that leads nowhere stops the collecting of static files."""
    return re.sub(rb"\s*(?:/\*|//)# sourceMappingURL=\S+(?: \*/)?\s*$", b"\n", content)


def _licence_text(package: Package, archives: dict[str, Path]) -> bytes:
    if package.licence_file:
        return _member(archives[package.name], package.licence_file)
    banner = _member(archives[package.name], next(iter(package.files))).decode()
    owners = re.findall(r"Copyright .*", banner[:600])
    text = _member(archives["@tabler/icons"], "LICENSE").decode()
    return re.sub(r"Copyright .*", "\n".join(owners), text, count=1).encode()


def _licence_path(package: Package) -> Path:
    return VENDOR / "licences" / (re.sub(r"\W+", "-", package.name).strip("-") + ".txt")


def _sprite(archive: Path) -> str:
    """One file with a symbol for each icon wanted: <svg class="icon"><use href="...icons.svg#home"></use></svg>."""
    symbols = [_symbol(name, _member(archive, f"icons/outline/{name}.svg").decode()) for name in _wanted_icons()]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str, drawing: str) -> str:
    shapes = re.findall(r"<(?:path|circle|line|rect|polyline|polygon|ellipse)\b[^>]*/>", drawing)
    shown = "".join(" ".join(shape.split()) for shape in shapes if 'stroke="none"' not in shape)
    lines = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {lines}>{shown}</symbol>'


def _wanted_icons() -> list[str]:
    return sorted(set(ICONS.read_text(encoding="utf-8").split()))


def _drawn_icons() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text(encoding="utf-8")))


def _manifest() -> dict[str, object]:
    packages = [
        {"name": p.name, "version": p.version, "licence": p.licence, "integrity": p.integrity} for p in PACKAGES
    ]
    return {"made_by": "tools/vendor_assets.py", "packages": packages, "files": _checksums()}


def _checksums() -> dict[str, str]:
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file() and path != MANIFEST)
    return {path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main() -> int:
    """Fetches, or checks."""
    parser = argparse.ArgumentParser(description="Front-end files from npm, pinned and checked.")
    parser.add_argument("--check", action="store_true", help="fetch nothing, compare with the checksums")
    if not parser.parse_args().check:
        fetch()
    found = faults()
    print("\n".join(found) or "All vendored files are as pinned.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
