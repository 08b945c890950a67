"""Callers: clients with their authority, asked of the database, or as it was when it was last asked.

What was last known is good enough for a command, because the unit of work that decides it reads the client again under
the ledger's lock. Everything else asks the database each time, so that a revocation acts at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from ledger.services.clients import caller_of
from ledger.services.context import Caller
from ledger.services.node import Node
from ledger.services.sessions import caller_of_session


class Callers:
    """The callers of one node; the oldest are forgotten first."""

    def __init__(self, node: Node, remembered_max: int) -> None:
        self._node = node
        self._remembered_max = remembered_max
        self._known: OrderedDict[str, Caller] = OrderedDict()
        self._lock = threading.Lock()

    def now(self, client_id: str, session_id: str = "") -> Caller | None:
        """Ask the database; ``None`` for an unknown or a revoked client, and for a user who is not logged in there.

        Users are never remembered: the unit of work knows nothing of their sessions.
        """
        if session_id:
            return caller_of_session(self._node, client_id, session_id)
        found = caller_of(self._node, client_id)
        with self._lock:
            self._known.pop(client_id, None)
            if found is not None:
                self._known[client_id] = found
                if len(self._known) > self._remembered_max:
                    self._known.popitem(last=False)
        return found

    def last_known(self, client_id: str, session_id: str = "") -> Caller | None:
        """Give what is remembered, or ask the database."""
        return (None if session_id else self._known.get(client_id)) or self.now(client_id, session_id)
