"""What every detector must beat: a list of words, and nearness to the definitions."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

from ..catalogue import Catalogue
from ..catalogue.expression import PROPERTIES, required_groups
from ..languages import Language
from ..model import FOUND
from ..rules import Reading
from .data import STRENGTH
from .evaluate import Outcome, Said

# Cosine from which a sentence counts as near a definition: the best of 0.1, 0.15 … 0.5 on the development drafts (document F1).
NEAR = 0.25


def keywords(reading: Reading, catalogue: Catalogue, cues: frozenset[str]) -> Outcome:
    """The concept lists alone: a sentence that holds a concept of every group a "present" rule asks for says "present".

    No cues (must, not, ban, if …), no polarity, no distance, no lead-ins, no look at the rest of the text; lists cannot tell a
    promise from a ban, so all is "present".
    """
    wanted: dict[str, list[list[set[str]]]] = {}
    for provision in catalogue.provisions.values():
        for rule in provision.rules:
            if rule.status == "present":
                groups = [{a.name for a in group} for group in required_groups(rule.when)]
                groups = [g for g in groups if not g & (cues | _PROPERTIES)]
                if groups:
                    wanted.setdefault(provision.id, []).append(groups)
    said = []
    for passage in reading.passages:
        if not passage.read:
            continue
        here = {reading.concepts[code >> 1] for code in passage.codes}
        said += [Said(p, "present", passage.start, passage.end) for p, rules in wanted.items() if any(all(g & here for g in groups) for groups in rules)]
    return outcome(said)


_PROPERTIES = frozenset(f"@{p}" for p in PROPERTIES) | frozenset(PROPERTIES)


class Definitions:
    """TF-IDF vectors of what the catalogue says counts as present, weak and contrary."""

    def __init__(self, catalogue: Catalogue) -> None:
        texts = {(p.id, s): getattr(p, s) for p in catalogue.provisions.values() for s in FOUND}
        words = {key: Counter(_words(text)) for key, text in texts.items() if text.strip()}
        seen = Counter(w for counted in words.values() for w in counted)
        self.idf = {w: math.log((1 + len(words)) / (1 + n)) + 1 for w, n in seen.items()}
        self.by_word: dict[str, list[tuple[tuple[str, str], float]]] = {}
        for key, counted in words.items():
            for word, value in self._vector(counted).items():
                self.by_word.setdefault(word, []).append((key, value))

    def _vector(self, counted: Counter[str]) -> dict[str, float]:
        values = {w: (1 + math.log(n)) * self.idf[w] for w, n in counted.items() if w in self.idf}
        norm = math.sqrt(sum(v * v for v in values.values())) or 1.0
        return {w: v / norm for w, v in values.items()}

    def nearest(self, reading: Reading, least: float = NEAR) -> Outcome:
        """For each sentence the definitions at least that near; of one provision only the nearest."""
        said = []
        for passage in reading.passages:
            if not passage.read:
                continue
            scores: Counter[tuple[str, str]] = Counter()
            for word, value in self._vector(Counter(_words(reading.document.text[passage.start : passage.end]))).items():
                for key, other in self.by_word[word]:
                    scores[key] += value * other
            best: dict[str, tuple[float, str]] = {}
            for (provision, status), score in scores.items():
                if score >= least and score > best.get(provision, (0.0, ""))[0]:
                    best[provision] = (score, status)
            said += [Said(p, status, passage.start, passage.end) for p, (_, status) in sorted(best.items())]
        return outcome(said)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{2,}", text.lower())


def outcome(said: list[Said]) -> Outcome:
    """An outcome from findings alone: contrary before present before weak."""
    statuses: dict[str, Any] = {}
    for finding in said:
        known = statuses.get(finding.provision)
        if known is None or STRENGTH.index(finding.status) < STRENGTH.index(known):
            statuses[finding.provision] = finding.status
    return Outcome(statuses, tuple(said))


def cues_of(language: Language) -> frozenset[str]:
    """The concepts of a language pack that are cues rather than matters: words of duty, hope, negation and condition."""
    shaping = {"must", "may", "hope", "but", "condition", "exception", "opener", "qualifier-law"}
    return frozenset(c.id for c in language.concepts.values() if c.negates or c.cuts or c.id in shaping)
