"""Old programs: a ledger from before programs had two persons is migrated, verifies, and goes on with two."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, update

from ledger.domain.books.books import Books
from ledger.domain.books.fold import fold
from ledger.domain.books.trails import trail_of
from ledger.domain.commands import ApproveProgram, Command, DraftProgram, GrantClient, Outcome, Submission
from ledger.domain.decided import Decided, SealedEntry, VaultText
from ledger.domain.journal.entries import Entry, leaf_of
from ledger.domain.journal.facts import ClientGranted, Fact, ProgramPublished
from ledger.domain.journal.merkle import Frontier
from ledger.services.keys import Keys
from ledger.services.node import Node, read_parameters
from ledger.services.posting import post
from ledger.services.verification import verify
from ledger.store.database import create_store_engine
from ledger.store.migrations import owner_connection, upgrade
from ledger.store.revisions import FOLDER
from ledger.store.schema import Base
from ledger.store.store import Store
from ledger.store.writing import writes_of
from tests.support.memory import MemoryLedger, new_client
from tests.support.world import program_terms

BEFORE: Final = "0004"
"""The schema before programs had drafts."""


def migrate_to(connection: Connection, revision: str) -> None:
    """Bring an empty database to an old schema; no guards of today are put up on it."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    script = ScriptDirectory.from_config(config)

    def steps(found: Any, _: Any) -> Any:
        return script._upgrade_revs(revision, found)

    with EnvironmentContext(config, script, fn=steps, destination_rev=revision) as environment:
        environment.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
        environment.run_migrations()


def old_journal() -> tuple[list[Entry], tuple[VaultText, ...]]:
    """Give a journal whose operator published a program alone, as it was granted to, and the texts it commits to."""
    ledger = MemoryLedger()
    ledger.open()
    genesis, office, granted = (sealed.entry for sealed in ledger.entries[:3])
    fact = granted.fact
    assert isinstance(fact, ClientGranted)
    permissions = tuple(sorted({*fact.permissions, "programs.publish"} - {"programs.draft"}))
    operator = replace(granted, fact=replace(fact, permissions=permissions))
    actor = replace(granted.actor, client=fact.client, person=fact.person, organization=fact.organization)
    published: Fact = ProgramPublished("P-301", 1, program_terms(600))
    alone = replace(
        granted, position=4, id=f"txn_{4:032x}", nonce=f"{4:032x}", actor=actor, fact=published, commitments={}
    )
    return [genesis, office, operator, alone], tuple(ledger.texts.values())


def decided(journal: list[Entry], texts: tuple[VaultText, ...]) -> Decided:
    """Give what a unit of work writes that makes all of a journal."""
    books = Books(complete=True)
    sealed = []
    for entry in journal:
        fold(books, entry)
        data = entry.to_bytes()
        sealed.append(SealedEntry(entry, data, leaf_of(data), trail_of(books, entry)))
    frontier, nodes = Frontier().extend([one.leaf_hash for one in sealed])
    at = books.position, books.recorded_at, books.closed_through
    return Decided(*at, frontier, tuple(nodes), tuple(sealed), books.changed(), (), texts, ())


def write(connection: Connection, made: Decided) -> None:
    """Write a journal and its projections straight into the tables, into those columns that they had then."""
    for made_for in writes_of(made):
        table = Base.metadata.tables[made_for.table.name]
        there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for row in made_for.rows:
            told = zip(table.columns.keys(), row, strict=True)
            values = {name: value for name, value in told if name in there}
            connection.execute(update(table).values(values) if table.name == "head" else insert(table).values(values))


def test_a_program_that_one_person_published_stands_and_its_next_version_takes_two(
    database_url: str, tmp_path: Path
) -> None:
    engine = create_store_engine(database_url)
    journal, texts = old_journal()
    with owner_connection(engine) as connection:
        migrate_to(connection, BEFORE)
        write(connection, decided(journal, texts))
    upgrade(engine)
    store = Store(engine)
    now = MemoryLedger().now
    node = Node(store, lambda: now, Keys.load_or_create(tmp_path / "keys"), read_parameters(store))
    assert verify(node).findings == ()
    first = journal[-1].actor
    seeds = iter(range(100))

    def do(client: str, command: Command) -> Outcome:
        one = Submission(client, first.organization, f"{next(seeds):032x}", (command,), "", "", "trace", "independent")
        return post(node, [one])[0].outcomes[0]

    raised = DraftProgram("P-301", 2, program_terms(700))
    assert do(first.client, raised).code == "permission_missing"
    granted = {
        role: str(do(first.client, GrantClient(first.organization, new_client(role, role))).result["client_id"])
        for role in ("operator", "operator_approver")
    }
    assert do(granted["operator"], raised).result["status"] == "draft"
    assert do(first.client, ApproveProgram("P-301", 2)).code == "permission_missing"
    assert do(granted["operator_approver"], ApproveProgram("P-301", 2)).result["status"] == "in_force"
    assert verify(node).findings == ()
    engine.dispose()
