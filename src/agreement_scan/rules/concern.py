"""What in a text is of concern here: where findings that name no child are credible. Rules and classifier ask the same gate."""

from __future__ import annotations

from dataclasses import dataclass, field

from .compile import RuleBook
from .engine import Candidate
from .passages import Passage, Reading

# Probability from which the classifier may speak alone of a passage that is not on the subject.
OFF_SUBJECT = 0.5
# A text tells rather than binds from this share of passages that only tell, if they outnumber twice those that bind anybody. Drafts stay
# below 0.15 or bind more; reports of monitors lie between 0.13 and 0.7.
TELLING = 0.12
LEAST_PASSAGES = 8
# Closeness of a passage that itself says that it is about the subject.
ITSELF = 2


@dataclass(frozen=True, slots=True)
class Concern:
    """``bearing``: the text has a word on children or armed conflict. ``subject``: the passages that deal with children, or stand where
    children are dealt with; ``named``: those that say so themselves. ``told``: in a text that reads as a report, the passages that bind
    nobody, none in other texts. All three are columns. ``spared``: general passages that do not apply to children, with the clause that says so.
    ``elsewhere``: passages that leave their matter to a text that was not supplied, with its name. ``children``: a passage names
    children, so that the classifier knows such texts. ``fragment``: the text is a few sentences.
    """

    bearing: bool
    subject: int
    named: int
    told: int = 0
    spared: dict[int, str] = field(default_factory=dict)
    elsewhere: dict[int, str] = field(default_factory=dict)
    children: bool = True
    fragment: bool = False

    @classmethod
    def of(cls, reading: Reading, book: RuleBook) -> Concern:
        """The concern of a text by the catalogue's contexts "concern" and "subject"; everything is, where there are none."""
        views = reading.views
        concern, subject, named, children = (book.tests.get(f"context:{name}") for name in ("concern", "subject", "named", "children"))
        naming = views.every if named is None else named.on(views, views.asked)
        return cls(
            concern is None or subject is None or bool(concern.on(views, views.read)),
            views.every if subject is None else subject.on(views, views.asked),
            naming, _told(reading, book), {place: label for place, label in reading.spared.items() if not naming >> place & 1},
            reading.elsewhere, children is None or bool(children.on(views, views.read)), views.read.bit_count() < LEAST_PASSAGES,
        )  # fmt: skip

    def covers(self, passage: Passage) -> bool:
        """Whether a passage is on the subject."""
        return bool(self.subject >> passage.index & 1)

    def closeness(self, passage: Passage) -> int:
        """How close a passage is to the subject: 2 says so itself, 1 stands where children are dealt with, 0 neither."""
        return int(self.covers(passage)) + (self.named >> passage.index & 1)

    def of_rules(self, found: list[Candidate]) -> list[Candidate]:
        """The rules' candidates that count: in a text without a word on children or armed conflict, only those on the subject; in a fragment that names
        no child, none of what is said of everybody."""
        if self.fragment and not self.children:
            found = [c for c in found if c.compiled is None or not c.compiled.rule.general]
        return found if self.bearing else [c for c in found if self.covers(c.passage)]

    @property
    def for_classifier(self) -> bool:
        """Whether the classifier may speak alone anywhere: it learned from texts that name children, and knows nothing of others."""
        return self.bearing and self.children

    def of_classifier(self, passage: Passage, chance: float) -> bool:
        """Whether the classifier may speak alone of a passage that it gives this probability."""
        return self.for_classifier and (chance >= OFF_SUBJECT or self.covers(passage))

    def doubt(self, found: list[Candidate]) -> None:
        """Makes unclear what only the whole text puts in doubt.

        What a clause leaves to another text that was not supplied. What is found in a report, outside passages that bind somebody: narrated facts bind nobody (reading rule 2). A contrary reading of a general
        passage ("all foreign elements shall leave") that another says does not apply to children.
        """
        for candidate in found:
            place = candidate.passage.index
            if self.told >> place & 1 and candidate.status != "unclear":
                candidate.doubt = f"read as {candidate.status}, but the text reads as a report and the passage binds nobody"
                candidate.status = "unclear"
            elif place in self.elsewhere and candidate.status != "contrary":
                candidate.doubt = f"by reference only: what is to be done stands in {self.elsewhere[place]}, which was not supplied"
                candidate.status = "unclear"
            elif place in self.spared and candidate.status == "contrary":
                candidate.doubt = f"read as contrary, but {self.spared[place]} says that it does not apply to children"
                candidate.status = "unclear"


def _told(reading: Reading, book: RuleBook) -> int:
    views = reading.views
    tells, binds = (book.tests.get(f"context:{name}") for name in ("tells", "binds"))
    if tells is None or binds is None:
        return 0
    telling, binding = tells.on(views, views.read), binds.on(views, views.read)
    count, told, bound = (column.bit_count() for column in (views.read, telling, binding))
    if count < LEAST_PASSAGES or told < TELLING * count or told < 2 * bound:
        return 0
    return views.read & ~binding
