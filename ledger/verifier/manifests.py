"""Manifests: what a bundle says of itself: which ledger, how far, in sums, and the digest of every file.

No signature covers a manifest: all that it says is computed again from the files and compared.

Invariant: ``Manifest.from_bytes(data).to_bytes() == data``; any other spelling is refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

FORMAT: Final = "mileage-ledger-bundle/1"


class ManifestRefused(ValueError):
    """Bytes are not a manifest in its one spelling."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        origin: name of the log.
        size: how many entries; ``root`` is the log's root over them, hexadecimal.
        parameters: what the genesis entry fixed.
        kinds: how many entries of each kind; ``postings`` is how many legs they have.
        totals: control totals in points, debit positive, by kind of account or account.
        files: (bytes, SHA-256 in hexadecimal) of each file but the manifest.
    """

    origin: str
    size: int
    root: str
    parameters: Mapping[str, str]
    kinds: Mapping[str, int]
    postings: int
    totals: Mapping[str, int]
    files: Mapping[str, tuple[int, str]]

    def to_bytes(self) -> bytes:
        """Write it: JSON in UTF-8, keys sorted, one on a line."""
        told = {
            "format": FORMAT,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "parameters": dict(self.parameters),
            "entries": dict(self.kinds),
            "postings": self.postings,
            "control_totals": dict(self.totals),
            "files": {name: {"bytes": size, "sha256": digest} for name, (size, digest) in self.files.items()},
        }
        return (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read what ``to_bytes`` wrote.

        Raises:
            ManifestRefused: anything else.
        """
        try:
            told = _Told(json.loads(data.decode()))
            files = _Told(told.mapping("files"))
            found = cls(
                told.text("origin"),
                told.count("size"),
                told.text("root"),
                told.all_of("parameters", str),
                told.all_of("entries", int),
                told.count("postings"),
                told.all_of("control_totals", int),
                {name: (_Told(files.mapping(name)).count("bytes"), _Told(files.mapping(name)).text("sha256"))
                 for name in files.plain},
            )  # fmt: skip
            same = found.to_bytes() == data
        except (ValueError, RecursionError) as error:
            raise ManifestRefused(f"not a manifest: {str(error)[:200]}") from None
        if not same:
            raise ManifestRefused(f"not a manifest of {FORMAT} as it is written")
        return found


class _Told:
    """A JSON object of which each field is asked for with its type."""

    def __init__(self, plain: Any) -> None:
        if type(plain) is not dict:
            raise ManifestRefused("expected an object")
        self.plain: dict[str, Any] = plain

    def text(self, name: str) -> str:
        found: str = self._of(name, str)
        return found

    def count(self, name: str) -> int:
        found: int = self._of(name, int)
        return found

    def mapping(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self._of(name, dict)
        return found

    def all_of(self, name: str, kind: type[Any]) -> dict[str, Any]:
        """Give an object whose values are all of one kind; true is no number, nor is 1.0 a whole one."""
        found = self.mapping(name)
        if any(type(value) is not kind for value in found.values()):
            raise ManifestRefused(f"{name}: expected every value to be {kind.__name__}")
        return found

    def _of(self, name: str, kind: type[Any]) -> Any:
        found = self.plain.get(name)
        if type(found) is not kind:
            raise ManifestRefused(f"{name[:80]}: expected {kind.__name__}")
        return found
