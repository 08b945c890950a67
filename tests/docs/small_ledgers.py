"""Small ledgers: worked examples of the books, decided by the code and written as it writes them.

A ```ledger block begins with an empty ledger of the demo's rules and programs, Pukyong and Dong-A as universities,
Haeundae and Gijang as companies, and Technopark, the agency that runs some of the programs. The operator proposes, the
approver and the director approve. A line that begins with a day is a command; what follows it, indented, is what became
of it: each entry with its legs, a refusal, what a program pays or grants, and the wallet after. Lots are named A, B, C
in the order they appear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from string import ascii_uppercase
from typing import Any, Final

from ledger.cli.demo import DATA
from ledger.domain.books.accounts import HOLDER_STATES
from ledger.domain.commands import (
    AddEvidence,
    ApproveAccrual,
    ApproveSanction,
    CancelRedemption,
    CaptureHold,
    Chosen,
    Command,
    ConfirmAccrual,
    DeclineRedemption,
    FulfilRedemption,
    Outcome,
    PlaceHold,
    PostAccrual,
    ProfileOrganization,
    ProposeSanction,
    ReleaseHold,
    ReturnAccrual,
    ReverseAccrual,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SettleDue,
    SubmitRedemption,
    WarnExpiry,
    WithdrawAccrual,
)
from ledger.domain.journal.entries import Entry
from ledger.domain.journal.facts import Share
from ledger.services.demo_actions import documents
from ledger.services.demo_cast import read_table, registration_number
from tests.docs.small_acts import ACT_READERS, DECISION, REASON
from tests.support.memory import MemoryLedger, private

LANGUAGE: Final = "ledger"
UNIVERSITIES: Final = ("pukyong", "dong-a")
COMPANIES: Final = ("haeundae", "gijang")
AGENCY: Final = "technopark"
RULES: Final = {rule["code"]: rule for rule in read_table(DATA, "rules.toml")["rule"]}
_SHARE: Final = re.compile(r"(?P<who>[\w-]+) (?P<percent>\d+)%")
_CHOSEN: Final = re.compile(r"(?P<hold>[\w-]+) for KRW (?P<krw>\d[\d,]*\d)")
_COMMAND: Final = re.compile(r"(?P<day>\d{4}-\d\d-\d\d) (?P<who>[\w-]+) (?P<what>.+)")
_HOUR: Final = timedelta(hours=3)
"""Noon in Seoul, in UTC."""


class SmallLedger:
    """One example in progress."""

    def __init__(self, first_day: str) -> None:
        opened = date.fromisoformat(first_day) - timedelta(days=400)
        self.ledger = MemoryLedger(datetime.combine(opened, datetime.min.time(), UTC))
        self.ledger.open()
        for name in UNIVERSITIES:
            self.ledger.register(name, "university")
        for number, name in enumerate(COMPANIES, start=1):
            self.ledger.register(name, "company", registration_number(number))
        agency = self.ledger.register(AGENCY, "agency")
        self.ledger.accept("operator", ProfileOrganization(agency, owner=f"busan-{AGENCY}"))
        self.ledger.grant("director", "operator", "operator_approver")
        _publish(self.ledger)
        self._names = {organization: who for who, (_, organization) in self.ledger.clients.items()}
        self._lots: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        self._events = count(1)

    def told(self, line: str) -> Iterator[str]:
        """Carry out one command and tell what became of it, line by line."""
        match = _COMMAND.fullmatch(line)
        assert match, f"expected a day, who and what, found {line!r}"
        at = datetime.combine(date.fromisoformat(match["day"]), datetime.min.time(), UTC) + _HOUR
        assert at >= self.ledger.now, f"the clock never goes back: {line!r}"
        self.ledger.now = at
        who = "system" if match["who"] == "clock" else match["who"]
        name, command = self._command(match["what"], who, match["day"])
        before = len(self.ledger.entries)
        outcome = self.ledger.do(who, command)
        if name and not outcome.code:
            self._ids.setdefault(name, str(outcome.result["id"]))
        for sealed in self.ledger.entries[before:]:
            yield from self._entry(sealed.entry, match["day"])
        yield from self._outcome(outcome)

    def _command(self, what: str, who: str, day: str) -> tuple[str, Command]:
        for pattern, read in _READERS:
            if found := re.fullmatch(pattern, what):
                return read(self, found.groupdict() | {"who": who, "day": day})
        for pattern, act in ACT_READERS:
            if found := re.fullmatch(pattern, what):
                return found.groupdict().get("name") or "", act(self, found.groupdict())
        raise AssertionError(f"nobody here knows how to {what!r}")

    def posts(self, told: Mapping[str, Any]) -> tuple[str, Command]:
        """Read a posting."""
        words = dict(part.split(" ", 1) for part in told["inputs"].split(", "))
        event = words.pop("event", f"EVENT-{next(self._events)}")
        agreement = words.pop("agreement", None)
        occurred_on = words.pop("occurred", told["day"])
        kinds = RULES[told["rule"]]["terms"]["evidence"] if words.pop("documents", "all") == "all" else ()
        shares = tuple(
            Share(self.organization(found["who"]), int(found["percent"]) * 100)
            for found in _SHARE.finditer(words.pop("shares", ""))
        )
        inputs = {name: int(value.replace(",", "")) for name, value in words.items()}
        return event, PostAccrual(
            private("source_event_id", event),
            told["rule"],
            self.organization(told["company"]),
            occurred_on,
            inputs,
            None if agreement is None else private("agreement_reference", agreement),
            documents(event, kinds),
            shares=shares,
        )

    def documents(self, told: Mapping[str, Any]) -> tuple[str, Command]:
        """Read the handing in of documents."""
        came = documents(told["event"], told["kinds"].split(", "))
        return "", AddEvidence(self.id_of(told["event"]), came)

    def holds(self, told: Mapping[str, Any]) -> tuple[str, Command]:
        """Read a hold."""
        reference = private("reference", told["reference"])
        holder = self.organization(told["who"])
        pool = self.id_of(told["pool"]) if told["pool"] else ""
        return told["reference"], PlaceHold(holder, told["program"], int(told["quantity"]), reference, pool)

    def submits(self, told: Mapping[str, Any]) -> tuple[str, Command]:
        """Read the handing in of an application."""
        return "", SubmitRedemption(self.id_of(told["hold"]), documents(told["hold"], told["kinds"].split(", ")))

    def reports(self, told: Mapping[str, Any]) -> tuple[str, Command]:
        """Read the report of a call, in which whoever is not named is not selected."""
        chosen = (
            Chosen(self.id_of(found["hold"]), amount_krw=_points(found["krw"]))
            for found in _CHOSEN.finditer(told["chosen"])
        )
        return "", SettleCall(told["program"], told["call"], tuple(chosen), rest_is_declined=True)

    def proposes(self, told: Mapping[str, Any]) -> tuple[str, Command]:
        """Read the proposal of a sanction."""
        points = None if told["points"] == "all" else _points(told["points"])
        holder = self.organization(told["company"])
        return told["name"], ProposeSanction(holder, told["cause"], REASON, DECISION, points)

    def organization(self, name: str) -> str:
        """Give the id of an organization."""
        return self.ledger.clients[name][1]

    def id_of(self, name: str) -> str:
        """Give the id of what an earlier command made under a name."""
        return self._ids[name]

    def lot_of(self, letter: str) -> str:
        """Give the id of a lot."""
        return next(lot for lot, called in self._lots.items() if called == letter)

    def _entry(self, entry: Entry, day: str) -> Iterator[str]:
        when = "" if entry.effective_on == day else f", effective {entry.effective_on}"
        yield f"    {entry.kind}{when}"
        for posting in entry.postings:
            side = "debit" if posting.amount > 0 else "credit"
            lot = self._lot(posting.lot)
            yield f"        {side:<6}  {self._account(posting.account):<24}{abs(posting.amount):>7,}  {lot}"

    def _account(self, account: str) -> str:
        holder, _, state = account.partition(":")
        return f"{self._names[holder]}:{state}" if holder in self._names else account

    def _lot(self, lot: str) -> str:
        if lot in self._lots:
            return self._lots[lot]
        self._lots[lot] = ascii_uppercase[len(self._lots)]
        return f"{self._lots[lot]}, to {self.ledger.books.lots.require(lot).expires_on}"

    def _outcome(self, outcome: Outcome) -> Iterator[str]:
        if outcome.code:
            yield f"    refused: {outcome.code}"
            return
        result = outcome.result.get("result") or outcome.result
        if result.get("status") == "granted":
            yield f"    granted until {result['valid_until']}"
        if result.get("amount_krw"):
            bound, paid = result["amount_krw"], result.get("executed_krw", 0)
            yield f"    KRW {bound:,} bound" + (f", {paid:,} paid" if paid else "")
        if "balance" not in result:
            return
        wallet = {**result["balance"], "available": result["balance"]["posted"]}
        states = [f"{state} {wallet[state]:,}" for state in HOLDER_STATES if wallet[state]]
        yield f"    {', '.join(states) or 'nothing left'}"


Reader = Callable[[SmallLedger, Mapping[str, Any]], tuple[str, Command]]
_READERS: Final[tuple[tuple[str, Reader], ...]] = (
    (r"posts (?P<rule>[\w-]+) for (?P<company>[\w-]+): (?P<inputs>.+)", SmallLedger.posts),
    (
        r"holds (?P<quantity>\d+) of (?P<program>[\w-]+) as (?P<reference>[\w-]+)(?: with (?P<pool>[\w-]+))?",
        SmallLedger.holds,
    ),
    (r"submits (?P<hold>[\w-]+): (?P<kinds>.+)", SmallLedger.submits),
    (r"selects (?P<hold>[\w-]+)", lambda self, told: ("", SelectRedemption(self.id_of(told["hold"])))),
    (r"declines (?P<hold>[\w-]+)", lambda self, told: ("", DeclineRedemption(self.id_of(told["hold"]), REASON))),
    (r"reports (?P<call>[\w-]+) of (?P<program>[\w-]+): (?P<chosen>.+)", SmallLedger.reports),
    (r"fulfils (?P<hold>[\w-]+)", lambda self, told: ("", FulfilRedemption(self.id_of(told["hold"])))),
    (r"revokes (?P<hold>[\w-]+)", lambda self, told: ("", RevokeRedemption(self.id_of(told["hold"]), REASON))),
    (
        r"captures (?:(?P<points>[\d,]+) of )?(?P<hold>[\w-]+)",
        lambda self, told: ("", CaptureHold(self.id_of(told["hold"]), _points(told["points"]))),
    ),
    (r"releases (?P<hold>[\w-]+)", lambda self, told: ("", ReleaseHold(self.id_of(told["hold"]), REASON))),
    (r"cancels (?P<hold>[\w-]+)", lambda self, told: ("", CancelRedemption(self.id_of(told["hold"]), REASON))),
    (
        r"reverses (?:(?P<points>[\d,]+) of )?(?P<event>[\w-]+)",
        lambda self, told: ("", ReverseAccrual(self.id_of(told["event"]), REASON, _points(told["points"]))),
    ),
    (r"confirms (?P<event>[\w-]+)", lambda self, told: ("", ConfirmAccrual(self.id_of(told["event"])))),
    (r"approves (?P<event>[\w-]+)", lambda self, told: ("", ApproveAccrual(self.id_of(told["event"])))),
    (r"returns (?P<event>[\w-]+)", lambda self, told: ("", ReturnAccrual(self.id_of(told["event"]), REASON))),
    (r"withdraws (?P<event>[\w-]+)", lambda self, told: ("", WithdrawAccrual(self.id_of(told["event"]), REASON))),
    (r"documents (?P<event>[\w-]+): (?P<kinds>.+)", SmallLedger.documents),
    (
        r"proposes (?P<name>[\w-]+), a (?P<cause>sanction|closure) of (?P<company>[\w-]+): (?P<points>all|[\d,]+)",
        SmallLedger.proposes,
    ),
    (r"imposes (?P<name>[\w-]+)", lambda self, told: ("", ApproveSanction(self.id_of(told["name"])))),
    (r"settles (?P<company>[\w-]+)", lambda self, told: ("", SettleDue(self.organization(told["company"])))),
    (
        r"warns (?P<company>[\w-]+)",
        lambda self, told: ("", WarnExpiry(self.organization(told["company"]), (90, 30, 7))),
    ),
)


def _points(told: str | None) -> int | None:
    return None if told is None else int(told.replace(",", ""))


def _publish(ledger: MemoryLedger) -> None:
    for rule in RULES.values():
        valid_to = rule["valid_to"].isoformat() if "valid_to" in rule else ""
        valid_from = rule["valid_from"].isoformat()
        ledger.publish_rule(rule["code"], rule["version"], valid_from, rule["terms"], valid_to)
    for program in read_table(DATA, "programs.toml")["program"]:
        ledger.publish_program(program["code"], program["terms"], program["version"])


def commands(body: str) -> list[str]:
    """Give the commands of an example."""
    return [line for line in body.splitlines() if line and not line.startswith(" ")]


def written(body: str) -> str:
    """Write an example anew: its own commands, and what the code makes of them."""
    lines = commands(body)
    ledger = SmallLedger(lines[0][:10])
    return "".join(f"{line}\n" for command in lines for line in (command, *ledger.told(command)))
