"""Builds the passages of a document: sentences of clauses, what they hang on, and what each can see."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from ..languages import Language
from ..model import Clause, Document
from ..structure import lead_in_chain, unagreed_spans
from .crossrefs import References
from .passages import PROPERTY_BIT, Hit, Hits, Passage, Reading, code_bits
from .polarity import Polarity, modality

# the end of a sentence: a full stop and a capital, but not after an abbreviation or an initial
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:No|Nos|Art|Arts|para|paras|Dr|Mr|Mrs|Ms|Gen|Col|Lt|Maj|Brig|Capt|Cdr|St|Hon|Rev|Sgt|vs|cf|e\.g|i\.e|approx|incl|Sec|Ch|Vol|pp?)|\b[A-Z]|^\s*\(?\w{1,4})\.$")
_REFERS = re.compile(r"\b(?:after|upon|following|once|completion of|with|see|under)\b[^|/\n]{0,24}?\b(?:items?|rows?|no\.?|activit(?:y|ies)|steps?|lines?|points?|serials?|measures?)\s*(?:no\.?\s*)?(\d{1,3})", re.I)
_UNREAD = frozenset(("title", "signature", "note", "annex", "header-row"))


class PassageReader:
    """Turns clauses and concept hits into a Reading for one language."""

    def __init__(self, language: Language) -> None:
        concepts = list(language.concepts.values())
        self.ids = tuple(language.concepts)
        self.polarity = Polarity(concepts)
        self.bits = code_bits(len(concepts))
        self.structure = language.structure
        self.mission = tuple(_any_of(language.structure["mission"][key]) for key in ("sure", "likely", "elsewhere"))
        words = sorted(language.structure["anaphora"]["openings"], key=len, reverse=True)
        self.anaphor = re.compile("(?i)[\\s\"“(\\[]*(?:" + "|".join(re.escape(w) for w in words) + r")\b")

    def read(self, document: Document, clauses: list[Clause], found: tuple[list[int], list[int], list[int]], starts: list[int], ends: list[int]) -> Reading:
        """The reading of a document. ``found``: concepts, first and last tokens, sorted by first; ``starts``/``ends``: code points of tokens."""
        reading = Reading(document, clauses, [], self.ids, starts, ends)
        table = Hits(*found, self.bits)
        for clause in clauses:
            for start, end in _sentences(document.text, clause):
                first, last = bisect_left(starts, start), bisect_left(starts, end)
                passage = Passage(
                    len(reading.passages), clause, start, end, first, last, table, bisect_left(table.first, first), bisect_left(table.first, last)
                )
                is_heading = bool(clause.heading) and start < clause.body and clause.kind in ("article", "heading", "annex")
                passage.read = clause.kind not in _UNREAD and not is_heading and (clause.operative or clause.kind in ("recital", "preamble"))
                reading.by_clause.setdefault(clause.index, []).append(passage.index)
                reading.passages.append(passage)
        self._connect(reading)
        self._views(reading)
        return reading

    def _connect(self, reading: Reading) -> None:
        """Lead-ins, polarity and modality, in reading order: what an item hangs on is read before it."""
        text, passages = reading.document.text, reading.passages
        rows = _row_numbers(reading)
        polarity = self.polarity
        table = passages[0].table if passages else Hits([], [], [], [])
        leads_of: dict[int, tuple[Passage, ...]] = {}
        for passage in passages:
            clause = passage.clause
            if clause.index not in leads_of:
                chain = [
                    passages[reading.by_clause[c][-1]]
                    for c in lead_in_chain(reading.clauses, text, clause.index)
                    if c in reading.by_clause and reading.clauses[c].kind != "header-row"
                ]
                if clause.kind == "row":
                    chain += _referred_rows(text, passage, rows, passages)
                leads_of[clause.index] = tuple(chain)
            direct = [lead for lead in leads_of[clause.index] if lead.clause.kind != "row"]
            passage.leads = leads_of[clause.index] + self._antecedents(reading, passage, leads_of[clause.index])
            cues = [
                Hit(table.code[k] >> 1, table.first[k], table.last[k]) for k in range(passage.lo, passage.hi) if table.code[k] >> 1 in polarity.cues
            ]
            polarity.mark(passage, cues, bool(direct) and direct[-1].open_negation)
            own = modality(cues, polarity.must, polarity.may, polarity.hope, polarity.negation)
            inherited = next((lead.modality for lead in reversed(direct) if lead.modality), "")
            if own in ("", "obligation") and inherited == "aspiration" and not own:
                own = "aspiration"
            passage.modality = own or inherited or "statement"

    def _antecedents(self, reading: Reading, passage: Passage, leads: tuple[Passage, ...]) -> tuple[Passage, ...]:
        """The sentence that an opening "they", "such", "until then" looks back to, and what that one looks back to."""
        if not passage.read or passage.index == 0 or not self.anaphor.match(reading.document.text, passage.start):
            return ()
        before = reading.passages[passage.index - 1]
        same_clause = before.clause.index == passage.clause.index
        if not before.read or before in leads or not (same_clause or before.clause.parent == passage.clause.parent):
            return ()
        if not same_clause and passage.clause.kind in ("row", "recital", "definition"):
            return ()
        return (*(p for p in before.leads if p not in leads and p.clause.kind != "row"), before)[-3:]

    def _views(self, reading: Reading) -> None:
        """The bits each passage sees, by scope."""
        bit = {name: 1 << n for name, n in PROPERTY_BIT.items()}
        unagreed = unagreed_spans(reading.document, reading.clauses)
        spans = [s for s, _ in unagreed]
        whole = self._whole(reading)
        for passage in reading.passages:
            clause = passage.clause
            own = 0
            for code in passage.codes:
                own |= self.bits[code]
            shape = whole
            shape |= bit[{"aspiration": "aspiration", "permission": "permission"}.get(passage.modality, "obligation")]
            if clause.kind in ("recital", "preamble"):
                shape |= bit["recital"] | (bit["norm"] if clause.heading == "norm" else 0)
            if clause.kind == "definition":
                shape |= bit["definition"]
            if clause.kind == "row":
                shape |= bit["row"]
            if passage.leads:
                shape |= bit["item"]
            if clause.part:
                shape |= bit["annex"]
            if unagreed and (_mostly_inside(passage, unagreed, spans) or self._verb_open(reading, passage, unagreed)):
                passage.unagreed = True
                shape |= bit["unagreed"]
            passage.own = own | shape
            for lead in passage.leads:
                passage.lead |= lead.own & ~(bit["item"] | bit["recital"] | bit["norm"] | bit["row"] | bit["definition"] | bit["aspiration"] | bit["permission"] | bit["obligation"])
            passage.reach = passage.own | passage.lead
        lists: dict[int, int] = {}
        for passage in reading.passages:
            if passage.leads and passage.read:
                above = passage.leads[-1].index
                lists[above] = lists.get(above, passage.lead) | passage.own
        heads: dict[int, int] = {}
        articles: dict[int, int] = {}
        roots = _articles(reading.clauses)
        for passage in reading.passages:
            if passage.read:
                root = roots[passage.clause.index]
                articles[root] = articles.get(root, 0) | passage.own
                if passage.clause.operative and not passage.unagreed:
                    reading.doc_bits |= passage.own
        heading_bits = self._heading_bits(reading)
        references = References(reading)
        for passage in reading.passages:
            index = passage.clause.index
            if index not in heads:
                bits, above = 0, passage.clause.parent
                bits |= heading_bits.get(index, 0)
                if passage.clause.kind == "row" and passage.clause.heading.startswith("#"):  # the heads of its columns
                    for column in reading.by_clause.get(int(passage.clause.heading[1:]), ()):
                        bits |= reading.passages[column].own
                while above is not None:
                    bits |= heading_bits.get(above, 0)
                    above = reading.clauses[above].parent
                heads[index] = bits
            passage.head = heads[index]
            near = passage.reach
            for sibling in reading.by_clause[index]:
                near |= reading.passages[sibling].own
            passage.near = near
            passage.listed = near | (lists.get(passage.leads[-1].index, 0) if passage.leads else 0)
            passage.article = articles.get(roots[index], 0) | passage.near
            passage.doc = reading.doc_bits
            passage.references = references

    def _verb_open(self, reading: Reading, passage: Passage, unagreed: list[tuple[int, int]]) -> bool:
        """Whether the very word that binds stands in brackets ("The Parties [shall] [should] release"): then the duty is not agreed."""
        binding = [reading.starts[h.first] for h in passage.hits if h.concept in (self.polarity.must, self.polarity.may, self.polarity.hope)]
        return bool(binding) and all(any(a <= at < b for a, b in unagreed) for at in binding)

    def _heading_bits(self, reading: Reading) -> dict[int, int]:
        found: dict[int, int] = {}
        for passage in reading.passages:
            clause = passage.clause
            if clause.heading and passage.start < clause.body:
                bits = 0
                for code in passage.codes:
                    bits |= self.bits[code]
                found[clause.index] = found.get(clause.index, 0) | bits
        return found

    def _whole(self, reading: Reading) -> int:
        """Properties of the whole text, told from its title and first lines."""
        title = reading.document.text[:400].lower()
        bits = 0
        for name, words in self.structure["properties"].items():
            if any(w in title for w in words):
                bits |= 1 << PROPERTY_BIT[name]
        if self._is_mission(reading.document.text):
            bits |= 1 << PROPERTY_BIT["mission"]
        return bits

    def _is_mission(self, text: str) -> bool:
        """Whether the text mandates a mission or winds one down, rather than mentions one: see "mission" in structure.toml."""
        text = " ".join(text[:200_000].lower().split())
        for phrase in self.structure["mission"]["not"]:
            text = text.replace(phrase, "")
        title, head = text[:400], text[:1500]
        sure, likely, elsewhere = self.mission
        if sure.search(title[:300]):
            return True
        others = len(set(elsewhere.findall(text)))
        return (others >= 2 and bool(likely.search(title))) or (others >= 4 and bool(sure.search(head) or likely.search(head)))


def _any_of(words: list[str]) -> re.Pattern[str]:
    """One of the words or phrases, standing for itself, in lower case."""
    return re.compile("(?<!\\w)(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + r")(?!\w)")


def _sentences(text: str, clause: Clause) -> list[tuple[int, int]]:
    """Spans of the sentences of a clause's own words; a heading is one of its own."""
    spans: list[tuple[int, int]] = []
    start = clause.body
    if clause.heading and clause.body > clause.start and not clause.heading.startswith("#") and clause.kind not in ("recital",):
        spans.append((clause.start, clause.body))
    at = start
    for match in _SENTENCE.finditer(text, start, clause.end):
        before = text[max(at, match.start() - 12) : match.start()].rstrip("\"”’)] ")
        if _ABBREVIATION.search(before):
            continue
        spans.append((at, match.start() + len(match[0]) - len(match[0].lstrip("\"”’)]"))))
        at = match.end()
    if at < clause.end:
        spans.append((at, clause.end))
    return [(a, b) for a, b in spans if b > a]


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
    for clause in clauses:
        root, parent = clause.index, clause.parent
        while parent is not None:
            above = clauses[parent]
            if above.kind in ("heading", "annex", "title") and above.kind != "article" and not _short_section(above, clauses):
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
            number = re.search(r"row (\S+)$", passage.clause.label)
            if number:
                rows.setdefault((passage.clause.parent, number[1]), passage)
    return rows


def _referred_rows(text: str, passage: Passage, rows: dict[tuple[int | None, str], Passage], passages: list[Passage]) -> list[Passage]:
    """Rows that a row's timing refers to ("after item 4"): what it waits for is part of what it says."""
    found = []
    for match in _REFERS.finditer(text, passage.start, passage.end):
        other = rows.get((passage.clause.parent, match[1]))
        if other is not None and other is not passage:
            found.append(other)
    return found
