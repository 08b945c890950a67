"""A witness cosigns what extends what it cosigned, and names what it refuses."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.journal.merkle import EMPTY_ROOT, Frontier, consistency_proof, leaf_hash
from ledger.domain.journal.notes import Checkpoint, NoteRefused, VerifierKey, sign_note
from ledger.domain.witnessing import Submission, Verdict, WitnessedLog, judge
from ledger.services.signing_keys import is_good

ORIGIN = "busan.example/mileage"
SECRET = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"log").digest())
LOG = VerifierKey(ORIGIN, SECRET.public_key().public_bytes_raw())
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(40)]


def root(size, leaves=LEAVES):
    return Frontier().extend(leaves[:size])[0].root()


def proof(old, new, leaves=LEAVES):
    if not 0 < old < new:
        return ()

    def subtree(level, index):
        width = 1 << level
        return Frontier().extend(leaves[index * width : (index + 1) * width])[0].root()

    return tuple(consistency_proof(old, new, subtree))


def shown(old, new, leaves=LEAVES, origin=ORIGIN, secret=SECRET, steps=None):
    checkpoint = Checkpoint(origin, new, root(new, leaves))
    note = sign_note(checkpoint.text(), VerifierKey(origin, secret.public_key().public_bytes_raw()), secret.sign)
    return Submission(old, proof(old, new, leaves) if steps is None else steps, note, checkpoint)


def known(size):
    return WitnessedLog((LOG,), size, root(size))


FORKED = [*LEAVES[:20], *map(leaf_hash, (b"another %d" % number for number in range(20)))]


@settings(max_examples=40)
@given(st.integers(0, 40), st.integers(0, 40))
def test_honest_growth_is_cosigned_and_nothing_shrinks(old, new):
    verdict = judge(shown(min(old, new), new), known(old), None, is_good)
    assert verdict is (Verdict.COSIGNED if old <= new else Verdict.ROLLBACK)


@pytest.mark.parametrize(
    ("submission", "log", "seen", "verdict"),
    [
        (shown(0, 5), None, None, Verdict.LOG_UNKNOWN),
        (shown(0, 5, secret=Ed25519PrivateKey.generate()), known(0), None, Verdict.KEY_UNKNOWN),
        (shown(9, 5, steps=()), known(9), None, Verdict.OLD_SIZE_TOO_LARGE),
        (shown(0, 30), known(9), None, Verdict.STALE),
        (shown(9, 9), known(9), root(9), Verdict.COSIGNED),
        (shown(4, 9), known(20), root(9), Verdict.STALE),
        (shown(4, 9), known(20), None, Verdict.ROLLBACK),
        (shown(30, 30, FORKED), known(30), None, Verdict.FORK),
        (shown(25, 30, FORKED), known(35), root(30), Verdict.FORK),
        (shown(25, 30, FORKED), known(25), None, Verdict.PROOF_REFUSED),
        (shown(9, 20, steps=proof(9, 21)), known(9), None, Verdict.PROOF_REFUSED),
        (shown(0, 20, steps=proof(9, 20)), known(0), None, Verdict.PROOF_REFUSED),
        (shown(20, 20, steps=proof(9, 20)), known(20), root(20), Verdict.PROOF_REFUSED),
    ],
)
def test_each_refusal_has_a_name(submission, log, seen, verdict):
    assert judge(submission, log, seen, is_good) is verdict


def test_a_witness_that_saw_nothing_has_seen_the_empty_log():
    assert WitnessedLog((LOG,)).root == EMPTY_ROOT == root(0)


def test_a_submission_is_written_back_as_read():
    text = shown(9, 30).format()
    assert Submission.parse(text).format() == text
    assert text.startswith("old 9\n")


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("old 9", "old 09"),
        lambda text: text.replace("old 9", "new 9"),
        lambda text: text.replace("\n", "\n=\n", 1),
        lambda text: text.replace("old 9\n", "old 9\n" + "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" * 64),
        lambda text: text.partition("\n\n")[2],
        lambda text: "",
    ],
)
def test_what_is_no_submission_is_refused(broken):
    with pytest.raises(NoteRefused):
        Submission.parse(broken(shown(9, 30).format()))
