"""A user's own catalogue: wordings, provisions, concepts, profiles and instruments laid over the shipped ones."""

from __future__ import annotations

import pytest

from agreement_scan.annotation.lint import lint
from agreement_scan.catalogue import load_catalogue
from agreement_scan.errors import BadCatalogue
from agreement_scan.languages import load
from agreement_scan.options import Options
from agreement_scan.scan import scan

PROVISION = """
name = "Roads to school kept safe"
question = "Does the text keep roads to school free of checkpoints?"
why = "Children walk past them."
kind = "require"
scope = ["C"]
present = "Roads to school are kept free of checkpoints."
wording = "The Parties shall keep every road to school free of checkpoints."

[[sources]]
document = "MINE"
paragraph = "3"
quote = ""

[[rules]]
status = "present"
when = "road-to-school"
because = "keeps roads to school safe"

[[examples]]
text = "The Parties shall keep the road to school free of mines."
status = "present"
[[examples]]
text = "No checkpoint shall stand on any school road."
status = "present"
[[examples]]
text = "The way to school shall be guarded by the elders."
status = "present"
[[counter_examples]]
text = "The road to the market shall be open."
status = "absent"
[[counter_examples]]
text = "The Parties shall endeavour to keep the way to school safe."
status = "weak"
[[counter_examples]]
text = "Schools shall open."
status = "absent"
"""
FILES = {
    "provisions/local/school-roads.toml": PROVISION,
    "concepts/en/roads.toml": '[road-to-school]\nabout = "a road by which children walk to school"\nphrases = ["road to school", "way to school", "school road"]\n',
    "profiles/local-truce.toml": 'name = "Local truce"\nletter = ""\nheadline = ["local.school-roads", "recruit.cease"]\ntitle_words = ["local truce"]\n',
    "documents.toml": '[MINE]\ntitle = "Charter of the valley"\nshort = "Valley charter"\nauthority = "local pledge"\nauthority_rank = 4\n',
    "wordings.toml": '"recruit.cease" = "Nobody under eighteen shall be taken or used by any side from today."\n',
}
DRAFT = b"LOCAL TRUCE\n\nArticle 1\n\nThe Parties shall cease fire.\n\nArticle 2\n\nThe Parties shall keep the road to school free of mines.\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_all_of_it_is_used_and_nothing_else_changes(folder):
    assert lint(folder) == []
    report = scan(DRAFT, Options(catalogue=str(folder)), name="draft.txt")
    assert (report.run.profile, [a.provision for a in report.assessments if a.in_profile]) == ("local-truce", ["local.school-roads", "recruit.cease"])
    found = next(f for f in report.findings if f.provision == "local.school-roads")
    assert (found.status, found.quote) == ("present", "The Parties shall keep the road to school free of mines.")
    assert report.provisions["recruit.cease"].wording == "Nobody under eighteen shall be taken or used by any side from today."
    assert report.provisions["local.school-roads"].sources[0].short == "Valley charter"
    assert load_catalogue(None).provisions["recruit.cease"].wording != report.provisions["recruit.cease"].wording
    assert "road-to-school" not in load("en").concepts
    assert load("en", folder).hash != load("en").hash


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("profiles/local-truce.toml", 'name = "x"\nletter = "Z"\nheadline = []\n', "profiles/local-truce.toml:2:11: “Z” is no scope letter"),
        ("profiles/local-truce.toml", 'name = "x"\nletter = ""\nheadlnes = []\nheadline = []\n', "profiles/local-truce.toml:3:1: unknown key “headlnes”"),
        ("profiles/local-truce.toml", 'name = "x"\nletter = ""\nheadline = ["recruit.stop"]\n', "profiles/local-truce.toml:3:14: there is no provision “recruit.stop”"),
        ("wordings.toml", '"recruit.stop" = "No."\n', "wordings.toml:1:"),
        ("concepts/en/roads.toml", "[road-to-school]\nabout = 'x'\n", "concepts/en/roads.toml:1:"),
        ("concepts/en/roads.toml", "[child]\nphrases = ['x']\n", "concept “child” is defined twice"),
    ],
)
def test_a_mistake_is_shown_where_it_stands(folder, name, text, told):
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadCatalogue) as caught:
        scan(DRAFT, Options(catalogue=str(folder)), name="draft.txt")
    assert told in str(caught.value)


def test_a_concept_that_there_is_not_is_named_with_its_provision(folder):
    (folder / "provisions/local/school-roads.toml").write_text(PROVISION.replace('when = "road-to-school"', 'when = "road-to-schol"'), encoding="utf-8")
    report = scan(DRAFT, Options(catalogue=str(folder)), name="draft.txt")
    assert {a.provision: a.status for a in report.assessments}["local.school-roads"] == "not-assessed"
    assert any("local.school-roads (road-to-schol)" in n.message for n in report.notices)
    assert any("the nearest are road-to-school" in problem for problem in lint(folder))
