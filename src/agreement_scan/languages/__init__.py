"""Language packs: one folder a language, TOML only. The folder's name is the language code.

A pack holds ``language.toml`` (name, spaCy class, words that identify the language, stem exceptions), ``structure.toml``
(how texts in this language number, open recitals, sign) and ``concepts/*.toml`` (the words of concepts and cues).
Provisions never hold words to match: they speak of concepts.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ..errors import UnsupportedLanguage
from ..resources import PACKAGE, TomlSource, sha256_of
from .grammar import Grammar

CONCEPT_KEYS = {"about", "phrases", "exact", "not", "negates", "cuts", "includes"}
ROLES = {"", "before", "after", "both"}


@dataclass(frozen=True, slots=True)
class Concept:
    """A notion of the field with the phrases that express it in one language.

    Phrases are notations (see ``expand``). ``phrases`` match by word stem, ``exact`` by lower-cased word, ``cancels`` ("not" in the file) are longer phrases inside
    which the concept is not meant. ``negates``: the concept is a negation cue whose scope runs ``before`` it, ``after`` it or
    ``both``. ``cuts``: it ends the scope of a negation that began before it. ``includes``: concepts that count as this one.
    """

    id: str
    about: str
    phrases: tuple[str, ...]
    exact: tuple[str, ...]
    cancels: tuple[str, ...]
    negates: str = ""
    cuts: bool = False
    includes: tuple[str, ...] = ()

    def readings(self) -> list[str]:
        """All phrases of the concept, alternatives written out."""
        return [r for notation in (*self.phrases, *self.exact) for r in expand(notation)]


@dataclass(frozen=True)
class Language:
    """A loaded language pack. ``hash`` identifies its files. ``frequency``: share of sentences that hold a concept, from
    ``frequency.toml`` (measured by ``agreement-scan annotations frequency``); it only orders work and never changes a result."""

    code: str
    name: str
    spacy: str
    identify: frozenset[str]
    stems: dict[str, str]
    concepts: dict[str, Concept]
    structure: dict[str, Any]
    hash: str
    frequency: dict[str, float]
    extra: str = ""  # the user's catalogue folder whose concepts were laid over the pack's

    @cached_property
    def grammar(self) -> Grammar:
        """How sentences, headings and references are built, as patterns."""
        return Grammar(self.structure)

    def meaning(self, concept: str) -> str:
        """What a concept stands for, in a few words."""
        entry = self.concepts.get(concept)
        about = entry.about if entry is not None and entry.about else concept.replace("-", " ")
        return about.split(":")[0].split(";")[0].strip()


def available() -> list[str]:
    """Codes of the packs that are installed."""
    return sorted(p.parent.name for p in (PACKAGE / "languages").glob("*/language.toml"))


def expand(phrase: str) -> list[str]:
    """All readings of a phrase: ``(a|b) c`` is "a c" and "b c", ``(the)? c`` is "the c" and "c".

    >>> expand("hand (over)? (a|the) child")
    ['hand over a child', 'hand over the child', 'hand a child', 'hand the child']
    """
    parts: list[list[str]] = []
    for group, optional, plain in re.findall(r"\(([^()]*)\)(\?)?|([^()]+)", phrase):
        if plain:
            parts.append([plain])
        else:
            parts.append([option.strip() for option in group.split("|")] + ([""] if optional else []))
    readings = (" ".join(" ".join(pick).split()) for pick in itertools.product(*parts))
    return list(dict.fromkeys(r for r in readings if r))


def _concepts(files: list[Path], known: dict[str, Concept], root: Path) -> dict[str, Concept]:
    """Concepts of some files, after those ``known`` already; files are shown in errors as they stand under ``root``."""
    found = dict(known)
    sources: dict[str, TomlSource] = {}
    for path in files:
        source = TomlSource(path, path.relative_to(root).as_posix())
        for name, entry in source.data.items():
            if not isinstance(entry, dict):
                raise source.wrong(name, f"“{name}” is not a concept table")
            unknown = set(entry) - CONCEPT_KEYS
            if unknown:
                raise source.wrong(sorted(unknown)[0], f"unknown key “{sorted(unknown)[0]}” in concept “{name}”")
            if name in found:
                raise source.wrong(name, f"concept “{name}” is defined twice")
            if entry.get("negates", "") not in ROLES:
                raise source.wrong("negates", f"“negates” of “{name}” must be one of before, after, both")
            spelled = {key: tuple(dict.fromkeys(entry.get(key, ()))) for key in ("phrases", "exact", "not")}
            if not spelled["phrases"] and not spelled["exact"] and not entry.get("includes"):
                raise source.wrong(name, f"concept “{name}” has no words")
            found[name] = Concept(
                name,
                entry.get("about", ""),
                spelled["phrases"],
                spelled["exact"],
                spelled["not"],
                entry.get("negates", ""),
                bool(entry.get("cuts", False)),
                tuple(entry.get("includes", ())),
            )
            sources[name] = source
    for name, source in sources.items():
        for other in found[name].includes:
            if other not in found:
                raise source.wrong(name, f"concept “{name}” includes “{other}”, which does not exist", other)
    return found


@lru_cache(maxsize=8)
def load(code: str, extra: Path | None = None) -> Language:
    """The language pack with this code, with the concepts of a user's catalogue folder (``extra/concepts/<code>/*.toml``) after its own.

    Raises UnsupportedLanguage, or BadCatalogue for a broken pack or folder.
    """
    if extra is not None:
        pack, own = load(code), sorted((extra / "concepts" / code).glob("*.toml"))
        digest = f"{pack.hash}+{sha256_of(own, extra).removeprefix('sha256:')[:16]}"
        return replace(pack, concepts=_concepts(own, pack.concepts, extra), hash=digest, extra=str(extra)) if own else pack
    folder = PACKAGE / "languages" / code
    if not (folder / "language.toml").is_file():
        raise UnsupportedLanguage(
            f"There is no language pack for “{code}”.", f"Languages with a pack: {', '.join(available())}. Use --language to choose one."
        )
    head = TomlSource(folder / "language.toml", f"{code}/language.toml").data
    structure = TomlSource(folder / "structure.toml", f"{code}/structure.toml").data
    return Language(
        code,
        head["name"],
        head["spacy"],
        frozenset(head["identify"]),
        dict(head.get("stems", {})),
        _concepts(sorted(folder.glob("concepts/*.toml")), {}, folder.parent),
        structure,
        sha256_of([p for p in folder.rglob("*.toml") if p.name != "frequency.toml"], folder),
        TomlSource(folder / "frequency.toml").data["share"] if (folder / "frequency.toml").is_file() else {},
    )


def identify(text: str, sample: int = 3000) -> tuple[str, float]:
    """The pack whose function words fill most of a sample of the text, and that share (0-1).

    Samples the beginning and the middle of a long text. Ten function words in a hundred is the least for prose; see
    ``scan`` for what is done below it.
    """
    half = len(text) // 2
    read = text if len(text) <= 2 * sample else text[:sample] + " " + text[half : half + sample]
    words = re.findall(r"[^\W\d_]+", read.lower())
    if not words:
        return "", 0.0
    shares = {code: sum(map(load(code).identify.__contains__, words)) / len(words) for code in available()}
    best = max(sorted(shares), key=lambda code: shares[code])
    return best, shares[best]
