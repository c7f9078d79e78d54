"""Definitions hold for the whole text: a term of its own for children, and two ages that cannot both hold."""

from __future__ import annotations

import pytest

from agreement_scan.languages import load
from agreement_scan.options import Options
from agreement_scan.pipeline.terms import terms_for_children
from agreement_scan.scan import scan

DRAFT = "CEASEFIRE AGREEMENT\n\nArticle 1\n\n{definition}\n\nArticle 2\n\nThe Parties shall release all {term} unconditionally within ten days and bring them to the bridge.\n"
ASKED = ("release.unconditional", "release.all-children")


def statuses(text, model="on"):
    return {a.provision: a.status for a in scan(text.encode(), Options(language="en", model=model, profile="ceasefire"), name="d.txt").assessments}


@pytest.mark.parametrize(
    ("definition", "term", "meant"),
    [
        ('In this Agreement, "Protected Persons" means all children under the age of eighteen years in the ranks of a Party.', "Protected Persons", True),
        ("“Ward” refers to any individual who has not completed the eighteenth year of life.", "Wards", True),
        ('"Young recruit" means a boy or girl who serves a Party in any capacity.', "young recruits", True),
        ('"Protected Persons" means civilians, including children, who live in the valley.', "Protected Persons", False),
        ('"Protected Persons" means any person, whether adult or child, who is not a fighter.', "Protected Persons", False),
        ('"Family members" means the spouse, parent or child of a fighter.', "Family members", False),
        ('"Returnee" means a fighter aged eighteen and above who has been registered.', "Returnees", False),
    ],
)
def test_what_is_said_of_a_term_is_said_of_children_where_it_means_them(definition, term, meant):
    got = statuses(DRAFT.format(definition=definition, term=term), "off")
    assert [got[p] == "present" for p in ASKED] == [meant] * 2
    if meant:  # where it does not, the classifier may still take "release all …" beside "children" for it
        assert statuses(DRAFT.format(definition=definition, term=term))["release.all-children"] == "present"


def test_a_term_of_one_word_is_one_only_as_it_is_written():
    grammar = load("en").grammar
    assert terms_for_children('"Junior" is one who is not yet eighteen.', grammar) == ["Junior"]
    lower = statuses(DRAFT.format(definition='"Junior" is one who is not yet eighteen.', term="junior officers"), "off")
    assert lower["release.all-children"] != "present"


def notices(text):
    return {n.code: n.message for n in scan(text.encode(), Options(language="en", profile="ceasefire"), name="d.txt").notices}


def test_two_ages_of_a_child_are_reported_as_a_conflict():
    one = 'AGREEMENT\n\nArticle 1\n\n"Child" means every person under the age of eighteen years.\n\nArticle 2\n\nThe Parties shall release all children.\n'
    assert "clauses-conflict" not in notices(one)
    two = notices(one + '\nAnnex 1\n\n"Child" means a person who has not completed the fifteenth year.\n')
    assert two["clauses-conflict"].startswith("The text gives different ages up to which a person is a child: Article 1")
    assert "against Annex 1" in two["clauses-conflict"]
