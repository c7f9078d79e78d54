"""The parts of a comparison by themselves: vocabulary, words, alignment, cutting, brackets."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement_scan import languages
from agreement_scan.compare.alignment import align, out_of_order
from agreement_scan.compare.brackets import open_choices
from agreement_scan.compare.cutting import replaced, without
from agreement_scan.compare.provisions import change_of
from agreement_scan.compare.units import units
from agreement_scan.compare.words import edits, tokens
from agreement_scan.comparison import CHANGES
from agreement_scan.model import STATUSES, Document, Mark, Page
from agreement_scan.options import Options
from agreement_scan.scan import scan
from agreement_scan.structure import split

STATUS_CHANGES = {
    ("present", "weak"): "weakened", ("weak", "present"): "strengthened", ("present", "absent"): "lost", ("weak", "absent"): "lost",
    ("absent", "present"): "new", ("not-applicable", "weak"): "new", ("absent", "contrary"): "turned-contrary", ("unclear", "contrary"): "turned-contrary",
    ("contrary", "absent"): "cured", ("contrary", "present"): "cured", ("contrary", "contrary"): "kept", ("absent", "absent"): "kept",
    ("not-applicable", "absent"): "new-gap", ("absent", "not-applicable"): "lapsed", ("present", "not-applicable"): "lapsed",
    ("present", "unclear"): "uncertain", ("unclear", "unclear"): "kept", ("not-assessed", "not-assessed"): "uncertain", ("not-assessed", "contrary"): "uncertain",
    (None, "present"): "new", ("weak", None): "lost", (None, None): "kept", ("contrary", "unclear"): "uncertain", ("contrary", None): "cured",
}  # fmt: skip


@pytest.mark.parametrize(("statuses", "change"), STATUS_CHANGES.items())
def test_what_a_change_of_status_is_called(statuses, change):
    assert change_of(*statuses) == change


def test_every_pair_of_statuses_has_a_name_and_every_name_its_pair():
    assert {change_of(a, b) for a, b in product(STATUSES, STATUSES)} == set(CHANGES)


def differences(old, new):
    made = edits([t for t in tokens(old, 0, len(old)) if t.is_word], [t for t in tokens(new, 0, len(new)) if t.is_word], (0, 0))
    return [(old[slice(*e.old)], new[slice(*e.new)]) for e in made]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("They shall release all children unconditionally.", "They shall release all children.", [("unconditionally", "")]),
        ("They shall go.", "They should go.", [("shall", "should")]),
        ("“Child” means all under 18", '"child" means all under 18', []),
        ("within 30 days", "within 60 days", [("30", "60")]),
        ("The Parties shall go", "The Parties [shall] go", [("", "["), ("", "]")]),
        ("no child – none", "no child - none", []),
        ("well-being", "well‑being", []),
        ("", "Both go", [("", "Both go")]),
    ],
)
def test_words_that_differ(old, new, found):
    assert differences(old, new) == found


@given(st.lists(st.sampled_from("abcdefg"), max_size=14), st.lists(st.sampled_from("abcdefg"), max_size=14))
@settings(max_examples=150, deadline=None)
def test_edits_turn_the_old_words_into_the_new(old, new):
    one, other = " ".join(old), " ".join(new)
    text, at = [], 0
    for edit in edits(tokens(one, 0, len(one)), tokens(other, 0, len(other)), (0, 0)):
        text.append(one[at : edit.old[0]] + " " + other[slice(*edit.new)] + " ")
        at = edit.old[1]
    assert " ".join("".join([*text, one[at:]]).split()) == other


@given(st.permutations(range(9)))
@settings(max_examples=60, deadline=None)
def test_what_is_out_of_order_is_the_least_that_must_have_moved(order):
    moved = out_of_order(order)
    rest = [v for n, v in enumerate(order) if n not in moved]
    assert rest == sorted(rest)
    longest = [1] * len(order)
    for n in range(len(order)):
        longest[n] += max((longest[k] for k in range(n) if order[k] < order[n]), default=0)
    assert len(rest) == max(longest)


NOUNS = ["road", "bridge", "school", "clinic", "market", "well", "harbour", "office", "depot", "camp", "store", "mill"]


def draft(order):
    clauses = [f"{NOUNS[k]} {k}: the {NOUNS[k]} of district {k} shall be opened to {NOUNS[-k]} number {k} before the rains." for k in order]
    return "PROTOCOL ON THE DISTRICTS\n\n" + "\n\n".join(f"{n}. The {c}" for n, c in enumerate(clauses, 1))


@pytest.mark.parametrize("seed", range(5))
def test_clauses_find_each_other_in_any_order(seed):
    order = list(range(12))
    random.Random(seed).shuffle(order)
    language = languages.load("en")
    old, new = (units(scan(text.encode(), Options(profile="ceasefire", language="en"), name="d.txt"), language) for text in (draft(range(12)), draft(order)))
    for olds, news in align(old, new):
        assert len(olds) == len(news) == 1
        assert old[olds[0]].keys == new[news[0]].keys


def document(text, **more):
    return Document("d.txt", "text/plain", "", text, (Page(1, 0, 0, 0, len(text)),), **more)


def test_cutting_moves_marks_and_pages():
    text = "One two three four"
    cut = without(document(text, marks=(Mark("inserted", 8, 13), Mark("heading", 4, 7))), [(4, 8), (3, 5)])
    assert cut.text == "Onethree four"
    assert [(m.kind, cut.text[m.start : m.end]) for m in cut.marks] == [("inserted", "three")]
    assert cut.pages[0].end == len(cut.text)


@given(st.text("abc ", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)), max_size=4))
@settings(max_examples=100, deadline=None)
def test_cutting_leaves_exactly_the_rest(text, spans):
    spans = [(min(a, len(text)), min(a + n, len(text))) for a, n in spans]
    rest = "".join(c for k, c in enumerate(text) if not any(a <= k < b for a, b in spans))
    assert without(document(text), spans).text == rest


def test_replaced_words_keep_the_boxes_of_the_others():
    numpy = pytest.importorskip("numpy")
    boxes = numpy.arange(40, dtype=numpy.float32).reshape(10, 4)
    made = replaced(document("abcdefghij", char_boxes=boxes), [(2, 4, "XYZ"), (6, 6, "!")])
    assert made.text == "abXYZef!ghij"
    assert numpy.isnan(made.char_boxes[2:5]).all() and (made.char_boxes[5:7] == boxes[4:6]).all() and (made.char_boxes[8:] == boxes[6:]).all()


BRACKETS = {
    "side by side": ("The Parties [shall] [should] go.", [("words", "shall"), ("words", "should")]),
    "with a slash between": ("The Parties [shall]/[should] go.", [("words", "shall"), ("words", "should")]),
    "with a slash inside": ("They go within [thirty / sixty] days.", [("words", "thirty"), ("words", "sixty")]),
    "three of them": ("The [A side][B side][C side] goes.", [("words", "A side"), ("words", "B side"), ("words", "C side")]),
    "one that may go": ("They go [at once] today.", [("words", "at once"), ("without", "at once")]),
    "named": ("[Option A: They go.] [Option B: They stay.]", [("words", "They go."), ("words", "They stay.")]),
    "names alone in brackets": ("[Option A] They go. [Option B] They stay.", [("words", "They go. "), ("words", "They stay.")]),
    "a placeholder": ("Signed on [date].", None),
}


@pytest.mark.parametrize("name", BRACKETS)
def test_open_choices(name):
    words, expected = BRACKETS[name]
    text = f"PROTOCOL\n\n1. The Parties meet.\n\n2. {words}\n\n3. The Parties part."
    made = document(text)
    language = languages.load("en")
    found = open_choices(made, split(made, language), language)
    assert [[(a.kind, text[a.start : a.end]) for a in c.alternatives] for c in found] == ([expected] if expected else [])
    for choice in found:
        for a in choice.alternatives:
            rest = without(made, a.drop).text
            assert (text[a.start : a.end].strip() in rest) == (a.kind == "words")
            assert "[" not in rest and "Option" not in rest
            assert rest.startswith("PROTOCOL\n\n1. The Parties meet.\n\n2.") and rest.endswith("3. The Parties part.")


def test_a_space_parts_two_choices_where_their_own_brackets_touch():
    text = "PROTOCOL\n\n1. The needs [of girls][of women and girls] [shall][should] be met.\n\n2. The Parties part."
    made, language = document(text), languages.load("en")
    found = open_choices(made, split(made, language), language)
    assert [[text[a.start : a.end] for a in c.alternatives] for c in found] == [["of girls", "of women and girls"], ["shall", "should"]]
    assert "The needs of women and girls [shall][should] be met" in without(made, found[0].alternatives[1].drop).text
    assert "The needs [of girls][of women and girls] should be met" in without(made, found[1].alternatives[1].drop).text


def test_options_as_paragraphs():
    text = "PROTOCOL\n\nArticle 1. Roads\n\nThe roads are open.\n\nArticle 2. Past\n\nOption A: They go.\n\nOption B: They stay.\n\nArticle 3. End\n\nThe text ends."
    made = document(text)
    language = languages.load("en")
    (choice,) = open_choices(made, split(made, language), language)
    rest = {a.name: without(made, a.drop).text.partition("Past")[2].partition("Article")[0].strip() for a in choice.alternatives}
    assert rest == {"Option A": "They go.", "Option B": "They stay."}


def test_a_clause_that_is_all_in_brackets_goes_with_its_number():
    text = "PROTOCOL\n\n1. The Parties meet.\n\n2. [They go.]\n\n3. The Parties part."
    made = document(text)
    language = languages.load("en")
    (choice,) = open_choices(made, split(made, language), language)
    assert "2." not in without(made, choice.alternatives[1].drop).text
