"""Secrets are kept as a hash that is costly to guess against, whatever hasher the other tests use."""

from argon2 import PasswordHasher, Type


def test_the_service_hashes_at_owasps_minimum_or_above(costly_hasher: PasswordHasher) -> None:
    assert costly_hasher.type is Type.ID
    assert costly_hasher.memory_cost >= 19_456
    assert (costly_hasher.time_cost, costly_hasher.parallelism) == (2, 1)
    assert costly_hasher.hash("Haeundae").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
