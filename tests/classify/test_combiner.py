"""The combination of rules and model: what each feature means, folding of the standardisation, calibration, bands."""

import numpy as np
import pytest

from agreement_scan.classify import calibrate
from agreement_scan.classify.boosted import Boosted
from agreement_scan.classify.combiner import (
    COMPANY,
    FEATURES,
    Combiner,
    Company,
    _one_place,
    describe,
    families_of,
    places,
    softmax,
)
from agreement_scan.classify.features import SHAPES


def at(features, name):
    return features[:, FEATURES.index(name)]


# An obligation, an aspiration and a sentence that is neither.
PLAIN = np.array([[shape == kind for shape in SHAPES] for kind in ("obligation", "aspiration", "")])


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
    rows, columns = places(relevance, rules, 0.1)  # (0, 0), (0, 1), (1, 0), (2, 2)
    found = describe(rows, columns, relevance, statuses[rows, columns], rules, families, np.array([2, 1, 0]), PLAIN[:3])
    assert found.shape == (4, len(FEATURES))
    assert at(found, "rules: weak").tolist() == [1, 0, 0, 0] and at(found, "rules: present").tolist() == [0, 0, 0, 0]
    assert at(found, "relevance").tolist() == [0.9, 0.2, 0.5, 0.8] and at(found, "status: present")[0] == 0.7
    assert at(found, "relevance: share of the passage's highest") == pytest.approx([1, 0.2 / 0.9, 1, 1], abs=1e-4)
    assert at(found, "relevance: share of the text's highest") == pytest.approx([1, 1, 0.5 / 0.9, 1], abs=1e-4)
    assert at(found, "rank in the passage").tolist() == [0, 1, 0, 0] and at(found, "rank in the text").tolist() == [0, 0, 1, 0]
    assert at(found, "passage: highest relevance").tolist() == [0.9, 0.9, 0.5, 0.8] and at(found, "passage: second relevance").tolist() == [0.2, 0.2, 0.01, 0.01]
    assert at(found, "passage: relevance of its family").tolist() == [0.2, 0.9, 0.01, 0.0]  # the last has no kin
    assert at(found, "passage: provisions the rules see").tolist() == [1, 1, 0, 0] and at(found, "passage: provisions the model sees").tolist() == [1, 1, 1, 1]
    assert at(found, "passage: on the subject").tolist() == [1, 1, 1, 0] and at(found, "passage: names children").tolist() == [1, 1, 0, 0]
    assert at(found, "passage: obligation").tolist() == [1, 1, 0, 0] and at(found, "passage: aspiration").tolist() == [0, 0, 1, 0]
    assert at(found, "near: relevance").tolist() == [0.5, 0.01, 0.9, 0.01]
    assert at(found, "near: highest relevance before").tolist() == [0, 0, 0.9, 0.5] and at(found, "near: highest relevance after").tolist() == [0.5, 0.5, 0.8, 0]
    assert at(found, "near: closeness to the subject").tolist() == [1, 1, 1, 1] and at(found, "near: density") == pytest.approx([2.2 / 3] * 4)
    assert at(found, "text: relevance elsewhere").tolist() == [0.5, 0.01, 0.9, 0.01] and at(found, "text: highest relevance").tolist() == [0.9, 0.2, 0.9, 0.8]
    assert at(found, "text: rules elsewhere").tolist() == [0, 0, 1, 0] and at(found, "text: relevance of the family") == pytest.approx([0.55, 0.55, 0.55, 0.8])
    assert at(found, "text: passages").tolist() == [3] * 4 and at(found, "text: share of relevant passages") == pytest.approx([2 / 3] * 4)
    assert at(found, "text: share of passages on the subject") == pytest.approx([2 / 3] * 4) and at(found, "text: share of passages that name children") == pytest.approx([1 / 3] * 4)
    assert sum(at(found, f"text: share of {s}")[0] for s in ("present", "weak", "contrary")) == pytest.approx(1)
    assert at(found, "text: share of present")[0] > at(found, "text: share of weak")[0] > at(found, "text: share of contrary")[0]


def test_density_and_closeness_are_those_of_a_window():
    relevance = np.array([[0.9], *[[0.0]] * 9])
    found = describe(np.arange(10), np.zeros(10, int), relevance, np.full((10, 3), 1 / 3), np.zeros((10, 1), int), np.zeros(1, int), np.array([2] + [0] * 9), np.repeat(PLAIN[:1], 10, axis=0))
    assert at(found, "near: density").tolist() == pytest.approx([0.9 / 5, 0.9 / 6, 0.9 / 7, 0.9 / 8, 0.9 / 9, 0, 0, 0, 0, 0])
    assert at(found, "near: closeness to the subject").tolist() == pytest.approx([2 / 4, 2 / 5, 2 / 6, 2 / 7, 0, 0, 0, 0, 0, 0])


def test_a_single_passage_has_no_neighbours(text):
    relevance, statuses, rules, families = text
    found = describe(np.array([0]), np.array([0]), relevance[:1], statuses[:1, 0], rules[:1], families, np.array([0]), PLAIN[:1])
    for name in ("near: relevance", "near: highest relevance before", "near: highest relevance after", "text: relevance elsewhere", "text: rules elsewhere"):
        assert at(found, name).tolist() == [0]
    assert at(found, "text: passages").tolist() == [1]


def test_chances_leave_room_for_none():
    leaf = Boosted(*(np.array([v]) for v in (0, np.inf, 0, 0, 0.0)), roots=np.zeros((1, 4), int), baseline=np.array([1.0, 0.0, 0.0, 0.0]))
    chances = Combiner(leaf, np.zeros((2, 4)), NEVER, alone(2)).chances(np.zeros(2, int), np.arange(2), np.array([0, 1]), np.zeros((2, len(FEATURES))))
    assert chances.shape == (2, 3) and np.allclose(chances, 1 / (3 + np.e))


def test_places_of_what_is_reported_once_in_a_text_add_up():
    """Six readings in two texts, each present, weak or contrary with 1 / (3 + e) = 0.175: the first provision is reported once."""
    leaf = Boosted(*(np.array([v]) for v in (0, np.inf, 0, 0, 0.0)), roots=np.zeros((1, 4), int), baseline=np.array([1.0, 0.0, 0.0, 0.0]))
    columns, texts, features = np.array([0, 0, 0, 1, 1, 0]), np.array([0, 0, 0, 0, 0, 1]), np.zeros((6, len(FEATURES)))
    features[1, FEATURES.index("rules: weak")] = 1
    found = Combiner(leaf, np.zeros((2, 4)), np.array([True, False]), alone(2)).chances(texts, np.arange(6), columns, features)
    one = 1 / (3 + np.e)
    both = (1 - one) / 2  # three times the chance of either would be more than there is room for beside contrary
    assert found[:, 0].tolist() == pytest.approx([one, both, one, one, one, one])  # at the place that the rules propose, whatever they say of it
    assert found[:, 1].tolist() == pytest.approx([one, both, one, one, one, one])
    assert found[:, 2].tolist() == pytest.approx([one] * 6)  # each contrary clause counts


def test_the_likeliest_place_takes_what_is_said_elsewhere():
    """Without the rules; the other places keep their own chances, should that one not count."""
    chances = np.array([[0.4, 0.3, 0.0], [0.41, 0.02, 0.1], [0.05, 0.0, 0.9]])
    assert _one_place(chances, np.zeros((3, 3))) == pytest.approx(np.array([[0.86 / 1.18, 0.32 / 1.18, 0.0], [0.41, 0.02, 0.1], [0.05, 0.0, 0.9]]))
    chances = np.array([[0.1, 0.1, 0.0], [0.3, 0.0, 0.2]])
    assert _one_place(chances, np.zeros((2, 3))) == pytest.approx(np.array([[0.1, 0.1, 0.0], [0.4, 0.1, 0.2]]))


def test_no_labels_no_company():
    none = np.zeros(0, int)
    company = Company.of_labels(none, none, none, none, 2)
    assert company.beside.shape == company.together.shape == (6, 6) and not company.beside.any() and not company.together.any()


@pytest.mark.parametrize("classes", [[0, 1, 2, 3], [0, 1, 3], [0, 2]])
def test_trees_score_as_scikit_learn_does(classes):
    from sklearn.ensemble import HistGradientBoostingClassifier

    rng = np.random.default_rng(5)
    rows = rng.random((3000, 6))
    truth = np.array(classes)[((rows[:, 0] + rows[:, 1] * rows[:, 2]) * len(classes) / 2).astype(int) % len(classes)]
    fitted = HistGradientBoostingClassifier(max_iter=20, max_depth=4, random_state=0).fit(rows, truth)
    trees = Boosted.of_classifier(fitted, 4)
    found = softmax(trees.scores(rows))
    assert np.abs(found[:, classes] - fitted.predict_proba(rows)).max() < 1e-9
    assert found[:, [c for c in range(4) if c not in classes]].sum() < 1e-9
    arrays = trees.arrays("a_")
    again = Boosted.of_arrays(arrays, "a_")
    assert arrays == {} and np.array_equal(again.scores(rows), trees.scores(rows))


def alone(provisions):
    """Findings that go with no other."""
    return Company(*np.zeros((2, 3 * provisions, 3 * provisions), dtype=np.float32))


def test_company_counts_what_stands_together_in_passages_and_texts():
    """Two texts. In the first, two passages carry A present, one of them B weak beside it; the second has B weak alone."""
    company = Company.of_labels(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 0]), np.array([0, 1, 0, 1]), np.array([1, 2, 1, 2]), 2)
    a, b = 0, 3 + 1
    assert company.beside[a, b] == pytest.approx(1 / (2 + 5)) and company.beside[b, a] == pytest.approx(1 / (2 + 5))
    # A is in one of two texts, B in both: A's text surely has B, B's texts have A half of the time, as all texts do
    assert company.together[a, b] == pytest.approx(0, abs=1e-6) and company.together[b, a] == pytest.approx(0, abs=1e-6)
    assert np.count_nonzero(company.beside) == 2 and not company.beside[:3, :3].any()  # a provision is no company for itself


def test_company_is_measured_against_all_texts_that_were_asked():
    """The same with two more texts in which nothing was labelled: A is in one of four, B in two."""
    company = Company.of_labels(np.array([0, 0, 0, 1, 2, 3]), np.array([0, 0, 1, 0, 0, 0]), np.array([0, 1, 0, 1, 0, 1]), np.array([1, 2, 1, 2, 0, 0]), 2)
    a, b = 0, 3 + 1
    # of 1 + 20 and of 2 + 20 texts, 20 of them as all texts are
    assert company.together[a, b] == pytest.approx(np.log((11 / 21 + 0.01) / (1 / 2 + 0.01)), rel=1e-5)
    assert company.together[b, a] == pytest.approx(np.log((6 / 22 + 0.01) / (1 / 4 + 0.01)), rel=1e-5)
    assert company.beside[a, b] == pytest.approx(1 / (2 + 5))


def test_findings_that_avoid_each_other_are_bad_company():
    """Forty texts with A present or with B contrary, never with both."""
    texts, columns = np.arange(40), np.arange(40) % 2
    company = Company.of_labels(texts, np.zeros(40, int), columns, np.where(columns, 3, 1), 2)
    share = (0 + 20 * 0.5) / (20 + 20)
    assert company.together[0, 5] == pytest.approx(np.log(share + 0.01) - np.log(0.5 + 0.01), abs=1e-6)
    features = np.zeros((2, len(FEATURES)))
    features[:, FEATURES.index("relevance")] = 0.5
    features[0, FEATURES.index("status: present")] = features[1, FEATURES.index("status: contrary")] = 1
    said = company.of(np.zeros(2, int), np.array([0, 7]), np.array([0, 1]), features)  # two passages of one text
    assert said[:, :3].tolist() == [[0, 0, 0], [0, 0, 0]]
    assert said[0, 3] == said[1, 5] == pytest.approx(0.5 * company.together[0, 5])
    apart = company.of(np.arange(2), np.array([0, 7]), np.array([0, 1]), features)  # of two texts
    assert not apart.any()


NEVER = np.zeros(4, dtype=bool)  # no provision is reported once only


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
        made.append(calibrate.Predicted(f"draft-{n}", relevance, statuses, rules, truth, rng.integers(0, 3, passages), rng.random((passages, len(SHAPES))) < 0.3))
    return made


def test_the_combination_is_scikit_learns_with_priors_of_provisions():
    drafts, families = invented(1), np.array([0, 0, 1, 1])
    whole, single = (calibrate.gather(drafts, families, 0.05, alone=alone) for alone in (False, True))
    combiner = calibrate.fit(whole, single, NEVER)
    for k in range(4):
        counts = 2 + np.bincount(whole.truth[whole.column == k], minlength=4)
        assert np.allclose(np.exp(combiner.priors[k]), counts / counts.sum())
    assert combiner.trees.roots.shape == (100, 4)
    assert sum(combiner.asked().values()) == pytest.approx(1, abs=0.01) and set(combiner.asked()) <= {*FEATURES, *COMPANY, *(f"provision: prior of {s}" for s in ("none", "present", "weak", "contrary"))}


def test_probabilities_are_calibrated_on_drafts_not_fitted_on():
    drafts = invented(2, count=30)
    gathered, chances = calibrate.out_of_part(drafts, np.array([0, 0, 1, 1]), 0.05, NEVER)
    for tenth in calibrate.reliability(chances, gathered.truth):
        if tenth["n"] >= 100:
            assert tenth["right"] == pytest.approx(tenth["mean"], abs=0.08)


def test_out_of_part_never_sees_its_own_draft():
    drafts = invented(3, count=9)
    _, before = calibrate.out_of_part(drafts, np.array([0, 0, 1, 1]), 0.05, NEVER)
    last = drafts[0]
    drafts[0] = calibrate.Predicted(last.name, last.relevance, last.statuses, last.rules, np.zeros_like(last.truth), last.closeness, last.shapes)
    gathered, after = calibrate.out_of_part(drafts, np.array([0, 0, 1, 1]), 0.05, NEVER)
    mine, same_part, others = gathered.draft == 0, gathered.draft % calibrate.PARTS == 0, gathered.draft % calibrate.PARTS != 0
    assert np.array_equal(before[mine], after[mine]) and np.array_equal(before[same_part], after[same_part])
    assert not np.allclose(before[others], after[others])


def test_bands_take_the_best_of_what_is_measured():
    gathered = calibrate.Gathered(np.zeros((3, len(FEATURES))), np.array([0, 0, 1]), np.array([0, 0, 1]), np.zeros(3, int), np.array([0, 1, 0]), np.array([1, 0, 3]))
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
    gathered = calibrate.Gathered(np.zeros((21, 1)), np.arange(21), np.arange(21), zeros, zeros, zeros)
    bands = calibrate.review_bands(drafts, gathered, chances, ["a.b", "c.d"], {"present": 0.3, "weak": 0.4, "contrary": 0.5})
    assert bands == [calibrate.LEAST_REVIEW, calibrate.USUAL_REVIEW]  # 0.02 would be below the least
    chances[:20, 0] += 0.1
    assert calibrate.review_bands(drafts, gathered, chances, ["a.b", "c.d"], {"present": 0.3, "weak": 0.4, "contrary": 0.5})[0] == 0.12
    # never above what is stated anyway
    assert calibrate.review_bands(drafts, gathered, chances, ["a.b", "c.d"], {"present": 0.1, "weak": 0.4, "contrary": 0.5}) == [0.1, 0.1]
