"""Words are found again only where they and their surroundings stand, and only in one place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement_scan.review.anchoring import LEAST_CONTEXT, Ground

TEXT = (
    "Article 1. Release\n\nThe Parties shall, within thirty days:\n\n(a) release all children;\n\n(b) hand them over to civilian actors;\n\n"
    "Article 2. Monitoring\n\nThe Commission shall verify that the Parties release all children; it reports every month.\n"
)


def span(text, words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def again(old, words, new, nth=0):
    """The words found in a new text by their selectors of the old one."""
    start, end = span(old, words, nth)
    return [new[p.start : p.end] for p in Ground(new).places(words, *Ground(old).context(start, end))], Ground(new).places(words, *Ground(old).context(start, end))


def test_context_has_at_least_32_characters_and_ends_at_spaces():
    start, end = span(TEXT, "hand them over")
    prefix, suffix = Ground(TEXT).context(start, end)
    assert prefix == "\n(a) release all children;\n\n(b) " and suffix == " to civilian actors;\n\nArticle 2."
    assert len(prefix) >= LEAST_CONTEXT <= len(suffix)


def test_context_at_the_ends_of_the_text_is_what_there_is():
    assert Ground("All children go home.").context(0, 12) == ("", " go home.")
    assert Ground("All children go home.").places("All children", "", " go home.") == [(0, 12)]
    assert Ground("Today: All children go home.").places("All children", "", " go home.") == []
    assert Ground("All children go home. Or so.").places("All children", "", " go home.") == []


def test_the_same_words_twice_are_told_apart_by_more_context():
    form = "The Party shall free the children it holds and report to the Commission without delay. "
    text = "For the North: " + form + "For the South: " + form + "Done."
    for nth in (0, 1):
        start, end = span(text, "free the children", nth)
        prefix, suffix = Ground(text).context(start, end)
        assert Ground(text).places("free the children", prefix, suffix) == [(start, end)]


def test_twins_that_nothing_tells_apart_stay_two():
    text = ("All children are released at once and handed over to the Commission.\n\n" * 200).strip()
    start, end = span(text, "released", 100)
    assert len(Ground(text).places("released", *Ground(text).context(start, end))) > 1


@pytest.mark.parametrize(
    "new",
    [
        TEXT,
        "ANNEX\n\nSome new words before everything.\n\n" + TEXT,
        TEXT.replace("\n\n(a) release all children;\n\n(b) ", " \n(a)\trelease all\nchildren;\n(b)  "),  # lines broken otherwise
        TEXT.replace("Article 1.", "Article 4.").replace("Article 2.", "Article 5.").replace("(a) ", "(i) ").replace("(b) ", "(ii) "),  # renumbered
        TEXT.replace("it reports every month", "it may report"),  # an edit far away
    ],
)
def test_found_again(new):
    found, _ = again(TEXT, "hand them over", new)
    assert found == ["hand them over"]


@pytest.mark.parametrize(
    "new",
    [
        TEXT.replace("hand them over", "hand over"),  # the words changed
        TEXT.replace("hand them over", "hand them  0ver"),
        TEXT.replace("(a) release all children;", "(a) release no children;"),  # the words before
        TEXT.replace("civilian actors", "military actors"),  # the words after
        TEXT.replace("actors;", "actors at once;"),
        TEXT.replace("hand them over", "“hand them over”"),
        TEXT.replace("(a) release all", "(a) all"),
        TEXT + "\n" + TEXT,  # twice now
    ],
)
def test_not_found_again(new):
    places = again(TEXT, "hand them over", new)[1]
    assert len(places) != 1


def test_a_number_counts_in_the_words_and_inside_a_line_but_not_at_its_head():
    old = "The following terms are agreed by both Parties today:\n\n3. Children leave within 30 days of signature and go home with their families."
    assert len(again(old, "Children leave within 30 days", old.replace("3.", "4."))[1]) == 1
    assert again(old, "Children leave within 30 days", old.replace("30", "60"))[1] == []
    assert again(old, "go home", old.replace("30", "60"))[1] == []


def test_quotations_hold_whatever_characters_the_page_cannot_show():
    text = "Before this there are some thirty more characters. All\x07 chil\u202edren 𝒜 go. After this there are some more characters too."
    shown = text.replace("\x07", "\ufffd").replace("\u202e", "\ufffd")
    start, end = span(shown, "All\ufffd chil\ufffddren 𝒜 go.")
    prefix, suffix = Ground(shown).context(start, end)
    assert Ground(text).places(shown[start:end], prefix, suffix) == [(start, end)]


letters = st.text(alphabet="ab \n.1(𝒜", min_size=1, max_size=160)


@settings(max_examples=300, deadline=None)
@given(letters, st.data())
def test_in_its_own_text_a_span_is_always_among_the_places(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start].isspace() and not text[end - 1].isspace():
        ground = Ground(text)
        assert (start, end) in ground.places(text[start:end], *ground.context(start, end))
