"""Builds the passages of a document: sentences of clauses, what they hang on, and what each can see."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Any
from weakref import ref

import numpy as np

from ..languages import Language
from ..languages.grammar import either
from ..model import Clause, Document
from ..structure import lead_in_chains, unagreed_spans
from .elsewhere import Elsewhere
from .passages import PROPERTY_BIT, Hit, Hits, Passage, Reading, bitset, is_norm
from .polarity import Polarity, modality
from .spared import Spares
from .views import Views

# the end of a sentence: a full stop and a capital, but not after an abbreviation or an initial
_SENTENCE = re.compile(r"[.!?]([\"”’)\]]*)\s+(?=[\"“‘(\[]?[A-Z0-9])")
_HEAD, _WHOLE = 4_000, 200_000  # characters in which a mission is looked for
_UNREAD = frozenset(("title", "signature", "note", "annex", "header-row"))


class PassageReader:
    """Turns clauses and concept hits into a Reading for one language."""

    def __init__(self, language: Language) -> None:
        concepts = list(language.concepts.values())
        self.ids = tuple(language.concepts)
        self.polarity = Polarity(concepts)
        self.structure, self.grammar = language.structure, language.grammar
        self.mission = tuple(tuple(language.structure["mission"][key]) for key in ("sure", "likely", "elsewhere"))
        self.spares, self.elsewhere = Spares(language.structure["spared"], language.grammar), Elsewhere(language.structure["elsewhere"], language.structure["numbers"]["words"])
        words = sorted(language.structure["anaphora"]["openings"], key=len, reverse=True)
        self.anaphor = re.compile(rf"(?i)[\s\"“(\[]*(?:{either(map(re.escape, words))})\b")
        self.whoever = re.compile(rf"(?i)[\s\"“(\[]*(?:{either(language.structure['anaphora']['whoever'])})\b")

    def read(self, document: Document, clauses: list[Clause], hits: Hits, starts: Any, ends: Any) -> Reading:
        """The reading of a document. ``starts``/``ends``: code points of tokens, as arrays."""
        open_spans = _joined(unagreed_spans(document, clauses, self.grammar))
        bare = hits.without(*(np.searchsorted(starts, edges) for edges in open_spans)) if open_spans[0] else hits
        reading = self._read(document, clauses, hits, starts, ends)
        if len(bare.code) < len(hits.code):
            reading.partly = _partly(reading.passages, *open_spans)
            if reading.partly:
                reading.agreed = self._read(document, clauses, bare, starts, ends)
        return reading

    def _read(self, document: Document, clauses: list[Clause], hits: Hits, starts: Any, ends: Any) -> Reading:
        spans = [(clause, start, end) for clause in clauses for start, end in _sentences(document.text, clause, self.grammar.abbreviation)]
        first, last = (np.searchsorted(starts, [s[n] for s in spans]) for n in (1, 2))
        lo, hi = np.searchsorted(hits.first, first), np.searchsorted(hits.first, last)
        places = zip(first.tolist(), last.tolist(), lo.tolist(), hi.tolist(), strict=True)
        passages = [
            Passage(n, clause, start, end, a, b, hits, lo, hi, _is_read(clause, start))
            for n, ((clause, start, end), (a, b, lo, hi)) in enumerate(zip(spans, places, strict=True))
        ]
        reading = Reading(document, clauses, passages, self.ids, starts.tolist(), ends.tolist(), hits)
        for passage in passages:
            reading.by_clause.setdefault(passage.clause.index, []).append(passage.index)
        cues = _cues(hits, passages, self.polarity.is_cue)
        self._connect(reading, cues)
        self._mark_unagreed(reading, cues)
        reading.views = Views(reading, self._properties(reading), _articles(clauses), self.grammar)
        views = ref(reading.views)
        for passage in passages:
            passage.views_of = views
        reading.spared, reading.elsewhere, reading.unsupplied = self.spares.of(reading), self.elsewhere.left(reading), self.elsewhere.unsupplied(reading)
        return reading

    def _connect(self, reading: Reading, cues: list[list[Hit]]) -> None:
        """Lead-ins, polarity and modality, in reading order: what an item hangs on is read before it."""
        text, passages, hits, polarity = reading.document.text, reading.passages, reading.hits, self.polarity
        rows = _row_numbers(reading)
        chains = lead_in_chains(reading.clauses, text, self.grammar)
        leads_of: dict[int, tuple[Passage, ...]] = {}
        negated: list[tuple[int, int]] = []
        for passage in passages:
            clause = passage.clause
            hung = leads_of.get(clause.index)
            if hung is None:
                chain = [
                    passages[reading.by_clause[c][-1]]
                    for c in chains[clause.index]
                    if c in reading.by_clause and reading.clauses[c].kind != "header-row"
                ]
                if clause.kind == "row":
                    chain += _referred_rows(text, passage, rows, self.grammar.row)
                hung = leads_of[clause.index] = tuple(chain)
            passage.leads = hung + self._antecedents(reading, passage, hung)
            direct = [lead for lead in hung if lead.clause.kind != "row"]
            here = cues[passage.index]
            open_above = bool(direct) and direct[-1].open_negation
            if here or open_above:
                negated += polarity.mark(passage, here, open_above)
            own = modality(here, polarity.must, polarity.may, polarity.hope, polarity.negation, polarity.wish) if here else ""
            inherited = next((lead.modality for lead in reversed(direct) if lead.modality), "")
            if not own and inherited == "aspiration":
                own = "aspiration"
            passage.modality = own or inherited or "statement"
        polarity.negate(hits, negated)

    def _antecedents(self, reading: Reading, passage: Passage, leads: tuple[Passage, ...]) -> tuple[Passage, ...]:
        """The sentence that an opening "they", "such", "until then" looks back to, and what that one looks back to."""
        if not passage.read or passage.index == 0 or not self.anaphor.match(reading.document.text, passage.start):
            return ()
        if self.grammar.whole.match(reading.document.text, passage.start):  # "This Agreement ..." looks back to nothing
            return ()
        before = reading.passages[passage.index - 1]
        same_clause = before.clause.index == passage.clause.index
        if not before.read or before in leads or not (same_clause or before.clause.parent == passage.clause.parent):
            return ()
        if not same_clause and (passage.clause.kind in ("row", "recital", "definition") or self.whoever.match(reading.document.text, passage.start)):
            return ()
        return (*(p for p in before.leads if p not in leads and p.clause.kind != "row"), before)[-3:]

    def _mark_unagreed(self, reading: Reading, cues: list[list[Hit]]) -> None:
        """Marks passages that are not agreed text, for a third of their length or in the word that binds."""
        unagreed = unagreed_spans(reading.document, reading.clauses, self.grammar)
        if unagreed:
            firsts, joined = [first for first, _ in unagreed], _joined(unagreed)
            for passage in reading.passages:
                passage.unagreed = _mostly_inside(passage, unagreed, firsts) or self._verb_open(reading, cues[passage.index], joined)

    def _properties(self, reading: Reading) -> dict[int, int]:
        """The column of each property (see ``views``): how a passage binds, where it stands, and what is true of the whole text."""
        passages, count = reading.passages, len(reading.passages)
        kinds: dict[str, list[int]] = {}
        for p in passages:
            kind = p.clause.kind
            kinds.setdefault(p.modality if p.modality in ("aspiration", "permission") else "obligation", []).append(p.index)
            kinds.setdefault("recital" if kind == "preamble" else kind, []).append(p.index)
            if is_norm(p):
                kinds.setdefault("norm", []).append(p.index)
        kinds["item"] = [p.index for p in passages if p.leads]
        kinds["annex"] = [p.index for p in passages if p.clause.part]
        kinds["unagreed"] = [p.index for p in passages if p.unagreed]
        columns = {
            PROPERTY_BIT[name]: bitset(kinds[name], count)
            for name in ("obligation", "aspiration", "permission", "recital", "norm", "definition", "row", "item", "annex", "unagreed")
            if kinds.get(name)
        }
        return columns | dict.fromkeys((PROPERTY_BIT[name] for name in self._whole(reading.document.text)), (1 << count) - 1)

    def _verb_open(self, reading: Reading, cues: list[Hit], unagreed: tuple[list[int], list[int]]) -> bool:
        """Whether the very word that binds stands in brackets ("The Parties [shall] [should] release"): then the duty is not agreed."""
        binding = [reading.starts[cue.first] for cue in cues if cue.concept in self.polarity.binding]
        begins, ends = unagreed
        return bool(binding) and all((n := bisect_right(begins, at) - 1) >= 0 and at < ends[n] for at in binding)

    def _whole(self, text: str) -> list[str]:
        """Properties of the whole text, told from its title and first lines."""
        title = text[:400].lower()
        named = [name for name, words in self.structure["properties"].items() if any(w in title for w in words)]
        return [*named, "mission"] if self._is_mission(text) else named

    def _is_mission(self, text: str) -> bool:
        """Whether the text mandates a mission or winds one down, rather than mentions one: see "mission" in structure.toml."""
        sure, likely, elsewhere = self.mission
        head = self._without_others(text[:_HEAD])
        if len(head) < 2000:  # so much white space or so many other matters that the head reaches further
            head = self._without_others(text[:_WHOLE])
        title, head = head[:400], head[:1500]
        if _standing(sure, title[:300]):
            return True
        in_title, in_head = bool(_standing(likely, title)), bool(_standing(sure, head) or _standing(likely, head))
        if not in_title and not in_head:
            return False
        return len(_standing(elsewhere, self._without_others(text[:_WHOLE]))) >= (2 if in_title else 4)

    def _without_others(self, text: str) -> str:
        """A text in lower case without the phrases that speak of missions as of something else."""
        text = " ".join(text.lower().split())
        for phrase in self.structure["mission"]["not"]:
            text = text.replace(phrase, "")
        return text


def _is_read(clause: Clause, start: int) -> bool:
    """Whether a sentence that begins at ``start`` binds somebody: no title, heading, note or signature does."""
    is_heading = bool(clause.heading) and start < clause.body and clause.kind in ("article", "heading", "annex")
    return clause.kind not in _UNREAD and not is_heading and (clause.operative or clause.kind in ("recital", "preamble"))


def _cues(hits: Hits, passages: list[Passage], is_cue: Any) -> list[list[Hit]]:
    """The cues of each passage, in order."""
    concept = hits.code >> 1
    at = np.flatnonzero(is_cue[concept])
    found = [Hit(*cue) for cue in zip(concept[at].tolist(), hits.first[at].tolist(), hits.last[at].tolist(), strict=True)]
    bounds = (np.searchsorted(at, [getattr(p, end) for p in passages]).tolist() for end in ("lo", "hi"))
    return [found[lo:hi] for lo, hi in zip(*bounds, strict=True)]


def _standing(words: tuple[str, ...], text: str) -> set[str]:
    """Those of some words or phrases, in lower case, that stand in a text for themselves; of two at one place the longer."""
    there = tuple(w for w in words if w in text)
    return set(_any_of(there).findall(text)) if there else set()


@lru_cache(maxsize=256)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?<!\\w)(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")(?!\w)")


def _sentences(text: str, clause: Clause, abbreviation: re.Pattern[str]) -> list[tuple[int, int]]:
    """Spans of the sentences of a clause's own words; a heading is one of its own."""
    spans: list[tuple[int, int]] = []
    start = clause.body
    if clause.heading and clause.body > clause.start:
        spans.append((clause.start, clause.body))
    at = start
    for match in _SENTENCE.finditer(text, max(0, start - 1), clause.end):
        before = text[max(at, match.start() - 11) : match.start() + 1].rstrip("\"”’)] ")
        if abbreviation.search(before):
            continue
        if match.end(1) > at:
            spans.append((at, match.end(1)))
        at = match.end()
    if at < clause.end:
        spans.append((at, clause.end))
    return spans


def _joined(spans: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Beginnings and ends of sorted spans, those that overlap or touch joined to one."""
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in spans:
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            begins.append(begin)
            ends.append(end)
    return begins, ends


def _partly(passages: list[Passage], begins: list[int], ends: list[int]) -> frozenset[int]:
    """The passages of which some words, but not the sentence, lie in spans that are not agreed."""
    found = []
    for passage in passages:
        n = bisect_right(ends, passage.start)
        if not passage.unagreed and n < len(begins) and begins[n] < passage.end:
            found.append(passage.index)
    return frozenset(found)


def _mostly_inside(passage: Passage, spans: list[tuple[int, int]], firsts: list[int]) -> bool:
    """Whether at least a third of a passage's length is not agreed."""
    covered, until = 0, passage.start
    for n in range(max(0, bisect_right(firsts, passage.start) - 8), len(spans)):
        a, b = spans[n]
        if a >= passage.end:
            break
        a, b = max(a, until), min(b, passage.end)
        if b > a:
            covered += b - a
            until = b
    return covered * 3 >= passage.end - passage.start


def _articles(clauses: list[Clause]) -> list[int]:
    """For each clause the index of the article it stands in (itself where it stands in none)."""
    roots: list[int] = []
    sections = {clause.index for clause in clauses if _short_section(clause, clauses)}
    for clause in clauses:
        root, parent = clause.index, clause.parent
        while parent is not None:
            above = clauses[parent]
            if above.kind in ("heading", "annex", "title") and parent not in sections:
                break
            root = parent
            if above.kind == "article":
                break
            parent = above.parent
        roots.append(root)
    return roots


def _short_section(heading: Clause, clauses: list[Clause]) -> bool:
    """An unnumbered heading over plain paragraphs acts as an article."""
    return heading.kind == "heading" and not any(clauses[c].kind in ("article", "heading") for c in heading.children)


def _row_numbers(reading: Reading) -> dict[tuple[int | None, str], Passage]:
    rows: dict[tuple[int | None, str], Passage] = {}
    for passage in reading.passages:
        if passage.clause.kind == "row":
            rows.setdefault((passage.clause.parent, passage.clause.number), passage)
    return rows


def _referred_rows(text: str, passage: Passage, rows: dict[tuple[int | None, str], Passage], refers: re.Pattern[str]) -> list[Passage]:
    """Rows that a row's timing refers to ("after item 4"): what it waits for is part of what it says."""
    found = []
    for match in refers.finditer(text, passage.start, passage.end):
        other = rows.get((passage.clause.parent, match[1]))
        if other is not None and other is not passage:
            found.append(other)
    return found
