"""Authority and its traces: the brake, the memory of verified tokens, and what the log never tells."""

from __future__ import annotations

import logging

import pytest
import structlog
from structlog.testing import capture_logs

from ledger.auth.brake import Brake, BrakeOptions
from ledger.auth.tokens import Bearer, VerifiedTokens
from ledger.domain.refusals import Refused
from tests.api.house import House


def test_the_brake_lets_go_when_its_window_is_over() -> None:
    brake = Brake(BrakeOptions(failures_max=2, window_seconds=60, entries_max=10))
    for now in (0.0, 10.0):
        brake.check("cli_1", "192.0.2.1", now)
        brake.failed("cli_1", "192.0.2.1", now)
    with pytest.raises(Refused) as refused:
        brake.check("cli_1", "192.0.2.1", 20.5)
    assert refused.value.refusal.params == {"retry_after_seconds": 40}
    brake.check("cli_1", "192.0.2.2", 20.5)
    brake.check("cli_2", "192.0.2.1", 20.5)
    brake.check("cli_1", "192.0.2.1", 60.0)


def test_an_ipv6_guesser_has_one_brake_for_its_whole_network() -> None:
    brake = Brake(BrakeOptions(failures_max=1, window_seconds=60, entries_max=10))
    brake.failed("cli_1", "2001:db8::1", 0.0)
    with pytest.raises(Refused):
        brake.check("cli_1", "2001:db8::ffff:2", 1.0)
    brake.check("cli_1", "2001:db8:0:1::1", 1.0)


def test_the_brake_forgets_failures_after_success_and_the_oldest_when_full() -> None:
    brake = Brake(BrakeOptions(failures_max=1, window_seconds=60, entries_max=2))
    brake.failed("cli_1", "192.0.2.1", 0.0)
    brake.succeeded("cli_1", "192.0.2.1")
    brake.check("cli_1", "192.0.2.1", 1.0)
    for client in ("cli_2", "cli_3", "cli_4"):
        brake.failed(client, "192.0.2.1", 2.0)
    brake.check("cli_2", "192.0.2.1", 3.0)
    with pytest.raises(Refused):
        brake.check("cli_4", "192.0.2.1", 3.0)


def test_a_verified_token_is_remembered_until_it_expires_and_no_more_than_so_many() -> None:
    verified = VerifiedTokens(entries_max=2)
    verified.remember("a.b.c", Bearer("cli_1", "ses_1"), expires_at=100)
    assert verified.bearer_of("a.b.c", now=99.9) == Bearer("cli_1", "ses_1")
    assert verified.bearer_of("a.b.c", now=100) is None
    for number in range(3):
        verified.remember(f"token-{number}", Bearer(f"cli_{number}", ""), expires_at=100)
    found = [verified.bearer_of(f"token-{number}", now=0) for number in range(3)]
    assert found == [None, Bearer("cli_1", ""), Bearer("cli_2", "")]


def test_the_log_tells_what_was_asked_and_never_what_was_said(house: House) -> None:
    client = house.clients["pukyong"]
    house.token("pukyong")
    quiet = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    with capture_logs() as lines:
        activity = house.activity()
        house.post("pukyong", "/api/v1/accruals?dry_run=false", activity, key="a-key-of-mine")
        form = {"client_id": client.client_id, "client_secret": client.client_secret, "grant_type": "x"}
        house.app.test_client().post("/oauth/token", data=form)
    structlog.configure(**quiet)
    assert [line["route"] for line in lines] == ["/api/v1/accruals", "/oauth/token"]
    assert lines[0]["client_id"] == client.client_id
    told = str(lines)
    for secret in (client.client_secret, client.token, activity["source_event_id"], "a-key-of-mine", "dry_run"):
        assert secret not in told
