"""A comparison without the words of its drafts: both reports are redacted; names that a draft gives its options go too."""

from __future__ import annotations

from dataclasses import replace

from agreement_scan.comparison import Choice, Choices, Comparison
from agreement_scan.reports._redact import redact as redact_report


def redact(compared: Comparison | Choices) -> Comparison | Choices:
    """The same with every word of the drafts left out; positions, statuses, relations and concepts stay."""
    if isinstance(compared, Comparison):
        old, new = redact_report(compared.old), redact_report(compared.new)
        before, after = ({a.provision: a for a in report.assessments} for report in (old, new))
        changes = (replace(c, old=c.old and before[c.provision], new=c.new and after[c.provision]) for c in compared.changes)
        return replace(compared, old=old, new=new, changes=tuple(changes))
    draft = redact_report(compared.draft)
    labels = {c.label: plain.label for c, plain in zip(compared.draft.clauses, draft.clauses, strict=True)}

    def without_words(choice: Choice) -> Choice:
        """Statuses speak for themselves; a reason may hold any word of the reading it was given for."""
        options = (replace(o, name="", assessments=tuple(replace(a, because="") for a in o.assessments)) for o in choice.options)
        return replace(choice, clause=labels.get(choice.clause, ""), options=tuple(options))

    return replace(compared, draft=draft, choices=tuple(map(without_words, compared.choices)))
