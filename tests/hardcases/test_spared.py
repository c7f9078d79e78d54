"""A clause for everybody that another one says does not apply to children: nothing contrary stands for them in it."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

DRAFT = """PROTOCOL

Article 1

The Parties release all children in their ranks.

Article 2

Any member who leaves a camp without leave is a deserter and shall be punished by a court martial.

Article 3

{exception}
"""


def found(exception: str, article: str = "Article 2"):
    report = scan(DRAFT.format(exception=exception).encode(), Options(model="off", profile="ceasefire"), name="draft.txt")
    return [(f.status, f.because) for f in report.findings if f.provision == "justice.no-desertion-charges" and f.clause.startswith(article)]


def test_a_clause_that_does_not_apply_to_children_is_unclear_and_not_contrary():
    [(status, because)] = found("Article 2 does not apply to persons under eighteen.")
    assert status == "unclear" and "does not apply to children" in because


@pytest.mark.parametrize(
    "exception",
    [
        "Article 2 does not apply to the cooks.",  # children are not excepted
        "Article 1 does not apply to persons under eighteen.",  # from another article
        "This Protocol does not apply to persons under eighteen.",  # from everything: that spares them nothing
        "[Article 2 does not apply to persons under eighteen.]",  # not agreed
    ],
)
def test_it_stays_contrary_where_children_are_not_excepted_from_it(exception):
    assert [status for status, _ in found(exception)] == ["contrary"]
