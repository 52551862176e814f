"""`python -m bench`: all parts, or those named."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator

from bench import inference, pages, reading
from bench.measure import Row, table

PARTS: dict[str, Callable[[int], Iterator[Row]]] = {
    "reading": reading.rows,
    "inference": inference.rows,
    "pages": pages.rows,
}


def main() -> int:
    """Runs the parts and prints a table or JSON. Missed aims are shown, not an error: the machine may be busy."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="default: all")
    parser.add_argument("--size", type=int, default=100_000, help="cases and opportunities (default: %(default)s)")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = [row for part in chosen.parts or PARTS for row in PARTS[part](chosen.size)]
    print(json.dumps([row.plain() for row in rows], ensure_ascii=False, indent=1) if chosen.json else table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
