"""Facts about companies that become one, hand over a part, count as one, or end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RegistrationAdded:
    """An organization has one more business registration number; ``registration`` is its blind digest."""

    KIND: ClassVar = "registration_added"
    organization: str
    registration: str


@dataclass(frozen=True, slots=True)
class PointsTransferred:
    """Points of one company became another's, each lot under its own name and with its dates.

    Attributes:
        points: how many, in whatever state, without what is owed.
        whole: the source is merged into the target, which has all that was the source's from this entry on.
        lots: the lots that were named, all that is available of each; the soonest to expire where none is.
        proposal: what was proposed by one person and approved by another.
    """

    KIND: ClassVar = "transfer"
    source: str
    target: str
    points: int
    whole: bool = False
    lots: tuple[str, ...] = ()
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class EmptyWalletMerged(PointsTransferred):
    """A merger that moves nothing, because there is nothing in the source's wallet."""

    KIND: ClassVar = "merger"


@dataclass(frozen=True, slots=True)
class AffiliationChanged:
    """Companies count as one for yearly caps from this entry on, or, not ``together``, each alone again."""

    KIND: ClassVar = "affiliation"
    organizations: tuple[str, ...]
    together: bool = True
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class OrganizationClosed:
    """A company ended; its wallet was empty and stays so."""

    KIND: ClassVar = "organization_closed"
    organization: str
    proposal: str = ""
