"""The spaCy factories ``agreement_scan_clauses``, ``agreement_scan_concepts`` and ``agreement_scan_provisions``.

They write ``doc.spans["clauses"]`` (label: kind, id: clause label), ``doc.spans["concepts"]`` and ``doc.spans["cues"]`` (label: concept id; a
cue under a negation has the id "negated"), and ``doc.spans["provisions"]`` (label: provision id, id: status). The pipeline is blank:
a tokenizer whose NORM is a word stem, so that phrase matching works by stem without a statistical model.

Factories' settings are JSON: ``{"language": "en"}`` and ``{"catalogue": null | path}``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import IDX, IS_ALPHA, IS_DIGIT, LENGTH, NORM
from spacy.language import Language as SpacyLanguage
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, SpanGroup

from ..catalogue import Catalogue, load_catalogue
from ..languages import Language, load
from ..model import Clause, Document, Page
from ..rules import Reading, RuleBook, candidates, compile_rules
from ..rules.passages import Hit
from ..rules.reader import PassageReader
from ..structure import split

MAX_CHARACTERS = 20_000_000
CUE_PREFIX = "cues"


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


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
    ``doc.user_data["hits"]`` (concept index, first token, last token), sorted by first token."""

    def __init__(self, nlp: SpacyLanguage, language: Language) -> None:
        self.language = language
        self.concepts = tuple(language.concepts.values())
        self.ids = tuple(language.concepts)
        self.cues = {n for n, c in enumerate(self.concepts) if c.negates or c.cuts or c.id in ("must", "may", "hope")}
        number = {name: n for n, name in enumerate(self.ids)}
        self.above: dict[int, list[int]] = {}
        for n, concept in enumerate(self.concepts):
            for other in concept.includes:
                self.above.setdefault(number[other], []).append(n)
        self._close_upwards()
        make = nlp.make_doc
        self.by_stem = PhraseMatcher(nlp.vocab, attr="NORM")
        self.by_word = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.number: dict[int, tuple[int, bool]] = {}
        for n, concept in enumerate(self.concepts):
            for cancels, words in ((False, concept.phrases), (True, concept.cancels)):
                if words:
                    self.by_stem.add(f"{concept.id}{'!' if cancels else ''}", [make(w) for w in words])
                self.number[nlp.vocab.strings.add(f"{concept.id}{'!' if cancels else ''}")] = (n, cancels)
            if concept.exact:
                self.by_word.add(concept.id, [make(w) for w in concept.exact])

    def _close_upwards(self) -> None:
        for _ in range(4):
            for low, ups in self.above.items():
                for up in list(ups):
                    ups += [u for u in self.above.get(up, ()) if u not in ups and u != low]

    @staticmethod
    def _uncancelled(raw: set[tuple[int, int, int]], cancelled: dict[int, list[tuple[int, int]]]) -> set[tuple[int, int, int]]:
        """The hits that do not stand inside one of their concept's cancelling phrases."""
        if not cancelled:
            return raw
        return {(n, a, b) for n, a, b in raw if not any(first <= a and b <= last for first, last in cancelled.get(n, ()))}

    def find(self, doc: Doc) -> list[tuple[int, int, int]]:
        """Concept index, first and last token of each concept in the Doc, cancelled ones left out, sorted."""
        raw: set[tuple[int, int, int]] = set()
        cancelled: dict[int, list[tuple[int, int]]] = {}
        for key, first, last in [*self.by_stem(doc), *self.by_word(doc)]:
            n, cancels = self.number[key]
            if cancels:
                cancelled.setdefault(n, []).append((first, last))
            else:
                raw.add((n, first, last))
        raw = self._uncancelled(raw, cancelled)
        if self.above:
            raw |= {(up, a, b) for n, a, b in raw for up in self.above.get(n, ())}
            raw = self._uncancelled(raw, cancelled)  # what a concept includes is cancelled by its own longer phrases too
        longest: dict[tuple[int, int], int] = {}
        for n, a, b in raw:
            longest[n, a] = max(b, longest.get((n, a), 0))
        return sorted(((n, a, b) for (n, a), b in longest.items()), key=lambda h: (h[1], h[2], h[0]))

    def __call__(self, doc: Doc) -> Doc:
        hits = self.find(doc)
        doc.user_data["hits"] = hits
        groups: dict[str, list[Span]] = {"concepts": [], "cues": []}
        for n, first, last in hits:
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
            document = Document("text", "text/plain", "", doc.text, (Page(1, 0.0, 0.0, 0, len(doc.text)),))
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
        self.book: RuleBook = compile_rules(catalogue, tuple(language.concepts))
        self.reader = PassageReader(language)

    def read(self, doc: Doc) -> Reading:
        """The passages of the Doc with their concepts, polarity and modality."""
        table = doc.to_array([IDX, LENGTH, NORM, IS_ALPHA, IS_DIGIT]) if len(doc) else np.zeros((0, 5), dtype=np.uint64)
        places = table[:, :2].astype(np.int64)
        starts = places[:, 0].tolist()
        ends = (places[:, 0] + places[:, 1]).tolist()
        hits = [Hit(n, first, last) for n, first, last in doc.user_data["hits"]]
        reading = self.reader.read(doc.user_data["document"], doc.user_data["clauses"], hits, starts, ends)
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


def rule_book(nlp: SpacyLanguage) -> RuleBook:
    """The compiled rules of a pipeline made by ``build``."""
    return nlp._agreement_scan_finder.book  # type: ignore[attr-defined,no-any-return]


def read(nlp: SpacyLanguage, document: Document, clauses: list[Clause]) -> Reading:
    """Reads a document without making spaCy spans: what scanning needs, and nothing more."""
    doc = nlp.make_doc(document.text)
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
