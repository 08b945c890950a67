"""The tamper campaign: random changes, every one of which is detected or refused; what nobody changed raises nothing.

``LEDGER_CAMPAIGN`` says how many changes (of bundles; a tenth as many in the database of each engine) and
``LEDGER_CAMPAIGN_CONTROLS`` how many controls; ``LEDGER_CAMPAIGN_SEED`` another beginning. Each change is named by its
kind and its number, from which it follows alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any, TypeVar

import pytest
from sqlalchemy.exc import DBAPIError

from ledger.domain.journal.notes import NoteRefused
from ledger.services.bundles import write_bundle
from ledger.services.log import verifier_key as verifier_text
from ledger.services.signing import HistoryNotExtended, signed_checkpoint, signing_key_name
from tests.promises import campaign, campaign_database
from tests.promises.campaign import Changed, Genuine
from tests.promises.damaged import Copy, Original
from tests.support.bundling import archived, put_folder, read_folder, verified

SEED = int(os.environ.get("LEDGER_CAMPAIGN_SEED", "1"))
CHANGES = int(os.environ.get("LEDGER_CAMPAIGN", "70"))
CONTROLS = int(os.environ.get("LEDGER_CAMPAIGN_CONTROLS", "6"))
IN_DATABASE = max(10, CHANGES // 10)

Kind = TypeVar("Kind", bound=Callable[..., Any])
Record = Callable[[str, object], None]
"""Writes a figure into the report (`--junitxml=FILE -o junit_family=xunit1`)."""


class Arena:
    """A genuine bundle, the log's key, what was kept aside, and a place for changed ones."""

    def __init__(self, original: Original, folder: Path) -> None:
        self.folder = folder
        with original.copied() as copy:
            write_bundle(copy.node, folder / "genuine")
            write_bundle(copy.node, folder / "older", 311)
            self.arguments = ["--key", verifier_text(copy.node), "--kept", folder / "kept", "--lang", "en"]
            (folder / "kept").write_text(signed_checkpoint(copy.node))
            files = read_folder(folder / "genuine")
            key, sign = signing_key_name(copy.node), copy.keys.log_key.sign
            self.genuine = Genuine(files, read_folder(folder / "older"), key, sign)

    def judged(self, changed: Changed, *, quick: bool) -> tuple[int, str]:
        """Have a bundle verified; gives the exit code and what was said."""
        path = self.folder / ("changed.zip" if isinstance(changed, bytes) else "changed")
        if isinstance(changed, bytes):
            path.write_bytes(changed)
        else:
            put_folder(path, changed)
        told = verified(path, *self.arguments, *(["--quick"] if quick else []))
        path.unlink() if path.is_file() else rmtree(path)
        return told


@pytest.fixture(scope="module")
def arena(original: Original, tmp_path_factory: pytest.TempPathFactory) -> Arena:
    """Give an arena for each engine."""
    return Arena(original, tmp_path_factory.mktemp("arena"))


def _numbered(kinds: Sequence[Kind], count: int) -> Iterator[tuple[str, Kind, Random]]:
    """Give so many changes: the kinds in turn, each with chance of its own."""
    for number in range(count):
        kind = kinds[number % len(kinds)]
        name = f"{kind.__name__} {SEED}/{number}"
        yield name, kind, Random(name)


def test_every_change_to_a_bundle_is_detected(arena: Arena, original: Original, record_property: Record) -> None:
    codes, missed = Counter[int](), []
    # Each engine's bundle is changed in other ways: half of the changes for each.
    half = original.url.startswith("sqlite")
    for nth, (name, change, chance) in enumerate(_numbered(campaign.CHANGES, CHANGES)):
        if (nth // len(campaign.CHANGES)) % 2 == half:
            continue
        changed = change(arena.genuine, chance)
        assert changed != arena.genuine.files, name
        code, said = arena.judged(changed, quick=True)
        if code == 0:  # what only a replay can tell
            code, said = arena.judged(changed, quick=False)
        codes[code] += 1
        if code not in (2, 3, 4) or "Error:" in said:
            missed.append((name, code, said))
    assert not missed, missed[0]
    record_property("exit codes", dict(codes))


def test_bundles_that_nobody_changed_raise_nothing(arena: Arena) -> None:
    for number in range(CONTROLS):
        files = arena.genuine.files
        code, said = arena.judged(archived(files) if number % 2 else files, quick=number % 3 > 0)
        assert code == 0, said


def test_every_change_in_the_database_is_detected_or_refused(
    original: Original, tmp_path: Path, record_property: Record
) -> None:
    ways, missed = Counter[str](), []
    for name, change, chance in _numbered(campaign_database.CHANGES, IN_DATABASE):
        with original.copied() as copy:
            copy.disarm()
            copy.loosen()
            try:
                change(copy, chance)
            except DBAPIError:  # a unique key that no owner of the database may drop unnoticed
                way = "refused by the database"
            else:
                way = _detected(copy, original, tmp_path)
        ways[way] += 1
        if not way:
            missed.append(name)
    assert not missed
    record_property("ways", dict(ways))


def _detected(copy: Copy, original: Original, folder: Path) -> str:
    """Tell how a change comes out: by ``verify``, by the signer, or by the bundle that is written of it."""
    if copy.found():
        return "found by verify"
    try:
        write_bundle(copy.node, folder / "bundle", exports=False)
    except (HistoryNotExtended, NoteRefused):
        return "refused by the signer"
    code, said = verified(folder / "bundle", "--key", verifier_text(copy.node), "--quick")
    rmtree(folder / "bundle")
    assert "Error:" not in said
    return "found in the bundle" if code in (2, 4) else ""


def test_databases_that_nobody_changed_raise_nothing(original: Original, tmp_path: Path) -> None:
    for _ in range(max(1, CONTROLS // 6)):
        with original.copied() as copy:
            copy.disarm()
            copy.loosen()
            copy.rearm()
            assert copy.found(original.kept) == ()
            write_bundle(copy.node, tmp_path / "bundle", exports=False)
            assert verified(tmp_path / "bundle", "--key", verifier_text(copy.node), "--quick")[0] == 0
            rmtree(tmp_path / "bundle")
