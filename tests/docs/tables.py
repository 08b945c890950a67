"""Tables: what the documentation says that the code knows, written by the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask

from ledger.api.conventions.here import Door
from ledger.api.conventions.openapi import document_of
from ledger.api.conventions.statuses import STATUSES
from ledger.api.door_texts import DOOR_TEXTS
from ledger.api.house import open_house
from ledger.api.options import DoorOptions
from ledger.domain import bounds
from ledger.domain.acts import ACTS
from ledger.domain.books.accounts import CHART, CREDIT, DEBIT
from ledger.domain.permissions import ROLES, ROLES_OF_KIND
from ledger.domain.refusal_texts import TEXTS, Text
from ledger.services.imports.files.mapping import known_names
from tests.docs.pages import DOCS, ROOT

WAYS_OUT: Final = DOCS / "ways-out.toml"
DEFAULTS: Final = ROOT / "config" / "default.toml"
EVERY_TEXT: Final[dict[str, Text]] = {**TEXTS, **DOOR_TEXTS}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)


def _codes(values: Iterable[str]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def chart() -> str:
    """Tell the chart of legal movements."""

    def side(pairs: frozenset[tuple[str, str]], wanted: str) -> str:
        return _codes(sorted(account for found, account in pairs if found == wanted))

    return _table(
        ("entry kind", "debits", "credits"),
        [(f"`{kind}`", side(pairs, DEBIT), side(pairs, CREDIT)) for kind, pairs in CHART.items()],
    )


def roles() -> str:
    """Tell what each role is granted."""
    kind_of = {role: kind for kind, of_kind in ROLES_OF_KIND.items() for role in of_kind}
    rows = [(f"`{role}`", f"`{kind_of[role]}`", _codes(sorted(granted))) for role, granted in ROLES.items()]
    return _table(("role", "of an organization of kind", "permissions"), rows)


def settings() -> str:
    """Tell every setting with its default, its variable and its comment in ``config/default.toml``."""
    rows = []
    table, remarks = "", list[str]()
    defaults = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    for line in DEFAULTS.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            table, remarks = found[1], []
        elif line.startswith("# "):
            remarks.append(line.removeprefix("# "))
        elif table and " = " in line:
            key = line.partition(" = ")[0]
            default = (
                str(defaults[table][key]).lower() if defaults[table][key] in (True, False) else defaults[table][key]
            )
            variable = f"LEDGER_{table}_{key}".upper()
            rows.append((f"`{table}.{key}`", f"`{default}`", f"`{variable}`", " ".join(remarks)))
            remarks = []
    return _table(("setting", "default", "environment", "what it is"), rows)


@cache
def document() -> dict[str, Any]:
    """Give the OpenAPI document; it is made without a database, because nothing of it is asked."""
    app = Flask("ledger", static_folder=None)
    options = DoorOptions(body_bytes_max=1, trusted_proxies=0, metrics=True)
    nobody: Any = None
    open_house(app, Door(nobody, nobody, nobody, nobody, nobody, options))
    with app.app_context():
        return document_of(app, "")


def resources() -> str:
    """Tell every resource of the OpenAPI document."""
    rows = []
    for path, methods in document()["paths"].items():
        for method, told in methods.items():
            if method == "parameters":
                continue
            security = told.get("security")
            needed = [scope for one in security or () for scope in one.get("oauth2", ())]
            who = "anyone" if security == [] else _codes(needed) or "any client"
            rows.append((f"`{method.upper()} {path}`", who, told["summary"]))
    return _table(("resource", "who may", "what it does"), rows)


def headers() -> str:
    """Tell the names by which columns of a file are known."""
    names = known_names()
    rows = [(f"`{field}`", ", ".join(told)) for field, told in names.fields.items()]
    rows += [(f"`input:{field}`", ", ".join(told)) for field, told in names.inputs.items()]
    return _table(("field", "known names"), rows)


def acts() -> str:
    """Tell every act that takes two persons: its reasons, and how far it reaches while nobody has set another bound."""
    rows = []
    for name, (points_max, second_from, days) in bounds.DEFAULTS.items():
        who, reasons = "", ""
        if name in ACTS:
            who, reasons = f"`{ACTS[name].propose}`, `{ACTS[name].approve}`", _codes(ACTS[name].reasons)
        points = [f"{told:,}" if told else "" for told in (points_max, second_from)]
        rows.append((f"`{name}`", who, reasons, *points, str(days)))
    return _table(
        ("name", "to propose, to approve", "codes of reasons", "most points", "two approve from", "days"), rows
    )


def statuses() -> str:
    """Tell which codes answer with which status."""
    by_status: dict[int, list[str]] = {}
    for code, status in STATUSES.items():
        by_status.setdefault(status, []).append(code)
    rows = [(str(status), ", ".join(f"[`{code}`](#{code})" for code in codes)) for status, codes in by_status.items()]
    return _table(("status", "codes"), rows)


def refusals() -> str:
    """Tell every refusal: its status, its words in both languages, and the way out."""
    ways = ways_out()
    parts = []
    for heading, texts in (("By the ledger", TEXTS), ("By the door", DOOR_TEXTS)):
        parts.append(f"## {heading}")
        parts += [_refusal(code, texts[code], ways[code]) for code in sorted(texts)]
    return "\n\n".join(parts)


def ways_out() -> dict[str, str]:
    """Read the way out of each refusal."""
    told: dict[str, str] = tomllib.loads(Path(WAYS_OUT).read_text(encoding="utf-8"))
    return told


def _refusal(code: str, text: Text, way_out: str) -> str:
    return "\n".join(
        (
            f"### `{code}`",
            "",
            f"**{STATUSES[code]}** · {text.title_en} · {text.title_ko}",
            "",
            f"> {text.detail_en}<br>",
            f"> {text.detail_ko}",
            "",
            way_out,
        )
    )


TABLES: Final[dict[str, Callable[[], str]]] = {
    "acts": acts,
    "chart": chart,
    "headers": headers,
    "refusals": refusals,
    "resources": resources,
    "roles": roles,
    "settings": settings,
    "statuses": statuses,
}
"""What writes each generated part of a page."""
