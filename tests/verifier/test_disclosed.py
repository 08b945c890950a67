"""A text that is shown is opened against its entry's commitment; one that is not that text is found, and not told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ledger.domain.journal.commitments import commit
from ledger.domain.journal.disclosures import Disclosure
from ledger.domain.journal.entries import Actor, Entry
from ledger.domain.journal.facts import ClientRevoked
from ledger.verifier.disclosed import Disclosed

SALT = bytes(range(16))


def _entry(position: int) -> Entry:
    told = {"reason": commit(SALT, f"reason {position}")}
    fact = ClientRevoked("cli_01")
    return Entry(
        position, f"txn_{position}", "0" * 32, Actor("cli_09"), "2026-08-31T00:00:00.000Z", "2026-08-31", fact,
        commitments=told,
    )  # fmt: skip


def _line(position: int, value: str = "") -> bytes:
    shown = Disclosure(position, f"txn_{position}", "reason", SALT.hex(), value or f"reason {position}")
    return f"{shown.to_line()}\n".encode()


def _taken(lines: Sequence[bytes], entries: Sequence[Entry]) -> Disclosed:
    disclosed = Disclosed(iter(lines))
    for entry in entries:
        disclosed.take(entry)
    disclosed.end()
    return disclosed


ENTRIES = [_entry(position) for position in range(1, 6)]


def test_texts_are_opened_however_the_bytes_come() -> None:
    data = b"".join(map(_line, (2, 3, 5)))
    for length in (1, 7, len(data)):
        disclosed = _taken([data[at : at + length] for at in range(0, len(data), length)], ENTRIES)
        assert (disclosed.proven, disclosed.finding) == (3, None)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([_line(2), _line(3, "Kim Haneul")], "disclosure_differs"),
        ([_line(9)], "disclosure_differs"),
        ([_line(3), _line(2)], "disclosures_out_of_order"),
        ([_line(3)[:-1]], "disclosure_not_readable"),
        ([b"{}\n"], "disclosure_not_readable"),
        ([b"[" * 300_000 + b"\n"], "disclosure_not_readable"),
        ([_line(3).replace(b",", b", ")], "disclosure_not_readable"),
    ],
    ids=["another text", "no entry", "order", "no end", "empty", "deep", "spelling"],
)
def test_what_is_not_the_text_is_found_and_the_text_is_not_told(lines: Sequence[bytes], code: str) -> None:
    finding = _taken(lines, ENTRIES).finding
    assert finding is not None
    assert finding.code == code
    assert "Kim" not in str(finding)
