"""Every refusal of the catalogue, provoked over HTTP from a real server, changes no row of any table.

The provocations are those of the door's own tests; here are the few that need the wire, two requests at once, or a
database in trouble.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import create_engine

from ledger.api.conventions.statuses import STATUSES
from ledger.api.door_texts import DOOR_TEXTS
from ledger.domain.refusal_texts import TEXTS
from ledger.store.database import engine_options
from tests.api.house import Client
from tests.api.test_catalogue import ACCRUALS, DOMAIN, furnish_for_refusals
from tests.api.test_catalogue import ELSEWHERE as ELSEWHERE_AT_THE_DOOR
from tests.api.test_catalogue_of_the_door import DOOR
from tests.cli.installation import Installation
from tests.promises.conftest import SETTINGS
from tests.promises.wire import WiredHouse
from tests.support.engines import sqlite_url
from tests.support.http import Answer

FAILURES_MAX = int(SETTINGS["LEDGER_BRAKE_FAILURES_MAX"])
BODY_BYTES_MAX = int(SETTINGS["LEDGER_DOOR_BODY_BYTES_MAX"])
WAY_TO_THE_LOCK_SECONDS = 1.0
"""How long a request takes at most, on a machine that is not busy, until it waits for the ledger's head lock."""

TRIES = 5
"""How often one may be overtaken where it is busy."""


def strange_host(house: WiredHouse) -> Answer:
    """Ask a host whose name cannot be one."""
    return house.get("council", "/api/v1/rules", {"Host": "a..b"})


def long_body(house: WiredHouse) -> Answer:
    """Announce one byte too many; the server does not wait for them."""
    return house.post("pukyong", ACCRUALS, data=b"", headers={"Content-Length": str(BODY_BYTES_MAX + 1)})


def many_guesses(house: WiredHouse) -> Answer:
    """Guess a secret until each server has had enough."""
    form = {"grant_type": "client_credentials", "client_id": house.unique("cli"), "client_secret": "guess"}
    guesses = (FAILURES_MAX + 1) * len(house.servers)
    return [house.wire.post("/oauth/token", data=form) for _ in range(guesses)][-1]


def locked_ledger(house: WiredHouse) -> Answer:
    """Post while somebody holds the head lock and does not let go."""
    with house.node.store.writing():
        return house.post("pukyong", ACCRUALS, house.activity())


def broken_schema(house: WiredHouse) -> Answer:
    """Post while a table is not where it belongs."""
    with _renamed(house.installation.database_url, "vault", "vault_elsewhere"):
        return house.post("pukyong", ACCRUALS, house.activity())


@contextmanager
def _renamed(url: str, table: str, name: str) -> Iterator[None]:
    engine = create_engine(url, **engine_options(url))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")
        yield
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {table}")
    finally:
        engine.dispose()


def old_token(house: WiredHouse) -> Answer:
    """Show a token that was sound an hour ago."""
    (public,) = house.wire.get("/.well-known/jwks.json").json["keys"]
    sound = jwt.decode(house.token("council"), options={"verify_signature": False})
    old = {**sound, "iat": sound["iat"] - 7_200, "exp": sound["iat"] - 3_600}
    headers = {"typ": "at+jwt", "kid": public["kid"]}
    token = jwt.encode(old, house.node.keys.token_key, algorithm="EdDSA", headers=headers)
    return house.get("", "/api/v1/organizations", {"Authorization": f"Bearer {token}"})


def ended_client(house: WiredHouse) -> Answer:
    """Show the token of the client that ``furnished`` has revoked."""
    return house.get("ended", "/api/v1/organizations")


OWN: dict[str, Callable[[WiredHouse], Answer]] = {
    "request_malformed": strange_host,
    "body_too_large": long_body,
    "too_many_attempts": many_guesses,
    "store_unavailable": locked_ledger,
    "internal_error": broken_schema,
    "token_expired": old_token,
    "client_not_active": ended_client,
}
"""What is provoked otherwise than in the door's own tests."""

ELSEWHERE = {
    **{code: where for code, where in ELSEWHERE_AT_THE_DOOR.items() if code not in OWN},
    "ledger_already_open": "a ledger is opened by the command line: test_a_ledger_is_opened_once",
    "not_in_a_checkpoint_yet": "the servers sign when asked: test_a_refusal_of_the_ledger_changes_nothing",
    "signing_key_missing": "it would stand: test_a_key_that_the_signer_does_not_have_is_not_passed_over",
}
"""Codes that no single request can have, and the test that has them all the same."""

PROVOCATIONS: dict[str, Callable[[Any], Any]] = {
    code: provoke for code, provoke in {**DOMAIN, **DOOR, **OWN}.items() if code not in ELSEWHERE
}


@pytest.fixture(scope="module", autouse=True)
def _furnished(house: WiredHouse) -> Iterator[None]:
    """Bring the house into a state in which every refusal can be had; in the end its books follow from the journal."""
    furnish_for_refusals(house)
    assert revoke(house, grant(house, "ended", "council", "auditor")).status_code == 200
    yield
    house.check_books()


def grant(house: WiredHouse, name: str, organization: str, role: str) -> Client:
    """Give an organization another client, with its token."""
    path = f"/api/v1/organizations/{house.of(organization)}/clients"
    told = house.post("operator", path, {"role": role, "person_name": "Ahn"}).json
    house.clients[name] = Client(told["client_id"], told["client_secret"], told["organization_id"])
    house.token(name)
    return house.clients[name]


def revoke(house: WiredHouse, client: Client) -> Answer:
    """End a client."""
    return house.post("operator", f"/api/v1/api-clients/{client.client_id}/revoke")


@pytest.mark.parametrize("code", sorted(PROVOCATIONS))
def test_a_refusal_changes_nothing(house: WiredHouse, code: str) -> None:
    with house.unchanged():
        answer = PROVOCATIONS[code](house)
    told = answer.json
    assert (told["code"], answer.status_code) == (code, STATUSES[code]), told
    assert answer.content_type == "application/problem+json"
    assert told["trace_id"] == answer.headers["X-Trace-Id"]
    assert (answer.headers.get("Retry-After") is not None) == (answer.status_code in (429, 503))


def test_every_code_of_the_catalogue_is_provoked() -> None:
    assert PROVOCATIONS.keys() | ELSEWHERE.keys() == TEXTS.keys() | DOOR_TEXTS.keys()
    assert not PROVOCATIONS.keys() & ELSEWHERE.keys()


def test_a_client_that_is_revoked_meanwhile_is_refused(house: WiredHouse) -> None:
    through_one = house.through(house.servers[0])
    for _ in range(TRIES):
        name = house.unique("leaving")
        leaving = grant(house, name, "pukyong", "university")
        before = house.contents()
        with ThreadPoolExecutor(2) as threads:
            with house.node.store.writing():
                revoked = threads.submit(revoke, through_one, leaving)
                time.sleep(WAY_TO_THE_LOCK_SECONDS)
                refused = threads.submit(through_one.post, name, ACCRUALS, house.activity())
                time.sleep(WAY_TO_THE_LOCK_SECONDS)
            done, answer = revoked.result(), refused.result()
        if done.status_code == 200 and answer.status_code not in (201, 503):
            break  # else the machine was so busy that the activity came first, or one of them waited too long
    assert done.status_code == 200
    assert (answer.status_code, answer.json["code"]) == (STATUSES["client_not_active"], "client_not_active")
    after = house.contents()
    changed = {name for name, rows in after.items() if rows != before[name]}
    assert changed == {"entries", "head", "clients", "remembered"}
    assert [row[2] for row in after["entries"][len(before["entries"]) :]] == ["client_revoked"]


def test_a_ledger_is_opened_once(house: WiredHouse) -> None:
    with house.unchanged():
        done = house.installation.run("init", "--name-en", "Second", "--name-ko", "둘째", "--person", "Park")
    assert done.returncode == 1
    assert "(ledger_already_open)" in done.stderr


def test_nothing_is_served_before_the_ledger_is_open(tmp_path: Path) -> None:
    installation = Installation(tmp_path, sqlite_url(tmp_path / "ledger.db"))
    assert installation.run("migrate").returncode == 0
    done = installation.run("run")
    assert (done.returncode, "there is no ledger in this database yet" in done.stderr) == (3, True)
