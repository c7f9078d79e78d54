"""What a clause leaves to a text that was not supplied is unclear, and the reader is told which text that is."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

DRAFT = "PEACE AGREEMENT\n\nArticle 1\n\nThe Parties to the armed conflict shall cease hostilities.\n\nArticle 2\n\n{said}\n"


def read(text, model="off"):
    report = scan(text.encode(), Options(language="en", model=model, profile="peace-agreement"), name="d.txt")
    return {a.provision: a for a in report.assessments}, {n.code: n.message for n in report.notices}


@pytest.mark.parametrize("model", ["off", "on"])
@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("The reintegration of children into their families is governed by the Protocol on Children signed at Almara.", "the Protocol on Children signed at Almara"),
        ("The reintegration of children into their families shall be carried out in accordance with Annex D.", "Annex D"),
        ("The reintegration of children into their families is dealt with in Protocol Three.", "Protocol Three"),
    ],
)
def test_by_reference_only_is_unclear_and_names_the_text(said, name, model):
    answers, told = read(DRAFT.format(said=said), model)
    assert answers["reintegration.commitment"].status == "unclear"
    assert f"by reference only: what is to be done stands in {name}, which was not supplied" in answers["reintegration.commitment"].because
    assert f"Named here but not in the text: {name} (Article 2" in told["text-not-supplied"]


@pytest.mark.parametrize(
    "said",
    [
        "The Parties shall reintegrate all released children into their families.",
        "The Parties shall reintegrate all released children into their families, as governed by this Agreement.",
        "The reintegration of children into their families is governed by the Convention on the Rights of the Child.",
        "The Parties shall reintegrate all released children into their families in accordance with the Accord of Hann.",  # they bind themselves here
    ],
)
def test_what_binds_here_and_what_everybody_can_read_is_not_by_reference(said):
    answers, told = read(DRAFT.format(said=said))
    assert answers["reintegration.commitment"].status in ("present", "weak")
    assert "text-not-supplied" not in told


@pytest.mark.parametrize(("heading", "missing"), [("ANNEX II", False), ("Annex 2: Timetable", False), ("ANNEX III", True), ("", True)])
def test_an_annex_that_is_named_and_not_there_is_reported(heading, missing):
    _, told = read(DRAFT.format(said="The Parties shall release all children as Annex 2 lays down.") + f"\n{heading}\n\nRelease begins on the first day.\n")
    assert ("text-not-supplied" in told) is missing


def test_an_annex_of_another_text_is_no_annex_of_this_one():
    _, told = read(DRAFT.format(said="The Parties recall Annex 2 to the Accord of Hann and shall release all children."))
    assert "text-not-supplied" not in told
