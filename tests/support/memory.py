"""A ledger in memory: complete books and the same pure ``decide``, without a database.

The model that the real engines are compared with, and the quickest way to try a command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ledger.domain.access import BEFORE_THE_FIRST, AccessLine, line_behind
from ledger.domain.books.books import Books
from ledger.domain.commands import (
    Answer,
    ApproveAllotment,
    ApproveProgram,
    ApproveProposal,
    ApproveRule,
    Command,
    DraftProgram,
    DraftRule,
    GrantClient,
    Mode,
    NewClient,
    OpenLedger,
    Outcome,
    PostAccrual,
    Private,
    ProposeAllotment,
    ProposeGrant,
    ProposeTiers,
    RecordSimulation,
    RegisterOrganization,
    Submission,
)
from ledger.domain.decide import BEFORE_GENESIS, decide
from ledger.domain.decided import Decided, Remembered, SealedEntry, VaultText
from ledger.domain.journal.commitments import blind
from ledger.domain.journal.facts import LedgerOpened
from ledger.domain.journal.merkle import Frontier
from ledger.domain.ledger_parameters import LedgerParameters
from ledger.domain.permissions import ROLES_OF_KIND

BLIND_KEY = bytes(range(32))


def private(label: str, value: str) -> Private:
    """Make a vault text with its digest."""
    return Private(value, blind(BLIND_KEY, label, value))


def new_client(role: str, name: str) -> NewClient:
    """Make a client whose secret nobody needs."""
    return NewClient(role, secret_hash="-", sealed_secret="", person_name=private("name", name))


class MemoryLedger:
    """Complete books, a clock to move, and clients by role."""

    def __init__(self, now: datetime = datetime(2026, 9, 1, 0, 0, tzinfo=UTC)) -> None:
        self.books = Books(complete=True)
        self.frontier = Frontier()
        self.ledger = BEFORE_GENESIS
        self.now = now
        self.entries: list[SealedEntry] = []
        self.remembered: dict[str, Remembered] = {}
        self.texts: dict[tuple[str, str], VaultText] = {}
        """The vault: texts by what they are filed under and field, those that were erased gone."""
        self.reads: list[AccessLine] = []
        """The log of who read what concerns persons."""
        self.clients: dict[str, tuple[str, str]] = {"system": ("system", "")}
        self.changed: dict[type, list[Any]] = {}
        """The rows that the last unit of work changed, by type, as they stand now."""
        self._seeds = 0

    def submission(
        self,
        who: str,
        commands: Sequence[Command],
        *,
        request: str = "",
        fingerprint: str = "",
        mode: Mode = "independent",
    ) -> Submission:
        """Make a submission with the next seed."""
        self._seeds += 1
        client, organization = self.clients[who]
        seed = f"{self._seeds:032x}"
        return Submission(client, organization, seed, tuple(commands), request, fingerprint, "trace", mode)

    def submit(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Decide submissions as one unit of work and make it final."""
        decision = decide(self.books, self.frontier, submissions, self.remembered, self.ledger, self.now)
        self.frontier = decision.decided.frontier
        self.entries += decision.decided.entries
        self.remembered |= {memory.request: memory for memory in decision.decided.remembered}
        self.changed = self.books.changed()
        self.books.forget_undo()
        self._write_beside(decision.decided)
        for sealed in decision.decided.entries:
            if isinstance(sealed.entry.fact, LedgerOpened):
                fact = sealed.entry.fact
                self.ledger = LedgerParameters(fact.ledger, fact.origin, fact.clock, fact.opened_on)
        return decision.answers

    def _write_beside(self, decided: Decided) -> None:
        """Write what stands beside the journal: the vault, and the log of reads."""
        for access in decided.accesses:
            number, _, last = self.reads[-1] if self.reads else (0, None, BEFORE_THE_FIRST)
            self.reads.append(line_behind(number + 1, last, access))
        self.texts |= {(text.subject, text.field): text for text in decided.vault}
        for erased in decided.erased:
            self.texts.pop(erased, None)

    def preview(self, submissions: Sequence[Submission]) -> tuple[Answer, ...]:
        """Decide submissions as ``submit`` would, leaving no trace."""
        mark = self.books.mark()
        decision = decide(self.books, self.frontier, submissions, self.remembered, self.ledger, self.now)
        self.books.roll_back(mark)
        return decision.answers

    def do(self, who: str, command: Command) -> Outcome:
        """Decide one command."""
        return self.submit([self.submission(who, [command])])[0].outcomes[0]

    def accept(self, who: str, command: Command) -> dict[str, Any]:
        """Decide one command that must succeed."""
        outcome = self.do(who, command)
        assert not outcome.code, outcome
        return dict(outcome.result)

    def open(self) -> None:
        """Open the ledger with its operator."""
        names = private("name", "부산 지산학협력센터"), private("name", "Busan Cooperation Centre")
        result = self.accept(
            "system", OpenLedger("mileage.example/test", "simulated", *names, new_client("operator", "Kim"))
        )
        self.clients["operator"] = result["client"]["client_id"], result["id"]
        approver = GrantClient(result["id"], new_client("operator_approver", "Lee"))
        self.clients["approver"] = self.accept("operator", approver)["client_id"], result["id"]

    def register(self, who: str, kind: str, number: str | None = None) -> str:
        """Onboard an organization; returns its id."""
        (role, *_) = sorted(ROLES_OF_KIND[kind])
        names = private("name", who), private("name", who)
        registration = private("registration_number", number) if number else None
        command = RegisterOrganization(kind, *names, new_client(role, f"{who} staff"), registration)
        result = self.accept("operator", command)
        self.clients[who] = result["client"]["client_id"], result["id"]
        return str(result["id"])

    def grant(self, who: str, of: str, role: str) -> None:
        """Give the organization of a client another client, with a person of its own."""
        organization = self.clients[of][1]
        if of == "operator":
            self.grant_by_two(who, role)
            return
        result = self.accept("operator", GrantClient(organization, new_client(role, f"{who} staff")))
        self.clients[who] = result["client_id"], organization

    def grant_by_two(self, who: str, role: str, same_person_as: str = "", login: str = "") -> dict[str, Any]:
        """Let one person propose a client, or with a login a user, of the operator, and another approve it."""
        organization, name = self.clients["operator"][1], None if same_person_as else private("name", f"{who} staff")
        proposed = ProposeGrant(
            organization_id=organization,
            kind="user" if login else "client",
            role=role,
            reason=private("reason", "more hands are needed"),
            secret_hash="-",
            sealed_half="",
            other_half=private("other_half", "-"),
            invitation_days=14 if login else 0,
            login=private("login", login) if login else None,
            person_name=name,
            same_person_as=same_person_as,
        )
        approved = self.accept("approver", ApproveProposal(str(self.accept("operator", proposed)["id"])))["result"]
        self.clients[who] = approved.get("client_id") or approved["user_id"], organization
        return dict(approved)

    def publish_rule(
        self, code: str, version: int, valid_from: str, terms: Mapping[str, Any], valid_to: str = ""
    ) -> None:
        """Bring a rule version into force: drafted by one person, approved by another."""
        self.accept("operator", DraftRule(code, version, valid_from, terms, valid_to))
        self.simulate(code, version)
        self.accept("approver", ApproveRule(code, version))

    def simulate(self, code: str, version: int) -> None:
        """Put on record that a draft was simulated over a day on which nothing occurred."""
        draft = self.books.rule_drafts.require((code, version)).position
        day = "2000-01-01"
        command = RecordSimulation(code, version, draft, day, day, self.books.position, 0, 0, 0, 0, "00" * 32)
        self.accept("operator", command)

    def set_allotment(self, university: str, year: int, points_max: int) -> None:
        """Set what a university may issue in a year: proposed by one person, approved by another."""
        proposed = self.accept("operator", ProposeAllotment(self.clients[university][1], year, points_max))
        self.accept("approver", ApproveAllotment(str(proposed["id"])))

    def publish_program(self, code: str, terms: Mapping[str, Any], version: int = 1) -> None:
        """Bring a version of a program into force: drafted by one person, approved by another."""
        self.accept("operator", DraftProgram(code, version, terms))
        self.accept("approver", ApproveProgram(code, version))

    def set_tiers(self, terms: Mapping[str, Any]) -> None:
        """Bring tiers into force: proposed by one person, approved by another."""
        proposed = self.accept("operator", ProposeTiers(terms, private("reason", "as the scheme says")))
        self.accept("approver", ApproveProposal(str(proposed["id"])))

    def accrue(
        self, university: str, event: str, activity: str, company: str, occurred_on: str, **inputs: int
    ) -> Outcome:
        """Post an accrual without an agreement."""
        source = private("source_event_id", event)
        return self.do(university, PostAccrual(source, activity, self.clients[company][1], occurred_on, inputs))

    def go_to(self, day: str) -> None:
        """Move the clock to noon of a day in Seoul; never back."""
        then = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=3)
        self.now = max(self.now, then)

    def check_books(self) -> None:
        """Hold the model's books to what must always add up."""
        books = self.books
        lots: dict[str, int] = {}
        for part in books.lot_balances.rows():
            assert part.kind == "arrears" or part.amount <= 0, part
            lots[part.account] = lots.get(part.account, 0) + part.amount
        total = 0
        for balance in books.balances.rows():
            total += balance.balance
            if balance.holder:
                assert lots.get(balance.account, 0) == balance.balance, balance
        assert total == 0
        held: dict[str, int] = {}
        for part in books.redemption_lots.rows():
            holder = books.redemptions.require(part.redemption).holder
            held[holder] = held.get(holder, 0) + part.held
        for holder, points in held.items():
            row = books.balances.get(f"{holder}:held")
            assert points == (-row.balance if row else 0)
        issued: dict[str, int] = {}
        for award in books.accruals.rows():
            issued[award.rule] = issued.get(award.rule, 0) + award.points - award.reversed_points
        for part in books.parts.rows():
            assert 0 <= part.reversed_points <= part.points, part
            if part.role != "share":
                issued[part.rule] = issued.get(part.rule, 0) + part.points - part.reversed_points
        forfeited = books.balances.get("forfeited")
        assert sum(row.forfeited for row in books.sanctions.rows()) == (-forfeited.balance if forfeited else 0)
        for rule, points in issued.items():
            row = books.balances.get(f"issued:{rule}")
            assert points == (row.balance if row else 0)
