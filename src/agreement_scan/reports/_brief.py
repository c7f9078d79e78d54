"""What goes into the two-page brief for a principal: contrary clauses, gaps with words to propose, what was not read."""

from __future__ import annotations

from typing import NamedTuple

from agreement_scan.model import Finding, Report
from agreement_scan.reports._order import CAVEAT, WORDS, Entry, by_status, citation, pages, place
from agreement_scan.reports._text import one_line, quoted, shortened

# Two A4 pages, by rough count for a wide fallback font: characters to a line, lines to both pages.
LINE, LINES = 98, 130
_QUOTE, _WORDING = 260, 420


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
    count = pages(report)
    size = "" if count is None else f", {count} page{'s' if count != 1 else ''}"
    head = [Line("title", "What the draft does for children"), Line("lead", f"{one_line(document.name)}{size}. {_counts(report, groups)}")]
    tail = [*_unread(report, groups["not-assessed"]), Line("small", f"{CAVEAT} agreement-scan {report.run.tool}, draft {document.sha256[:16]}.")]
    weak = _names("Weak", "say part of it; firmer words are in the full report", groups["weak"])
    unclear = _names("Unclear", "a person must look at the clauses, which the full report shows", groups["unclear"])
    left = room - cost(head) - cost(tail) - cost(weak) - cost(unclear)
    # contrary clauses come first, but never take so much that no gap is shown
    contrary, used = _fitted("Clauses that run against children", _by_clause(groups["contrary"]), _contrary, left * (0.62 if groups["absent"] else 1.0))
    gaps, _ = _fitted("Gaps, and words to propose", [[e] for e in groups["absent"]], _gap, left - used)
    return [*head, *contrary, *gaps, *weak, *unclear, *tail]


def cost(shown: list[Line]) -> float:
    """Lines that paragraphs take on paper, roughly."""
    return sum(_SPACE[line.style] + -(-len(line.text) // LINE) for line in shown)


def _counts(report: Report, groups: dict[str, list[Entry]]) -> str:
    """How the draft fares: what its profile asks for, and what else in it is contrary."""
    asked = {status: sum(e.assessment.in_profile for e in group) for status, group in groups.items()}
    counts = ", ".join(f"{n} {WORDS[status].lower()}" for status, n in asked.items() if n)
    proposed = ", proposed from the text" if report.run.profile_proposed else ""
    beyond = len(groups["contrary"]) - asked["contrary"]
    return f"Of {sum(asked.values())} provisions asked for (profile {one_line(report.run.profile)}{proposed}): {counts}." + (f" Beyond these, {beyond} contrary." if beyond else "")


def _by_clause(group: list[Entry]) -> list[list[Entry]]:
    """Entries whose surest contrary finding is on the same words, together: a clause is quoted once."""
    clauses: dict[tuple[int, int] | str, list[Entry]] = {}
    for entry in group:
        f = _surest(entry)
        clauses.setdefault((f.start, f.end) if f is not None else entry.provision.id, []).append(entry)
    return list(clauses.values())


def _surest(entry: Entry) -> Finding | None:
    return max((f for f in entry.findings if f.status == "contrary"), key=lambda f: f.confidence, default=None)


def _fitted(heading: str, blocks: list[list[Entry]], write, room: float) -> tuple[list[Line], float]:  # type: ignore[no-untyped-def]
    if not blocks:
        return [], 0.0
    written = [write(block) for block in blocks]
    total = sum(map(len, blocks))
    for kept in range(len(blocks), -1, -1):
        made = [Line("heading", f"{heading} ({total})"), *(line for item in written[:kept] for line in item)]
        names = [one_line(e.provision.name) for block in blocks[kept:] for e in block]
        if names:
            made.append(Line("text", f"And {len(names)} more: {'; '.join(names)}." if kept else f"{'; '.join(names)}."))
        if cost(made) <= room:
            break
    return made, cost(made)


def _contrary(block: list[Entry]) -> list[Line]:
    """A clause, and each provision it runs against with words to put in its place."""
    found = _surest(block[0])
    if found is None:
        return [line for entry in block for line in [Line("item", one_line(entry.provision.name)), *_propose(entry)]]
    made = [Line("item", one_line(place(found)) or "The text")]
    if found.quote:
        made.append(Line("text", quoted(shortened(one_line(found.quote), _QUOTE))))
    for entry in block:
        f = _surest(entry)
        made.append(Line("text", f"Against: {one_line(entry.provision.name)}. {one_line(f.because) if f is not None else ''}".rstrip()))
        made += _propose(entry)
    return made


def _gap(block: list[Entry]) -> list[Line]:
    return [line for entry in block for line in [Line("item", one_line(entry.provision.name)), *_propose(entry)]]


def _propose(entry: Entry) -> list[Line]:
    p = entry.provision
    made = [Line("propose", f"Propose: {quoted(shortened(one_line(p.wording), _WORDING))}")] if p.wording else []
    return [*made, Line("text", f"Asked for by: {one_line(citation(p.sources[0], short=True))}.")] if p.sources else made


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
