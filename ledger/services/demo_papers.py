"""Demo papers: what the last day leaves for an auditor: certificates, somebody who left and is erased, a noted read.

One certificate counts and one was taken back; of the user who left, every text is erased and every proof stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.domain import commands as c
from ledger.services.access import anchor, note
from ledger.services.certificates import issue_certificate, revoke_certificate
from ledger.services.context import Caller, Request
from ledger.services.corrections import Grounds
from ledger.services.demo_actions import documents
from ledger.services.demo_cast import Client
from ledger.services.demo_users import DOMAIN, result_of
from ledger.services.erasing import propose_erasure
from ledger.services.node import Node
from ledger.services.objections import list_objections
from ledger.services.posting import answer
from ledger.services.proposals import approve_proposal
from ledger.services.users import invite_user
from ledger.store.reads.objections import Wanted

AUDIT: Final = "2026년 정기 감사 / the yearly audit of 2026"
MISTAKEN: Final = "다른 기관에 제출됨 / handed to the wrong office"
LEFT: Final = "퇴사자가 서면으로 요청함 / who left asked for it in writing"
AT_ONCE: Final = 50


def file_papers(node: Node, clients: Mapping[str, Client]) -> None:
    """Leave all of it, on the day that the node's clock stands at.

    Args:
        clients: among them operator, operator_approver, company and auditor.

    Raises:
        DemoFailed: the ledger refused it.
    """
    callers = {name: client.caller for name, client in clients.items()}
    _certify(node, callers)
    _erase(node, callers)
    _audit(node, callers["auditor"])


def _certify(node: Node, callers: Mapping[str, Caller]) -> None:
    """Certify twice what the company holds, and take the first back."""
    company = callers["company"]
    issued = [
        result_of(issue_certificate(node, _asked(company, "certificates.issue", which), company.organization_id))
        for which in ("first", "second")
    ]
    revoking = _asked(callers["operator"], "certificates.revoke")
    result_of(revoke_certificate(node, revoking, str(issued[0]["id"]), MISTAKEN))


def _erase(node: Node, callers: Mapping[str, Caller]) -> None:
    """Invite a user of the company, end it, and erase who it was."""
    operator, organization = callers["operator"], callers["company"].organization_id
    login, name = f"left@{DOMAIN}", "Seo Ji-won / 서지원"
    invited = result_of(invite_user(node, _asked(operator, "users.invite"), organization, login, "company", name, None))
    result_of(answer(node, _asked(operator, "clients.revoke"), c.RevokeClient(str(invited["user_id"]))))
    (request,) = documents("erasure", ["written_request"])
    why = Grounds("request", LEFT, request)
    proposed = result_of(propose_erasure(node, _asked(operator, "erasures.propose"), str(invited["person_id"]), why))
    result_of(approve_proposal(node, _asked(callers["operator_approver"], "proposals.approve"), str(proposed["id"])))


def _audit(node: Node, auditor: Caller) -> None:
    """Let the auditor read who contests what, and note in the journal that it was read."""
    note(node, auditor, "list_objections", "", AUDIT)
    list_objections(node, auditor, Wanted(), limit=AT_ONCE)
    anchor(node)


def _asked(caller: Caller, operation: str, which: str = "") -> Request:
    return Request(caller, operation, f"papers {operation} {which}".strip())
