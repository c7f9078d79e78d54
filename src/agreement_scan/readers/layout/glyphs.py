"""The characters of one page, as an engine found them, before any layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...model import Furniture


@dataclass(slots=True)
class Glyphs:
    """One page of characters in the order of the file.

    ``boxes`` is a float32 array with a row (x0, top, x1, bottom) for each code point of ``text``, in points, origin at
    the top left of the page as it is shown; NaN for spaces. ``upright`` are the same boxes with the page turned by
    ``turn`` quarters so that its text runs from left to right; layout works on those. ``bold`` holds a truth value a
    character, or is None where nobody asked.
    """

    number: int
    width: float
    height: float
    text: str
    boxes: Any
    bold: Any = None
    turn: int = 0
    upright: Any = None

    def __post_init__(self) -> None:
        if self.upright is None:
            self.turn = _reading_turn(self.boxes)
            self.upright = self.turned(self.boxes)

    def turned(self, boxes):
        """Boxes (an array of n x 4) as they stand when the page is turned for reading."""
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


def _reading_turn(boxes) -> int:
    """Quarters by which most of the text is turned: 0 left to right, 1 down the page, 2 upside down, 3 up the page.

    Told from where each character stands to the one before. Right to left by itself is no turn: it is how some scripts
    run, and they are never told from upside-down text by their boxes alone (so letters set close are needed for that).
    """
    import numpy as np

    if len(boxes) < 8:
        return 0
    step = boxes[1:, :2] - boxes[:-1, :2]
    size = boxes[1:, 2:] - boxes[1:, :2]
    with np.errstate(invalid="ignore"):
        across = np.abs(step[:, 1]) < 0.3 * size[:, 1]
        along = np.abs(step[:, 0]) < 0.3 * size[:, 0]
        if np.count_nonzero(across) >= np.count_nonzero(along):
            return 0
        return 1 if np.count_nonzero(along & (step[:, 1] > 0)) >= np.count_nonzero(along & (step[:, 1] < 0)) else 3


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
    kind: str = ""  # "" | row | header-row | footnote
    cells: list[list[tuple[int, int]]] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """One page laid out: its lines in reading order, and what was taken out of them."""

    glyphs: Glyphs
    lines: list[Line]
    furniture: list[Furniture] = field(default_factory=list)
