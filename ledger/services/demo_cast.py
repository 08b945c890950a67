"""Demo cast: who takes part in the demo, read from ``organizations.toml``, and a client once it was granted.

Companies are composed of a place, a trade and a legal form; their registration numbers carry a right check digit but
a tax office (999) that does not exist, so that no real business is named.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ledger.domain.registration import check_digit
from ledger.services.context import Caller

NO_SUCH_TAX_OFFICE: Final = "999"


@dataclass(frozen=True, slots=True)
class Member:
    """An organization before it is registered; ``number`` is its registration number, "" where it needs none.

    ``region``, ``size`` and ``owner`` are what is known of it, "" for nothing.
    """

    kind: str
    name_ko: str
    name_en: str
    number: str = ""
    region: str = ""
    size: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in the demo; universities by their code, agencies by the owner that programs name."""

    operator: Member
    auditor: Member
    agencies: dict[str, Member]
    universities: dict[str, Member]
    shares: dict[str, int]
    companies: tuple[Member, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Client:
    """A client that was granted, with the secret that was shown once."""

    caller: Caller
    secret: str


def read_table(folder: Path, name: str) -> dict[str, Any]:
    """Read one file of the demo's data."""
    with (folder / name).open("rb") as file:
        return tomllib.load(file)


def read_cast(folder: Path, companies: int, universities: int | None = None) -> Cast:
    """Read who takes part, with so many companies and the first so many universities, or all of them."""
    told = read_table(folder, "organizations.toml")
    chosen = told["university"][:universities]
    return Cast(
        operator=_member("operator", told["operator"]["name"]),
        auditor=_member("auditor", told["auditor"]["name"]),
        agencies={one["code"]: _member("agency", one["name"], owner=one["code"]) for one in told["agency"]},
        universities={one["code"]: _member("university", one["name"]) for one in chosen},
        shares={one["code"]: one["share_permille"] for one in chosen},
        companies=tuple(_company(told["company_words"], index) for index in range(companies)),
    )


def registration_number(serial: int) -> str:
    """Give an invented registration number with a right check digit.

    >>> registration_number(1)
    '9998100015'
    """
    nine = f"{NO_SUCH_TAX_OFFICE}81{serial:04d}"
    return f"{nine}{check_digit(nine)}"


def client_of(shown: Mapping[str, Any], kind: str) -> Client:
    """Give a client as the answer that granted it shows it; ``kind`` is its organization's."""
    caller = Caller(
        client_id=shown["client_id"],
        organization_id=shown["organization_id"],
        organization_kind=kind,
        person_id=shown["person_id"],
        role=shown["role"],
        permissions=frozenset(shown["permissions"]),
    )
    return Client(caller, shown["client_secret"])


def _member(kind: str, name: dict[str, str], owner: str = "") -> Member:
    return Member(kind, name["ko"], name["en"], owner=owner)


def _company(words: dict[str, Any], index: int) -> Member:
    """Compose a company; seven steps through the trades for each round of the places repeat no pair.

    When every pair is taken they all come again under the next house's name.
    """
    places, trades, forms = words["places"], words["trades"], words["forms"]
    repeats, pair = divmod(index, len(places) * len(trades))
    rounds, at = divmod(pair, len(places))
    place, trade, form = places[at], trades[(at + 7 * rounds) % len(trades)], forms[(at + rounds) % len(forms)]
    house = words["houses"][repeats - 1] if repeats else {"ko": "", "en": ""}
    ko = form["ko"].format(place=f"{house['ko']}{place['ko']}", trade=trade["ko"])
    en = form["en"].format(place=f"{house['en']} {place['en']}".lstrip(), trade=trade["en"])
    size = words["sizes"][index % len(words["sizes"])]
    return Member("company", ko, en, registration_number(index + 1), place["region"], size)
