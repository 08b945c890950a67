"""Verbs of certificates: somebody certifies what an organization holds, and takes it back."""

from __future__ import annotations

from tests.spec.story import ACTS, OUTCOMES, Story

CERTIFICATES = "/certificates"


@ACTS("{who} certifies {company} as {name}[, as of {day}]")
def certify(story: Story, who: str, company: str, name: str, day: str | None) -> None:
    """Certify what an organization holds, today unless a day is told."""
    body = {"organization_id": story.organization(company), **({"as_of": day} if day else {})}
    if story.post(who, CERTIFICATES, body):
        assert name not in story.certificates, f"there is a certificate {name} already"
        story.certificates[name] = story.answer["id"], story.answer["code"]


@ACTS("{who} revokes certificate {name}")
def revoke(story: Story, who: str, name: str) -> None:
    """Take a certificate back."""
    assert name in story.certificates, f"no certificate is called {name!r}: {sorted(story.certificates)}"
    path = f"{CERTIFICATES}/{story.certificates[name][0]}"
    story.post(who, f"{path}/revoke", {"reason": "as told"}, path)


@OUTCOMES("certificate {name} is {status}: {points:number} points of {day}[, {held:number} held]")
def states(story: Story, name: str, status: str, points: int, day: str, held: int | None) -> None:
    """Compare what whoever holds the code is told."""
    assert name in story.certificates, f"no certificate is called {name!r}: {sorted(story.certificates)}"
    told = story.read(f"{CERTIFICATES}/check/{story.certificates[name][1]}")["certificate"]
    found = told["status"], told["posted"], told["as_of"], told["held"]
    assert found == (status, points, day, held or 0), f"found {found}"
