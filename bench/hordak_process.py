"""Hordak process: posts transactions of two legs with django-hordak; a program of its own that needs nothing of ours.

    python hordak_process.py postgresql://...      # then a line such as {"way": "single", "count": 500} for each turn

A single transaction is posted as its documentation has it, ``Account.transfer_to``, and committed. In bulk they are
made as its own benchmark command makes them: ``bulk_create`` of transactions and of legs, in one database transaction.
Its triggers check the sum of each transaction at commit. Source: https://django-hordak.readthedocs.io/
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.transaction import atomic
from moneyed import Money

ACCOUNTS_PER_SIDE: Final = 100
CURRENCY: Final = "KRW"
EXPENSE, LIABILITY = "EX", "LI"


def configure(url: str) -> None:
    """Set Django up on the database at a libpq address, with nothing but what hordak needs."""
    parts = urlsplit(url)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.removeprefix("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": parts.port or "",
    }
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HORDAK_INTERNAL_CURRENCY=CURRENCY,
        DEFAULT_CURRENCY=CURRENCY,
        HORDAK_CURRENCIES=[CURRENCY],
        HORDAK_DECIMAL_PLACES=0,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)


def ways() -> dict[str, Callable[[int], None]]:
    """Open the accounts, and give the ways to post so many transactions between them."""
    account, leg, transaction = (apps.get_model("hordak", name).objects for name in ("Account", "Leg", "Transaction"))

    def opened(name: str, kind: str) -> Sequence[Any]:
        names = [f"{name} {number}" for number in range(ACCOUNTS_PER_SIDE)]
        return [account.create(name=one, type=kind, currencies=[CURRENCY]) for one in names]

    universities, companies = opened("university", EXPENSE), opened("company", LIABILITY)

    def drawn() -> tuple[Any, Any, Any]:
        return random.choice(companies), random.choice(universities), Money(random.randint(1, 5_000), CURRENCY)

    def single(count: int) -> None:
        for _ in range(count):
            company, university, points = drawn()
            company.transfer_to(university, points, description="bench")

    def bulk(count: int) -> None:
        with atomic():
            transactions = transaction.bulk_create([transaction.model(description="bench") for _ in range(count)])
            legs = []
            for made in transactions:
                company, university, points = drawn()
                legs.append(leg.model(transaction=made, account=company, credit=points))
                legs.append(leg.model(transaction=made, account=university, debit=points))
            leg.bulk_create(legs)

    return {"single": single, "bulk": bulk}


def main() -> None:
    """Post what each line of standard input asks for, and answer with the seconds it took."""
    configure(sys.argv[1])
    known = ways()
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        known[asked["way"]](asked["count"])
        print(json.dumps({"seconds": time.perf_counter() - started}), flush=True)


if __name__ == "__main__":
    main()
