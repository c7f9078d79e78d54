"""The two-page brief: contrary clauses first, gaps with words to propose, what was not read; what is left out is named."""

import io
import re
import zipfile
from dataclasses import replace

import drafts
import pypdfium2 as pdfium
import pytest

from agreement_scan.errors import MissingExtra
from agreement_scan.model import Notice
from agreement_scan.options import Options
from agreement_scan.reports import render
from agreement_scan.reports._brief import LINES, cost, lines
from agreement_scan.scan import scan


@pytest.fixture(scope="module")
def report():
    return scan(drafts.word_draft(), Options(profile="peace-agreement", model="off"), name="ombra.docx")


def paragraphs(data):
    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    return re.findall(r'<w:pStyle w:val="(\w+)"/></w:pPr><w:r><w:t xml:space="preserve">(.*?)</w:t>', xml)


def test_order_and_contents(report):
    shown = paragraphs(render(report, "brief-docx"))
    headings = [text.split(" (")[0] for style, text in shown if style == "heading"]
    assert headings == ["Clauses that run against children", "Gaps, and words to propose", *[h for h in headings if h.startswith(("Weak", "Unclear"))], "What was not read, or read with care"]
    text = "\n".join(t for _, t in shown)
    assert "Article 2" in text and "prosecuted for any act committed" in text
    assert text.count("Propose: ") >= 3 and "(State commitment)" in text
    assert "tracked changes: 1 insertion, 1 deletion" in text


def test_every_contrary_and_absent_provision_is_named_even_where_it_does_not_fit(report):
    for room in (LINES, 75):
        text = "\n".join(line.text for line in lines(report, room))
        for a in report.assessments:
            if a.status in ("contrary", "absent"):
                assert report.provisions[a.provision].name in text
    assert len(lines(report, 75)) < len(lines(report, LINES))
    assert "more: " in text and cost(lines(report, LINES)) <= LINES + 4


def test_a_clause_is_quoted_once_with_all_that_it_runs_against(report):
    first = next(f for f in report.findings if f.status == "contrary")
    other = next(a for a in report.assessments if a.status == "absent")
    second = replace(first, id="second0001", provision=other.provision)
    against = tuple(replace(a, status="contrary", findings=(second.id,)) if a is other else a for a in report.assessments)
    text = "\n".join(line.text for line in lines(replace(report, findings=(*report.findings, second), assessments=against)))
    assert text.count(first.quote[:60]) == 1
    assert text.count("Against: ") == sum(a.status == "contrary" for a in against)
    both = sorted(text.index(f"Against: {report.provisions[p].name}.") for p in (first.provision, other.provision))
    assert text.index(first.quote[:60]) < both[0] < text.index("Propose: ", both[0]) < both[1] < text.index("Propose: ", both[1])


def test_how_the_draft_fares_is_said_of_what_its_profile_asks_for(report):
    asked = [a for a in report.assessments if a.in_profile]
    lead = next(line.text for line in lines(report) if line.style == "lead")
    assert f"Of {len(asked)} provisions asked for (profile peace-agreement): {sum(a.status == 'contrary' for a in asked)} contrary, " in lead
    beyond = replace(report, assessments=tuple(replace(a, in_profile=a.status != "contrary") for a in report.assessments))
    assert f"Beyond these, {sum(a.status == 'contrary' for a in report.assessments)} contrary." in next(line.text for line in lines(beyond) if line.style == "lead")


def test_two_pages_at_most_and_the_same_bytes(report):
    many = replace(report, notices=tuple(Notice("page-without-text", "warning", f"page {n} has no text layer", "", n) for n in range(1, 30)))
    for made in (report, many):
        data = render(made, "brief-pdf")
        assert len(pdfium.PdfDocument(data)) <= 2
        assert render(made, "brief-pdf") == data and render(made, "brief-docx") == render(made, "brief-docx")
    assert "more notices in the full report" in "\n".join(t for _, t in paragraphs(render(many, "brief-docx")))


def test_letters_the_font_lacks_do_not_break_the_pdf(report):
    strange = replace(report.findings[0], quote="Стороны освобождают ấ всех <детей> & 𝒜", status="contrary", confidence=1.0)
    made = replace(report, findings=(strange, *report.findings[1:]), document=replace(report.document, name="مسودة.docx"))
    assert len(pdfium.PdfDocument(render(made, "brief-pdf"))) <= 2
    assert zipfile.ZipFile(io.BytesIO(render(made, "brief-docx"))).testzip() is None


def test_without_reportlab_the_way_out_is_said(report, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "reportlab", None)
    with pytest.raises(MissingExtra) as caught:
        render(report, "brief-pdf")
    assert caught.value.exit_code == 6 and "agreement-scan[brief]" in caught.value.hint and "brief-docx" in caught.value.hint
