"""The spaCy factories on a blank pipeline, as the README shows them."""

import pytest
import spacy

from agreement_scan.catalogue import load_catalogue
from agreement_scan.languages import load
from agreement_scan.model import Document
from agreement_scan.pipeline import components
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
