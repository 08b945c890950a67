"""Encoding: which bytes a text is written in: UTF-8, UTF-8 behind a byte order mark, or CP949, and nothing else.

CP949 is what Korean Windows writes; it holds all of EUC-KR and the syllables that EUC-KR lacks. Text of one of them
practically never decodes as the other, and the whole file is tried, so this is no guess from a sample.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from typing import Final

from ledger.domain.refusals import Refused

UTF8: Final = "utf-8"
UTF8_WITH_MARK: Final = "utf-8-sig"
CP949: Final = "cp949"
ENCODINGS: Final = (UTF8, UTF8_WITH_MARK, CP949)


def encoding_of(chunks: Iterable[bytes], candidates: tuple[str, ...] = (UTF8, CP949)) -> str:
    """Give the first of the candidates in which all of the bytes are text.

    >>> encoding_of(["발생일".encode("cp949")]), encoding_of([b"\\xef\\xbb\\xbfid"]), encoding_of([b"id"])
    ('cp949', 'utf-8-sig', 'utf-8')

    Raises:
        Refused: ``import_file_unreadable``.
    """
    decoders = {name: codecs.getincrementaldecoder(name)() for name in candidates}
    begins_with_mark, place, last = False, 0, 0
    for chunk in chunks:
        begins_with_mark = begins_with_mark or (place == 0 and chunk.startswith(codecs.BOM_UTF8))
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                last = place + error.start
                del decoders[name]
        place += len(chunk)
        if not decoders:
            break
    for name, decoder in decoders.items():
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            last = place
        else:
            return UTF8_WITH_MARK if name == UTF8 and begins_with_mark else name
    told = " or ".join(name.upper() for name in candidates)
    raise Refused("import_file_unreadable", expected=f"text in {told}", found=f"other bytes, about byte {last + 1}")
