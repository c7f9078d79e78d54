"""A text cut into blocks, and the words of its language by which they are told apart."""

from __future__ import annotations

import re

from ..languages import Language
from ..model import Document
from .blocks import Block, blocks
from .numbering import Numbering
from .words import Words, openings


class Context:
    """What every room of this package asks of a text: its ``blocks``, the kinds with which each ``opens``, and its language."""

    def __init__(self, document: Document, language: Language) -> None:
        self.text = document.text
        self.words = Words(language.structure, document.text)
        self.grammar = language.grammar
        self.openings = openings(language)
        self.blocks = blocks(document, Numbering(language.structure), language.grammar)
        self.opens = [self.openings.of(document.text, block.body, block.end) for block in self.blocks]

    def said(self, n: int) -> str:
        """The words of block ``n``, without its number."""
        block = self.blocks[n]
        return self.text[block.body : block.end]

    def following(self, n: int) -> Block | None:
        """The block after block ``n``."""
        return self.blocks[n + 1] if n + 1 < len(self.blocks) else None


_ENDS = re.compile(r"[.;:!?][\"”’')\]]*$")


def runs_into_items(context: Context, n: int) -> bool:
    """Whether the sentence of block ``n`` is left open before "(a)", without a colon: "The Parties shall (a) ...; (b) ..."."""
    following = context.following(n)
    return following is not None and following.number is not None and following.number.style in ("alpha", "roman") and _ENDS.search(context.said(n).rstrip()) is None
