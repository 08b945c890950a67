"""Commitments open only with their own salt and value; expandd bytes are HKDF-Expand."""

import hashlib
import hmac
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.journal.commitments import blind, commit, expand, opens

# The first draw of text builds Hypothesis's tables, which takes a second on a fresh checkout.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SALT = bytes(range(16))
NAME = "해운대 머린테크"

salts = st.binary(min_size=16, max_size=80)
texts = st.text().map(lambda text: unicodedata.normalize("NFC", text))
labels = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=20)


@unhurried
@given(salts, texts)
def test_a_commitment_is_hmac_sha256_of_the_value_and_opens(salt: bytes, value: str) -> None:
    commitment = commit(salt, value)
    assert commitment == hmac.new(salt, value.encode(), hashlib.sha256).hexdigest()
    assert opens(commitment, salt, value)


def test_a_commitment_does_not_open_with_another_value_salt_or_digest() -> None:
    commitment = commit(SALT, NAME)
    assert not opens(commitment, SALT, "광안 머린테크")
    assert not opens(commitment, SALT + b"x", NAME)
    assert not opens(commitment.upper(), SALT, NAME)
    assert not opens(commitment[:-1], SALT, NAME)
    assert not opens("커밋", SALT, NAME)


@unhurried
@given(salts, labels, texts)
def test_a_blind_is_hmac_sha256_of_label_and_value(key: bytes, label: str, value: str) -> None:
    message = label.encode() + b"\x00" + value.encode()
    assert blind(key, label, value) == hmac.new(key, message, hashlib.sha256).hexdigest()


def test_blinds_are_equal_for_equal_values_and_apart_for_other_labels_keys_and_values() -> None:
    number = "1018206731"
    found = {
        blind(SALT, "registration_number", number),
        blind(SALT, "registration_number", number),
        blind(SALT, "phone", number),
        blind(SALT, "registration_number", "1018206732"),
        blind(SALT[::-1], "registration_number", number),
    }
    assert len(found) == 4
    assert blind(SALT, "ab", "c") != blind(SALT, "a", "bc")


@unhurried
@given(salts, st.integers(0, 2**40), st.integers(1, 200), st.integers(1, 200))
def test_expanded_bytes_have_the_length_asked_and_begin_alike(seed: bytes, block: int, one: int, other: int) -> None:
    assert len(expand(seed, block, one)) == one
    shared = min(one, other)
    assert expand(seed, block, one)[:shared] == expand(seed, block, other)[:shared]


def test_expanded_bytes_differ_by_seed_and_by_block() -> None:
    found = {expand(SALT, 0, 16), expand(SALT, 1, 16), expand(SALT[::-1], 0, 16)}
    assert len(found) == 3


def test_a_negative_block_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a block of 0 or more, found -1"):
        expand(SALT, -1, 16)


def test_short_secrets_are_refused() -> None:
    with pytest.raises(ValueError, match="a salt has at least 16 bytes, found 15"):
        commit(SALT[:15], NAME)
    with pytest.raises(ValueError, match="a key has at least 16 bytes, found 15"):
        blind(SALT[:15], "name", NAME)
    with pytest.raises(ValueError, match="a seed has at least 16 bytes, found 0"):
        expand(b"", 0, 16)


@pytest.mark.parametrize("value", [unicodedata.normalize("NFD", NAME), "\ud800"])
def test_text_that_is_not_nfc_is_refused_without_repeating_it(value: str) -> None:
    for digest in (
        lambda: commit(SALT, value),
        lambda: opens("", SALT, value),
        lambda: blind(SALT, "name", value),
    ):
        with pytest.raises(ValueError, match="a value must") as refusal:
            digest()
        assert value not in str(refusal.value)


@pytest.mark.parametrize("label", ["이름", "na\x00me"])
def test_labels_that_could_be_mistaken_are_refused(label: str) -> None:
    with pytest.raises(ValueError, match="a label is ASCII without NUL"):
        blind(SALT, label, NAME)
