"""Whatever a bundle holds, the verifier answers with a sentence and an exit code, and writes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.domain.journal.notes import Checkpoint, Note
from ledger.verifier.packing import pack_verifier
from tests.support.bundling import archived, put_folder, verified, with_digests
from tests.verifier.conftest import Little

DEEP = b"[" * 100_000 + b"]" * 100_000
HUGE = b'{"size": ' + b"9" * 100_000 + b"}"


def _judged(little: Little, **changed: bytes) -> tuple[int, str]:
    named = {name.replace("manifest", "manifest.json"): data for name, data in changed.items()}
    path = little.folder / "changed.zip"
    path.write_bytes(archived({**little.files, **named}))
    return verified(path, "--quick", "--key", little.key, "--lang", "en")


def test_a_little_log_is_in_order(little: Little) -> None:
    code, said = _judged(little)
    assert code == 0, said


@pytest.mark.parametrize(
    "manifest", [b"", b"{}", b"null", b"\xff", b"[1]", DEEP, HUGE, b'{"size": NaN}', b'{"a": 1e999}']
)
def test_a_manifest_that_is_none_is_refused(little: Little, manifest: bytes) -> None:
    code, said = _judged(little, manifest=manifest)
    assert code == 4
    assert len(said) < 1_000


@pytest.mark.parametrize("size", [0, 1, 299, 301, 2**62, 2**63 - 1])
def test_a_checkpoint_of_another_size_is_found_without_going_so_far(little: Little, size: int) -> None:
    note = Note.parse(little.files["checkpoint"].decode())
    other = Checkpoint("mileage.example/busan", size, bytes(32)).text()
    changed = with_digests({**little.files, "checkpoint": Note(other, note.signatures).format().encode()})
    code, said = _judged(little, **{"checkpoint": changed["checkpoint"], "manifest": changed["manifest.json"]})
    assert code == 2
    assert "signature_not_good" in said


@pytest.mark.parametrize("note", [b"", b"\n\n", b"\xff\xfe", b"x" * 3_000_000, "mileage\n1\n".encode("utf-16")])
def test_a_checkpoint_that_is_none_is_refused(little: Little, note: bytes) -> None:
    assert _judged(little, checkpoint=note)[0] == 4


def _link(folder: Path) -> None:
    (folder / "policy").symlink_to("/etc/passwd")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "policy")


def _linked_folder(folder: Path) -> None:
    (folder / "exports").symlink_to("/etc", target_is_directory=True)


def _deep(folder: Path) -> None:
    (folder / "/".join("tile" for _ in range(40))).mkdir(parents=True)


def _strange(folder: Path) -> None:
    (folder / "README\x1b[31m").write_text("red")


def _long(folder: Path) -> None:
    with (folder / "policy").open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize("act", [_link, _pipe, _linked_folder, _deep, _strange, _long], ids=lambda act: act.__name__)
def test_a_folder_with_what_is_no_file_of_a_bundle_is_refused(little: Little, act: Callable[[Path], None]) -> None:
    folder = put_folder(little.folder / "b", little.files)
    act(folder)
    before = sorted(folder.rglob("*"))
    code, said = verified(folder, "--quick", "--key", little.key)
    assert code == 4
    assert "\x1b" not in said
    assert sorted(folder.rglob("*")) == before


def test_entries_that_are_none_are_found_by_the_replay(little: Little) -> None:
    path = put_folder(little.folder / "b", little.files)
    code, said = verified(path, "--key", little.key, "--lang", "en", "--json")
    told = json.loads(said)
    assert (code, told["exit_code"]) == (2, 2)
    by_name = {check["check"]: check for check in told["checks"]}
    assert by_name["root"]["outcome"] == "proven"
    assert by_name["entries"]["findings"][0]["code"] == "entry_not_canonical"
    assert by_name["replay"]["outcome"] == "not_checked"


def test_without_a_key_that_signed_a_bundle_is_not_believed(little: Little) -> None:
    other = little.key.replace("busan", "ulsan")
    assert verified(little.folder, "--key", other)[0] == 1  # its id is not that of name and key
    path = put_folder(little.folder / "b", with_digests({**little.files, "vkeys": b"nobody\n"}))
    code, said = verified(path, "--quick", "--key", little.key)
    assert code == 2
    assert "key_not_claimed" in said


@pytest.mark.parametrize(
    "arguments",
    [[], ["b", "--unknown"], ["b", "--key", "x"], ["b", "--kept", "nowhere"], ["b", "--policy", "/dev/zero"],
     ["b", "--lang", "fr"], ["b", "--qui"]],
    ids=" ".join,
)  # fmt: skip
def test_a_command_that_is_not_understood_says_the_exit_codes(arguments: list[str]) -> None:
    code, said = verified(*arguments)
    assert code == 1
    assert "exit codes:" in said


def test_no_bundle_is_no_crash(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path, Path("/dev/null")):
        assert verified(path, "--lang", "ko")[0] == 4


def test_the_program_is_one_file_that_needs_python_alone_and_is_the_same_bytes_each_time(little: Little) -> None:
    programs = [little.folder / name for name in ("one.pyz", "two.pyz")]
    for program in programs:
        with program.open("wb") as file:
            pack_verifier(file)
    assert programs[0].read_bytes() == programs[1].read_bytes()
    path = put_folder(little.folder / "b", little.files)
    told = subprocess.run(
        [sys.executable, "-I", "-S", str(programs[0]), str(path), "--quick", "--lang", "ko"],
        env={}, capture_output=True, check=False, timeout=120, encoding="utf-8",
    )  # fmt: skip
    assert told.returncode == 3, told.stderr
    assert "[증명됨] 체크포인트가 바로 이 기록 전체를 가리킴" in told.stdout
    assert told.stderr == ""
