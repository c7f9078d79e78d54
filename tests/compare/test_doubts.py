"""A change is certain only where more than the classifier's word says so; whatever else may be one is told as uncertain, with the reason."""

import json

import pytest
from planted import load

from agreement_scan.compare import compare_drafts
from agreement_scan.compare.doubts import doubted
from agreement_scan.options import Options
from agreement_scan.reports.comparison import render
from agreement_scan.scan import interpret

PAIRS = {pair["name"]: pair for pair in load()}


def compared(name, model="on"):
    pair = PAIRS[name]
    return compare_drafts(pair["old"].encode(), pair["new"].encode(), Options(profile=pair["profile"], model=model), names=("old.txt", "new.txt"))


@pytest.mark.parametrize("name", PAIRS)
def test_with_the_classifier_too_no_false_change_is_certain_and_every_planted_one_is_told(name):
    changes = {c.provision: c for c in compared(name).changes if c.change != "kept"}
    planted = PAIRS[name].get("changes", {})
    certain = {p: c.change for p, c in changes.items() if c.change != "uncertain"}
    assert certain.items() <= planted.items() and planted.keys() <= changes.keys()
    assert all(bool(c.doubt) == (c.change == "uncertain") for c in changes.values())


def test_by_the_rules_alone_there_is_no_doubt_in_a_planted_change():
    assert all(not c.doubt for name in list(PAIRS)[:6] for c in compared(name, "off").changes)


def one(comparison, provision):
    return next(c for c in comparison.changes if c.provision == provision)


@pytest.fixture(scope="module")
def dropped():
    """An article was dropped, in which the rules and the classifier found something."""
    name = "an article dropped and the rest renumbered"
    pair = PAIRS[name]
    read = [interpret(document(pair[side], side), Options(profile=pair["profile"])) for side in ("old", "new")]
    return compared(name), read


def document(text, name):
    from agreement_scan.model import Document

    return Document.of_text(f"{name}.txt", text)


def with_finding(comparison, provision, **changes):
    """The comparison as if the old draft's findings of one provision were other ones."""
    from dataclasses import replace

    findings = tuple(replace(f, **changes) if f.provision == provision else f for f in comparison.old.findings)
    certain = next(p for p, c in PAIRS["an article dropped and the rest renumbered"]["changes"].items() if p == provision)
    untold = tuple(replace(c, change="lost", doubt="") if c.provision == certain else c for c in comparison.changes)
    return replace(comparison, old=replace(comparison.old, findings=findings), changes=untold)


def test_a_change_that_the_rules_see_too_is_certain_whoever_found_it(dropped):
    comparison, (old, new) = dropped
    certain = [c for c in comparison.changes if c.change == "lost"]
    assert certain
    made = with_finding(comparison, certain[0].provision, detector="model", confidence=0.3)
    assert one(doubted(made, old, new), certain[0].provision).change == "lost"


@pytest.mark.parametrize(("detector", "confidence", "change"), [("model", 0.84, "uncertain"), ("model", 0.85, "lost"), ("both", 0.4, "lost"), ("rules", 0.4, "lost"), ("reviewer", 1.0, "lost")])
def test_the_classifier_s_word_alone_is_no_certain_loss(dropped, detector, confidence, change, monkeypatch):
    comparison, (old, new) = dropped
    provision = next(c.provision for c in comparison.changes if c.change == "lost")
    monkeypatch.setattr("agreement_scan.compare.doubts.ruled_statuses", lambda understood: {})  # the rules see nothing on either side
    got = one(doubted(with_finding(comparison, provision, detector=detector, confidence=confidence), old, new), provision)
    assert got.change == change
    assert got.doubt == ("In the old draft the classifier alone reads it as present, with a confidence of 0.84." if change == "uncertain" else "")


def test_what_the_rules_alone_see_is_told_as_uncertain(dropped, monkeypatch):
    comparison, (old, new) = dropped
    kept = next(c for c in comparison.changes if c.change == "kept" and c.new is not None and c.new.status == "present")
    answers = iter(({kept.provision: "present"}, {kept.provision: "contrary"}))
    monkeypatch.setattr("agreement_scan.compare.doubts.ruled_statuses", lambda understood: next(answers))
    got = one(doubted(comparison, old, new), kept.provision)
    assert (got.change, got.doubt) == ("uncertain", "By the rules alone it went from present to contrary; with the classifier it is present in both.")


def test_the_doubt_is_told_in_every_format(dropped):
    comparison, _ = dropped
    doubts = {c.provision: c.doubt for c in comparison.changes if c.doubt}
    assert doubts
    told = {c["provision"]: c["doubt"] for c in json.loads(render(comparison, "json"))["provisions"]}
    assert {p: d for p, d in told.items() if d} == doubts
    for name in ("terminal", "html", "markdown"):
        written = " ".join(render(comparison, name, width=400).decode().replace("\\", "").split())
        assert all(f"Why uncertain: {d}" in written for d in doubts.values()), name
