"""Users at the command line: invited, accepted from standard input, and told by whom."""

from __future__ import annotations

from tests.cli.installation import Installation
from tests.cli.office import NAMES, Office

LOGIN, PASSWORD = "kim@centre.example", "seven gulls over Gwangalli"


def test_users_come_and_go_at_the_command_line(installation: Installation) -> None:
    opened = installation.told("init", *NAMES)
    acting, secret = ("--as", opened["client_id"]), opened["client_secret"] + "\n"
    organization = opened["organization_id"]
    inviting = ("users", "invite", organization, "--login", LOGIN, "--role", "operator")
    assert installation.run(*inviting, *acting, typed=secret).returncode == 2
    same = ("--same-person-as", opened["client_id"])
    invited = installation.told(*inviting, *same, *acting, typed=secret)
    refused = installation.run("users", "accept", LOGIN, typed=f"guess\n{PASSWORD}\n")
    assert (refused.returncode, PASSWORD in refused.stderr) == (1, False)
    accepted = installation.told("users", "accept", LOGIN, typed=f"{invited['invitation_code']}\n{PASSWORD}\n")
    assert accepted["user_id"] == invited["user_id"]
    (listed,) = installation.told("users", "list")
    assert (listed["login"], listed["status"]) == (LOGIN, "active")
    granting = ("clients", "grant", organization, "--role", "operator_approver", "--person", "Lee")
    installation.told(*granting, *acting, typed=secret)
    alone = installation.run("users", "renew", invited["user_id"], *acting, typed=secret)
    assert "takes two persons" in alone.stderr
    proposing = ("grants", "propose", organization, "--role", "operator", "--person", "Choi", "--reason", "more hands")
    assert installation.told(*proposing, *acting, typed=secret)["status"] == "proposed"
    installation.told("users", "revoke", invited["user_id"], *acting, typed=secret)
    then, now = installation.told("authority", "--at", str(invited["position"])), installation.told("authority")
    assert [one["in_force"] for one in then["grants"]] == [True, True]
    assert [one["in_force"] for one in now["grants"]] == [True, False, True]
    assert installation.told("verify")["findings"] == []


def test_nobody_lets_himself_in_as_a_second_person_at_the_command_line(sqlite_installation: Installation) -> None:
    """Kim has both roles, by two clients, and approves at the command line what he proposed there."""
    office = Office(sqlite_installation)
    operator = sqlite_installation.told("organizations", "list")[0]["id"]
    both = ("grants", "propose", operator, "--role", "operator_approver", "--reason", "two desks")
    proposed = office.told(office.drafter, *both, "--same-person-as", office.drafter[0])
    granted = office.told(office.approver, "proposals", "approve", proposed["id"])["result"]
    kim_approving = granted["client_id"], proposed["first_half"] + granted["second_half"]
    new = ("--role", "operator_approver", "--person", "Nobody Real")
    wanted = office.told(office.drafter, "grants", "propose", operator, *new, "--reason", "more hands")
    checked = sqlite_installation.told("verify")
    for who, command, refusal in (
        (office.drafter, ("clients", "grant", operator, *new), "takes two persons"),
        (office.drafter, ("users", "invite", operator, "--login", LOGIN, *new), "takes two persons"),
        (office.drafter, ("proposals", "approve", wanted["id"]), "permission"),
        (kim_approving, ("proposals", "approve", wanted["id"]), "another person"),
        (kim_approving, ("proposals", "reject", wanted["id"], "--reason", "no"), "another person"),
    ):
        done = office.run(who, *command)
        assert (done.returncode, refusal in done.stderr) == (1, True), (command, done.stderr)
    assert (sqlite_installation.told("verify"), checked["findings"]) == (checked, [])
    assert office.told(office.approver, "proposals", "approve", wanted["id"])["status"] == "approved"
