"""Policies say which logs are believed and how many of which witnesses are enough, and nobody counts twice."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.domain.journal.cosignatures import CosignerKey, cosign, with_signatures
from ledger.domain.journal.notes import Checkpoint, Signature, VerifierKey, sign_note, verifier_key
from ledger.domain.journal.policies import Policy, PolicyRefused

ORIGIN = "busan.example/mileage"
TEXT = Checkpoint(ORIGIN, 4711, hashlib.sha256(b"root").digest()).text()


def secret(name):
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


def public(name):
    return secret(name).public_key().public_bytes_raw()


def good(public_key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def cosigner(name):
    return CosignerKey(f"{name}.example/witness", public(name))


def witness(name):
    return f"witness {name} {cosigner(name).format()}\n"


LOG = VerifierKey(ORIGIN, public("log"))
LINES = (
    f"# who watches the port\n\n  log {verifier_key(ORIGIN, public('log'))} https://busan.example/api/v1/log\n"
    + witness("X1")
    + witness("X2")
    + witness("X3").strip()
    + "\thttp://x3.example\n"
    + "group X 2 X1 X2 X3\n"
    + witness("Y1")
    + witness("Y2")
    + "group Y any Y1 Y2\ngroup both all X Y\nquorum both\n"
)


def checkpoint(*cosigners, by="log"):
    note = sign_note(TEXT, VerifierKey(ORIGIN, public(by)), secret(by).sign)
    made = tuple(cosign(TEXT, 1_795_000_000 + at, cosigner(n), secret(n).sign) for at, n in enumerate(cosigners))
    return with_signatures(note, made).format()


@pytest.mark.parametrize(
    ("cosigners", "enough"),
    [
        ((), False),
        (("X1", "X2", "X3"), False),
        (("X1", "Y1"), False),
        (("Y1", "Y2"), False),
        (("X1", "X3", "Y2"), True),
        (("X1", "X2", "X3", "Y1", "Y2"), True),
        (("X1", "X1", "Y1"), False),
    ],
)
def test_a_quorum_of_groups_is_counted(cosigners, enough):
    result = Policy.parse(LINES).check(checkpoint(*cosigners), good)
    assert result.satisfied is enough
    assert set(result.witnesses) == set(cosigners)
    assert result.log_keys == (LOG,)


def test_a_checkpoint_of_a_log_that_is_not_named_is_not_believed_unless_its_key_is_known_otherwise():
    found = checkpoint("X1", "X2", "Y1", by="successor")
    policy = Policy.parse(LINES)
    assert not policy.check(found, good).satisfied
    successor = VerifierKey(ORIGIN, public("successor"))
    assert policy.check(found, good, known=(successor,)).log_keys == (successor,)
    assert policy.check(found, good, known=(successor,)).satisfied


def test_a_bad_signature_of_somebody_known_spoils_the_whole():
    forged = Signature(cosigner("Y2").name, cosigner("Y2").key_id, bytes(72))
    head, _, lines = checkpoint("X1", "X2", "Y1").rpartition("\n\n")
    result = Policy.parse(LINES).check(f"{head}\n\n{lines}{forged.line()}\n", good)
    assert result.bad == ("Y2",)
    assert not result.satisfied
    other = LINES.replace(cosigner("Y2").format(), cosigner("Y3").format())
    assert Policy.parse(other).check(f"{head}\n\n{lines}{forged.line()}\n", good).satisfied, (
        "a stranger's line counts for nothing"
    )


def test_without_a_quorum_the_logs_own_signature_is_enough():
    policy = Policy.parse(f"log {verifier_key(ORIGIN, public('log'))}\nquorum none\n")
    assert policy.check(checkpoint(), good).satisfied
    assert not policy.check(checkpoint(by="stranger"), good).satisfied


def test_a_policy_keeps_where_logs_and_witnesses_are():
    policy = Policy.parse(LINES)
    assert policy.logs[0].url == "https://busan.example/api/v1/log"
    assert [found.url for found in policy.witnesses if found.url] == ["http://x3.example"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has a line 'quorum"),
        ("quorum X9\n", "line 1: the quorum 'X9' is no witness"),
        ("quorum none\nquorum none\n", "line 2: the quorum is none already"),
        (witness("X1") + witness("X1"), "taken"),
        (witness("X1") + witness("X1").replace("witness X1", "witness X2"), "stands for a witness already"),
        (witness("none"), "the name 'none' is taken"),
        (witness("X1") + "group X 2 X1\n", "line 2: a threshold is all, any, or 1 to the 1 members, found '2'"),
        (witness("X1") + "group X 0 X1\n", "found '0'"),
        (witness("X1") + "group X any\n", "line 2: expected"),
        (witness("X1") + "group X any X1 X1\n", "is a member already"),
        (witness("X1") + "group X any X1\ngroup Y any X1\n", "is a member already"),
        ("group X any X1\n" + witness("X1"), "no witness or group of a line before"),
        ("group X any none\n", "no witness or group of a line before"),
        ("log nobody\n", "line 1: "),
        (f"witness X1 {verifier_key('x1', public('X1'))}\n", "not a cosigner's"),
        (f"log {cosigner('X1').format()}\n", "not of Ed25519"),
        ("quorum none\r\n", "control"),
        ("mirror X1\n", "line 1: expected 'log <vkey> [url]'"),
    ],
)
def test_what_breaks_the_format_is_refused_with_its_line(text, told):
    with pytest.raises(PolicyRefused) as refused:
        Policy.parse(text)
    assert told in str(refused.value)
