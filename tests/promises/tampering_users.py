"""Tampering with who may act: grants that one person made, logins taken twice, the last approver sent away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ledger.domain.journal.facts import ClientGranted, ClientRevoked, UserInvited, UserRenewed
from tests.promises.damaged import Copy


def approver_granted_by_one_person(copy: Copy) -> str:
    """The operator made himself a second person."""
    at = copy.last("client_granted")
    entry, proposal = copy.entry(at), copy.entry(copy.last("proposal"))
    assert isinstance(entry.fact, ClientGranted)
    copy.rewrite(replace(entry, actor=proposal.actor, fact=replace(entry.fact, proposal="")))
    return f"entry {at} (client_granted {entry.id}): carried_out_unproposed"


def grant_carried_out_by_who_may_only_register(copy: Copy) -> str:
    """Who registers organizations grants with their first client, but carries out no grant that takes two persons."""
    at = copy.last("client_granted")
    copy.rewrite(replace(copy.entry(at), actor=copy.entry(copy.last("proposal")).actor))
    return f"entry {at} (client_granted {copy.entry(at).id}): actor_without_authority"


def grant_of_more_than_was_approved(copy: Copy) -> str:
    at = copy.last("client_granted")
    entry = copy.entry(at)
    assert isinstance(entry.fact, ClientGranted)
    more = (*entry.fact.permissions, "sanctions.propose")
    copy.rewrite(replace(entry, fact=replace(entry.fact, permissions=more)))
    return f"entry {at} (client_granted {entry.id}): approved_differs_from_draft"


def grant_to_a_person_who_is_there_already(copy: Copy) -> str:
    """The second person who was approved is the first."""
    at = copy.last("client_granted")
    entry, proposal = copy.entry(at), copy.entry(copy.last("proposal"))
    assert isinstance(entry.fact, ClientGranted)
    copy.rewrite(replace(entry, fact=replace(entry.fact, person=proposal.actor.person)))
    return f"entry {at} (client_granted {entry.id}): approved_differs_from_draft"


def client_granted_again(copy: Copy) -> str:
    """An invited user takes the place of a client that is there."""
    at = copy.last("user_invited")
    entry = copy.entry(at)
    assert isinstance(entry.fact, UserInvited)
    copy.rewrite(replace(entry, fact=replace(entry.fact, user=entry.actor.client)))
    return f"entry {at} (user_invited {entry.id}): id_used_twice"


def login_of_two_users(copy: Copy) -> str:
    at = copy.last("user_invited")
    entry, before = copy.entry(at), copy.entry(at - 1).fact
    assert isinstance(entry.fact, UserInvited)
    assert isinstance(before, UserInvited)
    copy.rewrite(replace(entry, fact=replace(entry.fact, login=before.login)))
    return f"entry {at} (user_invited {entry.id}): login_used_twice"


def user_invited_by_a_company(copy: Copy) -> str:
    at = copy.last("user_invited")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, actor=copy.entry(copy.last("hold")).actor))
    return f"entry {at} (user_invited {entry.id}): actor_without_authority"


def renewal_of_a_machine(copy: Copy) -> str:
    at = copy.last("user_renewed")
    entry = copy.entry(at)
    copy.rewrite(replace(entry, fact=UserRenewed(entry.actor.client)))
    return f"entry {at} (user_renewed {entry.id}): renewed_without_user"


def last_approver_sent_away(copy: Copy) -> str:
    at, approval = copy.last("client_revoked"), copy.entry(copy.last("client_granted"))
    entry = copy.entry(at)
    copy.rewrite(replace(entry, fact=ClientRevoked(approval.actor.client)))
    return f"entry {at} (client_revoked {entry.id}): last_approver_revoked"


USERS: Final[tuple[Callable[[Copy], str], ...]] = (
    approver_granted_by_one_person,
    grant_carried_out_by_who_may_only_register,
    grant_of_more_than_was_approved,
    grant_to_a_person_who_is_there_already,
    client_granted_again,
    login_of_two_users,
    user_invited_by_a_company,
    renewal_of_a_machine,
    last_approver_sent_away,
)
