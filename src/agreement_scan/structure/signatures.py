"""Where the signatures of a text end, and whether they took more of it than signatures do."""

from __future__ import annotations

from ..languages.grammar import Grammar
from ..model import Clause, Document, Notice
from .blocks import Block
from .headings import heading_text

# Characters above which an unnumbered paragraph is no name, place or office, and words above which a numbered one is none.
LONG_PARAGRAPH = 240
LONG_ITEM = 14
# Rank up to which a numbered part is an annex.
ANNEX = 0.05
# Characters of a page of names, which is nothing to warn of, and share of a text above which its signatures are worth a notice.
LARGE = 1500
LARGE_SHARE = 0.1
# Characters above which a line is no heading under which the text goes on.
SHORT_LINE = 80
# Characters in which a speaker is followed by what it adds.
SPEAKER = 60


def ends_signatures(whole: str, block: Block, following: Block | None, grammar: Grammar) -> bool:
    """Whether a block after the first signature, which does not open as one, is text again: a heading, a numbered provision or a long paragraph.

    A heading that no style or sign marks counts only before a numbered text: names and offices look like headings too.
    """
    if 0 < block.heading_level < 9 or _is_text(whole, block, grammar):
        return True
    return following is not None and _heads(block, following, whole[block.body : block.end]) and bool(heading_text(whole, block, following, grammar)) and _is_text(whole, following, grammar)


def articles_follow(blocks: list[Block]) -> list[bool]:
    """For each block, whether an article comes after it before any annex does: what stands there is no signature."""
    found, next_is_article = [], False
    for block in reversed(blocks):
        found.append(next_is_article)
        if block.number is not None and block.number.style == "part":
            next_is_article = block.number.rank > ANNEX
    return found[::-1]


def _heads(block: Block, following: Block, text: str) -> bool:
    """Whether a block is numbered or printed as the heading of the numbered block after it: "MINES" or "II. Mines" before "1.", "1. Mines" before "1.1"."""
    if following.number is None:
        return False
    if block.number is None:
        return text.isupper()
    return block.number.style != following.number.style or len(following.number.path) > len(block.number.path)


def _is_text(whole: str, block: Block, grammar: Grammar) -> bool:
    """Whether a block reads as a provision; what a witness or mediator says beside the signatures does not."""
    text = whole[block.body : block.end]
    if block.number is not None:
        return len(text.split()) > LONG_ITEM or (block.number.style in ("decimal", "number", "bare") and grammar.binds.search(text) is not None)
    return len(text) > LONG_PARAGRAPH and text[0] not in "([\"“" and not (grammar.third_party.search(text[:80]) or grammar.statement.search(text[:80]))


def much_signed(document: Document, clauses: list[Clause]) -> tuple[Notice, ...]:
    """A notice when more than a tenth of a text was taken for signatures: nothing was looked for there."""
    signed = sum(c.end - c.start for c in clauses if c.kind == "signature")
    length = sum(c.end - c.start for c in clauses)
    if signed <= max(LARGE_SHARE * length, LARGE):
        return ()
    return (
        Notice(
            "much-signed", "warning", f"{round(100 * signed / length)} % of the text was taken for signatures, in which nothing is looked for.",
            "Look whether provisions stand among or after the signatures.",
        ),
    )  # fmt: skip
