"""A story: a tale that is carried out line by line, through HTTP, on a ledger of its own under a clock that stands.

Invariant: nothing is left untold. What was refused is told as refused and has changed nothing; where any of an act's
entries are told, all of them are; a wallet is told with all its states and lots; a story that tells no outcome fails;
and at the end the journal is replayed and the trial balance added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from typing import Any

from werkzeug.test import TestResponse

from ledger.domain.books.accounts import HOLDER_STATES
from ledger.services.verification import verify
from tests.api.house import House
from tests.spec.language import Arrow, Line, Phrasebook, State, Tale, arrow, at

SEOUL = timezone(timedelta(hours=9))
NOON = time(12, tzinfo=SEOUL)
READER = "council"
STATEMENTS = Phrasebook("statement")
"""What a line can say."""

ACTS = Phrasebook("act")
"""What somebody can do: functions of the story and what the phrase tells."""

OUTCOMES = Phrasebook("outcome")
"""What an act can be told to have come to, likewise."""


@dataclass
class Story:
    """A tale under way.

    Attributes:
        awards: ids of awards by the name of the lot that each became first; ``lots`` are those of the lots.
        certificates: ids and codes of certificates by name.
        answer: what the last act was answered with; empty for what nobody answers.
        refusal: the code that the last act was refused with, or "".
        subject: the path of what the last act was about.
        before: position and root of the journal before the last act.
    """

    house: House
    tale: Tale
    awards: dict[str, str] = field(default_factory=dict)
    lots: dict[str, str] = field(default_factory=dict)
    redemptions: dict[str, str] = field(default_factory=dict)
    sanctions: dict[str, str] = field(default_factory=dict)
    proposals: dict[str, str] = field(default_factory=dict)
    objections: dict[str, str] = field(default_factory=dict)
    certificates: dict[str, tuple[str, str]] = field(default_factory=dict)
    answer: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""
    subject: str = ""
    _outcomes: int = 0
    act: Line | None = None
    _act_is_told: bool = True
    _refusal_is_told: bool = True
    before: tuple[int, bytes] = (0, b"")
    _untold: list[Mapping[str, Any]] | None = None

    def run(self) -> None:
        """Carry out every line, and hold the ledger to its journal at the end."""
        self.carry_out(self.tale.lines)
        self.finish()

    def carry_out(self, lines: Sequence[Line]) -> None:
        """Carry out some lines of the tale."""
        for line in lines:
            with at(self.tale.path, line):
                meaning, told = STATEMENTS.understood(line.text)
                meaning(self, line, **told)

    def finish(self) -> None:
        """See that nothing is left untold, and that the ledger follows from its journal."""
        with at(self.tale.path, self.tale.lines[-1]):
            self.end_act()
            assert self._outcomes, "this story tells no outcome: add what comes of an act, or a balance"
            findings = verify(self.house.node).findings
            assert not findings, "\n".join(str(finding) for finding in findings)
            totals = self.read("/trial-balance")["totals"]
            assert totals["debit"] == totals["credit"], f"the trial balance differs: {totals}"

    # What acts are made of.

    def actor(self, name: str) -> str:
        """Give the client of an actor."""
        assert name.lower() in self.house.clients, f"nobody is called {name!r}: {sorted(self.house.clients)}"
        return name.lower()

    def organization(self, name: str) -> str:
        """Give the id of an organization."""
        return self.house.of(self.actor(name))

    def award(self, name: str) -> str:
        """Give the id of an award by its lot's name."""
        assert name in self.awards, f"no award is called {name!r}: {sorted(self.awards)}"
        return self.awards[name]

    def redemption(self, name: str) -> str:
        """Give the id of a redemption by its name."""
        assert name in self.redemptions, f"no redemption is called {name!r}: {sorted(self.redemptions)}"
        return self.redemptions[name]

    def post(self, who: str, path: str, body: Mapping[str, Any], subject: str = "") -> bool:
        """Write as somebody; tells whether it was accepted. ``subject`` is the path of what it is about."""
        answer = self.house.post(self.actor(who), f"/api/v1{path}", body)
        told: Any = answer.json
        self.refusal = "" if answer.status_code < 300 else told["code"]
        self.answer, self.subject = told, subject or f"{path}/{told.get('id')}"
        return not self.refusal

    def read(self, path: str, who: str = READER) -> Any:
        """Read what is there."""
        answer: TestResponse = self.house.get(self.actor(who), f"/api/v1{path}")
        assert answer.status_code == 200, answer.json
        return answer.json

    def name_lot(self, name: str, lot: str) -> None:
        """Call a lot by a name from now on."""
        assert name not in self.lots, f"there is a lot {name} already"
        self.lots[name] = lot

    # Acts and what comes of them.

    def begin_act(self, line: Line, *, must_succeed: bool) -> None:
        """Carry out an act; the entries it makes wait to be told."""
        self.end_act()
        self.act, self._act_is_told = line, must_succeed
        self.before, self._untold = self.house.head(), None
        self.answer, self.refusal, self.subject = {}, "", ""
        meaning, told = ACTS.understood(line.text.partition(" ")[2])
        meaning(self, **told)
        self._refusal_is_told = not self.refusal
        assert not (must_succeed and self.refusal), f"it was refused: {self.answer}"
        assert not self.refusal or self.house.head() == self.before, "what was refused has changed something"

    def end_act(self) -> None:
        """See that what came of the last act was told."""
        if self.act is not None:
            with at(self.tale.path, self.act):
                assert self._refusal_is_told, f"it was refused, and nobody says so: {self.answer}"
                assert self._act_is_told, "nothing is told of what came of it"
                assert not self._untold, "these entries are told by nobody:\n" + "\n".join(
                    map(self.shown, self._untold or ())
                )
        self.act = None

    def tell(self, *, is_refusal: bool = False) -> None:
        """Note that an outcome of the last act is told."""
        assert self.act is not None, "there is no act before this"
        assert is_refusal or not self.refusal, f"it was refused: {self.answer}"
        self._act_is_told = True
        self._refusal_is_told = self._refusal_is_told or is_refusal
        self.count_outcome()

    def count_outcome(self) -> None:
        """Note that something was compared."""
        self._outcomes += 1

    def next_entry(self) -> Mapping[str, Any] | None:
        """Give the next transaction that the last act made, None behind the last."""
        if self._untold is None:
            self._untold = self.entries()
        return self._untold.pop(0) if self._untold else None

    def entries(self) -> list[Mapping[str, Any]]:
        """Give the transactions that the last act made."""
        page = self.read("/transactions?limit=500")
        assert page["next_cursor"] is None, "the story is too long: its transactions fill a page"
        return [entry for entry in page["items"] if entry["position"] > self.before[0]]

    # How things are told.

    def account(self, told: str) -> str:
        """Give the name of an account as it is told: "Haeundae held" or "redeemed VOUCHER"."""
        first, _, rest = told.partition(" ")
        if first.lower() in self.house.clients:
            assert rest in HOLDER_STATES, f"a wallet has no {rest!r}: {HOLDER_STATES}"
            return f"{self.organization(first)}:{rest}"
        return f"{first}:{rest}" if rest else first

    def told_account(self, account: str) -> str:
        """Tell an account as ``account`` reads it."""
        head, _, tail = account.partition(":")
        names = {client.organization_id: name for name, client in reversed(self.house.clients.items())}
        return f"{names.get(head, head).capitalize() if head in names else head} {tail}".strip()

    def told_lot(self, lot: str) -> str:
        """Tell a lot by its name, or by its id where it has none."""
        return next((name for name, known in self.lots.items() if known == lot), lot)

    def legs(self, arrows: Iterator[Arrow]) -> Counter[tuple[str, str, str]]:
        """Give the points by account, side and lot that arrows tell: from is the debit, to the credit."""
        legs: Counter[tuple[str, str, str]] = Counter()
        for each in arrows:
            for lot, points in each.parts.items():
                legs[self.told_account(self.account(each.source)), "debit", lot] += points
                legs[self.told_account(self.account(each.target)), "credit", lot] += points
        return legs

    def booked(self, entry: Mapping[str, Any]) -> Counter[tuple[str, str, str]]:
        """Give the points by account, side and lot of a transaction."""
        legs: Counter[tuple[str, str, str]] = Counter()
        for leg in entry["postings"]:
            legs[self.told_account(leg["account"]), leg["side"], self.told_lot(leg["lot"])] += leg["amount"]
        return legs

    def shown(self, entry: Mapping[str, Any]) -> str:
        """Write a transaction as a message shows it."""
        legs = "".join(
            f"\n    {side:<6}  {account}: {lot} {points}" for (account, side, lot), points in self.booked(entry).items()
        )
        return f"  {entry['kind']} on {entry['effective_on']}{legs}"


@STATEMENTS("on {day:day}")
def on(story: Story, line: Line, day: str) -> None:
    """Let time pass until noon of a day, in Seoul."""
    story.end_act()
    noon = datetime.combine(datetime.fromisoformat(day), NOON)
    assert noon >= story.house.clock.now, f"the clock never goes back from {story.house.clock.now}"
    story.house.clock.now = noon


@STATEMENTS("given {what:rest}")
def given(story: Story, line: Line, what: str) -> None:
    """Let something happen that must succeed."""
    story.begin_act(line, must_succeed=True)


@STATEMENTS("when {what:rest}")
def when(story: Story, line: Line, what: str) -> None:
    """Let something happen of which the next lines tell what came of it."""
    story.begin_act(line, must_succeed=False)


@STATEMENTS("then {what:rest}")
def then(story: Story, line: Line, what: str) -> None:
    """Compare what the last act came to with what is told."""
    meaning, told = OUTCOMES.understood(what)
    story.tell(is_refusal=what.startswith("refused "))
    meaning(story, **told)


@STATEMENTS("books nothing")
def books_nothing(story: Story, line: Line) -> None:
    """Hold that the last act moved no points."""
    story.tell(is_refusal=bool(story.refusal))
    made = story.entries()
    assert not made, "these entries were made:\n" + "\n".join(map(story.shown, made))


@STATEMENTS("books {kind}[ on {day:day}]:")
def books(story: Story, line: Line, kind: str, day: str | None) -> None:
    """Compare the next entry of the last act with what is told: its kind, accounting day, accounts, sides and lots."""
    story.tell()
    entry = story.next_entry()
    assert entry is not None, "the act made no further entry"
    today = story.house.clock.now.astimezone(SEOUL).date().isoformat()
    found = f"found this entry:\n{story.shown(entry)}"
    assert entry["kind"] == kind, found
    assert entry["effective_on"] == (day or today), found
    assert line.details, f"tell where the points went; {found}"
    assert story.legs(map(arrow, line.details)) == story.booked(entry), found


@STATEMENTS("balance {company}[ as of {day:day}]: {wallet:states}")
def balance(story: Story, line: Line, company: str, day: str | None, wallet: Mapping[str, State]) -> None:
    """Compare a wallet and its lots with what is told, now or on an accounting day; what is not told is nothing.

    Spendable is what is available, where nothing else is told. Lots are told wherever points stand; only arrears are
    told without, for what is owed has no lot to be spent.
    """
    where, query = f"/organizations/{story.organization(company)}", f"?effective_as_of={day}" if day else ""
    points = {state: told.points for state, told in wallet.items()}
    expected = {state: points.pop(state, 0) for state in HOLDER_STATES}
    expected["spendable"] = points.pop("spendable", expected["available"])
    assert not points, f"a wallet has no {sorted(points)}"
    found = story.read(f"{where}/balance{query}", company)
    booked = {"available": found["posted"], **{state: found[state] for state in (*HOLDER_STATES[1:], "spendable")}}
    assert booked == expected, f"found {_told(booked)}"
    page = story.read(f"{where}/lots?limit=500{query.replace('?', '&')}", company)
    lots: dict[str, dict[str, int]] = {state: {} for state in HOLDER_STATES}
    for part in page["items"]:
        lots[part["state"]][story.told_lot(part["lot"])] = part["points"]
    for state in (state for state in HOLDER_STATES if state != "arrears"):
        told = wallet.get(state, State(0, None))
        assert (told.parts or {}) == lots[state], f"found {state}: {_told(lots[state])}"
    story.count_outcome()


def _told(points: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {amount:,}" for name, amount in points.items() if amount) or "nothing"
