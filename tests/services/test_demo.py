"""The demo played through the services: companies join while it is played, on both engines."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from ledger.domain.decide import BEFORE_GENESIS
from ledger.services.clock import system_clock
from ledger.services.demo import play, read_script
from ledger.services.demo_size import COMPANIES_MIN, read_sizes
from ledger.services.histories import transactions
from ledger.services.history_filters import TransactionFilter
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.organizations import list_organizations
from ledger.services.verification import verify
from ledger.store.store import Store

DATA = Path(__file__).resolve().parents[2] / "config" / "demo"
LARGE = read_sizes(DATA)["large"]
SIZE = replace(LARGE.resized(400), companies=110)


def test_companies_join_week_by_week_and_nothing_is_posted_for_one_before(store: Store, tmp_path: Path) -> None:
    script = read_script(DATA, SIZE)
    told: list[int] = []
    node = Node(store, system_clock, Keys.load_or_create(tmp_path / "keys"), BEFORE_GENESIS)
    played = play(node, script, "ledger.test/demo", told.append)
    operator = played.clients["operator"].caller
    node = node.opened()
    *companies, _, _ = list_organizations(node, operator, "company", None, 200)  # two were registered twice at the end
    activity = transactions(node, operator, TransactionFilter(), None, 2_000)
    assert len(companies) == SIZE.companies
    joined = [company["position"] for company in companies]
    first = activity[0]["position"]
    assert joined[COMPANIES_MIN - 1] < first < joined[COMPANIES_MIN]
    assert any(joined[COMPANIES_MIN] < transaction["position"] < joined[-1] for transaction in activity)
    since = dict(zip((company["id"] for company in companies), joined, strict=True))
    for transaction in activity:
        for posting in transaction["postings"]:
            assert since.get(posting["account"].partition(":")[0], 0) < transaction["position"]
    assert told == sorted(told)
    assert told[-1] <= script.steps
    assert verify(node).findings == ()


def test_the_founding_companies_join_on_the_first_day_and_the_last_one_a_year_later() -> None:
    assert [LARGE.joins_on(number) for number in (1, COMPANIES_MIN)] == [LARGE.starts_on] * 2
    assert LARGE.joins_on(LARGE.companies) == LARGE.starts_on + timedelta(weeks=52)
    assert LARGE.joined_by(LARGE.starts_on) == 136
    assert LARGE.joined_by(LARGE.starts_on + timedelta(weeks=52)) == LARGE.companies
    assert LARGE.joined_by(LARGE.starts_on + timedelta(days=7)) == LARGE.joined_by(LARGE.starts_on + timedelta(days=13))
