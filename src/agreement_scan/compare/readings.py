"""The readings that one draft holds: its tracked changes, rejected against accepted; its brackets, option by option."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from .. import languages
from ..comparison import Choice, Choices, Comparison, OptionReading
from ..errors import UsageError
from ..model import Assessment, Document, Notice, Report
from ..options import Options
from ..readers import read
from ..scan import Interpretation, interpret, report_of
from .brackets import Alternative, OpenChoice, open_choices
from .cutting import without
from .drafts import compare_documents
from .trials import reread

MOST_READINGS = 60  # each one reads the whole draft again
CHANGE_READINGS = ("changes rejected", "changes accepted")


def compare_tracked_changes(source: Path | bytes | str, options: Options | None = None, *, name: str | None = None) -> Comparison:
    """A draft with its tracked changes rejected (old) against the same with all of them accepted (new).

    Raises UsageError where there are none, and whatever ``scan`` raises.
    """
    options = Options() if options is None else options
    old, new = (read(source, name=name, password=options.password or None, changes=way) for way in ("reject", "accept"))
    if old.text == new.text:
        raise UsageError(f"{new.name} holds no tracked changes.", "Name two drafts, or use --brackets for the options a draft leaves open.")
    return compare_documents(old, new, options, CHANGE_READINGS)


def compare_options(source: Path | bytes | str, options: Options | None = None, *, name: str | None = None) -> Choices:
    """What each bracketed option of a draft would mean for each provision, all else as the draft has it.

    Raises UsageError where no option is open, and whatever ``scan`` raises.
    """
    options = Options() if options is None else options
    document = read(source, name=name, password=options.password or None, changes=options.changes)
    understood = interpret(document, options)
    openings = open_choices(document, understood.clauses, languages.load(understood.language.code))
    if not openings:
        raise UsageError(f"{document.name} leaves no options open in brackets.", "Name two drafts to compare.")
    draft = report_of(understood)
    told, left = _within(openings)
    notices = ()
    if left:
        message = f"{left} of {len(openings)} open places were not read option by option: the draft would have to be read more than {MOST_READINGS} times."
        notices = (Notice("options-left-out", "warning", message, "Compare two drafts in which these places are settled."),)
    return Choices(draft, tuple(_choice(o, document, draft, understood) for o in told), notices)


def _within(openings: list[OpenChoice]) -> tuple[list[OpenChoice], int]:
    """The first choices that ``MOST_READINGS`` allows, and how many are left."""
    count = 0
    for n, opening in enumerate(openings):
        count += len(opening.alternatives)
        if count > MOST_READINGS:
            return openings[:n], len(openings) - n
    return openings, 0


def _choice(opening: OpenChoice, document: Document, draft: Report, understood: Interpretation) -> Choice:
    read_as = [_read_as(a, document, understood) for a in opening.alternatives]
    statuses = [{p: a.status for p, a in one.items()} for one in read_as]
    names = dict.fromkeys(p for one in read_as for p in one)
    differ = [p for p in names if len({s.get(p) for s in statuses}) > 1]
    return Choice(
        opening.clause, document.page_at(opening.start), opening.start, opening.end,
        tuple(
            OptionReading(a.kind, a.name, a.start, a.end, tuple(one[p] for p in differ if p in one))
            for a, one in zip(opening.alternatives, read_as, strict=True)
        ),
    )  # fmt: skip


def _read_as(alternative: Alternative, document: Document, understood: Interpretation) -> dict[str, Assessment]:
    """Statuses of the draft with one alternative agreed, assessed by the profile of the draft as it stands."""
    report = reread(without(document, alternative.drop), understood)
    return {a.provision: replace(a, findings=()) for a in report.assessments}
