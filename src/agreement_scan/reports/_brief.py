"""What goes into the two-page brief for a principal: contrary clauses, gaps with words to propose, what was not read."""

from __future__ import annotations

from typing import NamedTuple

from agreement_scan.model import Report
from agreement_scan.reports._order import CAVEAT, WORDS, Entry, by_status, citation, pages, place
from agreement_scan.reports._text import one_line, quoted, shortened

# Two A4 pages, by rough count for a wide fallback font: characters to a line, lines to both pages.
LINE, LINES = 98, 130
_QUOTE, _WORDING, _TITLE = 260, 420, 64


class Line(NamedTuple):
    """One paragraph of the brief. ``style``: title, lead, heading, item (a provision's name), text, propose, small."""

    style: str
    text: str


# Lines that a paragraph's own space takes, beside its words.
_SPACE = {"title": 2.0, "lead": 0.6, "heading": 1.6, "item": 0.6, "text": 0.1, "propose": 0.1, "small": 0.2}


def lines(report: Report, room: float = LINES) -> list[Line]:
    """The paragraphs of the brief, cut to ``room`` lines: what does not fit is counted and named, never dropped in silence."""
    groups = by_status(report)
    document = report.document
    counts = ", ".join(f"{len(g)} {WORDS[s].lower()}" for s, g in groups.items() if g)
    count = pages(report)
    about = [f"profile {report.run.profile}" + (" (proposed from the text)" if report.run.profile_proposed else "")]
    about += [f"{count} page{'s' if count != 1 else ''}"] if count is not None else []
    head = [
        Line("title", "What the draft does for children"),
        Line("lead", f"{one_line(document.name)}, {', '.join(about)}. Provisions: {counts}."),
    ]
    tail = [*_unread(report, groups["not-assessed"]), Line("small", f"{CAVEAT} agreement-scan {report.run.tool}, draft {document.sha256[:16]}.")]
    weak = _names("Weak", "say part of it; firmer words are in the full report", groups["weak"])
    left = room - cost(head) - cost(tail) - cost(weak)
    # contrary clauses come first, but never take so much that no gap is shown
    contrary, used = _fitted("Clauses that run against children", groups["contrary"], _contrary, left * (0.62 if groups["absent"] else 1.0))
    gaps, _ = _fitted("Gaps, and words to propose", groups["absent"], _gap, left - used)
    return [*head, *contrary, *gaps, *weak, *tail]


def cost(shown: list[Line]) -> float:
    """Lines that paragraphs take on paper, roughly."""
    return sum(_SPACE[line.style] + -(-len(line.text) // LINE) for line in shown)


def _fitted(heading: str, group: list[Entry], write, room: float) -> tuple[list[Line], float]:  # type: ignore[no-untyped-def]
    if not group:
        return [], 0.0
    written = [write(entry) for entry in group]
    for kept in range(len(group), -1, -1):
        made = [Line("heading", f"{heading} ({len(group)})"), *(line for item in written[:kept] for line in item)]
        if kept < len(group):
            left_out = "; ".join(one_line(e.provision.name) for e in group[kept:])
            made.append(Line("text", f"And {len(group) - kept} more: {left_out}." if kept else f"{left_out}."))
        if cost(made) <= room:
            break
    return made, cost(made)


def _contrary(entry: Entry) -> list[Line]:
    made = [Line("item", one_line(entry.provision.name))]
    surest = sorted((f for f in entry.findings if f.status == "contrary"), key=lambda f: -f.confidence)
    for f in surest[:1]:
        words = quoted(shortened(one_line(f.quote), _QUOTE)) if f.quote else ""
        made.append(Line("text", f"{place(f) or 'The text'}: {words or 'a clause is contrary.'}"))
        made.append(Line("text", f"Why: {one_line(f.because)}"))
    return [*made, *_propose(entry)]


def _gap(entry: Entry) -> list[Line]:
    return [Line("item", one_line(entry.provision.name)), *_propose(entry)]


def _propose(entry: Entry) -> list[Line]:
    p = entry.provision
    made = [Line("propose", f"Propose: {quoted(shortened(one_line(p.wording), _WORDING))}")] if p.wording else []
    if p.sources:
        first = p.sources[0]
        asked = one_line(citation(first)).replace(one_line(first.title), shortened(one_line(first.title), _TITLE), 1) if first.title else one_line(citation(first))
        made.append(Line("text", f"Asked for by: {asked}."))
    return made


def _names(heading: str, meaning: str, group: list[Entry]) -> list[Line]:
    if not group:
        return []
    names = "; ".join(one_line(e.provision.name) for e in group)
    return [Line("heading", f"{heading} ({len(group)}): {meaning}"), Line("text", shortened(names, 6 * LINE) + ".")]


def _unread(report: Report, group: list[Entry]) -> list[Line]:
    made = []
    for notice in report.notices:
        where = "" if notice.page is None else f"Page {notice.page}: "
        made.append(Line("text", shortened(f"{where}{one_line(notice.message)} {one_line(notice.hint)}".rstrip(), 2 * LINE)))
    if len(made) > 6:
        made = [*made[:6], Line("text", f"And {len(made) - 6} more notices in the full report.")]
    if group:
        made.append(Line("text", shortened("Not assessed: " + "; ".join(one_line(e.provision.name) for e in group), 3 * LINE) + "."))
    return [Line("heading", "What was not read, or read with care"), *(made or [Line("text", "Nothing: the whole text was read.")])]
