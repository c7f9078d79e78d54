"""The nouns of the project. Everything else passes these around; nothing here imports the rest.

All ``start``/``end`` are code points of ``Document.text`` (half-open). All boxes are in PDF points with the origin at
the *top* left of the page: ``x0, top, x1, bottom``. Pages are numbered from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

STATUSES = ("contrary", "absent", "weak", "unclear", "present", "not-applicable", "not-assessed")
FOUND = ("present", "weak", "contrary")
# The name of a document that was piped in.
STDIN = "standard input"
KINDS = ("require", "avoid", "require-if")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points, origin top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number (from 1), size in points (0 where the format has no pages) and its span of the text."""

    number: int
    width: float
    height: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader knows about a span of the text beside its characters.

    ``kind`` is one of: ``heading`` (a heading style; ``detail`` is its level), ``label`` (automatic number or bullet),
    ``row`` / ``header-row`` (a table row, cells separated by `` | ``), ``inserted`` / ``deleted`` (tracked change;
    ``detail`` is the author), ``footnote``, ``page-header``, ``comment``.
    """

    kind: str
    start: int
    end: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader of the report must know about how the text was read. ``page`` is None for the whole document."""

    code: str
    severity: str  # info | warning | error
    message: str
    hint: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Furniture:
    """Text of a page that is not part of the agreement's text: running heads, page and line numbers."""

    page: int
    kind: str  # header | footer | page-number | line-number | watermark | note-mark | contents
    text: str


@dataclass(slots=True)
class Document:
    """One canonical text and where each character stood.

    ``char_boxes`` is None for formats without geometry, else a float32 array of shape (len(text), 4) holding
    x0, top, x1, bottom in points, NaN for characters the reader put in (line breaks, repaired spaces).
    """

    name: str
    media_type: str
    sha256: str
    text: str
    pages: tuple[Page, ...]
    marks: tuple[Mark, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    notices: tuple[Notice, ...] = ()
    char_boxes: Any = None

    @property
    def text_sha256(self) -> str:
        """Hash of the canonical text in UTF-8: what offsets refer to, whatever file the text came from."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @classmethod
    def of_text(cls, name: str, text: str) -> Document:
        """Plain text as a document of one page without geometry."""
        return cls(name, "text/plain", "", text, (Page(1, 0.0, 0.0, 0, len(text)),))

    def page_at(self, offset: int) -> int | None:
        """Number of the page that holds the character at ``offset``; None where the format has no pages."""
        if not self.pages or (self.pages[0].width == 0 and len(self.pages) == 1):
            return None
        starts = [p.start for p in self.pages]
        return self.pages[max(0, bisect_right(starts, offset) - 1)].number

    def boxes(self, start: int, end: int) -> list[Box]:
        """Rectangles of the characters of a span, one for each line of each page."""
        if self.char_boxes is None or end <= start:
            return []
        found: list[Box] = []
        for page in self.pages:
            lo, hi = max(start, page.start), min(end, page.end)
            if lo >= hi:
                continue
            line: list[float] | None = None
            for x0, top, x1, bottom in _joined(self.char_boxes[lo:hi]):
                if line and min(bottom, line[3]) - max(top, line[1]) > 0.4 * min(bottom - top, line[3] - line[1]) and x0 >= line[0] - 2:
                    line = [min(line[0], x0), min(line[1], top), max(line[2], x1), max(line[3], bottom)]
                    continue
                if line:
                    found.append(Box(page.number, *line))
                line = [x0, top, x1, bottom]
            if line:
                found.append(Box(page.number, *line))
        return [Box(b.page, *(round(v, 1) for v in (b.x0, b.top, b.x1, b.bottom))) for b in found]


def _joined(boxes: Any) -> list[list[float]]:
    """The boxes of printed characters, one for each run of characters that are equally high and follow each other to the right."""
    import numpy as np

    x0, top, x1, bottom = boxes[boxes[:, 0] == boxes[:, 0]].T  # NaN: not a printed character
    goes_on = (top[1:] == top[:-1]) & (bottom[1:] == bottom[:-1]) & (top[1:] < bottom[1:]) & (x0[1:] >= x0[:-1])
    first = np.flatnonzero(np.concatenate(([len(x0) > 0], ~goes_on)))
    if not len(first):
        return []
    return np.stack([x0[first], top[first], np.maximum.reduceat(x1, first), bottom[first]], axis=1).tolist()  # type: ignore[no-any-return]


@dataclass(slots=True)
class Clause:
    """A node of the clause tree.

    ``start``/``end`` cover the clause's own words without those of its children; ``body`` is where the words begin
    after number and heading. ``kind``: title, preamble, recital, heading, article, paragraph, item, definition,
    row, header-row, annex, signature, note (binds nobody), text. ``number`` is what is printed as its number ("5.2", "(a)", "B1"), of a row its place where none is; ``header`` is the clause with the column heads of a row; ``norm``: a recital
    states a rule, rather than a fact or a hope.
    """

    index: int
    parent: int | None
    kind: str
    label: str
    start: int
    end: int
    body: int
    depth: int = 0
    heading: str = ""
    operative: bool = True
    part: str = ""  # "" for the main text, else the annex or schedule it stands in
    agreed: bool = True
    number: str = ""
    header: int | None = None
    norm: bool = False
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a finding: a concept or cue and where it stands; or what the model saw (``kind="model"``)."""

    kind: str  # concept | cue | model | reference | document
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The words a list item hangs on (the nearest chapeau), quoted apart."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A clause that speaks to a provision, with everything needed to check it by eye."""

    id: str
    provision: str
    status: str  # present | weak | contrary | unclear
    clause: str
    page: int | None
    start: int
    end: int
    quote: str
    lead_in: LeadIn | None
    boxes: tuple[Box, ...]
    strength: str  # obligation | prohibition | permission | aspiration | recital | statement
    confidence: float
    detector: str  # rules | model | both
    because: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for one provision. ``findings`` are ids, the deciding ones first."""

    provision: str
    kind: str
    in_profile: bool
    status: str
    because: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a provision comes from. ``quote`` is a few words of the instrument."""

    document: str  # key into catalogue/documents.toml: PC WG BA PK FH
    paragraph: str
    quote: str
    authority: str
    title: str
    short: str = ""  # how the document is cited where room is short; "" as its title


@dataclass(frozen=True, slots=True)
class ProvisionInfo:
    """What reports print of a provision: copied into the report so that outputs need nothing else."""

    id: str
    family: str
    name: str
    question: str
    why: str
    kind: str
    headline: bool
    wording: str
    present: str
    weak: str
    contrary: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ClauseInfo:
    """What reports show of the text's structure. ``body`` is where the words begin after number and heading."""

    label: str
    kind: str
    start: int
    end: int
    depth: int
    operative: bool
    body: int
    agreed: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """What produced the report: versions and hashes only, never a clock or a path."""

    tool: str
    catalogue: str
    language: str
    model: str
    profile: str
    profile_proposed: bool
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer holds of a finding, as it stands now; the entries it comes from stay in ``Report.history``.

    ``finding`` is the id of the finding of this report that it is attached to, "" where it is about a provision on which nothing
    was found or where it needs a fresh look. ``because`` says why it does; it is empty where the decision stands. ``status`` is what
    the reviewer holds the words to be, ``found`` what the scan had said. ``start``/``end`` are None where no words are meant.
    """

    id: str
    decision: str  # accepted | rejected | corrected | added | unsure | commented
    provision: str
    status: str
    found: str
    reviewer: str
    time: str
    start: int | None
    end: int | None
    quote: str
    comment: str = ""
    finding: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The middle of the house: scanning ends here, every output starts here and reads nothing else.

    ``assessments`` hold every provision of the profile in catalogue order, and those outside it that were found.
    ``provisions`` describes each assessed provision by id.
    """

    run: Run
    document: Document
    notices: tuple[Notice, ...]
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]
    provisions: dict[str, ProvisionInfo]
    clauses: tuple[ClauseInfo, ...]
    language: str = "en"
    glossary: dict[str, str] = field(default_factory=dict)  # what the concepts and cues in the evidence stand for, by name
    decisions: tuple[Decision, ...] = ()
    history: tuple[dict[str, Any], ...] = ()  # the entries of the decisions files, as they were read

    def finding(self, identity: str) -> Finding:
        """The finding with this id. Raises KeyError."""
        for f in self.findings:
            if f.id == identity:
                return f
        raise KeyError(identity)

    def verdicts(self) -> dict[str, str]:
        """What the reviewers say of each finding they decided on: one word where they agree, else ``disputed``.

        Who accepts, adds or corrects to the same status agrees.
        """
        said: dict[str, list[Decision]] = {}
        for d in self.decisions:
            if d.finding and not d.because and d.decision != "commented":
                said.setdefault(d.finding, []).append(d)
        verdicts = {}
        for identity, decisions in said.items():
            held = {d.decision if d.decision in ("rejected", "unsure") else d.status for d in decisions}
            words = [d.decision for d in decisions]
            verdicts[identity] = "disputed" if len(held) > 1 else next(w for w in ("added", "corrected", words[0]) if w in words)
        return verdicts

    def lead_ins(self) -> list[LeadIn | None]:
        """For each clause the words that it hangs on: the nearest clause above it that is less deep, where that ends in a colon."""
        leads: list[LeadIn | None] = []
        above: list[ClauseInfo] = []
        for clause in self.clauses:
            while above and above[-1].depth >= clause.depth:
                above.pop()
            words = self.document.text[above[-1].body : above[-1].end].rstrip() if above else ""
            leads.append(LeadIn(above[-1].body, above[-1].body + len(words), words) if words.endswith(":") else None)
            above.append(clause)
        return leads
