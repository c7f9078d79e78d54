"""Where the signatures of a text begin and end, and whether they took more of it than signatures do."""

from __future__ import annotations

from ..model import Clause, Document, Notice
from .blocks import Block
from .context import Context
from .headings import heading_text

# Characters above which an unnumbered paragraph is no name, place or office; words above which a sentence is none, and a numbered one.
LONG_PARAGRAPH = 240
SHORT_SENTENCE = 5
LONG_ITEM = 14
# Rank up to which a numbered part is an annex.
ANNEX = 0.05
# Characters of a page of names, which is nothing to warn of, and share of a text above which its signatures are worth a notice.
LARGE = 1500
LARGE_SHARE = 0.1
# Characters above which a line is no heading under which the text goes on, no opening line of signatures, and no party's line among them.
SHORT_LINE, OPENING_LINE, PARTY_LINE = 80, 200, 90
# Clauses that stand before the first signature, and before the first line of a party that may be one.
BEFORE, BEFORE_PARTIES = 3, 8
# Kinds of openings (see ``words.openings``) of what stands under a text.
_SIGNS = frozenset(("signature", "parties"))


class Signatures:
    """Tells the blocks of signatures. ``open``: the last block was one."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._articles_follow = _articles_follow(context.blocks)
        self.open = False

    def takes(self, n: int, clauses: int, *, in_body: bool) -> bool:
        """Whether block ``n`` is part of the signatures. ``clauses``: how many stand before it; ``in_body``: the preamble is over."""
        self.open = self.open or self._begin(n, clauses, in_body)
        if self.open and not self._context.opens[n] & _SIGNS and (self.resumes(n) or self._end(n)):
            self.open = False
        return self.open

    def kind(self, n: int) -> str:
        """What block ``n`` among the signatures is: "text" for a party's own reservation, "note", or "signature"."""
        context, text = self._context, self._context.said(n)
        if "note" in context.opens[n] or context.words.note_inside.search(text):
            return "note"
        return "text" if context.words.reservation.search(text) and not context.grammar.third_party.search(text[:SHORT_LINE]) else "signature"

    def resumes(self, n: int) -> bool:
        """Whether a line after signatures is one with which the text goes on: what follows is a row, numbered or a sentence, no list of names."""
        following = self._context.following(n)
        if "resumes" not in self._context.opens[n] or len(self._context.said(n)) >= SHORT_LINE or following is None:
            return False
        said = self._context.said(n + 1).rstrip()
        return following.row or following.number is not None or " / " in said or said.endswith((".", ":", ","))

    def _begin(self, n: int, clauses: int, in_body: bool) -> bool:
        context, text = self._context, self._context.said(n)
        opens = context.opens[n]
        if not opens & _SIGNS or context.blocks[n].number is not None or context.grammar.duty.search(text):
            return False
        if len(text.split()) > SHORT_SENTENCE and text.endswith(".") and "signature" not in opens and context.grammar.modal.search(text):
            return False  # "For the girls among them a house must be found."
        if "signature" in opens and len(text) < OPENING_LINE and clauses > BEFORE:
            return True
        return "parties" in opens and "purpose" not in opens and len(text) < PARTY_LINE and in_body and clauses > BEFORE_PARTIES and not self._articles_follow[n]

    def _end(self, n: int) -> bool:
        """Whether a block after the first signature, which does not open as one, is text again: a heading, a numbered provision, a long paragraph or a sentence that binds.

        A heading that no style or sign marks counts only before a numbered text: names and offices look like headings too.
        """
        context, block, following = self._context, self._context.blocks[n], self._context.following(n)
        if 0 < block.heading_level < 9 or self._is_text(n):
            return True
        if following is None or not _heads(block, following, context.said(n)):
            return False
        return bool(heading_text(context.text, block, following, context.grammar)) and self._is_text(n + 1)

    def _is_text(self, n: int) -> bool:
        """Whether a block reads as a provision; what a witness or mediator says beside the signatures does not."""
        block, text, grammar = self._context.blocks[n], self._context.said(n), self._context.grammar
        if block.number is not None:
            return len(text.split()) > LONG_ITEM or (block.number.style in ("decimal", "number", "bare") and grammar.binds.search(text) is not None)
        speaks = grammar.third_party.search(text[:SHORT_LINE]) or grammar.statement.search(text[:SHORT_LINE])
        said = text.endswith((".", ":")) and len(text.split()) > SHORT_SENTENCE
        states = len(text) > LONG_PARAGRAPH or (said and grammar.modal.search(text) is not None)
        return states and text[0] not in "([\"“" and not speaks


def _articles_follow(blocks: list[Block]) -> list[bool]:
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
