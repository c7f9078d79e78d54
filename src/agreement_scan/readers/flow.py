"""Running text from markup: words come, breaks wait until the next words, rows gather cells (HTML, ODT)."""

from __future__ import annotations

import re

from .textmap import TextMap

_BLANK = re.compile(r"[ \t\n\r\f\v]+")
_STRENGTH = {"": 0, " ": 1, "\n": 2, "\n\n": 3}


class Flow:
    """Writes words and marks to a text; white space is collapsed as browsers do it.

    Breaks are kept back and only put in before further words, so that no text begins, ends or is torn by empty blocks.
    Within a table row there are no lines: a row is one line, its cells separated by " | ".
    """

    def __init__(self, limit: int) -> None:
        self.text = TextMap(limit=limit)
        self._gap = ""
        self._row: tuple[int, int] | None = None  # cells begun, cells written
        self._marks: list[list] = []  # open marks: kind, detail, start or None

    def words(self, text: str, *, keep: bool = False) -> None:
        """Adds words; ``keep`` keeps their white space (preformatted text)."""
        if not keep:
            text = _BLANK.sub(" ", text)
        if not text.strip():
            if text:
                self._break(" ")
            return
        if text[0] == " " and not keep:
            self._break(" ")
            text = text[1:]
        after = not keep and text[-1:] == " "
        self._put_gap()
        for mark in self._marks:
            if mark[2] is None:
                mark[2] = self.text.length
        self.text.add(text[:-1] if after else text)
        if after:
            self._gap = " "

    def line(self) -> None:
        """A new line begins."""
        self._break("\n")

    def paragraph(self) -> None:
        """A new paragraph begins."""
        self._break("\n\n")

    def _break(self, gap: str) -> None:
        if self._row is not None:
            gap = " "
        if _STRENGTH[gap] > _STRENGTH[self._gap]:
            self._gap = gap

    def _put_gap(self) -> None:
        if self._row is not None:
            begun, written = self._row
            if written == 0:  # the first words of the row: what waited stands before it
                if self.text.length and self._gap:
                    self.text.put(self._gap)
                for mark in self._marks:
                    if mark[2] is None and mark[0] == "row":
                        mark[2] = self.text.length
                self.text.put(" | " * (begun - 1))
            elif begun > written:
                self.text.put(" | " * (begun - written))
            elif self._gap:
                self.text.put(" ")
            self._row = (begun, max(begun, 1))
        elif self._gap and self.text.length:
            self.text.put(self._gap)
        self._gap = ""

    def open(self, kind: str, detail: str = "") -> None:
        """A mark begins with the next words."""
        self._marks.append([kind, detail, None])

    def close(self, kind: str | None = None) -> None:
        """The mark opened last ends with the last words; ``kind`` replaces its kind."""
        name, detail, start = self._marks.pop()
        if start is not None:
            self.text.mark(kind or name, start, detail)

    def label(self, text: str) -> None:
        """Adds the label of a list item."""
        self.open("label")
        self.words(text)
        self.close()
        self._break(" ")

    @property
    def in_row(self) -> bool:
        return self._row is not None

    def begin_row(self, *, first: bool) -> None:
        """A table row begins; ``first`` of its table."""
        self._break("\n\n" if first else "\n")
        self.open("row")
        self._row = (0, 0)

    def cell(self) -> None:
        """A cell of the row begins."""
        begun, written = self._row or (0, 0)
        self._row = (begun + 1, written)

    def end_row(self, *, header: bool) -> bool:
        """The row ends; tells whether it had words."""
        begun, written = self._row or (0, 0)
        if written and begun > written:
            self.text.put(" | " * (begun - written))
        self._row = None
        self.close("header-row" if header else "row")
        if written:
            self._gap = "\n"
        return bool(written)
