"""A language model at an OpenAI-compatible address, asked to read a note; off unless the administrator sets one.

The port only carries text there and back within its time. What the answer is worth is judged by the reader, against
the same vocabulary as its own; when `EndpointFailed` is raised, the offline reader answers alone.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from typing import Protocol
from urllib.parse import urlsplit

import msgspec

LARGEST_ANSWER = 1_000_000
"""Bytes; a reading of one note has a few thousand."""


class EndpointFailed(Exception):
    """The model gave no usable answer. The message names the reason, never the key, the address or the note."""


class ModelEndpoint(Protocol):
    """Whoever can be asked."""

    def ask(self, instruction: str, text: str) -> str:
        """The model's answer to the text under the instruction. Raises `EndpointFailed`."""


class NoEndpoint:
    """None is set: every question fails at once."""

    def ask(self, instruction: str, text: str) -> str:
        """Raises `EndpointFailed`."""
        raise EndpointFailed("no endpoint is set")


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatEndpoint:
    """`address` up to and with the version, such as https://models.example.com/v1; `seconds` bounds one question.

    Redirects are not followed: the key would go with them to another address.
    """

    address: str
    model: str
    seconds: float
    key: str = field(default="", repr=False)

    def ask(self, instruction: str, text: str) -> str:
        """The content of the first choice of a chat completion. Raises `EndpointFailed`."""
        status, body = self._post(self._question(instruction, text))
        if status != 200:
            raise EndpointFailed(f"status {status}")
        try:
            choices = msgspec.json.decode(body, type=_Completion).choices
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise EndpointFailed("the answer is no chat completion") from error
        if not choices:
            raise EndpointFailed("the answer has no choice")
        return choices[0].message.content

    def _question(self, instruction: str, text: str) -> bytes:
        """The note goes as the user's message only, apart from the instruction."""
        return msgspec.json.encode(
            {
                "model": self.model,
                "temperature": 0,
                "response_format": {"type": "json_object"},
                "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": text}],
            }
        )

    def _post(self, body: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        connection = self._connection()
        try:
            connection.connect()
            with _ended_after(self.seconds, connection.sock):
                connection.request("POST", f"{urlsplit(self.address).path}/chat/completions", body, headers)
                with connection.getresponse() as response:
                    content = response.read(LARGEST_ANSWER + 1)
        except (OSError, HTTPException, ValueError) as error:
            raise EndpointFailed(type(error).__name__) from None  # the cause may quote a header, and so the key
        finally:
            connection.close()
        if len(content) > LARGEST_ANSWER:
            raise EndpointFailed("the answer is too long")
        return response.status, content

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=self.seconds)


@contextmanager
def _ended_after(seconds: float, line: socket) -> Iterator[None]:
    """Hangs up when the time is over. A socket's own time-out starts anew with every byte that drips in."""

    def hang_up() -> None:
        with suppress(OSError):
            line.shutdown(SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
