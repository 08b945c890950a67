"""Loop: the writer at work.

It reads whatever is readable, takes a group, posts it as one unit of work, answers, and looks again; there is no
timer, so a lone request waits for nobody. A group is one large request, or every small one that waits; where both wait
they take turns, so a single request waits for the group under way and is in the next. When a group fails for any reason
but a database that does not answer, its requests are posted one by one and only the culprit fails.
"""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from ledger.domain.commands import Submission
from ledger.domain.dates import instant_text
from ledger.services.node import Node
from ledger.services.posting import post_here
from ledger.services.writer import wire
from ledger.services.writer.status import WriterStatus
from ledger.store.errors import StoreUnavailable

SMALL_COMMANDS: Final = 16
"""A request of so many commands or fewer is small."""

GROUP_COMMANDS_MAX: Final = 512
"""How many commands of small requests one group takes."""

RECEIVE_BYTES: Final = 1 << 18
SEND_SECONDS_MAX: Final = 5.0
"""How long a worker may take to receive its answer before it is given up."""

LOOK_AGAIN_SECONDS: Final = 0.5
"""How often the loop looks whether it should stop, while nobody asks for anything."""

_log = structlog.get_logger()


@dataclass(slots=True)
class Peer:
    """A connected worker: what it sent so far, and whether it is still there."""

    socket: socket.socket
    received: bytearray
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that waits for its answer."""

    peer: Peer
    submissions: tuple[Submission, ...]
    commands: int


class WriterLoop:
    """Posts for everyone who connects to ``path``."""

    def __init__(self, node: Node, path: Path) -> None:
        self._node = node
        self._path = path
        self._small: deque[Waiting] = deque()
        self._large: deque[Waiting] = deque()
        self._selector = selectors.DefaultSelector()
        self._large_is_next = False
        self._stopping = False
        self._listener = _listen(path)
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self.status = WriterStatus(instant_text(node.clock()), os.getpid())

    def stop(self) -> None:
        """Answer what was received, then end; safe to call from a signal handler."""
        self._stopping = True

    def run(self) -> None:
        """Serve until stopped; nobody who was heard stays without an answer."""
        while not (self._stopping and not self._waiting()):
            self._read(0 if self._waiting() or self._stopping else LOOK_AGAIN_SECONDS)
            while self._waiting() < GROUP_COMMANDS_MAX and self._read(0):
                pass  # whoever is there by now shares the next unit of work
            if self._waiting():
                self._post(self._take_group())
        self._path.unlink(missing_ok=True)
        self._listener.close()
        for key in list(self._selector.get_map().values()):
            if key.data is not None:
                self._forget(key.data)
        self._selector.close()

    def _waiting(self) -> int:
        return len(self._small) + len(self._large)

    def _read(self, seconds: float) -> bool:
        """Read what is readable within some seconds; tells whether anything was."""
        ready = self._selector.select(seconds)
        for key, _ in ready:
            if key.data is None:
                connection, _ = self._listener.accept()
                wire.limit_waits(connection, SEND_SECONDS_MAX)
                peer = Peer(connection, bytearray())
                self._selector.register(connection, selectors.EVENT_READ, peer)
            else:
                self._receive(key.data)
        return bool(ready)

    def _receive(self, peer: Peer) -> None:
        try:
            part = peer.socket.recv(RECEIVE_BYTES)
        except OSError:
            part = b""
        if not part:
            self._forget(peer)
            return
        peer.received += part
        try:
            self._take_frames(peer)
        except wire.FrameRefused as refused:
            _log.error("frame_refused", reason=str(refused))
            self._forget(peer)

    def _take_frames(self, peer: Peer) -> None:
        while (frame := wire.taken_from(peer.received)) is not None:
            kind, body = frame
            if kind == wire.STATUS:
                self._answer(peer, wire.frame(wire.STATUS, wire.encode_status(self.status)))
                continue
            submissions = wire.decode_submissions(body)
            commands = sum(len(one.commands) for one in submissions)
            waiting = Waiting(peer, submissions, commands)
            (self._small if commands <= SMALL_COMMANDS else self._large).append(waiting)

    def _take_group(self) -> list[Waiting]:
        """Take a large request alone, or small ones together; where both wait they take turns."""
        if self._large and (self._large_is_next or not self._small):
            self._large_is_next = False
            return [self._large.popleft()]
        self._large_is_next = True
        group: list[Waiting] = []
        commands = 0
        while self._small and commands + self._small[0].commands <= GROUP_COMMANDS_MAX:
            group.append(self._small.popleft())
            commands += group[-1].commands
        return group

    def _post(self, group: list[Waiting]) -> None:
        waiting = len(group) + self._waiting()
        began = time.perf_counter()
        try:
            answers = post_here(self._node, [one for request in group for one in request.submissions])
        except StoreUnavailable as unavailable:
            self.status.unavailable += len(group)
            kind = wire.UNKNOWN if unavailable.outcome_unknown else wire.BUSY
            for request in group:
                self._answer(request.peer, wire.frame(kind, str(unavailable).encode()))
            return
        except Exception:
            if len(group) == 1:
                self.status.failed += 1
                _log.exception("submission_failed", commands=[c.KIND for s in group[0].submissions for c in s.commands])
                self._answer(group[0].peer, wire.frame(wire.FAILED, b"the submission could not be decided"))
                return
            for request in group:
                self._post([request])
            return
        self.status.count(len(group), sum(one.commands for one in group), time.perf_counter() - began, waiting)
        told = 0
        for request in group:
            own = answers[told : told + len(request.submissions)]
            told += len(own)
            self._answer(request.peer, wire.frame(wire.ANSWERS, wire.encode_answers(own)))

    def _answer(self, peer: Peer, data: bytes) -> None:
        """Send an answer; a worker that left finds it by its key."""
        if peer.gone:
            return
        try:
            peer.socket.sendall(data)
        except OSError:
            self._forget(peer)

    def _forget(self, peer: Peer) -> None:
        if not peer.gone:
            peer.gone = True
            self._selector.unregister(peer.socket)
            peer.socket.close()


def _listen(path: Path) -> socket.socket:
    """Listen at a socket that only this user can reach; one that a dead writer left is replaced."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(mask)
    listener.listen(512)
    return listener
