"""The characters of one page, as an engine found them, before any layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...model import Furniture


@dataclass(slots=True)
class Glyphs:
    """One page of characters in the order of the file.

    ``boxes`` is a float32 array with a row (x0, top, x1, bottom) for each code point of ``text``, in points, origin at
    the top left of the page as it is shown; NaN for spaces. ``bold`` holds a truth value a character, or is None where
    nobody asked. ``printed`` are the indices of the characters with a box, and ``upright`` four rows (x0, top, x1,
    bottom) of their boxes with the page turned by ``turn`` quarters, so that its text runs from left to right: layout
    works on those. Both are taken from ``boxes`` where they are not given (``upright`` then as the page is shown).
    """

    number: int
    width: float
    height: float
    text: str
    boxes: Any
    bold: Any = None
    printed: Any = None
    upright: Any = None
    turn: int = 0

    def __post_init__(self) -> None:
        import numpy as np

        if self.printed is None:
            self.printed = np.flatnonzero(self.boxes[:, 0] == self.boxes[:, 0])
        if self.upright is None:
            self.upright = np.ascontiguousarray(self.boxes[self.printed].T)
        self.turn = _reading_turn(self.upright)
        if self.turn:
            self.upright = np.ascontiguousarray(self.turned(self.upright.T).T)

    def turned(self, boxes):
        """Boxes (n x 4) as they stand when the page is turned for reading."""
        if self.turn == 0 or not len(boxes):
            return boxes
        import numpy as np

        x0, top, x1, bottom = np.asarray(boxes).T
        if self.turn == 1:  # the text runs down the page
            return np.column_stack((top, self.width - x1, bottom, self.width - x0))
        if self.turn == 2:
            return np.column_stack((self.width - x1, self.height - bottom, self.width - x0, self.height - top))
        return np.column_stack((self.height - bottom, x0, self.height - top, x1))

    @property
    def depth(self) -> float:
        """Height of the page as it is turned for reading."""
        return self.width if self.turn % 2 else self.height


def _reading_turn(shown) -> int:
    """Quarters by which the text is turned: 0 from left to right (or right to left), 1 down the page, 3 up the page.

    Told from how each character stands to the one before, on as much of the page as is enough to tell. Upside-down text
    cannot be told from a script that runs from right to left by boxes alone and is taken for upright.
    """
    import numpy as np

    x0, top, x1, bottom = shown[:, :400]
    if len(x0) < 8:
        return 0
    across, along = x0[1:] - x0[:-1], top[1:] - top[:-1]
    beside = np.count_nonzero(np.abs(along) < 0.3 * (bottom - top)[:-1])
    under = np.abs(across) < 0.3 * (x1 - x0)[:-1]
    if 2 * beside >= len(across) or beside >= np.count_nonzero(under):
        return 0
    return 1 if np.count_nonzero(under & (along > 0)) >= np.count_nonzero(under & (along < 0)) else 3


@dataclass(slots=True)
class Line:
    """One printed line of a column: pieces of the page's characters in reading order, as (start, end)."""

    page: int
    column: tuple[int, int]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    pieces: list[tuple[int, int]]
    text: str = ""
    bold: bool = False
    kind: str = ""  # "" | table (to be filled) | row | header-row | footnote
    cells: list[list[tuple[int, int]]] = field(default_factory=list)  # of a row: the pieces of each cell
    stops: tuple[float, ...] = ()  # where words begin after wide gaps, for lines that may be rows of a table without rules
    glued: frozenset[int] = frozenset()  # starts of pieces that stand against the one before, without a space


@dataclass(slots=True)
class Sheet:
    """One page laid out: its lines in reading order, what was taken out of them, and where columns were last parted (x)."""

    glyphs: Glyphs
    lines: list[Line]
    furniture: list[Furniture] = field(default_factory=list)
    gutters: list[float] = field(default_factory=list)
