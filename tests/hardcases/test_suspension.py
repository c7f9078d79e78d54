"""Clauses by which what is owed to children rests, lapses or begins late, whatever a draft calls its parts; each beside one that does not."""

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

NUMBERS = {"roman": ("I", "II", "III"), "plain": ("1", "2", "3"), "spelled": ("One", "Two", "Three")}


def draft(word, numbers, last):
    first, second, third = NUMBERS[numbers]
    return (
        f"AGREEMENT ON A CEASEFIRE IN TORVALE\n\n{word} {first}. Ceasefire\n\n1. The Parties shall cease all hostilities.\n\n"
        f"2. The Parties shall redeploy.\n\n{word} {second}. Children\n\n3. The Parties shall release all children in their ranks.\n\n"
        f"4. The Parties shall hand them over to UNICEF.\n\n{word} {third}. Final provisions\n\n5. {last}\n"
    )


def status(text):
    report = scan(text.encode(), Options(language="en", profile="ceasefire", model="off"), name="draft.txt")
    return next(a.status for a in report.assessments if a.provision == "release.not-dependent-on-ceasefire")


CONTRARY = [
    ("PART", "roman", "If a major breach is found, the other Party may, on two days' notice, suspend the performance of Parts I and II until it has been remedied."),
    ("TITLE", "roman", "In the event of a serious violation the other signatories may suspend the execution of Titles I to II."),
    ("CHAPTER", "plain", "If the ceasefire is declared void in a district, the obligations under Chapters 1 to 2 shall cease to apply in that district."),
    ("SECTION", "roman", "Where the ceasefire is not observed for three days, the application of Sections I to II is interrupted."),
    ("ARTICLE", "plain", "Should the Commission find that the cessation of hostilities has broken down, the obligations in Articles 1 to 2 shall be suspended."),
    ("Part", "spelled", "Should the truce be broken, Part Two shall be suspended."),
    ("ARTICLE", "plain", "Article 2 shall come into operation on the signature of the Agreement on Final Status."),
]


@pytest.mark.parametrize("word, numbers, last", CONTRARY)
def test_what_reaches_the_clauses_on_children_is_contrary(word, numbers, last):
    assert status(draft(word, numbers, last)) == "contrary"


SPARED = [
    ("PART", "roman", "If a major breach is found, the other Party may suspend the performance of Part I until it has been remedied.", "not-applicable"),
    ("SECTION", "roman", "Where the ceasefire is not observed for three days, the application of Section I is interrupted.", "not-applicable"),
    ("TITLE", "roman", "A suspension of Title I shall not affect Title II, which stays in force whatever becomes of the truce.", "present"),
]


@pytest.mark.parametrize("word, numbers, last, expected", SPARED)
def test_what_leaves_them_alone_is_not(word, numbers, last, expected):
    assert status(draft(word, numbers, last)) == expected
