"""A text's own terms for children: what is said of "Protected persons" is said of children where the text defines them so.

Definitions hold for the whole text. Each such term is read as the word "children" wherever it stands; its place in the text stays its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from ..languages.grammar import Grammar
from .tokens import Tokens

_MOST = 20  # terms of one text: beyond it, it is no list of definitions


def terms_for_children(text: str, grammar: Grammar) -> list[str]:
    """The terms that a text defines as children, as its definitions write them; not those that name children anyway ("child", "released minor")."""
    found = [m["term"].strip() for m in grammar.children_by_name.finditer(text)]
    return list(dict.fromkeys(t for t in found if t and grammar.child_word.search(t) is None))[:_MOST]


def read_as(tokens: Tokens, word: Tokens, text: str, terms: list[str], known: Any) -> Tokens:
    """The tokens with the last word of each of some terms read as the first token of ``word``, where that is not ``known`` (bool, a token each) already.

    A term of one word is one only as it is written ("Junior", not "junior"), a plural ending aside.
    """
    at = sorted({place for place in _last_words(tokens, text, terms) if not known[place]})
    if not at:
        return tokens
    norms, lower, numbers = tokens.norms.copy(), tokens.lower.copy(), tokens.numbers.copy()
    norms[at], lower[at], numbers[:, at] = word.norms[0], word.lower[0], word.numbers[:, [0]]
    return replace(tokens, norms=norms, lower=lower, numbers=numbers)


def _last_words(tokens: Tokens, text: str, terms: list[str]) -> Iterator[int]:
    for term in terms:
        words = r"\s+".join(map(re.escape, term.split()))
        for match in re.finditer(rf"(?<!\w){words}(?:s|es)?(?!\w)", text, re.I if " " in term or term.islower() else 0):
            last = int(np.searchsorted(tokens.starts, match.end(), side="left")) - 1
            if last >= 0 and tokens.starts[last] >= match.start():
                yield last
