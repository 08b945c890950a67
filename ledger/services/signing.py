"""Signing: the log's signer, which keeps its keys and what it signed last apart from the database.

Before it signs it reads every entry since its last signature again, hashes it again, and extends its own last tree
with it. A database that was rolled back, forked or changed behind the ledger's back does not extend what was signed:
it is refused, and stays refused until somebody explains it.

Which key signs is told by the entries that it hashed: the first checkpoint over an entry that sets another key bears
the signature of the key before and of that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.dates import instant_text
from ledger.domain.journal.entries import Entry, leaf_of
from ledger.domain.journal.facts import LogKeySet
from ledger.domain.journal.merkle import Frontier, subtrees_for_root
from ledger.domain.journal.notes import Checkpoint, Note, VerifierKey, sign_note
from ledger.services.clock import Clock
from ledger.services.node import Node
from ledger.services.signer_papers import LAST_SIGNED, SignerPapers, public_hex
from ledger.store.reads import log, signers
from ledger.store.store import Store
from ledger.store.units import ReadingUnit

__all__ = ["LAST_SIGNED", "HistoryNotExtended", "Signer", "SigningKeyMissing", "signed_checkpoint", "signing_key_name"]

_PAGE: Final = 5_000
_SETS_A_KEY: Final = f'"{LogKeySet.KIND}"'.encode()
"""Stands in the canonical bytes of every entry that sets a key."""


class HistoryNotExtended(Exception):
    """The journal does not extend what was signed; the message says where they part."""


class SigningKeyMissing(Exception):
    """The journal names a key that signs from now on, and the signer does not have it."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the checkpoints of one log, in a process of its own or in the web processes."""

    store: Store
    clock: Clock
    origin: str
    papers: SignerPapers

    def sign(self) -> str:
        """Sign the journal's head, or give the last signed note where nothing was added since.

        Raises:
            HistoryNotExtended: the journal is shorter than, or differs from, what was signed.
            SigningKeyMissing: the journal names another key, which is not among the papers.
        """
        with self.papers.alone():
            last = self.papers.last()
            self._publish_again(last)
            with self.store.reading() as unit:
                size, root = unit.head.position, unit.head.frontier.root()
                named = _extended(unit, last[0] if last else Checkpoint(self.origin, 0, Frontier().root()))
                published = log.checkpoint_of_size(unit, size) is not None
            if last and last[0].size == size:
                note = last[1]
            else:
                note = self._signed(Checkpoint(self.origin, size, root).text(), named)
                self.papers.keep(note)
        if not published:
            self._publish(log.Checkpoint(size, root, note.format(), instant_text(self.clock())), note)
        return note.format()

    def _publish_again(self, last: tuple[Checkpoint, Note] | None) -> None:
        """Publish what was signed last if a kill came between: it may be the one in which a key hands over."""
        if last is None:
            return
        checkpoint, note = last
        with self.store.reading() as unit:
            if log.checkpoint_of_size(unit, checkpoint.size) is not None or unit.head.position < checkpoint.size:
                return
            _extended(unit, checkpoint)
        self._publish(log.Checkpoint(checkpoint.size, checkpoint.root, note.format(), instant_text(self.clock())), note)

    def _signed(self, text: str, named: list[str]) -> Note:
        keys = [self.papers.key_in_force(self.origin)]
        found = [self.papers.key(public_key) for public_key in named]
        if found and found[-1] is None:
            raise SigningKeyMissing(f"the journal says that {named[-1]} signs; {self.papers.folder} has no such key")
        keys += [key for key in found if key is not None]
        signed = {public_hex(key): sign_note(text, self._name(key), key.sign).signatures[0] for key in keys}
        return Note(text, tuple(signed.values()))

    def _name(self, key: Ed25519PrivateKey) -> VerifierKey:
        return VerifierKey(self.origin, key.public_key().public_bytes_raw())

    def _publish(self, checkpoint: log.Checkpoint, note: Note) -> None:
        signed_by = self.papers.signers_of(note, self.origin)
        with self.store.writing() as unit:
            if log.checkpoint_of_size(unit, checkpoint.size) is None:
                log.save_checkpoint(unit, checkpoint)
            known = signers.signers(unit)
            for public_key in signed_by:
                if public_key not in known:
                    signers.save_signer(unit, public_key, checkpoint.size)


def signer_of(node: Node) -> Signer:
    """Give the signer that works in a node's own process."""
    return Signer(node.store, node.clock, node.ledger.origin, SignerPapers(node.keys.folder))


def signed_checkpoint(node: Node) -> str:
    """Sign the journal's head where the web processes sign by themselves; see ``Signer.sign``."""
    return signer_of(node).sign()


def signing_key_name(node: Node) -> VerifierKey:
    """Give the name and public key under which this process signs next."""
    key = SignerPapers(node.keys.folder).key_in_force(node.ledger.origin)
    return VerifierKey(node.ledger.origin, key.public_key().public_bytes_raw())


def _extended(unit: ReadingUnit, last: Checkpoint) -> list[str]:
    """Hash everything since the last signature again, on top of the tree that was signed; gives the keys set in it."""
    size = unit.head.position
    if size < last.size:
        raise HistoryNotExtended(f"the journal ends at {size}; a checkpoint of {last.size} entries was signed")
    subtrees = subtrees_for_root(last.size)
    found = log.subtree_hashes(unit, subtrees)
    frontier = Frontier(last.size, tuple(found[subtree] for subtree in subtrees))
    if frontier.root() != last.root:
        raise HistoryNotExtended(
            f"the first {last.size} entries have the root {frontier.root().hex()}; {last.root.hex()} was signed"
        )
    named: list[str] = []
    for first in range(last.size, size, _PAGE):
        page = list(log.entry_bytes(unit, first, min(_PAGE, size - first)))
        frontier, _ = frontier.extend([leaf_of(data) for data in page])
        named += [key for data in page if _SETS_A_KEY in data and (key := _key_set_by(data))]
    if frontier != unit.head.frontier:
        raise HistoryNotExtended(
            f"the entries up to {size} hash to {frontier.root().hex()}; the head says {unit.head.frontier.root().hex()}"
        )
    return named


def _key_set_by(data: bytes) -> str:
    """Give the key that an entry sets, or ""."""
    fact = Entry.from_bytes(data).fact
    return fact.public_key if isinstance(fact, LogKeySet) else ""
