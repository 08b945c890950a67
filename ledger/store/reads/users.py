"""Users: by what they prove themselves, and where they are logged in."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import insert, select, update

from ledger.domain.books import rows
from ledger.domain.decided import Invitation
from ledger.store.engines.backend import Question
from ledger.store.reads.asking import ask
from ledger.store.schema import Clients, Entries, Invitations, Proposals, Sessions, UserPasswords
from ledger.store.schema.base import present
from ledger.store.store import Store
from ledger.store.tables import projection
from ledger.store.units import ReadingUnit, WritingUnit


class Password(NamedTuple):
    """A user's password, hashed (argon2id)."""

    client: str
    password_hash: str
    changed_at: str
    must_change: int


class Session(NamedTuple):
    """A session; see ``schema.users.Sessions``."""

    session: str
    client: str
    token_hash: str
    created_at: str
    renewed_at: str
    idle_until: str
    expires_at: str
    ended_at: str = ""


class UserAuthority(NamedTuple):
    """What a user may do now, and for whom; ``must_change`` tells that the password has to be changed first."""

    client: str
    organization: str
    organization_kind: str
    person: str
    role: str
    permissions: str
    must_change: int


_AUTHORITY: Final = (
    "SELECT c.client, c.organization, o.kind, c.person, c.role, c.permissions, p.must_change"
    " FROM sessions AS s JOIN clients AS c ON c.client = s.client"
    " JOIN organizations AS o ON o.organization = c.organization"
    " JOIN user_passwords AS p ON p.client = c.client JOIN invitations AS i ON i.client = c.client"
    " WHERE s.session = ? AND s.client = ? AND s.ended_at = '' AND s.idle_until > ? AND s.expires_at > ?"
    " AND c.revoked_at = '' AND i.used_at <> ''"
)


def authority(store: Store, client: str, session: str, now: str) -> UserAuthority | None:
    """Give the present authority of a user in a session that is live at ``now``, ``None`` where it is not."""
    found = store.glance.ask(_AUTHORITY, (session, client, now, now))
    return UserAuthority._make(found[0]) if found else None


def by_login(unit: ReadingUnit, login: str) -> rows.Client | None:
    """Give the user in force who has a login, by its blind digest."""
    columns = ", ".join(projection(rows.Client).columns.keys())
    one = f"SELECT {columns} FROM clients WHERE login = ? AND login <> '' AND revoked_at = ''"
    (found,) = ask(unit, Question(one, (login,)))
    return rows.Client._make(found[0]) if found else None


def users(unit: ReadingUnit, organization: str) -> list[rows.Client]:
    """Give the users of an organization, also revoked ones, in the order in which they were invited."""
    chosen = select(*projection(rows.Client).columns).where(
        Clients.organization == organization, present(Clients.login)
    )
    return [rows.Client._make(row) for row in unit.connection.execute(chosen.order_by(Clients.position))]


def proposals_of(unit: ReadingUnit, clients: list[rows.Client]) -> dict[str, str]:
    """Give the proposal that each of these users was granted by, where one was, by the user."""
    positions = {row.position: row.client for row in clients}
    chosen = (
        select(Entries.position, Proposals.proposal)
        .join(Entries, Entries.id == Proposals.entry)
        .where(Entries.position.in_(positions))
    )
    return {positions[row.position]: row.proposal for row in unit.connection.execute(chosen)}


def was_granted_by(unit: ReadingUnit, proposal: str) -> bool:
    """Tell whether a client or user was granted by a proposal."""
    chosen = (
        select(Clients.client)
        .join(Entries, Entries.position == Clients.position)
        .join(Proposals, Proposals.entry == Entries.id)
    )
    return unit.connection.execute(chosen.where(Proposals.proposal == proposal)).first() is not None


def invitations(unit: ReadingUnit, clients: list[str]) -> dict[str, Invitation]:
    """Give the last invitation of each of these users."""
    chosen = select(*Invitations.__table__.columns).where(Invitations.client.in_(clients))
    return {row.client: Invitation._make(row) for row in unit.connection.execute(chosen)}


def password(unit: ReadingUnit, client: str) -> Password | None:
    """Give a user's password, ``None`` before there is one."""
    chosen = select(*UserPasswords.__table__.columns).where(UserPasswords.client == client)
    row = unit.connection.execute(chosen).first()
    return Password._make(row) if row else None


def session_by_token(unit: ReadingUnit, token_hash: str) -> Session | None:
    """Give the session of a token, also one that is over, ``None`` where there is none."""
    row = unit.connection.execute(select(*Sessions.__table__.columns).where(Sessions.token_hash == token_hash)).first()
    return Session._make(row) if row else None


def live_sessions(unit: ReadingUnit, client: str, now: str) -> list[Session]:
    """Give where a user is logged in at ``now``, oldest first."""
    chosen = select(*Sessions.__table__.columns).where(
        Sessions.client == client, Sessions.ended_at == "", Sessions.idle_until > now, Sessions.expires_at > now
    )
    return [Session._make(row) for row in unit.connection.execute(chosen.order_by(Sessions.session))]


def use_invitation(unit: WritingUnit, invitation: Invitation, used_at: str) -> bool:
    """Note that an invitation was accepted; tells whether it still stood as it was read."""
    done = unit.connection.execute(
        update(Invitations)
        .where(
            Invitations.client == invitation.client,
            Invitations.code_hash == invitation.code_hash,
            Invitations.used_at == "",
        )
        .values(used_at=used_at)
    )
    return done.rowcount == 1


def put_password(unit: WritingUnit, fresh: Password) -> None:
    """Set a user's password in the place of the one before."""
    changed = (
        update(UserPasswords)
        .where(UserPasswords.client == fresh.client)
        .values(password_hash=fresh.password_hash, changed_at=fresh.changed_at, must_change=fresh.must_change)
    )
    if not unit.connection.execute(changed).rowcount:
        unit.connection.execute(insert(UserPasswords).values(**fresh._asdict()))


def require_change(unit: WritingUnit, client: str) -> bool:
    """Note that a user must change the password; tells whether there is one."""
    asked = update(UserPasswords).where(UserPasswords.client == client).values(must_change=1)
    return unit.connection.execute(asked).rowcount == 1


def open_session(unit: WritingUnit, fresh: Session) -> None:
    """Note where a user logged in."""
    unit.connection.execute(insert(Sessions).values(**fresh._asdict()))


def renew_session(unit: WritingUnit, session: str, renewed_at: str, idle_until: str) -> None:
    """Note that a session is in use."""
    renewed = update(Sessions).where(Sessions.session == session, Sessions.ended_at == "")
    unit.connection.execute(renewed.values(renewed_at=renewed_at, idle_until=idle_until))


def end_sessions(unit: WritingUnit, client: str, ended_at: str, session: str = "", but: str = "") -> None:
    """End one session of a user, or all of them, or all but one."""
    ended = update(Sessions).where(Sessions.client == client, Sessions.ended_at == "")
    if session:
        ended = ended.where(Sessions.session == session)
    if but:
        ended = ended.where(Sessions.session != but)
    unit.connection.execute(ended.values(ended_at=ended_at))
