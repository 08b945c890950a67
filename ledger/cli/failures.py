"""Failures: how a command ends when it cannot do what was asked, and the exit codes of all commands.

0  done, and nothing found
1  the ledger refused what was asked, or something that was checked is wrong
2  the command was not understood: an unknown option, a missing argument
3  the command cannot run here and now: settings, keys or database do not allow it
"""

from __future__ import annotations

from typing import Any, Final

import click

from ledger.cli.runtime import CannotRun
from ledger.domain.journal.entries import EntryInvalid
from ledger.domain.journal.notes import NoteRefused
from ledger.domain.refusal_texts import render
from ledger.domain.refusals import Refused
from ledger.services.bundles import CannotWriteBundle
from ledger.services.cosigning import PolicyUnfit
from ledger.services.demo_actions import DemoFailed
from ledger.services.keys import KeysUnfit
from ledger.services.signing import HistoryNotExtended, SigningKeyMissing
from ledger.services.witness import WitnessUnfit
from ledger.store.database import UnknownEngine
from ledger.store.errors import HeadUnreadable, StoreUnavailable, StoreUnfit

FOUND: Final = 1
CANNOT_RUN: Final = 3
LANGUAGE: Final = "ledger.language"
"""Where the chosen language lies in a context's ``meta``."""

EXIT_CODES: Final = (
    "Exit codes: 0 done; 1 refused, or something wrong was found; 2 not understood; 3 cannot run here and now."
)


class Failing(click.Group):
    """The root of all commands, which turns what went wrong into a sentence and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; nothing that is expected to go wrong shows a stack trace."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            title, detail = render(refused.refusal, ctx.meta.get(LANGUAGE, "en"))
            end(ctx, FOUND, f"{title} ({refused.refusal.code}). {detail}")
        except (DemoFailed, HistoryNotExtended, SigningKeyMissing) as found:
            end(ctx, FOUND, str(found))
        except (
            CannotRun,
            CannotWriteBundle,
            KeysUnfit,
            NoteRefused,
            PolicyUnfit,
            StoreUnfit,
            UnknownEngine,
            WitnessUnfit,
        ) as unfit:
            end(ctx, CANNOT_RUN, str(unfit))
        except EntryInvalid as damaged:
            end(ctx, FOUND, f"the genesis entry cannot be read; `ledger verify` says more: {damaged}")
        except HeadUnreadable as damaged:
            end(ctx, FOUND, f"the head of the journal cannot be read; `ledger verify` says more: {damaged}")
        except StoreUnavailable as unavailable:
            unknown = " Whether it took effect is not known: ask again." if unavailable.outcome_unknown else ""
            end(ctx, CANNOT_RUN, f"{unavailable}{unknown}")


def end(ctx: click.Context, code: int, message: str) -> None:
    """Say on standard error why, and end."""
    click.echo(f"ledger: {message}", err=True)
    ctx.exit(code)
