"""A signed-in browser without a network: requests go straight into the WSGI application, all middleware included."""

from http.cookies import SimpleCookie
from importlib import import_module
from io import BytesIO
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.utils.crypto import get_random_string

from tongpin.crm.users.models import User


class Visitor:
    """One user's session."""

    def __init__(self, user: User) -> None:
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        self.application = WSGIHandler()
        self.token = get_random_string(32)
        cookies = SimpleCookie(
            {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: self.token}
        )
        self.cookies = cookies.output(header="", sep=";").strip()

    def get(self, path: str) -> bytes:
        """The page's bytes. Anything but 200 ends the bench."""
        return self._ask("GET", path, b"", {200})

    def post(self, path: str, values: dict[str, str], **headers: str) -> bytes:
        """The answer's bytes; a redirect or 204 is fine too."""
        return self._ask("POST", path, urlencode(values).encode(), {200, 201, 204, 302, 303}, headers)

    def _ask(self, method: str, path: str, body: bytes, fine: set[int], headers: dict[str, str] | None = None) -> bytes:
        path, _, query = path.partition("?")
        status: list[int] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookies,
            "HTTP_X_CSRFTOKEN": self.token,
            "HTTP_ACCEPT_LANGUAGE": "zh-CN",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            **(headers or {}),
        }
        response = self.application(environ, lambda line, _headers: status.append(int(line.split()[0])))
        content = b"".join(response)
        response.close()
        if status[0] not in fine:
            raise SystemExit(f"{method} {path} answered {status[0]}")
        return content
