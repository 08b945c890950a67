"""Asking: questions in plain SQL that runs on both engines, answered by the driver itself in one round trip."""

from __future__ import annotations

from typing import Any

from ledger.store.engines.backend import Question
from ledger.store.units import ReadingUnit


def ask(unit: ReadingUnit, *questions: Question) -> list[list[Any]]:
    """Answer questions that do not depend on each other; ``?`` stands for each parameter."""
    mark = unit.backend.placeholder
    marked = [Question(question.sql.replace("?", mark), question.parameters) for question in questions]
    return unit.backend.ask(unit.connection, marked)
