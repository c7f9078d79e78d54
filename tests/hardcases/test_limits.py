"""A notice names clauses that seem to limit others in which something stands for children, where no finding says so already."""

from __future__ import annotations

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

DRAFT = """PROTOCOL

Article 1

The roads are opened.

Article 2

The Parties shall release all children in their ranks.

Article 3

{said}
"""


def limited(said: str) -> list[str]:
    report = scan(DRAFT.format(said=said).encode(), Options(model="off", profile="ceasefire"), name="draft.txt")
    return [n.message for n in report.notices if n.code == "clauses-limited"]


@pytest.mark.parametrize("said", ["Article 2 gives way to an order of the day.", "Article 2 is set aside while the river is closed.", "The colonel may suspend Articles 1 and 2."])
def test_a_clause_that_limits_one_on_children_is_named(said):
    [message] = limited(said)
    assert message.startswith("Article 3, paragraph 1 seems to limit Article") and message.endswith(": what stands there for children may not hold throughout.")


@pytest.mark.parametrize(
    "said",
    [
        "Article 1 gives way to an order of the day.",  # nothing for children stands there
        "Article 2 continues to apply whatever else is suspended.",
        "Article 2 shall be read out at every post.",
        "[Article 2 gives way to an order of the day.]",  # not agreed
        "Orders of the day give way to nothing.",  # refers to no clause
        "Orders on persons under 2 give way to nothing.",  # an age
    ],
)
def test_nothing_is_named_where_nothing_for_children_is_limited(said):
    assert limited(said) == []


def test_what_is_found_contrary_already_is_not_named_again():
    said = "If the truce is broken, the performance of Article 2 may be suspended."
    report = scan(DRAFT.format(said=said).encode(), Options(model="off", profile="ceasefire"), name="draft.txt")
    assert ("release.not-dependent-on-ceasefire", "contrary") in {(f.provision, f.status) for f in report.findings}
    assert "clauses-limited" not in {n.code for n in report.notices}


def test_only_the_first_six_are_named():
    said = "\n\n".join(f"Article {n}\n\nArticle 2 gives way to order {n}." for n in range(4, 12))
    [message] = limited("The wells are shared.\n\n" + said)
    assert message.count("seems to limit Article 2") == 6 and "; and so do 2 more:" in message
