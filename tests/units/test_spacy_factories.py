"""The spaCy factories on a blank pipeline, as the README shows them."""

import pytest
import spacy

from agreement_scan.catalogue import load_catalogue
from agreement_scan.languages import load
from agreement_scan.model import Document
from agreement_scan.pipeline import components
from agreement_scan.rules import candidates
from agreement_scan.structure import split

TEXT = "Article 1. Release\n\nThe Parties shall release all children unconditionally and immediately.\n\nArticle 2\n\nThey shall stop recruiting and using children.\n"
PIPES = ("agreement_scan_clauses", "agreement_scan_concepts", "agreement_scan_provisions")


@pytest.mark.parametrize("read_before", [False, True])
def test_factories_on_a_blank_pipeline_read_as_the_scanner_does(read_before):
    nlp = spacy.blank("en")
    if read_before:  # words whose stems were not asked for yet
        nlp(TEXT)
    for pipe in PIPES:
        nlp.add_pipe(pipe)
    doc = nlp(TEXT)
    document, language = Document.of_text("text", TEXT), load("en")
    whole = components.annotate(components.build(language, load_catalogue(None)), document, split(document, language))
    for group in ("clauses", "concepts", "cues", "provisions"):
        told = [[(s.start_char, s.end_char, s.label_, s.id_) for s in d.spans[group]] for d in (doc, whole)]
        assert told[0] == told[1] != []
    found = {(s.label_, s.id_, s.text) for s in doc.spans["provisions"]}
    assert {("release.unconditional", "present", "The Parties shall release all children unconditionally and immediately."),
            ("release.all-children", "present", "The Parties shall release all children unconditionally and immediately."),
            ("recruit.cease", "present", "They shall stop recruiting and using children.")} <= found  # fmt: skip


def test_provisions_alone_say_what_they_need():
    nlp = spacy.blank("en")
    nlp.add_pipe("agreement_scan_provisions")
    with pytest.raises(ValueError, match="add both before it"):
        nlp(TEXT)


@pytest.mark.parametrize("gap", ["\n", "  ", " \n "])
def test_words_are_read_across_white_space(gap):
    """A Doc has tokens of white space between the words; the scanner's reading has none. Both read the same rules at the same places."""
    text = TEXT + f"\nArticle 3\n\nThe Parties shall grant children{gap}access to{gap}schools, and shall prohibit the six{gap}grave{gap}violations against children.\n"
    document, language = Document.of_text("text", text), load("en")
    nlp = components.build(language, load_catalogue(None))
    clauses = split(document, language)
    doc, reading = components.annotate(nlp, document, clauses), components.read(nlp, document, clauses)
    told = [(s.start_char, s.end_char, s.label_, s.id_) for s in doc.spans["provisions"]]
    assert told == [(c.passage.start, c.passage.end, c.provision, c.status) for c in candidates(reading, components.rule_book(nlp))]
    assert ("violations.six-grave", "present") in {(s[2], s[3]) for s in told}
    assert "six" + gap + "grave" in {s.text[: len("six" + gap + "grave")] for s in doc.spans["concepts"]}
