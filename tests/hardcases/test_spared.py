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
{within}
Article 3

{exception}

The roads are opened.
"""


def found(exception: str, within: str = ""):
    draft = DRAFT.format(exception=exception, within=f"\n{within}\n" if within else "")
    report = scan(draft.encode(), Options(model="off", profile="ceasefire"), name="draft.txt")
    return [(f.status, f.because) for f in report.findings if f.provision == "justice.no-desertion-charges" and f.clause.startswith("Article 2")]


@pytest.mark.parametrize(
    "exception",
    [
        "Article 2 does not apply to persons under eighteen.",
        "Article 2 does not apply to a person under eighteen (18) years, nor to the cooks.",
        "Article 2 of this Protocol shall not apply to children.",
        "Articles 1 and 2 do not apply to minors.",
        "Notwithstanding anything in this Protocol, Article 2 does not apply to children.",
        "Children are not bound by Article 2.",
        "Persons under eighteen years of age are exempt from Article 2.",
    ],
)
def test_a_clause_that_does_not_apply_to_children_is_unclear_and_not_contrary(exception):
    [(status, because)] = found(exception)
    assert status == "unclear" and because.endswith("read as contrary, but Article 3, paragraph 1 says that it does not apply to children.")


def test_an_article_may_leave_children_out_of_itself():
    assert [status for status, _ in found("The wells are shared.", within="This Article does not apply to persons under eighteen.")] == ["unclear"]


def test_a_paragraph_leaves_children_out_of_itself_only():
    assert [status for status, _ in found("The wells are shared.", within="This paragraph does not apply to persons under eighteen.")] == ["contrary"]


@pytest.mark.parametrize(
    "exception",
    [
        "Article 2 does not apply to the cooks.",  # children are not excepted
        "Article 2 does not apply to schools.",
        "Article 2 does not apply to children of the Guard.",  # only some are
        "Article 2 shall not exempt children.",  # the opposite
        "Neither rank nor age shall exempt a child from Article 2.",
        "Article 1 does not apply to persons under eighteen.",  # from another article
        "Subject to Article 2, Article 1 does not apply to persons under eighteen.",
        "Article 2 of the Penal Code does not apply to children.",  # from another text
        "This Protocol does not apply to persons under eighteen.",  # from everything: that spares them nothing
        "[Article 2 does not apply to persons under eighteen.]",  # not agreed
        "Article 2 does not apply to children, except members of the Guard.",
        "Where the colonel agrees, Article 2 does not apply to children.",
        "Children are not bound by Article 2 unless they bear arms.",
    ],
)
def test_it_stays_contrary_where_children_are_not_excepted_from_it(exception):
    assert [status for status, _ in found(exception)] == ["contrary"]
