"""Signatures are judged alike by whatever this machine has, and by nothing where it has nothing."""

from __future__ import annotations

import shutil
import sys

import pytest

from ledger.verifier import signatures
from ledger.verifier.signatures import SignatureTool, signature_tool

PUBLIC_KEY = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
MESSAGE = b"\xaf\x82"
"""RFC 8032 section 7.1, test 3."""


def _judged(tool: SignatureTool | None) -> list[bool]:
    assert tool is not None
    wrong = bytes([SIGNATURE[0] ^ 1]) + SIGNATURE[1:]
    asked = [(SIGNATURE, MESSAGE), (SIGNATURE, b"x"), (wrong, MESSAGE), (SIGNATURE[:-1], MESSAGE), (b"", MESSAGE)]
    return [tool.verify(PUBLIC_KEY, signature, message) for signature, message in asked]


def test_the_package_tells_good_from_bad() -> None:
    tool = signature_tool()
    assert tool is not None
    assert tool.name == "cryptography"
    assert _judged(tool) == [True, False, False, False, False]


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the package, as on a machine that has only Python."""
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
@pytest.mark.usefixtures("without_package")
def test_openssl_judges_alike() -> None:
    tool = signature_tool()
    assert tool is not None
    assert tool.name == "openssl"
    assert _judged(tool) == [True, False, False, False, False]


@pytest.mark.usefixtures("without_package")
def test_where_there_is_neither_nothing_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert signature_tool() is None


@pytest.mark.usefixtures("without_package")
def test_a_command_that_says_yes_to_everything_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures.shutil, "which", lambda _: "/bin/true")
    assert signature_tool() is None
