"""The comparison as Markdown, to paste into a mail or a wiki. The drafts' words are escaped throughout."""

from __future__ import annotations

from typing import Any

from agreement_scan.comparison import Choices, Comparison
from agreement_scan.reports.comparison._options import CAVEAT as OPTIONS_CAVEAT
from agreement_scan.reports.comparison._options import NOTHING, headings, place, rows
from agreement_scan.reports.comparison._story import CAVEAT, MEANINGS, NAMES, SIGNS, Entry, Story, facts
from agreement_scan.reports.markdown import safe


def render(compared: Comparison | Choices, options: dict[str, Any]) -> bytes:
    """CommonMark with tables, UTF-8."""
    redacted = bool(options.get("redact"))
    lines = _choices(compared, redacted) if isinstance(compared, Choices) else _comparison(Story(compared, redacted))
    return "\n".join(lines).encode("utf-8", "replace")


def _comparison(story: Story) -> list[str]:
    titles = story.titles()
    groups = {c: g for c, g in story.groups().items() if g}
    lines = [f"# {safe(titles[0])} → {safe(titles[1])}", "", safe(facts(story)), "", f"Clauses: {safe(story.clauses())}.", ""]
    lines += ["| " + " | ".join(f"{SIGNS[c]} {NAMES[c]}" for c in groups) + " |", "|" + " ---: |" * len(groups)]
    lines += ["| " + " | ".join(str(len(g)) for g in groups.values()) + " |", ""]
    notices = story.notices()
    if notices:
        lines += ["## How the texts were read", ""]
        lines += [f"- **{safe(severity)}**: {safe(message)}" + (f" *{safe(hint)}*" if hint else "") for severity, message, hint in notices] + [""]
    for change, group in groups.items():
        lines += [f"## {SIGNS[change]} {NAMES[change]} ({len(group)}): {MEANINGS[change]}", ""]
        for entry in group:
            if change != "kept" or entry.reasons:
                lines += _entry(entry)
        same = [e for e in group if change == "kept" and not e.reasons]
        lines += [f"- {safe(e.provision.name)}: {e.statuses[1]}" for e in same] + [""] * bool(same)
    return [*lines, "---", "", CAVEAT, ""]


def _entry(entry: Entry) -> list[str]:
    tags = ["headline"] * entry.provision.headline + ["outside the profile"] * (not entry.change.in_profile)
    where = " → ".join(safe(w) if w else "nowhere" for w in entry.where)
    lines = [f"### {safe(entry.provision.name)}" + (f" ({', '.join(tags)})" if tags else ""), ""]
    lines += [f"`{entry.provision.id}` {' → '.join(entry.statuses)}. {where}", ""]
    lines += [f"Why uncertain: {safe(entry.change.doubt)}", ""] if entry.change.doubt else []
    lines += [f"- {safe(reason)}" for reason in entry.reasons] + [""] * bool(entry.reasons)
    for name, quote in zip(("Old", "New"), entry.quotes, strict=True):
        if quote:
            lines += [f"> {name}: {safe(quote)}", ""]
    return lines


def _choices(choices: Choices, redacted: bool) -> list[str]:
    report = choices.draft
    lines = [f"# {safe(report.document.name)}: open choices", "", f"Profile: **{safe(report.run.profile)}**.", ""]
    lines += [f"- **{n.severity}**: {safe(n.message)} *{safe(n.hint)}*" for n in choices.notices] + [""] * bool(choices.notices)
    for choice in choices.choices:
        lines += [f"## {safe(place(choice))}", ""]
        told = headings(choices, choice, redacted)
        lines += [f"{n}. {safe(heading)}" for n, heading in enumerate(told, 1)] + [""]
        found = rows(choices, choice)
        if not found:
            lines += [NOTHING, ""]
            continue
        lines += ["| Provision | as drafted | " + " | ".join(f"({n})" for n in range(1, len(told) + 1)) + " |", "|" + " --- |" * (len(told) + 2)]
        lines += [f"| {safe(row.name)} `{row.provision}` | {row.drafted} | {' | '.join(row.statuses)} |" for row in found] + [""]
    return [*lines, "---", "", OPTIONS_CAVEAT, ""]
