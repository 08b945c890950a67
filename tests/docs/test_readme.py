"""The README's tour, run as written against a real server on a small demo."""

from tests.docs.conftest import Desk
from tests.docs.console import differences, examples, run
from tests.docs.pages import README

LINES_MAX = 250
EXAMPLES_MIN = 12


def test_the_tour_of_the_readme_works_as_written_and_its_writes_answer_the_same_again(desk: Desk) -> None:
    tour = examples(README.read_text(encoding="utf-8"))
    assert len(tour) > EXAMPLES_MIN
    found = run(tour, desk.folder, desk.environment)
    wrong = differences(README, tour, found)
    assert not wrong, "\n\n".join(wrong)
    again = run(tour, desk.folder, desk.environment)
    writes = [place for place, example in enumerate(tour) if "Idempotency-Key" in example.command]
    assert writes
    for place in writes:
        assert again[place] == found[place], tour[place].command


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < LINES_MAX
