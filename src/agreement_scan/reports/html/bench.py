"""What the page needs for reviewing: the history of decisions, what each is about, and pages as pictures."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agreement_scan.model import STATUSES
from agreement_scan.reports._review import fresh

if TYPE_CHECKING:
    from agreement_scan.model import Box, Finding, Report

PageImages = dict[int, tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture, ``width`` by ``height`` points, and where findings stand on it."""

    source: str  # a data: address
    width: float
    height: float
    boxes: tuple[tuple[Box, tuple[Finding, ...]], ...]  # findings on the very same words share a box, the worst status first


def bench(report: Report) -> dict[str, Any]:
    """What the page's script starts from: the hash of the text, earlier entries, by their ids the findings they stand on.

    ``scanned`` is what the scan had said of findings to which a reviewer gave another status.
    """
    return {
        "text_sha256": report.document.text_sha256,
        # ASCII only, so that nothing on its way into the page and out again changes a character of a quotation
        "entries": json.dumps(report.history),
        "attached": json.dumps({d.id: d.finding or f"p-{d.provision}" for d in report.decisions if not d.because}),
        "scanned": {d.finding: d.found for d in report.decisions if d.decision == "corrected" and d.finding and not d.because and d.found},
        "fresh": fresh(report),
    }


def sheets(report: Report, images: PageImages) -> dict[int, Sheet]:
    """The pages of which there is a picture, by number."""
    boxes: dict[int, dict[Box, list[Finding]]] = {}
    for f in sorted(report.findings, key=lambda f: STATUSES.index(f.status)):
        for box in f.boxes:
            boxes.setdefault(box.page, {}).setdefault(box, []).append(f)
    return {
        page.number: Sheet(
            f"data:{images[page.number][0]};base64,{b64encode(images[page.number][1]).decode('ascii')}", page.width, page.height,
            tuple((box, tuple(found)) for box, found in sorted(boxes.get(page.number, {}).items(), key=lambda pair: (pair[0].top, pair[0].x0))),
        )
        for page in report.document.pages
        if page.number in images and page.width and page.height
    }  # fmt: skip
