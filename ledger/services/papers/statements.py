"""Statements on paper: what a wallet came to in a period, with its movements, as PDF.

Its figures are those of ``services.statements``, and each line names the transaction that leads to all behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, Final

from ledger.domain import dates
from ledger.domain.books.accounts import kind_of
from ledger.services.node import Node
from ledger.services.papers.sheet import WIDTH_MM, Column, Sheet
from ledger.services.papers.words import points, words_of
from ledger.services.statements import movement_pages
from ledger.store.reads import journal, vault

MOVEMENTS_MAX: Final = 2_000
"""How many movements are printed, some 45 pages; a paper is made whole in memory, and says where there are more."""
Words = Mapping[str, str]
Item = Mapping[str, Any]


def statement_paper(node: Node, told: Item, language: str) -> Iterator[bytes]:
    """Print a statement, as ``services.statements`` told it, in "ko" or "en"."""
    organization = told["organization_id"]
    with node.store.reading() as unit:
        name = vault.texts(unit, {organization}).get((organization, f"name_{language}"), "")
        recorded_at = journal.recorded_at(unit, told["position"])
    at = dates.parse_instant(recorded_at) if recorded_at else dates.start_of(date.fromisoformat(told["first_day"]))
    items = (item for page in movement_pages(node, told) for item in page)
    yield printed(told, items, name, language, at)


def printed(told: Item, movements: Iterable[Item], name: str, language: str, at: datetime) -> bytes:
    """Print a statement whose movements come account by account; ``at`` is the instant it was read at."""
    words = words_of(language)
    foot = [f"{words['position']} {told['position']} · {words['root']} {told['root']}", words["drill"]]
    sheet = Sheet(f"{words['statement']} {told['period']}", words["issuer"], foot, language, at)
    sheet.heading(words["statement"], f"{told['first_day']} – {told['last_day']} · {words['points']}")
    sheet.facts(
        {
            words["organization"]: name or told["organization_id"],
            words["organization_id"]: told["organization_id"],
            words["period"]: f"{told['period']} · {words[told['status']]}",
            words["read_at"]: f"{dates.instant_text(at)} · {words['position']} {told['position']}",
            **({words["effective_as_of"]: told["effective_as_of"]} if told["effective_as_of"] else {}),
            words["root"]: told["root"],
            **({words["closing_root"]: told["closing_root"]} if told["closing_root"] else {}),
        }
    )
    _sums(sheet, words, told, "as_closed")
    _sums(sheet, words, told, "restated")
    _movements(sheet, words, told, movements)
    for basis in ("late", "earlier"):
        if told[basis]:
            sheet.section(words[basis], words[f"{basis}_note"])
            sheet.lines(_columns(words, words["account"]), _shifted_rows(words, told[basis]))
    return sheet.finished()


def _sums(sheet: Sheet, words: Words, told: Item, basis: str) -> None:
    sheet.section(words[basis], words[f"{basis}_note"])
    width = (WIDTH_MM - 40) / 5
    names = ["opening", "debit", "credit", "closing", *(["late"] if basis == "restated" else [])]
    columns = [Column(words["account"], 40 + width * (5 - len(names)))]
    columns += [Column(words["difference" if name == "late" else name], width, right=True) for name in names]
    rows = []
    for account in told["accounts"]:
        sums = {**account[basis], "late": account["late"]}
        rows.append([words[f"state.{kind_of(account['account'])}"], *(points(sums[name]) for name in names)])
    sheet.lines(columns, rows)


def _movements(sheet: Sheet, words: Words, told: Item, movements: Iterable[Item]) -> None:
    sheet.section(words["movements"], words["as_closed_note"])
    openings = {account["account"]: account["as_closed"]["opening"] for account in told["accounts"]}
    every = iter(movements)
    shown = 0
    for account, items in groupby(islice(every, MOVEMENTS_MAX), key=lambda item: str(item["account"])):
        sheet.section(words[f"state.{kind_of(account)}"], f"{words['carried']} {points(openings[account])}")
        shown += sheet.lines(_columns(words, words["balance"]), (_row(words, item) for item in items))
    if not shown:
        sheet.text_block(words["no_movements"])
    if next(every, None) is not None:
        sheet.text_block(words["cut"].format(shown=shown), bold=True)


def _columns(words: Words, last: str) -> list[Column]:
    return [
        Column(words["day"], 20),
        Column(words["happened"], 20),
        Column(words["kind"], 26),
        Column(words["transaction"], WIDTH_MM - 66 - 62, small=True),
        Column(words["debit"], 20, right=True),
        Column(words["credit"], 20, right=True),
        Column(last, 22, right=True),
    ]


def _row(words: Words, item: Item) -> Sequence[str]:
    return [
        item["effective_on"],
        item["happened_on"] if item["happened_on"] != item["effective_on"] else "",
        words[f"kind.{item['kind']}"],
        item["transaction_id"],
        points(item["debit"]) if item["debit"] else "",
        points(item["credit"]) if item["credit"] else "",
        points(item["balance"]),
    ]


def _shifted_rows(words: Words, transactions: Iterable[Item]) -> Iterator[Sequence[str]]:
    for transaction in transactions:
        for leg in transaction["postings"]:
            sides = {leg["side"]: points(leg["amount"])}
            yield [
                transaction["effective_on"],
                transaction["happened_on"],
                words[f"kind.{transaction['kind']}"],
                transaction["transaction_id"],
                sides.get("debit", ""),
                sides.get("credit", ""),
                words[f"state.{kind_of(leg['account'])}"],
            ]
