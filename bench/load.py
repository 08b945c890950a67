"""Load: clients that knock at an HTTP door over keep-alive connections, each waiting for its answer before it goes on.

One thread, plain sockets and one selector: the processor's time spent here is missing elsewhere on a shared machine.
An answer that is not 2xx ends the run: what is measured is work that was done.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import Final, Protocol

from bench.measuring import Slice

PATIENCE_SECONDS: Final = 60
_RECEIVE_BYTES: Final = 1 << 18
_HEAD_ENDS: Final = b"\r\n\r\n"
_LENGTH: Final = b"\r\ncontent-length:"


class LoadFailed(RuntimeError):
    """The service refused, hung up or kept silent; the message says what it answered."""


class Talk(Protocol):
    """What the clients say."""

    def next(self, client: int, answer: bytes) -> bytes:
        """Give a client's next request, whole, after the answer to its last one (b"" before the first)."""


class Connection:
    """One client's connection; it carries one request at a time."""

    def __init__(self, client: int, port: int) -> None:
        self.client = client
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked_at = 0.0
        self._heard = b""
        self._parts: list[bytes] = []
        self._missing = 0

    def say(self, request: bytes) -> None:
        """Send a whole request."""
        self.asked_at = perf_counter()
        self.socket.sendall(request)

    def hear(self) -> bytes:
        """Receive what there is; gives the answer, head and body, when it is whole, b"" before.

        Raises:
            LoadFailed: the answer is not 2xx, or the connection was closed.
        """
        data = self.socket.recv(_RECEIVE_BYTES)
        if not data:
            raise LoadFailed("the service closed a connection without an answer")
        if self._parts:
            self._parts.append(data)
            self._missing -= len(data)
        else:
            self._heard += data
            end = self._heard.find(_HEAD_ENDS)
            if end < 0:
                return b""
            self._parts = [self._heard]
            self._missing = end + len(_HEAD_ENDS) + _content_length(self._heard[:end]) - len(self._heard)
            self._heard = b""
        if self._missing > 0:
            return b""
        answer, self._parts = b"".join(self._parts), []
        if not answer.startswith(b"HTTP/1.1 2"):
            raise LoadFailed(f"expected an answer 2xx, found: {answer[:2000].decode(errors='replace')}")
        return answer

    def ask(self, request: bytes) -> bytes:
        """Send a request and wait for its answer; gives its body."""
        self.say(request)
        while not (answer := self.hear()):
            pass
        return answer.partition(_HEAD_ENDS)[2]


def _content_length(head: bytes) -> int:
    _, found, rest = head.lower().partition(_LENGTH)
    if not found:
        raise LoadFailed(f"expected Content-Length, found: {head.decode(errors='replace')}")
    return int(rest.partition(b"\r\n")[0])


@contextmanager
def connected(port: int, client: int = 0) -> Iterator[Connection]:
    """Give a connection to a port of this machine."""
    connection = Connection(client, port)
    try:
        yield connection
    finally:
        connection.socket.close()


def never_busy() -> bool:
    """Tell that there is nothing to wait for."""
    return False


def drive(port: int, clients: int, talk: Talk, seconds: float, busy: Callable[[], bool] = never_busy) -> Slice:
    """Let so many clients talk at once for so long; answers that come later are waited for and not counted.

    Args:
        busy: they go on talking for as long as this is so.

    Raises:
        LoadFailed: the service refused, hung up or kept silent.
    """
    latencies_ms: list[float] = []
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        connections = [stack.enter_context(connected(port, client)) for client in range(clients)]
        for connection in connections:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        started = ended = perf_counter()
        for connection in connections:
            connection.say(talk.next(connection.client, b""))
        waiting = clients
        while waiting:
            ready = selector.select(PATIENCE_SECONDS)
            if not ready:
                raise LoadFailed(f"no answer for {PATIENCE_SECONDS} s with {waiting} requests under way")
            for key, _ in ready:
                connection = key.data
                answer = connection.hear()
                if not answer:
                    continue
                now = perf_counter()
                if waiting < clients or (now > started + seconds and not busy()):
                    waiting -= 1
                    continue
                ended = now
                latencies_ms.append((now - connection.asked_at) * 1000)
                connection.say(talk.next(connection.client, answer))
    return Slice(len(latencies_ms), max(seconds, ended - started), latencies_ms)
