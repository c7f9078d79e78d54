"""Tokens read chunk by chunk are spaCy's own, whatever was read before; and the copy they are read from."""

import numpy as np
import pytest

from agreement_scan import languages
from agreement_scan.catalogue import load_catalogue
from agreement_scan.pipeline import pipeline_for, tokens
from agreement_scan.pipeline.tokens import Chunks, Tokens
from agreement_scan.pipeline.words import plain

TEXTS = [
    "The Parties shall not re-\ncruit (or use) children under 18; they don't, can't and won't.",
    "  Article 5(2)(a):\n\n\"No child's name, e.g. in the U.N. list at https://example.org/a?b=c, …\"\n",
    "a  b\t c\u00a0d\u2028e\r\nf — g–h i-\nj ' ' :) : ) :-D 10,000.50 USD$5 50km/h 8a.m. Jan.",
    "Annexes ....................................................................... 12\n" + "_" * 80 + "\nSigned",
    "# Release of *children* and **girls**\n\n* at once\n",
    "", " ", "\n", "x",
]  # fmt: skip


@pytest.fixture(scope="module")
def matcher():
    nlp = pipeline_for(languages.load("en"), load_catalogue(None)).nlp
    return nlp, nlp.get_pipe("agreement_scan_concepts")


def same(a, b):
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in ("starts", "ends", "norms", "lower", "words", "numbers"))


@pytest.mark.parametrize("text", TEXTS)
def test_chunks_give_the_tokens_that_spacy_gives_for_the_whole(matcher, text):
    nlp, component = matcher
    words = plain(text)[0].strip()
    assert same(Chunks(nlp, component.numbers).read(words), Tokens.of(nlp.make_doc(words), component.numbers))


def test_what_was_read_before_changes_no_tokens(matcher):
    nlp, component = matcher
    one, other = Chunks(nlp, component.numbers), Chunks(nlp, component.numbers)
    forth = [one.read(*plain(text)) for text in TEXTS]
    back = [other.read(*plain(text)) for text in reversed(TEXTS)][::-1]
    again = [one.read(*plain(text)) for text in TEXTS]
    assert all(map(same, forth, back)) and all(map(same, forth, again))


def test_forgetting_chunks_changes_no_tokens(matcher, monkeypatch):
    nlp, component = matcher
    kept = Chunks(nlp, component.numbers)
    expected = [kept.read(*plain(text)) for text in TEXTS]
    monkeypatch.setattr(tokens, "_MOST", 12)
    forgetful = Chunks(nlp, component.numbers)
    assert all(same(forgetful.read(*plain(text)), e) for text, e in [*zip(TEXTS, expected, strict=True)] * 2)
    assert len(forgetful._number) < len(kept._number)


def test_tokens_stand_where_the_text_has_them(matcher):
    nlp, component = matcher
    text = "They  shall\nnot re-\ncruit\t*girls*."
    found = Chunks(nlp, component.numbers).read(*plain(text))
    assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == ["They", "shall", "not", "re-\ncruit", "girls", "."]


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("one two", "one two"),
        ("one \n two\n\nthree", "one two three"),
        ("re-\ncruit them; recruit", "recruit them; recruit"),
        ("a cease-\nfire; cease-fire", "a cease-fire; cease-fire"),
        ("pre- \nand post-conflict", "pre- and post-conflict"),
        ("## Girls\n### and\nboys", "Girls and boys"),
        ("#5 is no heading; 2 * 3 is no emphasis", "#5 is no heading; 2 * 3 is no emphasis"),
        ("**must** release", "must release"),
        ("left " + "." * 63 + " right", "left " + "." * 63 + " right"),
        ("left " + "." * 64 + " right", "left right"),
        ("\U0001f600 re\u00e9l\u2003x", "\U0001f600 re\u00e9l x"),
        ("", ""),
    ],
)
def test_the_copy_has_single_spaces_whole_words_and_no_signs(text, copy):
    words, places = plain(text)
    assert words == copy
    if places is not None:
        assert len(places) == len(copy) and all(text[p] == c or (c == " " and (text[p].isspace() or text[p] == ".")) for p, c in zip(places, copy, strict=True))
    else:
        assert len(copy) == len(text)
