"""The comparison on one screen, worst first: what turned contrary, what was lost, what was weakened."""

from __future__ import annotations

from typing import Any

from agreement_scan.comparison import Choices, Comparison
from agreement_scan.reports._order import SIGNS as STATUS_SIGNS
from agreement_scan.reports._order import counted
from agreement_scan.reports._text import one_line
from agreement_scan.reports.comparison._options import CAVEAT as OPTIONS_CAVEAT
from agreement_scan.reports.comparison._options import NOTHING, headings, place, rows
from agreement_scan.reports.comparison._story import CAVEAT, MEANINGS, NAMES, SIGNS, Entry, Story, facts
from agreement_scan.reports.terminal import ASCII, Screen, shows

_ASCII_SIGNS = dict(zip(SIGNS, ("X", "-", "v", "o", "?", "*", "+", "^", ".", "="), strict=True))
_COLORS = {"turned-contrary": "1;31", "lost": "1;35", "weakened": "1;33", "new-gap": "1;35", "uncertain": "1;36", "cured": "1;32", "new": "1;32", "strengthened": "1;32"}
_LISTED = ("present", "weak", "absent", "not-applicable")  # kept answers that are only counted


def render(compared: Comparison | Choices, options: dict[str, Any]) -> bytes:
    """Plain text of at most ``width`` columns (default 100) in ``encoding`` (default UTF-8). ``color`` adds ANSI colours;
    ``verbose`` adds provisions that kept their answer while their words changed, and both quotations everywhere.
    """
    encoding = options.get("encoding") or "utf-8"
    plain = not shows(encoding) or not _encodes("".join(SIGNS.values()), encoding)
    screen = _Comparing(max(40, options.get("width") or 100), options.get("verbose") or 0, bool(options.get("color")), dict(STATUS_SIGNS))
    screen.change_signs = _ASCII_SIGNS if plain else SIGNS
    if isinstance(compared, Choices):
        screen.choices(compared, bool(options.get("redact")))
    else:
        screen.comparison(Story(compared, bool(options.get("redact"))))
    text = "\n".join(screen.lines) + "\n"
    return (text.translate(ASCII) if plain else text).encode(encoding, "replace")


def _encodes(signs: str, encoding: str) -> bool:
    try:
        signs.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


class _Comparing(Screen):
    change_signs: dict[str, str]
    quoted: tuple[str, str] = ("", "")

    def comparison(self, story: Story) -> None:
        """Head, counts, what changed, what stayed."""
        titles = story.titles()
        self._put(f"{titles[0]} → {titles[1]}", code="1")
        self._put(facts(story))
        self._put(f"Clauses: {story.clauses()}", hang="  ")
        self._told(story.notices())
        groups = story.groups()
        self.lines.append("")
        shown = [(c, g) for c, g in groups.items() if g]
        self._put("   ".join(f"{self.change_signs[c]} {NAMES[c]} {len(g)}" for c, g in shown))
        for change, group in shown:
            if change != "kept":
                self._group(change, group)
        self._kept(groups["kept"])
        self.lines.append("")
        self._put(CAVEAT)

    def _told(self, notices: list[tuple[str, str, str]]) -> None:
        for severity, message, hint in notices:
            self._put(f"{'! ' if severity != 'info' else ''}{one_line(message)}{' ' + one_line(hint) if hint else ''}", hang="  ")

    def _group(self, change: str, group: list[Entry]) -> None:
        self.lines.append("")
        title = f"{NAMES[change].upper()} ({len(group)})"
        self._put(f"{title}  {MEANINGS[change]}", code=_COLORS.get(change, ""), painted=len(title))
        for entry in group:
            self._entry_of(entry, change)

    def _entry_of(self, entry: Entry, change: str) -> None:
        tags = [one_line(entry.provision.id)] + ["headline"] * entry.provision.headline + ["outside the profile"] * (not entry.change.in_profile)
        sign = f"  {self.change_signs[change]} "
        self._put(f"{sign}{one_line(entry.provision.name)}  [{', '.join(tags)}]  {' → '.join(entry.statuses)}", hang="    ", code=_COLORS.get(change, ""), painted=len(sign))
        where = " → ".join(w or "nowhere" for w in entry.where)
        if entry.where[0] or entry.where[1]:
            self._put(where if entry.where[0] != entry.where[1] else entry.where[0], indent=6)
        if entry.change.doubt:
            self._put(f"Why uncertain: {entry.change.doubt}", indent=6, hang="  ")
        for reason in entry.reasons:
            self._put(reason, indent=6, hang="  ")
        if (change not in ("kept", "uncertain") or "contrary" in entry.statuses or self.verbose) and entry.quotes != self.quoted:
            self.quoted = entry.quotes  # one clause may carry several provisions: it is quoted once
            for name, quote in zip(("Old", "New"), entry.quotes, strict=True):
                if quote and (quote != entry.quotes[0] or name == "Old"):
                    self._put(f"{name}: {quote}", indent=8, hang="  ")
        if self.verbose:
            for name, because in zip(("old", "new"), entry.because, strict=True):
                if because:
                    self._put(f"Because ({name}): {one_line(because)}", indent=8, hang="  ")

    def _kept(self, group: list[Entry]) -> None:
        """Contrary and open answers that stayed are named; of the rest those whose words changed; the others are counted."""
        if not group:
            return
        self.lines.append("")
        self._put(f"KEPT ({len(group)})  {MEANINGS['kept']}", painted=len(f"KEPT ({len(group)})"), code="1")
        touched = [e for e in group if e.reasons]
        for status in ("contrary", "unclear"):
            names = "; ".join(one_line(e.provision.name) for e in group if e.change.new is not None and e.change.new.status == status)
            if names:
                self._put(f"  {self.change_signs['kept']} Still {status}: {names}", hang="    ")
        if touched and self.verbose:
            for entry in touched:
                self._entry_of(entry, "kept")
        elif touched:
            names = "; ".join(f"{one_line(e.provision.name)} ({e.statuses[1]})" for e in touched)
            self._put(f"  {self.change_signs['kept']} In clauses that changed: {names} (-v shows the words)", hang="    ")
        counts = [(s, sum(e.change.new is not None and e.change.new.status == s for e in group)) for s in _LISTED]
        self._put(f"  {self.change_signs['kept']} " + ", ".join(f"{n} {s.replace('-', ' ')}" for s, n in counts if n) + " as before")

    def choices(self, choices: Choices, redacted: bool) -> None:
        """Each open choice with what its options would mean."""
        report = choices.draft
        self._put(f"{one_line(report.document.name)} · {counted(len(choices.choices), 'open choice')}", code="1")
        self._put(f"Profile {one_line(report.run.profile)}{' (proposed from the text)' if report.run.profile_proposed else ''}")
        self._told([(n.severity, n.message, n.hint) for n in choices.notices])
        for choice in choices.choices:
            self.lines.append("")
            self._put(place(choice), code="1")
            for n, heading in enumerate(headings(choices, choice, redacted), 1):
                self._put(f"({n}) {heading}", indent=4, hang="    ")
            found = rows(choices, choice)
            if not found:
                self._put(NOTHING, indent=4)
            for row in found:
                told = ", ".join(f"({n}) {status}" for n, status in enumerate(row.statuses, 1))
                self._put(f"{one_line(row.name)} [{one_line(row.provision)}{', headline' if row.headline else ''}]: {told}; as drafted {row.drafted}", indent=4, hang="  ")
        self.lines.append("")
        self._put(OPTIONS_CAVEAT)
