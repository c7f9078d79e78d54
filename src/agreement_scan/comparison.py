"""The nouns of a comparison: what changed between two drafts, two readings or two options. Data only; see ``model`` for the rest.

Offsets are code points of the text of the draft that they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import Assessment, Notice, Report

RELATIONS = ("inserted", "deleted", "split", "merged", "reworded", "references-changed", "moved", "renumbered", "references-followed", "repunctuated", "unchanged")
CHANGES = ("turned-contrary", "lost", "weakened", "new-gap", "uncertain", "cured", "new", "strengthened", "lapsed", "kept")


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the old text (``old``) that gave way to words of the new (``new``): code points, half-open; one side may be empty."""

    old: tuple[int, int]
    new: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ClausePair:
    """Clauses of two drafts that stand for each other: indexes into the ``clauses`` of the old and of the new report.

    ``relations`` are of RELATIONS, the gravest first: ``references-followed`` only follows a new numbering, while
    ``references-changed`` now points at another clause; ``repunctuated`` has the same words. ``likeness`` is from 0 to 1.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    relations: tuple[str, ...]
    likeness: float
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that changed for a provision. ``pair`` is an index into ``Comparison.pairs``, -1 for no clause in particular.

    ``kind``: words (see ``edit``), clause-deleted, clause-inserted, other-lead-in (the clause hangs on other words now), references
    (it refers to another clause now), elsewhere (its own words are the same; this clause of the draft changed).
    ``concepts`` are those pieces of the finding's evidence that the edited words carry: what the answer rested on.
    ``lead_in``: the words stand in what the clause hangs on. ``decisive``: with this alone undone the new draft gives the old answer.
    """

    kind: str
    pair: int
    edit: Edit | None = None
    concepts: tuple[str, ...] = ()
    lead_in: bool = False
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """What became of one provision. ``old`` and ``new`` are None where a draft has nothing on a provision its profile does not ask for.

    ``old_findings`` and ``new_findings`` are ids, the deciding ones first; ``pairs`` index ``Comparison.pairs``. ``doubt`` says why a change
    is "uncertain"; it is empty for every other.
    """

    provision: str
    change: str  # one of CHANGES
    in_profile: bool
    old: Assessment | None
    new: Assessment | None
    old_findings: tuple[str, ...] = ()
    new_findings: tuple[str, ...] = ()
    pairs: tuple[int, ...] = ()
    reasons: tuple[Reason, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two drafts compared. ``readings`` tells apart two readings of one file, such as “changes rejected”; else two empty texts.

    ``meanings`` says what the concepts named by reasons stand for.
    """

    old: Report
    new: Report
    pairs: tuple[ClausePair, ...]
    changes: tuple[ProvisionChange, ...]
    notices: tuple[Notice, ...] = ()
    readings: tuple[str, str] = ("", "")
    meanings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OptionReading:
    """A draft read as if one option were agreed. ``kind``: words (``start``/``end`` of the draft are kept), without (they are dropped).

    ``name`` is what the draft calls the option, if anything. ``assessments`` are those of the provisions on which the options differ.
    """

    kind: str
    name: str
    start: int
    end: int
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A place where the draft leaves options open, and what each would mean. ``clause`` is where it stands."""

    clause: str
    page: int | None
    start: int
    end: int
    options: tuple[OptionReading, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """A draft as it stands, and its open choices in reading order."""

    draft: Report
    choices: tuple[Choice, ...]
    notices: tuple[Notice, ...] = ()
