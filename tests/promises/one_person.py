"""One person, Kim, with every role that there is: machine clients and users, at the operator and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import ClientGranted, UserInvited
from ledger.domain.permissions import ROLES, ROLES_OF_KIND
from ledger.store.reads import journal
from tests.api.house import Client, House
from tests.api.logging_in import FAR, PASSWORD, USERS, accept, log_in
from tests.promises.deeds import DEEDS, Deed

API: Final = "/api/v1"
FIRST: Final = "operator"
"""The person's first hand, by which all others are granted."""

LEE: Final = "approver"
"""Another person, who approves."""

CARRYING_OUT: Final = frozenset(kind for deed in DEEDS.values() for kind in deed.kinds)

AGENCY: Final = "technopark"
HOMES: Final = {
    "operator": "operator",
    "university": "pukyong",
    "company": "haeundae",
    "agency": AGENCY,
    "auditor": "council",
}
"""Kind of organization to one where the person acts."""


class Hand(NamedTuple):
    """A client or user of the person: the name to knock under, its role and its organization."""

    name: str
    role: str
    home: str
    is_user: bool

    @property
    def permissions(self) -> frozenset[str]:
        """What it may do."""
        return ROLES[self.role]


@dataclass(repr=False)
class Kim:
    """One person, and all the hands by which the person acts."""

    house: House
    hands: list[Hand]
    person: str = ""

    def __post_init__(self) -> None:
        first = self.house.clients[FIRST].client_id
        grants = (entry.fact for entry in entries(self.house) if isinstance(entry.fact, ClientGranted))
        self.person = next(fact.person for fact in grants if fact.client == first)

    def of_role(self, role: str) -> list[Hand]:
        """Give the hands that have a role."""
        return [hand for hand in self.hands if hand.role == role]

    def brought_about(self, behind: int) -> list[Entry]:
        """Give what Kim brought about behind a position: entries that move points, or that carry a deed out."""
        own = [entry for entry in entries(self.house, behind) if entry.actor.person == self.person]
        return [entry for entry in own if entry.postings or (entry.kind in CARRYING_OUT and not self._elsewhere(entry))]

    def _elsewhere(self, entry: Entry) -> bool:
        """Tell whether an entry lets somebody act for another organization than the operator."""
        fact = entry.fact
        return isinstance(fact, ClientGranted | UserInvited) and fact.organization != self.house.of("operator")


def entries(house: House, behind: int = 0) -> list[Entry]:
    """Read the journal behind a position."""
    with house.node.store.reading() as unit:
        return [Entry.from_bytes(bytes(stored.data)) for stored in journal.entries(unit, behind + 1)]


def expected(deed: Deed, hand: Hand, what: str, *, is_open: bool = True) -> str:
    """Give how a decision of Kim's is refused, where he proposed the deed; "" where it is his to make."""
    if deed.needs[what] not in hand.permissions:
        return "permission_missing"
    if not is_open:
        return deed.over
    return "" if what == "withdraw" else "same_person_approval"


def every_hand(house: House) -> list[Hand]:
    """Give the person a client and a user of every role, of which the second person approves those that take two."""
    house.onboard(AGENCY, "agency", None, "program_owner")
    hands = [Hand(FIRST, "operator", "operator", is_user=False)]
    for kind, home in HOMES.items():
        for role in sorted(ROLES_OF_KIND[kind]):
            hands += [new_hand(house, role, home, is_user=is_user) for is_user in (False, True)]
    assert {hand.role for hand in hands} == set(ROLES)
    return hands


def new_hand(house: House, role: str, home: str, *, is_user: bool) -> Hand:
    """Grant the person one more client, or invite the person as one more user who accepts and logs in."""
    name = f"{house.unique('kim')}@{home}.example"
    if not is_user:
        house.grant(name, home, role, same_person_as=FIRST)
        house.token(name)
        return Hand(name, role, home, is_user)
    body = {"login": name, "role": role, "same_person_as": house.clients[FIRST].client_id}
    if home == "operator":
        wanted = {**body, "organization_id": house.of(home), "reason": "works at two desks"}
        proposed = house.post(FIRST, f"{API}/grants", wanted)
        assert proposed.status_code == 201, proposed.json
        told = house.post(LEE, f"{API}/proposals/{proposed.json['id']}/approve").json["result"]
        code = proposed.json["first_half"] + told["second_half"]
    else:
        told = house.post(FIRST, f"{API}/organizations/{house.of(home)}/users", body).json
        code = told["invitation_code"]
    come_in(house, name, told["user_id"], home, code)
    return Hand(name, role, home, is_user)


def come_in(house: House, login: str, user: str, home: str, code: str) -> None:
    """Accept an invitation, and log in."""
    accepted = accept(house, {"login": login, "invitation_code": code})
    assert accepted.status_code == 200, accepted.json
    opened = log_in(house, login, PASSWORD, address=FAR)
    assert opened.status_code == 201, opened.json
    house.clients[login] = Client(user, "", house.of(home), opened.json["access_token"])


def renew(house: House, hand: Hand) -> Any:
    """Give a user of the person another invitation, if one person may; gives the answer."""
    answer = house.post(FIRST, f"{USERS}/{house.clients[hand.name].client_id}/renew")
    if answer.status_code == 200:
        told = answer.json
        come_in(house, hand.name, told["user_id"], hand.home, told["invitation_code"])
    return answer


def revoke(house: House, hand: Hand) -> Any:
    """End a client or user of the person."""
    return house.post(FIRST, f"{API}/api-clients/{house.clients[hand.name].client_id}/revoke")
