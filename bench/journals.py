"""Journals: the entries of a scheme's five years, decided by the real ``decide`` in memory and written to a file.

A journal file is a run of entries, each behind its length as two bytes, big-endian: the C2SP entry bundle, so it can be
read as a stream. Nothing of it touches a database, and the same size gives the same bytes on every machine.

``python -m bench.journals FILE ENTRIES COMPANIES`` writes one.

Every day universities report by the demo's rules (at once, pending for three months, on agreements with the
universities' mirror, and as claims that others confirm and approve), and companies hold, capture, release and
cancel; at the end of every month all that is due is settled, holders are warned, and the month is closed by two
persons. Limits and quotas are counted as ever and out of reach.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.replaying import LENGTH_BYTES
from bench.world import DATA, OUT_OF_REACH, PROGRAM, PostingRefused, require_posted
from ledger.domain import commands
from ledger.domain.books.books import Books
from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.commands import Answer, Command, NewClient, Private, Submission
from ledger.domain.decide import BEFORE_GENESIS, decide
from ledger.domain.journal.commitments import blind
from ledger.domain.journal.facts import Evidence, LedgerOpened
from ledger.domain.journal.merkle import Frontier
from ledger.domain.ledger_parameters import LedgerParameters
from ledger.services.demo_cast import read_table
from ledger.services.rule_files import rule_version_of

OPENS: Final = date(2022, 1, 1)
DAYS: Final = 60 * 30
"""About five years; points live three, so that two years of them lapse."""

UNIVERSITIES: Final = 12
NOON: Final = timedelta(hours=3)
"""Of a day in Seoul, on the clock of UTC."""

ACTIVITIES: Final[tuple[tuple[str, int, Mapping[str, int]], ...]] = (
    ("INT-STD", 50, {"students": 3, "months": 4, "allowance_krw": 18_546_660, "subsidy_krw": 0}),
    ("INT-AUT", 12, {"students": 2, "months": 4, "allowance_krw": 9_000_000, "subsidy_krw": 1_000_000}),
    ("HIRE", 12, {"students": 2}),
    ("CAP-DES", 12, {"teams": 4}),
    ("RES-JNT", 8, {"paid_krw": 40_000_000}),
    ("EDU-CON", 6, {"paid_krw": 15_000_000}),
)
"""What is reported: the rule, how many in a hundred, and what is stated."""

_TURNS: Final = [(rule, inputs) for rule, in_a_hundred, inputs in ACTIVITIES for _ in range(in_a_hundred)]

HOLD_ONE_IN: Final = 10
REVERSED_ONE_IN: Final = 100
ENTRIES_FOR_ACTIVITY: Final = 1.52
"""How many entries an activity comes to with all that follows from it, as counted."""

_KEY: Final = bytes(range(32))


def write_journal(path: Path, entries: int, companies: int) -> int:
    """Write the journal of about so many entries; gives how many there are."""
    with path.open("wb") as file:
        maker = _Maker(companies)
        count = 0
        for data in maker.run(round(entries / ENTRIES_FOR_ACTIVITY)):
            file.write(len(data).to_bytes(LENGTH_BYTES, "big") + data)
            count += 1
    return count


def _private(label: str, value: str) -> Private:
    return Private(value, blind(_KEY, label, value))


def _client(role: str, name: str) -> NewClient:
    return NewClient(role, secret_hash="-", sealed_secret="", person_name=_private("name", name))


def _drawn(name: str) -> int:
    """Draw a number by an id: its end is by chance."""
    return int(name[-6:], 16)


class _Maker:
    """A scheme in memory while its journal is made; who acts is told by client and organization."""

    def __init__(self, companies: int) -> None:
        self.books = Books(complete=True)
        self.frontier = Frontier()
        self.ledger: LedgerParameters = BEFORE_GENESIS
        self.now = datetime.combine(OPENS, datetime.min.time(), UTC) + NOON
        self._seeds = itertools.count(1)
        self._sealed: list[bytes] = []
        self._system = ("system", "")
        names = _private("name", "부산 지산학협력센터"), _private("name", "Busan Cooperation Centre")
        opened = self._do(
            self._system, commands.OpenLedger("bench.example/log", "simulated", *names, _client("operator", "Kim"))
        )
        self.operator = str(opened["client"]["client_id"]), str(opened["id"])
        second = self._do(self.operator, commands.GrantClient(self.operator[1], _client("operator_approver", "Lee")))
        self.approver = str(second["client_id"]), self.operator[1]
        self.universities = [self._join("university", one) for one in range(UNIVERSITIES)]
        self.companies = [self._join("company", one) for one in range(companies)]
        self._publish()
        self._reported: list[tuple[str, tuple[str, str]]] = []
        self._held: list[tuple[str, tuple[str, str]]] = []
        self._captured: list[str] = []

    def run(self, activities: int) -> Iterator[bytes]:
        """Go through the years with so many activities, giving the entries as they are decided."""
        yield from self._taken()
        month = CalendarPeriod.named(OPENS.isoformat()[:7])
        for number in range(DAYS):
            day = OPENS + timedelta(days=number)
            self.now = datetime.combine(day, datetime.min.time(), UTC) + NOON
            if day.isoformat() > month.last_day:
                self._close(month)
                yield from self._taken()
                month = month.after()
            self._day(range(activities * number // DAYS, activities * (number + 1) // DAYS), day.isoformat())
            yield from self._taken()

    def _day(self, numbers: range, day: str) -> None:
        """Post a day: what was held yesterday ends, activities are reported, and companies hold."""
        held, self._held = self._held, []
        captured, self._captured = self._captured, []
        spending = [self._ending(*one) for one in held]
        for redemption in captured:
            if _drawn(redemption) % 20 == 0:
                cancel = commands.CancelRedemption(redemption, _private("reason", "the seat was not wanted"))
                spending.append((self.operator, cancel))
        reports = [self._report(number, day) for number in numbers]
        holds = [self._hold(number) for number in numbers if number % HOLD_ONE_IN == 0]
        asked = [each for each in (*spending, *reports, *holds) if each is not None]
        for (who, command), result in zip(asked, self._ask(asked), strict=True):
            if isinstance(command, commands.PostAccrual):
                self._reported.append((str(result["id"]), who))
                if command.activity == "EDU-CON":
                    self._agree(str(result["id"]), command.organization_id)
            elif isinstance(command, commands.PlaceHold):
                self._held.append((str(result["id"]), who))
            elif isinstance(command, commands.CaptureHold):
                self._captured.append(command.redemption_id)
        self._reverse()

    def _report(self, number: int, day: str) -> tuple[tuple[str, str], Command]:
        """Report an activity; one company in ten reports half of all."""
        rule, inputs = _TURNS[number * 61 % len(_TURNS)]
        agreement = _private("agreement_reference", f"PKNU-{number // 50}") if rule == "RES-JNT" else None
        told = commands.PostAccrual(
            source_event_id=_private("source_event_id", f"PKNU-2022-{number:09d}"),
            activity=rule,
            organization_id=self._whose(number)[1],
            occurred_on=day,
            inputs=inputs,
            agreement_reference=agreement,
            evidence=self._evidence[rule],
            subject_reference=_private("subject_reference", f"{number:09d}"),
            started_on=day,
        )
        return self.universities[number // 50 % UNIVERSITIES], told

    def _whose(self, number: int) -> tuple[str, str]:
        few = max(1, len(self.companies) // 10)
        at = number // 50 * 7 + number
        return self.companies[at % few if number % 2 else at % len(self.companies)]

    def _hold(self, number: int) -> tuple[tuple[str, str], Command] | None:
        company = self._whose(number)
        if self.books.points_in(f"{company[1]}:available") < 2_000:
            return None
        reference = _private("reference", f"HMT-{number:09d}")
        return company, commands.PlaceHold(company[1], PROGRAM, 1 + number % 3, reference)

    def _ending(self, redemption: str, company: tuple[str, str]) -> tuple[tuple[str, str], Command] | None:
        """End a hold: of thirty, twenty-six are captured, three released, and one is left to the clock."""
        drawn = _drawn(redemption) % 30
        if drawn == 0:
            return None
        if drawn < 4:
            return company, commands.ReleaseHold(redemption, _private("reason", "the plan changed"))
        return self.operator, commands.CaptureHold(redemption)

    def _agree(self, accrual: str, company: str) -> None:
        """Let the company confirm a claim, and the operator approve it."""
        client = next(one for one in self.companies if one[1] == company)
        self._do(client, commands.ConfirmAccrual(accrual))
        self._do(self.approver, commands.ApproveAccrual(accrual))

    def _reverse(self) -> None:
        reported, self._reported = self._reported[:-1], self._reported[-1:]
        wrong = [one for one in reported if _drawn(one[0]) % REVERSED_ONE_IN == 0]
        reason = _private("reason", "reported twice")
        self._ask([(who, commands.ReverseAccrual(accrual, reason)) for accrual, who in wrong])

    def _close(self, month: CalendarPeriod) -> None:
        """Settle and warn everybody, and close a month, and its year with December."""
        holders = [organization for _, organization in (*self.universities, *self.companies)]
        self._ask([(self._system, commands.SettleDue(holder)) for holder in holders])
        self._ask([(self._system, commands.WarnExpiry(holder, (30,))) for holder in holders])
        periods = [month.name, month.name[:4]] if month.name.endswith("-12") else [month.name]
        for period in periods:
            proposed = self._do(self.operator, commands.ProposeClosing(period))
            self._do(self.approver, commands.ApproveProposal(str(proposed["id"])))

    def _publish(self) -> None:
        told = {rule["code"]: rule for rule in read_table(DATA, "rules.toml")["rule"]}
        wanted = [code for code, _, _ in ACTIVITIES]
        self._evidence: dict[str, tuple[Evidence, ...]] = {}
        for code in (*wanted, "UNI-MIR"):
            terms = dict(told[code]["terms"])
            terms["limits"] = [{**limit, "points_max": OUT_OF_REACH} for limit in terms["limits"]]
            if code == "UNI-MIR":
                terms["follows"] = {**terms["follows"], "rules": ["RES-JNT"]}
            version = rule_version_of({**told[code], "terms": terms, "version": 1})
            written, first = version.terms.to_json(), version.valid_from.isoformat()
            self._do(self.operator, commands.DraftRule(code, 1, first, written, ""))
            draft = self.books.rule_drafts.require((code, 1)).position
            day = "2000-01-01"
            looked = commands.RecordSimulation(code, 1, draft, day, day, self.books.position, 0, 0, 0, 0, "00" * 32)
            self._do(self.operator, looked)
            self._do(self.approver, commands.ApproveRule(code, 1))
            self._evidence[code] = tuple(
                Evidence(kind, "9f" * 32, "application/pdf", 48_211) for kind in terms["evidence"]
            )
        program = next(one for one in read_table(DATA, "programs.toml")["program"] if one["code"] == PROGRAM)
        quotas = {"quantity_max_per_organization_year": OUT_OF_REACH, "quota_quantity": OUT_OF_REACH}
        self._do(self.operator, commands.DraftProgram(PROGRAM, 1, {**program["terms"], **quotas}))
        self._do(self.approver, commands.ApproveProgram(PROGRAM, 1))

    def _join(self, kind: str, number: int) -> tuple[str, str]:
        names = _private("name", f"{kind} {number}"), _private("name", f"{kind} {number}")
        registration = _private("registration_number", f"{number:010d}") if kind == "company" else None
        staff = _client(kind, f"{kind} {number} staff")
        joined = self._do(self.operator, commands.RegisterOrganization(kind, *names, staff, registration))
        return str(joined["client"]["client_id"]), str(joined["id"])

    def _do(self, who: tuple[str, str], command: Command) -> Mapping[str, Any]:
        return self._ask([(who, command)])[0]

    def _ask(self, asked: Sequence[tuple[tuple[str, str], Command]]) -> list[Mapping[str, Any]]:
        """Decide commands as one unit of work, each under a request of its own; all must be done."""
        submissions = []
        for (client, organization), command in asked:
            seed = f"{next(self._seeds):032x}"
            submissions.append(Submission(client, organization, seed, (command,), blind(_KEY, "request", seed)))
        decision = decide(self.books, self.frontier, submissions, {}, self.ledger, self.now)
        self.frontier = decision.decided.frontier
        self.books.forget_undo()
        for sealed in decision.decided.entries:
            self._sealed.append(sealed.data)
            if isinstance(fact := sealed.entry.fact, LedgerOpened):
                self.ledger = LedgerParameters(fact.ledger, fact.origin, fact.clock, fact.opened_on)
        return [_done(answer) for answer in decision.answers]

    def _taken(self) -> list[bytes]:
        taken, self._sealed = self._sealed, []
        return taken


def _done(answer: Answer) -> Mapping[str, Any]:
    require_posted(answer)
    if len(answer.outcomes) != 1:
        raise PostingRefused(f"expected one outcome, found {len(answer.outcomes)}")
    return answer.outcomes[0].result


if __name__ == "__main__":
    write_journal(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
