"""The draft's PDF with real highlight annotations: a note on each passage, a bookmark for each finding.

Every highlight carries its own appearance (a multiply blend), so that viewers that draw none themselves show it too. Page
content, text and existing annotations stay as they are; a digital signature does not cover the copy. Same input, same bytes,
except for an encrypted file, whose copy is encrypted anew with the same password.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtra
from ..reports._order import WORDS
from ._notes import AUTHOR, Note, notes, paragraphs, standing, summary, title

if TYPE_CHECKING:
    from ..model import Box, Report
    from ..options import Options

MEDIA_TYPE = "application/pdf"
# Soft enough that black text keeps a contrast above 7:1 where two of them overlap.
COLORS = {"contrary": (1.0, 0.72, 0.72), "weak": (1.0, 0.89, 0.55), "unclear": (0.78, 0.85, 1.0), "present": (0.75, 0.93, 0.75)}
_PRINTED = 4  # the annotation flag "Print"


def render(report: Report, data: bytes, options: Options) -> bytes:
    """The annotated copy. Raises MissingExtra without pikepdf."""
    try:
        import pikepdf
    except ImportError:
        raise MissingExtra("The annotated PDF needs pikepdf.", "pip install 'agreement-scan[pdf-annotate]'") from None
    with pikepdf.open(io.BytesIO(data), password=options.password) as pdf:
        marked = notes(report)
        for note in marked:
            for page in sorted({b.page for b in note.findings[0].boxes}):
                _highlight(pdf, page, [b for b in note.findings[0].boxes if b.page == page], note, "\n".join(paragraphs(report, note)))
        _summarise(pdf, report)
        _bookmarks(pdf, report)
        copy = io.BytesIO()
        if pdf.is_encrypted:
            pdf.save(copy, encryption=True)
        else:
            pdf.save(copy, deterministic_id=True)
        return copy.getvalue()


class _Turned:
    """Turns boxes as shown (points from the top left of the page) back into the page's own coordinates."""

    def __init__(self, page: Any) -> None:
        crop, media = ([float(v) for v in box] for box in (page.cropbox, page.mediabox))
        (self.left, self.right), (self.bottom, self.top) = (
            (max(min(crop[a], crop[b]), min(media[a], media[b])), min(max(crop[a], crop[b]), max(media[a], media[b]))) for a, b in ((0, 2), (1, 3))
        )
        self.turn = int(_inherited(page.obj, "/Rotate") or 0) // 90 % 4

    def rectangle(self, box: Box) -> tuple[float, float, float, float]:
        """left, bottom, right, top."""
        if self.turn == 0:
            return self.left + box.x0, self.top - box.bottom, self.left + box.x1, self.top - box.top
        if self.turn == 1:
            return self.left + box.top, self.bottom + box.x0, self.left + box.bottom, self.bottom + box.x1
        if self.turn == 2:
            return self.right - box.x1, self.bottom + box.top, self.right - box.x0, self.bottom + box.bottom
        return self.right - box.bottom, self.top - box.x1, self.right - box.top, self.top - box.x0


def _inherited(node: Any, key: str) -> Any:
    for _ in range(64):
        if node is None or key in node:
            break
        node = node.get("/Parent")
    return None if node is None else node.get(key)


def _highlight(pdf: Any, number: int, boxes: list[Box], note: Note, words: str) -> None:
    from pikepdf import Array, Dictionary, Name, String

    page = pdf.pages[number - 1]
    turned = _Turned(page)
    places = [turned.rectangle(b) for b in boxes]
    color = COLORS[note.status]
    around = [min(p[0] for p in places) - 1, min(p[1] for p in places) - 1, max(p[2] for p in places) + 1, max(p[3] for p in places) + 1]
    around = [round(v, 2) for v in around]
    corners = [round(v, 2) for left, bottom, right, top in places for v in (left, top, right, top, left, bottom, right, bottom)]
    paint = f"/Multiply gs {color[0]} {color[1]} {color[2]} rg\n" + "".join(f"{a:.2f} {b:.2f} {c - a:.2f} {d - b:.2f} re f\n" for a, b, c, d in places)
    appearance = pdf.make_stream(
        paint.encode("ascii"),
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array(around),
            Resources=Dictionary(ExtGState=Dictionary(Multiply=Dictionary(Type=Name.ExtGState, BM=Name.Multiply))),
            Group=Dictionary(S=Name.Transparency),
        ),
    )  # fmt: skip
    first = note.findings[0]
    made = Dictionary(
        Type=Name.Annot, Subtype=Name.Highlight, Rect=Array(around), QuadPoints=Array(corners), C=Array(color), F=_PRINTED,
        NM=String(f"{first.id}-{number}"), T=String(AUTHOR), Subj=String(f"{WORDS[note.status]}: {first.provision}"), Contents=String(words),
        AP=Dictionary(N=appearance), P=page.obj,
    )  # fmt: skip
    _put(pdf, page, made)


def _summarise(pdf: Any, report: Report) -> None:
    """A note in the corner of the first page: the gaps, which stand nowhere, and what was not read."""
    from pikepdf import Array, Dictionary, Name, String

    from ..model import Box

    page = pdf.pages[0]
    left, bottom, right, top = (round(v, 2) for v in _Turned(page).rectangle(Box(1, 6.0, 6.0, 26.0, 26.0)))
    paint = f"0.95 0.85 0.35 rg 0.3 0.3 0.3 RG {left:.2f} {bottom:.2f} 20 20 re B\n{left + 5:.2f} {bottom + 6:.2f} m {left + 15:.2f} {bottom + 6:.2f} l "
    paint += f"{left + 5:.2f} {bottom + 10:.2f} m {left + 15:.2f} {bottom + 10:.2f} l {left + 5:.2f} {bottom + 14:.2f} m {left + 15:.2f} {bottom + 14:.2f} l S\n"
    appearance = pdf.make_stream(paint.encode("ascii"), Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([left, bottom, right, top]), Resources=Dictionary()))
    made = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([left, bottom, right, top]), Name=Name.Note, C=Array([0.95, 0.85, 0.35]), F=_PRINTED,
        NM=String("agreement-scan-summary"), T=String(AUTHOR), Subj=String("Summary and gaps"), Contents=String("\n".join(summary(report))),
        AP=Dictionary(N=appearance), P=page.obj,
    )  # fmt: skip
    _put(pdf, page, made)


def _put(pdf: Any, page: Any, annotation: Any) -> None:
    from pikepdf import Array

    made = pdf.make_indirect(annotation)
    if "/Annots" not in page.obj:
        page.obj.Annots = pdf.make_indirect(Array())
    page.obj.Annots.append(made)


def _bookmarks(pdf: Any, report: Report) -> None:
    """A branch of bookmarks after the draft's own: statuses, and under each its findings."""
    from pikepdf import OutlineItem, make_page_destination

    findings = standing(report)
    statuses = [s for s in COLORS if any(f.status == s and f.boxes for f in findings)]
    if not statuses:
        return
    with pdf.open_outline(strict=False) as outline:
        branch = OutlineItem(f"{AUTHOR}: findings", 0)
        for status in statuses:
            found = [f for f in findings if f.status == status and f.boxes]
            twig = OutlineItem(f"{WORDS[status]} ({len(found)})", found[0].boxes[0].page - 1)
            for f in found:
                box = f.boxes[0]
                page = pdf.pages[box.page - 1]
                left, _, _, top = _Turned(page).rectangle(box)
                place = make_page_destination(pdf, box.page - 1, "XYZ", left=round(left, 2), top=round(top + 12, 2), zoom=0)
                twig.children.append(OutlineItem(title(report, f), place))
            twig.is_closed = True
            branch.children.append(twig)
        outline.root.append(branch)
