"""Alone: what one person can do in any order, and how each of it must be answered while nobody else agrees."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from ledger.api.conventions.statuses import STATUSES
from tests.promises.deeds import API, CHECKED, DEEDS, decide_deed, propose_deed
from tests.promises.one_person import FIRST, LEE, Kim, expected, new_hand, renew, revoke

NAMES: Final = tuple(DEEDS)

FOREIGN: Final = {
    "proposals": "proposal_unknown",
    "sanctions": "sanction_unknown",
    "allotments": "allotment_proposal_unknown",
    "accruals": "accrual_unknown",
}
"""Where something is approved, and what is said there of what is not of that kind."""

WHAT: Final = ("propose", "propose", "decide", "decide", "decide", "again", "foreign", "new", "second_self", "batch")
STEPS: Final = st.tuples(st.sampled_from(WHAT), *(st.integers(0, 10_000) for _ in range(3)))
"""A step, and three numbers that choose among what there is."""


class Alone:
    """One person at work, who proposes and decides by any hand; each answer is held to what it must be."""

    def __init__(self, kim: Kim) -> None:
        self.kim = kim
        self.house = kim.house
        self.behind = self.house.head()[0]
        self.subjects: dict[str, Any] = {}
        self.made: dict[str, str] = {}
        """Where what was proposed is decided, and the deed's name."""
        self.dropped: set[str] = set()

    def do(self, what: str, first: int, second: int, third: int) -> None:
        """Take a step."""
        if what == "propose" or not self.made:
            self._propose(NAMES[first % len(NAMES)], second)
            return
        at = list(self.made)[first % len(self.made)]
        getattr(self, f"_{what}")(at, second, third)

    def end(self) -> None:
        """Hold that nothing came of it, and let somebody else agree to the last that is open."""
        assert self.kim.brought_about(self.behind) == []
        waiting = [at for at, name in self.made.items() if at not in self.dropped and name != "close_period"]
        if waiting:
            at = waiting[-1]
            done = decide_deed(self.house, LEE, at, "approve")
            assert done.status_code == 200, (self.made[at], done.json)

    def _propose(self, name: str, hand: int) -> None:
        deed = DEEDS[name]
        if name not in self.subjects:
            self.subjects[name] = deed.subject(self.house)
        maker = self._one_of(self.kim.of_role(deed.maker), hand)
        subject = deed.subject(self.house) if name in ("claim", "grant") else self.subjects[name]
        self.made[propose_deed(self.house, maker.name, deed, subject)] = name

    def _decide(self, at: str, hand: int, how: int) -> None:
        """Approve, reject or withdraw, perhaps to look what would come of it."""
        deed, by = DEEDS[self.made[at]], self._one_of(self.kim.hands, hand)
        what = self._one_of(list(deed.needs), how)
        dry_run = how % 4 == 0
        answer = decide_deed(self.house, by.name, at, what, dry_run=dry_run)
        self._check(answer, expected(deed, by, what, is_open=at not in self.dropped))
        if answer.status_code == 200 and not dry_run:
            self.dropped.add(at)

    def _again(self, at: str, hand: int, other: int) -> None:
        """Ask the same twice under one key, by one hand and by another."""
        deed, key = DEEDS[self.made[at]], self.house.unique("key")
        code = deed.over if at in self.dropped else "same_person_approval"
        approvers = self.kim.of_role("operator_approver")
        for by in (hand, hand, other):
            self._check(decide_deed(self.house, self._one_of(approvers, by).name, at, "approve", key), code)

    def _foreign(self, at: str, hand: int, where: int) -> None:
        """Approve something where something else is approved."""
        path = self._one_of(sorted(FOREIGN), where)
        if f"/{path}/" in at:
            return
        by = self._one_of(self.kim.of_role("operator_approver"), hand)
        answer = self.house.post(by.name, f"{API}/{path}/{at.rsplit('/', maxsplit=1)[-1]}/approve")
        self._check(answer, FOREIGN[path])

    def _new(self, _: str, hand: int, how: int) -> None:
        """Take a hand's place by a new one: revoked and granted again, or its password renewed."""
        old = self._one_of([hand for hand in self.kim.hands if hand.name != FIRST], hand)
        if old.is_user and how % 2:
            self._check(renew(self.house, old), "grant_needs_two_persons" if old.home == "operator" else "")
            return
        self.kim.hands.remove(old)
        self._check(revoke(self.house, old), "")
        self._check(self.house.get(old.name, f"{API}/proposals"), "client_not_active")
        self.kim.hands.append(new_hand(self.house, old.role, old.home, is_user=old.is_user))

    def _second_self(self, at: str, hand: int, how: int) -> None:
        """Make a new person of the operator's, or approve by a new person who acts elsewhere."""
        by = self._one_of(self.kim.of_role("operator"), hand).name
        role = self._one_of(["operator", "operator_approver"], how)
        body: dict[str, Any] = {"role": role, "person_name": "Nobody Real"}
        path = f"{API}/organizations/{self.house.of('operator')}"
        self._check(self.house.post(by, f"{path}/clients", body), "grant_needs_two_persons")
        login = {"login": f"{self.house.unique('nobody')}@centre.example"}
        self._check(self.house.post(by, f"{path}/users", {**body, **login}), "grant_needs_two_persons")
        elsewhere = f"{API}/organizations/{self.house.of('council')}/clients"
        self._check(self.house.post(by, elsewhere, {**body, "role": "operator_approver"}), "role_not_for_kind")

    def _batch(self, _: str, hand: int, many: int) -> None:
        """Report many activities at once that wait for an approval."""
        by = self._one_of(self.kim.of_role("university"), hand)
        items = [self.house.activity("haeundae", activity=CHECKED) for _ in range(1 + many % 3)]
        told = self.house.post(by.name, f"{API}/accruals/batch", {"mode": "atomic", "items": items}).json
        for one in told["outcomes"]:
            assert one["accrual"]["status"] == "submitted", one
            self.made[f"{API}/accruals/{one['accrual']['id']}"] = "claim"

    def _check(self, answer: Any, code: str) -> None:
        found = answer.json.get("code", "") if answer.status_code >= 400 else ""
        assert (found, answer.status_code in (200, 201)) == (code, not code), answer.json
        assert not code or answer.status_code == STATUSES[code], answer.json

    @staticmethod
    def _one_of(these: list[Any], which: int) -> Any:
        return these[which % len(these)]
