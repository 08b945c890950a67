"""The log through the door: signed here or by another process, handed from key to key, cosigned, and proven."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.api.conventions.here import put
from ledger.domain.certificate_proof import check_certificate
from ledger.domain.journal.cosignatures import CosignerKey, cosign
from ledger.domain.journal.merkle import leaf_hash
from ledger.domain.journal.notes import Checkpoint, Note, VerifierKey, parse_verifier_key, verifier_key
from ledger.domain.journal.policies import Policy
from ledger.domain.journal.proof_files import ProofFile
from ledger.services.sealing import seal
from ledger.services.signer_papers import SignerPapers
from ledger.services.signing import HistoryNotExtended, Signer, signed_checkpoint
from ledger.services.signing_keys import is_good
from tests.api.certifying import CERTIFICATES, PAGE, certify
from tests.api.house import House
from tests.api.proposing import decide

LOG = "/api/v1/log"
WITNESS = Ed25519PrivateKey.generate()
PUKYONG = CosignerKey("witness.pukyong.example", WITNESS.public_key().public_bytes_raw())
TEXT = {"Accept": "text/plain"}


def note_of(house: House, query: str = "") -> Note:
    answer = house.get("", f"{LOG}/checkpoint{query}")
    assert answer.status_code == 200, answer.json
    return Note.parse(answer.text)


def signers_of(house: House, note: Note) -> list[str]:
    """Give the public keys of the log that signed a note, in the order of its lines."""
    keys = [parse_verifier_key(one["vkey"]) for one in house.get("", f"{LOG}/keys").json["items"]]
    found = []
    for line in note.signatures:
        for key in keys:
            if line.key_id == key.key_id:
                note.verified_text(key, is_good)
                found.append(key.public_key.hex())
    return found


def set_key(house: House, public_key: str) -> None:
    proposed = house.post("operator", f"{LOG}/keys", {"public_key": public_key, "reason": "the yearly change"})
    assert proposed.status_code == 201, proposed.json
    approved = decide(house, "approver", proposed.json["id"])
    assert approved.json["result"]["public_key"] == public_key


@contextmanager
def process_mode(house: House, folder: Path) -> Iterator[Signer]:
    """Let another process sign for a house, by a policy with one witness; gives its signer."""
    before = house.app.extensions["ledger.door"]
    policy_file = folder / "policy"
    first = SignerPapers(folder).first_key().public_key().public_bytes_raw()
    log_line = f"log {verifier_key(house.node.ledger.origin, first)}\n"
    policy_file.write_text(f"{log_line}witness pukyong {PUKYONG.format()}\nquorum pukyong\n")
    seal = replace(before.node.seal, process=True, policy_file=policy_file)
    put(house.app, replace(before, node=replace(before.node, seal=seal)))
    try:
        yield Signer(house.node.store, house.clock, house.node.ledger.origin, SignerPapers(folder))
    finally:
        put(house.app, before)


def test_another_process_signs_and_the_web_serves_what_it_published(own_house: House, tmp_path: Path) -> None:
    house = own_house
    before = {path.name for path in house.node.keys.folder.iterdir()}
    with process_mode(house, tmp_path / "seal") as signer:
        for path in ("checkpoint", "vkey", f"proof?position={house.head()[0]}"):
            refused = house.get("", f"{LOG}/{path}")
            assert (refused.status_code, refused.json["code"]) == (404, "not_in_a_checkpoint_yet")
        assert "checkpoint" not in house.get("", "/readyz").json
        told = certify(house, "haeundae")
        for who, path in (("haeundae", told["id"]), ("", f"check/{told['code']}")):
            certificate = house.get(who, f"{CERTIFICATES}/{path}").json
            assert (certificate["tlog_proof"], certificate["checkpoint_size"]) == (None, 0)
        page = house.app.test_client().post(PAGE, data={"code": told["code"]})
        assert (page.status_code, told["id"] in page.text) == (200, True)
        assert house.get("", f"{LOG}/checkpoint").json["code"] == "not_in_a_checkpoint_yet", "the web signed nothing"
        signer.sign()
        sealed, _ = house.head()
        position = house.earn()["position"]
        assert Checkpoint.parse(note_of(house).text).size == sealed
        key = parse_verifier_key(house.get("", f"{LOG}/vkey").text.strip())
        assert note_of(house).verified_text(key, is_good)
        refused = house.get("", f"{LOG}/proof?position={position}")
        assert refused.json["detail"] == (
            f"Position {position} is in no checkpoint yet; the last one that was signed covers {sealed} entries."
        )
        house.clock.pass_by(seconds=90)
        told = house.get("", "/readyz").json["checkpoint"]
        assert (told["size"], told["age_seconds"]) == (sealed, 90)
        assert "ledger_signer_checkpoint_age_seconds 90.0" in house.get("", "/metrics").text
        signer.sign()
        assert house.get("", f"{LOG}/proof?position={position}").json["tree_size"] == position
    assert {path.name for path in house.node.keys.folder.iterdir()} == before, "the web made no key of the log"


def test_a_certificate_leads_to_what_the_signer_signed_and_never_makes_the_web_sign(
    own_house: House, tmp_path: Path
) -> None:
    house = own_house
    told = certify(house, "haeundae")
    with process_mode(house, tmp_path / "seal") as signer:
        note = signer.sign()
        key = VerifierKey(house.node.ledger.origin, signer.papers.first_key().public_key().public_bytes_raw())
        for who, path in (("haeundae", told["id"]), ("", f"check/{told['code']}")):
            text = house.get(who, f"{CERTIFICATES}/{path}").text
            assert check_certificate(text, key, is_good).certificate == told["id"]
        later = certify(house, "haeundae")
        certificate = house.get("haeundae", f"{CERTIFICATES}/{later['id']}").json
        assert (certificate["tlog_proof"], later["position"] > certificate["checkpoint_size"]) == (None, True)
        assert house.get("", f"{LOG}/checkpoint").text == note


@pytest.mark.parametrize("address", ["witness.pukyong.example", "http://[::1", "http://부경.example", "http://a:b"])
def test_an_address_that_is_none_keeps_no_signer_from_signing(own_house: House, tmp_path: Path, address: str) -> None:
    house = own_house
    with process_mode(house, tmp_path / "seal") as signer:
        house.earn()
        policy = Policy.parse(f"witness pukyong {PUKYONG.format()} {address}\nquorum pukyong\n")
        sealed = seal(signer, policy)
        assert (sealed.size, sealed.witnesses, sealed.satisfied) == (house.head()[0], (), False)


def test_a_cosignature_is_kept_if_a_witness_of_the_policy_made_it(own_house: House, tmp_path: Path) -> None:
    house = own_house
    house.earn()
    with process_mode(house, tmp_path / "seal") as signer:
        note = Note.parse(signer.sign())
        size = Checkpoint.parse(note.text).size
        policy = Policy.parse(house.get("", f"{LOG}/policy").text)
        assert not policy.check(note_of(house).format(), is_good).satisfied
        now = int(house.clock().timestamp())
        stranger = CosignerKey("witness.dong-a.example", PUKYONG.public_key)
        good = cosign(note.text, now, PUKYONG, WITNESS.sign)
        for told, line, status, code in (
            (size + 1, good.line(), 404, "checkpoint_unknown"),
            (size, cosign(note.text, now, stranger, WITNESS.sign).line(), 422, "cosigner_unknown"),
            (size, replace(good, signature=bytes(72)).line(), 422, "cosignature_not_good"),
            (size, "— Haeundae", 422, "cosignature_not_good"),
            (size, cosign(note.text, 2**62, PUKYONG, WITNESS.sign).line(), 422, "cosignature_not_good"),
        ):
            refused = house.post("", f"{LOG}/cosignatures", {"size": told, "cosignature": line}, key=None)
            assert (refused.status_code, refused.json["code"]) == (status, code)
        assert len(note_of(house).signatures) == 1
        for _ in range(2):
            kept = house.post("", f"{LOG}/cosignatures", {"size": size, "cosignature": good.line()}, key=None)
            assert kept.json["name"] == PUKYONG.name
        result = policy.check(note_of(house).format(), is_good)
        assert (result.satisfied, result.witnesses) == (True, {"pukyong": now})
        house.earn()
        signer.sign()
        assert note_of(house, f"?size={size}").signatures[1:] == (good,)
        assert len(note_of(house).signatures) == 1
    assert house.get("", f"{LOG}/policy").status_code == 404


def test_two_witnesses_whose_keys_bear_one_name_are_two(own_house: House, tmp_path: Path) -> None:
    house = own_house
    second = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"2")
    other = CosignerKey(PUKYONG.name, second.public_key().public_bytes_raw())
    house.earn()
    with process_mode(house, tmp_path / "seal") as signer:
        note = Note.parse(signer.sign())
        policy_file = tmp_path / "seal" / "policy"
        told = policy_file.read_text().replace("quorum pukyong", f"witness yongdang {other.format()}\n")
        policy_file.write_text(f"{told}group both all pukyong yongdang\nquorum both\n")
        policy = Policy.parse(policy_file.read_text())
        size, now = Checkpoint.parse(note.text).size, int(house.clock().timestamp())
        for named, secret, names in ((PUKYONG, WITNESS, ("pukyong",)), (other, second, ("pukyong", "yongdang"))):
            line = cosign(note.text, now, named, secret.sign).line()
            kept = house.post("", f"{LOG}/cosignatures", {"size": size, "cosignature": line}, key=None)
            assert (kept.status_code, kept.json["name"]) == (200, PUKYONG.name)
            sealed = seal(signer, policy)
            assert (sealed.witnesses, sealed.satisfied) == (names, len(names) == 2)
            assert policy.check(note_of(house).format(), is_good).satisfied is sealed.satisfied


def test_the_signer_refuses_a_history_that_is_not_the_one_it_signed(own_house: House, tmp_path: Path) -> None:
    house = own_house
    with process_mode(house, tmp_path / "seal") as signer:
        note = Note.parse(signer.sign())
        told = Checkpoint.parse(note.text)
        for other in (replace(told, root=bytes(32)), replace(told, size=told.size + 1)):
            signer.papers.keep(Note(other.text(), note.signatures))
            with house.unchanged(), pytest.raises(HistoryNotExtended):
                signer.sign()


def test_a_key_hands_over_to_the_next_in_one_checkpoint_that_both_sign(own_house: House) -> None:
    house = own_house
    papers = SignerPapers(house.node.keys.folder)
    house.earn()
    (old,) = signers_of(house, note_of(house))
    new = papers.new_key()
    set_key(house, new)
    position = house.head()[0]
    assert signers_of(house, note_of(house)) == [old, new]
    assert signers_of(house, note_of(house)) == [old, new], "until something is added it stays as it is"
    house.earn()
    assert signers_of(house, note_of(house)) == [new]
    assert (
        house.get("", f"{LOG}/vkey")
        .text.strip()
        .endswith(verifier_key(house.node.ledger.origin, bytes.fromhex(new)).split("+", 2)[2])
    )
    told = {one["public_key"]: one for one in house.get("", f"{LOG}/keys").json["items"]}
    assert (told[old]["position"], told[new]["position"]) == (None, position)
    assert told[new]["first_size"] == position
    again = house.post("operator", f"{LOG}/keys", {"public_key": new, "reason": "once more"})
    assert (again.status_code, again.json["code"]) == (409, "log_key_already_set")


def test_a_hand_over_is_published_though_the_signer_was_killed_between(
    own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = own_house
    papers = SignerPapers(house.node.keys.folder)
    house.earn()
    (old,) = signers_of(house, note_of(house))
    new = papers.new_key()
    set_key(house, new)
    position = house.head()[0]

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Signer, "_publish", killed)
        with pytest.raises(KeyboardInterrupt):
            signed_checkpoint(house.node)
    house.earn()
    assert signers_of(house, note_of(house)) == [new]
    assert signers_of(house, note_of(house, f"?size={position}")) == [old, new]


def test_a_key_that_the_signer_does_not_have_is_not_passed_over(own_house: House) -> None:
    house = own_house
    papers = SignerPapers(house.node.keys.folder)
    before = papers.last()
    set_key(house, Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex())
    refused = house.get("", f"{LOG}/checkpoint")
    assert (refused.status_code, refused.json["code"]) == (500, "signing_key_missing")
    assert papers.last() == before
    new = papers.new_key()
    set_key(house, new)
    assert signers_of(house, note_of(house))[-1] == new, "another key that it has gets it going"


def test_bundles_hold_the_entries_that_the_tiles_are_hashed_from(house: House) -> None:
    house.earn()
    assert house.get("", f"{LOG}/tile/entries/000.p/7").status_code == 401
    assert house.get("haeundae", f"{LOG}/tile/entries/000.p/7").json["code"] == "permission_missing"
    bundle = house.get("council", f"{LOG}/tile/entries/000.p/7")
    rest, leaves = bundle.data, []
    while rest:
        length = int.from_bytes(rest[:2], "big")
        leaves.append(leaf_hash(rest[2 : 2 + length]))
        rest = rest[2 + length :]
    tile = house.get("", f"{LOG}/tile/0/000.p/7")
    assert b"".join(leaves) == tile.data
    for path, answer in ((f"{LOG}/tile/0/000.p/7", tile), (f"{LOG}/tile/entries/000.p/7", bundle)):
        assert "immutable" in answer.headers["Cache-Control"]
        headers = {"If-None-Match": answer.headers["ETag"], "Authorization": f"Bearer {house.token('council')}"}
        assert house.app.test_client().get(path, headers=headers).status_code == 304
    far = "x009/x223/x372/x036/x854/x775/807"
    for place in ("999", "000.p/0", "x", far, f"{far}.p/1"):
        assert house.get("council", f"{LOG}/tile/entries/{place}").status_code == 404
        for level in (0, 1, 63):
            assert house.get("", f"{LOG}/tile/{level}/{place}").status_code == 404


def test_every_entry_is_proven_by_a_file_whatever_its_kind(house: House) -> None:
    posted = house.earn()
    path = f"/api/v1/transactions/{posted['transaction_id']}/proof"
    entry = house.get("council", path).json["entry"]
    key = parse_verifier_key(house.get("", f"{LOG}/vkey").text.strip())
    proof = ProofFile.parse(house.get("pukyong", path, TEXT).text)
    assert proof.verify(leaf_hash(entry.encode()), key, is_good).origin == house.node.ledger.origin
    for position in (1, 3):
        told = house.get("", f"{LOG}/proof?position={position}").json
        file = ProofFile.parse(house.get("", f"{LOG}/proof?position={position}", TEXT).text)
        assert file.verify(bytes.fromhex(told["leaf_hash"]), key, is_good).size == told["tree_size"]
    beyond = house.get("", f"{LOG}/proof?position={house.head()[0] + 1}")
    assert (beyond.status_code, beyond.json["code"]) == (404, "position_unknown")
    assert house.get("", f"{LOG}/checkpoint?size=2").json["code"] == "checkpoint_unknown"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
def test_openssl_verifies_a_checkpoint(house: House, tmp_path: Path) -> None:
    note = note_of(house)
    key = parse_verifier_key(house.get("", f"{LOG}/vkey").text.strip())
    public = Ed25519PublicKey.from_public_bytes(key.public_key)
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "key.pem").write_bytes(pem)
    (tmp_path / "signature").write_bytes(note.signatures[-1].signature)
    (tmp_path / "text").write_text(note.text)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "text"]

    def verified() -> bool:
        done = subprocess.run([*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False)
        return done.returncode == 0

    assert verified()
    (tmp_path / "text").write_text(note.text.replace("\n", " \n", 1))
    assert not verified()
