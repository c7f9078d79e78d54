"""Clause numbers, and what only looks like one."""

import pytest

from agreement_scan.languages import load
from agreement_scan.structure.numbering import Numbering, roman


@pytest.fixture(scope="module")
def numbering():
    return Numbering(load("en").structure)


@pytest.mark.parametrize(("text", "value"), [("iv", 4), ("XIV", 14), ("ix", 9), ("lx", 60), ("", 0), ("abc", 0)])
def test_roman(text, value):
    assert roman(text) == value


@pytest.mark.parametrize(
    ("line", "style", "shown"),
    [
        ("Article 5: Release", "part", "Article 5"),
        ("ARTICLE XII – AMNESTY", "part", "Article XII"),
        ("Annex B", "part", "Annex B"),
        ("CHAPTER ONE: GENERAL", "part", "Chapter One"), ("Chapter VIII. Girls", "part", "Chapter VIII"), ("Art. 7 bis. Girls", "part", "Article 7 bis"),
        ("Article XXII quater. Girls", "part", "Article XXII quater"), ("Article J-2. Girls", "part", "Article J-2"), ("12 quinquies. Girls", "decimal", "12 quinquies"),
        ("E.1 Girls", "decimal", "E.1"), ("OP 4. Decides", "decimal", "OP 4"), ("PP3 Recalling", "recital", "PP3"),
        ("1.2.3 attacks on schools", "decimal", "1.2.3"),
        ("3.1.2. The Parties", "decimal", "3.1.2"),
        ("7. The Parties shall", "decimal", "7"),
        ("7) The Parties shall", "decimal", "7"),
        ("(a) cease", "alpha", "(a)"),
        ("b) cease", "alpha", "(b)"),
        ("(iv) cease", "roman", "(iv)"),
        ("IV. REVENUE", "ROMAN", "IV"),
        ("• cease", "bullet", "•"),
        ("– cease", "bullet", "•"),
        ("No. 3 / schools", "decimal", "No. 3"),
        ("Fourth. Who has", "ordinal", "Fourth"),
    ],
)
def test_numbers(numbering, line, style, shown):
    number = numbering.read(line)
    assert (number.style, number.shown) == (style, shown)
    assert line[number.length :].lstrip(" :–.-") == line[number.length :], "the separator belongs to the number"


@pytest.mark.parametrize(
    "line",
    [
        "Article 5 shall apply",  # a reference
        "section 3 of the law",
        "2017 was a year",
        "72 hours after signature",
        "a child shall",
        "In 1995 the",
        "e.g. schools",
    ],
)
def test_what_is_no_number(numbering, line):
    assert numbering.read(line) is None or numbering.read(line).style == "bare"


@pytest.mark.parametrize(
    ("line", "style", "shown", "words"),
    [
        ("- 3 To ensure", "bare", "3", "To ensure"),
        ("- 3. To ensure", "number", "3", "To ensure"),
        ("- a. The Council", "alpha", "(a)", "The Council"),
        ("• (b) cease", "alpha", "(b)", "cease"),
        ("- (iv) cease", "roman", "(iv)", "cease"),
        ("- 2.1 The Parties", "decimal", "2.1", "The Parties"),
        ("- A. Okoro, Minister", "bullet", "•", "A. Okoro, Minister"),
        ("- 72 hours after signature", "bullet", "•", "72 hours after signature"),
        ("- Article 5: Release", "bullet", "•", "Article 5: Release"),
        ("- - cease", "bullet", "•", "- cease"),
    ],
)
def test_the_number_wins_over_the_bullet(numbering, line, style, shown, words):
    number = numbering.read(line)
    assert (number.style, number.shown, line[number.length :]) == (style, shown, words)


def test_a_line_of_nothing_but_bullets_is_read(numbering):
    assert numbering.read("- " * 5000).style == "bullet"
