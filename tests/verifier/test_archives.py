"""An archive has one spelling: every other is refused, whatever other programs make of it."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier.archives import Archive, ArchiveRefused, ArchiveWriter
from ledger.verifier.names import NameRefused, bytes_max, tile_names

FILES = {"checkpoint": b"busan\n1\n", "tile/0/000.p/1": bytes(32), "vkeys": b"", "manifest.json": b"{}\n"}


def _written(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for name, data in files.items():
        writer.add(name, [data[:3], data[3:]])
    writer.close()
    return file.getvalue()


def _read(data: bytes) -> dict[str, bytes]:
    archive = Archive(io.BytesIO(data))
    return {name: b"".join(archive.chunks(name)) for name in archive.members}


@given(st.dictionaries(st.from_regex("[a-z]{1,9}(/[0-9]{1,3})?", fullmatch=True), st.binary(max_size=40), max_size=4))
def test_what_was_written_is_read_here_and_by_others(files: dict[str, bytes]) -> None:
    data = _written(files)
    assert _read(data) == files
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_every_bit_of_an_archive_matters() -> None:
    data = _written(FILES)
    for at in range(len(data) * 8):
        changed = bytearray(data)
        changed[at // 8] ^= 1 << at % 8
        try:
            assert _read(bytes(changed)) != FILES, f"bit {at}"
        except ArchiveRefused:
            continue


def test_an_archive_cut_short_or_with_more_behind_is_refused() -> None:
    data = _written(FILES)
    for changed in (*(data[:end] for end in range(len(data))), data + b"\0", b"\0" + data):
        with pytest.raises(ArchiveRefused):
            _read(changed)


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED])
def test_an_archive_of_another_program_is_refused_before_anything_grows(compression: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("checkpoint", bytes(10_000_000))
    with pytest.raises(ArchiveRefused, match="one spelling"):
        _read(file.getvalue())


def test_a_header_that_promises_more_than_there_is_is_refused() -> None:
    data = bytearray(_written({"checkpoint": b"x"}))
    struct.pack_into("<2I", data, 18, 2**32 - 1, 2**32 - 1)
    with pytest.raises(ArchiveRefused):
        _read(bytes(data))


def test_a_file_that_stands_there_twice_is_refused() -> None:
    file = io.BytesIO()
    writer = ArchiveWriter(file)
    for data in (b"one", b"another"):
        writer.add("checkpoint", [data])
    writer.close()
    with pytest.raises(ArchiveRefused, match="twice"):
        _read(file.getvalue())


@pytest.mark.parametrize(
    "name",
    ["../checkpoint", "/etc/passwd", "tile/../checkpoint", "C:\\checkpoint", "checkpoints/", "checkpoints/01",
     "checkpoints/../x", "tile/0/1", "tile/0/000.p/256", "tile/64/000", "", "checkpoint\0", "Checkpoint", "vkeys/"],
)  # fmt: skip
def test_no_name_leads_out_of_a_bundle(name: str) -> None:
    with pytest.raises(NameRefused):
        bytes_max(name)


def test_a_log_has_so_many_tiles() -> None:
    names = list(tile_names(70_000))
    assert len(names) == len(set(names)) == 274 + 274 + 2 + 1
    assert names[-4:] == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert all(bytes_max(name) for name in names)
