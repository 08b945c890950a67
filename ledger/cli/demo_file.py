"""Demo file: how to log in to a demo, for the tour, tests and scripts.

``{"base_url", "database_url", "clients": {name: {"client_id", "client_secret", "organization_id"}},
"users": {name: {"login", "password", "user_id", "organization_id"}}}``, readable by its owner alone. A name is a role
or, for an agency, the owner that programs name, such as ``busan-technopark``; there is a user for each role. While a
demo is loaded a marker stands beside it, so that a load that was cut short is known as such.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

DEMO_FILE: Final = Path("build/demo.json")
ROLES: Final = ("operator", "operator_approver", "university", "university_verifier", "company", "auditor")


def read_demo_file(path: Path) -> dict[str, Any] | None:
    """Read it; ``None`` where there is none, or something else."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(told, dict) and set(told) == {"base_url", "database_url", "clients", "users"}
    return told if whole and set(ROLES) <= set(told["clients"]) else None


def write_demo_file(path: Path, told: dict[str, Any]) -> None:
    """Write it whole or not at all, for its owner's eyes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file, indent=2)
        file.write("\n")
    fresh.replace(path)


def marker_of(path: Path) -> Path:
    """Give the marker that stands beside the file while a demo is loaded; it holds the database's address."""
    return path.with_suffix(".loading")
