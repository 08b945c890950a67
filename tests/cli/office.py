"""An office at the command line: an operator with two persons, one who drafts and one who approves."""

from __future__ import annotations

from typing import Any

from tests.cli.installation import Done, Installation

NAMES = ("--name-en", "Busan Cooperation Centre", "--name-ko", "부산 지산학협력센터", "--person", "Kim")


class Office:
    """An operator with two persons: one drafts, one approves."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        opened = installation.told("init", *NAMES)
        self.drafter = opened["client_id"], opened["client_secret"]
        granting = ("clients", "grant", opened["organization_id"], "--role", "operator_approver", "--person", "Lee")
        granted = self.told(self.drafter, *granting)
        self.approver = granted["client_id"], granted["client_secret"]

    def told(self, who: tuple[str, str], *command: str) -> Any:
        """Let somebody do something, and give what is told in JSON."""
        return self.installation.told(*command, "--as", who[0], typed=who[1] + "\n")

    def run(self, who: tuple[str, str], *command: str) -> Done:
        """Let somebody try something."""
        return self.installation.run(*command, "--as", who[0], typed=who[1] + "\n")
