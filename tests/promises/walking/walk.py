"""Walk: one world, one seeded chance, and what happened so far.

An act looks at the books and says what somebody asks next; the walk moves the clock, sometimes lets the wrong person
ask, or several at once, or the same again, and holds the books to their sums after every step. The same seed walks the
same way, so the last steps of a walk that fails are enough to see why.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any, TypeVar

from ledger.domain.books.rows import Organization
from ledger.domain.books.successions import heir_of
from ledger.domain.commands import (
    ApproveProposal,
    Command,
    Mode,
    Private,
    QuoteAccrual,
    QuotePrograms,
    QuoteUsage,
    Submission,
)
from ledger.domain.dates import business_date
from tests.promises.walking.sums import Sums, movements
from tests.support.memory import MemoryLedger, private
from tests.support.world import UNIVERSITIES

Thing = TypeVar("Thing")
Asked = tuple[str, tuple[Command, ...]]
"""Who asks, and what."""

Act = Callable[["Walk"], Asked | None]
"""Gives what is asked next, or ``None`` where nothing like it can be."""

REASON = private("reason", "the committee decided so")
REMEMBERED = 14
"""How many steps a walk that fails tells."""

WEEKS_EVERY = 40
YEAR_EVERY = 160
"""After how many steps weeks have passed for certain, and a year."""

NEW_LIKELY = 0.4
"""How likely a step looks for what was never carried out yet."""
TOGETHER_LIKELY = 0.5
"""How likely several ask at once."""
TRIED_EVERY = 20
"""After so many steps what was refused is tried once more for its own sake."""

DONE = "done"
SYSTEM = "system"
QUOTES = (QuoteAccrual, QuotePrograms, QuoteUsage)


class Walk:
    """A walk through one world.

    Attributes:
        kinds: how often each kind of entry came, a continuation by what it goes on with.
        outcomes: how often each act came to what: "done", or a code.
        carried_out: the commands that were not refused, by their type.
        finished: the acts that came to something; what takes two persons does when the last of them approves.
        former: clients that were revoked, with their organizations.
    """

    def __init__(self, ledger: MemoryLedger, acts: Mapping[Act, int], seed: int) -> None:
        self.ledger = ledger
        self.rng = random.Random(seed)
        self.seed = seed
        self.steps = 0
        self.kinds: Counter[str] = Counter(movements(sealed.entry for sealed in ledger.entries))
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.carried_out: set[type[Command]] = set()
        self.finished: set[str] = set()
        self.former: list[tuple[str, str]] = []
        self.sums = Sums(ledger)
        self._acts, self._weights = list(acts), acts
        self._last: deque[str] = deque(maxlen=REMEMBERED)
        self._numbers = 0
        self._tried: Counter[type[Command] | str] = Counter()

    @property
    def refusals(self) -> Counter[str]:
        """How often each refusal code came."""
        told: Counter[str] = Counter()
        for (_, code), times in self.outcomes.items():
            told[code] += times if code != DONE else 0
        return +told

    @property
    def today(self) -> date:
        """The business day of now."""
        return business_date(self.ledger.now)

    def pick(self, things: Iterable[Thing]) -> Thing:
        """Pick one of several."""
        return self.rng.choice(list(things))

    def recent(self, things: Sequence[Thing], count: int = 12) -> Thing | None:
        """Pick one of the latest, rarely of all; ``None`` where there is none."""
        if not things:
            return None
        return self.rng.choice(things if self.chance(0.15) else things[-count:])

    def chance(self, likely: float) -> bool:
        """Tell whether something happens that is so likely."""
        return self.rng.random() < likely

    def rarely(self, likely: float, command: type[Command]) -> bool:
        """Tell whether a command is asked instead of a likelier one: sooner where it was never carried out yet."""
        return self.chance(likely if command in self.carried_out else 3 * likely)

    def number(self) -> int:
        """Give the next number of this walk."""
        self._numbers += 1
        return self._numbers

    def text(self, label: str, stem: str, again: float = 0.06) -> Private:
        """Give a text of the outer world: mostly a new one, sometimes one that was there before."""
        number = self.rng.randint(1, max(1, self._numbers)) if self.chance(again) else self.number()
        return private(label, f"{stem}-{number}")

    def organizations(self, kind: str) -> list[Organization]:
        """Give the organizations of a kind, in the order they came."""
        return [row for row in self.ledger.books.organizations.rows() if row.kind == kind]

    def company(self) -> str:
        """Pick a company's id: rarely of one that was merged or closed."""
        if self.chance(0.03):
            return self.pick(self.organizations("company")).organization
        return self.pick(self.active_companies())

    def active_companies(self) -> list[str]:
        """Give the companies that take part still, in the order they came."""
        return [row.organization for row in self.organizations("company") if row.status == "active"]

    def holders(self) -> list[Organization]:
        """Give everybody who can have points."""
        return [*self.organizations("company"), *self.organizations("university")]

    def named(self, organization: str) -> str:
        """Give the name of the first client of an organization that can ask; of a merged one, of its successor."""
        heir = heir_of(self.ledger.books, organization) if self.chance(0.95) else organization
        return next((name for name, (_, known) in self.ledger.clients.items() if known == heir), "operator")

    def university(self) -> str:
        """Pick a university's client."""
        return self.pick(UNIVERSITIES)

    def balance(self, holder: str, state: str) -> int:
        """Give what a holder has in a state, as booked."""
        row = self.ledger.books.balances.get(f"{holder}:{state}")
        return abs(row.balance) if row else 0

    def take(self, steps: int) -> None:
        """Take so many steps."""
        for _ in range(steps):
            self.step()

    def step(self) -> None:
        """Take one step, and hold the books to their sums.

        Raises:
            AssertionError: naming the seed, the step, and the last steps before it.
        """
        self.steps += 1
        asked = [self._next()]
        if self.chance(TOGETHER_LIKELY):
            asked += [self._next(), self._next()]
        if any(isinstance(command, ApproveProposal) for _, (_, commands) in asked for command in commands):
            del asked[1:]  # who counts as one after it is not loaded for the others: a group is then done one by one
        try:
            self._go(asked)
            self.sums.check()
            self.ledger.check_books()
        except Exception as error:
            told = "\n".join(self._last)
            raise AssertionError(f"seed {self.seed}, step {self.steps}: {error!r}\nthe last steps:\n{told}") from error

    def _next(self) -> tuple[str, Asked]:
        """Give what is asked next: often what was never carried out yet, if it can be; otherwise what is likely."""
        if self.chance(NEW_LIKELY):
            for act in self.rng.sample(self._acts, len(self._acts)):
                asked = act(self)
                if asked is not None and self._is_new(act, asked):
                    return act.__name__, asked
        while True:
            (act,) = self.rng.choices(self._acts, [self._likely(act) for act in self._acts])
            asked = act(self)
            if asked is not None:
                return act.__name__, asked

    def _is_new(self, act: Act, asked: Asked) -> bool:
        """Tell whether an act never came to anything, or a command of it, and was not refused too often just now."""
        kinds: set[type[Command] | str] = {type(command) for command in asked[1]} - self.carried_out
        kinds |= {act.__name__} - self.finished
        return any(self._tried[kind] <= self.steps // TRIED_EVERY for kind in kinds)

    def _likely(self, act: Act) -> int:
        """Give how likely an act is: more than usual where it never came to anything yet."""
        return self._weights[act] * (1 if act.__name__ in self.finished else 5)

    def _go(self, asked: Sequence[tuple[str, Asked]]) -> None:
        self._wait()
        before = len(self.ledger.entries)
        submissions = [self._submission(*one) for _, one in asked]
        names = {client: name for name, (client, _) in self.ledger.clients.items()}
        self._last.append(f"{self.ledger.now:%Y-%m-%d %H:%M} " + " + ".join(_told(one, names) for one in submissions))
        if any(isinstance(command, QUOTES) for one in submissions for command in one.commands):
            answers = self.ledger.preview(submissions)
        else:
            answers = self.ledger.submit(submissions)
        made = len(self.ledger.entries) > before
        for (name, _), submission, answer in zip(asked, submissions, answers, strict=True):
            codes = [outcome.code or DONE for outcome in answer.outcomes]
            self.outcomes.update((name, code) for code in codes)
            self._last[-1] += f" -> {', '.join(codes[:6])}"
            self._tried.update({name, *map(type, submission.commands)})
            for command, outcome in zip(submission.commands, answer.outcomes, strict=False):
                if not outcome.code and not answer.replayed:
                    self.carried_out.add(type(command))
                    waits = "act" in outcome.result and outcome.result["status"] == "proposed"
                    idle = submission.client == SYSTEM and not isinstance(command, QUOTES) and not made
                    self.finished |= set() if waits or idle else {name}
                self._welcome(outcome.result)
        self.kinds.update(movements(sealed.entry for sealed in self.ledger.entries[before:]))

    def _welcome(self, result: Mapping[str, Any]) -> None:
        """Let the first client of a new organization take part, and half of the users."""
        granted = result.get("client") or result.get("result") or (result if "user_id" in result else {})
        client = granted.get("client_id") or (granted.get("user_id") if self.chance(0.5) else None)
        if client is not None and "role" in granted and self.ledger.books.clients.get(client):
            self.ledger.clients[f"{granted['role']}-{self.number()}"] = client, granted["organization_id"]

    def _submission(self, who: str, commands: tuple[Command, ...]) -> Submission:
        """Let somebody ask: mostly who should, with a key of its own or none."""
        mode: Mode = "atomic" if self.chance(0.1) else "independent"
        if who == SYSTEM:
            return self.ledger.submission(who, commands, mode=mode)
        if self.chance(0.03):
            who = self.pick(name for name in self.ledger.clients if name != SYSTEM)
        key = fingerprint = ""
        if self.chance(0.1):
            key, fingerprint = f"{self.rng.randint(0, 60):064x}", f"{self.rng.randint(0, 1)}"
        one = self.ledger.submission(who, commands, mode=mode, request=key, fingerprint=fingerprint)
        if self.former and self.chance(0.01):
            return Submission(*self.pick(self.former), one.seed, one.commands, mode=mode)
        return one

    def _wait(self) -> None:
        """Let time pass: little in busy times, more in quiet ones; mostly hours, often a day, seldom more.

        After so many steps it is weeks or a year for certain, so that every walk sees points lapse and years end.
        """
        length = self.rng.choices(("hours", "day", "weeks", "year"), (600, 340, 55, 5))[0]
        if not self.steps % WEEKS_EVERY:
            length = "weeks" if self.steps % YEAR_EVERY else "year"
        elif not self.chance(0.05 if self.steps // 25 % 2 else 0.2):
            return
        passed = {
            "hours": timedelta(minutes=self.rng.randint(1, 900)),
            "day": timedelta(days=self.rng.randint(1, 2)),
            "weeks": timedelta(days=self.rng.randint(3, 45)),
            "year": timedelta(days=self.rng.randint(60, 400)),
        }
        self.ledger.now += passed[length]
        self._last.append(f"{self.ledger.now:%Y-%m-%d %H:%M} {length} went by")


def _told(submission: Submission, names: Mapping[str, str]) -> str:
    commands = [_command_told(command) for command in submission.commands[:3]]
    many = [f"and {len(submission.commands) - 3} more"] if len(submission.commands) > 3 else []
    return f"{names.get(submission.client, submission.client)} ({submission.mode}): {', '.join(commands + many)}"


def _command_told(command: Command) -> str:
    """Tell a command by what is said in it, private texts by their value."""
    told = []
    for field in fields(command):
        value = getattr(command, field.name)
        if value != field.default and field.name not in ("terms", "reason", "document", "digest"):
            told.append(f"{field.name}={value.value if isinstance(value, Private) else value}")
    return f"{type(command).__name__}({', '.join(told)})"
