"""A text of which gaps say little carries a notice: one of a few words, and one in another language than it is read in."""

import pytest

from agreement_scan.options import Options
from agreement_scan.scan import scan

FRENCH = "Les Parties s'engagent à libérer sans condition tous les enfants associés à leurs forces, et à les remettre au comité. " * 3
ENGLISH = "The Parties shall release all children associated with their forces, and hand them over to the committee without delay. " * 3


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("x", "", {"short-text"}),
        ("The Parties shall release all children.", "", {"short-text"}),
        (ENGLISH, "", {"short-text"}),
        (ENGLISH * 3, "", set()),
        (ENGLISH * 3, "en", set()),
        ("Neither Party shall use schools for military purposes unless operational necessity so requires.", "", {"short-text"}),
        (FRENCH, "en", {"language-doubtful"}),
        ("双方" * 200, "en", {"language-doubtful"}),
    ],
)
def test_notice(text, language, codes):
    report = scan(text.encode(), Options(language=language, model="off"), name="draft.txt")
    assert {n.code for n in report.notices} == codes


def test_the_notice_counts_the_words():
    (notice,) = scan(b"Peace.", Options(model="off"), name="draft.txt").notices
    assert notice.message == "The text has 1 word: what is absent from it says little."
