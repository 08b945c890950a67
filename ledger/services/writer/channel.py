"""Channel: how a web worker hands its submissions to the writer and waits for the answers.

Connections that wait for nothing are kept for whoever asks next. Where the writer cannot be reached nothing was
written; where it is lost after a submission was handed over, the outcome is unknown and the request's key will tell.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ledger.domain.commands import Answer, Submission
from ledger.services.writer import wire
from ledger.services.writer.status import WriterStatus
from ledger.store.errors import StoreUnavailable

ANSWER_SECONDS_MAX: Final = 60.0
STATUS_SECONDS_MAX: Final = 2.0
RECEIVE_BYTES: Final = 1 << 16
UNDER_WAY_MAX: Final = 2
"""How many requests of one caller are with the writer at a time: one that is posted, one that waits."""


class SubmissionFailed(Exception):
    """The writer could not decide a submission: a defect; nothing of it was written."""


class WriterChannel:
    """The way to the writer that listens at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[socket.socket] = []

    def post(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Hand over submissions as one request, and wait for their answers.

        Raises:
            StoreUnavailable: the writer or the database did not answer.
            SubmissionFailed: the submission could not be decided.
        """
        connection = self._sent(wire.frame(wire.POST, wire.encode_submissions(submissions)))
        answer = _received(connection)
        self._idle.append(connection)
        return _answers(*answer)

    def post_each(self, submissions: Iterable[Submission]) -> Iterator[Answer]:
        """Hand over submissions in order, each a request of its own, the next while the writer is at the one before.

        What was handed over is posted, whether or not its answer is waited for.

        Raises:
            StoreUnavailable, SubmissionFailed: as ``post``.
        """
        connection = self._connected()
        try:
            frames = (wire.frame(wire.POST, wire.encode_submissions([one])) for one in submissions)
            for kind, body in _exchanged(connection, frames):
                yield from _answers(kind, body)
        except (OSError, EOFError, wire.FrameRefused) as error:
            connection.close()
            raise StoreUnavailable(f"the writer was lost: {error}", outcome_unknown=True) from error
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)

    def status(self) -> WriterStatus:
        """Ask the writer how it fares.

        Raises:
            StoreUnavailable: it does not answer.
        """
        with self._connected(STATUS_SECONDS_MAX) as connection:
            _send(connection, wire.frame(wire.STATUS))
            _, body = _received(connection)
        return msgspec.msgpack.decode(body, type=WriterStatus)

    def close(self) -> None:
        """Close the connections that wait for nothing."""
        while self._idle:
            self._idle.pop().close()

    def _sent(self, frame: bytes) -> socket.socket:
        """Send a frame on an idle connection, or on a new one where the other end of that was closed meanwhile.

        A frame that could not be sent whole was not understood either: nobody acts on half of one.
        """
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                break
            try:
                connection.sendall(frame)
            except OSError:
                connection.close()
            else:
                return connection
        fresh = self._connected()
        _send(fresh, frame)
        return fresh

    def _connected(self, seconds: float = ANSWER_SECONDS_MAX) -> socket.socket:
        """Connect; nobody waits longer than some seconds."""
        fresh = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wire.limit_waits(fresh, seconds)
        try:
            fresh.connect(str(self._path))
        except OSError as error:
            fresh.close()
            raise StoreUnavailable(f"the writer does not listen at {self._path}: {error}") from error
        return fresh


def _send(connection: socket.socket, frame: bytes) -> None:
    try:
        connection.sendall(frame)
    except OSError as error:
        connection.close()
        raise StoreUnavailable(f"the writer was lost: {error}") from error


def _received(connection: socket.socket) -> tuple[bytes, bytes]:
    """Receive one frame.

    Raises:
        StoreUnavailable: the connection was lost with its outcome, and is closed.
    """
    received = bytearray()
    try:
        while (answer := wire.taken_from(received)) is None:
            part = connection.recv(RECEIVE_BYTES)
            if not part:
                raise EOFError("the connection was closed")
            received += part
    except (OSError, EOFError, wire.FrameRefused) as error:
        connection.close()
        raise StoreUnavailable(f"the writer was lost: {error}", outcome_unknown=True) from error
    return answer


def _answers(kind: bytes, body: bytes) -> tuple[Answer, ...]:
    if kind == wire.ANSWERS:
        return wire.decode_answers(body)
    if kind == wire.FAILED:
        raise SubmissionFailed(body.decode())
    raise StoreUnavailable(body.decode(), outcome_unknown=kind == wire.UNKNOWN)


def _exchanged(connection: socket.socket, frames: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Send frames and receive as many, at most ``UNDER_WAY_MAX`` of them unanswered.

    Both ways at once: neither end may wait with sending for the other to receive, who waits with the same.
    """
    sending, received, under_way, frame = memoryview(b""), bytearray(), 0, next(frames, b"")
    while frame or under_way:
        if frame and not sending and under_way < UNDER_WAY_MAX:
            sending, under_way, frame = memoryview(frame), under_way + 1, next(frames, b"")
        readable, writable, _ = select.select([connection], [connection] if sending else [], [], ANSWER_SECONDS_MAX)
        if not readable and not writable:
            raise EOFError("it did not answer in time")
        if writable:
            sending = sending[connection.send(sending, socket.MSG_DONTWAIT) :]
        if readable:
            part = connection.recv(RECEIVE_BYTES)
            if not part:
                raise EOFError("the connection was closed")
            received += part
            while (answer := wire.taken_from(received)) is not None:
                under_way -= 1
                yield answer
