"""The report as Markdown, to paste into a mail, a wiki or an issue. The draft's words are escaped throughout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agreement_scan.reports._order import (
    CAVEAT,
    MEANINGS,
    SIGNS,
    WORDS,
    Entry,
    because,
    by_status,
    citation,
    counted,
    pages,
    place,
)
from agreement_scan.reports._review import FRESH, by_finding, fresh, lost_words, said
from agreement_scan.reports._text import one_line, quoted

if TYPE_CHECKING:
    from agreement_scan.model import Decision, Finding, Report

_ACTIVE = re.compile(r"([\\`*_\[\]|~$@])")
_TITLES = {"absent": "Gaps"}


def render(report: Report, options: dict[str, Any]) -> bytes:
    """CommonMark with one table, UTF-8."""
    groups, said_of = by_status(report), by_finding(report)
    lines = [f"# {safe(report.document.name)}", "", _description(report), ""]
    lines += ["| " + " | ".join(f"{SIGNS[s]} {WORDS[s]}" for s in groups) + " |"]
    lines += ["|" + " ---: |" * len(groups)]
    lines += ["| " + " | ".join(str(len(g)) for g in groups.values()) + " |", ""]
    if report.notices:
        lines += ["## How the text was read", ""]
        for n in report.notices:
            where = "" if n.page is None else f" (page {n.page})"
            lines.append(f"- **{safe(n.severity)}**{where}: {safe(n.message)}" + (f" *{safe(n.hint)}*" if n.hint else ""))
        lines.append("")
    lines += _review(report)
    for status, group in groups.items():
        if not group:
            continue
        lines += [f"## {SIGNS[status]} {_TITLES.get(status, WORDS[status])} ({len(group)}): {MEANINGS[status]}", ""]
        if status in ("not-applicable", "not-assessed"):
            lines += [f"- {safe(e.provision.name)}: {safe(e.assessment.because)}" for e in group] + [""]
            continue
        for entry in group:
            lines += _entry(entry, status, said_of)
    lines += ["---", "", CAVEAT, ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _description(report: Report) -> str:
    number = pages(report)
    parts = [] if number is None else [counted(number, "page")]
    parts += [counted(len(report.clauses), "clause"), counted(len(report.document.text), "character")]
    proposed = " (proposed from the text)" if report.run.profile_proposed else ""
    return f"{', '.join(parts)}. Language: {safe(report.language)}. Profile: **{safe(report.run.profile)}**{proposed}."


def _review(report: Report) -> list[str]:
    """What reviewers rejected, and which of their decisions need a fresh look."""
    verdicts, said_of, lines = report.verdicts(), by_finding(report), []
    rejected = [f for f in report.findings if verdicts.get(f.id) == "rejected"]
    if rejected:
        lines += [f"## Rejected by reviewers ({len(rejected)})", ""]
        for f in rejected:
            words = f" {safe(quoted(f.quote))}" if f.quote else ""
            lines.append(f"- `{f.provision}` {safe(WORDS[f.status])}, {safe(place(f))}:{words} {safe('; '.join(said(d) for d in said_of[f.id]))}")
        lines.append("")
    if fresh(report):
        lines += [f"## {FRESH} ({len(fresh(report))})", ""]
        lines += [f"- `{safe(d.provision)}` {safe(said(d))}: {safe(lost_words(d))} {safe(d.because)}" for d in fresh(report)] + [""]
    return lines


def _entry(entry: Entry, status: str, said_of: dict[str, list[Decision]]) -> list[str]:
    assessment, provision, findings = entry
    tags = ["headline"] * provision.headline + ["outside the profile"] * (not assessment.in_profile)
    lines = [f"### {safe(provision.name)}" + (f" ({', '.join(tags)})" if tags else ""), ""]
    lines += [f"`{provision.id}` {safe(because(entry))}".rstrip(), ""]
    for finding in findings:
        lines += _finding(finding, said_of.get(finding.id, []))
    if status in ("contrary", "absent", "weak"):
        if provision.wording:
            lines += [f"Suggested wording: {safe(provision.wording)}", ""]
        lines += [f"- Asked for by {safe(citation(s))}" for s in provision.sources] + [""] * bool(provision.sources)
    return lines


def _finding(f: Finding, decisions: list[Decision]) -> list[str]:
    lead_in = "" if f.lead_in is None or not f.lead_in.quote else f"*{safe(quoted(f.lead_in.quote))}* → "
    words = [f"> {lead_in}{safe(quoted(f.quote))}", ">"] if f.quote else []
    about = f"> {SIGNS[f.status]} {WORDS[f.status]}. **{safe(place(f))}**, {safe(f.strength)}, {safe(f.detector)}, {f.confidence:.2f}"
    review = [">", f"> Reviewed: {safe('; '.join(said(d) for d in decisions))}"] if decisions else []
    return [*words, about, *review, ""]


def safe(text: str) -> str:
    """Words that are shown as they are: no Markdown, no HTML, no link comes alive, on one line."""
    text = _ACTIVE.sub(r"\\\1", one_line(text)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = text.replace("://", r":\//").replace("www.", r"www\.")
    # At the start of a line these would make a list, a heading or a quotation.
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([-+=#])", r"\\\1", text))
