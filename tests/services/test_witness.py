"""A witness keeps what it cosigned before it says so, holds two logs apart, and keeps what it refused."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.api.witness_door import witness_door
from ledger.domain.journal.cosignatures import cosigned_at
from ledger.domain.journal.notes import Signature, verifier_key
from ledger.domain.witnessing import Verdict
from ledger.services import witness
from ledger.services.signing_keys import is_good
from ledger.services.witness import Witness, WitnessUnfit, listen
from ledger.store import durable_files
from tests.domain.test_witnessing import FORKED, LEAVES, LOG, ORIGIN, shown

NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)
OTHER = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"another log").digest())
ULSAN = "ulsan.example/mileage"


@pytest.fixture
def pukyong(tmp_path: Path) -> Witness:
    """Give a witness of two logs."""
    made = Witness(tmp_path / "witness", lambda: NOW)
    made.init("witness.pukyong.example")
    made.trust(verifier_key(ORIGIN, LOG.public_key))
    made.trust(verifier_key(ULSAN, OTHER.public_key().public_bytes_raw()))
    return made


def said(one: Witness, *arguments, **told) -> Verdict:
    return one.hear(shown(*arguments, **told).format()).verdict


def sizes(one: Witness) -> dict[str, tuple[int, int]]:
    return {found.origin: (found.size, found.alarms) for found in one.standings()}


def test_what_it_cosigns_verifies_and_stays(pukyong: Witness) -> None:
    told = pukyong.hear(shown(0, 9).format())
    line = Signature.parse(told.line)
    assert cosigned_at(shown(0, 9).note.text, line, pukyong.key(), is_good) == int(NOW.timestamp())
    again = Witness(pukyong.folder, lambda: NOW)
    assert said(again, 9, 30) is Verdict.COSIGNED
    assert sizes(again) == {ORIGIN: (30, 0), ULSAN: (0, 0)}


def test_a_fork_and_a_rollback_are_refused_kept_and_told(pukyong: Witness) -> None:
    assert said(pukyong, 0, 25) is Verdict.COSIGNED
    assert said(pukyong, 25, 25, FORKED) is Verdict.FORK
    assert said(pukyong, 25, 30, FORKED) is Verdict.PROOF_REFUSED
    assert said(pukyong, 0, 20) is Verdict.ROLLBACK
    assert said(pukyong, 0, 20) is Verdict.ROLLBACK
    assert sizes(pukyong)[ORIGIN] == (25, 3)
    kept = sorted(path.name.partition("-")[0] for path in pukyong.folder.glob("logs/*/refused/*"))
    assert kept == ["fork", "proof_refused", "rollback"]
    assert said(pukyong, 25, 30) is Verdict.COSIGNED


def test_a_request_that_is_sent_again_takes_nothing_back(pukyong: Witness) -> None:
    for old, new in ((0, 9), (9, 20), (20, 30)):
        assert said(pukyong, old, new) is Verdict.COSIGNED
    for old, new in ((0, 9), (9, 20)):
        assert said(pukyong, old, new) is Verdict.STALE
    assert sizes(pukyong)[ORIGIN] == (30, 0)


def test_two_logs_are_held_apart(pukyong: Witness) -> None:
    assert said(pukyong, 0, 30) is Verdict.COSIGNED
    assert said(pukyong, 0, 9, LEAVES, ULSAN, OTHER) is Verdict.COSIGNED
    assert said(pukyong, 9, 30, LEAVES, ULSAN) is Verdict.KEY_UNKNOWN
    assert sizes(pukyong) == {ORIGIN: (30, 0), ULSAN: (9, 0)}


def test_killed_between_its_state_and_its_answer_it_goes_on_from_its_state(
    pukyong: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(witness, "cosign", killed)
        with pytest.raises(KeyboardInterrupt):
            pukyong.hear(shown(0, 20).format())
    assert listen(pukyong, shown(0, 30).format().encode()) == (409, "text/x.tlog.size", "20\n")
    assert said(pukyong, 20, 20) is Verdict.COSIGNED
    assert said(pukyong, 20, 30) is Verdict.COSIGNED


def test_killed_before_its_state_it_has_said_nothing(pukyong: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(durable_files, "keep", killed)
        with pytest.raises(KeyboardInterrupt):
            pukyong.hear(shown(0, 20).format())
    assert sizes(pukyong)[ORIGIN] == (0, 0)
    assert said(pukyong, 0, 9) is Verdict.COSIGNED


@pytest.mark.parametrize("torn", ["25", "25 ", "25 ab", f"25 {'ab' * 31}a", f"25 {'ab' * 32}"])
def test_a_line_that_a_full_disk_cut_off_says_nothing_and_spoils_no_other(pukyong: Witness, torn: str) -> None:
    assert said(pukyong, 0, 9) is Verdict.COSIGNED
    (seen,) = pukyong.folder.glob("logs/*/seen")
    with seen.open("a") as file:
        file.write(torn)
    assert said(pukyong, 9, 25) is Verdict.COSIGNED
    assert said(pukyong, 25, 30) is Verdict.COSIGNED
    assert [line.split()[0] for line in seen.read_text().splitlines()] == ["9", "25", "30"]
    assert said(pukyong, 0, 25) is Verdict.STALE, "it knows that it cosigned that one"
    assert said(pukyong, 25, 25, FORKED) is Verdict.FORK


def test_a_further_key_of_a_log_is_believed_beside_the_first(pukyong: Witness) -> None:
    assert said(pukyong, 0, 9, LEAVES, ORIGIN, OTHER) is Verdict.KEY_UNKNOWN
    pukyong.trust(verifier_key(ORIGIN, OTHER.public_key().public_bytes_raw()))
    assert said(pukyong, 0, 9, LEAVES, ORIGIN, OTHER) is Verdict.COSIGNED
    assert said(pukyong, 9, 20) is Verdict.COSIGNED


def test_a_folder_is_made_a_witnesss_once(pukyong: Witness, tmp_path: Path) -> None:
    with pytest.raises(WitnessUnfit, match="already"):
        pukyong.init("witness.dong-a.example")
    with pytest.raises(WitnessUnfit, match="`ledger witness init`"):
        Witness(tmp_path, lambda: NOW).key()
    (pukyong.folder / "name").write_bytes(b"\xff\xfe")
    with pytest.raises(WitnessUnfit, match="restore it from its backup"):
        pukyong.key()


def test_the_answers_are_those_of_the_protocol(pukyong: Witness) -> None:
    stranger = Ed25519PrivateKey.generate()
    assert listen(pukyong, b"old 1\n")[0] == 400
    assert listen(pukyong, b"\xff")[0] == 400
    assert listen(pukyong, shown(0, 9, origin="jeju.example").format().encode())[0] == 404
    assert listen(pukyong, shown(0, 9, secret=stranger).format().encode())[0] == 403
    assert listen(pukyong, shown(0, 9, steps=(bytes(32),)).format().encode())[0] == 422
    status, media_type, text = listen(pukyong, shown(0, 9).format().encode())
    assert (status, media_type) == (200, "text/plain; charset=utf-8")
    assert text.startswith("— witness.pukyong.example ")
    assert listen(pukyong, shown(0, 20).format().encode()) == (409, "text/x.tlog.size", "9\n")


def test_its_door_tells_how_its_logs_stand(pukyong: Witness) -> None:
    said(pukyong, 0, 25)
    said(pukyong, 25, 25, FORKED)
    answers: list[str] = []

    def ask(method: str, path: str) -> str:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path}
        (body,) = witness_door(pukyong)(environ, lambda status, headers: answers.append(status))  # type: ignore[arg-type, return-value, misc]
        return body.decode()

    assert ask("GET", "/") == f"witness.pukyong.example alarms 1\n{ORIGIN} size 25 alarms 1\n{ULSAN} size 0 alarms 0\n"
    assert ask("GET", "/vkey") == f"{pukyong.key().format()}\n"
    ask("DELETE", "/")
    ask("GET", "/nowhere")
    assert [answer[:3] for answer in answers] == ["200", "200", "405", "404"]


def test_a_stranger_who_garbles_what_the_log_signed_makes_one_alarm_and_hides_no_fork(
    pukyong: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(pukyong, 0, 25) is Verdict.COSIGNED
    for number in range(5):
        assert said(pukyong, 25, 30, steps=(bytes([number]) * 32,)) is Verdict.PROOF_REFUSED
    assert sizes(pukyong)[ORIGIN] == (25, 1)
    monkeypatch.setattr(witness, "REFUSED_MAX", 1)
    assert said(pukyong, 0, 20) is Verdict.ROLLBACK
    assert sizes(pukyong)[ORIGIN] == (25, 1), "there is room for no more of those"
    assert said(pukyong, 25, 25, FORKED) is Verdict.FORK
    assert sizes(pukyong)[ORIGIN] == (25, 2)
