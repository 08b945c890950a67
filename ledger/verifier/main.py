"""Main: ``ledger-verify.pyz BUNDLE --key VKEY …``: verify, tell, and end with a code that says what came of it."""

from __future__ import annotations

import json
import sys

from ledger.verifier.arguments import EXIT_CODES, Asked, NotUnderstood, understood
from ledger.verifier.bundles import BundleUnreadable, opened
from ledger.verifier.results import UNREADABLE, USAGE
from ledger.verifier.telling import Bar, as_json, as_text, harmless, tell
from ledger.verifier.verifying import verify_bundle
from ledger.verifier.words import ENDINGS


def main(arguments: list[str] | None = None) -> int:
    """Verify a bundle; gives the exit code. Whatever the bundle holds, nothing is raised."""
    try:
        asked = understood(sys.argv[1:] if arguments is None else arguments)
    except NotUnderstood as error:
        print(f"ledger-verify: {harmless(str(error))}\n\n{EXIT_CODES}", file=sys.stderr)
        return USAGE
    try:
        return _verified(asked)
    except BundleUnreadable as unreadable:
        said = str(unreadable)
    except Exception as error:  # hostile bytes may reach a place that nobody thought of; they get no stack trace
        said = f"{type(error).__name__}: {error}"
    if asked.as_json:
        tell(json.dumps({"exit_code": UNREADABLE, "ending": said}, indent=2) + "\n")
    else:
        print(harmless(ENDINGS[UNREADABLE].say(asked.language, said)), file=sys.stderr)
    return UNREADABLE


def _verified(asked: Asked) -> int:
    bar = Bar(sys.stderr, wanted=asked.with_progress)
    try:
        with opened(asked.bundle) as bundle:
            results = verify_bundle(bundle, asked.trust, quick=asked.quick, progress=bar.reach)
    finally:
        bar.clear()
    tell((as_json if asked.as_json else as_text)(results, asked.language))
    return results.exit_code()
