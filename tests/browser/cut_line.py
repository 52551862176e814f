"""A line between a browser and the server that can be cut, and that can swallow an answer on its way back."""

import socket
import threading
from contextlib import suppress


class CutLine:
    """Forwards connections of `port` to the server at `target`.

    `cut`: nothing goes through, running connections break. `swallow`: requests whose first bytes begin with it reach
    the server, and their answers never come back; so many times as `times` says.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.cut = False
        self.swallow = b""
        self.times = 0
        self.open: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def break_off(self) -> None:
        """No network any more."""
        self.cut = True
        for end in self.open:
            _close(end)
        self.open.clear()

    def mend(self) -> None:
        """The network is back."""
        self.cut = False

    def close(self) -> None:
        self.break_off()
        _close(self.listener)

    def _accept(self) -> None:
        while True:
            try:
                phone, _address = self.listener.accept()
            except OSError:
                return
            if self.cut:
                _close(phone)
                continue
            server = socket.create_connection(self.target)
            self.open += [phone, server]
            threading.Thread(target=self._to_server, args=(phone, server), daemon=True).start()
            threading.Thread(target=self._to_phone, args=(server, phone), daemon=True).start()

    def _to_server(self, phone: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := phone.recv(65536):
                server.sendall(data)
                if self.times and self.swallow and data.startswith(self.swallow):
                    self.times -= 1
                    self._lose_answer(phone, server)
                    return
        _close(server)

    def _lose_answer(self, phone: socket.socket, server: socket.socket) -> None:
        """Waits until the server has answered, which is how we know that it has done its work; then breaks off."""
        self.open = [end for end in self.open if end not in (phone, server)]
        server.settimeout(10)
        with suppress(OSError):
            server.recv(1)
        _close(phone)
        _close(server)

    def _to_phone(self, server: socket.socket, phone: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if not self._is_lost(phone):
                    phone.sendall(data)
        _close(phone)

    def _is_lost(self, phone: socket.socket) -> bool:
        return phone not in self.open


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()
