"""Tier files: the tiers as TOML, in the shape of ``config/demo/tiers.toml``."""

from __future__ import annotations

import tomllib

from ledger.domain.refusals import Refused
from ledger.domain.rules.fields import TermsInvalid
from ledger.domain.tiers import TierTerms


def read_tiers(text: str) -> TierTerms:
    """Read the tiers from TOML.

    Raises:
        Refused: ``tiers_file_invalid``, saying where and why.
    """
    try:
        return TierTerms.from_json(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, TermsInvalid) as error:
        raise Refused("tiers_file_invalid", reason=str(error)) from error
    except RecursionError:
        raise Refused("tiers_file_invalid", reason="too many levels of nesting") from None
