"""The model file: equal to scikit-learn's own predictions, the same bytes each time, safe and quick to load."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

from agreement_scan.annotation.data import clauses, drafts, read_draft, splits
from agreement_scan.catalogue import load_catalogue
from agreement_scan.classify import training as t
from agreement_scan.classify.combiner import COMPANY, FEATURES, describe
from agreement_scan.classify.features import SHAPES
from agreement_scan.classify.model import load
from agreement_scan.classify.train import train
from agreement_scan.errors import BadConfiguration
from agreement_scan.languages import load as load_language
from agreement_scan.model import FOUND, Document
from agreement_scan.pipeline import compiled, pipeline_for
from agreement_scan.resources import models_dir
from agreement_scan.structure import split

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def small():
    """A few drafts and a slice of the clause bank: enough to fit, quick to train."""
    some = [d for d in drafts(ROOT, "development") if d.labels][:4]
    bank = [c for c in clauses(ROOT) if c.provision.split(".")[0] in ("amnesty", "schools")]
    return some, bank


@pytest.fixture(scope="module")
def trained(small, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    train(*small, folder)
    return folder


def test_training_twice_gives_the_same_bytes(small, trained, tmp_path):
    train(*small, tmp_path)
    assert (tmp_path / "model.npz").read_bytes() == (trained / "model.npz").read_bytes()
    assert (tmp_path / "card.json").read_bytes() == (trained / "card.json").read_bytes()


def test_scores_equal_scikit_learns(small, trained):
    from sklearn.linear_model import LogisticRegression

    samples = t.samples_of(*small)
    table = t.Table(samples)
    matrix = table.matrix(samples)
    provisions = t.provisions_of(samples)
    model = load("en", "small", trained)
    assert list(model.provisions) == provisions
    provision = "amnesty.no-blanket"
    k = provisions.index(provision)
    everything = np.ones(len(samples), dtype=bool)
    truth, weight = (x[:, k] for x in t.judged(samples, provisions))
    rows = np.flatnonzero(weight > 0)
    targets = (truth[rows] > 0).astype(int)
    lift = max(1.0, min(20.0, (len(targets) - sum(targets)) / sum(targets) / 4))
    direct = LogisticRegression(C=100.0, solver="liblinear", max_iter=200, random_state=0)
    direct.fit(matrix[rows], targets, sample_weight=weight[rows] * np.where(targets == 1, lift, 1.0))
    expected = direct.predict_proba(matrix)[:, 1]

    # the same passages through the scanner's own scoring
    pipeline = pipeline_for(load_language("en"), load_catalogue(None))
    fitted = t.fit(samples, table, matrix, provisions, everything)
    place = 0
    for draft in small[0]:
        document = Document.of_text(draft.name, draft.text)
        reading = pipeline(document, split(document, load_language("en")))
        reading.read_as(load_catalogue(None).profiles[draft.profile].letter)
        seen, readable = model.look(reading), [p.index for p in reading.passages if p.read]
        of_sample = place + np.array([readable.index(p.index) for p in seen.passages])
        assert np.abs(seen.relevance[:, k] - expected[of_sample]).max() < 1e-6
        _, statuses = fitted.predict(matrix[of_sample])
        rows, columns = np.divmod(np.arange(0, len(of_sample) * len(provisions), 7), len(provisions))
        assert np.abs(model.look_closer(seen, rows, columns) - statuses[rows, columns]).max() < 1e-6
        place += len(readable)


def test_a_model_cannot_run_code(trained, tmp_path):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "ran",))

    np.savez(tmp_path / "model.npz", table=np.array([Evil()], dtype=object))
    card = json.loads((trained / "card.json").read_text())
    (tmp_path / "card.json").write_text(json.dumps(card))
    with pytest.raises(BadConfiguration):
        load("en", "evil", tmp_path)
    assert not (tmp_path / "ran").exists()


def test_shipped_model_is_whole_fits_the_catalogue_and_loads_quickly():
    load.cache_clear()
    began = time.process_time()
    model = load("en")
    assert model is not None and time.process_time() - began < 1.0
    assert set(model.provisions) <= set(load_catalogue(None).provisions)
    assert {"hash", "drafts", "clauses"} <= set(model.card["data"])
    assert set(model.card["bands"]["flag"]) == set(FOUND)
    assert all(0 < model.card["bands"]["flag"][s] < 1 for s in FOUND)


def test_kept_phrase_tables_fit_the_language_pack():
    assert compiled.load(load_language("en")) is not None, "run: agreement-scan annotations frequency, then keep the tables anew"
    assert (models_dir() / "en" / "phrases.npz").is_file()


def test_no_held_apart_draft_is_trained_on():
    shipped = json.loads((models_dir() / "en" / "clauses" / "card.json").read_text())
    held = [n for n, s in splits(ROOT).items() if s == "held-apart"]
    assert held and shipped["data"]["drafts"] == len(list((ROOT / "corpora" / "training").glob("*.txt"))) + len(splits(ROOT)) - len(held)


def test_combination_prefers_agreement():
    """What the shipped combination makes of one passage alone: agreement over silence, and what the rules dissent for over what they do not name."""
    model = load("en")
    provision = model.provisions.index("recruit.cease")
    relevance = np.full((1, len(model.provisions)), 1e-3)
    relevance[0, provision] = 0.8
    sure = np.array([[0.9, 0.05, 0.05]])

    def chances(rule):
        rules = np.zeros(relevance.shape, dtype=np.int8)
        rules[0, provision] = rule
        at, column = np.array([0]), np.array([provision])
        found = model.combiner.chances(np.zeros(1, int), at, column, describe(at, column, relevance, sure, rules, model.families, np.array([2]), np.array([[shape == "obligation" for shape in SHAPES]])))
        return dict(zip(FOUND, found[0], strict=True))

    assert model.combiner.trees.feature.max() < len(FEATURES) + len(COMPANY) + 4
    silent, agreeing, dissenting = chances(0), chances(1 + FOUND.index("present")), chances(1 + FOUND.index("contrary"))
    assert agreeing["present"] > max(silent["present"], dissenting["present"])
    assert dissenting["contrary"] > max(silent["contrary"], agreeing["contrary"])


def test_split_reads_labels_where_they_stand():
    name = next(n for n, s in splits(ROOT).items() if s == "development")
    draft = read_draft(ROOT / "corpora/drafts" / f"{name}.txt", ROOT / "annotations/gold" / f"{name}.json")
    assert all(draft.text[x.start : x.end] == x.quote for x in draft.labels)
