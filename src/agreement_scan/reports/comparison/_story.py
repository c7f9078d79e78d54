"""What a comparison says, in sentences and in order: shared by everything that is read by people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from agreement_scan.comparison import CHANGES, RELATIONS, ClausePair, Comparison, ProvisionChange, Reason
from agreement_scan.model import Assessment, Finding, ProvisionInfo, Report
from agreement_scan.reports._order import WORDS, counted
from agreement_scan.reports._text import one_line, quoted, shortened

NAMES = {
    "turned-contrary": "Turned contrary", "lost": "Lost", "weakened": "Weakened", "new-gap": "New gap", "uncertain": "Uncertain",
    "cured": "Cured", "new": "New", "strengthened": "Strengthened", "lapsed": "Lapsed", "kept": "Kept",
}  # fmt: skip
MEANINGS = {
    "turned-contrary": "a clause now says the opposite of what is asked",
    "lost": "the old draft said it, the new one does not",
    "weakened": "it was said in full, and now goes only some way",
    "new-gap": "the new draft calls for it and does not say it",
    "uncertain": "perhaps a change, perhaps none: a person must look",
    "cured": "the contrary clause is gone",
    "new": "the new draft says it, the old one did not",
    "strengthened": "it went some way, and is now said in full",
    "lapsed": "nothing in the new draft calls for it any more",
    "kept": "the same answer in both drafts",
}
SIGNS = {
    "turned-contrary": "✘", "lost": "−", "weakened": "▼", "new-gap": "○", "uncertain": "?",
    "cured": "✔", "new": "+", "strengthened": "▲", "lapsed": "·", "kept": "=",
}  # fmt: skip
RELATION_NAMES = {
    "inserted": "inserted", "deleted": "deleted", "split": "split", "merged": "merged", "reworded": "reworded",
    "references-changed": "refers to another clause", "moved": "moved", "renumbered": "renumbered", "references-followed": "references follow the numbering",
    "repunctuated": "signs only", "unchanged": "unchanged",
}  # fmt: skip
CAVEAT = (
    "A reading aid, not legal advice: a person decides. New numbers, moves and references that follow them are no change of status; "
    "“kept” means that the same answer was found, not that the words are equally good."
)
_QUOTE, _EDIT, _SEVERAL = 400, 160, 3


@dataclass(slots=True)
class Entry:
    """What became of one provision, as a reader meets it."""

    change: ProvisionChange
    provision: ProvisionInfo
    statuses: tuple[str, str]
    where: tuple[str, str]  # the clauses of the old and of the new draft
    reasons: list[str] = field(default_factory=list)
    quotes: tuple[str, str] = ("", "")
    because: tuple[str, str] = ("", "")


class Story:
    """Reads one comparison. ``redacted``: not a word of the drafts is told."""

    def __init__(self, comparison: Comparison, redacted: bool = False) -> None:
        self.of, self.redacted = comparison, redacted
        self.sides = comparison.old, comparison.new
        self.known = tuple({f.id: f for f in r.findings} for r in self.sides)
        self.provisions = {**comparison.old.provisions, **comparison.new.provisions}

    # -- the whole ------------------------------------------------------------------------------------------------

    def titles(self) -> tuple[str, str]:
        """What to call the two drafts."""
        names = [one_line(r.document.name) for r in self.sides]
        told = [f"{n}, {reading}" if reading else n for n, reading in zip(names, self.of.readings, strict=True)]
        return (told[0], told[1]) if told[0] != told[1] else (f"{told[0]} (old)", f"{told[1]} (new)")

    def groups(self) -> dict[str, list[Entry]]:
        """Entries under each change, worst first; in each the headline provisions first, those outside the profile last."""
        found: dict[str, list[Entry]] = {change: [] for change in CHANGES}
        for change in self.of.changes:
            found[change.change].append(self.entry(change))
        for group in found.values():
            group.sort(key=lambda e: (not e.change.in_profile, not e.provision.headline))
        return found

    def clauses(self) -> str:
        """How the clauses changed, counted: ``2 inserted, 1 deleted, 3 reworded``."""
        counts = Counter(r for pair in self.of.pairs for r in pair.relations)
        return ", ".join(f"{counts[r]:,} {RELATION_NAMES[r]}" for r in RELATIONS if counts[r])

    def notices(self) -> list[tuple[str, str, str]]:
        """Severity, message and hint of everything to know about how the drafts were read; what both share is said once."""
        both = [{(n.severity, n.message, n.hint, n.page): None for n in r.notices} for r in self.sides]
        told = [(n.severity, n.message, n.hint) for n in self.of.notices]
        for side, name in ((0, "Old draft"), (1, "New draft")):
            for severity, message, hint, page in both[side]:
                where = f", page {page}" if page is not None else ""
                told.append((severity, f"{name}{where}: {message}", hint))
        return told

    # -- one provision --------------------------------------------------------------------------------------------

    def entry(self, change: ProvisionChange) -> Entry:
        """One provision's change in words."""
        deciding = self._deciding(change)
        return Entry(
            change, self.provisions[change.provision],
            (self._status(change.old), self._status(change.new)),
            (self._where(0, deciding[0], change), self._where(1, deciding[1], change)),
            self._reasons(change.reasons),
            (self._quote(deciding[0]), self._quote(deciding[1])),
            (change.old.because if change.old else "", change.new.because if change.new else ""),
        )  # fmt: skip

    def _deciding(self, change: ProvisionChange) -> tuple[list[Finding], list[Finding]]:
        """The findings to show on either side: those in clauses that changed come first."""
        touched = {r.pair for r in change.reasons}
        shown = []
        for side, ids in ((0, change.old_findings), (1, change.new_findings)):
            spans = [self.sides[side].clauses[i] for n in touched if n >= 0 for i in (self.of.pairs[n].old, self.of.pairs[n].new)[side]]
            found = [self.known[side][i] for i in ids if i in self.known[side]]
            shown.append(sorted(found, key=lambda f: not any(c.start <= f.start < c.end for c in spans)))
        return shown[0], shown[1]

    @staticmethod
    def _status(assessment: Assessment | None) -> str:
        return WORDS[assessment.status].lower() if assessment is not None else "not found"

    def _where(self, side: int, deciding: list[Finding], change: ProvisionChange) -> str:
        """The clauses of one draft: those of its findings, else the partners of the other draft's clauses."""
        if deciding:
            labels = list(dict.fromkeys(_cited(f.clause, f.page) for f in deciding))
        else:
            report = self.sides[side]
            own = [report.clauses[i] for n in change.pairs[:_SEVERAL] for i in (self.of.pairs[n].old, self.of.pairs[n].new)[side]]
            labels = list(dict.fromkeys(_cited(c.label, report.document.page_at(c.start)) for c in own))
        more = f" and {len(labels) - _SEVERAL} more" if len(labels) > _SEVERAL else ""
        return "; ".join(labels[:_SEVERAL]) + more

    def _quote(self, deciding: list[Finding]) -> str:
        if not deciding or not deciding[0].quote or self.redacted:
            return ""
        f = deciding[0]
        lead = f"{quoted(shortened(one_line(f.lead_in.quote), 110))} → " if f.lead_in is not None and f.lead_in.quote else ""
        return lead + quoted(shortened(one_line(f.quote), _QUOTE))

    # -- reasons --------------------------------------------------------------------------------------------------

    def _reasons(self, reasons: tuple[Reason, ...]) -> list[str]:
        told = list(dict.fromkeys(self.reason(r) for r in reasons if r.kind != "elsewhere"))
        elsewhere = [r.pair for r in reasons if r.kind == "elsewhere"]
        opening = "Or what made the difference stands" if told else "What made the difference stands"
        if -1 in elsewhere:
            told.append(f"{opening} elsewhere in the draft.")
        elif elsewhere:
            named = "; ".join(f"{self.place(self.of.pairs[n])} ({self.relations(self.of.pairs[n])})" for n in elsewhere)
            told.append(f"{opening} elsewhere: {named}.")
        return told

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence: ``“unconditionally” deleted in Article 7(2): this alone made the difference``."""
        return self._what(reason) + self._why(reason)

    def _what(self, reason: Reason) -> str:
        where = self.place(self.of.pairs[reason.pair])
        if reason.kind == "clause-deleted":
            return f"{where} deleted"
        if reason.kind == "clause-inserted":
            return f"{where} inserted"
        if reason.kind == "other-lead-in":
            return f"{where} hangs on other words now"
        words = self._edit(reason)
        if reason.kind == "references":
            return f"The reference in {where} leads to another clause now" + (f": {words}" if words else "")
        return f"{words} in {'the lead-in, ' if reason.lead_in else ''}{where}"

    def _edit(self, reason: Reason) -> str:
        if reason.edit is None:
            return ""
        before, after = reason.edit.old, reason.edit.new
        signs = {self.sides[0].document.text[slice(*before)], self.sides[1].document.text[slice(*after)]}
        if signs <= {"[", "]", ""}:  # agreed text is not bracketed
            return "Brackets put around words" if before[0] == before[1] else "Brackets taken away"
        texts = ["words" if self.redacted else quoted(shortened(one_line(r.document.text[slice(*span)]), _EDIT)) for r, span in zip(self.sides, (before, after), strict=True)]
        if before[0] == before[1]:
            return f"{texts[1]} inserted"
        if after[0] == after[1]:
            return f"{texts[0]} deleted"
        return "words replaced" if self.redacted else f"{texts[0]} became {texts[1]}"

    def _why(self, reason: Reason) -> str:
        """What a trial proved of a reason, and what the finding's evidence says of its words."""
        meanings = list(dict.fromkeys(self.of.meanings.get(name, name.replace("-", " ")) for name in reason.concepts if name != "classifier"))
        named = "; ".join(meanings[:_SEVERAL]) + ("; …" if len(meanings) > _SEVERAL else "")
        if reason.decisive:
            return ": this alone made the difference" + (f" ({named})" if named else "")
        if named:
            return f": the answer rests on such words ({named})"
        return ": the classifier weighs it" if reason.concepts else ""

    def place(self, pair: ClausePair) -> str:
        """Where a pair stands: ``Article 7(2)``, ``Article 7(2), now Article 8(2)``."""
        old, new = ([called(r.clauses[i].label) for i in side] for r, side in zip(self.sides, (pair.old, pair.new), strict=True))
        if not old or not new or old == new:
            return one_line("; ".join(old or new)) or "the text"
        return one_line(f"{'; '.join(old)}, now {'; '.join(new)}")

    @staticmethod
    def relations(pair: ClausePair) -> str:
        """What became of a pair, in words."""
        return ", ".join(RELATION_NAMES[r] for r in pair.relations)


def called(label: str) -> str:
    """A clause by name: a bare number says that it is one."""
    return f"clause {label}" if label[:1].isdigit() or label[:1] == "(" else label


def _cited(label: str, page: int | None) -> str:
    return one_line(called(label)) + (f", page {page}" if page is not None else "")


def facts(story: Story) -> str:
    """One line on the size of both drafts and the profile."""
    old, new = story.sides
    proposed = " (proposed from the new draft)" if new.run.profile_proposed else ""
    asked = counted(sum(a.in_profile for a in new.assessments), "provision")
    return f"{counted(len(old.clauses), 'clause')} → {counted(len(new.clauses), 'clause')}. Profile {one_line(new.run.profile)}{proposed}, {asked} asked for. Language {language(old, new)}."


def language(old: Report, new: Report) -> str:
    """The language of both drafts, or both languages."""
    return one_line(new.language) if old.language == new.language else f"{one_line(old.language)} → {one_line(new.language)}"
