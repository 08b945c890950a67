"""The README's tour, run as written against a real server on a small demo."""

from tests.docs.conftest import Desk
from tests.docs.console import differences, examples, run
from tests.docs.pages import README

LINES_MAX = 250


def test_the_tour_of_the_readme_works_as_written_and_so_it_does_a_second_time(desk: Desk) -> None:
    tour = examples(README.read_text(encoding="utf-8"))
    assert len(tour) > 12
    assert differences(README, tour, run(tour, desk.folder, desk.environment)) == []
    again = run(tour, desk.folder, desk.environment)
    posted = [output for example, output in zip(tour, again, strict=True) if "Idempotency-Key" in example.command]
    assert posted
    first = run(tour, desk.folder, desk.environment)
    assert posted == [
        output for example, output in zip(tour, first, strict=True) if "Idempotency-Key" in example.command
    ]


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) < LINES_MAX
