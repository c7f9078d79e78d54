"""Grown prisoners beside children: what is agreed for the ones says nothing of the others."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

DRAFT = "TRUCE\n\nArticle 1\n\nThe Parties shall not recruit or use any child.\n\nArticle 2\n\n{said}\n"


@pytest.mark.parametrize("model", ["off", "on"])
@pytest.mark.parametrize(
    ("said", "contrary"),
    [
        ("Adult detainees shall be released in exchange for grown officers, one for one.", False),
        ("Adult prisoners of both sides shall be exchanged after the arms have been registered.", False),
        ("All prisoners, adults and children, shall be exchanged one for one.", True),
        ("Children shall be exchanged for adult prisoners.", True),
    ],
)
def test_an_exchange_of_adults_is_none_of_children(said, contrary, model):
    report = scan(DRAFT.format(said=said).encode(), Options(model=model, profile="peace-agreement"), name="draft.txt")
    got = {a.provision: a.status for a in report.assessments}
    assert (got["release.unconditional"] == "contrary", got["detention.captured-children"] == "contrary") == (contrary, contrary)
