"""Which words made the difference, by trial: put one edit back, read the new draft again, and see which old answers return.

Evidence tells what a finding rests on; only a trial tells that these words and no others decided, also where a definition or an
exclusion in another clause did. A trial reads the whole draft again, so long drafts with many edits are not tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..comparison import Comparison, Edit, ProvisionChange, Reason
from ..model import Document, Notice, Report
from ..scan import Interpretation, interpret, report_of
from .cutting import replaced
from .pairs import SAME_WORDS

# Characters to read again for one comparison at most: seconds, not minutes.
MOST_CHARACTERS = 1_500_000


@dataclass(frozen=True, slots=True)
class Undo:
    """Something that is put back as it was: edits of one pair, or a run of inserted or deleted clauses."""

    pairs: tuple[int, ...]
    edits: tuple[Edit, ...]
    changes: tuple[tuple[int, int, str], ...]


def with_trials(comparison: Comparison, new: Interpretation) -> Comparison:
    """The comparison with reasons marked ``decisive`` where undoing them alone brings the old answer back."""
    changed = [c for c in comparison.changes if c.change != "kept"]
    undos = list(_undos(comparison))
    if not changed or not undos:
        return comparison
    if len(undos) * len(new.document.text) > MOST_CHARACTERS:
        message = f"The drafts are long and differ in {len(undos):,} places: which words decided was told from the evidence of the findings, not by trial."
        return replace(comparison, notices=(*comparison.notices, Notice("not-tried", "info", message)))
    wanted = {c.provision: c.old.status if c.old is not None else None for c in changed}
    decisive: dict[str, list[Undo]] = {p: [] for p in wanted}
    for undo in undos:
        statuses = {a.provision: a.status for a in reread(replaced(new.document, undo.changes), new).assessments}
        for provision, status in wanted.items():
            if statuses.get(provision) == status and not any(set(undo.pairs) == set(u.pairs) and len(u.edits) < len(undo.edits) for u in decisive[provision]):
                decisive[provision].append(undo)
    return replace(comparison, changes=tuple(_marked(c, decisive.get(c.provision, []), comparison) for c in comparison.changes))


def reread(document: Document, understood: Interpretation) -> Report:
    """The report of another version of a document, all else as it was understood."""
    options = replace(understood.options, profile="" if understood.proposed else understood.profile, language=understood.language.code)
    return report_of(replace(interpret(document, options), profile=understood.profile))


def _undos(comparison: Comparison) -> Iterator[Undo]:
    """Every edit by itself, the edits of one pair together, and runs of inserted and of deleted clauses."""
    pairs, old, new = comparison.pairs, comparison.old, comparison.new
    n = 0
    while n < len(pairs):
        pair = pairs[n]
        if not (pair.old and pair.new):
            run = [n]
            while run[-1] + 1 < len(pairs) and pairs[run[-1] + 1].relations == pair.relations:
                run.append(run[-1] + 1)
            n = run[-1] + 1
            if pair.new:
                yield Undo(tuple(run), (), tuple((new.clauses[j].start, new.clauses[j].end, "") for k in run for j in pairs[k].new))
            else:
                before = [new.clauses[j].end for k in range(run[0]) for j in pairs[k].new]
                at = max(before, default=0)
                words = "\n\n".join(old.document.text[old.clauses[i].start : old.clauses[i].end] for k in run for i in pairs[k].old)
                yield Undo(tuple(run), (), ((at, at, f"\n\n{words}" if before else f"{words}\n\n"),))
            continue
        if not set(pair.relations) <= SAME_WORDS:
            put_back = [_put_back(e, old.document.text, new.document.text) for e in pair.edits]
            for edit, change in zip(pair.edits, put_back, strict=True):
                yield Undo((n,), (edit,), (change,))
            if len(pair.edits) > 1:
                yield Undo((n,), pair.edits, tuple(put_back))
        n += 1


def _put_back(edit: Edit, old: str, new: str) -> tuple[int, int, str]:
    """The change of the new text that undoes an edit, with a space where words stand by themselves again."""
    words, (start, end) = old[slice(*edit.old)], edit.new
    if start == end:
        follows = new[start : start + 1].isalnum()
        return (start, end, f"{words} ") if follows else (start, end, f" {words}" if new[start - 1 : start].isalnum() and words[:1].isalnum() else words)
    if not words and new[end : end + 1] == " ":
        return start, end + 1, ""
    return start, end, words


def _marked(change: ProvisionChange, decisive: list[Undo], comparison: Comparison) -> ProvisionChange:
    """A change whose decisive reasons stand first; guesses about other clauses go where a trial knows better."""
    if not decisive:
        return change
    edits = {(n, e) for undo in decisive for n in undo.pairs for e in undo.edits}
    clauses = {n for undo in decisive if not undo.edits for n in undo.pairs}
    reasons = [replace(r, decisive=(r.pair, r.edit) in edits or r.pair in clauses) for r in change.reasons if r.kind != "elsewhere"]
    told = {(r.pair, r.edit) for r in reasons}
    found = [Reason("words", n, e, decisive=True) for n, e in sorted(edits - told, key=lambda k: (k[0], k[1].new))]
    for undo in decisive:
        if not undo.edits and not any(r.pair in undo.pairs for r in reasons):
            longest = max(undo.pairs, key=lambda n: _length(comparison, n))
            found.append(Reason("clause-deleted" if comparison.pairs[longest].old else "clause-inserted", longest, decisive=True))
    if found:  # then other words of the finding's clause that changed explain nothing
        reasons = [r for r in reasons if r.decisive or r.concepts or r.kind != "words"] + found
    return replace(change, reasons=tuple(sorted(reasons, key=lambda r: not r.decisive)))


def _length(comparison: Comparison, n: int) -> int:
    """Characters of an inserted or deleted clause."""
    pair = comparison.pairs[n]
    return sum(c.end - c.start for report, side in ((comparison.old, pair.old), (comparison.new, pair.new)) for c in (report.clauses[i] for i in side))
