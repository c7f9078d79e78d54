"""Clauses that work on another one by its number: what takes a clause away is read with what stands there."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

AMNESTY = """ACCORD

Article 1

The Parties shall cease hostilities.

Article 2

The Parties shall not recruit any person under the age of eighteen.

Article 3

1. Proceedings against members of the Parties for acts arising out of the conflict are discontinued.

2. War crimes, crimes against humanity and the recruitment or use of children are excepted from paragraph 1.

3. {last}
"""

NO_BLANKET, EXCLUSION, ALL = "amnesty.no-blanket", "amnesty.exclusion-crimes-against-children", "obligation.all-parties"


def statuses(draft: str) -> dict[str, str]:
    report = scan(draft.encode(), Options(model="off", profile="peace-agreement"), name="draft.txt")
    return {a.provision: a.status for a in report.assessments}


def test_an_exclusion_that_is_taken_from_some_persons_excludes_nothing():
    got = statuses(AMNESTY.format(last="Paragraph 2 does not apply to serving officers of the National Army."))
    assert (got[NO_BLANKET], got[EXCLUSION]) == ("contrary", "contrary")
    assert got[ALL] == "present"  # the paragraph is about the amnesty, not about the duties on children


@pytest.mark.parametrize(
    "last",
    [
        "Paragraph 1 does not apply to serving officers of the National Army.",  # the amnesty, not its limit
        "Paragraph 2 of Article 1 does not apply to the border police.",
        "The Commission shall publish a list of the cases.",
    ],
)
def test_an_exclusion_that_stands_stays_present(last):
    got = statuses(AMNESTY.format(last=last))
    assert (got[NO_BLANKET], got[EXCLUSION]) == ("present", "present")


RELEASE = """ACCORD

Article 1

{first}

Article 2

The Parties shall release all children in their ranks without delay.
"""


@pytest.mark.parametrize(
    ("first", "status"),
    [
        ("Either Party may suspend this Accord by written notice of seven days.", "contrary"),
        ("Each Party may suspend its obligations under this Accord at any time.", "contrary"),
        ("Either Party may suspend this Accord, with the exception of Article 2, by written notice of seven days.", "not-applicable"),
        ("Neither Party may suspend this Accord.", "present"),
        ("Either Party may suspend the payments under the Annex.", "not-applicable"),
    ],
)
def test_a_right_to_suspend_the_text_suspends_the_release(first, status):
    assert statuses(RELEASE.format(first=first))["release.not-dependent-on-ceasefire"] == status


@pytest.mark.parametrize("name", ["Article", "Section", "Clause", "Point", "Rule", "Step", "Principle", "Order", "Undertaking", "Commitment"])
def test_a_clause_is_found_by_whatever_the_text_calls_it(name):
    draft = f"""ACCORD

{name} 1: Release

The Parties shall release all children in their ranks without conditions.

{name} 2: Scope

{name} 1 does not apply to children of the Guard.
"""
    assert statuses(draft)["release.all-children"] == "contrary"


PARDON = "ACCORD\n\nArticle 1\n\nThe Parties shall cease hostilities.\n\nArticle 2\n\nThe Republic grants pardon to all who took up arms.\n\nArticle 3\n\n{last}\n"


@pytest.mark.parametrize("words", ["has no effect in respect of", "does not apply to"])
def test_the_preceding_article_is_the_one_before(words):
    got = statuses(PARDON.format(last=f"The preceding Article {words} genocide, war crimes and crimes committed against children."))
    assert (got[NO_BLANKET], got[EXCLUSION]) == ("present", "present")
    # an article on something else stands between
    between = PARDON.replace("Article 3", "Article 3\n\nThe ferry shall run each day.\n\nArticle 4")
    got = statuses(between.format(last=f"The preceding Article {words} genocide, war crimes and crimes committed against children."))
    assert got[NO_BLANKET] == "weak"


LETTERED = "ACCORD\n\nSection A\n\nA.1 The Parties shall not recruit any person under the age of eighteen.\n\nA.2 {last}\n"


def test_a_clause_with_a_letter_in_its_number_is_found():
    whole = statuses(LETTERED.format(last="The Parties shall exchange maps of mines."))
    taken = statuses(LETTERED.format(last="A.1 does not apply to the border police."))
    mines = statuses(LETTERED.format(last="A.3 does not apply to the border police."))
    assert (whole[ALL], taken[ALL], mines[ALL]) == ("present", "contrary", "present")


def test_whoever_at_the_head_of_a_clause_looks_back_to_nobody():
    text = "ACCORD\n\nArticle 1\n\n1.1 Fighters will not be prosecuted for desertion.\n\n1.2 Those who recruited children will be investigated and brought before the ordinary courts.\n"
    assert statuses(text)["justice.investigate-prosecute"] == "present"
    # a sentence further on in the same clause does look back
    text = "ACCORD\n\nArticle 1\n\nNo person under eighteen shall be enlisted or used. Those who are sixteen and join of their own will are excepted.\n"
    assert statuses(text)["recruit.cease"] == "contrary"


OATHS = "TRUCE\n\nOath 1. The market is open.\n\nOath 2. The Parties shall not recruit any person under the age of eighteen.\n\nOath 3. The ferry runs.\n\nOath 4. {last}\n"


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("Oath 2 does not apply to the border police.", "contrary"),
        ("Oath 1 to Oath 3 do not apply to the border police.", "contrary"),
        ("Oath 3 does not apply to the border police.", "present"),
        ("Oath 12 does not apply to the border police.", "present"),
    ],
)
def test_clauses_of_a_texts_own_kind_are_found_by_their_number(last, status):
    assert statuses(OATHS.format(last=last))[ALL] == status
