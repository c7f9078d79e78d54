"""The baselines see words and nothing else."""

from agreement_scan.annotation.baselines import Definitions, cues_of, keywords
from agreement_scan.catalogue import load_catalogue
from agreement_scan.languages import load
from agreement_scan.options import Options
from agreement_scan.readers import read
from agreement_scan.scan import interpret

DRAFT = b"DRAFT CEASEFIRE\n\nArticle 1\n\n1. The Parties shall release all children unconditionally.\n\n2. The Parties may release all children unconditionally.\n\n3. Roads shall be repaired.\n"


def reading():
    return interpret(read(DRAFT, name="a.txt"), Options(model="off", profile="ceasefire")).reading


def test_keywords_do_not_see_the_cue():
    said = [f for f in keywords(reading(), load_catalogue(None), cues_of(load("en"))).findings if f.provision == "release.unconditional"]
    assert [DRAFT.decode()[f.start : f.end] for f in said] == ["The Parties shall release all children unconditionally.", "The Parties may release all children unconditionally."]
    assert {f.status for f in said} == {"present"}


def test_cues_are_not_matters():
    cues = cues_of(load("en"))
    assert {"must", "may", "not", "ban"} <= cues and "child" not in cues


def test_nearness_prefers_the_definition_itself():
    catalogue = load_catalogue(None)
    near = Definitions(catalogue)
    text = catalogue.provisions["schools.protected"].present
    document = read(f"DRAFT\n\nArticle 1\n\n1. {text}\n".encode(), name="a.txt")
    outcome = near.nearest(interpret(document, Options(model="off", profile="ceasefire")).reading)
    assert outcome.statuses["schools.protected"] == "present"
    assert near.nearest(reading(), least=1.01).findings == ()
