"""What reports say of reviewers' decisions: the same words in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agreement_scan.reports._text import one_line, quoted, shortened

if TYPE_CHECKING:
    from agreement_scan.model import Decision, Report

FRESH = "Needs a fresh look"


def by_finding(report: Report) -> dict[str, list[Decision]]:
    """The decisions that stand on each finding."""
    found: dict[str, list[Decision]] = {}
    for d in report.decisions:
        if d.finding and not d.because:
            found.setdefault(d.finding, []).append(d)
    return found


def on_silence(report: Report) -> dict[str, list[Decision]]:
    """The decisions that stand on each provision on which nothing was found."""
    found: dict[str, list[Decision]] = {}
    for d in report.decisions:
        if d.start is None and not d.because:
            found.setdefault(d.provision, []).append(d)
    return found


def fresh(report: Report) -> list[Decision]:
    """The decisions that could not be carried over, in the order of their history."""
    return [d for d in report.decisions if d.because]


def said(d: Decision) -> str:
    """One decision in words: ``corrected to weak by Ana (“only an aim”)``."""
    verb = {"corrected": f"corrected to {d.status}", "added": f"added as {d.status}"}.get(d.decision, d.decision)
    return f"{verb} by {one_line(d.reviewer)}" + (f" ({quoted(one_line(d.comment))})" if d.comment else "")


def lost_words(d: Decision, limit: int = 120) -> str:
    """The words that a decision was about, to look for by eye."""
    return quoted(shortened(one_line(d.quote), limit)) if d.quote else "(no words)"
