"""pdfplumber's reading of one page, for pages pdfium makes nothing of. Slow: about fifty times pdfium."""

from __future__ import annotations

import io

from ..source import Source
from ..textmap import same_length
from .glyphs import Glyphs


def read_page(source: Source, number: int, glyphs: Glyphs) -> Glyphs | None:
    """The characters of page ``number`` as pdfplumber finds them, or None where it cannot read the page."""
    import numpy as np
    import pdfplumber

    try:
        with pdfplumber.open(io.BytesIO(source.data), pages=[number], password=source.password or "") as pdf:
            page = pdf.pages[0]
            try:
                characters = page.chars
                left, top = page.bbox[0], page.bbox[1]
            finally:
                page.close()  # pdfplumber keeps every page until then
    except Exception:
        # a second opinion only: whatever it raises, the first one stands
        return None
    text, boxes = [], []
    for c in characters:
        for letter in c["text"]:
            text.append(letter)
            box = (c["x0"] - left, c["top"] - top, c["x1"] - left, c["bottom"] - top)
            boxes.append((np.nan,) * 4 if letter.isspace() else box)
    if not text:
        return None
    return Glyphs(number, glyphs.width, glyphs.height, same_length("".join(text)), np.array(boxes, np.float32))
