"""What a finding rests on and why it has not the neighbouring status, in words a mediator can check."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.reports import html, terminal
from agreement_scan.reports._redact import redact
from agreement_scan.reports._why import cues, why_not
from agreement_scan.scan import scan

TEXT = "AGREEMENT\n\nArticle 1\n\nThe Parties shall not recruit or use children.\n\nArticle 2\n\nThe Parties shall endeavour to release all children.\n\nAnnex 1\n\nStep | Responsible | Deadline\nRelease of all children | Both Parties | Day 5\n"


@pytest.fixture(scope="module")
def report():
    return scan(TEXT.encode(), Options(language="en", profile="ceasefire"), name="draft.txt")


def finding(report, provision, status):
    return next(f for f in report.findings if f.provision == provision and f.status == status)


def test_cues_are_words_of_the_draft_with_their_meaning_and_no_internal_name(report):
    told = cues(report, finding(report, "recruit.cease", "present"))
    assert ("recruit", report.glossary["recruit"]) in told
    assert all(words in " ".join(TEXT.split()) for words, _ in told)
    assert not {meaning for _, meaning in told} & {name for name in report.glossary if "-" in name}


def test_a_weak_finding_says_what_present_would_be(report):
    weak = finding(report, "release.all-children", "weak")
    assert why_not(weak, report.provisions["release.all-children"]) == [
        "Not present, which would be: " + report.provisions["release.all-children"].present[0].lower() + report.provisions["release.all-children"].present[1:]
    ]


def test_terminal_and_page_show_both(report):
    screen = terminal.render(report, {"verbose": 1, "width": 120}).decode() if not hasattr(terminal, "screen") else terminal.screen(report, verbose=1, width=120)
    page = html.render(report, {}).decode()
    for shown in (screen, page):
        assert "Not present, which would be:" in shown
        assert report.glossary["recruit"] in " ".join(shown.split())
        assert "rel-act" not in shown


def test_a_report_without_words_shows_the_meanings_alone(report):
    hidden = redact(report)
    assert {words for f in hidden.findings for words, _ in cues(hidden, f)} == {""}
    assert any(meaning for f in hidden.findings for _, meaning in cues(hidden, f))


def test_a_row_is_shown_with_the_heads_of_its_columns(report):
    row = next(f for f in report.findings if f.quote.startswith("Release of all children |"))
    assert row.lead_in is not None and row.lead_in.quote.startswith("Step | Responsible | Deadline")


def test_the_classifier_alone_says_what_it_takes_the_words_to_mean(report):
    alone = [f for f in scan(TEXT.replace("endeavour to release", "let go home").encode(), Options(language="en", profile="ceasefire"), name="d.txt").findings if f.detector == "model" and f.status != "unclear"]
    for f in alone:
        assert f.because.startswith("The classifier alone takes it to say: ")
