"""Reads a PDF from standard input and writes the text of its pages as JSON: run as a process of its own, within limits.

`{"fault": "", "pages": [...]}`; `fault` is `locked` or `too_long`. Anything that cannot be read ends it with an error.
"""

import io
import json
import logging
import resource
import sys

from pypdf import PdfReader

MOST_PAGES = 800
MEMORY = 1_500_000_000
SECONDS = 35


def main() -> int:
    """What `tongpin.exchange.papers` starts."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    told = _read(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode())
    return 0


def _read(raw: bytes) -> dict[str, object]:
    reader = PdfReader(io.BytesIO(raw))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"fault": "locked", "pages": []}
    if len(reader.pages) > MOST_PAGES:
        return {"fault": "too_long", "pages": []}
    return {"fault": "", "pages": [page.extract_text() for page in reader.pages]}


if __name__ == "__main__":
    sys.exit(main())
