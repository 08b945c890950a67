"""A certificate holds if the journal has it, shows what the entry says, and nothing later took it back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.domain.books.fold_certificates import certificate_of
from ledger.domain.certificates import certificate_shown
from ledger.domain.journal.entries import Actor, Entry, leaf_of
from ledger.domain.journal.facts import CertificateIssued, CertificateRevoked, Fact
from ledger.verifier.certified import CertificateUnreadable, Certified, read_certificate
from tests.support.bundling import verified

FACT = CertificateIssued("cer_01", "org_hmt", "2026-08-31", "2026-08", 1854, 0, 600, 0, 0, "ko", "0a" * 16, "9f" * 32)


def _entry(position: int, fact: Fact) -> Entry:
    at = f"2026-09-0{position}T02:00:00.000Z"
    return Entry(position, f"txn_0{position}", "00" * 16, Actor("cli_hmt"), at, at[:10], fact)


ISSUED, REVOKED = _entry(7, FACT), _entry(9, CertificateRevoked("cer_01", "org_hmt"))
ENTRY = ISSUED.to_bytes().decode()
ROW = certificate_of(ISSUED, FACT)
SHOWN = certificate_shown(ROW)
SHOWN_REVOKED = certificate_shown(ROW._replace(revoked_at=REVOKED.recorded_at))


def _file(**changed: Any) -> bytes:
    return json.dumps({"certificate": SHOWN, "entry": ENTRY} | changed).encode()


def _judged(data: bytes, *entries: Entry) -> Certified:
    certified = Certified([read_certificate("hmt.json", data)])
    for entry in entries:
        certified.take(entry, leaf_of(entry.to_bytes()))
    certified.end()
    return certified


def test_a_certificate_that_holds_says_what_it_certifies() -> None:
    certified = _judged(_file(), ISSUED)
    assert certified.findings == []
    assert "id cer_01, organization_id org_hmt, as_of 2026-08-31, posted 1854" in certified.told()


@pytest.mark.parametrize(
    ("data", "entries", "code"),
    [
        (_file(certificate=SHOWN | {"posted": 18540}), [ISSUED], "certificate_differs"),
        (_file(certificate=SHOWN | {"pending": False}), [ISSUED], "certificate_differs"),
        (_file(certificate={}), [ISSUED], "certificate_differs"),
        (_file(entry=ENTRY + " "), [ISSUED], "certificate_not_in_journal"),
        (_file(), [], "certificate_not_in_journal"),
        (_file(), [_entry(7, CertificateRevoked("cer_02", "org_hmt"))], "certificate_not_in_journal"),
        (_file(), [_entry(8, FACT)], "certificate_not_in_journal"),
        (_file(), [ISSUED, REVOKED], "certificate_revoked"),
        (_file(certificate=SHOWN_REVOKED), [ISSUED, REVOKED], "certificate_revoked"),
        (_file(certificate=SHOWN_REVOKED), [ISSUED], "certificate_differs"),
    ],
)
def test_one_that_does_not_is_found(data: bytes, entries: list[Entry], code: str) -> None:
    certified = _judged(data, *entries)
    assert [finding.code for finding in certified.findings] == [code]
    assert certified.told() == ""


@pytest.mark.parametrize("name", [*SHOWN])
def test_whatever_of_it_is_forged_is_found(name: str) -> None:
    forged = SHOWN | {name: 2 if isinstance(SHOWN[name], int) else "2026-09-03"}
    without = {key: value for key, value in SHOWN.items() if key != name}
    for shown in (forged, without):
        (finding,) = _judged(_file(certificate=shown), ISSUED).findings
        assert (finding.code, finding.expected.split()[0]) == ("certificate_differs", name)


def test_when_it_was_revoked_cannot_be_forged() -> None:
    shown = SHOWN_REVOKED | {"revoked_at": "2026-09-30T02:00:00.000Z"}
    (finding,) = _judged(_file(certificate=shown), ISSUED, REVOKED).findings
    assert (finding.code, finding.expected) == ("certificate_differs", f"revoked_at {REVOKED.recorded_at!r}")


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"entry": 7}', _file(entry="{}"), b"[" * 100_000])
def test_a_file_that_is_no_certificate_is_refused(data: bytes, tmp_path: Any) -> None:
    with pytest.raises(CertificateUnreadable):
        read_certificate("hmt.json", data)
    (tmp_path / "hmt.json").write_bytes(data)
    assert verified(tmp_path, "--certificate", tmp_path / "hmt.json")[0] == 1
