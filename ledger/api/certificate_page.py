"""The page where anyone checks a certificate: Korean and English, without JavaScript, with nothing from elsewhere.

The code is posted, so that it stands in no address, history or log of a proxy.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from ledger.api.certificates import checked
from ledger.api.conventions.negotiation import HTML
from ledger.api.conventions.problems import language
from ledger.api.door_texts import render
from ledger.domain.certificate_codes import read, written
from ledger.domain.refusals import Refused
from ledger.services.papers.words import LANGUAGES, points, words_of

_TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
_STYLE: Final = (_TEMPLATES / "certificates" / "check.css").read_text(encoding="utf-8")
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_CODE_LETTERS_MAX: Final = 64

blueprint = Blueprint("certificate_page", __name__, template_folder=str(_TEMPLATES))


@blueprint.get("/certificates/check")
def form() -> Response:
    """Give the form."""
    return _page({"result": ""})


@blueprint.post("/certificates/check")
def result() -> Response:
    """Tell what a code opens."""
    code = request.form.get("code", "")[:_CODE_LETTERS_MAX]
    try:
        told = checked(code)
    except Refused as refused:
        page = _page({"result": "wait", "words": render(refused.refusal, _language())[1]}, 429)
        page.headers["Retry-After"] = str(refused.refusal.params["retry_after_seconds"])
        return page
    if told is None:
        return _page({"result": "unknown"}, 404)
    known = read(code)
    shown = told["certificate"]
    figures = {state: points(shown[state]) for state in ("posted", "pending", "held", "disputed", "arrears")}
    return _page(
        {
            "result": shown["status"],
            "certificate": shown,
            "figures": figures,
            "name": shown[f"name_{_language()}"] or shown["name_ko"] or shown["name_en"] or "",
            "root": told["checkpoint_root"],
            "size": told["checkpoint_size"],
            "proof": f"/api/v1/certificates/check/{written(known)}" if known else "",
        }
    )


def _language() -> str:
    wished = request.args.get("lang", "")
    return wished if wished in LANGUAGES else language()


def _page(told: Mapping[str, Any], status: int = 200) -> Response:
    spoken = _language()
    other = next(each for each in LANGUAGES if each != spoken)
    body = render_template(
        "certificates/check.html", say=words_of(spoken), language=spoken, other=other, style=_STYLE, **told
    )
    response = Response(body, status, content_type=f"{HTML}; charset=utf-8")
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Language"] = spoken
    response.headers["Vary"] = "Accept-Language"
    return response
