"""The words the tool proposes must satisfy the tool: each requirement's own wording, put into a draft, is present and runs against nothing."""

from __future__ import annotations

import pytest

from agreement_scan.catalogue import SCOPES, load_catalogue
from agreement_scan.options import Options
from agreement_scan.scan import scan

AGREEMENT = "AGREEMENT\n\nArticle 1\n\nThe Parties to the armed conflict shall cease hostilities.\n\nArticle 2\n\n{}\n"
MANDATE = "The Council,\n\nDecides to establish the Mission, with the following mandate:\n\n1. {}\n"
PROVISIONS = load_catalogue(None).provisions


@pytest.mark.parametrize("identity", PROVISIONS)
def test_the_proposed_wording_is_present_and_contrary_to_nothing(identity):
    provision = PROVISIONS[identity]
    frame = MANDATE if provision.scope[0] in "MT" else AGREEMENT
    report = scan(frame.format(provision.wording).encode(), Options(language="en", profile=SCOPES[provision.scope[0]]), name="draft.txt")
    assert {a.provision: a.status for a in report.assessments}[identity] == "present"
    assert [f.provision for f in report.findings if f.status == "contrary"] == []
