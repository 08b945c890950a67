"""Files of activities on the command line: looked at, posted once, cut short by a kill and gone on with."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from ledger.services.demo_cast import registration_number
from tests.cli.installation import PROGRAM, ROOT, Installation

SAMPLES = ROOT / "examples" / "imports"
PATIENCE_SECONDS = 180
LAYOUTS = {
    "haesong.csv": ({"INT-STD": 2_508, "RES-JNT": 1_000}, ["cell_not_a_date", "registration_number_invalid"]),
    "oryuk.csv": ({"COOP-TERM": 1_000, "INT-STD": 620}, []),
    "dadae.xlsx": ({"INT-STD": 3_650}, []),
}
"""The sample of each invented university: points by activity, and what is wrong with rows."""


def _words(installation: Installation, file: Path, *more: str) -> tuple[list[str], str]:
    """Give the words of an import as the demo's university, and its secret as it is typed."""
    university = installation.demo_file()["clients"]["university"]
    return ["import", str(file), "--as", university["client_id"], *more], university["client_secret"] + "\n"


def _told(installation: Installation, file: Path, *more: str) -> tuple[int, dict[str, Any]]:
    words, typed = _words(installation, file, *more, "--json")
    done = installation.run(*words, typed=typed)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)


def _entries(installation: Installation) -> int:
    return installation.entries()


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_each_layout_is_read_and_posted_to_the_point_and_once(own_sqlite_demo: Installation, name: str) -> None:
    points, wrong = LAYOUTS[name]
    file, mapping = SAMPLES / name, ("--mapping", str((SAMPLES / name).with_suffix(".toml")))
    before = _entries(own_sqlite_demo)
    code, looked = _told(own_sqlite_demo, file, *mapping, "--dry-run")
    assert (code, looked["status"], _entries(own_sqlite_demo)) == (bool(wrong), "previewed", before)
    assert {one["activity"]: one["points"] for one in looked["counts"]["activities"]} == points
    assert [error["code"] for error in looked["errors"]] == wrong
    code, posted = _told(own_sqlite_demo, file, *mapping, "--yes")
    assert (code, posted["status"], posted["id"]) == (bool(wrong), "committed", looked["id"])
    assert posted["counts"]["points"] == sum(points.values())
    after = _entries(own_sqlite_demo)
    assert after >= before + posted["counts"]["posted"]
    assert _told(own_sqlite_demo, file, *mapping, "--yes")[1] == posted
    assert _entries(own_sqlite_demo) == after, "the same file twice changes nothing"
    assert own_sqlite_demo.told("verify")["findings"] == []


def test_the_detection_is_shown_and_the_rejected_rows_are_written(
    own_sqlite_demo: Installation, tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    words, typed = _words(own_sqlite_demo, SAMPLES / "haesong.csv", "--mapping", str(SAMPLES / "haesong.toml"))
    done = own_sqlite_demo.run("--lang", "ko", *words, "--yes", "--rejected", str(rejected), typed=typed)
    assert done.returncode == 1
    for shown in ("'cp949'", "활동유형 = activity", "기업명", "2026.06.31", "3,508"):
        assert shown in done.stdout, shown
    with rejected.open(encoding="cp949", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows] == ["고유번호", "HSU-2026-007", "HSU-2026-008"]
    assert rows[0][-2:] == ["거절 코드", "거절 사유"]
    assert [row[-2] for row in rows[1:]] == LAYOUTS["haesong.csv"][1]


def test_nothing_is_posted_where_nobody_can_be_asked_or_nobody_may(
    own_sqlite_demo: Installation, tmp_path: Path
) -> None:
    before = _entries(own_sqlite_demo)
    words, typed = _words(own_sqlite_demo, SAMPLES / "oryuk.csv", "--mapping", str(SAMPLES / "oryuk.toml"))
    assert own_sqlite_demo.run(*words, typed=typed).returncode == 2
    company = own_sqlite_demo.demo_file()["clients"]["company"]
    asked = ["import", str(SAMPLES / "oryuk.csv"), "--as", company["client_id"], "--yes"]
    refused = own_sqlite_demo.run(*asked, typed=company["client_secret"] + "\n")
    assert (refused.returncode, "permission_missing" in refused.stderr) == (1, True)
    blank = tmp_path / "blank.csv"
    blank.write_bytes(b"")
    words, typed = _words(own_sqlite_demo, blank, "--yes")
    assert "import_file_unreadable" in own_sqlite_demo.run(*words, typed=typed).stderr
    small = Installation(own_sqlite_demo.folder, own_sqlite_demo.database_url, {"LEDGER_DOCUMENTS_BYTES_MAX": "1024"})
    long = tmp_path / "long.csv"
    long.write_bytes(b"x" * 2000)
    words, typed = _words(small, long, "--yes")
    assert (small.run(*words, typed=typed).returncode, _entries(own_sqlite_demo)) == (3, before)


def test_an_import_that_was_killed_goes_on_and_posts_each_row_once(own_demo: Installation, tmp_path: Path) -> None:
    count, file = 1_500, tmp_path / "long.csv"
    with file.open("w", encoding="cp949", newline="") as written:
        lines = csv.writer(written)
        lines.writerow(["고유번호", "활동코드", "사업자등록번호", "발생일", "학생수", "개월", "지원비"])
        for number in range(count):
            day = "2026.6.31" if number % 100 == 50 else "2026.6.26"
            lines.writerow([f"K-{number}", "INT-STD", registration_number(1 + number % 100), day, 1, 1, "10,000원"])
    before = _entries(own_demo)
    words, typed = _words(own_demo, file, "--yes")
    process = subprocess.Popen(
        [*PROGRAM, *words], cwd=own_demo.folder, env=own_demo.environment, stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(typed.encode())
    process.stdin.close()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _entries(own_demo) == before and process.poll() is None:
        assert time.monotonic() < deadline
    process.send_signal(signal.SIGKILL)
    process.wait()
    between = _entries(own_demo)
    code, done = _told(own_demo, file, "--yes")
    assert (code, done["status"]) == (1, "committed")
    assert done["counts"]["refusals"] == [{"code": "cell_not_a_date", "rows": count // 100}]
    assert done["counts"]["posted"] == count - count // 100
    assert before < between <= _entries(own_demo)
    assert own_demo.told("verify")["findings"] == []
    source = [line for line in own_demo.run("export", "--kind", "accrual").stdout.splitlines() if line]
    assert len({json.loads(line)["subject"] for line in source}) == len(source)


VECTORS = (
    ("INT-STD", 91, "2026-06-26", "students=3 months=4 allowance_krw=18,546,660", "", 1_854),
    ("INT-STD", 91, "2026-06-26", "students=3 months=4 allowance_krw=18,546,660 subsidy_krw=12,000,000", "", 654),
    ("HIRE", 91, "2023-06-26", "students=5", "", 1_500),
    ("RES-JNT", 97, "2026-03-31", "paid_krw=25,000,000", "A-7", 435),
    ("RES-JNT", 97, "2026-05-29", "paid_krw=25,000,000", "A-7", 224),
    ("RES-JNT", 97, "2026-07-31", "paid_krw=25,000,000", "A-7", 182),
    ("RES-JNT", 97, "2026-08-28", "paid_krw=25,000,000", "A-7", 159),
    ("TT", 97, "2026-03-31", "paid_krw=30,000,000", "L-1", 699),
    ("TT", 97, "2026-03-31", "paid_krw=50,000,000", "L-2", 1_000),
    ("TT", 97, "2026-03-31", "paid_krw=100,000,000", "L-3", 1_624),
    ("EQP", 91, "2023-03-31", "paid_krw=1,000,000", "", 64),
    ("EQP", 91, "2023-09-29", "paid_krw=4,000,000", "", 135),
    ("SCH", 91, "2023-03-31", "paid_krw=10,000,000", "", 1_000),
    ("SCH", 92, "2023-03-31", "paid_krw=30,000,000", "", 1_850),
    ("SCH", 93, "2023-03-31", "paid_krw=100,000,000", "", 3_630),
    ("INT-HEAD", 91, "2021-12-20", "students=5", "", 500),
)
"""V1 to V7 and V11: activity, company, day, inputs, agreement, points. In 2023 nothing else happened to count on."""


def test_the_vectors_come_to_the_point(own_sqlite_demo: Installation, tmp_path: Path) -> None:
    file = tmp_path / "vectors.csv"
    names = ["students", "months", "allowance_krw", "subsidy_krw", "paid_krw"]
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        lines = csv.writer(written, delimiter="\t")
        lines.writerow(["event id", "activity", "registration number", "date", "agreement no", *names])
        for place, (activity, number, day, told, agreement, _) in enumerate(VECTORS):
            inputs = dict(one.split("=") for one in told.split())
            company = registration_number(number)
            values = [inputs.get(name, "") for name in names]
            lines.writerow([f"V-{place}", activity, company, day, agreement, *values])
    before = len(own_sqlite_demo.run("export", "--kind", "accrual").stdout.splitlines())
    code, done = _told(own_sqlite_demo, file, "--yes")
    assert (code, done["counts"]["points"]) == (0, sum(points for *_, points in VECTORS))
    told = [
        json.loads(line) for line in own_sqlite_demo.run("export", "--kind", "accrual").stdout.splitlines()[before:]
    ]
    assert [one["postings"][0]["amount"] for one in told] == [points for *_, points in VECTORS]
    assert told[-1]["postings"][0]["account"] == "issued:INT-HEAD"
