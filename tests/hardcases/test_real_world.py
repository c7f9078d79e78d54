"""Ordinary words in texts that hardly speak of children: what the classifier, which learned from drafts on children, must not hide or add."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

GRANTS = [
    "The Government shall grant a general amnesty to all members of the Movement for acts committed in the course of the conflict.",
    "The Parties agree to extend the scope of the amnesty law passed by the Assembly last year.",
    "Likewise amnestied are the offences committed during the armed rebellion of March and the offences linked to it.",
]
AROUND = "PEACE AGREEMENT\n\n" + "".join(
    f"Article {n}\n\n{said}\n\n"
    for n, said in enumerate(
        ["The Parties to the armed conflict shall cease hostilities.", "A joint military commission shall supervise the ceasefire.", "The budget of the provinces shall be adopted by law.", "Civil servants shall return to their posts."], 1
    )
)


def of(text):
    return {a.provision: a.status for a in scan(text.encode(), Options(language="en", profile="peace-agreement"), name="d.txt").assessments}


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize("more", ["", "Article 6\n\nThe Ministry of Health shall vaccinate children against measles.\n\n"])
def test_an_amnesty_by_that_name_is_not_hidden(grant, more):
    assert of(AROUND + "Article 5\n\n" + grant + "\n\n" + more)["amnesty.no-blanket"] == "contrary"


def test_an_amnesty_with_its_exclusion_is_present():
    said = "An amnesty shall be granted for acts of rebellion and acts related to the conflict, with the exception of war crimes, genocide and crimes against humanity."
    assert of(AROUND + "Article 5\n\n" + said + "\n")["amnesty.no-blanket"] == "present"


@pytest.mark.parametrize("said", ["The right to education.", "The State shall provide free primary education and health care.", "Schools and teachers shall be paid from the provincial budget."])
def test_in_a_text_that_names_no_child_the_classifier_never_speaks_alone(said):
    report = scan((AROUND + "Article 5\n\n" + said + "\n").encode(), Options(language="en", profile="peace-agreement"), name="d.txt")
    assert {f.detector for f in report.findings} <= {"rules", "both"}


@pytest.mark.parametrize(
    "crime",
    [
        "The amnesty does not cover the crimes listed here.\n\nANNEX\n\nEXCLUDED CRIMES\n\n1. War crimes.\n\n2. The recruitment or use of persons below the age of fifteen years.",
        "The Special Court shall have jurisdiction over the following crimes:\n\n(a) genocide;\n\n(b) the recruitment or use of children under the age of fifteen years in hostilities.",
        "War crimes include conscripting or enlisting children under the age of fifteen years.",
    ],
)
@pytest.mark.parametrize("model", ["off", "on"])
def test_a_crime_of_recruiting_under_fifteen_is_no_leave_to_recruit(crime, model):
    text = AROUND + "Article 5\n\nThe Parties shall not recruit or use children under eighteen.\n\nArticle 6\n\n" + crime + "\n"
    report = scan(text.encode(), Options(language="en", model=model, profile="peace-agreement"), name="d.txt")
    assert [f.provision for f in report.findings if f.status == "contrary" and f.provision.startswith(("recruit.", "def.", "age."))] == []


def test_a_ban_that_stops_at_fifteen_stays_contrary():
    assert of(AROUND + "Article 5\n\nThe Parties shall not recruit children under the age of fifteen years.\n")["def.child-under-18"] == "contrary"
