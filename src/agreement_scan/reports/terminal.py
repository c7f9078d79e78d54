"""The first screen: what a mediator reads in the minutes before a session.

Contrary clauses first, then gaps with words to propose, then weak, unclear and present. Every sign has its word
beside it; where the output is not UTF-8 the signs are plain ASCII.
"""

from __future__ import annotations

import shlex
import textwrap
from typing import TYPE_CHECKING, Any

from agreement_scan.model import STDIN
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
)  # fmt: skip
from agreement_scan.reports._review import FRESH, by_finding, fresh, lost_words, said
from agreement_scan.reports._text import one_line, quoted, shortened
from agreement_scan.reports._why import cues, why_not
from agreement_scan.sentences import first_sentence

if TYPE_CHECKING:
    from agreement_scan.model import Decision, Finding, Report

_ASCII_SIGNS = dict(zip(SIGNS, ("X", "o", "~", "?", "+", "-", "/"), strict=True))
ASCII = str.maketrans({
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "→": "->", "·": "-", "•": "*",
    "§": "sec. ", "┌": "+", "┐": "+", "└": "+", "┘": "+", "─": "-", "│": "|", "\u00a0": " ",
})  # fmt: skip
_TITLES = {"absent": "GAPS"}
_COLORS = {"contrary": "1;31", "absent": "1;35", "weak": "1;33", "unclear": "1;36", "present": "1;32"}
# Confidence below which a finding is called doubtful: wrong more often than right.
DOUBTFUL = 0.5
_QUOTE_LIMIT, _LEAD_IN_LIMIT = 300, 110
_SHOWN = 2  # findings of one provision on the first screen: of those that decided


def render(report: Report, options: dict[str, Any]) -> bytes:
    """Plain text of at most ``width`` (default 100) columns in ``encoding`` (default UTF-8).

    ``color`` adds ANSI colours. ``verbose`` 1 adds every finding with its reason and evidence; 2 adds why the
    provision matters, its sources and the whole suggested wording.
    """
    encoding = options.get("encoding") or "utf-8"
    screen = Screen(
        width=max(40, options.get("width") or 100),
        verbose=options.get("verbose") or 0,
        color=bool(options.get("color")),
        signs=SIGNS if shows(encoding) else _ASCII_SIGNS,
    )
    screen.report(report)
    text = "\n".join(screen.lines) + "\n"
    if not shows(encoding):
        text = text.translate(ASCII)
    return text.encode(encoding, "replace")


def _others(findings: list[Finding], status: str) -> str:
    """How many findings are not shown, and what they say where that is something else: ``3 more findings: 2 weak, 1 unclear``."""
    counts = [(sum(f.status == s for f in findings), s) for s in WORDS if s != status]
    other = ", ".join(f"{count} {WORDS[s].lower()}" for count, s in counts if count)
    return counted(len(findings), "more finding") + (f": {other}" if other else "")


def shows(encoding: str) -> bool:
    """Whether a terminal of this encoding can show the signs of the statuses."""
    try:
        "".join(SIGNS.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class Screen:
    """Collects lines of one width; knows nothing of what they mean."""

    def __init__(self, width: int, verbose: int, color: bool, signs: dict[str, str]) -> None:
        self.width, self.verbose, self.color, self.signs = width, verbose, color, signs
        self.said_of: dict[str, list[Decision]] = {}
        self.lines: list[str] = []
        self.shown: Report

    def report(self, report: Report) -> None:
        groups = by_status(report)
        self.shown, self.said_of = report, by_finding(report)
        self._head(report)
        self._notices(report)
        self._counts(groups)
        for status in ("contrary", "absent", "weak", "unclear", "present"):
            if groups[status]:
                self._section(status, groups[status])
        self._left_out(groups)
        self._reviewed(report)
        self._next(report, groups)

    # -- the parts, top to bottom ---------------------------------------------------------------------------------

    def _head(self, report: Report) -> None:
        number = pages(report)
        parts = [] if number is None else [counted(number, "page")]
        parts += [counted(len(report.clauses), "clause"), counted(len(report.document.text), "character")]
        self._put(f"{one_line(report.document.name)} · {' · '.join(parts)} · language {one_line(report.language)}", code="1")
        asked = sum(a.in_profile for a in report.assessments)
        how = ", proposed from the text; --profile sets another" if report.run.profile_proposed else ""
        self._put(f"Profile {one_line(report.run.profile)} ({counted(asked, 'provision')} asked for{how})")

    def _notices(self, report: Report) -> None:
        if not report.notices:
            return
        inner = self.width - 4
        title = " How the text was read "
        self.lines += ["", "┌─" + title + "─" * (self.width - len(title) - 3) + "┐"]
        for n in report.notices:
            where = "" if n.page is None else f", page {n.page}"
            message = f"{'! ' if n.severity != 'info' else ''}{one_line(n.severity).upper()}{where}: {one_line(n.message)}"
            rows = textwrap.wrap(message, inner, subsequent_indent="  ")
            rows += textwrap.wrap(f"  Way out: {one_line(n.hint)}", inner, subsequent_indent="  ") if n.hint else []
            self.lines += [f"│ {row.ljust(inner)} │" for row in rows]
        self.lines.append("└" + "─" * (self.width - 2) + "┘")

    def _counts(self, groups: dict[str, list[Entry]]) -> None:
        self.lines.append("")
        line, length = "", 0
        for status, group in groups.items():
            if not group and status not in ("contrary", "absent"):
                continue
            part = f"{self.signs[status]} {WORDS[status]} {len(group)}"
            if line and length + 3 + len(part) > self.width:
                self.lines.append(line)
                line, length = "", 0
            line += "   " * bool(line) + self._paint(part, status)
            length += 3 * bool(length) + len(part)
        self.lines.append(line)

    def _section(self, status: str, group: list[Entry]) -> None:
        self.lines.append("")
        title = f"{_TITLES.get(status, WORDS[status].upper())} ({len(group)})"
        self._put(f"{title}  {MEANINGS[status]}", code=_COLORS[status], painted=len(title))
        if self.verbose:
            brief = []
        else:
            brief = [e for e in group if status == "present" or (status == "absent" and not e.provision.headline)]
        for entry in group:
            if entry not in brief:
                self._entry(entry)
        if status == "absent" and brief:
            names = "; ".join(one_line(e.provision.name) for e in brief)
            self._put(f"  {self.signs[status]} {'Also: ' if len(brief) < len(group) else ''}{names} (-v has words to propose)", hang="    ")
            return
        for entry in brief:
            self._one_line(entry)

    def _one_line(self, entry: Entry) -> None:
        """A provision that is there needs no more than where."""
        a, provision, findings = entry
        name = f"  {self.signs[a.status]} {one_line(provision.name)}{'' if a.in_profile else ' (outside the profile)'}"
        if not findings:
            self._put(f"{name}  {one_line(a.because)}".rstrip(), hang="      ")
            return
        more = f" (+{len(findings) - 1})" if len(findings) > 1 else ""
        lead = f"{name}  {one_line(place(findings[0]))}{more}"
        room = self.width - len(lead) - 4
        quote = one_line(findings[0].quote)
        if room >= 24 and quote:
            cut = quote if len(quote) <= room else quote[: room - 1].rstrip() + "…"
            lead += f"  {quoted(cut)}"
        self._put(lead, hang="      ", code=_COLORS[a.status], painted=len(f"  {self.signs[a.status]}"))

    def _entry(self, entry: Entry) -> None:
        a, provision, findings = entry
        tags = [one_line(provision.id)] + ["headline"] * provision.headline + ["outside the profile"] * (not a.in_profile)
        sign = f"  {self.signs[a.status]} "
        self._put(f"{sign}{one_line(provision.name)}  [{', '.join(tags)}]", hang="    ", code=_COLORS[a.status], painted=len(sign))
        shown = findings if self.verbose else [f for f in findings if f.status == a.status][:_SHOWN] or findings[:_SHOWN]
        for finding in shown:
            self._finding(finding)
        if len(findings) > len(shown):
            self._put(f"and {_others([f for f in findings if f not in shown], a.status)} (-v shows all)", indent=6)
        if a.because and a.status != "absent":
            self._put(f"Because: {one_line(because(entry))}", indent=6, hang="  ")
        if a.in_profile and (a.status in ("contrary", "absent") or (a.status == "weak" and self.verbose)):
            self._remedy(entry)
        if self.verbose >= 2:
            if provision.why:
                self._put(f"Why it matters: {one_line(provision.why)}", indent=6, hang="  ")
            for source in provision.sources:
                words = f": {quoted(one_line(source.quote))}" if source.quote else ""
                self._put(f"Source: {one_line(citation(source))}{words}", indent=6, hang="  ")

    def _finding(self, f: Finding) -> None:
        told = []
        if f.detector == "model":
            told.append("by the classifier alone")
        if f.confidence < DOUBTFUL and f.status != "unclear":
            told.append("doubtful")
        sure = f" · {', '.join(told)}, confidence {f.confidence:.2f}" if told and not self.verbose else ""
        self._put(f"{one_line(place(f))} · {one_line(f.strength)}{sure}", indent=6)
        limit = None if self.verbose else _QUOTE_LIMIT
        if f.quote:
            lead_in = one_line(f.lead_in.quote) if f.lead_in is not None else ""
            lead_in = f"{quoted(lead_in if limit is None else shortened(lead_in, _LEAD_IN_LIMIT))} → " if lead_in else ""
            quote = one_line(f.quote) if limit is None else shortened(one_line(f.quote), limit)
            self._put(f"{lead_in}{quoted(quote)}", indent=8)
        if f.id in self.said_of:
            self._put(f"Reviewed: {'; '.join(said(d) for d in self.said_of[f.id])}", indent=8, hang="  ")
        if self.verbose:
            if f.because:
                self._put(f"{WORDS[f.status]}: {one_line(f.because)}", indent=8, hang="  ")
            for sentence in why_not(f, self.shown.provisions.get(f.provision)):
                self._put(one_line(sentence), indent=8, hang="  ")
            found = {"rules": "found by rules", "model": "found by the model", "both": "found by rules and model", "reviewer": "found by a reviewer"}
            by = found.get(f.detector, f.detector)
            told = "; ".join(f"{quoted(c.words)} ({c.meaning})" if c.words else c.meaning for c in cues(self.shown, f))
            self._put(one_line(f"Words: {told or 'none'}; {by}, confidence {f.confidence:.2f}"), indent=8, hang="  ")
        if self.verbose >= 2 and f.evidence:
            seen = ", ".join(f"{e.kind} {e.name} ({e.start}-{e.end})" for e in f.evidence)
            self._put(one_line(f"Evidence: {seen}"), indent=8, hang="  ")

    def _remedy(self, entry: Entry) -> None:
        """What to propose instead, and who asks for it."""
        provision = entry.provision
        if provision.wording:
            wording = one_line(provision.wording)
            self._put(f"Suggested: {quoted(wording if self.verbose >= 2 else first_sentence(wording))}", indent=6, hang="  ")
        if provision.sources and self.verbose < 2:
            self._put(f"Asked for by: {one_line(citation(provision.sources[0], short=True))}", indent=6, hang="  ")

    def _left_out(self, groups: dict[str, list[Entry]]) -> None:
        for status in ("not-applicable", "not-assessed"):
            group = groups[status]
            if not group:
                continue
            self.lines.append("")
            names = ", ".join(one_line(e.provision.name) for e in group)
            if status == "not-assessed" or self.verbose:
                self._put(f"{self.signs[status]} {WORDS[status]} ({len(group)}): {names}", hang="  ")
            else:
                self._put(f"{self.signs[status]} {WORDS[status]} ({len(group)}): {MEANINGS[status]}; -v names them", hang="  ")

    def _reviewed(self, report: Report) -> None:
        """What reviewers set aside, and which of their decisions could not be carried over."""
        verdicts = report.verdicts()
        rejected = [f for f in report.findings if verdicts.get(f.id) == "rejected"]
        if rejected:
            self.lines.append("")
            self._put(f"REJECTED BY REVIEWERS ({len(rejected)})  kept here, and not counted", code="1")
            for f in rejected:
                words = f" {quoted(shortened(one_line(f.quote), 80))}" if f.quote else ""
                self._put(f"  {one_line(f.provision)}, {WORDS[f.status].lower()}, {one_line(place(f))}:{words} {'; '.join(said(d) for d in self.said_of[f.id])}", hang="    ")
        if fresh(report):
            self.lines.append("")
            self._put(f"{FRESH.upper()} ({len(fresh(report))})  decisions that could not be carried over", code="1")
            for d in fresh(report):
                self._put(f"  {one_line(d.provision)}, {said(d)}: {lost_words(d)} {d.because}", hang="    ")

    def _next(self, report: Report, groups: dict[str, list[Entry]]) -> None:
        self.lines.append("")
        self._put(CAVEAT)
        name = one_line(report.document.name)
        if name == STDIN:  # what was piped in has no path to repeat
            name, stem = "-", "report"
        else:
            stem = name.rsplit(".", 1)[0] or name
        read = [e for e in groups["contrary"] + groups["unclear"] if e.findings]
        start = f"read {one_line(place(read[0].findings[0]))} yourself; then see" if read else "see"
        quoted = [shlex.quote(f"./{part}" if part.startswith("-") and part != "-" else part) for part in (name, f"{stem}.html")]
        self._put(f"Next step: {start} every finding in the text, in a page to open, search and print:")
        self._put(f"agreement-scan scan {quoted[0]} -o {quoted[1]}", indent=2, hang="  ")

    # -- one line of the screen -----------------------------------------------------------------------------------

    def _put(self, text: str, indent: int = 0, hang: str = "", code: str = "", painted: int | None = None) -> None:
        """Wrap ``text``; the first ``painted`` characters (default: all) take the colour ``code``."""
        margin = " " * indent
        kept = len(text) - len(text.lstrip(" "))
        # a name of a file or of a provision is copied whole, so that no line ends at a hyphen
        rows = textwrap.wrap(text.strip(), self.width, initial_indent=margin + " " * kept, subsequent_indent=margin + hang, break_on_hyphens=False)
        rows = rows or [margin]
        if code and self.color:
            cut = len(rows[0]) if painted is None else painted
            rows[0] = f"\x1b[{code}m{rows[0][:cut]}\x1b[0m{rows[0][cut:]}"
        self.lines += [row.rstrip() for row in rows]

    def _paint(self, text: str, status: str) -> str:
        return f"\x1b[{_COLORS[status]}m{text}\x1b[0m" if self.color and status in _COLORS else text
