"""The spaCy factories ``agreement_scan_clauses``, ``agreement_scan_concepts`` and ``agreement_scan_provisions``.

They write ``doc.spans["clauses"]`` (label: kind, id: clause label), ``doc.spans["concepts"]`` and ``doc.spans["cues"]`` (label: concept id), and
``doc.spans["provisions"]`` (label: provision id, id: status). The pipeline is blank: a tokenizer whose NORM is a word stem, so that phrase matching works by stem without a statistical model.

Factories' settings are JSON: ``{"language": "en"}`` and ``{"catalogue": null | path}``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import IS_SPACE, NORM
from spacy.language import Language as SpacyLanguage
from spacy.tokens import Doc, Span, SpanGroup

from ..catalogue import Catalogue, load_catalogue
from ..languages import Language, load
from ..model import Clause, Document
from ..rules import Reading, RuleBook, candidates, compile_rules
from ..rules.passages import Hits
from ..rules.reader import PassageReader
from ..rules.views import spans
from ..structure import split
from . import compiled
from .phrases import PhraseTable
from .terms import read_as, terms_for_children
from .tokens import Chunks, Tokens
from .words import plain

MAX_CHARACTERS = 20_000_000
# The concept that words for children have, and by which a text's own terms for them are read too.
CHILDREN = "child"


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


class _Above:
    """From concepts to those they count as, as arrays."""

    def __init__(self, above: dict[int, set[int]], concepts: int) -> None:
        lists = [sorted(above.get(n, ())) for n in range(concepts)]
        self.at = np.concatenate([[0], np.cumsum([len(x) for x in lists])]).astype(np.int64)
        self.values = np.array([c for x in lists for c in x], dtype=np.int64)

    def look_up(self, concepts: Any) -> tuple[Any, Any]:
        """What some concepts count as, and which of them does."""
        origin, at = spans(self.at[concepts], self.at[concepts + 1])
        return self.values[at], origin


class _Cancelled:
    """Where the cancelling phrases of concepts stand in a text."""

    def __init__(self, concept: Any, first: Any, last: Any, tokens: int, concepts: int) -> None:
        phrase, token = spans(first, last)
        # every token of a cancelling phrase, as concept and token; with it the furthest end of a phrase that covers it
        reach = np.sort((concept[phrase] * tokens + token) * (tokens + 1) + last[phrase])
        self.keys, self.ends, self.tokens = reach // (tokens + 1), reach % (tokens + 1), tokens
        self.known = np.zeros(concepts, dtype=bool)
        self.known[concept] = True

    def spares(self, concept: Any, first: Any, last: Any) -> Any:
        """Which hits do not stand wholly inside a cancelling phrase of their concept."""
        spared = np.ones(len(concept), dtype=bool)
        asked = np.flatnonzero(self.known[concept])
        key = concept[asked] * self.tokens + first[asked]
        at = np.searchsorted(self.keys, key, side="right") - 1
        spared[asked] = (self.keys[at] != key) | (last[asked] > self.ends[at])
        return spared


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


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
    ``doc.user_data["hits"]`` (see ``rules.passages.Hits``).

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
        self.above = _Above(above, len(self.ids))

        tables = compiled.load(language) or self._tables(nlp)
        self.by_stem, self.by_word, self.cancelling = (tables[name] for name in compiled.TABLES)
        self.chunks = Chunks(nlp, self.numbers)

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

    def numbers(self, norms: Any, lower: Any) -> Any:
        """The numbers of tokens in the phrase tables, one row for each, from the hashes of their stems and lower-cased forms."""
        return np.stack([self.by_stem.number(norms), self.by_word.number(lower), self.cancelling.number(norms)])

    def defined(self, tokens: Tokens, text: str) -> Tokens:
        """The tokens with the text's own terms for children read as such ("Protected person", where it means a child)."""
        terms = terms_for_children(text, self.language.grammar)
        if not terms:
            return tokens
        concept, first, last = self.find(tokens.numbers)
        _, said = spans(*(x[concept == self.ids.index(CHILDREN)] for x in (first, last)))
        known = np.zeros(len(tokens.norms), dtype=bool)
        known[said] = True
        return read_as(tokens, self.chunks.read(self.language.structure["definitions"]["word"]), text, terms, known)

    def find(self, numbers: Any) -> tuple[Any, Any, Any]:
        """Concept indexes, first and last tokens (half-open) of the concepts in a text, sorted by first token, as arrays.

        Of several phrases of one concept at one place the longest counts; what stands inside a cancelling phrase does not.
        """
        by_stem, by_word, cancelling = numbers
        found = [self.by_stem.find(by_stem), self.by_word.find(by_word)]
        concept, first, last = (np.concatenate([f[n] for f in found]) for n in range(3))
        cancelled = _Cancelled(*self.cancelling.find(cancelling), len(by_stem), len(self.concepts))
        kept = cancelled.spares(concept, first, last)
        concept, first, last = concept[kept], first[kept], last[kept]
        upper, origin = self.above.look_up(concept)
        up_first, up_last = first[origin], last[origin]
        kept = cancelled.spares(upper, up_first, up_last)  # what a concept includes is cancelled by its own longer phrases too
        upper, up_first, up_last = upper[kept], up_first[kept], up_last[kept]
        return self._longest(np.concatenate([concept, upper]), np.concatenate([first, up_first]), np.concatenate([last, up_last]))

    def _longest(self, concept: Any, first: Any, last: Any) -> tuple[Any, Any, Any]:
        """Hits in order, of one concept at one place the longest. Place, concept and length are sorted as one number."""
        if not len(concept):
            return concept, first, last
        number, length = len(self.concepts), last - first
        longest = int(length.max()) + 1
        key = np.sort((first * number + concept) * longest + (longest - 1 - length))
        place, short = key // longest, key % longest
        keep = np.concatenate([[True], place[1:] != place[:-1]])
        place, short = place[keep], short[keep]
        first = place // number
        return place % number, first, first + longest - 1 - short

    def __call__(self, doc: Doc) -> Doc:
        places = doc.user_data["places"] = np.flatnonzero(doc.to_array(IS_SPACE) == 0)  # words are read across line ends and double spaces
        tokens = doc.user_data["tokens"] = self.defined(Tokens.of(doc, self.numbers).some(places), doc.text)
        found = self.find(tokens.numbers)
        doc.user_data["hits"] = Hits(*found)
        groups: dict[str, list[Span]] = {"concepts": [], "cues": []}
        for concept, first, last in zip(*(a.tolist() for a in found), strict=True):
            groups["cues" if concept in self.cues else "concepts"].append(span_of(doc, first, last, self.ids[concept]))
        for name, group in groups.items():
            doc.spans[name] = SpanGroup(doc, name=name, spans=group)
        return doc


def span_of(doc: Doc, first: int, last: int, label: str, name: str = "") -> Span:
    """The span of some tokens of a reading, which has none for white space."""
    places = doc.user_data["places"]
    return Span(doc, int(places[first]), int(places[last - 1]) + 1, label, span_id=name)


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
        return self.passages(doc.user_data["tokens"], doc.user_data["hits"], doc.user_data["document"], doc.user_data["clauses"])

    def passages(self, tokens: Tokens, hits: Hits, document: Document, clauses: list[Clause]) -> Reading:
        """The passages of a document from its tokens and the concepts found in them."""
        reading = self.reader.read(document, clauses, hits, tokens.starts, tokens.ends)
        reading.norms, reading.words = tokens.norms, tokens.words
        return reading

    def __call__(self, doc: Doc) -> Doc:
        """Raises ValueError where clauses or concepts were not found before."""
        if not {"clauses", "hits"} <= set(doc.user_data):
            raise ValueError("agreement_scan_provisions reads what agreement_scan_clauses and agreement_scan_concepts write: add both before it.")
        reading = self.read(doc)
        doc.user_data["reading"] = reading
        spans = [span_of(doc, c.passage.first, c.passage.last, c.provision, c.status) for c in candidates(reading, self.book)]
        doc.spans["provisions"] = SpanGroup(doc, name="provisions", spans=spans)
        return doc


@SpacyLanguage.factory("agreement_scan_concepts", default_config={"language": "en", "catalogue": None}, assigns=["doc.spans"])
def make_concepts(nlp: SpacyLanguage, name: str, language: str, catalogue: str | None) -> ConceptMatcher:
    """The factory of the concept and cue matcher; ``catalogue`` is a folder with concepts of its own. From here on the NORM of the pipeline's words is
    their stem."""
    pack = load(language, Path(catalogue) if catalogue else None)
    return ConceptMatcher(stemming(nlp, pack), pack)


@SpacyLanguage.factory("agreement_scan_clauses", default_config={"language": "en"}, assigns=["doc.spans"])
def make_clauses(nlp: SpacyLanguage, name: str, language: str) -> ClauseSplitter:
    """The factory of the clause splitter."""
    return ClauseSplitter(load(language))


@SpacyLanguage.factory(
    "agreement_scan_provisions", default_config={"language": "en", "catalogue": None}, requires=["doc.spans"], assigns=["doc.spans"]
)
def make_provisions(nlp: SpacyLanguage, name: str, language: str, catalogue: str | None) -> ProvisionFinder:
    """The factory of the provision finder; ``catalogue`` is a folder laid over the shipped one."""
    extra = Path(catalogue) if catalogue else None
    return ProvisionFinder(load(language, extra), load_catalogue(extra))


def stemming(nlp: SpacyLanguage, language: Language) -> SpacyLanguage:
    """The pipeline, with the stem as NORM of its words, also of those it read before."""
    norm = nlp.vocab.lex_attr_getters[NORM] = _normaliser(language)
    for lexeme in nlp.vocab:
        lexeme.norm_ = norm(lexeme.text)
    return nlp


def build(language: Language, catalogue: Catalogue) -> SpacyLanguage:
    """The whole pipeline for a language pack and a loaded catalogue."""
    nlp = spacy.blank(language.spacy)
    nlp.max_length = MAX_CHARACTERS
    nlp.add_pipe("agreement_scan_clauses", config={"language": language.code})
    nlp.add_pipe("agreement_scan_concepts", config={"language": language.code, "catalogue": language.extra or None})
    finder = ProvisionFinder(language, catalogue)
    nlp._agreement_scan_finder = finder  # type: ignore[attr-defined]  # the catalogue object itself is no JSON setting
    return nlp


def keep_tables(language: Language, folder: Path | None = None) -> Path:
    """Builds the phrase tables of a pack and keeps them beside the models."""
    nlp = stemming(spacy.blank(language.spacy), language)
    matcher = ConceptMatcher(nlp, language)
    return compiled.save(language, matcher._tables(nlp), folder)


def rule_book(nlp: SpacyLanguage) -> RuleBook:
    """The compiled rules of a pipeline made by ``build``."""
    return nlp._agreement_scan_finder.book  # type: ignore[attr-defined,no-any-return]


def read(nlp: SpacyLanguage, document: Document, clauses: list[Clause]) -> Reading:
    """Reads a document without making spaCy spans: what scanning needs, and nothing more."""
    matcher: ConceptMatcher = nlp.get_pipe("agreement_scan_concepts")  # type: ignore[assignment]
    tokens = matcher.defined(matcher.chunks.read(*plain(document.text)), document.text)
    hits = Hits(*matcher.find(tokens.numbers))
    return nlp._agreement_scan_finder.passages(tokens, hits, document, clauses)  # type: ignore[attr-defined,no-any-return]


def annotate(nlp: SpacyLanguage, document: Document, clauses: list[Clause]) -> Doc:
    """The spaCy Doc of a document with all span groups."""
    doc = nlp.make_doc(document.text)
    doc.user_data["document"], doc.user_data["clauses"] = document, clauses
    for _, component in nlp.pipeline:
        doc = component(doc)
    return nlp._agreement_scan_finder(doc)  # type: ignore[attr-defined,no-any-return]
