"""The words by which a language builds sentences, headings and references, as patterns; they stand in ``structure.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

# The number of a clause ("5", "3.2", "5(2)(a)", "B.2", "J-2") or of a part ("IV").
_LETTERED = r"[A-Z](?:\.\d{1,3})+|[A-Z]-?\d{1,3}"
_NUMBER = rf"\d{{1,3}}(?:\.\d{{1,3}})*(?:\s?\([a-z0-9]{{1,3}}\))*|{_LETTERED}|[IVX]{{1,5}}\b"


def either(words: Iterable[str]) -> str:
    """Words, phrases or regular expressions as one alternative."""
    return "|".join(words)


def spelled(phrases: Iterable[str]) -> str:
    """Plain phrases as one alternative, the longer first; their words may be parted by any white space."""
    return either(r"\s+".join(re.escape(word) for word in phrase.split()) for phrase in sorted(phrases, key=len, reverse=True))


def standing(phrases: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of some phrases in lower case that stand anywhere in a text; to look for the others as patterns would be in vain."""
    said = " ".join(text.lower().split())
    return tuple(phrase for phrase in phrases if phrase in said)


class Grammar:
    """Patterns of one language. Entries of the sections read here may be regular expressions."""

    def __init__(self, structure: dict[str, Any]) -> None:
        sentence, heading, reference = structure["sentence"], structure["heading"], structure["reference"]
        joins, ranges, counted = either(reference["joins"]), either(reference["ranges"]), either(structure["numbers"]["words"])
        self.modal = _word(sentence["modals"])
        self.binds = _word(sentence["binds"])
        self.duty = _word(sentence["duty"])
        self.obliges = _word(sentence["obliges"])
        self.decides = _word(sentence["decides"])
        # "No Party shall", "The Parties therefore undertake to": words on which a list hangs
        self.left_open = re.compile(rf"\b(?:{either(sentence['modals'])}|{either(sentence['decides'])})(?:\s+(?:{either(sentence['fillers'])}))*$")
        self.subject = re.compile(rf"(?:{either(sentence['subjects'])})\b")
        links = either(sentence["links"])
        self.preamble = re.compile(rf"(?i)[*_#\s]*(?:{spelled(structure['preamble']['headings'])})(?:al)?\b(?:\s+(?:{links}|to|of the|paragraphs?|part)\b[^.;]*)?[\s.:*_–—-]*")
        self.contents = re.compile(rf"(?i)[*_#\s]*(?:{spelled(heading['contents'])})[\s.:*_]*")
        self.tells = _word(heading["tells"])
        self.asks, self.relative = _word(heading["asks"], re.I), _word(heading["relative"], re.I)
        self.order = re.compile(f"(?:{either(heading['orders'])})")
        # how a block ends that is whole, an item of a list that goes on, and one on which nothing hangs
        self.whole_line = re.compile(rf"[.;:!?…][\"”’')\]]*(?:\s+(?:{links}))?\s*$")
        self.goes_on = re.compile(rf"[;,]\s*(?:{links})?$")
        self.closed = re.compile(rf"[.;!?,][\"”’')\]]*\s*(?:{links})?$")
        # a heading in capitals before its first sentence or numbered paragraph
        self.capitals = re.compile(
            rf"([A-Z][A-Z’'&/,\-]+(?:\s+(?:[A-Z][A-Z’'&/,\-]*|{either(heading['small'])}))*\s+[A-Z]{{2,}}[A-Z’'\-]*|[A-Z]{{4,}}[A-Z’'\-]*)[.:]?\s+"
            r"(?=(?:\d{1,3}\.\s)?(?:[A-Z][a-z]|[A-Z]\s[a-z]))"
        )
        self.shouted = re.compile(rf"(?:{either(heading['shouted'])})\b")
        # a full stop after one of these, after an initial or a number ends no sentence
        self.abbreviation = re.compile(rf"(?:\b(?:{either(sentence['abbreviations'])})|\b[A-Z]|^\s*\(?\w{{1,4}})\.$")
        self.quoted_term = re.compile(rf"^[\"“‘'«]?[^\"”\n]{{1,60}}[\"”’'»]?\s*(?:\([^)]{{0,40}}\)\s*)?(?:(?:{either(structure['definitions']['means'])})\b|:\s)")
        definitions = structure["definitions"]
        meant = rf"(?:(?:{either(definitions['before'])})\s+)*(?:(?P<child>(?:{either(definitions['children'])})\b)|(?:(?:{either(definitions['persons'])})\b(?=[^.;\n]*?\b(?:{either(definitions['young'])}))))"
        self.child_word = re.compile(rf"\b(?:{either(definitions['children'])})\b", re.I)
        # "Protected person" means any individual who has not completed the eighteenth year
        self.children_by_name = re.compile(
            rf"[\"“‘'«„](?P<term>[^\"“”’«»\n]{{2,60}})[\"”’'»“]\s*(?:\([^)\n]{{0,40}}\)\s*)?,?\s*(?:{either(definitions['joins'])})\s+{meant}(?!\s*,?\s*(?:{either(definitions['besides'])}))", re.I
        )
        self.integral = _word(structure["notes"]["integral"])
        self.third_party = re.compile(rf"(?i)\b(?:{either(structure['signature']['third_parties'])})")
        self.statement = re.compile(rf"(?i)\b(?:{either(structure['signature']['statements'])})")
        self.placeholder = re.compile(rf"(?i)^\s*(?:\d+|…|\.{{2,}}|_+|-|xx?|{either(structure['unagreed']['placeholders'])})\s*$")
        self.supposed = re.compile(rf"(?i)(?:{spelled(structure['unagreed']['supposed'])})\b")
        self.part_label = re.compile(rf"(?:{either(reference['labels'])}) (\d+)$")
        # "Articles 1 to 5", "paragraph 3.2"; "Part Two"; "this Agreement"; "this Article", and of these "this paragraph"; "the preceding Article"
        self.reference = re.compile(rf"\b(?:{either(reference['parts'])})\s+((?:{_NUMBER})(?:\s*(?:,|{joins}|{ranges}|-|–|,\s*(?:{joins}))\s*(?:{_NUMBER}))*)")
        self.worded = re.compile(rf"\b(?:{either(reference['worded'])})\s+((?:{counted})\b(?:\s*(?:,|{joins}|,\s*(?:{joins}))\s*(?:{counted})\b)*)", re.I)
        self.worded_label = re.compile(rf"^(?:{either(reference['worded'])})\s+({counted})$", re.I)
        self.number_word = re.compile(rf"\b(?:{counted})\b")
        self.whole = re.compile(rf"\b(?:{either(reference['this'])})\s+(?:{either(reference['wholes'])})\b", re.I)
        self.here = re.compile(rf"\b(?:{either(reference['this'])})\s+(?:{either(reference['own_parts'])}|{either(reference['own'])})\b", re.I)
        self.own = _word(reference["own"], re.I)
        self.preceding = re.compile(rf"\b(?:{either(reference['preceding'])})\s+({either(reference['own_parts'])}|{either(reference['own'])})\b", re.I)
        self.of_part = re.compile(rf"\s+(?:{either(reference['of'])})\s+(?:the\s+)?(?:{either(reference['parts'])})\s")
        self.between = re.compile(rf"\s*(,\s*(?:{joins})|,|\b(?:{joins})\b|\b(?:{ranges})\b|-|–)\s*")
        self.ranges = frozenset((*reference["ranges"], "-", "–"))
        self.ages = tuple(reference["ages"])  # "under 18" is an age as often as a reference
        # "after item 4" in a row of a table
        self.row = re.compile(rf"\b(?:{either(reference['after'])})\b[^|/\n]{{0,24}}?\b(?:{either(reference['rows'])})\s*(?:no\.?\s*)?(\d{{1,3}})", re.I)


def _word(words: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{either(words)})\b", flags)
