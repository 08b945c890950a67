"""Prices and explanations on the command line, of a ledger with the demo's rules."""

import pytest

from tests.cli.installation import Installation

DAY = ("--occurred-on", "2026-08-31")
VECTORS = [
    ("V1", ("INT-STD", "students=3", "months=4", "allowance_krw=18546660"), 0, 1_854),
    ("V2", ("INT-STD", "students=3", "months=4", "allowance_krw=18546660", "subsidy_krw=12000000"), 0, 654),
    ("V3", ("HIRE", "students=5"), 0, 1_500),
    ("V4.1", ("RES-JNT", "paid_krw=25000000"), 0, 435),
    ("V4.2", ("RES-JNT", "paid_krw=25000000"), 25_000_000, 224),
    ("V4.3", ("RES-JNT", "paid_krw=25000000"), 50_000_000, 182),
    ("V4.4", ("RES-JNT", "paid_krw=25000000"), 75_000_000, 159),
    ("V5.1", ("TT", "paid_krw=30000000"), 0, 699),
    ("V5.2", ("TT", "paid_krw=50000000"), 0, 1_000),
    ("V5.3", ("TT", "paid_krw=100000000"), 0, 1_624),
    ("V6.1", ("EQP", "paid_krw=1000000"), 0, 64),
    ("V6.2", ("EQP", "paid_krw=4000000"), 1_000_000, 135),
    ("V7.1", ("SCH", "paid_krw=10000000"), 0, 1_000),
    ("V7.2", ("SCH", "paid_krw=30000000"), 0, 1_850),
    ("V7.3", ("SCH", "paid_krw=100000000"), 0, 3_630),
    ("mirror", ("UNI-MIR", "award=1854"), 0, 185),
    ("branch", ("BRN",), 0, 200),
    ("cap", ("CAP-DES", "teams=11"), 0, 300),
]


@pytest.mark.parametrize(("arguments", "before_krw", "points"), [each[1:] for each in VECTORS])
def test_a_vector_is_priced_by_the_rule_of_its_day(
    sqlite_demo: Installation, arguments: tuple[str, ...], before_krw: int, points: int
) -> None:
    told = sqlite_demo.told("rules", "price", *arguments, *DAY, "--paid-before-krw", str(before_krw))
    assert (told["rule"]["code"], told["points"]) == (arguments[0], points)


def test_v11_the_day_of_the_event_chooses_the_version(sqlite_demo: Installation) -> None:
    told = sqlite_demo.told("rules", "price", "INT-HEAD", "students=3", "--occurred-on", "2021-12-20")
    assert (told["rule"]["version"], told["points"]) == (1, 300)
    refused = sqlite_demo.run("rules", "price", "INT-HEAD", "students=3", *DAY)
    assert refused.returncode == 1
    assert "no_rule_in_force" in refused.stderr


def test_a_price_is_told_line_by_line_in_the_language_of_the_reader(sqlite_demo: Installation) -> None:
    before = sqlite_demo.entries()
    english = sqlite_demo.run("rules", "price", "CAP-DES", "teams=11", *DAY)
    assert english.stdout.splitlines()[0] == (
        "300 points for what occurred on 2026-08-31, under Capstone design mentoring (CAP-DES version 1)."
    )
    assert "The limit of 300 points for an organization in a year leaves 300 points." in english.stdout
    korean = sqlite_demo.run("--lang", "ko", "rules", "price", "CAP-DES", "teams=11", *DAY)
    assert "기관별 연간 한도 300점에 따라 300점이 됩니다." in korean.stdout
    assert sqlite_demo.entries() == before, "a price leaves no trace"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("COOP-TERM", "students=1"), 1, "input_missing"),
        (("CAP-DES", "teams=101"), 1, "input_out_of_range"),
        (("UNI-MIR", "points=5"), 1, "input_unknown"),
        (("UNI-MIR",), 1, "input_missing"),
        (("NO-RULE", "teams=1"), 1, "activity_unknown"),
        (("CAP-DES", "teams=many"), 2, "expected NAME=NUMBER such as students=5, found teams=many"),
        (("CAP-DES", "teams"), 2, "expected NAME=NUMBER such as students=5, found teams"),
        (("CAP-DES", "teams=1", "teams=2"), 2, "expected teams once, found it twice"),
    ],
)
def test_what_cannot_be_priced_says_what_was_expected(
    sqlite_demo: Installation, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = sqlite_demo.run("rules", "price", *arguments, *DAY)
    assert done.returncode == code
    assert says in done.stderr


def test_every_kind_of_award_of_the_demo_is_explained(sqlite_demo: Installation) -> None:
    with sqlite_demo.answering() as service:
        clients = sqlite_demo.demo_file()["clients"]
        auditor = service.log_in(clients["auditor"])
        status, page = service.ask("GET", "/api/v1/accruals?limit=500", auditor)
    assert status == 200
    posted = (accrual for accrual in page["items"] if accrual["active_on"])
    by_rule = {accrual["rule"]["code"]: accrual for accrual in posted}
    assert {"INT-STD", "COOP-TERM", "RES-JNT", "INT-AUT"} <= set(by_rule)
    for code, accrual in by_rule.items():
        told = sqlite_demo.told("accruals", "explain", accrual["id"])
        assert (told["rule"]["code"], told["points"]) == (code, accrual["points"])
        assert all(step["text"] for step in told["steps"])
        korean = sqlite_demo.run("--lang", "ko", "accruals", "explain", accrual["id"])
        assert korean.stdout.startswith(f"{accrual['occurred_on']}에 있었던 활동에 ")


def test_an_award_that_is_not_there_cannot_be_explained(sqlite_demo: Installation) -> None:
    done = sqlite_demo.run("accruals", "explain", f"acr_{'0' * 32}")
    assert done.returncode == 1
    assert "accrual_unknown" in done.stderr
