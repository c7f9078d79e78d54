"""Paragraphs of PDFs: told by white space in layouts of many kinds, and sentences never cut by columns and pages."""

from __future__ import annotations

import papers
import pytest

from agreement_scan.readers import read

PREAMBLE = [
    "PROTOCOL ON THE PROTECTION OF CHILDREN IN THE VALLEY OF SORAN",
    "The Government of the Republic of Soran and the Front of the Upper Valley, hereinafter together called the Parties,",
    "Recalling the Declaration of the Elders made at Tessel in the spring of the past year and all that was agreed there,",
    "Reaffirming that no child may be recruited or used by any force or group,",
    "Deeply concerned at the number of girls and boys who have lost their homes, their schools and their families in three years of war,",
    "Convinced that a peace which leaves out the children will not last;",
    "Mindful of the Convention on the Rights of the Child, the African Charter on the Rights and Welfare of the Child, and the Geneva Conventions,",
    "Have agreed as follows:",
    "Article 1. Release",
    "The Parties shall release all children who are associated with their forces or groups within thirty days, and shall hand them over to civilian actors.",
    "The release of children shall not depend on any other step. It is no bargaining matter. The Joint Commission shall verify it in every camp of both Parties.",
    "(a) The Front shall give the Commission a list of its camps;",
    "(b) The Government shall grant the Commission access to all of its barracks, prisons and training grounds at any time and without notice;",
    "(c) The Commission shall report each month.",
]
LOWER = [p if n < 2 or n > 6 else p[0].lower() + p[1:] for n, p in enumerate(PREAMBLE)]


def paragraphs(data: bytes) -> list[str]:
    return [p for p in read(data).text.split("\n\n") if p]


@pytest.mark.parametrize(
    "layout",
    [
        {"gap": 6},
        {"gap": 3},  # a quarter of a line
        {"gap": 13},  # a whole blank line
        {"pitch": 26, "gap": 6, "bottom": 740},  # double-spaced
        {"font": "Helvetica", "size": 9, "pitch": 14, "gap": 5},
        {"columns": 2, "size": 9, "pitch": 11, "gap": 4, "bottom": 400},
    ],
    ids=str,
)
def test_white_space_parts_paragraphs_whatever_they_end_with(layout):
    assert paragraphs(papers.flowing(PREAMBLE * 2, **layout)) == PREAMBLE * 2


@pytest.mark.parametrize("gap", [6, 13])
def test_recitals_in_small_letters_are_parted_by_white_space(gap):
    assert paragraphs(papers.flowing(LOWER, gap=gap)) == LOWER


def test_short_paragraphs_do_not_pass_for_lines():
    """Where nearly every paragraph is one line, most distances are those between paragraphs."""
    short = [f"{n}. Each Party shall keep promise {n} to the children." for n in range(1, 12)]
    long = "The Parties shall release all children who are associated with their forces or groups within thirty days and shall hand them over to civilian actors of the valley."
    wanted = [*short, long, "Reaffirming that no child shall be left alone,", "Convinced of this,", *short]
    assert paragraphs(papers.flowing(wanted)) == wanted


def test_indented_first_lines_begin_paragraphs_without_white_space():
    text = read(papers.flowing(PREAMBLE, gap=0, indent=24)).text
    assert [p for p in text.split("\n") if p] == PREAMBLE


def test_lines_that_hang_beside_a_number_are_not_indented_paragraphs():
    pdf = papers.paper()
    pdf.add_page()
    papers.page(pdf, ["(a)"], x=72, y=100)
    papers.page(pdf, ["The Front shall give the Commission a list of all of its camps in the Upper Valley.", "Each list names the commander, the place and the number of children found there."], x=96, y=100)
    papers.page(pdf, ["The Commission shall keep the lists and shall show them to nobody but the two Parties."], x=72, y=140)
    assert paragraphs(papers.out(pdf)) == [
        "(a) The Front shall give the Commission a list of all of its camps in the Upper Valley. Each list names the commander, the place and the number of children found there.",
        "The Commission shall keep the lists and shall show them to nobody but the two Parties.",
    ]


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("bottom", range(200, 330, 13))
def test_sentences_run_on_over_columns_and_pages(columns, bottom):
    """Wherever the page ends: no sentence is cut in its middle, and nothing is lost."""
    sentence = "The Parties shall release all children who are with them, in Tessel, Ostrava and Dorne, and shall hand them over to civilian actors of the valley"
    wanted = [f"{n}. {sentence}, before day {n} has passed." for n in range(1, 9)]
    assert paragraphs(papers.flowing(wanted, columns=columns, bottom=bottom)) == wanted


def test_a_table_of_contents_is_furniture_and_its_headings_stay():
    document = read(papers.contents())
    assert [f.text.split(" ....")[0] for f in document.furniture if f.kind == "contents"] == [
        "Article 1 Definitions", "Article 2 Release of children", "Article 3 Joint Monitoring", "Commission",
    ]  # fmt: skip
    assert document.text.startswith("CONTENTS\n\nArticle 1 Definitions\n\nThe Parties shall keep promise 1")
    assert document.text.count("Release of children") == 1


def test_a_schedule_with_leaders_is_text():
    pdf = papers.paper()
    papers.new_page(pdf, ["The days are counted from signature:", *[f"{task} {'.' * 40} {days}" for task, days in (("Release of children", 10), ("Lists of camps", 20), ("Disarmament", 30))]])
    document = read(papers.out(pdf))
    assert document.furniture == () and "Release of children ...." in document.text and document.text.endswith("30")


def test_a_suspended_hyphen_is_no_broken_word():
    pdf = papers.paper()
    papers.new_page(pdf, ["The commission keeps lists of all children for the pre-", "and post-war months, and of their recruit-", "ment in each of them."])
    assert "for the pre- and post-war months, and of their recruitment in each" in read(papers.out(pdf)).text
