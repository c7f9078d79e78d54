"""Evaluation: counts by hand, the same figures as the reference scorer, intervals, and runs compared clause by clause."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from small_checkout import TEXT

from agreement_scan.annotation import data
from agreement_scan.annotation.evaluate import Outcome, Said, changes, count, rates, result

PROVISIONS = ["release.unconditional", "recruit.cease", "girls.explicit-inclusion", "amnesty.no-blanket", "schools.protected"]
SCORER = Path(__file__).parents[2] / ".." / "shared" / "tools" / "score.py"


def at(words):
    return TEXT.index(words), TEXT.index(words) + len(words)


ONE = Outcome(
    {"release.unconditional": "present", "recruit.cease": "contrary", "schools.protected": "weak"},
    (
        Said("release.unconditional", "present", *at("shall release all")),
        Said("release.unconditional", "present", *at("general amnesty")),
        Said("recruit.cease", "present", *at("Neither Party shall:")),  # overlaps the lead-in only
        Said("recruit.cease", "contrary", *at("recruit any child;")),
        Said("schools.protected", "weak", *at("TRUCE")),
    ),
)
NOTHING = Outcome({}, ())


@pytest.fixture
def drafts(checkout):
    return list(data.drafts(checkout))


def test_counts_by_hand(drafts):
    counts = count(drafts, [ONE, NOTHING], PROVISIONS)
    # right: release; wrong: recruit (contrary for present), schools; missed: recruit, girls, amnesty, and schools in the second draft
    assert counts.document.sum(axis=(0, 1, 2)).tolist() == [1, 2, 4, 1]
    assert counts.loose.sum(axis=(0, 1)).tolist() == [2, 1, 3, 2]
    assert counts.evidence.sum(axis=(0, 1, 2)).tolist() == [2, 3, 3, 2]
    start = at("A general amnesty")[0]
    assert f"amnesty.no-blanket contrary {start}" in counts.lists[0]["missed"]
    assert f"recruit.cease contrary {at('recruit any child;')[0]}" in counts.lists[0]["wrong"]


def test_rates_where_nothing_was_said_or_wanted():
    assert rates([3, 1, 0, 3]).tolist() == [0.75, 1.0, pytest.approx(6 / 7)]
    silent = rates([0, 0, 4, 0])
    assert np.isnan(silent[0]) and silent[1:].tolist() == [0, 0]
    assert np.isnan(rates([0, 0, 0, 0])).all()
    assert rates([0, 2, 0, 0])[2] == 0


def test_same_figures_as_the_reference_scorer(checkout, drafts, tmp_path):
    if not SCORER.is_file():
        pytest.skip("the reference scorer is not beside the checkout")
    for draft, outcome in zip(drafts, (ONE, NOTHING), strict=True):
        (checkout / "annotations/gold" / f"{draft.name}.txt").write_text(draft.text, encoding="utf-8")
        report = {
            "assessments": [{"provision": p, "status": s} for p, s in outcome.statuses.items()],
            "findings": [{"provision": f.provision, "status": f.status, "start": f.start, "end": f.end} for f in outcome.findings],
        }
        (tmp_path / "reports").mkdir(exist_ok=True)
        (tmp_path / "reports" / f"{draft.name}.json").write_text(json.dumps(report))
    done = subprocess.run([sys.executable, SCORER, checkout / "annotations/gold", "--reports", tmp_path / "reports"], capture_output=True, check=True, timeout=60)
    theirs = json.loads(done.stdout)
    made = result({"it": [ONE, NOTHING]}, drafts, PROVISIONS, 20, {})["systems"]["it"]
    figures = {(f["level"], f["by"], f["about"]): f for f in made["figures"]}
    pairs = [("document.micro", ("document", "all", "all")), ("document.any", ("document", "all", "any status")), ("evidence.micro", ("evidence", "all", "all"))]
    pairs += [(f"{level}.{s}", (level, "status", s)) for level in ("document", "evidence") for s in ("present", "weak", "contrary")]
    for name, key in pairs:
        mine = figures[key]
        assert [round(mine[k] or 0.0, 3) for k in ("precision", "recall", "f1")] == [theirs[name][k] for k in "prf"], name
    assert round(made["macro_f1"], 3) == theirs["document.macro_f_over_provisions"]


def test_intervals_hold_the_figure_and_groups_are_there(drafts):
    made = result({"it": [ONE, NOTHING]}, drafts, PROVISIONS, 200, {})["systems"]["it"]["figures"]
    every = next(f for f in made if (f["level"], f["by"]) == ("document", "all"))
    assert every["recall"] == 0.2 and every["recall_interval"] == [0.0, 0.25]
    assert {f["about"] for f in made if f["by"] == "split"} == {"development", "held-apart"}
    assert {f["about"] for f in made if f["by"] == "language"} == {"en"}
    assert {f["about"] for f in made if f["by"] == "family"} == {"release", "recruit", "girls", "amnesty", "schools"}


def test_gains_and_losses(drafts):
    before = result({"it": [ONE, NOTHING]}, drafts, PROVISIONS, 20, {})
    better = Outcome({"amnesty.no-blanket": "contrary"}, (Said("amnesty.no-blanket", "contrary", *at("general amnesty")),))
    now = result({"it": [better, NOTHING], "other": [ONE, NOTHING]}, drafts, PROVISIONS, 20, {})
    compared = changes(now, before)
    assert list(compared) == ["it"]
    assert compared["it"]["gained"] == [f"one: amnesty.no-blanket contrary {at('A general amnesty')[0]}"]
    assert len(compared["it"]["lost"]) == 2 and len(compared["it"]["gone_wrong"]) == 3 and compared["it"]["new_wrong"] == []
    assert changes(before, before)["it"] == {"gained": [], "lost": [], "new_wrong": [], "gone_wrong": []}
