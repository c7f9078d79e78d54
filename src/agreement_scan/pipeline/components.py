"""The spaCy factories ``agreement_scan_clauses``, ``agreement_scan_concepts`` and ``agreement_scan_provisions``.

They write ``doc.spans["clauses"]`` (label: kind, id: clause label), ``doc.spans["concepts"]`` and ``doc.spans["cues"]`` (label: concept id; a
cue under a negation has the id "negated"), and ``doc.spans["provisions"]`` (label: provision id, id: status). The pipeline is blank:
a tokenizer whose NORM is a word stem, so that phrase matching works by stem without a statistical model.

Factories' settings are JSON: ``{"language": "en"}`` and ``{"catalogue": null | path}``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import IDX, IS_ALPHA, IS_DIGIT, LENGTH, LOWER, NORM
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc, Span, SpanGroup

from ..catalogue import Catalogue, load_catalogue
from ..languages import Language, load
from ..model import Clause, Document
from ..rules import Reading, RuleBook, candidates, compile_rules
from ..rules.reader import PassageReader
from ..structure import split
from . import compiled
from .phrases import PhraseTable

MAX_CHARACTERS = 20_000_000
# Leaders and rules ("......", "((((((") without a space: spaCy peels them off sign by sign, in time that grows with the square of their length.
_UNBROKEN = re.compile(r"[^\w\s]{64,}|_{64,}")


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


class _Table:
    """From the hashes of single words to the concepts they express, as arrays."""

    def __init__(self, concepts: dict[int, set[int]]) -> None:
        self.keys = np.array(sorted(concepts), dtype=np.uint64)
        lists = [sorted(concepts[int(k)]) for k in self.keys]
        self.at = np.concatenate([[0], np.cumsum([len(x) for x in lists])]).astype(np.int64)
        self.values = np.array([c for x in lists for c in x], dtype=np.int64)

    def look_up(self, tokens: Any) -> tuple[Any, Any]:
        """Concepts and the tokens they stand at."""
        if not len(self.keys):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        row = np.searchsorted(self.keys, tokens)
        row[row == len(self.keys)] = 0
        places = np.flatnonzero(self.keys[row] == tokens)
        row = row[places]
        counts = self.at[row + 1] - self.at[row]
        token = np.repeat(places, counts)
        offset = np.arange(len(token)) - np.repeat(np.cumsum(counts) - counts, counts)
        return self.values[np.repeat(self.at[row], counts) + offset], token


def _inside(concept: Any, first: Any, last: Any, cancelled: list[tuple[int, int, int]], tokens: int) -> Any:
    """Which hits stand wholly inside a cancelling phrase of their concept."""
    reach: dict[int, int] = {}  # concept and token -> furthest end of a cancelling phrase that covers the token
    for n, a, b in cancelled:
        for token in range(a, b):
            key = n * tokens + token
            reach[key] = max(b, reach.get(key, 0))
    keys = np.array(sorted(reach), dtype=np.int64)
    ends = np.array([reach[int(k)] for k in keys], dtype=np.int64)
    wanted = concept * tokens + first
    at = np.searchsorted(keys, wanted)
    at[at == len(keys)] = 0
    return (keys[at] == wanted) & (last <= ends[at])


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def _normaliser(language: Language) -> Any:
    stems = language.stems

    def norm(word: str) -> str:
        lower = word.lower()
        if lower in stems:
            return stems[lower]
        return _stem(lower) if len(lower) > 3 else lower

    return norm


class ConceptMatcher:
    """Finds concept phrases in a Doc. Reads tokens; writes ``doc.spans["concepts"]``, ``doc.spans["cues"]`` and
    ``doc.user_data["hits"]`` (lists of concept indexes, first and last tokens, sorted by first token).

    The phrases stand in a ``PhraseTable``; spaCy's own PhraseMatcher would need a Doc for each of some 285,000 phrases.
    """

    def __init__(self, nlp: SpacyLanguage, language: Language) -> None:
        self.language = language
        self.concepts = tuple(language.concepts.values())
        self.ids = tuple(language.concepts)
        self.cues = {n for n, c in enumerate(self.concepts) if c.negates or c.cuts or c.id in ("must", "may", "hope")}
        number = {name: n for n, name in enumerate(self.ids)}
        above: dict[int, set[int]] = {}
        for n, concept in enumerate(self.concepts):
            for name in self._included(concept.id)[1:]:
                above.setdefault(number[name], set()).add(n)
        self.above = _Table(above)

        tables = compiled.load(language) or self._tables(nlp)
        self.by_stem, self.by_word, self.cancelling = (tables[name] for name in compiled.TABLES)

    def _tables(self, nlp: SpacyLanguage) -> dict[str, PhraseTable]:
        def stems(word: str) -> tuple[int, ...]:
            return tuple(token.norm for token in nlp.make_doc(word))

        def words(word: str) -> tuple[int, ...]:
            return tuple(token.lower for token in nlp.make_doc(word))

        return {
            "by_stem": PhraseTable(((p, n) for n, c in enumerate(self.concepts) for p in c.phrases), stems),
            "by_word": PhraseTable(((p, n) for n, c in enumerate(self.concepts) for p in c.exact), words),
            "cancelling": PhraseTable(((p, n) for n, c in enumerate(self.concepts) for p in c.cancels), stems),
        }

    def _included(self, identity: str) -> list[str]:
        """A concept and all that count as it, directly or through others."""
        found, waiting = [], [identity]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.append(name)
                waiting += self.language.concepts[name].includes
        return found

    def find(self, doc: Doc) -> tuple[list[int], list[int], list[int]]:
        """Concept indexes, first and last tokens (half-open) of the concepts in a Doc, sorted by first token.

        Of several phrases of one concept at one place the longest counts; what stands inside a cancelling phrase does not.
        """
        if not len(doc):
            return [], [], []
        tokens = doc.to_array([NORM, LOWER])
        norms = np.ascontiguousarray(tokens[:, 0])
        found = [self.by_stem.find(norms), self.by_word.find(np.ascontiguousarray(tokens[:, 1]))]
        concept, first, last = (np.concatenate([f[n] for f in found]) for n in range(3))
        cancelled = list(zip(*(a.tolist() for a in self.cancelling.find(norms)), strict=True))
        if cancelled:
            inside = _inside(concept, first, last, cancelled, len(doc))
            concept, first, last = concept[~inside], first[~inside], last[~inside]
        upper, origin = self.above.look_up(concept.astype(np.uint64))
        if len(upper):
            up_first, up_last = first[origin], last[origin]
            if cancelled:  # what a concept includes is cancelled by its own longer phrases too
                inside = _inside(upper, up_first, up_last, cancelled, len(doc))
                upper, up_first, up_last = upper[~inside], up_first[~inside], up_last[~inside]
            concept, first, last = np.concatenate([concept, upper]), np.concatenate([first, up_first]), np.concatenate([last, up_last])
        order = np.lexsort((-last, concept, first))
        concept, first, last = concept[order], first[order], last[order]
        keep = np.ones(len(concept), dtype=bool)
        keep[1:] = (concept[1:] != concept[:-1]) | (first[1:] != first[:-1])
        return concept[keep].tolist(), first[keep].tolist(), last[keep].tolist()

    def __call__(self, doc: Doc) -> Doc:
        hits = self.find(doc)
        doc.user_data["hits"] = hits
        groups: dict[str, list[Span]] = {"concepts": [], "cues": []}
        for n, first, last in zip(*hits, strict=True):
            groups["cues" if n in self.cues else "concepts"].append(Span(doc, first, last, self.ids[n]))
        for name, spans in groups.items():
            doc.spans[name] = SpanGroup(doc, name=name, spans=spans)
        return doc


class ClauseSplitter:
    """Writes ``doc.spans["clauses"]`` from the clause tree; makes the tree where none was handed over in ``doc.user_data``."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, doc: Doc) -> Doc:
        if "clauses" not in doc.user_data:
            document = Document.of_text("text", doc.text)
            doc.user_data["document"] = document
            doc.user_data["clauses"] = split(document, self.language)
        spans = []
        for clause in doc.user_data["clauses"]:
            span = doc.char_span(clause.start, clause.end, label=clause.kind, span_id=clause.label, alignment_mode="expand")
            if span is not None:
                spans.append(span)
        doc.spans["clauses"] = SpanGroup(doc, name="clauses", spans=spans)
        return doc


class ProvisionFinder:
    """Reads the concepts and clauses; writes ``doc.spans["provisions"]`` and ``doc.user_data["reading"]``."""

    def __init__(self, language: Language, catalogue: Catalogue) -> None:
        self.language = language
        self.book: RuleBook = compile_rules(catalogue, tuple(language.concepts), language.frequency)
        self.reader = PassageReader(language)

    def read(self, doc: Doc) -> Reading:
        """The passages of the Doc with their concepts, polarity and modality."""
        table = doc.to_array([IDX, LENGTH, NORM, IS_ALPHA, IS_DIGIT]) if len(doc) else np.zeros((0, 5), dtype=np.uint64)
        places = table[:, :2].astype(np.int64)
        starts = places[:, 0].tolist()
        ends = (places[:, 0] + places[:, 1]).tolist()
        reading = self.reader.read(doc.user_data["document"], doc.user_data["clauses"], doc.user_data["hits"], starts, ends)
        reading.norms = np.ascontiguousarray(table[:, 2])
        reading.words = (table[:, 3] | table[:, 4]).astype(bool)
        return reading

    def __call__(self, doc: Doc) -> Doc:
        reading = self.read(doc)
        doc.user_data["reading"] = reading
        spans = [Span(doc, c.passage.first, c.passage.last, c.provision, span_id=c.status) for c in candidates(reading, self.book)]
        doc.spans["provisions"] = SpanGroup(doc, name="provisions", spans=spans)
        return doc


@SpacyLanguage.factory("agreement_scan_concepts", default_config={"language": "en"}, assigns=["doc.spans"])
def make_concepts(nlp: SpacyLanguage, name: str, language: str) -> ConceptMatcher:
    """The factory of the concept and cue matcher."""
    return ConceptMatcher(nlp, load(language))


@SpacyLanguage.factory("agreement_scan_clauses", default_config={"language": "en"}, assigns=["doc.spans"])
def make_clauses(nlp: SpacyLanguage, name: str, language: str) -> ClauseSplitter:
    """The factory of the clause splitter."""
    return ClauseSplitter(load(language))


@SpacyLanguage.factory(
    "agreement_scan_provisions", default_config={"language": "en", "catalogue": None}, requires=["doc.spans"], assigns=["doc.spans"]
)
def make_provisions(nlp: SpacyLanguage, name: str, language: str, catalogue: str | None) -> ProvisionFinder:
    """The factory of the provision finder; ``catalogue`` is a folder laid over the shipped one."""
    return ProvisionFinder(load(language), load_catalogue(Path(catalogue) if catalogue else None))


def tokenizer(language: Language) -> SpacyLanguage:
    """A blank spaCy pipeline whose NORM attribute is the word's stem."""
    nlp = spacy.blank(language.spacy)
    nlp.vocab.lex_attr_getters[NORM] = _normaliser(language)
    nlp.max_length = MAX_CHARACTERS
    nlp.tokenizer.max_cache_size = 200_000  # type: ignore[attr-defined]  # the default of 10,000 is filled by the concepts' own words
    return nlp


def build(language: Language, catalogue: Catalogue) -> SpacyLanguage:
    """The whole pipeline for a language pack and a loaded catalogue."""
    nlp = tokenizer(language)
    nlp.add_pipe("agreement_scan_clauses", config={"language": language.code})
    nlp.add_pipe("agreement_scan_concepts", config={"language": language.code})
    finder = ProvisionFinder(language, catalogue)
    nlp._agreement_scan_finder = finder  # type: ignore[attr-defined]  # the catalogue object itself is no JSON setting
    return nlp


def keep_tables(language: Language, folder: Path | None = None) -> Path:
    """Builds the phrase tables of a pack and keeps them beside the models."""
    nlp = tokenizer(language)
    matcher = ConceptMatcher(nlp, language)
    return compiled.save(language, matcher._tables(nlp), folder)


def rule_book(nlp: SpacyLanguage) -> RuleBook:
    """The compiled rules of a pipeline made by ``build``."""
    return nlp._agreement_scan_finder.book  # type: ignore[attr-defined,no-any-return]


def read(nlp: SpacyLanguage, document: Document, clauses: list[Clause]) -> Reading:
    """Reads a document without making spaCy spans: what scanning needs, and nothing more."""
    doc = nlp.make_doc(_UNBROKEN.sub(lambda run: " " * len(run[0]), document.text))  # offsets stay as they are
    doc.user_data["document"], doc.user_data["clauses"] = document, clauses
    doc.user_data["hits"] = nlp.get_pipe("agreement_scan_concepts").find(doc)  # type: ignore[attr-defined]
    return nlp._agreement_scan_finder.read(doc)  # type: ignore[attr-defined,no-any-return]


def annotate(nlp: SpacyLanguage, document: Document, clauses: list[Clause]) -> Doc:
    """The spaCy Doc of a document with all span groups."""
    doc = nlp.make_doc(document.text)
    doc.user_data["document"], doc.user_data["clauses"] = document, clauses
    for _, component in nlp.pipeline:
        doc = component(doc)
    return nlp._agreement_scan_finder(doc)  # type: ignore[attr-defined,no-any-return]
