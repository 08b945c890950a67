"""The writer: many workers, one commit; a poisoned command hurts only itself; nobody who was heard goes unanswered."""

from __future__ import annotations

import socket
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.domain.commands import (
    COMMANDS,
    AddEvidence,
    AddRegistration,
    AnchorAccess,
    ApproveAccrual,
    ApproveAllotment,
    ApproveProgram,
    ApproveProposal,
    ApproveRule,
    ApproveSanction,
    CancelRedemption,
    CaptureHold,
    Chosen,
    ClearAccrual,
    CloseProgram,
    Command,
    ConfirmAccrual,
    DeclineRedemption,
    DraftProgram,
    DraftRule,
    ExpireProposal,
    FulfilRedemption,
    GrantClient,
    InviteUser,
    IssueCertificate,
    NewClient,
    NewUser,
    NoteAccess,
    OpenLedger,
    PlaceHold,
    PostAccrual,
    ProfileOrganization,
    ProposeAdjustment,
    ProposeAffiliation,
    ProposeAllotment,
    ProposeBound,
    ProposeClosing,
    ProposeClosure,
    ProposeErasure,
    ProposeGrant,
    ProposeLogKey,
    ProposeMerger,
    ProposeObjectionDecision,
    ProposeReinstatement,
    ProposeSanction,
    ProposeSuccession,
    ProposeTiers,
    ProposeWriteOff,
    QuoteAccrual,
    QuotePrograms,
    QuoteUsage,
    RaiseObjection,
    RecordSimulation,
    RegisterOrganization,
    RejectAccrual,
    RejectProposal,
    RejectSanction,
    ReleaseHold,
    RenewUser,
    ResubmitAccrual,
    ReturnAccrual,
    ReverseAccrual,
    RevokeCertificate,
    RevokeClient,
    RevokeRedemption,
    SelectRedemption,
    SettleCall,
    SettleDue,
    Submission,
    SubmitRedemption,
    VerifyAccrual,
    WarnExpiry,
    WithdrawAccrual,
    WithdrawObjection,
    WithdrawProposal,
    WithdrawSanction,
)
from ledger.domain.journal.facts import Evidence, Share, TextsOf
from ledger.services.keys import Keys
from ledger.services.node import Node
from ledger.services.posting import post, post_each
from ledger.services.verification import verify
from ledger.services.writer import wire
from ledger.services.writer.channel import SubmissionFailed, WriterChannel
from ledger.services.writer.loop import WriterLoop
from ledger.store.errors import StoreUnavailable
from ledger.store.store import Store
from tests.support.memory import private
from tests.support.mirrored import MirroredLedger
from tests.support.world import furnish

TRIES = 5


@dataclass
class Writing:
    """A ledger with a writer in a thread, and a node that posts through it."""

    ledger: MirroredLedger
    node: Node
    loop: WriterLoop
    channel: WriterChannel
    thread: threading.Thread

    def accrual(self, event: str, occurred_on: str = "2026-08-31") -> PostAccrual:
        company = self.ledger.clients["gijang-robotics"][1]
        return PostAccrual(private("source_event_id", event), "HIRE", company, occurred_on, {"allowance_krw": 50_000})

    def submission(self, *commands: Command, request: str = "") -> Submission:
        return self.ledger.submission("pukyong", commands, request=request)

    def position(self) -> int:
        with self.node.store.reading() as unit:
            return unit.head.position


@pytest.fixture
def writing(store: Store, tmp_path: Path) -> Iterator[Writing]:
    keys = Keys.load_or_create(tmp_path / "keys")
    ledger = furnish(MirroredLedger([store], keys))
    path = tmp_path / "writer.sock"
    loop = WriterLoop(Node(store, lambda: ledger.now, keys, ledger.ledger), path)
    thread = threading.Thread(target=loop.run)
    thread.start()
    channel = WriterChannel(path)
    node = Node(store, lambda: ledger.now, keys, ledger.ledger, channel)
    yield Writing(ledger, node, loop, channel, thread)
    channel.close()
    loop.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_every_kind_of_command_crosses_the_wire_unchanged() -> None:
    text = private("reason", "이유")
    client = NewClient("company", "hash", "sealed", text)
    evidence = (Evidence("report", "00" * 32, "application/pdf", 12),)
    commands: tuple[Command, ...] = (
        PostAccrual(text, "INT", "org_1", "2026-08-31", {"allowance_krw": 1}, text, evidence),
        PostAccrual(text, "INT", "org_1", "2026-08-31", {}),
        QuoteAccrual(
            text, "INT", "org_1", "2026-08-31", {}, None, evidence, "2026-08-01", text, (Share("org_1", 10_000),)
        ),
        ReverseAccrual("acr_1", text, 5),
        ClearAccrual("acr_1", text),
        ConfirmAccrual("acr_1"),
        VerifyAccrual("acr_1"),
        ApproveAccrual("acr_1"),
        ReturnAccrual("acr_1", text),
        RejectAccrual("acr_1", text),
        WithdrawAccrual("acr_1", text),
        ResubmitAccrual("acr_1", "2026-08-31", {"allowance_krw": 1}, evidence, "", (Share("org_1", 10_000),)),
        AddEvidence("acr_1", evidence),
        PlaceHold("org_1", "P-301", 2, text),
        SubmitRedemption("red_1", evidence),
        SelectRedemption("red_1", 50_000_000),
        DeclineRedemption("red_1", text),
        SettleCall("P-201", "2026-1", (Chosen("red_1"), Chosen("red_2", 5, 7)), ("red_3",), rest_is_declined=True),
        QuotePrograms("org_1", ("P-201",)),
        QuoteUsage("P-201", "2026-1"),
        CaptureHold("red_1"),
        ReleaseHold("red_1", text),
        FulfilRedemption("red_1"),
        RevokeRedemption("red_1", text),
        CancelRedemption("red_1", text),
        ProfileOrganization("org_1", "haeundae", "small", ""),
        ProposeSanction("org_1", "closure", text, evidence[0], 5),
        ApproveSanction("san_1"),
        RejectSanction("san_1", text),
        WithdrawSanction("san_1", text),
        RegisterOrganization("company", text, text, client, text),
        GrantClient("org_1", client),
        RevokeClient("cli_1"),
        DraftRule("INT", 1, "2026-01-01", {"name": {"ko": "현장실습"}, "limits": []}),
        RecordSimulation("INT", 1, 5, "2025-01-01", "2025-12-31", 9, 3, 1, 100, 120, "00" * 32),
        ApproveRule("INT", 1),
        DraftProgram("P-1", 1, {"window": {}}),
        CloseProgram("P-1", "2026-12-31"),
        ApproveProgram("P-1", 1),
        ProposeAllotment("org_1", 2026, 50_000),
        ApproveAllotment("alp_1"),
        OpenLedger("origin", "system", text, text, client),
        ProposeAdjustment("org_1", "credit", 10, "data_error", text, evidence[0], "2029-12-31"),
        ProposeWriteOff("org_1", 10, "uncollectible", text, evidence[0]),
        ProposeReinstatement("org_1", "lot_1", 10, "2029-12-31", "appeal", text, evidence[0]),
        ProposeBound("adjustment", 1, 1, 14, text),
        ApproveProposal("prp_1"),
        RejectProposal("prp_1", text),
        WithdrawProposal("prp_1", text),
        ExpireProposal("prp_1"),
        SettleDue("org_1"),
        WarnExpiry("org_1", (90, 30, 7)),
        ProposeLogKey("00" * 32, text),
        ProposeClosing("2026-08"),
        ProposeTiers({"months": 24, "tiers": [{"code": "basic"}]}, text),
        ProposeGrant("org_1", "user", "operator", text, "hash", "sealed", text, 14, text, text),
        InviteUser("org_1", NewUser("company", text, "hash", "sealed", "2026-12-31T00:00:00.000Z", text)),
        RenewUser("usr_1", "hash", "sealed", "2026-12-31T00:00:00.000Z"),
        RaiseObjection("acr_1", "wrong_amount", text, evidence[0]),
        WithdrawObjection("obj_1", text),
        ProposeObjectionDecision("obj_1", "acr_1", "org_1", "upheld", "documents_confirm", text, evidence[0], 5, 20),
        AddRegistration("org_1", text),
        ProposeMerger("org_1", "org_2", "absorption", text, evidence[0]),
        ProposeSuccession("org_1", "org_2", "division", text, evidence[0], 5, ("lot_1",)),
        ProposeClosure("org_1", "dissolution", text, evidence[0]),
        ProposeAffiliation(("org_1", "org_2"), True, "control_acquired", text, evidence[0]),
        NoteAccess("list_users", "org_1", "org_1", "digest", text),
        AnchorAccess(7, "ab" * 32),
        ProposeErasure("per_1", (TextsOf("per_1", ("name",)),), ("cli_1",), "request", text, evidence[0]),
        IssueCertificate("org_1", "2026-08-31", "ko", "00" * 16, "00" * 32),
        RevokeCertificate("cer_1", text),
    )
    assert {command.KIND for command in commands} == set(COMMANDS)
    one = Submission("cli_1", "org_1", "ab" * 16, commands, "request", "fingerprint", "trace", "atomic")
    assert wire.decode_submissions(wire.encode_submissions([one])) == (one,)


def test_the_socket_is_for_this_user_alone(writing: Writing, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "writer.sock").stat().st_mode) == 0o600


def test_a_lone_request_is_posted_and_answered(writing: Writing) -> None:
    before = writing.position()
    answer = post(writing.node, [writing.submission(writing.accrual("LONE-1"))])[0]
    assert answer.outcomes[0].result["position"] == before + 1 == writing.position()


def test_forty_workers_at_once_share_commits_and_all_are_answered(writing: Writing) -> None:
    before = writing.position()

    def one(number: int) -> int:
        answer = post(writing.node, [writing.submission(writing.accrual(f"BURST-{number}"))])[0]
        return int(answer.outcomes[0].result["position"])

    submissions = list(range(400))
    with ThreadPoolExecutor(40) as pool:
        positions = list(pool.map(one, submissions))
    assert sorted(positions) == list(range(before + 1, before + 401))
    status = writing.channel.status()
    assert status.commands == 400
    assert status.groups < 400
    assert verify(writing.node).findings == ()


def test_a_poisoned_command_hurts_only_itself(writing: Writing) -> None:
    """A day that is no day slips past nobody at the door; here it stands for any defect."""
    barrier = threading.Barrier(20)

    def one(number: int) -> str:
        barrier.wait()
        day = "2026-02-30" if number == 7 else "2026-08-31"
        try:
            post(writing.node, [writing.submission(writing.accrual(f"POISON-{number}", day))])
        except SubmissionFailed:
            return "failed"
        return "posted"

    before = writing.position()
    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(one, range(20)))
    assert told == ["failed" if number == 7 else "posted" for number in range(20)]
    assert writing.position() == before + 19


def test_a_large_request_lets_small_ones_through_beside_it(writing: Writing) -> None:
    large = [writing.submission(*(writing.accrual(f"LARGE-{part}-{at}") for at in range(60))) for part in range(4)]
    with ThreadPoolExecutor(8) as pool:
        parts = [pool.submit(post, writing.node, [one]) for one in large]
        singles = [
            pool.submit(post, writing.node, [writing.submission(writing.accrual(f"SMALL-{n}"))]) for n in range(4)
        ]
        answers = [future.result()[0] for future in (*parts, *singles)]
    assert all(not outcome.code for answer in answers for outcome in answer.outcomes)
    assert sum(len(answer.outcomes) for answer in answers) == 244
    assert verify(writing.node).findings == ()


def test_parts_that_are_handed_over_in_turn_are_posted_in_their_order(writing: Writing) -> None:
    parts = [
        writing.submission(*(writing.accrual(f"TURN-{part}-{'x' * 60}-{at}") for at in range(40))) for part in range(12)
    ]
    made: list[int] = []

    def one_by_one() -> Iterator[Submission]:
        for number, part in enumerate(parts):
            made.append(number)
            yield part

    positions: list[int] = []
    for answered, answer in enumerate(post_each(writing.node, one_by_one()), start=1):
        positions += [outcome.result["position"] for outcome in answer.outcomes]
        assert len(made) <= answered + 2, "no more than two are under way, and one is made"
    assert positions == sorted(positions)
    assert len(positions) == 12 * 40
    assert verify(writing.node).findings == ()


def overtaken(writing: Writing, turn: int) -> int:
    """Send six large requests and three small ones behind them; gives how many large ones come after the small."""
    wide_ones = [
        writing.submission(*(writing.accrual(f"WIDE-{turn}-{part}-{at}") for at in range(60))) for part in range(6)
    ]
    small = [writing.submission(writing.accrual(f"NARROW-{turn}-{number}")) for number in range(3)]
    with ThreadPoolExecutor(9) as pool, writing.node.store.writing():
        wide = [pool.submit(post, writing.node, [one]) for one in wide_ones]
        time.sleep(0.3)
        narrow = [pool.submit(post, writing.node, [one]) for one in small]
        time.sleep(0.3)
        # The writer waits for the lock with the first of the large ones; all the others wait behind it.
    last_small = max(future.result()[0].outcomes[0].result["position"] for future in narrow)
    return sum(f.result()[0].outcomes[0].result["position"] > last_small for f in wide)


def test_small_requests_and_a_large_one_take_turns(writing: Writing) -> None:
    """Where the machine is so busy that the small ones are not there in time, they are sent again behind others."""
    assert any(overtaken(writing, turn) >= 4 for turn in range(TRIES))


def test_without_a_writer_nothing_is_written_and_that_is_known(store: Store, tmp_path: Path) -> None:
    channel = WriterChannel(tmp_path / "nobody.sock")
    with pytest.raises(StoreUnavailable) as refused:
        channel.post([])
    assert not refused.value.outcome_unknown


def test_a_writer_that_dies_over_a_request_leaves_its_outcome_to_the_key(tmp_path: Path) -> None:
    path = tmp_path / "dying.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()

        def die() -> None:
            connection, _ = listener.accept()
            connection.recv(16)
            connection.close()

        thread = threading.Thread(target=die)
        thread.start()
        with pytest.raises(StoreUnavailable) as lost:
            WriterChannel(path).post([])
        thread.join()
    assert lost.value.outcome_unknown


def test_a_worker_finds_a_writer_that_was_started_again(writing: Writing, tmp_path: Path) -> None:
    post(writing.node, [writing.submission(writing.accrual("BEFORE"))])
    writing.loop.stop()
    writing.thread.join(10)
    again = WriterLoop(
        Node(writing.node.store, writing.node.clock, writing.node.keys, writing.node.ledger), tmp_path / "writer.sock"
    )
    thread = threading.Thread(target=again.run)
    thread.start()
    answer = post(writing.node, [writing.submission(writing.accrual("AFTER"))])[0]
    assert not answer.outcomes[0].code
    again.stop()
    thread.join(10)


def test_a_stranger_that_sends_nonsense_is_shown_out_and_nobody_else(writing: Writing, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(str(tmp_path / "writer.sock"))
        stranger.sendall(wire.frame(wire.POST, b"\xc1nonsense"))
        assert stranger.recv(10) == b""
    assert not post(writing.node, [writing.submission(writing.accrual("STILL-HERE"))])[0].outcomes[0].code
