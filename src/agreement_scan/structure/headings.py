"""Which blocks are headings, and which carry one before their words."""

from __future__ import annotations

import re

from ..languages.grammar import Grammar
from .blocks import Block
from .numbering import Number

# The level of a heading in capitals that runs into its first sentence (see ``blocks``).
RUN_IN = 9
# Words of a sentence, at least.
SENTENCE = 3
# Characters of a heading without a part number, at most.
TITLE = 110

_CLOSED = re.compile(r"[.;:,]$")
_RUN_IN = re.compile(r"([^.:\n]{3,80})[.:]\s+(?=[A-Z\"“])")
_WORD = re.compile(r"[^\W\d_]+")


def _states(text: str, grammar: Grammar) -> bool:
    """Whether words after a part number state something, as no heading does: "Witnesses shall be protected", "The houses receive youngsters only".

    A heading with a full stop that begins like them ("The protection of children.") is taken for a statement too: what is read in vain costs less
    than what is not read.
    """
    small = [w for w in _WORD.findall(text)[1:] if len(w) > 3 and w[0].islower()]
    return bool(grammar.modal.search(text)) or (len(small) > 1 and bool(grammar.subject.match(text) or grammar.tells.search(text)))


def binds(text: str, grammar: Grammar) -> bool:
    """Whether words in a place of headings bind somebody: "All children shall be released", "NO CHILD IS TO BE USED", "Release all children".

    A heading may say "What must not stop", "People who are caught" and "Who is counted?".
    """
    said = text.lower() if text.isupper() else text
    if said.endswith("?") or len(said.split()) < SENTENCE:
        return False
    if grammar.order.match(text):
        return True
    first = grammar.modal.search(said)
    if first is None or grammar.asks.search(said, 0, first.start()):
        return False
    return grammar.relative.search(said, 0, first.start()) is None or grammar.duty.search(said) is not None


def is_title(text: str, grammar: Grammar) -> bool:
    """Whether a line right below a part number ("Chapter I") reads as its heading."""
    return 0 < len(text) <= TITLE and not _CLOSED.search(text) and text[0] not in "[(\"“" and not (_states(text, grammar) or binds(text, grammar))


def _opens_parts(number: Number | None, following: Block) -> bool:
    """Whether what follows a numbered line lies below it by its kind or number: a table, "2.1" after "2", "2.1.1" after "2.1", "1." after "A."."""
    below = following.number
    if below is None or number is None:
        return following.row
    if number.path:
        return below.path[:-1] == number.path or (len(number.path) == 1 and len(below.path) == 2)
    return len(below.path) == 2 or (number.style in ("ROMAN", "ALPHA") and below.style in ("decimal", "bare"))


def _stands_in_list(block: Block, following: Block | None) -> bool:
    """Whether the next number of the same kind follows at once: short lines of a list, "1. Release of Children", "2. Protection of Schools"."""
    own, below = block.number, following.number if following is not None else None
    if own is None or below is None or own.style != below.style or own.word != below.word:
        return False
    return own.path[:-1] == below.path[:-1] and own.value + 1 == below.value


def heading_text(whole: str, block: Block, following: Block | None, grammar: Grammar) -> str:
    """The heading a block carries: all of it, or its first short title-like sentence after a part number; else empty."""
    text = whole[block.body : block.end].strip()
    if not text:
        return ""
    number = block.number
    if block.heading_level:  # styles of headings are given to numbered clauses too
        styled = block.heading_level < RUN_IN and (grammar.binds.search(text) or (_CLOSED.search(text) and grammar.modal.search(text)))
        return "" if styled else text
    if number is not None and number.style == "part":
        if text[0] == "[":
            return ""
        short = text.isupper() or (len(text) <= 120 and not _CLOSED.search(text)) or (len(text.split()) <= 4 and not _states(text, grammar))
        if short and not binds(text, grammar) and not _stands_in_list(block, following):
            return text
        match = _RUN_IN.match(text)
        return match[1].strip() if match and not _states(match[1], grammar) else ""
    if len(text) > TITLE or _CLOSED.search(text) or (text[0] in "[(\"“" and not text.isupper()):
        return ""
    letters = _WORD.findall(text)
    if not letters or following is None:
        return ""
    if text.isupper() and len(letters) <= 14 and not binds(text, grammar):
        return text
    capital = sum(w[0].isupper() for w in letters if len(w) > 3) / max(1, sum(len(w) > 3 for w in letters))
    modal = binds(text, grammar)
    if number is None and len(letters) <= 12 and not modal and (capital >= 0.6 or (following.number is not None and block.gap and len(letters) <= 8)) and following.gap | (following.number is not None):
        return text
    if number is None and len(letters) <= 5 and not modal and block.gap and following.gap and text[0].isupper():
        return text
    numbered = number is not None and number.style in ("ROMAN", "ALPHA", "decimal", "bare", "ordinal") and (len(number.path) <= 1 or _opens_parts(number, following))
    if numbered and not _stands_in_list(block, following) and len(letters) <= 10 and not modal and (capital >= 0.6 or _opens_parts(number, following)):
        return text
    return ""
