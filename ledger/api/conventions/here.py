"""Here: what the door stands on, as the composition root put it into the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from ledger.api.options import DoorOptions
from ledger.auth.brake import Brake
from ledger.auth.callers import Callers
from ledger.auth.login_brake import LoginBrake
from ledger.auth.tokens import Tokens
from ledger.services.node import Node


@dataclass(frozen=True, slots=True)
class Door:
    """Everything a view needs besides its request."""

    node: Node
    tokens: Tokens
    callers: Callers
    brake: Brake
    logins: LoginBrake
    options: DoorOptions


def put(app: Flask, door: Door) -> None:
    """Put the door into the application, and the node where everyone finds it."""
    app.extensions["ledger"] = door.node
    app.extensions["ledger.door"] = door


def door() -> Door:
    """Give the door of the current application."""
    return cast(Door, current_app.extensions["ledger.door"])


def node() -> Node:
    """Give the node of the current application, which every service takes first."""
    return door().node
