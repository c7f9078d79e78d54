"""The two reports people read as plain text: the terminal and Markdown."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from agreement_scan.reports import render

ANSI = re.compile("\x1b\\[[0-9;]*m")


def screen(report, **options) -> str:
    return render(report, "terminal", **options).decode("utf-8")


def before(text: str, *words: str) -> bool:
    places = [text.index(w) for w in words]
    return places == sorted(places)


def test_the_first_screen_is_in_the_order_of_urgency(report):
    text = screen(report)
    assert text.startswith("varentia draft 3.pdf · 4 pages · 11 clauses · 1,006 characters")
    assert before(text, "proposed from the text", "no text layer", "CONTRARY (3)", "GAPS (3)", "WEAK (3)", "UNCLEAR (1)", "PRESENT (2)", "Not assessed (1): Specific needs of girls", "a person decides", "Next step:")


def test_a_profile_that_was_chosen_is_not_called_proposed(report):
    text = screen(replace(report, run=replace(report.run, profile_proposed=False)))
    assert "proposed" not in text and "Profile ceasefire (14 provisions asked for)" in text


def test_a_finding_is_quoted_with_its_place_and_its_lead_in_in_front(report):
    text = " ".join(screen(report).split())
    assert "Article 2(b), page 2 · obligation “The Parties undertake, without exception, to:” → “as far as possible, once a comprehensive agreement is signed”" in text
    assert "✘ Child means under 18" in text and "‘“child” means any person under the age of fifteen’" in text


def test_a_gap_comes_with_words_to_propose_and_who_asks(report):
    text = screen(report)
    gap = text[text.index("○ Care after release") : text.index("WEAK")]
    assert "Suggested: “The Parties shall ensure care after release, immediately and without conditions.”" in gap
    assert "within thirty days" not in gap  # the first sentence is enough here
    assert "Asked for by: Paris Commitments, paragraph 5 (State commitment)" in gap
    assert "○ Also: Registration of released children; Children of girls" in gap


def test_found_outside_the_profile_is_said_and_never_a_gap(report):
    text = screen(report)
    assert "[violations.six-grave, outside the profile]" in text
    assert "violations.six-grave" not in text[text.index("GAPS") : text.index("WEAK")]


@pytest.mark.parametrize("width", [40, 62, 80, 100, 160])
@pytest.mark.parametrize("verbose", [0, 1, 2])
def test_no_line_is_wider_than_the_screen(report, width, verbose):
    lines = screen(report, width=width, verbose=verbose, color=True).splitlines()
    assert max(len(ANSI.sub("", line)) for line in lines) <= width


def test_verbosity_adds_reasons_then_sources(report):
    plain, more, most = (screen(report, verbose=v, width=200) for v in (0, 1, 2))
    assert "Words:" not in plain and "Evidence:" not in plain + more
    assert "Contrary: the age is fixed at 15" in more and "Words: “" in more and "; found by rules, confidence 0.91" in more
    assert "Evidence: cue age-15 (199-223)" in most
    assert "Why it matters:" not in more and "[release.registration]" in more
    assert "Source: Working Group toolkit, §4 bullet 2 (UN body document): “advocacy for inclusion”" in most and "within thirty days" in most


def test_colour_only_when_asked_and_never_the_only_sign(report):
    assert "\x1b" not in screen(report)
    coloured = screen(report, color=True)
    assert "\x1b[1;31m" in coloured and ANSI.sub("", coloured) == screen(report)


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "latin-1", "no-such-encoding"])
def test_plain_signs_where_the_output_is_not_unicode(report, encoding):
    if encoding == "no-such-encoding":
        with pytest.raises(LookupError):
            render(report, "terminal", encoding=encoding)
        return
    text = render(report, "terminal", encoding=encoding).decode(encoding)
    assert "X Contrary 3   o Absent 3   ~ Weak 3   ? Unclear 1   + Present 2" in text
    assert text.isascii() and "+- How the text was read" in text


def test_many_findings_are_shortened_until_asked_for(report):
    many = tuple(replace(report.findings[1], id=f"many{i:04}") for i in range(6))
    assessment = replace(report.assessments[1], findings=tuple(f.id for f in many))
    long = replace(report, findings=report.findings + many, assessments=(report.assessments[0], assessment, *report.assessments[2:]))
    assert "and 4 more findings (-v shows all)" in screen(long)
    assert screen(long, verbose=1).count("Article 1, page 1") == 7  # six and the next step


def test_what_decided_is_shown_and_the_rest_is_counted_by_what_it_says(report):
    contrary = next(a for a in report.assessments if a.provision == "release.unconditional")
    (shown,) = contrary.findings
    others = [replace(report.finding(shown), id=f"other{n:05}", status=status, quote=f"Words {n} of another kind") for n, status in enumerate(("present", "weak", "weak"))]
    assessments = tuple(replace(a, findings=(shown, *(f.id for f in others))) if a is contrary else a for a in report.assessments)
    text = screen(replace(report, findings=(*report.findings, *others), assessments=assessments))
    assert "and 3 more findings: 2 weak, 1 present (-v shows all)" in text and "of another kind" not in text


def test_a_reason_does_not_repeat_the_place_above_it(report):
    contrary = next(a for a in report.assessments if a.provision == "release.unconditional")
    said = replace(contrary, because="Article 2(b), page 2: Release hangs on a condition.")
    made = replace(report, assessments=tuple(said if a is contrary else a for a in report.assessments))
    for text in (screen(made), render(made, "markdown").decode()):
        assert "Release hangs on a condition." in text and "page 2: Release hangs" not in text
    assert json.loads(render(made, "json"))["assessments"][report.assessments.index(contrary)]["because"] == said.because


def test_one_who_has_only_the_classifier_s_word_is_told(report):
    made = replace(report, findings=tuple(replace(f, detector="model", confidence=0.66) if f.status == "contrary" else f for f in report.findings))
    assert "Article 2(b), page 2 · obligation · by the classifier alone, confidence 0.66" in screen(made, width=160)
    assert "by the classifier alone" not in screen(replace(made, findings=tuple(replace(f, detector="both") for f in made.findings)))


def test_names_to_copy_are_never_broken_at_a_hyphen(report):
    text = screen(replace(report, document=replace(report.document, name="a-very-long-name-of-a-draft-with-hyphens.pdf")), width=60)
    assert text.count("a-very-long-name-of-a-draft-with-hyphens.pdf") == 2
    assert "amnesty.exclusion-crimes-against-children" in text


def test_a_report_without_findings_is_still_an_answer(report):
    empty = replace(report, findings=(), notices=(), assessments=tuple(replace(a, status="absent", findings=()) for a in report.assessments if a.in_profile))
    text = screen(empty)
    assert "✘ Contrary 0   ○ Absent 14" in text and "How the text was read" not in text
    assert text.endswith("\n  agreement-scan scan 'varentia draft 3.pdf' -o 'varentia draft 3.html'\n")


def test_the_next_step_can_be_pasted_whatever_the_file_is_called(report):
    odd = replace(report, document=replace(report.document, name="$(rm -rf x); 'a'.txt"))
    command = re.search(r"agreement-scan scan (.*) -o ", " ".join(screen(odd).split())).group(1)
    printed = subprocess.run(["/bin/sh", "-c", f"printf %s {command}"], capture_output=True, text=True, check=True).stdout
    assert printed == "$(rm -rf x); 'a'.txt"


def test_markdown_reads_in_a_mail(report):
    text = render(report, "markdown").decode("utf-8")
    assert text.startswith("# varentia draft 3.pdf\n")
    assert before(text, "(proposed from the text)", "no text layer", "Contrary (3)", "Gaps (3)", "Weak (3)", "Present (2)", "Not assessed (1)")
    assert "> *“The Parties undertake, without exception, to:”* → “as far as possible, once a comprehensive agreement is signed”" in text
    assert r"\[hand over released children" in text


def test_markdown_makes_no_html_of_hostile_words(hostile):
    markdown_it = pytest.importorskip("markdown_it")
    html = markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").render(render(hostile, "markdown").decode("utf-8"))
    assert set(re.findall(r"<(\w+)", html)) <= {"h1", "h2", "h3", "p", "strong", "em", "code", "ul", "li", "blockquote", "hr", "table", "thead", "tbody", "tr", "th", "td"}
    assert "=&lt;script&gt;alert(1)&lt;/script&gt;" in html and "**b**" in html and "[x](javascript:1)" in html


def test_printing_a_terminal_report_needs_nothing_heavy():
    code = "import sys, agreement_scan.reports.terminal; print(sorted({m.split('.')[0] for m in sys.modules} & {'rich', 'jinja2', 'numpy', 'spacy', 'sklearn'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ})
    assert done.stdout.strip() == "[]"
