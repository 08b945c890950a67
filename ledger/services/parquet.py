"""Parquet: a table as columns, a group of rows at a time in constant memory, where pyarrow is installed.

It is an extra (``pip install mileage-ledger[parquet]``): who does not write Parquet needs nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from tempfile import TemporaryFile
from typing import Final

from ledger.services.tables import Cell, Pages, Table
from ledger.store.documents import chunks_of

try:
    import pyarrow
    from pyarrow import parquet
except ImportError:
    INSTALLED = False
else:
    INSTALLED = True

MISSING: Final = "Parquet needs pyarrow: install mileage-ledger[parquet]"
GROUP_ROWS: Final = 20_000
"""How many rows are in memory at once, and in one group of the file."""


def parquet_file(table: Table, pages: Pages) -> Iterator[bytes]:
    """Write pages of a list as Parquet: whole numbers as 64 bits, all else as text.

    Raises:
        ModuleNotFoundError: pyarrow is not installed.
    """
    if not INSTALLED:
        raise ModuleNotFoundError(MISSING)
    kinds = [pyarrow.int64() if name in table.whole else pyarrow.string() for name in table.columns]
    schema = pyarrow.schema(list(zip(table.columns, kinds, strict=True)))
    lines = table.lines(pages)
    with TemporaryFile() as file:
        with parquet.ParquetWriter(file, schema) as writer:
            while group := list(islice(lines, GROUP_ROWS)):
                writer.write_table(_columns(group, schema))
        file.seek(0)
        yield from chunks_of(file)


def _columns(group: Sequence[Sequence[Cell]], schema: pyarrow.Schema) -> pyarrow.Table:
    cells = [list(column) for column in zip(*group, strict=True)]
    arrays = [pyarrow.array(column, kind) for column, kind in zip(cells, schema.types, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)
