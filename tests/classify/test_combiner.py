"""The combination of rules and model: what each feature means, folding of the standardisation, calibration, bands."""

import numpy as np
import pytest

from agreement_scan.classify import calibrate
from agreement_scan.classify.combiner import FEATURES, OWN, Combiner, describe, families_of, places


def at(features, name):
    return features[:, FEATURES.index(name)]


@pytest.fixture
def text():
    """Three passages, three provisions of two families; the rules see the first provision in the first passage as weak."""
    relevance = np.array([[0.9, 0.2, 0.01], [0.5, 0.01, 0.01], [0.01, 0.01, 0.8]])
    rules = np.array([[2, 0, 0], [0, 0, 0], [0, 0, 0]])
    statuses = np.full((3, 3, 3), 1 / 3)
    statuses[0, 0] = [0.7, 0.2, 0.1]
    return relevance, statuses, rules, families_of(["release.all", "release.now", "schools.safe"])


def test_only_what_someone_proposes_is_read(text):
    relevance, _, rules, _ = text
    rows, columns = places(relevance, rules, 0.1)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 0), (2, 2)]
    rules[1, 2] = 3  # the rules alone are enough
    assert (1, 2) in list(zip(*places(relevance, rules, 0.1), strict=True))


def test_features_say_what_their_names_say(text):
    relevance, statuses, rules, families = text
    rows, columns = places(relevance, rules, 0.1)
    found = describe(rows, columns, relevance, statuses[rows, columns], rules, families)
    assert found.shape == (4, len(FEATURES))
    assert at(found, "rules: weak").tolist() == [1, 0, 0, 0] and at(found, "rules: silent").tolist() == [0, 1, 1, 1]
    assert at(found, "relevance")[0] == pytest.approx(np.log(9)) and at(found, "relevance, rules silent")[0] == 0
    assert at(found, "status: present")[0] == pytest.approx(np.log(0.7))
    assert at(found, "rules: weak, status: contrary")[0] == pytest.approx(np.log(0.1)) and at(found, "rules: present, status: weak")[0] == 0
    # the same provision next door, elsewhere in the text, and the family in the same passage
    assert at(found, "near: relevance in the neighbouring passages")[0] == pytest.approx(0.0)  # 0.5 in the second passage
    assert at(found, "text: relevance elsewhere")[2] == pytest.approx(np.log(9))  # 0.9 in the first
    assert at(found, "passage: relevance of its family")[1] == pytest.approx(np.log(9))
    assert at(found, "passage: relevance of its family")[3] == -7.0  # no kin: as far as log-odds go
    assert at(found, "passage: provisions the rules see").tolist() == [1, 1, 0, 0]


def test_a_single_passage_has_no_neighbours(text):
    relevance, statuses, rules, families = text
    found = describe(np.array([0]), np.array([0]), relevance[:1], statuses[:1, 0], rules[:1], families)
    assert at(found, "near: relevance in the neighbouring passages")[0] == -7.0 and at(found, "text: relevance elsewhere")[0] == -7.0


def test_chances_leave_room_for_none():
    combiner = Combiner(np.zeros((len(FEATURES), 4)), np.zeros((2, 1 + len(OWN), 4)), np.array([1.0, 0.0, 0.0, 0.0]))
    chances = combiner.chances(np.array([0, 1]), np.zeros((2, len(FEATURES))))
    assert chances.shape == (2, 3) and np.allclose(chances, 1 / (3 + np.e))


def invented(seed, count=12, passages=30, provisions=4):
    """Drafts whose truth follows the relevance, with rules that are right nine times in ten."""
    rng = np.random.default_rng(seed)
    made = []
    for n in range(count):
        relevance = rng.random((passages, provisions)) ** 3
        truth = np.where(rng.random((passages, provisions)) < relevance, 1 + rng.integers(0, 3, (passages, provisions)), 0)
        statuses = np.full((passages, provisions, 3), 0.2)
        for r, c in np.argwhere(truth > 0):
            statuses[r, c, truth[r, c] - 1] = 0.6
        rules = np.where(rng.random((passages, provisions)) < 0.9, truth, 0)
        made.append(calibrate.Predicted(f"draft-{n}", relevance, statuses, rules, truth))
    return made


def test_folded_weights_equal_scikit_learns():
    """The standardisation and the corrections of single provisions are folded into one product; probabilities stay scikit-learn's."""
    from scipy.sparse import csr_matrix, hstack, vstack
    from sklearn.linear_model import LogisticRegression

    drafts, families = invented(1), np.array([0, 0, 1, 1])
    whole, single = (calibrate.gather(drafts, families, 0.05, alone=alone) for alone in (False, True))
    mean, spread = whole.features.mean(axis=0), whole.features.std(axis=0) + 1e-9

    def design(x):
        scaled = (x.features - mean) / spread
        own = csr_matrix((np.ones(len(scaled)), (np.arange(len(scaled)), x.column)), shape=(len(scaled), 4))
        return hstack([csr_matrix(scaled), own, *(own.multiply(scaled[:, [f]]) for f in OWN)]).tocsr()

    model = LogisticRegression(C=0.05, max_iter=500)
    weights = np.concatenate([np.ones(len(whole.truth)), np.full(len(single.truth), calibrate.ALONE)])
    model.fit(vstack([design(whole), design(single)]).tocsr(), np.concatenate([whole.truth, single.truth]), sample_weight=weights)
    combiner = calibrate.fit(whole, single, 4)
    assert np.abs(combiner.chances(whole.column, whole.features) - model.predict_proba(design(whole))[:, 1:]).max() < 1e-6


def test_probabilities_are_calibrated_on_drafts_not_fitted_on():
    drafts = invented(2, count=30)
    gathered, chances = calibrate.out_of_part(drafts, np.array([0, 0, 1, 1]), 0.05)
    for tenth in calibrate.reliability(chances, gathered.truth):
        if tenth["n"] >= 100:
            assert tenth["right"] == pytest.approx(tenth["mean"], abs=0.08)


def test_out_of_part_never_sees_its_own_draft():
    drafts = invented(3, count=9)
    _, before = calibrate.out_of_part(drafts, np.array([0, 0, 1, 1]), 0.05)
    last = drafts[0]
    drafts[0] = calibrate.Predicted(last.name, last.relevance, last.statuses, last.rules, np.zeros_like(last.truth))
    gathered, after = calibrate.out_of_part(drafts, np.array([0, 0, 1, 1]), 0.05)
    mine, same_part, others = gathered.draft == 0, gathered.draft % calibrate.PARTS == 0, gathered.draft % calibrate.PARTS != 0
    assert np.array_equal(before[mine], after[mine]) and np.array_equal(before[same_part], after[same_part])
    assert not np.allclose(before[others], after[others])


def test_bands_take_the_best_of_what_is_measured():
    gathered = calibrate.Gathered(np.zeros((3, len(FEATURES))), np.array([0, 0, 1]), np.zeros(3, int), np.array([0, 1, 0]), np.array([1, 0, 3]))
    chances = np.array([[0.8, 0.1, 0.0], [0.35, 0.0, 0.0], [0.0, 0.1, 0.6]])

    class Draft:
        def __init__(self, expected):
            self.expected = expected

    drafts = [Draft({"p.one": "present"}), Draft({"p.one": "contrary"})]
    flags, measured = calibrate.best_flags(drafts, gathered, chances, ["p.one", "p.two"])
    assert measured == {"f1": 1.0, "precision": 1.0, "recall": 1.0, "drafts": 2}
    assert 0.35 < flags["present"] <= 0.8 and flags["contrary"] <= 0.6
    assert calibrate.by_status(drafts, gathered, chances, ["p.one", "p.two"], flags) == {"present": 1.0, "weak": 0.0, "contrary": 1.0}


def test_review_bands_leave_a_place_to_look_at_in_nine_drafts_of_ten():
    class Draft:
        def __init__(self, *provisions):
            self.expected = dict.fromkeys(provisions, "present")

    # twenty drafts treat a.b; their likeliest readings lie at 0.01, 0.02 … 0.20; in three of them c.d too, far too few to tell
    drafts = [Draft("a.b", "c.d") if n < 3 else Draft("a.b") for n in range(20)] + [Draft()]
    chances = np.array([[0.01 * (n + 1), 0.0, 0.0] for n in range(20)] + [[0.9, 0.0, 0.0]])
    zeros = np.zeros(21, dtype=int)
    gathered = calibrate.Gathered(np.zeros((21, 1)), np.arange(21), zeros, zeros, zeros)
    bands = calibrate.review_bands(drafts, gathered, chances, ["a.b", "c.d"], {"present": 0.3, "weak": 0.4, "contrary": 0.5})
    assert bands == [calibrate.LEAST_REVIEW, calibrate.USUAL_REVIEW]  # 0.02 would be below the least
    chances[:20, 0] += 0.1
    assert calibrate.review_bands(drafts, gathered, chances, ["a.b", "c.d"], {"present": 0.3, "weak": 0.4, "contrary": 0.5})[0] == 0.12
    # never above what is stated anyway
    assert calibrate.review_bands(drafts, gathered, chances, ["a.b", "c.d"], {"present": 0.1, "weak": 0.4, "contrary": 0.5}) == [0.1, 0.1]
