"""The language of the stories forgives nothing: each way to be wrong is told with its file and line."""

from __future__ import annotations

import doctest
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.api.house import House
from tests.api.stage import Stage
from tests.spec import language
from tests.spec.language import Phrasebook, Tale, TaleWrong, read_tale
from tests.spec.verbs import Story
from tests.support.engines import SQLITE

EARNED = """\
# Haeundae earns 500 points

rule INT: valid for 36 months
program VOUCHER: 100 points a unit, held for 14 days, cancelled within 90 days
on 2025-03-10
when Pukyong awards 500 of INT to Haeundae as A
"""
ARROW = "    issued INT -> Haeundae available: A 500\n"
BOOKED = f"books accrual:\n{ARROW}"
STATEMENTS_OF_BEGINNING = 4
UNTRUE = {
    "nothing comes of it": ("", 6, "nothing is told of what came of it"),
    "another number": ("then active 501\n", 7, "points: found 500"),
    "another day": ("then active 500, valid until 2028-04-30\n", 7, "expires_on: found 2028-03-31"),
    "another refusal": ("then refused rule_unknown\n", 7, "it was not refused"),
    "unknown words": ("then lucky 500\n", 7, "no outcome is said like 'lucky 500'"),
    "an unknown statement": ("perhaps active 500\n", 7, "no statement is said like"),
    "an unknown act": ("then active 500\ngiven Pukyong forgives A\n", 8, "no act is said like 'Pukyong forgives A'"),
    "a further word": ("then active 500 today\n", 7, "no outcome is said like"),
    "an unknown person": ("then active 500\ngiven Namgu holds 1 of VOUCHER as R1\n", 8, "nobody is called 'Namgu'"),
    "an unknown lot": ("then active 500\ngiven Pukyong reverses B\n", 8, "no award is called 'B'"),
    "an unknown hold": ("then active 500\ngiven Haeundae releases R1\n", 8, "no redemption is called 'R1'"),
    "an entry of another kind": (f"books hold:\n{ARROW}", 7, "accrual on 2025-03-10"),
    "an entry of another day": (f"books accrual on 2025-03-11:\n{ARROW}", 7, "accrual on 2025-03-10"),
    "an entry without legs": ("books accrual:\n", 7, "tell where the points went"),
    "legs the wrong way": (
        "books accrual:\n    Haeundae available -> issued INT: A 500\n", 7, "debit   issued INT: A 500"
    ),
    "legs of another lot": ("books accrual:\n    issued INT -> Haeundae available: B 500\n", 7, "A 500"),
    "legs that cannot be read": ("books accrual:\n    issued INT to Haeundae: A 500\n", 7, "line 8: expected ACCOUNT"),
    "one entry too many": (f"{BOOKED}{BOOKED}", 9, "the act made no further entry"),
    "nothing booked": ("books nothing\n", 7, "these entries were made"),
    "another balance": ("then active 500\nbalance Haeundae: available 501 (A 501)\n", 8, "found available 500"),
    "an empty wallet": ("then active 500\nbalance Haeundae: nothing\n", 8, "found available 500"),
    "a balance without lots": ("then active 500\nbalance Haeundae: available 500\n", 8, "found available: A 500"),
    "a balance of other lots": ("then active 500\nbalance Haeundae: available 500 (B 500)\n", 8, "found available: A"),
    "a state that is not": ("then active 500\nbalance Haeundae: lost 5, available 500 (A 500)\n", 8, "no ['lost']"),
    "a balance that cannot be read": ("then active 500\nbalance Haeundae: available A\n", 8, "expected a state"),
    "a clock that goes back": ("then active 500\non 2025-03-09\n", 8, "the clock never goes back"),
    "a refusal nobody tells": (
        f"{BOOKED}when Haeundae holds 6 of VOUCHER as R1\nbalance Haeundae: available 500 (A 500)\n",
        9,
        "it was refused, and nobody says so",
    ),
    "something given that is refused": (
        f"{BOOKED}given Haeundae holds 6 of VOUCHER as R1\n", 9, "exceeds_available_balance"
    ),
    "a refusal that is told otherwise": (
        f"{BOOKED}when Haeundae holds 6 of VOUCHER as R1\nthen held 600 = A 600\n", 10, "exceeds_available_balance"
    ),
}  # fmt: skip


UNTRUE_AND_POSTED = {
    "an unknown clause": (
        "then active 500\nprogram SEAT: 5 points a unit, held for 1 days, cancelled within 1 days:\n    for friends\n",
        8,
        "no clause of a program is said like 'for friends'",
    ),
    "a lot's name twice": (
        "then active 500\ngiven Pukyong awards 5 of INT to Haeundae as A\n", 8, "there is a lot A already"
    ),
    "an entry nobody tells": (
        f"{BOOKED}on 2028-04-01\nwhen Pukyong awards 7 of INT to Haeundae as B\nbooks expiry:\n"
        "    Haeundae available -> expired: A 500\n",
        10,
        "these entries are told by nobody:\n  accrual on 2028-04-01",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(stages: Callable[[str], Stage]) -> Stage:
    """Give a stage; what is wrong is wrong on either engine, so one will do."""
    return stages(SQLITE)


@pytest.fixture(scope="module")
def earned(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Give a story that has come as far as the award, to go on in ways that change nothing."""
    with stage.set() as house:
        yield begun(house, tmp_path_factory.mktemp("earned"))


def begun(house: House, folder: Path) -> Story:
    """Play the beginning."""
    tale = told(folder, "")
    story = Story(house, tale)
    story.carry_out(tale.lines)
    return story


def play_on(story: Story) -> None:
    """Play what is behind the beginning, to the end."""
    story.carry_out(story.tale.lines[STATEMENTS_OF_BEGINNING:])
    story.finish()


def told(folder: Path, rest: str, beginning: str = EARNED) -> Tale:
    """Write a tale, and read it."""
    file = folder / "earned.txt"
    file.write_text(beginning + rest, encoding="utf-8")
    return read_tale(file)


def fails(story: Story, folder: Path, rest: str) -> str:
    """Go on from the beginning, and give what is said to be wrong with it."""
    tale = told(folder, rest)
    own = dict(story.awards), dict(story.lots), dict(story.redemptions)
    going_on = replace(story, tale=tale, awards=own[0], lots=own[1], redemptions=own[2])
    with pytest.raises(TaleWrong) as wrong:
        play_on(going_on)
    return str(wrong.value)


def test_the_beginning_comes_true(stage: Stage, tmp_path: Path) -> None:
    """So that what fails below fails for the reason it gives."""
    with stage.set() as house:
        Story(house, told(tmp_path, f"then active 500\n{BOOKED}balance Haeundae: available 500 (A 500)\n")).run()


@pytest.mark.parametrize("case", UNTRUE)
def test_what_is_not_so_fails_at_its_line(case: str, earned: Story, tmp_path: Path) -> None:
    rest, line, words = UNTRUE[case]
    before = earned.house.head()
    said = fails(earned, tmp_path, rest)
    assert said.startswith(f"earned.txt:{line}: "), said
    assert words in said
    assert earned.house.head() == before


@pytest.mark.parametrize("case", UNTRUE_AND_POSTED)
def test_what_is_not_so_fails_at_its_line_though_it_was_posted(case: str, stage: Stage, tmp_path: Path) -> None:
    rest, line, words = UNTRUE_AND_POSTED[case]
    with stage.set() as house:
        said = fails(begun(house, tmp_path), tmp_path, rest)
    assert said.startswith(f"earned.txt:{line}: "), said
    assert words in said


def test_a_story_that_tells_no_outcome_fails(stage: Stage, tmp_path: Path) -> None:
    tale = told(tmp_path, EARNED.replace("when", "given"), "")
    with stage.set() as house, pytest.raises(TaleWrong, match=r"earned\.txt:6: .*\nthis story tells no outcome"):
        Story(house, tale).run()


def test_a_ledger_that_does_not_follow_from_its_journal_fails_the_story(stage: Stage, tmp_path: Path) -> None:
    tale = told(tmp_path, "then active 500\n")
    with stage.set() as house:
        story = Story(house, tale)
        story.carry_out(tale.lines)
        with house.node.store.engine.begin() as connection:
            connection.execute(text("UPDATE lot_balances SET amount = amount - 1 WHERE kind = 'available'"))
        with pytest.raises(TaleWrong, match="projection_differs"):
            story.finish()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("on 2025-03-10\n", "earned.txt:1: on 2025-03-10\na tale begins with its title"),
        ("# A title\n    A 500\n", "earned.txt:2: A 500\nthis line is indented"),
        ("# A title\nx\n    A 500\n", "earned.txt:3: A 500\n'x' has lines under it, and ends with no colon"),
        ("# A title\n", "earned.txt: there is no statement in it"),
    ],
)
def test_a_file_that_is_no_tale_fails(written: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(TaleWrong) as wrong:
        told(tmp_path, "", written)
    assert str(wrong.value).startswith(words)


def test_what_can_be_read_in_two_ways_fails() -> None:
    book = Phrasebook("act")
    for said in ("{who} holds {what:rest}", "{who} holds {quantity:number} of {program}"):
        book(said)(print)
    with pytest.raises(AssertionError, match="can be read in 2 ways"):
        book.understood("Haeundae holds 7 of VOUCHER")


def test_the_examples_of_the_language_hold() -> None:
    assert doctest.testmod(language).failed == 0
