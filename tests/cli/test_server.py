"""``ledger run`` over real HTTP: a writer and its web processes, a stop that loses no answer, nothing left behind."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.installation import Installation, Service, free_port

BATCH = 600
WAIT_SECONDS_MAX = 120.0


def wait_until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while not happened():
        assert time.monotonic() < deadline, f"in {WAIT_SECONDS_MAX} s it did not happen that {what}"
        time.sleep(0.02)


def position_of(service: Service) -> int:
    return int(service.ask("GET", "/readyz")[1]["position"])


@pytest.fixture(scope="module")
def served(with_demo: Installation) -> Iterator[Service]:
    """Serve a copy of the demo for the tests that only look at it."""
    with with_demo.serving("demo", "--if-empty", "--serve") as service:
        yield service


def test_what_the_demo_says_to_try_works_as_it_is_written(with_demo: Installation, served: Service) -> None:
    wait_until(lambda: "/balance" in with_demo.said, "the server said what to try")
    said = with_demo.said
    tried = subprocess.run(
        ["bash", "-c", said[said.index("  TOKEN=") :]], capture_output=True, text=True, check=True, timeout=120
    )
    assert '"spendable":' in tried.stdout
    assert f"serves on {served.url}" in said
    assert with_demo.demo_file()["base_url"] == served.url


def test_a_taken_port_is_refused_rather_than_shared(with_demo: Installation, served: Service) -> None:
    port = served.url.rpartition(":")[2]
    done = with_demo.run("run", "--port", port)
    assert done.returncode == 3
    assert f"expected port {port} of 127.0.0.1 to be free" in done.stderr


def test_a_ledger_that_is_served_is_not_thrown_away(with_demo: Installation, served: Service) -> None:
    before = position_of(served)
    done = with_demo.run("demo", "--reset")
    assert done.returncode == 3
    assert "found a server: stop it" in done.stderr
    assert position_of(served) == before


def test_a_sqlite_ledger_is_served_by_one_node_and_a_postgresql_ledger_by_several(
    with_demo: Installation, served: Service
) -> None:
    if with_demo.database_url.startswith("sqlite"):
        second = with_demo.run("run", "--port", str(free_port()))
        assert second.returncode == 3
        assert "found a server: stop it" in second.stderr
    else:
        with with_demo.serving() as other:
            assert position_of(other) == position_of(served)


def test_a_node_has_one_writer_and_as_many_web_processes_as_it_is_told(own_demo: Installation) -> None:
    with own_demo.serving("run", "--processes", "3") as service:
        wait_until(lambda: (len(service.writers()), len(service.web_processes())) == (1, 3), "all of them were there")
        assert service.stop() == 0
    assert own_demo.said.endswith("Stopped.\n")


def test_a_request_that_is_under_way_is_finished_before_the_server_stops(own_sqlite_demo: Installation) -> None:
    clients = own_sqlite_demo.demo_file()["clients"]
    items = [
        {
            "source_event_id": f"PKNU-STOP-{number:05d}",
            "activity": "COOP-TERM",
            "organization_id": clients["company"]["organization_id"],
            "occurred_on": "2026-08-31",
            "inputs": {
                "students": 1, "months": 4, "weeks": 16, "hours": 480, "terms": 1, "allowance_krw": 4_000_000,
            },
        }
        for number in range(BATCH)
    ]  # fmt: skip
    answers: list[tuple[int, Any]] = []
    with own_sqlite_demo.serving() as service:
        token, before = service.log_in(clients["university"]), position_of(service)
        body = {"mode": "independent", "items": items}
        key = {"Idempotency-Key": "stop"}
        asking = threading.Thread(
            target=lambda: answers.append(service.ask("POST", "/api/v1/accruals/batch", token, body, **key))
        )
        asking.start()
        wait_until(lambda: position_of(service) > before, "a part of the batch was posted")
        assert service.stop() == 0
        asking.join()
    status, told = answers[0]
    assert status == 200
    assert {outcome["status"] for outcome in told["outcomes"]} == {201}
    assert len(told["outcomes"]) == BATCH
    assert own_sqlite_demo.told("verify")["findings"] == []


@pytest.mark.parametrize("role", [Service.writers, Service.web_processes])
def test_a_process_that_dies_is_replaced(own_sqlite_demo: Installation, role: Callable[[Service], list[int]]) -> None:
    with own_sqlite_demo.serving() as service:
        before = role(service)
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(set(role(service)) - set(before)) == 1, "a new process came")
        service.wait_until_ready(own_sqlite_demo.log)
        wait_until(lambda: len(role(service)) == len(before), "the dead one was taken away")
        assert service.stop() == 0


def test_no_process_outlives_its_parent(own_sqlite_demo: Installation) -> None:
    with own_sqlite_demo.serving() as service:
        wait_until(lambda: len(service.processes()) == 3, "all of them were there")
        processes = service.processes()
        service.process.kill()
        service.process.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes), "the orphans ended")


def test_the_client_that_init_shows_can_log_in(sqlite_installation: Installation) -> None:
    names = ("--name-en", "Busan Cooperation Centre", "--name-ko", "부산 지산학협력센터", "--person", "Kim")
    client = sqlite_installation.told("init", *names)
    with sqlite_installation.serving() as service:
        token = service.log_in(client)
        status, told = service.ask("GET", "/api/v1/trial-balance", token)
        assert (status, told["accounts"]) == (200, [])


def test_a_database_without_a_ledger_is_not_served(installation: Installation) -> None:
    installation.run("migrate")
    done = installation.run("run", "--port", str(free_port()))
    assert done.returncode == 3
    assert "there is no ledger in this database yet" in done.stderr


def test_a_database_without_a_schema_is_not_served(installation: Installation) -> None:
    done = installation.run("run", "--port", str(free_port()))
    assert done.returncode == 3
    assert "the schema is at revision none" in done.stderr
    assert "run `ledger migrate`" in done.stderr
