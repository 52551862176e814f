"""The product's settings for tests: nothing is kept, nothing is taken from the developer's environment."""

import os
import tempfile

for _name in [name for name in os.environ if name.startswith("TONGPIN_")]:
    del os.environ[_name]
os.environ["TONGPIN_DATA"] = tempfile.mkdtemp(prefix="tongpin-tests-")
os.environ["TONGPIN_SECRET_KEY"] = "not a secret: used by the tests only"

from tongpin.site.settings import *  # noqa: E402, F403

# A real hash takes a quarter of a second, and the tests sign in a thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir()  # noqa: F405  # WhiteNoise warns about a folder that is not there, and warnings are errors
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
