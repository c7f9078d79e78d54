"""The text as the words are read from it: what is left out of the copy, and where its characters stood."""

import pytest

from agreement_scan.pipeline.words import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("under the age of eighteen[1] in any task", "under the age of eighteen in any task"),
        ("war crimes,[12] and children² too", "war crimes, and children too"),
        ("within [48] [72] hours", "within [48] [72] hours"),  # choices in brackets are text
        ("an area of 5 m² is 3[a]", "an area of 5 m is 3[a]"),
        ("re-\ncruit children", "recruit children"),
        ("## Article 1", "Article 1"),
    ],
)
def test_what_is_left_out(text, words):
    copy, places = plain(text)
    assert copy == words
    if places is not None:
        assert [text[p] for p in places if not text[p].isspace()] == [c for c in copy if not c.isspace()]
