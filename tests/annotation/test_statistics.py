"""Agreement statistics against the worked examples of the literature, and where they are not defined."""

import numpy as np
import pytest

from agreement_scan.annotation import statistics as st


def test_cohen_of_fleiss_levin_paik():
    # Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions (3rd ed.), table 18.1: two raters, 100 subjects, kappa 0.68
    table = np.array([[75.0, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert st.percentage(table) == pytest.approx(0.89)
    assert st.cohen(table) == pytest.approx(0.23 / 0.34)


def test_cohen_of_the_grant_proposals():
    # Wikipedia, "Cohen's kappa", simple example: 50 proposals, 20 yes/yes, 5, 10, 15 no/no: kappa 0.40
    assert st.cohen(np.array([[20.0, 5], [10, 15]])) == pytest.approx(0.4)


def test_fleiss_of_fourteen_raters():
    # Wikipedia, "Fleiss' kappa", worked example: 14 raters, 10 subjects, 5 categories: kappa 0.210
    counts = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    ratings = [[c for c, n in enumerate(row) for _ in range(n)] for row in counts]
    matrix = st.coincidences(ratings, 5)
    assert st.percentage(matrix) == pytest.approx(0.378, abs=5e-4)
    assert st.fleiss(matrix) == pytest.approx(0.210, abs=5e-4)


def test_alpha_with_missing_codes():
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, 12 units, missing values: 0.743
    rows = ["123321412***", "1233224125*3", "*3332342251*", "12332441251*"]
    ratings = np.array([[-1 if c == "*" else int(c) - 1 for c in row] for row in rows]).T
    assert st.krippendorff(st.coincidences(ratings, 5)) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize(
    ("first", "second", "alpha"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbcccedd" + "d", 0.692)],
)  # Krippendorff (2011), sections A (binary) and B (nominal), two observers
def test_alpha_of_two_observers(first, second, alpha):
    letters = sorted(set(first + second))
    ratings = [[letters.index(a), letters.index(b)] for a, b in zip(first, second, strict=True)]
    assert st.krippendorff(st.coincidences(ratings, len(letters))) == pytest.approx(alpha, abs=5e-4)


def test_undefined_is_not_perfect():
    table = np.array([[50.0, 0], [0, 0]])
    assert np.isnan(st.cohen(table)) and np.isnan(st.fleiss(table)) and np.isnan(st.krippendorff(table))
    assert st.percentage(table) == 1
    assert st.interval(np.full(10, np.nan)) is None


def test_a_single_code_pairs_with_nothing():
    assert st.coincidences([[0, -1, -1], [1, 1, -1]], 2).tolist() == [[0, 0], [0, 2]]


def test_collapse_counts_one_against_all_others():
    table = np.arange(9.0).reshape(3, 3)
    assert st.collapse(table, [1]).tolist() == [[0 + 2 + 6 + 8, 1 + 7], [3 + 5, 4]]


def test_resamples_draw_whole_drafts_the_same_way_each_time():
    drawn = st.resamples(7, 50)
    assert (drawn.sum(axis=1) == 7).all() and (drawn == st.resamples(7, 50)).all()
    assert drawn.std() > 0
