"""Imports: the shapes in which files of activities come in, and in which it is told what became of them."""

from __future__ import annotations

from typing import Final

from marshmallow import fields

from ledger.api.conventions.fields import OneOf, Text, nothing
from ledger.api.conventions.shapes import Body, Shown
from ledger.api.schemas.common import PageQuery, whole_points

STATUSES: Final = ("previewed", "committed")


class UploadQuery(Body):
    """What is said of a file beside it."""

    name = Text(load_default=nothing, metadata={"description": "what the file is called; a form tells it by itself"})
    sheet = Text(load_default=nothing, metadata={"description": "which sheet of a workbook; the first one by itself"})


class UploadForm(Body):
    """A file of activities with the mapping of its columns."""

    file = fields.Raw(required=True, metadata={"type": "string", "format": "binary", "description": "CSV or XLSX"})
    mapping = fields.Raw(metadata={"type": "string", "format": "binary", "description": "a mapping file (TOML)"})


class ImportsQuery(PageQuery):
    """Which page of the imports."""


class ReadColumnSchema(Shown):
    """A column that is read."""

    header = fields.String(required=True)
    field = fields.String(required=True, metadata={"example": "input:students"})


class DetectionSchema(Shown):
    """How the file is read."""

    format = OneOf(("csv", "xlsx"), required=True)
    encoding = fields.String(required=True, allow_none=True)
    delimiter = fields.String(required=True, allow_none=True)
    sheet = fields.String(required=True, allow_none=True)
    header_row = fields.Integer(required=True, metadata={"minimum": 1})
    columns = fields.List(fields.Nested(ReadColumnSchema), required=True)
    not_read = fields.List(fields.String(), required=True, metadata={"description": "columns of no use, or not known"})
    constants = fields.List(fields.String(), required=True, metadata={"description": "fields that the mapping gives"})


class ImportedActivitySchema(Shown):
    """What the rows of one activity come to."""

    activity = fields.String(required=True)
    rows = fields.Integer(required=True)
    points = whole_points()


class RefusedRowsSchema(Shown):
    """How many rows have one fault."""

    code = fields.String(required=True)
    rows = fields.Integer(required=True)


class ImportCountsSchema(Shown):
    """What a file comes to, or came to."""

    rows = fields.Integer(required=True, metadata={"description": "with anything in them, behind the header"})
    posted = fields.Integer(required=True, metadata={"description": "rows that are posted, or would be now"})
    refused = fields.Integer(required=True)
    points = whole_points()
    rows_cut = fields.Integer(
        required=True, allow_none=True, metadata={"description": "rows that a limit cuts; told before the commit"}
    )
    points_cut = fields.Integer(required=True, allow_none=True, metadata={"description": "what limits take; likewise"})
    activities = fields.List(fields.Nested(ImportedActivitySchema), required=True)
    refusals = fields.List(fields.Nested(RefusedRowsSchema), required=True)


class ImportErrorSchema(Shown):
    """What is wrong with a row."""

    row = fields.Integer(required=True, metadata={"description": "as a spreadsheet counts", "minimum": 1})
    column = fields.String(required=True, allow_none=True, metadata={"description": "its header in the file"})
    code = fields.String(required=True)
    detail = fields.String(required=True)


class ImportSchema(Shown):
    """A file of activities, as far as it has come."""

    id = fields.String(required=True)
    status = OneOf(STATUSES, required=True)
    name = fields.String(required=True)
    sha256 = fields.String(required=True)
    media_type = fields.String(required=True)
    created_at = fields.String(required=True, metadata={"format": "date-time"})
    committed_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class DetailedImportSchema(ImportSchema):
    """A file of activities with how it is read, what it comes to, and the first rows that are wrong."""

    detection = fields.Nested(DetectionSchema, required=True)
    counts = fields.Nested(ImportCountsSchema, required=True)
    errors = fields.List(fields.Nested(ImportErrorSchema), required=True)


class ImportsPageSchema(Shown):
    """A page of imports, oldest first."""

    items = fields.List(fields.Nested(ImportSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
