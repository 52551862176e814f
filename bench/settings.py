"""The product's settings with a database of the bench's own."""

import os
import tempfile

for _name in [name for name in os.environ if name.startswith("TONGPIN_")]:
    del os.environ[_name]
# Kept until the machine clears its temporary files, so that a second run need not seed again: see bench.book.
os.environ["TONGPIN_DATA"] = os.environ.get("BENCH_DATA") or os.path.join(tempfile.gettempdir(), "tongpin-bench")

from tongpin.site.settings import *  # noqa: E402, F403

# The bench serves no static files and so collects none.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
ROOT_URLCONF = "bench.urls"
