"""What provokes the refusals of the log, through HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ledger.api.conventions.here import put
from tests.api.house import House
from tests.api.proposing import decide

Provoke = Callable[[House], Any]
LOG = "/api/v1/log"
KEY = "7c" * 32


def furnish_for_the_log(house: House) -> None:
    """Sign one checkpoint, and set a key that is in the signer's folder: the one that it signs with."""
    house.get("", f"{LOG}/checkpoint")
    (known,) = house.get("", f"{LOG}/keys").json["items"]
    body = {"public_key": known["public_key"], "reason": "as it stands"}
    proposed = house.post("operator", f"{LOG}/keys", body)
    assert decide(house, "approver", proposed.json["id"]).status_code == 200
    house.get("", f"{LOG}/checkpoint")


def _set_again(house: House) -> Any:
    (known,) = house.get("", f"{LOG}/keys").json["items"]
    return house.post("operator", f"{LOG}/keys", {"public_key": known["public_key"], "reason": "once more"})


def _behind_the_signer(house: House) -> Any:
    """Let another process sign, which has not come to the newest entry."""
    before = house.app.extensions["ledger.door"]
    seal = replace(before.node.seal, process=True)
    put(house.app, replace(before, node=replace(before.node, seal=seal)))
    try:
        return house.get("", f"{LOG}/proof?position={house.head()[0]}")
    finally:
        put(house.app, before)


def _cosigned(line: str, size: int = 0) -> Provoke:
    def provoke(house: House) -> Any:
        newest = house.get("", "/readyz").json["checkpoint"]["size"]
        body = {"size": size or newest, "cosignature": line}
        return house.post("", f"{LOG}/cosignatures", body, key=None)

    return provoke


STRANGER = "— witness.example/w1 jWbPPwAAAABkGFDLEZMHwSRa"

LOGGED: dict[str, Provoke] = {
    "log_key_already_set": _set_again,
    "not_in_a_checkpoint_yet": _behind_the_signer,
    "checkpoint_unknown": _cosigned(STRANGER, 10**9),
    "cosigner_unknown": _cosigned(STRANGER),
    "cosignature_not_good": _cosigned("by hand"),
}
