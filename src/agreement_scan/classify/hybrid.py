"""Rules and model together: one calibrated probability for each reading that either of them proposes. Needs numpy only.

Neither hides the other: a finding says who saw it (rules, model or both) and where they disagree, and a reading of the rules that is
improbable with the model is not dropped but becomes "unclear": a person should look, unless next to none of its kind was ever right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..model import FOUND
from ..rules import Candidate, Concern, Passage, Reading, RuleBook, guarded, soften
from ..rules.passages import PROPERTY_BIT
from .combiner import describe, places
from .features import SHAPE_NUMBERS

if TYPE_CHECKING:
    from .model import Model, Seen

# A text whose passages are mostly about other things (mean of their highest relevance below SPARSE; of the training drafts with at most five
# provisions four in five lie there, of those with fifteen or more one in twenty): there the model alone is believed from ALONE on only.
SPARSE, ALONE = 0.3, 0.5
# Probability from which another status than "contrary" stands where the rules read a clause as contrary. Out of fold the model was right in all 34
# cases from 0.9 on, in 19 of 26 from 0.8 to 0.9: there the rules' reading stands, since a missed contrary clause costs most.
SURE = 0.9
# A reading of the rules that is improbable becomes unclear: a person should look. Below IDLE (all statuses together) that would be idle work: out of fold
# one in 140 of those readings, six a draft, was a label of any status.
IDLE = 0.02

# Words up to which a sentence outside lists is a title ("Closing phase."). Of the model's own readings of such sentences and of the lead-ins of lists
# one in eight was right on the contrast drafts (of all its own readings, one in two).
TITLE = 3

_HOPED = PROPERTY_BIT["aspiration"]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of a passage for one provision (numbered ``provision``), beside the rules' candidate if there is one.

    ``chances`` are the probabilities of present, weak and contrary; ``relevant``: the model alone would take the passage up.
    """

    passage: Passage
    provision: int
    rule: Candidate | None
    relevant: bool
    chances: tuple[float, float, float]

    @property
    def best(self) -> int:
        """The likeliest status, as a number."""
        return self.chances.index(max(self.chances))


def merge(reading: Reading, proposed: list[Candidate], model: Model, book: RuleBook, concern: Concern) -> list[Candidate]:
    """Candidates of the rules joined with the model's, in reading order; each knows its probability and who saw it.

    ``proposed`` are the rules' settled candidates; ``book`` is their book. A reading at or above the model's ``flag`` probability is a
    finding with the likeliest status; one of the rules below it becomes unclear. The model speaks alone only where no guard of the
    provision holds and text and passage are of ``concern``, and in a text mostly about other things only when it is sure; between
    ``review`` and ``flag`` it gives an unclear finding, the best one, where the text has none for that provision. It is silent on titles and on
    the lead-ins of lists.
    """
    seen = model.look(reading)
    least = ALONE if len(seen.passages) and float(seen.relevance.max(axis=1).mean()) < SPARSE else 0.0
    alone: list[Candidate] = []
    doubtful: list[Candidate] = []
    idle: list[Candidate] = []
    barred: dict[int, int] = {}  # for each provision the passages on which it is silent
    for opinion in _opinions(seen, proposed, model, concern):
        chance, flag = opinion.chances[opinion.best], model.flag[opinion.best]
        if opinion.rule is not None:
            _weigh(opinion.rule, opinion, flag, _firm(reading, book, opinion.rule))
            if opinion.rule.status == "unclear" and opinion.rule.doubt and sum(opinion.chances) < IDLE:
                idle.append(opinion.rule)
            continue
        flag = max(flag, least)
        if chance < min(flag, model.review[opinion.provision]) or not concern.of_classifier(opinion.passage, chance) or _only_opens(reading, opinion.passage):
            continue
        if opinion.provision not in barred:
            barred[opinion.provision] = guarded(reading, book, model.provisions[opinion.provision])
        if not barred[opinion.provision] >> opinion.passage.index & 1:
            made = _candidate(opinion, seen, model, chance, flag)
            if made is not None:
                (alone if chance >= flag else doubtful).append(made)
    joined = [*(c for c in proposed if c not in idle), *alone]
    order = {p: k for k, p in enumerate(model.provisions)}
    return sorted([*joined, *_best_doubts(doubtful, joined)], key=lambda c: (c.passage.index, order.get(c.provision, len(order))))


@dataclass(frozen=True, slots=True)
class Judged:
    """The readings that rules or model propose: ``rows`` (of ``seen.passages``), ``columns`` (provisions), ``chances`` (readings, 3) and
    ``ruled``, whether the rules propose it."""

    rows: Any
    columns: Any
    chances: Any
    ruled: Any


def judge(seen: Seen, proposed: list[Candidate], model: Model, concern: Concern) -> Judged:
    """The probability of each status, given what the rules (their candidates ``proposed``) and the model say and what stands around."""
    number = {p: k for k, p in enumerate(model.provisions)}
    row = {passage.index: n for n, passage in enumerate(seen.passages)}
    ruled, spoken = np.zeros(seen.relevance.shape, dtype=np.int8), np.zeros(seen.relevance.shape, dtype=bool)
    for c in proposed:
        if c.provision in number and c.passage.index in row:
            at = row[c.passage.index], number[c.provision]
            ruled[at], spoken[at] = (1 + FOUND.index(c.status) if c.status in FOUND else 0), True
    rows, columns = places(seen.relevance, ruled, model.least)
    if not len(rows):
        return Judged(rows, columns, np.zeros((0, 3)), np.zeros(0, dtype=bool))
    closeness = np.array([concern.closeness(p) for p in seen.passages])
    shapes = np.array([[p.sees(bit, "self") for _, bit in SHAPE_NUMBERS] for p in seen.passages])
    features = describe(rows, columns, seen.relevance, model.look_closer(seen, rows, columns), ruled, model.families, closeness, shapes)
    return Judged(rows, columns, model.combiner.chances(np.zeros(len(rows), dtype=int), rows, columns, features), spoken[rows, columns])


def _opinions(seen: Seen, proposed: list[Candidate], model: Model, concern: Concern) -> list[Opinion]:
    """The model's opinions on all readings of the rules and, where it may speak alone, on all it finds relevant itself."""
    number = {p: k for k, p in enumerate(model.provisions)}
    ruled = {(c.passage.index, number[c.provision]): c for c in proposed if c.provision in number}
    judged = judge(seen, proposed, model, concern)
    found = []
    # most of what is relevant at all is far from a finding; only the rest is looked at one by one
    likely = judged.chances.max(axis=1, initial=0.0) >= np.minimum(model.review, min(model.flag))[judged.columns]
    for n in np.flatnonzero(likely | judged.ruled).tolist():
        passage, column = seen.passages[judged.rows[n]], int(judged.columns[n])
        rule = ruled.get((passage.index, column))
        if rule is not None or concern.for_classifier:
            relevant = bool(seen.relevance[judged.rows[n], column] >= model.least)
            found.append(Opinion(passage, column, rule, relevant, tuple(judged.chances[n].tolist())))
    return found


def _only_opens(reading: Reading, passage: Passage) -> bool:
    """Whether a passage says nothing of its own: it is a title before other sentences, or the words on which a list hangs."""
    words = reading.document.text[passage.start : passage.end].rstrip()
    if passage.clause.children and words.endswith((":", "—", "–")):
        return True
    return not passage.leads and passage.clause.kind not in ("item", "row") and len(words.split()) <= TITLE


def _firm(reading: Reading, book: RuleBook, candidate: Candidate) -> bool:
    """Whether a provision calls the words firm in which the rules read it."""
    firm = book.tests.get(f"firm:{candidate.provision}")
    return firm is not None and bool(firm.on(reading.views, 1 << candidate.passage.index))


def _weigh(rule: Candidate, opinion: Opinion, flag: float, firm: bool) -> None:
    """Gives a candidate of the rules its probability and the likeliest status; an improbable one becomes unclear.

    Where its words are ``firm`` (an amnesty, by that name) the rules' reading stands unless another is sure, or none has a chance: the classifier learned from drafts full of false
    friends, and of twelve plain grants of amnesty in real agreements it found nine improbable. On its own drafts this changes little (out of fold
    0.660 and 0.656 for this provision).
    """
    said, best = rule.status, opinion.best
    rule.probability = opinion.chances[best]
    if said not in FOUND:
        return
    status, why = _allowed(FOUND[best], opinion.passage)
    if opinion.chances[best] < flag or not status:
        rule.probability = opinion.chances[FOUND.index(said)]
        if firm and sum(opinion.chances) >= IDLE:
            rule.doubt = "the classifier finds that improbable"
        else:
            rule.doubt = f"the rules read it as {said}, the classifier finds that improbable"
            rule.status = "unclear"
    elif status == said:
        rule.detector = "both" if opinion.relevant else "rules"
    elif ((said == "contrary" or firm) and opinion.chances[best] < SURE) or (status == "present" and (rule.softened or opinion.passage.sees(_HOPED, "self"))):
        # a missed contrary clause costs more than one too many; and "as far as possible" or "endeavour" stands there, whatever is likely
        rule.doubt = f"the classifier reads it as {status}"
    else:
        rule.status, rule.detector, rule.softened, rule.doubt = status, "model", why, f"the rules read it as {said}"


def _allowed(status: str, passage: Passage) -> tuple[str, str]:
    """A status as the passage allows it, whatever the probability: recitals and text that is not agreed bind less (reading rules 2 and 3)."""
    if passage.unagreed or passage.clause.kind in ("recital", "preamble"):
        return soften(status, passage)
    return status, ""


def _candidate(opinion: Opinion, seen: Seen, model: Model, chance: float, flag: float) -> Candidate | None:
    """The model's own candidate: a finding at or above ``flag``, else unclear; None where a recital only reports."""
    passage, status, why, doubt = opinion.passage, FOUND[opinion.best], "", ""
    if chance < flag:
        status, doubt = "unclear", f"the classifier reads it as {status}, without enough certainty"
    else:
        status, why = _allowed(status, passage)
        if not status:
            return None
    words = tuple(model.weightiest(passage, seen.single, seen.pair, opinion.provision))
    return Candidate(model.provisions[opinion.provision], status, passage, None, why, chance, "model", doubt, words)


def _best_doubts(doubtful: list[Candidate], joined: list[Candidate]) -> list[Candidate]:
    """For each provision of which nothing was found the likeliest unclear reading."""
    found = {c.provision for c in joined}
    best: dict[str, Candidate] = {}
    for candidate in doubtful:
        other = best.get(candidate.provision)
        if candidate.provision not in found and (other is None or (candidate.probability or 0.0) > (other.probability or 0.0)):
            best[candidate.provision] = candidate
    return list(best.values())
