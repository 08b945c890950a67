"""Demo cast: who takes part in the demo, read from ``organizations.toml`` and onboarded through the services.

Companies are composed of a place, a trade and a legal form; their registration numbers carry a right check digit but
a tax office (999) that does not exist, so that no real business is named.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledger.domain.registration import check_digit
from ledger.services.context import Caller, Request
from ledger.services.node import Node
from ledger.services.organizations import grant_client, open_ledger, register_organization

Progress = Callable[[], None]
"""Called after each thing that was done."""

NO_SUCH_TAX_OFFICE: Final = "999"


@dataclass(frozen=True, slots=True)
class Member:
    """An organization before it is registered; ``number`` is its registration number, "" where it needs none."""

    kind: str
    name_ko: str
    name_en: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the demo; universities by their code."""

    operator: Member
    auditor: Member
    universities: dict[str, Member]
    shares: dict[str, int]
    companies: tuple[Member, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """A client that was granted, with the secret that was shown once."""

    caller: Caller
    secret: str


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
    """Everybody, registered."""

    operator: Client
    approver: Client
    auditor: Client
    universities: dict[str, Client]
    verifier: Client
    companies: tuple[Company, ...]


def read_table(folder: Path, name: str) -> dict[str, Any]:
    """Read one file of the demo's data."""
    with (folder / name).open("rb") as file:
        return tomllib.load(file)


def read_cast(folder: Path, companies: int) -> Cast:
    """Read who takes part, with so many companies."""
    told = read_table(folder, "organizations.toml")
    universities = {one["code"]: _member("university", one["name"]) for one in told["university"]}
    return Cast(
        operator=_member("operator", told["operator"]["name"]),
        auditor=_member("auditor", told["auditor"]["name"]),
        universities=universities,
        shares={one["code"]: one["share_permille"] for one in told["university"]},
        companies=tuple(_company(told["company_words"], index) for index in range(companies)),
    )


def registration_number(serial: int) -> str:
    """Give an invented registration number with a right check digit.

    >>> registration_number(1)
    '9998100015'
    """
    nine = f"{NO_SUCH_TAX_OFFICE}81{serial:04d}"
    return f"{nine}{check_digit(nine)}"


def open_and_join(node: Node, cast: Cast, origin: str, verifier_of: str, progress: Progress) -> tuple[Node, Joined]:
    """Open the ledger by the simulated clock and register everybody.

    Raises:
        Refused: ``ledger_already_open``.
    """
    operator = cast.operator
    opened = open_ledger(node, origin, "simulated", operator.name_ko, operator.name_en, "지산학협력센터 담당자")
    node = node.opened()
    office = _client(opened["client"], "operator")
    progress()
    auditor = _register(node, office, cast.auditor, "auditor")
    progress()
    universities = {}
    for code, member in cast.universities.items():
        universities[code] = _register(node, office, member, "university")
        progress()
    companies = []
    for index, member in enumerate(cast.companies):
        companies.append(Company(index + 1, _register(node, office, member, "company")))
        progress()
    return node, Joined(
        operator=office,
        approver=_grant(node, office, office, "operator_approver", "지산학협력센터 승인자"),
        auditor=auditor,
        universities=universities,
        verifier=_grant(node, office, universities[verifier_of], "university_verifier", "산학협력단 확인자"),
        companies=tuple(companies),
    )


def _member(kind: str, name: dict[str, str]) -> Member:
    return Member(kind, name["ko"], name["en"])


def _company(words: dict[str, Any], index: int) -> Member:
    """Compose a company; seven steps through the trades for each round of the places repeat no pair."""
    places, trades, forms = words["places"], words["trades"], words["forms"]
    rounds, at = divmod(index, len(places))
    place, trade, form = places[at], trades[(at + 7 * rounds) % len(trades)], forms[(at + rounds) % len(forms)]
    ko, en = (form[language].format(place=place[language], trade=trade[language]) for language in ("ko", "en"))
    return Member("company", ko, en, registration_number(index + 1))


def _register(node: Node, office: Client, member: Member, role: str) -> Client:
    request = Request(office.caller, "organizations.register", f"demo {member.kind} {member.name_en}")
    names = member.name_ko, member.name_en
    number = member.number or None
    answer = register_organization(
        node, request, member.kind, *names, number, role, person_name=f"{member.name_ko} 담당자"
    )
    return _client(answer.outcomes[0].result["client"], member.kind)


def _grant(node: Node, office: Client, of: Client, role: str, person_name: str) -> Client:
    request = Request(office.caller, "clients.grant", f"demo {role}")
    answer = grant_client(node, request, of.caller.organization_id, role, person_name, None)
    return _client(answer.outcomes[0].result, of.caller.organization_kind)


def _client(shown: Any, kind: str) -> Client:
    caller = Caller(
        client_id=shown["client_id"],
        organization_id=shown["organization_id"],
        organization_kind=kind,
        person_id=shown["person_id"],
        role=shown["role"],
        permissions=frozenset(shown["permissions"]),
    )
    return Client(caller, shown["client_secret"])
