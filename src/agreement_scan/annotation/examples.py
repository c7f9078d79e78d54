"""Reads a catalogue example as a single operative clause of a draft and says what the scanner makes of it."""

from __future__ import annotations

from functools import lru_cache

from ..assess import ORDER
from ..catalogue import Catalogue, Example, load_catalogue
from ..languages import load
from ..model import Document
from ..pipeline import Pipeline, pipeline_for
from ..rules import candidates
from ..settle import settle
from ..structure import split


@lru_cache(maxsize=1)
def _pipeline() -> Pipeline:
    return pipeline_for(load("en"), load_catalogue(None))


# Families that are read only in texts that mandate a mission or wind one down.
MISSION_FAMILIES = ("mandate", "transition")


def draft_of(example: Example, provision: str = "") -> str:
    """The example as the second article of a small draft, so that it is read as operative text; a recital ("Recalling …,") as its
    preamble. For a provision that is read only in mission texts the draft is a mission's mandate."""
    title = "DRAFT MANDATE OF THE MISSION" if provision.split(".")[0] in MISSION_FAMILIES else "DRAFT"
    if example.text.rstrip().endswith(",") and not example.lead_in:
        return f"{title}\n\nThe two sides,\n\n{example.text}\n\nHave agreed as follows:\n\nArticle 1. Purpose\n\nThis text is signed by two sides.\n"
    body = f"{example.lead_in}\n\n(a) {example.text}" if example.lead_in and " | " not in example.text else example.text
    if " | " in example.text and example.lead_in:
        body = f"{example.lead_in}\n{example.text}"
    return f"{title}\n\nArticle 1. Purpose\n\nThis text is signed by two sides.\n\nArticle 2\n\n{body}\n"


def status_of_example(provision: str, example: Example, pipeline: Pipeline | None = None, catalogue: Catalogue | None = None) -> str:
    """The status the rules give: contrary, present, weak, unclear or absent."""
    pipeline = pipeline or _pipeline()
    text = draft_of(example, provision)
    document = Document.of_text("example.txt", text)
    reading = pipeline(document, split(document, load("en")))
    found = {c.status for c in settle(candidates(reading, pipeline.rules), catalogue or load_catalogue(None)) if c.provision == provision}
    return next((s for s in ORDER if s in found), "absent")
