"""Why a provision was found, or was not: in sentences a mediator can check against the draft.

Not found: the nearest clauses (by the concepts they share with the provision's rules, and by likeness to its examples) and what
each of them lacks. Found: the words that led to it, and why this status and not its neighbour.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from .catalogue import Provision
from .catalogue.expression import PROPERTIES, Atom
from .errors import UsageError
from .languages import Language
from .model import Assessment, Finding
from .options import Options
from .readers import read
from .rules import Candidate, Passage
from .rules.compile import CompiledRule
from .rules.engine import evidence_hits, is_norm
from .rules.lacking import Comparer, Lack, Nearness
from .scan import Interpretation, interpret, report_of
from .sentences import lowered

_WORD = re.compile(r"\w+")
MOST_NEAREST = 3
# Below these a clause is not near enough to be worth a mediator's time: share of a rule's concepts, likeness to an example.
LEAST_SHARE = 0.3
LEAST_LIKENESS = 0.55
# What a heading or signature, which binds nobody, must be nearer by to be shown before a clause.
UNREAD = -0.3
# Properties that say where a passage stands; to lack them is no fault of its words, so that a rule that asks for them is compared last.
_STANDING = ("@row", "@item", "@annex", "@recital", "@definition", "@norm")
NEIGHBOURS = {"present": ("weak", "contrary"), "weak": ("present",), "contrary": ("present", "weak"), "unclear": ("present",)}
_PROPERTY = {  # where it is missing; where it stands in the way
    "obligation": ("it does not bind (no shall, must or undertakes to)", "it binds"),
    "permission": ("it does not merely permit", "it only permits"),
    "aspiration": ("it does not merely aspire", "it only aspires or encourages"),
    "recital": ("it is no recital", "it is a recital"),
    "norm": ("it states no norm", "it states a norm"),
    "definition": ("it is no definition", "it is a definition"),
    "row": ("it is no table row", "it is a table row"),
    "item": ("it hangs on no lead-in", "it hangs on a lead-in"),
    "unagreed": ("it is agreed text", "it is not agreed text"),
    "mission": ("the text does not mandate a mission", "the text mandates a mission"),
    "unilateral": ("the text is not one party's own deed", "the text is one party's own deed"),
    "early": ("the text is no first-stage agreement", "the text is a first-stage agreement"),
    "annex": ("it does not stand in an annex", "it stands in an annex"),
    "child-15": ("the text sets no age below eighteen", "the text sets an age below eighteen"),
    "child-18": ("the text does not define a child as everyone under eighteen", "the text defines a child as everyone under eighteen"),
}
assert set(_PROPERTY) == set(PROPERTIES)
_WHERE = {
    "": "it says nothing of", "self": "the sentence itself says nothing of", "lead": "what it hangs on says nothing of",
    "near": "nothing in its clause speaks of", "head": "no heading above it speaks of", "list": "nothing in its list speaks of",
    "article": "nothing in its article speaks of", "ref": "what it refers to says nothing of", "doc": "nothing in the text speaks of",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of the draft that spoke for a finding, and the notion they stand for."""

    words: str
    meaning: str
    negated: bool
    in_lead_in: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A finding explained: its cues, why it has its status, and why not the neighbouring ones."""

    finding: Finding
    cues: tuple[Cue, ...]
    why: str
    why_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """A clause that comes near a provision without speaking to it. ``likeness`` (0 to 1) is to the nearest example."""

    clause: str
    page: int | None
    start: int
    end: int
    quote: str
    lead_in: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    to_be: str
    example: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about one provision in one draft."""

    provision: Provision
    profile: str
    assessment: Assessment
    found: tuple[Found, ...]
    nearest: tuple[Near, ...]


def explain(provision: str, source: Path | bytes | str, options: Options | None = None, *, name: str | None = None) -> Explanation:
    """Explains the status of a provision in a draft.

    Raises UsageError for an unknown provision, and whatever ``scan`` raises.
    """
    options = Options() if options is None else options
    document = read(source, name=name, password=options.password or None, changes=options.changes)
    return explanation_of(provision, interpret(document, options))


def explanation_of(identity: str, understood: Interpretation) -> Explanation:
    """The explanation from a document that was already interpreted. Raises UsageError for an unknown provision."""
    known = understood.catalogue.provisions
    if identity not in known:
        from rapidfuzz import process

        near = ", ".join(match for match, _, _ in process.extract(identity, list(known), limit=3))
        raise UsageError(f"There is no provision “{identity}”.", f"Did you mean {near}? See all with: agreement-scan provisions list")
    provision = known[identity]
    report = report_of(understood)
    assessment = next((a for a in report.assessments if a.provision == identity), None)
    if assessment is None:
        assessment = Assessment(identity, provision.kind, False, "absent", f"No clause was found that speaks to it; the {understood.profile} profile does not ask for it.")
    pairs = {f.id: (f, c) for f, c in zip(report.findings, understood.settled, strict=True) if f.provision == identity}
    explainer = _Explainer(understood, provision)
    found = tuple(explainer.found(*pairs[i]) for i in assessment.findings)
    return Explanation(provision, understood.profile, assessment, found, () if found else explainer.nearest())


class _Explainer:
    """Reads one provision's rules against the passages of one document."""

    def __init__(self, understood: Interpretation, provision: Provision) -> None:
        self.understood, self.provision = understood, provision
        self.compare = Comparer({name: n for n, name in enumerate(understood.rules.concepts)})
        self.rules = [r for r in understood.rules.rules if r.rule.provision == provision.id and r.rule.status != "absent"]
        self.guards = understood.rules.guards.get(provision.id, [])
        self.language = understood.language
        good = (e for e in provision.examples if e.status == "present")
        self.spoken = _WORD.findall(" ".join([provision.wording, *(f"{e.lead_in} {e.text}" for e in good)]).lower())

    def found(self, finding: Finding, candidate: Candidate) -> Found:
        """A finding with its cues and the reasons for its status."""
        text, reading = self.understood.document.text, self.understood.reading
        cues: list[Cue] = []
        for passage, hit in evidence_hits(candidate):
            words = " ".join(text[reading.starts[hit.first] : reading.ends[hit.last - 1]].split())
            cue = Cue(words, self.language.meaning(self.understood.rules.concepts[hit.concept]), hit.negated, passage is not candidate.passage)
            same = [c for c in cues if (c.meaning, c.negated, c.in_lead_in) == (cue.meaning, cue.negated, cue.in_lead_in)]
            if any(words in c.words for c in same):
                continue
            cues = [c for c in cues if c not in same or c.words not in words] + [cue]
        cues += [Cue(text[reading.starts[t] : reading.ends[t]], "a word the classifier weighs", False, False) for t in candidate.words]
        why_not = [s for status in NEIGHBOURS[finding.status] if (s := self._why_not(status, finding, candidate))]
        return Found(finding, tuple(cues), finding.because, tuple(why_not))

    def _why_not(self, status: str, finding: Finding, candidate: Candidate) -> str:
        definition = getattr(self.provision, status)
        if not definition:
            return ""
        best = self._best(candidate.passage, [r for r in self.rules if r.rule.status == status])
        if status == "present" and candidate.softened:
            return f"Not present, because it {candidate.softened}."
        if status == "present" and candidate.doubt:
            return f"Not simply present: {candidate.doubt}."
        if best is None or (status == "contrary" and best[0].share < LEAST_SHARE):
            return "" if status == "contrary" else f"Not {status}: that would be: {lowered(definition)}"
        lacks = self._sentences(best[0].lacks)
        if not lacks:
            return f"It also reads as {status} ({best[1].rule.because or 'by another rule'}); {finding.status} comes first."
        return f"Not {status}: {'; '.join(lacks)}. {status.capitalize()} would be: {lowered(definition)}"

    def _best(self, passage: Passage, rules: list[CompiledRule]) -> tuple[Nearness, CompiledRule] | None:
        read = [(self.compare.nearness(r.rule.when, passage), r) for r in rules]
        return max(read, key=lambda pair: (not _stands_otherwise(pair[0]), pair[0].share, -len(pair[0].lacks), -pair[1].order), default=None)

    def nearest(self) -> tuple[Near, ...]:
        """The passages that come nearest, best first."""
        from rapidfuzz import fuzz, utils

        examples = [(f"{e.lead_in} {e.text}".strip(), e) for e in self.provision.examples if e.status != "absent"]
        prepared = [(utils.default_process(words), e) for words, e in examples]
        definition = utils.default_process(f"{self.provision.name}. {self.provision.present}")
        text = self.understood.document.text
        scored = []
        wanted = [r for r in self.rules if r.rule.status in ("present", "weak")] or self.rules  # what a clause lacks to be contrary closes no gap
        for passage in self.understood.reading.passages:
            if not passage.hits or passage.last - passage.first < 4:
                continue
            best = self._best(passage, wanted)
            lead = passage.leads[-1] if passage.leads else None
            words = utils.default_process((text[lead.start : lead.end] + " " if lead else "") + text[passage.start : passage.end])
            likeness, example = max(((fuzz.token_sort_ratio(words, p) / 100, e.text) for p, e in prepared), default=(0.0, ""), key=lambda pair: pair[0])
            likeness = max(likeness, fuzz.token_set_ratio(words, definition) / 100 - 0.1)
            share = best[0].share if best is not None else 0.0
            if share >= LEAST_SHARE or likeness >= LEAST_LIKENESS:
                scored.append((0.65 * share + 0.35 * likeness + (0.0 if passage.read else UNREAD), passage, best, likeness, example))
        scored.sort(key=lambda s: (-s[0], s[1].start))
        return tuple(self._near(*rest) for _, *rest in scored[:MOST_NEAREST])

    def _near(self, passage: Passage, best: tuple[Nearness, CompiledRule] | None, likeness: float, example: str) -> Near:
        text, document = self.understood.document.text, self.understood.document
        lead = passage.leads[-1] if passage.leads else None
        has: list[str] = []
        lacks = self._outside(passage, best)
        if best is not None:
            names = dict.fromkeys(a.name for a in best[0].has if not a.name.startswith("@"))
            has = [self.language.meaning(n) for n in names]
            lacks += self._sentences(best[0].lacks)
        return Near(
            passage.clause.label, document.page_at(passage.start), passage.start, passage.end, text[passage.start : passage.end],
            text[lead.start : lead.end] if lead is not None else "", tuple(dict.fromkeys(has)), tuple(dict.fromkeys(lacks)),
            best[1].rule.status if best is not None else "present", example, round(likeness, 2),
        )  # fmt: skip

    def _outside(self, passage: Passage, best: tuple[Nearness, CompiledRule] | None) -> list[str]:
        """Reasons that lie not in the words but in where they stand, or in a guard of the provision."""
        reasons = []
        kind = passage.clause.kind
        if kind in ("recital", "preamble") and not is_norm(passage):
            reasons.append("it is a recital that states a fact, not a norm")
        elif not passage.read:
            place = {"title": "the title", "signature": "the signature block", "note": "a note", "annex": "the title of an annex"}.get(kind, "a heading")
            reasons.append(f"it stands in {place}, which binds nobody")
        for guard in self.guards:
            if guard.test(passage):
                held = self.compare.nearness(guard.rule.when, passage).has
                about = guard.rule.because or f"it speaks of {self._named(held) or 'another matter'}"
                reasons.append(f"it was set aside: {about}")
                break
        if best is not None and not best[0].lacks and not reasons and passage.leads:
            reasons.append("it adds nothing to what it hangs on")
        return reasons

    def _sentences(self, lacks: tuple[Lack, ...]) -> list[str]:
        return list(dict.fromkeys(self._sentence(lack) for lack in lacks))

    def _sentence(self, lack: Lack) -> str:
        first = lack.first[0]
        if first.name.startswith("@"):
            return _PROPERTY[first.name[1:]][lack.kind == "barred"]
        if lack.kind == "missing":
            return f"{_WHERE[first.scope]} {self._named(lack.first, suggest=True)}"
        if lack.kind == "negated":
            return f"{self._named(lack.first)} stands under a negation or a ban in it"
        if lack.kind == "unnegated":
            return f"{self._named(lack.first)} is neither negated nor banned in it"
        if lack.kind == "apart":
            return f"{self._named(lack.first)} and {self._named(lack.second)} stand too far apart in it to belong together"
        return f"it also speaks of {self._named(lack.first)}"

    def _named(self, atoms: tuple[Atom, ...], suggest: bool = False) -> str:
        names = list(dict.fromkeys(a.name for a in atoms if not a.name.startswith("@")))
        told = list(dict.fromkeys(self.language.meaning(n) for n in names))
        shown = told[:3] + (["the like"] if len(told) > 3 else [])
        joined = shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " or " + shown[-1] if shown else ""
        words = sample_words(self.language, names[0], self.spoken) if suggest and names else []
        return f"“{joined}”" + (f" (such as {', '.join(f'“{w}”' for w in words)})" if words else "")


def sample_words(language: Language, concept: str, spoken: list[str], most: int = 3) -> list[str]:
    """A few phrases that would have expressed a concept: those that the provision's own good wording (its words, ``spoken``) uses most, then the shortest."""
    entry = language.concepts.get(concept)
    if entry is None:
        return []
    own = entry.readings()
    for other in entry.includes if not own else ():
        own += language.concepts[other].readings()
    told = f" {' '.join(spoken)} "
    return sorted(own, key=lambda words: (-told.count(f" {' '.join(_WORD.findall(words.lower()))} "), words.count(" ")))[:most]


def _stands_otherwise(near: Nearness) -> bool:
    return any(lack.kind != "barred" and lack.first[0].name in _STANDING for lack in near.lacks)
