"""Shapes: what every object on the wire has in common, those that come in and those that go out.

What comes in is read strictly: an unknown field is refused by name. What goes out may gain members in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from marshmallow import EXCLUDE, RAISE, Schema

from ledger.domain.refusals import Refusal


class Body(Schema):
    """A shape in which unknown fields are refused by name."""

    error_messages: ClassVar[dict[str, Any]] = {  # type: ignore[misc] # marshmallow says str, and takes any value
        "unknown": Refusal("unknown_field"),
        "type": Refusal("not_an_object", {"found": "another kind of value"}),
    }

    @cached_property
    def of_nothing(self) -> Any:
        """Give what is loaded from nothing: most query strings."""
        return self.load({}, unknown=RAISE)

    def quick(self, data: Mapping[str, Any]) -> Any:
        """Give what ``load`` would give, by a compiled decoder; ``None`` where there is none, or it has a doubt.

        ``data`` was read by ``parsing.read_json``, which complained of nothing in it.
        """
        return None


class Shown(Schema):
    """A shape of what goes out. It may gain members in time, so the document does not say that it has no others."""

    class Meta:
        unknown = EXCLUDE
