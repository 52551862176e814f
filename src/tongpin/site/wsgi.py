"""The WSGI entry, for `tongpin serve` and for any other WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongpin.site.settings")

application = get_wsgi_application()
