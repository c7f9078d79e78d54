"""Scans small texts through the whole line, as a reader of text files would: with the rules alone or with the model beside them."""

from __future__ import annotations

from functools import lru_cache

from agreement_scan.model import FOUND, Report
from agreement_scan.options import Options
from agreement_scan.scan import scan

LOOKED_AT = (*FOUND, "unclear")


def scan_text(text: str, profile: str = "peace-agreement", model: str = "off") -> Report:
    """The report of a text held in memory."""
    return scan(text.encode(), Options(profile=profile, language="en", model=model), name="draft.txt")


def draft(*articles: str, title: str = "DRAFT AGREEMENT", preamble: str = "The Parties to this Agreement,") -> str:
    """A small draft whose articles 2, 3, … hold the given texts; article 1 speaks of nothing."""
    numbered = "\n\n".join(f"Article {n}\n\n{body}" for n, body in enumerate(articles, start=2))
    return f"{title}\n\n{preamble}\n\nHave agreed as follows:\n\nArticle 1. Purpose\n\nThis text ends the armed conflict between the two sides.\n\n{numbered}\n"


@lru_cache(maxsize=512)
def _statuses(text: str, profile: str, model: str) -> dict[str, str]:
    return {a.provision: a.status for a in scan_text(text, profile, model).assessments if a.status in LOOKED_AT}


def found(text: str, profile: str = "peace-agreement", model: str = "off") -> dict[str, str]:
    """Provision -> status, for what was found in a text (present, weak, contrary or unclear); silence has no key."""
    return dict(_statuses(text, profile, model))

