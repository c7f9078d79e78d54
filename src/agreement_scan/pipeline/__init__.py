"""spaCy components on a blank pipeline: the only place that imports spaCy.

``pipeline_for(language, catalogue)`` gives a callable ``(document, clauses) -> Reading``; its ``annotate`` gives the spaCy Doc, for
those who want ``doc.spans["clauses" | "concepts" | "cues" | "provisions"]``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..catalogue import Catalogue
from ..languages import Language
from ..model import Clause, Document

if TYPE_CHECKING:
    from ..rules import Reading, RuleBook


class Pipeline:
    """A spaCy pipeline for one language and catalogue, ready to read documents."""

    def __init__(self, language: Language, catalogue: Catalogue) -> None:
        from . import components

        self.nlp = components.build(language, catalogue)
        self.rules: RuleBook = components.rule_book(self.nlp)

    def __call__(self, document: Document, clauses: list[Clause]) -> Reading:
        """Reads a document: the passages with their concepts, polarity and modality."""
        from . import components

        return components.read(self.nlp, document, clauses)

    def annotate(self, document: Document, clauses: list[Clause]) -> Any:
        """The spaCy Doc with its span groups."""
        from . import components

        return components.annotate(self.nlp, document, clauses)


@lru_cache(maxsize=8)
def _cached(holder: _Holder) -> Pipeline:
    return Pipeline(holder.language, holder.catalogue)


class _Holder:
    """Carries unhashable arguments through the cache; equal when the hashes of what they hold are."""

    def __init__(self, language: Language, catalogue: Catalogue) -> None:
        self.language, self.catalogue = language, catalogue

    def __hash__(self) -> int:
        return hash((self.language.hash, self.catalogue.hash))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and (self.language.hash, self.catalogue.hash) == (other.language.hash, other.catalogue.hash)


def pipeline_for(language: Language, catalogue: Catalogue) -> Pipeline:
    """The pipeline for a language pack and catalogue; built once per process."""
    return _cached(_Holder(language, catalogue))
