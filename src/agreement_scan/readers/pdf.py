"""PDF: text and character boxes from pdfium in one pass, layout by our own rules, pdfplumber for pages that look bad.

pdfium is not thread-safe; a lock keeps threads of one process apart. Nothing is rendered and nothing is written.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections import deque
from functools import cache
from itertools import repeat

from ..errors import DamagedInput, EmptyInput, EncryptedInput, ScannedInput, TooLarge
from ..model import Document, Furniture, Notice
from .layout.glyphs import Glyphs, Sheet
from .source import Source

MEDIA_TYPE = "application/pdf"

_ONE_AT_A_TIME = threading.Lock()
_PATH, _IMAGE, _FORM = 2, 3, 5
_BAD = 0.05  # of the characters without a meaning: the page is garbled
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")
_OCR = "run text recognition (OCR), for instance ocrmypdf, and give the resulting file"


def read(source: Source) -> Document:
    """The document of a PDF.

    Raises EncryptedInput (password missing or wrong), DamagedInput, EmptyInput (no pages, or blank ones only),
    ScannedInput (no page has a text layer) and TooLarge.
    """
    from .layout.furniture import remove_furniture
    from .layout.paragraphs import compose

    with _ONE_AT_A_TIME:
        sheets, notices = _sheets(source)
    remove_furniture(sheets)
    text, boxes, pages, marks = compose(sheets, source.limits.characters)
    if not text.strip():
        raise EmptyInput(f"{source.name}: there is no text on any page but running heads and page numbers", "check the file")
    if _ARABIC.search(text):
        message = "the text runs from right to left; the order of words and numbers in such PDFs is not always sure"
        notices.append(Notice("right-to-left", "warning", message, "give the DOCX or HTML file if there is one"))
    furniture: tuple[Furniture, ...] = tuple(f for sheet in sheets for f in sheet.furniture)
    return source.document(
        MEDIA_TYPE, text, pages=pages, marks=marks, furniture=furniture, notices=tuple(notices), char_boxes=boxes
    )


def _sheets(source: Source) -> tuple[list[Sheet], list[Notice]]:
    """Every page laid out, and what is to be said of it."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(source.data, password=source.password)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            how = "the password is wrong" if source.password is not None else "the file is protected by a password"
            raise EncryptedInput(f"{source.name}: {how}", "give the right one with --password") from None
        if "security" in str(error).lower():
            raise EncryptedInput(f"{source.name}: the file is protected in a way that cannot be opened", "save an unprotected copy") from None
        raise DamagedInput(
            f"{source.name}: the PDF is damaged or cut off and cannot be opened", "get a fresh copy, or repair it with: qpdf IN.pdf OUT.pdf"
        ) from None
    except ValueError:  # a password that cannot be encoded
        raise EncryptedInput(f"{source.name}: the password is wrong", "give the right one with --password") from None
    with pdf:
        count = len(pdf)
        if count == 0:
            raise EmptyInput(f"{source.name}: the PDF has no pages", "check the file")
        if count > source.limits.pages:
            raise TooLarge(f"{source.name}: {count:,} pages are more than the {source.limits.pages:,} allowed", "split the file")
        sheets: list[Sheet] = []
        notices: list[Notice] = []
        pictured = characters = 0
        for number in range(1, count + 1):
            sheet, said, has_picture = _page(pdf, number, source)
            sheets.append(sheet)
            notices += said
            pictured += has_picture
            characters += len(sheet.glyphs.text)
            if characters > source.limits.characters:
                raise TooLarge(f"{source.name}: the text is longer than {source.limits.characters:,} characters", "split the file")
    if not any(sheet.lines for sheet in sheets):
        if pictured:
            raise ScannedInput(f"{source.name}: none of the {count} pages has a text layer; it is a scan", _OCR)
        if any(n.code == "page-unreadable" for n in notices):
            raise DamagedInput(f"{source.name}: no page of the PDF can be read", "get a fresh copy of the file")
        raise EmptyInput(f"{source.name}: all {count} pages are blank", "check that this is the right file")
    return sheets, notices


def _page(pdf, number: int, source: Source) -> tuple[Sheet, list[Notice], bool]:
    """One page: its lines and furniture, notices, and whether it shows pictures or drawings."""
    import pypdfium2 as pdfium

    from .layout.page import lay_out

    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError:
        blank = Sheet(_nothing(number), [])
        message = f"page {number} is damaged and was not read"
        return blank, [Notice("page-unreadable", "error", message, "get a fresh copy of the file", number)], False
    try:
        view = _View(page)
        rules, pictures, drawings = _drawn(page.raw, view)
        try:
            glyphs = _glyphs(page, number, view, weights=len(rules) > 5)
        except pdfium.PdfiumError:
            glyphs = _nothing(number, view)
    finally:
        page.close()
    notices = []
    if _badness(glyphs.text) > _BAD:
        from .layout.second_opinion import read_page

        other = read_page(source, number, glyphs)
        if other is not None and _badness(other.text) < 0.5 * _badness(glyphs.text):
            glyphs = other
        if _badness(glyphs.text) > _BAD:
            message = f"the fonts of page {number} do not say which letters they show; its text is partly garbled"
            notices.append(Notice("garbled-text", "warning", message, _OCR, number))
    sheet = lay_out(glyphs, rules)
    printed = sum(len(line.text) for line in sheet.lines)
    if (not printed and (pictures or drawings)) or (printed < 40 and pictures > 0.6):
        what = "nothing on it was read" if not printed else "the few words beside the picture are all that was read of it"
        message = f"page {number} has no text layer (a picture or scan); {what}"
        notices.append(Notice("page-without-text", "warning", message, _OCR, number))
    elif not printed and not sheet.furniture:
        notices.append(Notice("blank-page", "info", f"page {number} is blank", "", number))
    return sheet, notices, bool(pictures or drawings)


def _nothing(number: int, view: _View | None = None) -> Glyphs:
    import numpy

    width, height = (view.width, view.height) if view is not None else (0.0, 0.0)
    return Glyphs(number, width, height, "", numpy.zeros((0, 4), numpy.float32))


class _View:
    """How a page is shown: its crop box and rotation, to turn PDF coordinates into points from the top left."""

    def __init__(self, page) -> None:
        import pypdfium2.raw as raw

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


@cache
def _fast():
    """Some of pdfium's functions once more, taking plain addresses and keeping the interpreter's lock."""
    import pypdfium2.raw as raw

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
    """pdfium's loose box function, an array it writes to, and a ready-made argument for each row of the array.

    pdfium gives one box a call. Arguments made beforehand halve what such a call costs, which is most of what reading
    a page costs beside pdfium's own work. The array is shared: only to be used under the lock.
    """
    import numpy as np
    import pypdfium2.raw as raw

    rows = np.zeros((4096, 4), np.float32)
    call = ctypes.PYFUNCTYPE(ctypes.c_int)(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value)
    return call, rows, [ctypes.c_void_p.from_param(rows.ctypes.data + 16 * i) for i in range(len(rows))]


def _loose_boxes(handle: int, which):
    """Four rows (left, top, right, bottom in PDF coordinates) with a column for each of the characters ``which``."""
    import numpy as np

    call, rows, places = _pool()
    found = np.empty((4, len(which)), np.float32)
    textpage = ctypes.c_void_p.from_param(handle)
    for start in range(0, len(which), len(rows)):
        part = which[start : start + len(rows)].tolist()
        rows[: len(part)] = 0  # a box pdfium does not know is none, not that of an earlier page
        deque(map(call, repeat(textpage), part, places), maxlen=0)
        found[:, start : start + len(part)] = rows[: len(part)].T
    return found


def _glyphs(page, number: int, view: _View, *, weights: bool = False) -> Glyphs:
    import numpy as np
    import pypdfium2.raw as raw

    from .textmap import same_length

    tight, code_point, *_ = _fast()
    textpage = page.get_textpage()
    try:
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value
        count = raw.FPDFText_CountChars(textpage)
        if count <= 0:
            return _nothing(number, view)
        buffer = (ctypes.c_ushort * (count + 1))()
        raw.FPDFText_GetText(textpage, 0, count, buffer)
        text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
        if len(text) != count or "\x00" in text:
            text = "".join(chr(c) if c <= 0x10FFFF and not 0xD800 <= c < 0xE000 else "\ufffd" for c in map(code_point, repeat(handle), range(count)))
        # at a line end pdfium turns the hyphen of a broken word into U+FFFE (or U+0002)
        text = same_length(text.replace("\ufffe", "-").replace("\x02", "-").replace("\r", " ").replace("\n", " "))
        codes = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
        printed = np.flatnonzero(codes > 32)
        if _ARABIC.search(text):
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
    return Glyphs(number, view.width, view.height, text, boxes, bold, printed)


def _lam_alef(text: str, textpage) -> str:
    """Arabic with the letters of lam-alef ligatures in their order: pdfium gives those of one glyph back to front."""
    import pypdfium2.raw as raw

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


def _bold(textpage, text: str) -> list[bool]:
    """Whether each character is printed bold, told from the font of the first letter of its word."""
    import pypdfium2.raw as raw

    name, flags = ctypes.create_string_buffer(64), ctypes.c_int()
    found, heavy = [], False
    for i, character in enumerate(text):
        if character != " " and (i == 0 or text[i - 1] == " "):
            name[0] = b"\0"
            raw.FPDFText_GetFontInfo(textpage, i, name, 64, flags)
            heavy = raw.FPDFText_GetFontWeight(textpage, i) >= 600 or any(w in name.value.lower() for w in (b"bold", b"black", b"heavy"))
        found.append(heavy)
    return found


def _ink(tight, handle: int, which: list[int], view: _View):
    """Four rows as above of the characters ``which`` from the shape of the ink; NaN where there is none."""
    import numpy as np

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    for i in which:
        tight(handle, i, left, right, bottom, top)
        x0, y0, x1, y1 = view.shown(left.value, top.value, right.value, bottom.value)
        found.append((x0, y0, x1, y1) if x1 > x0 and y1 > y0 else (np.nan,) * 4)
    return np.array(found, np.float32).T


def _drawn(page, view: _View) -> tuple[list[tuple], float, int]:
    """Boxes of rules and rectangles on the page, the share of it under pictures, and the number of drawings."""
    import pypdfium2.raw as raw

    *_, get, kind = _fast()
    handle = ctypes.cast(page, ctypes.c_void_p).value
    objects = list(map(get, repeat(handle), range(raw.FPDFPage_CountObjects(page))))
    kinds = list(map(kind, objects))
    rules: list[tuple] = []
    paths = [o for o, k in zip(objects, kinds) if k == _PATH]
    # charts have thousands of paths; a table has a few hundred
    if 2 <= len(paths) <= 3000:
        for path in paths:
            rules += _path(path, view)
    covered = sum(_area(o, view) for o, k in zip(objects, kinds) if k in (_IMAGE, _FORM)) if _IMAGE in kinds or _FORM in kinds else 0.0
    return rules, covered, len(paths)


def _area(thing: int, view: _View) -> float:
    """The share of the page an object covers; a little above nothing where that is unknown."""
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(ctypes.cast(thing, raw.FPDF_PAGEOBJECT), left, bottom, right, top)
    return max(1e-6, abs((right.value - left.value) * (top.value - bottom.value)) / max(1.0, view.width * view.height))


def _path(path: int, view: _View) -> list[tuple]:
    """The boxes of one path: its bounds, or the bounds of each of its straight pieces where it draws a whole grid."""
    import pypdfium2.raw as raw

    path = ctypes.cast(path, raw.FPDF_PAGEOBJECT)
    pieces = raw.FPDFPath_CountSegments(path)
    if pieces <= 6:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
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


def _badness(text: str) -> float:
    """The share of characters that say nothing: unknown, private use, controls."""
    if not text:
        return 0.0
    bad = len(re.findall("[\ufffd\ue000-\uf8ff\x00\x01\x03-\x08\x0e-\x1f\x80-\x9f]", text))
    # bullets of symbol fonts are private characters too: one a line is no sign of a garbled page
    return max(0, bad - text.count(" ") // 12) / len(text)
