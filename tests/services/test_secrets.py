"""Secrets are kept as a hash that is costly to guess against, whatever hasher the other tests use."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from ledger.services import secrets
from ledger.services.keys import Keys, KeysUnfit


def test_the_service_hashes_at_owasps_minimum_or_above(costly_hasher: PasswordHasher) -> None:
    assert costly_hasher.type is Type.ID
    assert costly_hasher.memory_cost >= 19_456
    assert (costly_hasher.time_cost, costly_hasher.parallelism) == (2, 1)
    assert costly_hasher.hash("Haeundae").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("name", ["blind.key", "seal.key", "token.pem"])
@pytest.mark.parametrize("left", [b"", b"\xff\xfe" * 16, b"ab", b"Haeundae"])
def test_a_key_file_that_was_damaged_is_told_with_its_way_out(tmp_path: Path, name: str, left: bytes) -> None:
    made = Keys.load_or_create(tmp_path)
    assert Keys.load_or_create(tmp_path).seal_key == made.seal_key
    (tmp_path / name).write_bytes(left)
    with pytest.raises(KeysUnfit, match="restore it from its backup"):
        Keys.load_or_create(tmp_path)
    assert (tmp_path / name).read_bytes() == left, "nothing is put in its place"


def test_to_be_unknown_costs_what_a_wrong_secret_does(costly_hasher: PasswordHasher) -> None:
    known = costly_hasher.hash("Haeundae")
    assert extract_parameters(secrets._UNKNOWN) == extract_parameters(known)
    assert not secrets.matches(known, "Gijang")
    assert not secrets.matches(None, "Gijang")
