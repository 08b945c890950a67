"""A bundle that anybody but the log has signed, or that says the same in another spelling, does not pass."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.domain.journal.notes import Checkpoint, VerifierKey, sign_note, verifier_key
from ledger.verifier.names import KEYS, MANIFEST
from tests.support.bundling import archived, forged, verified
from tests.verifier.conftest import Little

ULSAN = "mileage.example/ulsan"
OTHERS = Ed25519PrivateKey.from_private_bytes(b"\x0b" * 32)
VKEY = verifier_key(ULSAN, OTHERS.public_key().public_bytes_raw())


def _signed_by_ulsan(checkpoint: Checkpoint) -> bytes:
    key = VerifierKey(ULSAN, OTHERS.public_key().public_bytes_raw())
    return sign_note(checkpoint.text(), key, OTHERS.sign).format().encode()


def test_a_log_that_is_believed_signs_for_no_other_log_that_is(little: Little) -> None:
    begun = {**little.files, KEYS: f"{little.key}\n{VKEY}\n".encode()}
    files = forged(begun, [b"another leaf %d" % nth for nth in range(300)], _signed_by_ulsan)
    path = little.folder / "forged.zip"
    path.write_bytes(archived(files))
    code, said = verified(path, "--quick", "--lang", "en", "--key", little.key, "--key", VKEY)
    assert code == 2, said
    assert "signed_for_another_log" in said


@pytest.mark.parametrize(
    ("field", "value"),
    [("entries", {"leaf": 1.0}), ("entries", {"leaf": True}), ("control_totals", {"issued": 0.0}),
     ("parameters", {"clock": None}), ("control_totals", {"issued": "NaN"})],
)  # fmt: skip
def test_a_manifest_counts_in_whole_numbers(little: Little, field: str, value: dict[str, object]) -> None:
    told = json.loads(little.files[MANIFEST])
    changed = json.dumps({**told, field: value}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = little.folder / "respelled.zip"
    path.write_bytes(archived({**little.files, MANIFEST: changed.encode()}))
    code, said = verified(path, "--quick", "--lang", "en", "--key", little.key)
    assert code == 4
    assert field in said


def test_files_that_nobody_hashed_are_not_said_to_be_as_listed(little: Little) -> None:
    changed = {name: data for name, data in little.files.items() if name != "tile/1/000.p/1"}
    changed["tile/0/000"] = bytes(len(changed["tile/0/000"]))
    path = little.folder / "changed.zip"
    path.write_bytes(archived(changed))
    told = json.loads(verified(path, "--quick", "--json", "--key", little.key)[1])
    by_name = {check["check"]: check for check in told["checks"]}
    assert by_name["tiles"]["findings"][0]["code"] == "tile_missing"
    assert [finding["where"] for finding in by_name["files"]["findings"]] == ["tile/1/000.p/1"]

    told_files = json.loads(changed[MANIFEST])
    del told_files["files"]["tile/1/000.p/1"]
    changed[MANIFEST] = (json.dumps(told_files, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    path.write_bytes(archived(changed))
    told = json.loads(verified(path, "--quick", "--json", "--key", little.key)[1])
    by_name = {check["check"]: check for check in told["checks"]}
    assert by_name["files"]["outcome"] == "failed", "the tile of leaves is another than the manifest says"
