"""Demo joining: everybody of the cast becomes known to the ledger, each with a client whose secret is its own.

A secret's hash is slow on purpose. So secrets are hashed side by side, on every core and beside whatever else goes on,
while those that are ready are registered, many in one unit of work and always in the order of the cast.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final, Self

from ledger.domain.commands import NewClient, Outcome, ProfileOrganization, RegisterOrganization, Submission
from ledger.domain.refusals import Refused
from ledger.services.context import Request, private, submission
from ledger.services.demo_cast import Cast, Client, Member, client_of
from ledger.services.node import Node
from ledger.services.organizations import grant_client, open_ledger
from ledger.services.posting import post
from ledger.services.secrets import new_secret

Progress = Callable[[int], None]
"""Told how many things have been done so far."""

FIRST_ROLES: Final = {"agency": "program_owner"}
"""The role of a kind's first client, where it is not of the kind's own name."""

MEMBERS_AT_ONCE: Final = 50
"""How many are registered in one unit of work."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company that joined; ``number`` counts from 1."""

    number: int
    client: Client

    @property
    def organization(self) -> str:
        """Give its id."""
        return self.client.caller.organization_id


@dataclass(frozen=True, slots=True)
class Joined:
    """Everybody who is there before the first day; companies are the founding ones, in the order of their numbers.

    Universities and their verifiers go by the university's code, agencies by the owner that programs name.
    """

    operator: Client
    approver: Client
    auditor: Client
    agencies: dict[str, Client]
    universities: dict[str, Client]
    verifiers: dict[str, Client]
    companies: tuple[Company, ...]


class Registrar:
    """Registers members in order, each with a first client of its kind's first role; a context.

    From when it is made, secrets are hashed ahead in the background.
    """

    def __init__(self, node: Node, office: Client, members: Sequence[Member]) -> None:
        self.node = node
        self.office = office
        self._pool = ThreadPoolExecutor(os.cpu_count())
        self._asked = zip(members, self._pool.map(partial(_registration, node, office), members), strict=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def register(self, count: int) -> list[Client]:
        """Register the next so many in one unit of work, and say in another what is known of them.

        Raises:
            Refused: ``registration_number_taken``, or what else stands against a member.
        """
        some = list(islice(self._asked, count))
        answers = post(self.node, [asked for _, (asked, _) in some])
        clients = [
            _registered(member, secret, answer.outcomes[0])
            for (member, (_, secret)), answer in zip(some, answers, strict=True)
        ]
        pairs = zip((member for member, _ in some), clients, strict=True)
        known = [(member, client) for member, client in pairs if member.region or member.size or member.owner]
        for told in post(self.node, [_profile(self.node, self.office, *pair) for pair in known]) if known else ():
            _require(told.outcomes[0])
        return clients

    def register_many(self, count: int, done: Progress) -> list[Client]:
        """Register the next so many, ``MEMBERS_AT_ONCE`` in one unit of work. Raises as ``register``."""
        clients: list[Client] = []
        while len(clients) < count:
            clients += self.register(min(MEMBERS_AT_ONCE, count - len(clients)))
            done(len(clients))
        return clients


def open_office(node: Node, cast: Cast, origin: str) -> tuple[Node, Client]:
    """Open the ledger by the simulated clock; gives the operator's client.

    Raises:
        Refused: ``ledger_already_open``.
    """
    operator = cast.operator
    opened = open_ledger(node, origin, "simulated", operator.name_ko, operator.name_en, "지산학협력센터 담당자")
    return node.opened(), client_of(opened["client"], "operator")


def join(registrar: Registrar, cast: Cast, founding: int, done: Progress) -> Joined:
    """Register the auditor, the agencies, the universities, each with a second person, and the first so many companies.

    Args:
        registrar: of ``members_of(cast)``, of whom it has registered nobody yet.

    Raises:
        Refused: as ``Registrar.register``.
    """
    node, office = registrar.node, registrar.office
    count = 1 + len(cast.agencies) + len(cast.universities) + founding
    auditor, *others = registrar.register_many(count, done)
    agencies = dict(zip(cast.agencies, others, strict=False))
    universities = dict(zip(cast.universities, others[len(agencies) :], strict=False))
    return Joined(
        operator=office,
        approver=_grant(node, office, office, "operator_approver", cast.operator, "승인자"),
        auditor=auditor,
        agencies=agencies,
        universities=universities,
        verifiers={
            code: _grant(node, office, university, "university_verifier", cast.universities[code], "산학협력단 확인자")
            for code, university in universities.items()
        },
        companies=numbered(others[len(agencies) + len(universities) :], 1),
    )


def members_of(cast: Cast) -> list[Member]:
    """List who is registered, in order: the auditor, the agencies, the universities, the companies."""
    return [cast.auditor, *cast.agencies.values(), *cast.universities.values(), *cast.companies]


def numbered(clients: Sequence[Client], first: int) -> tuple[Company, ...]:
    """Make companies of their clients; the first one has the number ``first``."""
    return tuple(Company(number, client) for number, client in enumerate(clients, first))


def register_members(node: Node, office: Client, members: Sequence[Member], done: Progress) -> list[Client]:
    """Register members in order, each with a first client of its kind. Raises as ``Registrar.register``."""
    with Registrar(node, office, members) as registrar:
        return registrar.register_many(len(members), done)


def _registration(node: Node, office: Client, member: Member) -> tuple[Submission, str]:
    """Give what is asked for a member, and the secret of its client."""
    request = Request(office.caller, "organizations.register", f"demo {member.kind} {member.name_en}")
    secret = new_secret(node, request)
    person = private(node, "name", f"{member.name_ko} 담당자")
    role = FIRST_ROLES.get(member.kind, member.kind)
    client = NewClient(role, secret.hashed, secret.sealed, person)
    names = private(node, "name", member.name_ko), private(node, "name", member.name_en)
    number = private(node, "registration_number", member.number) if member.number else None
    return submission(node, request, [RegisterOrganization(member.kind, *names, client, number)]), secret.plain


def _registered(member: Member, secret: str, outcome: Outcome) -> Client:
    _require(outcome)
    return client_of({**outcome.result["client"], "client_secret": secret}, member.kind)


def _profile(node: Node, office: Client, member: Member, client: Client) -> Submission:
    """Give what is asked for to say what is known of a member."""
    organization = client.caller.organization_id
    request = Request(office.caller, "organizations.profile", f"demo profile {member.kind} {member.name_en}")
    command = ProfileOrganization(organization, member.region, member.size, member.owner)
    return submission(node, request, [command])


def _require(outcome: Outcome) -> None:
    if outcome.code:
        raise Refused(outcome.code, outcome.pointer, **outcome.params)


def _grant(node: Node, office: Client, of: Client, role: str, member: Member, person: str) -> Client:
    request = Request(office.caller, "clients.grant", f"demo {role} {member.name_en}")
    answer = grant_client(node, request, of.caller.organization_id, role, f"{member.name_ko} {person}", None)
    return client_of(answer.outcomes[0].result, of.caller.organization_kind)
