"""Telling: results as text for people or as JSON for programs, and how far the work has come."""

from __future__ import annotations

import json
import re
import sys
from typing import Final, TextIO

from ledger.verifier.results import FOUND, Result, Results
from ledger.verifier.words import (
    ADVICE,
    CHECKS,
    ENDINGS,
    FINDING,
    HEAD,
    MEANINGS,
    MEANT,
    NOT_PROVEN,
    OUTCOMES,
    REASONS,
    UNPROVABLE,
    Language,
)

BAR_WIDTH: Final = 30
_control = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def as_text(results: Results, language: Language) -> str:
    """Tell each check with what became of it, what cannot be proven, and the end of it."""
    lines = [HEAD.say(language, results.origin, results.size, results.root)]
    for result in results.in_order():
        outcome = OUTCOMES[result.outcome].say(language)
        lines.append(f"  [{outcome}] {CHECKS[result.check].say(language)}{_reason(result, language)}")
        lines += [f"      {FINDING.say(language, *_parts(finding))}" for finding in result.findings]
    for heading, listed in ((NOT_PROVEN, UNPROVABLE), (MEANT, MEANINGS)):
        lines.append(heading.say(language))
        lines += [f"  - {words.say(language)}" for words in listed]
    if results.exit_code() == FOUND:
        lines.append(ADVICE.say(language))
    lines.append(_ending(results, language))
    return "".join(f"{harmless(line)}\n" for line in lines)


def as_json(results: Results, language: Language) -> str:
    """Tell the same as one JSON value."""
    told = {
        "exit_code": results.exit_code(),
        "origin": results.origin,
        "size": results.size,
        "root": results.root,
        "checks": [
            {
                "check": result.check,
                "outcome": result.outcome,
                "says": CHECKS[result.check].say(language),
                "because": _said(result, language) or None,
                "findings": [finding._asdict() for finding in result.findings],
            }
            for result in results.in_order()
        ],
        "not_proven": [words.say(language) for words in UNPROVABLE],
        "ending": harmless(_ending(results, language)),
    }
    return json.dumps(told, ensure_ascii=True, indent=2) + "\n"


def harmless(text: str) -> str:
    """Replace what would move a terminal's cursor or turn its writing round."""
    return _control.sub("\N{REPLACEMENT CHARACTER}", text.replace("\n", " "))


def _ending(results: Results, language: Language) -> str:
    code = results.exit_code()
    if code != FOUND:
        return ENDINGS[code].say(language)
    check, finding = results.findings()[0]
    return ENDINGS[FOUND].say(language, f"{check}: {FINDING.say(language, *_parts(finding))}")


def _parts(finding: tuple[str, str, str, str]) -> list[str]:
    where, code, *rest = finding[1], finding[0], *finding[2:]
    return [where, code, *rest]


def _reason(result: Result, language: Language) -> str:
    said = _said(result, language)
    return f": {said}" if said else ""


def _said(result: Result, language: Language) -> str:
    return REASONS[result.reason].say(language, *result.told) if result.reason else ""


class Bar:
    """A progress bar on a terminal; elsewhere it says nothing."""

    def __init__(self, stream: TextIO, *, wanted: bool) -> None:
        self._stream = stream
        self._shown = wanted and stream.isatty()
        self._last = ""

    def reach(self, done: int, total: int) -> None:
        """Stand at ``done`` of ``total``."""
        full = BAR_WIDTH * done // max(total, 1)
        line = f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {100 * done // max(total, 1)} %"
        if self._shown and line != self._last:
            self._last = line
            self._stream.write(f"\r{line}")
            self._stream.flush()

    def clear(self) -> None:
        """Take it away."""
        if self._last:
            self._stream.write("\r" + " " * len(self._last) + "\r")
            self._stream.flush()


def tell(text: str) -> None:
    """Write to standard output, whatever it can spell."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()
