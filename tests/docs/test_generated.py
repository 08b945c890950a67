"""What the documentation takes from the code is as the code has it now."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

from ledger.api.schemas.awards import STATUSES as ACCRUAL_STATUSES
from ledger.api.schemas.redemptions import STATUSES as REDEMPTION_STATUSES
from ledger.domain import (
    access_checks,
    authority,
    certificate_checks,
    control_accounts,
    earning_checks,
    four_eyes,
    id_checks,
    linking,
    log_checks,
    objection_checks,
    period_checks,
    profile_checks,
    program_checks,
    proposal_checks,
    row_checks,
    sanction_checks,
    spending_checks,
    tier_checks,
    transfer_checks,
    user_checks,
    warning_checks,
)
from ledger.domain import verification as replay
from ledger.domain.acts import ACTS
from ledger.domain.books.accounts import CREDIT_NORMAL, DEBIT_NORMAL, EITHER, HOLDER_STATES
from ledger.domain.journal.facts import FACTS
from ledger.domain.permissions import ROLES
from ledger.services import vault_checks
from ledger.services import verification as comparison
from ledger.services.proposals import STATUSES as PROPOSAL_STATUSES
from ledger.store import guards, self_check
from ledger.store.guards import postgresql, sqlite
from tests.docs import tables
from tests.docs.pages import DOCS, ROOT, code_spans, pages
from tests.docs.write import renewed

CHECKING = (
    replay,
    authority,
    earning_checks,
    warning_checks,
    objection_checks,
    period_checks,
    profile_checks,
    program_checks,
    proposal_checks,
    sanction_checks,
    spending_checks,
    transfer_checks,
    linking,
    four_eyes,
    id_checks,
    row_checks,
    user_checks,
    control_accounts,
    comparison,
    tier_checks,
    access_checks,
    vault_checks,
    certificate_checks,
    log_checks,
)
"""The modules that find what is wrong."""

FINDERS = {"Finding", "finding", "NotApproved", "_refuse", "_differs"}
HANGUL = re.compile(r"[가-힣]")
SHORTEST_FRAGMENT = 8


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_is_as_it_would_be_written_now(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert renewed(text) == text, "run: python -m tests.docs.write"


def test_every_refusal_has_a_way_out_and_words_in_both_languages() -> None:
    assert tables.ways_out().keys() == tables.EVERY_TEXT.keys()
    for code, text in tables.EVERY_TEXT.items():
        assert HANGUL.search(text.title_ko), code
        assert HANGUL.search(text.detail_ko), code
        assert text.title_en.isascii(), code


def test_the_glossary_knows_every_kind_of_account_and_entry_and_every_status_role_and_act() -> None:
    known = set(code_spans((DOCS / "glossary.md").read_text(encoding="utf-8")))
    accounts = {*HOLDER_STATES, *DEBIT_NORMAL, *CREDIT_NORMAL, *EITHER}
    statuses = {*ACCRUAL_STATUSES, *REDEMPTION_STATUSES, *PROPOSAL_STATUSES}
    assert accounts | FACTS.keys() | statuses | ROLES.keys() | ACTS.keys() <= known


def test_the_accounting_page_knows_every_kind_of_account_and_entry() -> None:
    known = set(code_spans((DOCS / "accounting.md").read_text(encoding="utf-8")))
    assert {*HOLDER_STATES, *DEBIT_NORMAL, *CREDIT_NORMAL, *EITHER} | FACTS.keys() <= known


def test_every_finding_of_verify_is_explained_and_no_other() -> None:
    explained = set(_first_cells("## Verifying"))
    found = [_findings(module) for module in CHECKING]
    assert set().union(*found) == explained


def test_the_findings_of_the_self_check_are_told_in_its_own_words() -> None:
    source = "".join(inspect.getsource(module) for module in (self_check, guards, sqlite, postgresql))
    spoken = " ".join(source.replace('"\n', "").replace('f"', "").split())
    for told in _first_cells("## What happens at start"):
        for fragment in told.split("…"):
            words = fragment.strip(" ,")
            if len(words) >= SHORTEST_FRAGMENT:
                assert words in spoken, told


def _first_cells(heading: str) -> list[str]:
    """Give the code spans in the first column of the last table under a heading of the operations page."""
    text = (DOCS / "operations.md").read_text(encoding="utf-8")
    section = text.partition(f"{heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [span for row in rows for span in re.findall(r"`([^`]+)`", row.split(" | ")[0])]


def _findings(module: ModuleType) -> set[str]:
    """Give the codes of a module's findings: what it finds by calls, and what its checks of rows return."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and _name(node.func) in FINDERS and node.args:
            found |= _texts(node.args[0])
        elif isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name) and node.returns.id == "str":
            found |= {text for each in ast.walk(node) if isinstance(each, ast.Return) for text in _texts(each.value)}
    return {text for text in found if re.fullmatch(r"[a-z]+(_[a-z]+)+", text)}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.AST | None) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    return set()
