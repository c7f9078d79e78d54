"""Properties that hold for any text: quotations are slices, boxes lie on pages, same input same bytes."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from agreement_scan.errors import AgreementScanError
from agreement_scan.languages import load
from agreement_scan.model import FOUND, Document, Page
from agreement_scan.options import Options
from agreement_scan.reports import render
from agreement_scan.scan import scan, scan_document
from agreement_scan.structure import split

PIECES = st.sampled_from(
    ["Article 1", "ARTICLE II: RELEASE", "(a) ", "1.2 ", "• ", "\n", "\n\n", "The Parties shall ", "release all children", " not ", "[", "]", ";", ":", ". ", "| ",
     "recruit and use children ", "amnesty ", "Reaffirming that ", "PREAMBLE\n", "Signed at ", "Annex A\n", "\t", "“", "é", "🙂", "العربية ", "Option A: ", "under fifteen years "]
)  # fmt: skip
# Lines as drafts have them, and the numbers and words with which they begin, alone or before words.
OPENINGS = st.sampled_from(
    ["", "1.", "2.", "3.", "1", "2", "1.1", "1.2", "1.1.1", "(1)", "(2)", "(a)", "(b)", "(i)", "I.", "II.", "V.", "A.", "B.", "C.", "B1.", "B2.", "B3.", "S-1.", "S-2.", "S-3.",
     "Oath 1.", "Oath 2.", "Oath 3.", "PP1", "OP1", "OP2", "Article 1", "Article 2.", "Article II bis", "Chapter I", "TITLE II", "Annex", "ANNEX ON", "Schedule", "First:", "Secondly,",
     "-", "•", "§ 2", "No. 3", "Option 1:", "Option 2:", "Whereas", "CONSIDERING:", "PREAMBLE", "CONTENTS", "Note:", "The mediator", "Signed at", "Witnesses", "For the Front:", "|", "**", "## ",
     "have agreed as follows:", "[", "]"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["", " ", " Release of children", " the Parties shall release all children.", " The Parties shall", " children go home,", " RELEASE", " ALL CHILDREN ARE RELEASED", " children;", ":", " | b | c",
     " see Article 1 and B2 to B3.", " the preceding paragraph does not apply", " ad referendum", " what must not stop"]
)  # fmt: skip
LINES = st.lists(st.tuples(OPENINGS, WORDS, st.sampled_from(["\n", "\n\n", "\n  "])).map("".join), max_size=25).map("".join)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | LINES | st.text(max_size=300)


def document(text):
    return Document("t.txt", "text/plain", "", text, (Page(1, 0, 0, 0, len(text)),))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_findings_quote_the_text_where_they_say(text):
    report = scan_document(document(text), Options(language="en"))
    for finding in report.findings:
        assert report.document.text[finding.start : finding.end] == finding.quote
        assert finding.quote.strip()
        if finding.lead_in is not None:
            assert report.document.text[finding.lead_in.start : finding.lead_in.end] == finding.lead_in.quote
        for evidence in finding.evidence:
            assert 0 <= evidence.start < evidence.end <= len(text)
    assert {f for a in report.assessments for f in a.findings} == {f.id for f in report.findings}
    assert len({f.id for f in report.findings}) == len(report.findings)
    for assessment in report.assessments:
        assert (assessment.status in FOUND or assessment.status == "unclear") == bool(assessment.findings)
    assert render(report, "json") == render(scan_document(document(text), Options(language="en")), "json")


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_clauses_partition_the_words(text):
    clauses = split(document(text), load("en"))
    spans = sorted((c.start, c.end) for c in clauses)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(x[1] <= y[0] for x, y in itertools.pairwise(spans))
    for clause in clauses:
        assert clause.start <= clause.body <= clause.end
        assert clause.parent is None or clause.parent < clause.index


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_end_in_a_report_or_a_documented_error(data):
    try:
        report = scan(data, Options(language="en"), name="draft.txt")
    except AgreementScanError as error:
        assert error.exit_code in (2, 3, 4)
    else:
        assert report.document.text is not None
