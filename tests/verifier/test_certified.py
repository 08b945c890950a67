"""A certificate holds if the journal has it, shows what the entry says, and nothing later took it back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.domain.journal.entries import leaf_of
from ledger.verifier.certified import CertificateUnreadable, Certified, read_certificate
from tests.support.bundling import verified

FIGURES = {"available": 1854, "pending": 0, "held": 600, "disputed": 0, "arrears": 0}
FACT = {"certificate": "crt_01", "organization": "org_hmt", "as_of": "2026-08-31", **FIGURES}
ENTRY = json.dumps({"position": 7, "fact": FACT})
SHOWN = {
    "id": "crt_01", "organization_id": "org_hmt", "as_of": "2026-08-31", "posted": 1854, "spendable": 1854,
    "pending": 0, "held": 600, "disputed": 0, "arrears": 0, "status": "valid",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What the verifier looks at of an entry."""

    position: int
    kind: str
    fact: Any


ISSUED = Told(7, "certificate", SimpleNamespace(**FACT))
REVOKED = Told(9, "certificate_revoked", SimpleNamespace(certificate="crt_01"))


def _file(**changed: Any) -> bytes:
    return json.dumps({"certificate": SHOWN, "entry": ENTRY} | changed).encode()


def _judged(data: bytes, *entries: Told) -> Certified:
    certified = Certified([read_certificate("hmt.json", data)])
    for entry in entries:
        certified.take(entry, leaf_of(ENTRY.encode()))  # type: ignore[arg-type]
    certified.end()
    return certified


def test_a_certificate_that_holds_says_what_it_certifies() -> None:
    certified = _judged(_file(), ISSUED)
    assert certified.findings == []
    assert "id crt_01, organization_id org_hmt, as_of 2026-08-31, posted 1854" in certified.told()


@pytest.mark.parametrize(
    ("data", "entries", "code"),
    [
        (_file(certificate=SHOWN | {"posted": 18540}), [ISSUED], "certificate_differs"),
        (_file(certificate=SHOWN | {"pending": False}), [ISSUED], "certificate_differs"),
        (_file(certificate={}), [ISSUED], "certificate_differs"),
        (_file(entry=ENTRY + " "), [ISSUED], "certificate_not_in_journal"),
        (_file(), [], "certificate_not_in_journal"),
        (_file(), [Told(7, "accrual", None)], "certificate_not_in_journal"),
        (_file(), [ISSUED, REVOKED], "certificate_revoked"),
    ],
)
def test_one_that_does_not_is_found(data: bytes, entries: list[Told], code: str) -> None:
    certified = _judged(data, *entries)
    assert [finding.code for finding in certified.findings] == [code]
    assert certified.told() == ""


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"entry": 7}', _file(entry="{}"), b"[" * 100_000])
def test_a_file_that_is_no_certificate_is_refused(data: bytes, tmp_path: Any) -> None:
    with pytest.raises(CertificateUnreadable):
        read_certificate("hmt.json", data)
    (tmp_path / "hmt.json").write_bytes(data)
    assert verified(tmp_path, "--certificate", tmp_path / "hmt.json")[0] == 1
