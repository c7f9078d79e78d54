"""pdfium's view of one page: its characters with their boxes, and the rules, pictures and drawings on it.

pypdfium2 gives one box a call, and a page has thousands: what such a call costs is most of what reading costs beside
pdfium's own work. The functions asked for every character are therefore bound once more, with arguments made
beforehand. Everything here is to be used by one thread at a time.
"""

from __future__ import annotations

import ctypes
import re
from collections import deque
from functools import cache
from itertools import repeat

import numpy as np
import pypdfium2.raw as raw

from ..textmap import same_length
from .glyphs import Glyphs

RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")  # letters of scripts that run from right to left
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")
_HEAVY = (b"bold", b"black", b"heavy")
_PATH, _IMAGE, _FORM = 2, 3, 5


class View:
    """How a page is shown: its crop box and rotation, to turn PDF coordinates into points from the top left."""

    def __init__(self, page) -> None:
        rect = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, rect)
        self.left, self.bottom, self.right, self.top = rect.left, rect.bottom, rect.right, rect.top
        self.turn = raw.FPDFPage_GetRotation(page) % 4
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if self.turn % 2 else (wide, high)

    def shown(self, left, top, right, bottom):
        """x0, top, x1, bottom as shown, of PDF coordinates (numbers or arrays)."""
        if self.turn == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turn == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turn == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left


def nothing(number: int, view: View | None = None) -> Glyphs:
    """A page without characters; of no size where even that is not known."""
    width, height = (view.width, view.height) if view is not None else (0.0, 0.0)
    return Glyphs(number, width, height, "", np.zeros((0, 4), np.float32))


@cache
def _fast():
    """Some of pdfium's functions once more, taking plain addresses and keeping the interpreter's lock."""
    address, number, double = ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_double)

    def again(function, result, *arguments):
        return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value)

    return (
        again(raw.FPDFText_GetCharBox, number, address, number, double, double, double, double),
        again(raw.FPDFText_GetUnicode, ctypes.c_uint, address, number),
        again(raw.FPDFPage_GetObject, address, address, number),
        again(raw.FPDFPageObj_GetType, number, address),
    )


@cache
def _pool():
    """pdfium's loose box function, an array it writes to, and a ready-made argument for each row of the array."""
    rows = np.zeros((4096, 4), np.float32)
    call = ctypes.PYFUNCTYPE(None)(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value)
    return call, rows, [ctypes.c_void_p.from_param(rows.ctypes.data + 16 * i) for i in range(len(rows))]


def _loose_boxes(handle: int, which):
    """Four rows (left, top, right, bottom in PDF coordinates) with a column for each of the characters ``which``."""
    call, rows, places = _pool()
    found = np.empty((4, len(which)), np.float32)
    textpage = ctypes.c_void_p.from_param(handle)
    for start in range(0, len(which), len(rows)):
        part = which[start : start + len(rows)].tolist()
        rows[: len(part)] = 0  # a box pdfium does not know is none, not that of an earlier page
        deque(map(call, repeat(textpage), part, places), maxlen=0)
        found[:, start : start + len(part)] = rows[: len(part)].T
    return found


def glyphs_of(page, number: int, view: View, *, weights: bool = False) -> Glyphs:
    """The characters of a page; with ``weights`` also which of them are bold. Raises pypdfium2.PdfiumError."""
    tight, code_point, *_ = _fast()
    textpage = page.get_textpage()
    try:
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        count = raw.FPDFText_CountChars(textpage)
        if count <= 0:
            return nothing(number, view)
        buffer = (ctypes.c_ushort * (count + 1))()
        raw.FPDFText_GetText(textpage, 0, count, buffer)
        text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
        if len(text) != count or "\x00" in text:
            text = "".join(chr(c) if c <= 0x10FFFF and not 0xD800 <= c < 0xE000 else "\ufffd" for c in map(code_point, repeat(handle), range(count)))
        # at a line end pdfium turns the hyphen of a broken word into U+FFFE (or U+0002)
        text = same_length(text.replace("\ufffe", "-").replace("\x02", "-").replace("\r", " ").replace("\n", " "))
        printed = np.flatnonzero(np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32) > 32)
        if not text.isascii() and RTL.search(text):
            text = _lam_alef(text, textpage)
        x0, top, x1, bottom = shown = np.array(view.shown(*_loose_boxes(handle, printed)), np.float32)
        # no advance width or ascent known (turned text, broken fonts): the ink's own box
        empty = np.flatnonzero((x1 <= x0) | (bottom <= top))
        if len(empty):
            shown[:, empty] = _ink(tight, handle, printed[empty].tolist(), view)
        bold = _bold(textpage, text) if weights else None
    finally:
        textpage.close()
    # what stands outside the page as it is cropped is not seen by anyone who reads it
    unseen = (x1 < 0) | (x0 > view.width) | (bottom < 0) | (top > view.height) | (x0 != x0)
    if unseen.any():
        printed, shown = printed[~unseen], shown[:, ~unseen]
    boxes = np.full((count, 4), np.nan, np.float32)
    boxes[printed] = shown.T
    return Glyphs(number, view.width, view.height, text, boxes, bold, printed, shown)


def _lam_alef(text: str, textpage) -> str:
    """Arabic with the letters of lam-alef ligatures in their order: pdfium gives those of one glyph back to front."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    letters = list(text)
    for pair in _ALEF_LAM.finditer(text):
        places = []
        for i in (pair.start(), pair.start() + 1):
            raw.FPDFText_GetCharBox(textpage, i, left, right, bottom, top)
            places.append((left.value, right.value))
        if places[0] == places[1]:  # one glyph; two would stand beside each other
            letters[pair.start() : pair.start() + 2] = reversed(pair[0])
    return "".join(letters)


def _bold(textpage, text: str):
    """Whether each character is printed bold (an array), told from the font of the first letter of its word."""
    name, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    spaces = codes == 32
    begins = np.flatnonzero(~spaces & np.concatenate(([True], spaces[:-1])))
    heavy = np.zeros(len(begins) + 1, bool)
    for k, i in enumerate(begins.tolist(), 1):
        if raw.FPDFText_GetFontWeight(textpage, i) >= 600:
            heavy[k] = True
            continue
        name[0] = b"\0"
        raw.FPDFText_GetFontInfo(textpage, i, name, 64, flags)
        font = name.value.lower()
        heavy[k] = any(word in font for word in _HEAVY)
    return np.repeat(heavy, np.diff(np.concatenate(([0], begins, [len(text)]))))


def _ink(tight, handle: int, which: list[int], view: View):
    """Four rows of boxes as shown of the characters ``which``, from the shape of the ink; NaN where there is none."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    for i in which:
        tight(handle, i, left, right, bottom, top)
        x0, y0, x1, y1 = view.shown(left.value, top.value, right.value, bottom.value)
        found.append((x0, y0, x1, y1) if x1 > x0 and y1 > y0 else (np.nan,) * 4)
    return np.array(found, np.float32).T


def drawn(page, view: View) -> tuple[list[tuple], float, int]:
    """Boxes of rules and rectangles on the page, the share of it under pictures, and the number of drawings."""
    *_, get, kind = _fast()
    handle = ctypes.cast(page, ctypes.c_void_p).value
    objects = list(map(get, repeat(handle), range(raw.FPDFPage_CountObjects(page))))
    kinds = list(map(kind, objects))
    rules: list[tuple] = []
    paths = [o for o, k in zip(objects, kinds, strict=True) if k == _PATH]
    # charts have thousands of paths; a table has a few hundred
    if 2 <= len(paths) <= 3000:
        for path in paths:
            rules += _path(path, view)
    covered = sum(_area(o, view) for o, k in zip(objects, kinds, strict=True) if k in (_IMAGE, _FORM)) if _IMAGE in kinds or _FORM in kinds else 0.0
    return rules, covered, len(paths)


def _area(thing: int, view: View) -> float:
    """The share of the page an object covers; a little above nothing where that is unknown."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(ctypes.cast(thing, raw.FPDF_PAGEOBJECT), left, bottom, right, top)
    return max(1e-6, abs((right.value - left.value) * (top.value - bottom.value)) / max(1.0, view.width * view.height))


def _path(path: int, view: View) -> list[tuple]:
    """The boxes of one path: its bounds, or the bounds of each of its straight pieces where it draws a whole grid."""
    path = ctypes.cast(path, raw.FPDF_PAGEOBJECT)
    pieces = raw.FPDFPath_CountSegments(path)
    if pieces <= 6:
        left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        if not raw.FPDFPageObj_GetBounds(path, left, bottom, right, top):
            return []
        return [view.shown(left.value, top.value, right.value, bottom.value)]
    if pieces > 4000:
        return []
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    boxes, last, begin = [], None, None
    for i in range(pieces):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        point = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            boxes.append((last, point))
        if begin is not None and raw.FPDFPathSegment_GetClose(segment):
            boxes.append((point, begin))
        last = point
    return [view.shown(min(a[0], b[0]), max(a[1], b[1]), max(a[0], b[0]), min(a[1], b[1])) for a, b in boxes]
