"""Erasing: propose that texts of the vault about a subject are erased; ``proposals`` carry it out."""

from __future__ import annotations

from collections import defaultdict

from ledger.domain.commands import Answer, ProposeErasure
from ledger.domain.journal.facts import TextsOf
from ledger.services.context import Request, private
from ledger.services.corrections import Grounds
from ledger.services.node import Node
from ledger.services.posting import answer
from ledger.store.reads import organizations, users, vault
from ledger.store.reads.clients import clients_of_person
from ledger.store.units import ReadingUnit

OF_GRANTS: frozenset[str] = frozenset({"name", "login", "other_half"})
"""Texts of a proposal to grant that are about the person, and not about why."""


def propose_erasure(node: Node, request: Request, subject: str, why: Grounds) -> Answer:
    """Propose to erase what lies in the vault about a person, an organization, or what else texts are filed under."""
    with node.store.reading() as unit:
        texts, clients = _texts_about(unit, subject)
    reason = private(node, "reason", why.reason)
    command = ProposeErasure(subject, texts, clients, why.reason_code, reason, why.document)
    return answer(node, request, command)


def _texts_about(unit: ReadingUnit, subject: str) -> tuple[tuple[TextsOf, ...], tuple[str, ...]]:
    """Give what lies in the vault about a subject, and every client and user of a person.

    What is about a person or an organization is found under their own id alone, whatever it is filed under.
    """
    subjects, grants, clients = {subject}, set[str](), list[str]()
    if subject.startswith("per_"):
        found = clients_of_person(unit, subject)
        clients = [row.client for row in found]
        grants = set(users.proposals_of(unit, found).values())
        subjects |= {*clients, *grants}
    elif subject.startswith("org_"):
        subjects |= {entry for _, entry in organizations.registrations_of(unit, subject)}
    elif organizations.is_registration(unit, subject):
        return (), ()
    withheld = OF_GRANTS if users.was_granted_by(unit, subject) else frozenset[str]()
    fields = defaultdict[str, set[str]](set)
    for text in vault.openings(unit, subjects):
        if text.field in withheld:
            continue
        if text.subject not in grants or text.field in OF_GRANTS:
            fields[text.subject].add(text.field)
    return tuple(TextsOf(one, tuple(sorted(fields[one]))) for one in sorted(fields)), tuple(sorted(clients))
