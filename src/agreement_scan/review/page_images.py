"""Pictures of a PDF's pages, for the report in which a reviewer looks at text and page side by side."""

from __future__ import annotations

import io

WIDTH = 1000  # pixels: small print can be read at half the width of a screen
MOST = 24_000_000  # bytes of all pictures together; beyond it the later pages have none
QUALITY = 60


def page_images(data: bytes, password: str | None = None, most: int = MOST) -> dict[int, tuple[str, bytes]]:
    """Page number to (media type, picture), as far as ``most`` bytes reach. Raises EncryptedInput or DamagedInput.

    Grey unless the page has colour; PNG of sixteen greys or JPEG, whichever is smaller. Same PDF, same bytes.
    """
    import pypdfium2 as pdfium

    from ..errors import DamagedInput

    pictures: dict[int, tuple[str, bytes]] = {}
    left = most
    try:
        pdf = pdfium.PdfDocument(data, password=password)
    except pdfium.PdfiumError as error:
        raise DamagedInput(f"The pages cannot be drawn: {error}.", "Leave out --pages.") from None
    try:
        for index in range(len(pdf)):
            try:
                picture = _picture(pdf[index])
            except pdfium.PdfiumError:
                continue  # the reader has said already that this page could not be read
            left -= len(picture[1])
            if left < 0:
                break
            pictures[index + 1] = picture
    finally:
        pdf.close()
    return pictures


def _picture(page) -> tuple[str, bytes]:
    from PIL import ImageChops

    width, height = page.get_size()
    # a page far longer than wide would otherwise be a picture of any size
    image = page.render(scale=min(WIDTH / max(1.0, width), 3 * WIDTH / max(1.0, height)), may_draw_forms=True).to_pil().convert("RGB")
    small = image.resize((max(1, image.width // 4), max(1, image.height // 4)))
    red, green, blue = small.split()
    colour = max(ImageChops.difference(red, green).getextrema()[1], ImageChops.difference(green, blue).getextrema()[1]) > 24
    written = io.BytesIO()
    image.convert("RGB" if colour else "L").save(written, "JPEG", quality=QUALITY, optimize=True)
    jpeg = written.getvalue()
    if colour:
        return "image/jpeg", jpeg
    written = io.BytesIO()
    greys = image.convert("L").point([v // 17 for v in range(256)]).convert("P")
    greys.putpalette([v * 17 for v in range(16) for _ in range(3)])
    greys.save(written, "PNG", bits=4, compress_level=6)  # the best level takes seven times as long for a fiftieth of the size
    png = written.getvalue()
    return ("image/png", png) if len(png) < len(jpeg) else ("image/jpeg", jpeg)
