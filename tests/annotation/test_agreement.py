"""Agreement over small readings whose figures can be counted by hand."""

import pytest

from agreement_scan.annotation.agreement import measure
from agreement_scan.errors import UsageError

PROVISIONS = ["release.unconditional", "recruit.cease", "girls.explicit-inclusion", "amnesty.no-blanket", "schools.protected"]


def figure(result, level, about):
    return next(f for f in result["figures"] if (f["level"], f["about"]) == (level, about))


def folders(checkout):
    return [checkout / "annotations/readings" / r for r in "ab"]


def test_figures_by_hand(checkout):
    result = measure(checkout, folders(checkout), PROVISIONS, 20)
    assert result["drafts"] == 1  # b has not read the second: missing, not "none"
    every = figure(result, "document", "all")
    assert (every["units"], every["labelled"]) == (5, 4)
    assert every["percentage"] == 0.6 and every["shared"] == 0.5
    # codes a: P P W C -, b: P P - W -; chance = (P 2*2 + W 1*1 + C 1*0 + none 1*2) / 25 = 7/25
    assert every["cohen"] == pytest.approx((0.6 - 7 / 25) / (1 - 7 / 25), abs=1e-4)
    assert every["prevalence"] == 0.7
    present = figure(result, "document", "status:present")
    assert present["cohen"] == 1 and present["shared"] == 1
    contrary = figure(result, "document", "status:contrary")
    assert contrary["shared"] == 0 and contrary["percentage"] == 0.8
    clause = figure(result, "clause", "amnesty.no-blanket")
    assert clause["labelled"] == 1 and clause["shared"] == 0 and clause["units"] > 5


def test_disagreements_name_the_clause(checkout):
    listed = measure(checkout, folders(checkout), PROVISIONS, 20)["disagreements"]
    assert {(x["level"], x["provision"], x["codes"]["a"], x["codes"]["b"]) for x in listed} == {
        (level, *rest) for level in ("document", "clause") for rest in (("girls.explicit-inclusion", "weak", "none"), ("amnesty.no-blanket", "contrary", "weak"))
    }
    assert {x["clause"] for x in listed if x["level"] == "clause" and x["provision"] == "amnesty.no-blanket"} == {"Article 2, paragraph 1"}


def test_a_reader_agrees_with_himself(checkout):
    result = measure(checkout, [folders(checkout)[0], checkout / "annotations/gold"], PROVISIONS, 20)
    assert figure(result, "clause", "all")["alpha"] == 1 and result["disagreements"] == []
    assert result["overlap"] == [{"readers": ["a", "gold"], "drafts": 2, "labels": 10, "overlapping": 1.0, "exact": 1.0}]
    assert figure(result, "document", "release.unconditional")["cohen_interval"] is not None


def test_three_readers(checkout):
    result = measure(checkout, [*folders(checkout), checkout / "annotations/gold"], PROVISIONS, 20)
    every = figure(result, "document", "all")
    assert every["units"] == 10 and len(result["overlap"]) == 3
    assert every["fleiss"] < 1 and every["alpha"] < 1


def test_one_reader_is_not_enough(checkout):
    with pytest.raises(UsageError, match="two readers"):
        measure(checkout, folders(checkout)[:1], PROVISIONS)


def test_same_input_same_result(checkout):
    assert measure(checkout, folders(checkout), PROVISIONS, 50) == measure(checkout, folders(checkout), PROVISIONS, 50)
