"""The language of the stories: how a line of ``tests/spec/*.txt`` is read; what it means stands in the verbs.

A *tale* is a title and its lines, one statement each; indented lines belong to the statement over them, which ends with
a colon. A statement is understood by exactly one *phrase* of a phrasebook, or the tale is wrong: unknown words never
pass in silence. Whatever is wrong is told with the file and the line.

A phrase is written as it is said: ``holds {quantity:number} of {program} as {redemption}``. What stands in braces is
read, by its kind; what stands in brackets may be left out, and is None then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

FOLDER: Final = Path(__file__).parent
_PART: Final = r"[A-Z]\w* \d[\d,]*"
_PARTS: Final = re.compile(rf"{_PART}(?:(?:, | \+ ){_PART})*")
_TOKEN: Final = re.compile(r"\{(?P<name>\w+)(?::(?P<kind>\w+))?\}|(?P<bracket>[\[\]])|(?P<said>[^{}\[\]]+)")
_STATE: Final = re.compile(r"(?P<state>[a-z]+) (?P<points>[\d,]+)(?: \((?P<parts>[^()]+)\))?")
_ARROW: Final = re.compile(r"(?P<source>[^:>]+) -> (?P<target>[^:>]+): (?P<parts>.+)")


class TaleWrong(AssertionError):
    """A tale cannot be read, or does not come true; the message names the file and the line."""


@contextmanager
def at(path: Path, line: Line) -> Iterator[None]:
    """Name the file and the line of whatever goes wrong meanwhile."""
    try:
        yield
    except TaleWrong:
        raise
    except AssertionError as wrong:
        raise TaleWrong(f"{path.name}:{line.number}: {line.text}\n{wrong}") from wrong


@dataclass(frozen=True, slots=True)
class Line:
    """A statement, its number in the file from 1, and the lines indented under it."""

    number: int
    text: str
    details: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Tale:
    """A file that was read."""

    path: Path
    title: str
    lines: tuple[Line, ...]


def read_tale(path: Path) -> Tale:
    """Read a file: a title after ``#`` first, then statements; further lines with ``#`` are remarks.

    Raises:
        TaleWrong: there is no title, no statement, or an indented line under none.
    """
    title, lines = "", list[Line]()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = raw.strip()
        line = Line(number, text)
        with at(path, line):
            if text.startswith("#"):
                title = title or text.removeprefix("#").strip()
            elif text:
                assert title, "a tale begins with its title, in a line like: # V8: soonest lots first"
                if raw[0].isspace():
                    assert lines, "this line is indented, but there is no statement over it"
                    above = lines.pop()
                    assert above.text.endswith(":"), f"{above.text!r} has lines under it, and ends with no colon"
                    line = Line(above.number, above.text, (*above.details, line))
                lines.append(line)
    if not lines:
        raise TaleWrong(f"{path.name}: there is no statement in it")
    return Tale(path, title, tuple(lines))


def whole(said: str) -> int:
    """Read a number, such as "1,300".

    >>> whole("1,300")
    1300
    """
    return int(said.replace(",", ""))


def parts(said: str) -> dict[str, int]:
    """Read points by lot.

    >>> parts("A 500 + B 1,200"), parts("A 500, B 200")
    ({'A': 500, 'B': 1200}, {'A': 500, 'B': 200})
    """
    assert _PARTS.fullmatch(said), f"expected points by lot, such as A 500 + B 200, found {said!r}"
    pairs = [found.split() for found in re.findall(_PART, said)]
    assert len({lot for lot, _ in pairs}) == len(pairs), f"a lot is told twice in {said!r}"
    return {lot: whole(points) for lot, points in pairs}


@dataclass(frozen=True, slots=True)
class State:
    """What stands in one state of a wallet; ``parts`` is None where no lots are told."""

    points: int
    parts: Mapping[str, int] | None


def states(said: str) -> dict[str, State]:
    """Read a wallet: "nothing", or what stands in each state, with its lots; states that are left out hold nothing.

    >>> states("available 1,300 (A 500, B 800), held 0")["available"]
    State(points=1300, parts={'A': 500, 'B': 800})
    """
    if said == "nothing":
        return {}
    told: dict[str, State] = {}
    for each in re.split(r", (?![^(]*\))", said):
        found = _STATE.fullmatch(each)
        assert found, f"expected a state and its points, such as available 500 (A 500), found {each!r}"
        assert found["state"] not in told, f"{found['state']} is told twice"
        told[found["state"]] = State(whole(found["points"]), parts(found["parts"]) if found["parts"] else None)
    return told


@dataclass(frozen=True, slots=True)
class Arrow:
    """Points that go from one account (debit) to another (credit), by lot."""

    source: str
    target: str
    parts: Mapping[str, int]


def arrow(line: Line) -> Arrow:
    """Read a leg of the books, such as "Haeundae held -> redeemed VOUCHER: A 500, B 200"."""
    found = _ARROW.fullmatch(line.text)
    assert found, f"line {line.number}: expected ACCOUNT -> ACCOUNT: LOT POINTS, found {line.text!r}"
    return Arrow(found["source"], found["target"], parts(found["parts"]))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of word: how it looks, and what is read from it."""

    pattern: str
    read: Callable[[str], Any]


KINDS: Final = {
    "word": Kind(r"[\w.-]+", str),
    "number": Kind(r"\d[\d,]*", whole),
    "day": Kind(r"\d{4}-\d\d-\d\d", str),
    "rest": Kind(r"\S.*", str),
    "parts": Kind(rf"{_PART}(?:(?:, | \+ ){_PART})*", parts),
    "states": Kind(r"\S.*", states),
}
Meaning = TypeVar("Meaning", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say something, and what is done when it is said."""

    said: str
    pattern: re.Pattern[str]
    kinds: Mapping[str, Kind]
    meaning: Callable[..., Any]

    def read(self, text: str) -> dict[str, Any] | None:
        """Give what a text tells in this phrase, None where it is none of it."""
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        return {
            name: None if value is None else self.kinds[name].read(value) for name, value in found.groupdict().items()
        }


@dataclass
class Phrasebook:
    """Phrases for one kind of statement, such as "act"; decorate a function with the phrase it is said by."""

    subject: str
    phrases: list[Phrase] = field(default_factory=list)

    def __call__(self, said: str) -> Callable[[Meaning], Meaning]:
        """Add a phrase; its names are the arguments of the function, by keyword."""

        def add(meaning: Meaning) -> Meaning:
            self.phrases.append(_phrase(said, meaning))
            return meaning

        return add

    def understood(self, text: str) -> tuple[Callable[..., Any], dict[str, Any]]:
        """Give what a text means: the function to call, and its arguments.

        Raises:
            AssertionError: no phrase says so, or two do.
        """
        read = [(phrase, told) for phrase in self.phrases if (told := phrase.read(text)) is not None]
        known = "\n".join(f"  {phrase.said}" for phrase in self.phrases)
        assert read, f"no {self.subject} is said like {text!r}; these are known:\n{known}"
        assert len(read) == 1, f"{text!r} can be read in {len(read)} ways: {[phrase.said for phrase, _ in read]}"
        return read[0][0].meaning, read[0][1]


def _phrase(said: str, meaning: Callable[..., Any]) -> Phrase:
    """Make a phrase of its words; ``[`` and ``]`` become an optional group."""
    pattern, kinds = "", dict[str, Kind]()
    for token in _TOKEN.finditer(said):
        if token["name"]:
            kinds[token["name"]] = KINDS[token["kind"] or "word"]
            pattern += f"(?P<{token['name']}>{kinds[token['name']].pattern})"
        elif token["bracket"]:
            pattern += "(?:" if token["bracket"] == "[" else ")?"
        else:
            pattern += re.escape(token["said"])
    return Phrase(said, re.compile(pattern), kinds, meaning)
