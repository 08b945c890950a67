"""Documents that back activities: handed in once, read back by those who may, never shown in a browser."""

from __future__ import annotations

import stat
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.store.documents import DocumentDamaged, DocumentMissing, DocumentTooLarge, FolderDocuments, chunks_of
from tests.api.house import House

EVIDENCE = "/api/v1/evidence"
SLIP = "%PDF-1.7 이체확인증 해운대 마린테크 4,636,665원".encode()
DIGEST = sha256(SLIP).hexdigest()


def _hand_in(house: House, data: bytes, who: str = "pukyong", media_type: str = "application/pdf") -> dict[str, object]:
    answer = house.post(who, EVIDENCE, data=data, content_type=media_type, key=None)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def test_the_same_document_twice_has_the_same_answer(house: House) -> None:
    told = _hand_in(house, SLIP)
    assert told == {"sha256": DIGEST, "bytes": len(SLIP), "media_type": "application/pdf"}
    with house.unchanged():
        assert _hand_in(house, SLIP, media_type="image/png") == told, "what it was called first stands"


def test_a_document_is_read_by_who_handed_it_in_and_by_who_reads_all(house: House) -> None:
    _hand_in(house, SLIP)
    for who in ("pukyong", "council"):
        answer = house.get(who, f"{EVIDENCE}/{DIGEST}")
        assert (answer.status_code, answer.data) == (200, SLIP)
        assert answer.content_type == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for who in ("dong-a", "haeundae"):
        answer = house.get(who, f"{EVIDENCE}/{DIGEST}")
        assert (answer.status_code, answer.json["code"]) == (404, "document_unknown")
    assert house.get("dong-a", f"{EVIDENCE}/..").status_code == 404


def test_a_document_is_read_by_everybody_who_sees_an_activity_that_it_backs(house: House) -> None:
    told = _hand_in(house, SLIP)
    backing = [{"kind": "transfer_slip", **told}]
    own = house.earn(evidence=backing)["id"]
    for who in ("haeundae", "pukyong", "council"):
        assert house.get(who, f"/api/v1/accruals/{own}/evidence/{DIGEST}").data == SLIP
    assert house.get("gijang", f"/api/v1/accruals/{own}/evidence/{DIGEST}").json["code"] == "accrual_unknown"
    other = house.earn()["id"]
    assert house.get("haeundae", f"/api/v1/accruals/{other}/evidence/{DIGEST}").json["code"] == "document_unknown"


def test_naming_anothers_document_does_not_open_it(house: House) -> None:
    told = _hand_in(house, b"what Pukyong agreed with Haeundae")
    claimed = house.post("dong-a", "/api/v1/accruals", house.activity(evidence=[{"kind": "agreement", **told}])).json
    for who in ("dong-a", "haeundae"):
        answer = house.get(who, f"/api/v1/accruals/{claimed['id']}/evidence/{told['sha256']}")
        assert (answer.status_code, answer.json["code"]) == (404, "document_unknown")


def test_a_document_of_another_belongs_to_both_once_both_have_it(house: House) -> None:
    _hand_in(house, b"joint agreement")
    told = _hand_in(house, b"joint agreement", "dong-a", "text/plain")
    assert told["media_type"] == "text/plain"
    assert house.get("dong-a", f"{EVIDENCE}/{told['sha256']}").data == b"joint agreement"


def test_a_document_may_be_longer_than_other_bodies_and_no_longer_than_the_settings_say(house: House) -> None:
    _hand_in(house, b"x" * 2_000_000)
    house.app.config["MAX_CONTENT_LENGTH"], usual = 1_000, house.app.config["MAX_CONTENT_LENGTH"]
    try:
        _hand_in(house, b"y" * 1_999_999)
    finally:
        house.app.config["MAX_CONTENT_LENGTH"] = usual
    before = _files(house)
    for size in (2_000_001, 3_000_000):
        answer = house.post("pukyong", EVIDENCE, data=b"z" * size, content_type="application/pdf", key=None)
        assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")
    assert _files(house) == before, "nothing of it is kept"


def test_who_may_not_post_hands_nothing_in(house: House) -> None:
    before = _files(house)
    answer = house.post("haeundae", EVIDENCE, data=b"secret", content_type="application/pdf", key=None)
    assert (answer.status_code, answer.json["code"]) == (403, "permission_missing")
    for data, media_type, code in ((b"", "application/pdf", "body_missing"), (b"x", "pdf", "media_type_unsupported")):
        assert house.post("pukyong", EVIDENCE, data=data, content_type=media_type, key=None).json["code"] == code
    assert _files(house) == before


def test_files_are_their_owners_alone_and_lie_two_levels_deep(house: House) -> None:
    _hand_in(house, SLIP)
    assert isinstance(house.node.documents, FolderDocuments)
    path = house.node.documents.folder / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert path.read_bytes() == SLIP
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_damaged_document_is_not_given_out(tmp_path: Path) -> None:
    documents = FolderDocuments(tmp_path, 100)
    kept = documents.put([b"attendance ", b"sheet"], 100)
    assert kept == (sha256(b"attendance sheet").hexdigest(), 16)
    with documents.open(kept.sha256, verified=True) as file:
        assert b"".join(chunks_of(file)) == b"attendance sheet"
    place = next(path for path in tmp_path.rglob("*") if path.is_file())
    place.write_bytes(b"attendance sheep")
    with pytest.raises(DocumentDamaged, match=kept.sha256):
        documents.open(kept.sha256, verified=True)


def test_a_document_that_breaks_off_or_grows_too_long_leaves_nothing(tmp_path: Path) -> None:
    documents = FolderDocuments(tmp_path, 10)

    def broken() -> object:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        documents.put(broken(), 10)  # type: ignore[arg-type]
    with pytest.raises(DocumentTooLarge, match="at most 10 bytes"):
        documents.put([b"123456", b"123456"], 10)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    for digest in ("../../etc/passwd", "0" * 64, ""):
        with pytest.raises(DocumentMissing):
            documents.open(digest)


def _files(house: House) -> set[Path]:
    assert isinstance(house.node.documents, FolderDocuments)
    return {path for path in house.node.documents.folder.rglob("*") if path.is_file()}
