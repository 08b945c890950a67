"""A house to knock at: the whole service behind Flask's test client, with the clients of a small world.

Pukyong and Dong-A post, Haeundae Marine Tech and Gijang Robotics earn and spend, the centre operates, the council
audits. The clock stands where a test puts it. Tests share a house, so each works with ids and references of its own.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from ledger.app import make_node
from ledger.application import create_app
from ledger.services.access import anchor
from ledger.services.demo_cast import registration_number
from ledger.services.node import Node
from ledger.services.organizations import open_ledger
from ledger.settings import Settings, load_settings
from ledger.store.database import create_store_engine
from ledger.store.migrations import upgrade
from tests.api.description import Description
from tests.support.world import program_terms, research_terms, rule_terms

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
TODAY = "2026-09-01"
_ONBOARDED = (
    ("pukyong", "university", None),
    ("dong-a", "university", None),
    ("haeundae", "company", registration_number(1)),
    ("gijang", "company", registration_number(2)),
    ("council", "auditor", None),
)


class StandingClock:
    """A clock that stands where it was put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **much: int) -> None:
        """Let time pass, such as ``days=3``."""
        self.now += timedelta(**much)


@dataclass
class Client:
    """A client of an organization, and the token it got."""

    client_id: str
    client_secret: str
    organization_id: str
    token: str = ""


@dataclass
class House:
    """The service, and who knocks at it."""

    app: Flask
    node: Node
    clock: StandingClock
    description: Description
    clients: dict[str, Client] = field(default_factory=dict)
    serial: Iterator[int] = field(default_factory=itertools.count)

    def token(self, who: str) -> str:
        """Give a client's token, asking for one the first time."""
        client = self.clients[who]
        if not client.token:
            answer = self.app.test_client().post(
                "/oauth/token",
                data={
                    "grant_type": "client_credentials",
                    "client_id": client.client_id,
                    "client_secret": client.client_secret,
                },
            )
            client.token = answer.json["access_token"]
        return client.token

    def get(self, who: str, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Read as somebody; "" knocks without a token."""
        answer = self.app.test_client().get(path, headers={**self._authority(who), **(headers or {})})
        return self.description.checked("get", answer)

    def post(
        self,
        who: str,
        path: str,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        *,
        key: str | None = "",
        data: bytes | None = None,
        content_type: str = "application/json",
    ) -> TestResponse:
        """Write as somebody; a key of its own unless one is told, none where it is None."""
        told = {**self._authority(who), **(headers or {})}
        if key is not None:
            told["Idempotency-Key"] = key or self.unique("key")
        if data is None and body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
        kind = {} if data is None else {"content_type": content_type}
        answer = self.app.test_client().post(path, data=data, headers=told, **kind)
        return self.description.checked("post", answer)

    def delete(self, who: str, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Take something away as somebody."""
        answer = self.app.test_client().delete(path, headers={**self._authority(who), **(headers or {})})
        return self.description.checked("delete", answer)

    def _authority(self, who: str) -> dict[str, str]:
        """Give a caller's token, and why an auditor reads what concerns persons."""
        reason = {"Access-Reason": "yearly audit"}
        return {"Authorization": f"Bearer {self.token(who)}", **reason} if who else {}

    def unique(self, word: str) -> str:
        """Give a text that no other test of this house has."""
        return f"{word}-{next(self.serial)}"

    def of(self, who: str) -> str:
        """Give the organization of a client."""
        return self.clients[who].organization_id

    def activity(self, company: str = "haeundae", **changes: Any) -> dict[str, Any]:
        """Write an activity worth 100 points, changed as told."""
        return {
            "source_event_id": self.unique("PKNU-2026"),
            "activity": "INT",
            "organization_id": self.of(company),
            "occurred_on": "2026-08-31",
            "inputs": {"allowance_krw": 1_000_000},
            **changes,
        }

    def earn(self, company: str = "haeundae", **changes: Any) -> dict[str, Any]:
        """Let Pukyong post an activity, and give the award."""
        answer = self.post("pukyong", "/api/v1/accruals", self.activity(company, **changes))
        assert answer.status_code == 201, answer.json
        return dict(answer.json)

    def hold(self, company: str = "haeundae", **changes: Any) -> dict[str, Any]:
        """Let a company hold a voucher, and give the redemption."""
        answer = self.post(company, "/api/v1/redemptions", self.wish(company, **changes))
        assert answer.status_code == 201, answer.json
        return dict(answer.json)

    def wish(self, company: str = "haeundae", **changes: Any) -> dict[str, Any]:
        """Write the wish for one voucher, changed as told."""
        return {
            "organization_id": self.of(company),
            "program": "VOUCHER",
            "quantity": 1,
            "reference": self.unique("HMT-2026"),
            **changes,
        }

    def onboard(self, name: str, kind: str, number: str | None, role: str = "") -> Client:
        """Let the operator onboard an organization with its first client."""
        body = {
            "kind": kind,
            "name_ko": f"{name} 기관",
            "name_en": name,
            "registration_number": number,
            "role": role or kind,
            "person_name": f"{name} person",
        }
        answer = self.post("operator", "/api/v1/organizations", body)
        assert answer.status_code == 201, answer.json
        told = answer.json["client"]
        self.clients[name] = Client(told["client_id"], told["client_secret"], told["organization_id"])
        return self.clients[name]

    def grant(self, name: str, of: str, role: str, same_person_as: str = "") -> Client:
        """Let the operator give an organization another client, of a new person unless one is told."""
        person = {"same_person_as": self.clients[same_person_as].client_id} if same_person_as else {"person_name": name}
        if of == "operator" and "approver" in self.clients:
            return self._grant_by_two(name, {"organization_id": self.of(of), "role": role, **person})
        answer = self.post("operator", f"/api/v1/organizations/{self.of(of)}/clients", {"role": role, **person})
        assert answer.status_code == 201, answer.json
        told = answer.json
        self.clients[name] = Client(told["client_id"], told["client_secret"], told["organization_id"])
        return self.clients[name]

    def _grant_by_two(self, name: str, grant: Mapping[str, Any]) -> Client:
        """Let the operator propose somebody who acts for it, and another person approve; join the secret's halves."""
        proposed = self.post("operator", "/api/v1/grants", {**grant, "reason": "more hands are needed"})
        assert proposed.status_code == 201, proposed.json
        approved = self.post("approver", f"/api/v1/proposals/{proposed.json['id']}/approve")
        assert approved.status_code == 200, approved.json
        told = approved.json["result"]
        secret = proposed.json["first_half"] + told["second_half"]
        self.clients[name] = Client(told["client_id"], secret, told["organization_id"])
        return self.clients[name]

    def publish_rule(self, code: str, version: int, terms: Mapping[str, Any], **days: str) -> None:
        """Bring a rule version into force: the operator drafts and simulates it, and another person approves."""
        self.draft_rule(code, version, terms, **days)
        approved = self.post("approver", f"/api/v1/rules/{code}/versions/{version}/approve")
        assert approved.status_code == 200, approved.json

    def draft_rule(self, code: str, version: int, terms: Mapping[str, Any], **days: str) -> None:
        """Let the operator draft a rule version, and simulate it over a day long ago."""
        rule = {"code": code, "version": version, "valid_from": "2020-01-01", "terms": terms, **days}
        drafted = self.post("operator", "/api/v1/rules", rule)
        assert drafted.status_code == 201, drafted.json
        period = {"version": version, "occurred_from": "2000-01-01", "occurred_to": "2000-01-01"}
        assert self.post("operator", f"/api/v1/rules/{code}/simulate", period).status_code == 200

    def publish_program(self, code: str, terms: Mapping[str, Any], version: int = 1) -> None:
        """Bring a version of a program into force: the operator drafts it, and another person approves."""
        drafted = self.post("operator", "/api/v1/programs", {"code": code, "version": version, "terms": terms})
        assert drafted.status_code == 201, drafted.json
        approved = self.post("approver", f"/api/v1/programs/{code}/versions/{version}/approve")
        assert approved.status_code == 200, approved.json

    def new_company(self) -> str:
        """Onboard a company that no other test knows, and give its name."""
        serial = next(self.serial)
        self.onboard(f"Saha Footwear {serial}", "company", registration_number(1_000 + serial))
        return f"Saha Footwear {serial}"

    def head(self) -> tuple[int, bytes]:
        """Give the journal's position and root."""
        with self.node.store.reading() as unit:
            return unit.head.position, unit.head.frontier.root()

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Hold that no entry is written meanwhile; reads that were noted long ago are anchored before."""
        anchor(self.node)
        before = self.head()
        yield
        assert self.head() == before


def settings_for(url: str, folder: Path) -> Settings:
    """Give the default settings on a database, with secrets in a folder."""
    told = load_settings()
    return replace(
        told,
        database=replace(told.database, url=url, connections_max=8),
        ledger=replace(told.ledger, keys_folder=str(folder / "keys")),
        documents=replace(told.documents, folder=str(folder / "documents"), bytes_max=2_000_000),
        server=replace(told.server, log_level="error"),
        brake=replace(told.brake, failures_max=3),
        users=replace(told.users, address_failures_max=25),
    )


def build_house(url: str, folder: Path) -> House:
    """Open a ledger on an empty database, and let everybody in and furnish it through HTTP."""
    house = open_house(url, folder, NOW)
    furnish(house)
    return house


def open_house(url: str, folder: Path, now: datetime) -> House:
    """Open a ledger on an empty database; nobody is in but its operator."""
    settings = settings_for(url, folder)
    engine = create_store_engine(url)
    upgrade(engine)
    clock = StandingClock(now)
    node = make_node(engine, settings, clock)
    opened = open_ledger(node, "tests.example/log", "system", "지산학협력센터", "Cooperation centre", "Kim")
    engine.dispose()
    app = create_app(settings, clock)
    app.testing = True
    told = opened["client"]
    operator = Client(told["client_id"], told["client_secret"], told["organization_id"])
    return House(app, app.extensions["ledger"], clock, Description(app), {"operator": operator})


def furnish(house: House) -> None:
    """Let everybody in, and publish what they earn by and spend on, all through the door."""
    for name, kind, number in _ONBOARDED:
        house.onboard(name, kind, number)
    house.grant("approver", "operator", "operator_approver")
    for code, terms in (
        ("INT", rule_terms(limits=[], validity_months=36)),
        ("CAPPED", rule_terms(limits=[{"scope": "event", "points_max": 10, "edge": "reject"}])),
        ("HIRE", rule_terms(activation={"months_after_occurrence": 1}, limits=[])),
        ("RES", research_terms()),
    ):
        house.publish_rule(code, 1, terms)
    grace = {"until_days_after_capture": 200, "expired_lots": "grace", "grace_days": 20}
    for code, terms in (
        ("VOUCHER", program_terms(50, quota_quantity=100_000, points_max_per_organization_year=10_000_000)),
        ("SEAT", program_terms(600, cancel=grace, quota_quantity=1)),
        ("STATUS", program_terms(1, price={"kind": "status", "months": 24})),
        ("CLOSED", program_terms(10, window={"opens_on": "2020-01-01", "closes_on": "2020-12-31"})),
    ):
        house.publish_program(code, terms)
