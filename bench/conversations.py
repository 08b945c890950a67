"""Conversations: what clients say to the service; whole requests, rendered before, but for a number of their own.

A template is a request cut where its number goes, so that making the next one is a single join of bytes.
"""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Sequence
from typing import Any, Final

from bench.load import Connection, LoadFailed, connected
from bench.sizes import PAGE_ITEMS
from bench.world import PROGRAM, World
from ledger.domain.journal.codec import to_plain
from ledger.services.accruals import AccrualInput
from ledger.services.demo_cast import Client

NUMBER: Final = "############"
ID: Final = "$" * 36
_REDEMPTION: Final = re.compile(rb'"id": ?"(red_[0-9a-f]{32})"')

Template = list[bytes]


def render(method: str, path: str, token: str, body: Any = None) -> bytes:
    """Write a request, with an Idempotency-Key where it has a body: JSON values, or their bytes."""
    head = f"{method} {path} HTTP/1.1\r\nHost: ledger\r\nAuthorization: Bearer {token}\r\nAccept: application/json\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = f"Idempotency-Key: bench-{NUMBER}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return (head + told).encode() + data


def numbered(template: Template, number: int) -> bytes:
    """Give a request with a number."""
    return (b"%012d" % number).join(template)


def cut(request: bytes) -> Template:
    """Cut a request where its number goes."""
    return request.split(NUMBER.encode())


def token_of(connection: Connection, member: Client) -> str:
    """Get a member's token from the service."""
    pair = base64.b64encode(f"{member.caller.client_id}:{member.secret}".encode()).decode()
    form = "grant_type=client_credentials"
    request = (
        f"POST /oauth/token HTTP/1.1\r\nHost: ledger\r\nAuthorization: Basic {pair}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}\r\n\r\n{form}"
    )
    return str(json.loads(connection.ask(request.encode()))["access_token"])


class Tokens:
    """Everybody's tokens on one service, each got once, when it is first needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._known: dict[str, str] = {}

    def of(self, members: Sequence[Client]) -> list[str]:
        """Give the tokens of members."""
        with connected(self._port) as connection:
            for member in members:
                name = member.caller.client_id
                self._known[name] = self._known.get(name) or token_of(connection, member)
        return [self._known[member.caller.client_id] for member in members]


def activity_body(item: AccrualInput) -> dict[str, Any]:
    """Write an activity as its university sends it."""
    return {
        "source_event_id": item.source_event_id,
        "activity": item.activity,
        "organization_id": item.organization_id,
        "occurred_on": item.occurred_on,
        "inputs": dict(item.inputs),
        "agreement_reference": item.agreement_reference,
        "evidence": [to_plain(document) for document in item.evidence],
    }


class Accruals:
    """Universities in turn post activities of companies in turn, each once."""

    def __init__(self, world: World, tokens: Tokens, companies: Sequence[Client]) -> None:
        self._serial = world.serial
        self._templates = [
            cut(render("POST", "/api/v1/accruals", token, activity_body(world.activity(NUMBER, company))))
            for company in companies
            for token in tokens.of(world.universities)
        ]

    def next(self, client: int, answer: bytes) -> bytes:
        """Post the next activity."""
        number = next(self._serial)
        return numbered(self._templates[number % len(self._templates)], number)


class HoldsAndCaptures:
    """Companies in turn hold a seat; the operator captures each as soon as it is held."""

    def __init__(self, world: World, tokens: Tokens) -> None:
        self._serial = world.serial
        self._holding: dict[int, bool] = {}
        wish = {"program": PROGRAM, "quantity": 1, "reference": f"HMT-2026-{NUMBER}"}
        self._holds = [
            cut(
                render("POST", "/api/v1/redemptions", token, wish | {"organization_id": company.caller.organization_id})
            )
            for company, token in zip(world.companies, tokens.of(world.companies), strict=True)
        ]
        [operator] = tokens.of([world.operator])
        self._capture = cut(render("POST", f"/api/v1/redemptions/{ID}/capture", operator, {"points": None}))

    def next(self, client: int, answer: bytes) -> bytes:
        """Hold, and then capture what was held."""
        number = next(self._serial)
        if not answer or not self._holding[client]:
            self._holding[client] = True
            return numbered(self._holds[number % len(self._holds)], number)
        self._holding[client] = False
        found = _REDEMPTION.search(answer)
        if found is None:
            raise LoadFailed(f"expected a redemption, found: {answer[:2000].decode(errors='replace')}")
        return numbered(self._capture, number).replace(ID.encode(), found[1])


class Reading:
    """The same reads over and over, in turn."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests = itertools.cycle(requests)

    def next(self, client: int, answer: bytes) -> bytes:
        """Read the next."""
        return next(self._requests)


BALANCE: Final = "/api/v1/organizations/{organization_id}/balance"
PAGE: Final = f"/api/v1/transactions?limit={PAGE_ITEMS}&organization_id={{organization_id}}"
AS_OF_POSITION: Final = BALANCE + "?recorded_as_of={position}"
AS_OF_DAY: Final = BALANCE + "?effective_as_of={day}"


def own_reads(path: str, companies: Sequence[Client], tokens: Tokens, **asked: object) -> Reading:
    """Let each company read its own, by a path with ``{organization_id}`` and what else is asked in it."""
    return Reading(
        [
            render("GET", path.format(organization_id=company.caller.organization_id, **asked), token)
            for company, token in zip(companies, tokens.of(companies), strict=True)
        ]
    )


def hello() -> Reading:
    """Ask for nothing."""
    return Reading([render("GET", "/hello", "-")])


def batch_request(world: World, tokens: Tokens, items: Sequence[AccrualInput]) -> bytes:
    """Write the request that posts many activities, each for itself."""
    number = next(world.serial)
    token = tokens.of(world.universities)[number % len(world.universities)]
    body = {"mode": "independent", "items": [activity_body(item) for item in items]}
    return numbered(cut(render("POST", "/api/v1/accruals/batch", token, body)), number)
