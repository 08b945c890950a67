"""Needs: what a unit of work must load before its commands can be decided.

A need names keys, never queries. The store answers all of them with a fixed number of set-based reads, however many
commands there are, and tells the books what it looked for (``Shelf.admit`` and ``Shelf.admit_index``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any


@dataclass(slots=True)
class Needs:
    """Keys to load, by noun.

    Attributes:
        registrations: blind digests of registration numbers.
        owners: codes by which programs' terms name agencies (``Organization`` by index "owner").
        rule_codes: all versions of these rules; ``program_codes``: all versions of these programs.
        draft_codes: all drafts of these rules; ``program_draft_codes``: all drafts of these programs.
        allotments: (university, year) of allotments.
        sources: (university, source) of accruals; ``references``: (organization, reference) of redemptions.
        rule_roles: all versions of all rules of a role ("follower").
        fingerprints: accruals with these fingerprints; ``parts``: all parts of these accruals.
        agreement_accruals: agreements of which every accrual is wanted, with its lot.
        lots: lots wanted with all their balances, the holds that reserve them, and those redemptions.
        redemptions: redemptions wanted with their lots; ``pools``: those that apply together with these.
        programs_due: programs of which all open redemptions are wanted whose time is over, with their lots.
        calls: (program, call) of which every open redemption is wanted, with its lots.
        wallets_due: holders of whom all that is due is wanted: pending and available lots whose ``due_on`` has come,
            and held redemptions whose time is over, each with its lots.
        wallets_spend: holders of whom, besides what is due, the available lots are wanted, soonest expiry first: how
            many of them, or 0 for all.
        wallets_until: holders of whom, besides what is due, the available lots are wanted that fall due by a day.
        warned_holders: holders of whom every warning is wanted.
        states: (holder, state) of which every lot is wanted that is not empty.
        tiers: {""} where every version of the tiers is wanted.
        earned_from: holders of whom the points earned are wanted, by the day of the event, from a day on.
        objections_to: awards of which every objection is wanted; ``objections_of`` and ``objections_by``: (company,
            status) and (university, status) of which every objection is wanted.
        wallets_whole: holders of whom every lot is wanted, in whatever state; ``redemptions_of``: of whom every
            redemption is wanted, with its lots; ``claims_of``: companies of which every open claim is wanted;
            ``proposals_of``: organizations of which every open proposal is wanted.
        proposals_by, sanctions_by: (person, organization) of which those are wanted that are open, or were decided
            since a bound can reach back.
        logins: blind digests of login names (``Client`` by index "login").
        client_roles: every client and user of a role, revoked ones too (``Client`` by index "role");
            ``client_persons``: of these persons (``Client`` by index "person").
        periods: periods by name; ``period_lines``: every line of these closed periods.
        activity: periods of which every account's debits and credits are wanted.
        due_through: last days by which it is wanted whether anything is due for anybody.
        closing_lines: (period, account) of lines of closed periods; ``certificates`` by their id.
    """

    organizations: set[str] = field(default_factory=set)
    registrations: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    rule_codes: set[str] = field(default_factory=set)
    program_codes: set[str] = field(default_factory=set)
    balances: set[str] = field(default_factory=set)
    usage: set[str] = field(default_factory=set)
    agreements: set[str] = field(default_factory=set)
    accruals: set[str] = field(default_factory=set)
    rule_roles: set[str] = field(default_factory=set)
    fingerprints: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    draft_codes: set[str] = field(default_factory=set)
    program_draft_codes: set[str] = field(default_factory=set)
    allotments: set[tuple[str, int]] = field(default_factory=set)
    allotment_proposals: set[str] = field(default_factory=set)
    sources: set[tuple[str, str]] = field(default_factory=set)
    agreement_accruals: set[str] = field(default_factory=set)
    lots: set[str] = field(default_factory=set)
    redemptions: set[str] = field(default_factory=set)
    pools: set[str] = field(default_factory=set)
    programs_due: set[str] = field(default_factory=set)
    calls: set[tuple[str, str]] = field(default_factory=set)
    references: set[tuple[str, str]] = field(default_factory=set)
    sanctions: set[str] = field(default_factory=set)
    wallets_due: set[str] = field(default_factory=set)
    wallets_spend: dict[str, int] = field(default_factory=dict)
    wallets_until: dict[str, str] = field(default_factory=dict)
    warned_holders: set[str] = field(default_factory=set)
    proposals: set[str] = field(default_factory=set)
    bounds: set[str] = field(default_factory=set)
    proposals_by: set[tuple[str, str]] = field(default_factory=set)
    sanctions_by: set[tuple[str, str]] = field(default_factory=set)
    states: set[tuple[str, str]] = field(default_factory=set)
    tiers: set[str] = field(default_factory=set)
    earned_from: dict[str, str] = field(default_factory=dict)
    objections: set[str] = field(default_factory=set)
    objections_to: set[str] = field(default_factory=set)
    objections_of: set[tuple[str, str]] = field(default_factory=set)
    objections_by: set[tuple[str, str]] = field(default_factory=set)
    wallets_whole: set[str] = field(default_factory=set)
    redemptions_of: set[str] = field(default_factory=set)
    claims_of: set[str] = field(default_factory=set)
    proposals_of: set[str] = field(default_factory=set)
    logins: set[str] = field(default_factory=set)
    client_roles: set[str] = field(default_factory=set)
    client_persons: set[str] = field(default_factory=set)
    periods: set[str] = field(default_factory=set)
    period_lines: set[str] = field(default_factory=set)
    activity: set[str] = field(default_factory=set)
    due_through: set[str] = field(default_factory=set)
    log_keys: set[str] = field(default_factory=set)
    closing_lines: set[tuple[str, str]] = field(default_factory=set)
    certificates: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        """Tell whether anything is needed."""
        return any(_every(self))


_every: Callable[[Needs], tuple[Any, ...]] = attrgetter(*(one.name for one in fields(Needs)))
