"""A ledger to damage: a story that fills every table, and copies of it whose guards are down.

A *copy* belongs to somebody who owns the database, so its triggers and constraints fall when told to, and it takes any
change there is. The keys and what the signer signed last lie apart from it, as they do in an installation.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, create_engine, insert, select, text, update

from ledger.domain.calendar_periods import CalendarPeriod
from ledger.domain.certificate_codes import digest
from ledger.domain.commands import (
    ApproveProposal,
    ApproveSanction,
    CancelRedemption,
    CaptureHold,
    Command,
    ConfirmAccrual,
    InviteUser,
    IssueCertificate,
    NewUser,
    PlaceHold,
    PostAccrual,
    ProfileOrganization,
    ProposeClosing,
    ProposeSanction,
    RaiseObjection,
    RejectSanction,
    ReleaseHold,
    RenewUser,
    ReverseAccrual,
    RevokeCertificate,
    RevokeClient,
    SettleDue,
    WarnExpiry,
)
from ledger.domain.finding import Finding
from ledger.domain.journal.entries import Entry, leaf_of
from ledger.domain.journal.facts import PeriodClosed
from ledger.domain.journal.merkle import Frontier
from ledger.domain.journal.notes import Checkpoint, Note
from ledger.domain.periods import due_by
from ledger.domain.verification import Replay
from ledger.services.keys import Keys
from ledger.services.node import Node, read_parameters
from ledger.services.signing import signed_checkpoint
from ledger.services.verification import verify
from ledger.store import guards
from ledger.store.database import create_store_engine, engine_options
from ledger.store.schema import PROJECTIONS, Base
from ledger.store.store import Store
from tests.cli.installation import Installation
from tests.promises.applied import apply_for_programs
from tests.promises.correcting import correct
from tests.support.engines import sqlite_url
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.postgres import PostgresServer
from tests.support.stores import migrate
from tests.support.world import documents, furnish

Row = tuple[Any, ...]
ACTIVITIES = 250
"""With what else happens more than 256 entries, so that the log has a complete tile and a node above it."""

CONSTRAINTS = """
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype IN ('c', 'f', 'u') AND connamespace = 'public'::regnamespace"""

NOW = datetime(2027, 1, 31, 3, 0, tzinfo=UTC)
"""After the end of the story."""


class Story(MirroredLedger):
    """What happened: of everything that can happen something, and some of it still open at the end."""

    def begin(self) -> None:
        """Furnish the world, and let a university post many activities with one request."""
        furnish(self)
        company = self.clients["haeundae-marine-tech"][1]
        batch = [self._activity(f"PKNU-{nth}", company, 10_000 * (nth % 7 + 1)) for nth in range(ACTIVITIES)]
        self.submit([self.submission("pukyong", batch, request="ab" * 32, fingerprint="cd" * 32)])

    def go_on(self) -> None:
        """Let everything else happen."""
        first, second = "haeundae-marine-tech", "gijang-robotics"
        company = {name: self.clients[name][1] for name in (first, second)}
        self.accrue("dong-a", "HIRE-1", "HIRE", first, "2026-08-31", allowance_krw=5_000_000)
        awards = [
            self.accept("dong-a", self._activity(f"DAU-{nth}", company[second], 3_000_000))["id"] for nth in range(4)
        ]
        for nth in range(3):
            self.accept("pukyong", self._research(f"RES-{nth}", company[second]))
        self._warn(company[first])
        seat = self._hold(second, "SEAT", 1)
        self.accept(second, CaptureHold(seat, None))
        for ending in (
            CaptureHold(self._hold(first, "VOUCHER", 2), 60),
            self._release(self._hold(first, "VOUCHER", 1)),
        ):
            self.accept(first, ending)
        self.accept("dong-a", ReverseAccrual(awards[0], private("reason", "twice"), 40))
        self._hold(second, "VOUCHER", 3)  # times out
        self.go_to("2026-10-31")
        self._warn(company[first])
        self.go_to("2026-12-15")  # and what is pending becomes active, and lots lapse
        self.submit([self.submission("system", [SettleDue(holder) for holder in company.values()])])
        self.accept("operator", CancelRedemption(seat, private("reason", "withdrawn")))  # with lots in grace
        self.accept("dong-a", ReverseAccrual(awards[1], private("reason", "never happened"), None))  # into arrears
        self.grant("third", "operator", "operator_approver")
        correct(self, company[second], awards[2], self._lapsed(), "third")
        self.accept("operator", RevokeClient(self.clients["third"][0]))
        self.accrue("dong-a", "HIRE-2", "HIRE", first, "2026-12-10", allowance_krw=2_000_000)
        self.accrue("pukyong", "LATE-1", "INT", first, "2026-12-14", allowance_krw=4_000_000)
        self._hold(first, "VOUCHER", 1)
        claim = replace(self._activity("EDU-1", company[first], 2_000_000), activity="EDU")
        self.accept(first, ConfirmAccrual(self.accept("pukyong", claim)["id"]))
        waiting = replace(self._activity("DOC-1", company[first], 2_000_000), activity="DOC")
        self.accept("pukyong", waiting)
        apply_for_programs(self)
        self.accept("operator", ProfileOrganization(company[first], region="haeundae", size="small"))
        agencies = [self.register(name, "agency") for name in ("scholarship-fund", "technopark")]
        for agency, owner in zip(agencies, ("FUND", "CENTRE"), strict=True):
            self.accept("operator", ProfileOrganization(agency, owner=owner))
        proposed = [self.accept("operator", self._sanction(company[first], points))["id"] for points in (70, 5, None)]
        self.accept("approver", ApproveSanction(proposed[0]))
        self.accept("approver", RejectSanction(proposed[1], private("reason", "settled")))
        (statement,) = documents("statement")
        late = self.accrue("pukyong", "LATE-2", "INT", second, "2026-12-14", allowance_krw=3_000_000).result["id"]
        contested = RaiseObjection(str(late), "wrong_amount", private("reason", "two months, not three"), statement)
        self.accept(second, contested)
        self._change_who_acts()
        self.accept("operator", RevokeClient(self.clients["saha-footwear"][0]))
        self._close("2026-09")
        self._certify(second, company[second])

    def _certify(self, who: str, company: str) -> None:
        """Let a company certify what it held at the end of a closed month and holds today, and take one back."""
        issued = []
        for number, as_of in enumerate(("2026-09-30", "", "")):
            nonce = f"{number:032x}"
            command = IssueCertificate(company, as_of, "ko", nonce, digest(bytes.fromhex(nonce)))
            issued.append(self.accept(who, command)["id"])
        self.accept("operator", RevokeCertificate(issued[1], private("reason", "a wrong day")))

    def _close(self, period: str) -> None:
        """Settle those of whom something is due in a period, and close it."""
        last_day = CalendarPeriod.named(period).last_day
        while holder := due_by(self.books, last_day):
            self.accept("system", SettleDue(holder))
        self.accept("approver", ApproveProposal(self.accept("operator", ProposeClosing(period))["id"]))

    def _lapsed(self) -> tuple[str, str]:
        """Give a lot of which points have lapsed, and its holder."""
        lapsed = (part.lot for part in self.books.lot_balances.rows() if part.kind == "expired" and part.amount)
        lot = self.books.lots.require(next(lapsed))
        return lot.lot, lot.holder

    def _change_who_acts(self) -> None:
        self.grant_by_two("second-approver", "operator_approver")
        self.accept("operator", RevokeClient(self.clients["second-approver"][0]))
        until = "2027-01-31T00:00:00.000Z"
        for login in ("kim@pukyong.example", "lee@pukyong.example"):
            user = NewUser("university", private("login", login), "-", "", until, private("name", "Kim"))
            invited = self.accept("operator", InviteUser(self.clients["pukyong"][1], user))
        self.accept("operator", RenewUser(invited["user_id"], "-", "", until))

    def _warn(self, holder: str) -> None:
        self.accept("system", WarnExpiry(holder, (90, 30, 7)))

    def _activity(self, event: str, company: str, krw: int) -> PostAccrual:
        source = private("source_event_id", event)
        return PostAccrual(source, "INT", company, "2026-08-31", {"allowance_krw": krw})

    def _research(self, event: str, company: str) -> PostAccrual:
        agreement = private("agreement_reference", "A-1")
        source = private("source_event_id", event)
        return PostAccrual(source, "RES", company, "2026-08-31", {"paid_krw": 20_000_000}, agreement)

    def _sanction(self, company: str, points: int | None) -> ProposeSanction:
        (document,) = documents("decision")
        return ProposeSanction(company, "sanction", private("reason", "false records"), document, points)

    def _hold(self, who: str, program: str, quantity: int) -> str:
        reference = private("reference", f"HMT-{len(self.entries)}")
        return str(self.accept(who, PlaceHold(self.clients[who][1], program, quantity, reference))["id"])

    def _release(self, redemption: str) -> Command:
        return ReleaseHold(redemption, private("reason", "not needed"))


def tell_story(url: str, keys: Keys) -> Checkpoint:
    """Let the story happen in an empty database; gives the last of the two checkpoints signed over it."""
    migrate(url)
    engine = create_store_engine(url)
    store = Store(engine)
    story = Story([store], keys)
    story.begin()
    node = Node(store, lambda: NOW, keys, read_parameters(store))
    signed_checkpoint(node)
    story.go_on()
    kept = Checkpoint.parse(Note.parse(signed_checkpoint(node)).text)
    engine.dispose()
    return kept


class Original:
    """The ledger as it should be, to be copied; ``kept`` is the checkpoint that somebody kept aside."""

    def __init__(self, folder: Path, server: PostgresServer | None) -> None:
        self.folder = folder
        self.keys = Keys.load_or_create(folder / "keys")
        self._server = server
        self._file = folder / "original.db"
        self._numbers = itertools.count()
        self.url = server.create_database() if server else sqlite_url(self._file)
        self.kept = tell_story(self.url, self.keys)

    @contextmanager
    def copied(self) -> Iterator[Copy]:
        """Give a copy, gone afterwards."""
        file = self.folder / f"copy-{next(self._numbers)}.db"
        if self._server:
            url = self._server.create_database(template_url=self.url)
        else:
            url = sqlite_url(file)
            shutil.copyfile(self._file, file)
        copy = Copy(url, self.keys)
        try:
            yield copy
        finally:
            copy.close()
            if self._server:
                self._server.drop_database(url)
            else:
                file.unlink()

    def close(self) -> None:
        """Remove it."""
        if self._server:
            self._server.drop_database(self.url)


class Copy:
    """A copy of the ledger in the hands of whoever owns the database; at first its guards still stand."""

    def __init__(self, url: str, keys: Keys) -> None:
        self.url = url
        self.keys = keys
        store = Store(create_store_engine(url))
        self.node = Node(store, lambda: NOW, keys, read_parameters(store))
        self._engine: Engine = create_engine(url, **engine_options(url))

    @contextmanager
    def open(self) -> Iterator[Connection]:
        """Give a connection on which nothing is refused; what is done is committed."""
        with self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            else:
                connection.exec_driver_sql("SET session_replication_role = replica")
            yield connection
            connection.commit()

    def disarm(self) -> None:
        """Drop the triggers."""
        with self.open() as connection:
            guards.take_down(connection)

    def rearm(self) -> None:
        """Put the triggers up again, as whoever wants to leave no trace would."""
        with self.open() as connection:
            guards.install(connection)

    def loosen(self) -> None:
        """Drop the constraints too, on the engine that holds every connection to them."""
        with self.open() as connection:
            if connection.dialect.name == "postgresql":
                for table, name in connection.exec_driver_sql(CONSTRAINTS).all():
                    connection.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    def sql(self, statement: str, **parameters: Any) -> CursorResult[Any]:
        """Do something straight in the database."""
        with self.open() as connection:
            return connection.execute(text(statement), parameters)

    def one(self, statement: str, **parameters: Any) -> Any:
        """Read one value."""
        with self.open() as connection:
            return connection.execute(text(statement), parameters).scalar_one()

    def rows(self, table: str) -> list[Row]:
        """Read a table, in the order of its key."""
        found = Base.metadata.tables[table]
        with self.open() as connection:
            return [tuple(row) for row in connection.execute(select(found).order_by(*found.primary_key))]

    def put(self, table: str, rows: Sequence[Row]) -> None:
        """Add rows to a table."""
        found = Base.metadata.tables[table]
        with self.open() as connection:
            if rows:
                connection.execute(insert(found), [dict(zip(found.columns.keys(), row, strict=True)) for row in rows])

    def remove(self, table: str, row: Row) -> None:
        """Remove a row of a table."""
        found = Base.metadata.tables[table]
        with self.open() as connection:
            connection.execute(found.delete().where(*_key_is(table, row)))

    def change(self, table: str, row: Row, **values: Any) -> None:
        """Change columns of a row."""
        found = Base.metadata.tables[table]
        with self.open() as connection:
            assert connection.execute(update(found).where(*_key_is(table, row)).values(values)).rowcount == 1

    def entry(self, position: int) -> Entry:
        """Read an entry."""
        return Entry.from_bytes(bytes(self.one("SELECT bytes FROM entries WHERE position = :at", at=position)))

    def last(self, kind: str) -> int:
        """Give the position of the last entry of a kind."""
        return int(self.one("SELECT max(position) FROM entries WHERE kind = :kind", kind=kind))

    def rewrite(self, entry: Entry, position: int = 0) -> None:
        """Write an entry over the one at its position, or at another, with the leaf hash that goes with it."""
        data = entry.to_bytes()
        self.sql(
            "UPDATE entries SET bytes = :data, leaf_hash = :leaf WHERE position = :at",
            data=data, leaf=leaf_of(data), at=position or entry.position,
        )  # fmt: skip

    def rebuild(self, size: int) -> None:
        """Make everything follow from the first ``size`` entries again, as careful hands would; checkpoints go.

        The database is fit to be served afterwards.
        """
        replay, leaves = Replay(), []
        for row in self.rows("entries")[:size]:
            entry, data = Entry.from_bytes(bytes(row[-2])), bytes(row[-2])
            if isinstance(entry.fact, PeriodClosed):
                log_root = Frontier().extend(leaves)[0].root().hex()
                entry = replace(entry, fact=replace(entry.fact, log_root=log_root))
                self.rewrite(entry)
                data = entry.to_bytes()
            leaves.append(replay.step(data)[1])
        frontier, nodes = Frontier().extend(leaves)
        for table in ("entries", "postings", "remembered"):
            self.sql(f"DELETE FROM {table} WHERE position > :size", size=size)
        for row_type, table in PROJECTIONS.items():
            self.sql(f"DELETE FROM {table}")
            self.put(table, list(replay.books.shelves()[row_type].rows()))
        self.sql("DELETE FROM checkpoints")
        self.sql("DELETE FROM log_nodes")
        self.put("log_nodes", [(node.level, node.index, node.hash) for node in nodes])
        head = {"size": size, "at": replay.books.recorded_at, "frontier": frontier.to_bytes()}
        head["closed"] = replay.books.closed_through
        told = "position = :size, recorded_at = :at, frontier = :frontier, closed_through = :closed"
        self.sql(f"UPDATE head SET {told}", **head)
        self.rearm()

    def found(self, kept: Checkpoint | None = None) -> tuple[Finding, ...]:
        """Verify the copy, against a checkpoint that was kept aside if one is given."""
        return verify(self.node, kept).findings

    def command(self, folder: Path, *arguments: str) -> tuple[int, str]:
        """Run a command of the installation this copy belongs to; gives its exit code and what it printed."""
        settings = {"LEDGER_LEDGER_KEYS_FOLDER": str(self.keys.folder)}
        done = Installation(folder, self.url, settings).run(*arguments)
        return done.returncode, done.stdout + done.stderr

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
        self.node.store.engine.dispose()


def _key_is(table: str, row: Row) -> list[Any]:
    columns = list(Base.metadata.tables[table].columns)
    return [column == value for column, value in zip(columns, row, strict=True) if column.primary_key]
