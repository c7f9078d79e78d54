"""The clause tree, by example: each text is small enough to check by eye."""

import itertools

import pytest

from agreement_scan.languages import load
from agreement_scan.model import Document, Page
from agreement_scan.structure import lead_in_chains, split, unagreed_spans


def tree(text):
    document = Document("t", "text/plain", "", text, (Page(1, 0, 0, 0, len(text)),))
    return document, split(document, load("en"))


def lead_in_chain(clauses, text, index):
    return lead_in_chains(clauses, text, load("en").grammar)[index]


def words(text, clause):
    return text[clause.body : clause.end]


def by_label(clauses, label):
    (found,) = [c for c in clauses if c.label == label]
    return found


NESTED = """AGREEMENT

Article 5: Release

5.1 The Parties shall:

(a) release all children;

(b) refrain from

(i) recruiting children;

(ii) using them.

5.2 Nothing else.
"""


def test_items_know_their_whole_chain():
    _, clauses = tree(NESTED)
    inner = by_label(clauses, "Article 5.1(b)(ii)")
    assert words(NESTED, inner) == "using them."
    assert [clauses[i].label for i in lead_in_chain(clauses, NESTED, inner.index)] == ["Article 5.1", "Article 5.1(b)"]
    after = by_label(clauses, "Article 5.2")
    assert lead_in_chain(clauses, NESTED, after.index) == []


def test_every_character_outside_blanks_belongs_to_one_clause():
    _, clauses = tree(NESTED)
    covered = sorted((c.start, c.end) for c in clauses)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(covered))
    assert "".join(NESTED[a:b] for a, b in covered).replace(" ", "") == "".join(NESTED.split())


def test_inline_list_is_opened():
    text = "Article 1\n\nThe Parties shall: (a) cease fire; (b) release children; and (c) report.\n"
    _, clauses = tree(text)
    assert [words(text, c) for c in clauses if c.kind == "item"] == ["cease fire;", "release children; and", "report."]
    assert all(lead_in_chain(clauses, text, c.index) for c in clauses if c.kind == "item")


def test_number_left_at_the_end_of_the_line_goes_to_the_next():
    text = "Chapter II\n\n2.1.8. All Parties agree to cease recruitment of late recruits. 2.1.9.\n\nThe Parties shall release children.\n"
    _, clauses = tree(text)
    assert [c.label for c in clauses if "release" in words(text, c)] == ["Chapter II, 2.1.9"]
    assert words(text, by_label(clauses, "Chapter II, 2.1.8")).endswith("late recruits.")


def test_preamble_against_operative_text():
    text = "ACCORD\n\nThe Parties,\n\nReaffirming that children must be released,\n\nAlarmed by the fighting,\n\nHave agreed as follows:\n\n1. Children shall be released.\n"
    _, clauses = tree(text)
    recitals = [c for c in clauses if c.kind == "recital"]
    assert [(c.norm, c.operative) for c in recitals] == [(True, False), (False, False)]
    assert by_label(clauses, "1").operative


@pytest.mark.parametrize(
    ("text", "operative"),
    [
        ("The Front has agreed to release all children and to keep no one under eighteen in its camps.\n", True),  # a statement of one paragraph
        ("JOINT COMMUNIQUE\n\nTo this end they have decided to adopt a law of amnesty, war crimes excepted.\n", True),
        ("ACCORD\n\nThe Parties, meeting at Lorr, have agreed on the following points.\n\n1. Children shall be released.\n", False),
        ("ACCORD\n\nThe Parties, meeting at Lorr to save what is left of the harvest, have agreed as follows:\n\n1. Children shall be released.\n", False),
    ],
)
def test_words_of_agreement_open_the_body_and_are_its_first_sentence_where_they_say_what_is_agreed(text, operative):
    _, clauses = tree(text)
    (clause,) = [c for c in clauses if "agreed" in words(text, c) or "decided" in words(text, c)]
    assert clause.operative is operative


def test_a_recital_that_tells_of_an_earlier_agreement_ends_no_preamble():
    text = "ACCORD\n\nThe Parties,\n\nRecalling that they have agreed on the third of May to keep children out of the war,\n\nAlarmed by the fighting,\n\nHave agreed as follows:\n\n1. Children shall be released.\n"
    _, clauses = tree(text)
    assert [(c.kind, c.norm) for c in clauses if c.kind == "recital"] == [("recital", True), ("recital", False)]
    assert by_label(clauses, "1").operative


@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_a_sentence_left_open_before_a_leads_into_the_items_without_a_colon(between):
    text = f"The parties to the protocol agree to{between}(a) refrain from hostilities;{between}(b) refrain from recruiting children.\n\nThe guns rest.\n"
    _, clauses = tree(text)
    assert [(c.kind, c.operative) for c in clauses] == [("text", True), ("item", True), ("item", True), ("text", True)]
    assert [lead_in_chain(clauses, text, c.index) for c in clauses] == [[], [0], [0], []]


def test_a_part_cut_out_of_an_agreement_keeps_its_heading():
    text = "6.3 AMNESTY LAW\n\nThe Parties agree to extend the law of last year.\n"
    _, clauses = tree(text)
    assert [(c.kind, c.heading, c.label) for c in clauses] == [("heading", "AMNESTY LAW", "6.3"), ("text", "", "6.3, paragraph 1")]


def test_a_closed_sentence_before_a_leads_into_nothing():
    text = "Article 1\n\nThe guns rest.\n\n(a) Children shall be released.\n"
    _, clauses = tree(text)
    assert lead_in_chain(clauses, text, clauses[-1].index) == []


def test_heading_glued_to_text():
    text = "Article 9\n\nGENERAL AMNESTY In order to heal the wounds of war, the Government shall grant an amnesty to all.\n"
    _, clauses = tree(text)
    assert any(words(text, c).startswith("In order to heal") for c in clauses)


def test_notes_and_witnesses_bind_nobody_but_a_partys_reservation_does():
    text = (
        "PACT\n\nArticle 1\n\nThe Parties shall cease fire.\n\nArticle 2\n\nThis enters into force.\n\nArticle 3\n\nIt is done.\n\n"
        "Signed at Karu\n\nFor the Front, with the reservation that Article 1 shall not be applied to its cadets\n\n"
        "Seen by the Ministry. The Ministry writes that in its opinion all children should go home.\n\n"
        "ANNEX I: STATEMENT OF THE MEDIATION\n\nAll boys will be let go.\n\nANNEX II: TIMETABLE\n\nThe Front shall release all boys.\n"
    )
    _, clauses = tree(text)
    found = {words(text, c): c for c in clauses}
    assert found["For the Front, with the reservation that Article 1 shall not be applied to its cadets"].operative
    assert not found["Seen by the Ministry. The Ministry writes that in its opinion all children should go home."].operative
    assert found["All boys will be let go."].kind == "note"
    assert found["The Front shall release all boys."].operative and found["The Front shall release all boys."].part == "Annex II"


def test_table_rows_and_header():
    text = "ANNEX A: MATRIX\n\nNo. | Activity | Responsible | Deadline\n1 | Schools vacated | Parties | D+5\n2 | Children released | Both | D+30\n"
    _, clauses = tree(text)
    assert [c.kind for c in clauses] == ["annex", "header-row", "row", "row"]
    assert clauses[3].label == "Annex A, row 2"


def test_brackets_options_and_open_parts_are_not_agreed():
    text = "1. The Parties shall [release all children].\n\n2. Option A: children leave first.\n\n3. See note [3] and [date].\n"
    document, clauses = tree(text)
    spans = [text[a:b] for a, b in unagreed_spans(document, clauses, load("en").grammar)]
    assert "[release all children]" in spans
    assert any(s.startswith("2. Option A") or s.startswith("Option A") for s in spans)
    assert not any(s == "[3]" or s == "[date]" for s in spans)


def test_annex_that_says_it_is_not_agreed():
    text = "Article 1\n\nThe Parties cease fire.\n\nANNEX I\n\nThe text of this Annex was not agreed.\n\nThe Parties shall release children.\n\nANNEX II\n\nThe Parties shall report.\n"
    document, clauses = tree(text)
    spans = unagreed_spans(document, clauses, load("en").grammar)
    covered = " ".join(text[a:b] for a, b in spans)
    assert "release children" in covered and "shall report" not in covered


def labelled(text):
    return [(c.kind, c.label, words(text, c)) for c in tree(text)[1]]


def test_numbers_after_bullets_label_the_items_and_one_that_lost_its_number_stands_beside_them():
    text = "DECLARATION\n\nWe commit ourselves:\n\n- 1 To cease fire.\n- 2 To release children.\n- To report.\n- 4 To pay.\n"
    assert labelled(text)[1:] == [
        ("text", "Paragraph 1", "We commit ourselves:"),
        ("item", "Paragraph 1, 1", "To cease fire."),
        ("item", "Paragraph 1, 2", "To release children."),
        ("item", "Paragraph 1, bullet 3", "To report."),
        ("item", "Paragraph 1, 4", "To pay."),
    ]


def test_dates_after_bullets_are_no_numbers():
    text = "DECLARATION\n\nThe Parties shall meet on:\n\n- 1 May 2031\n- 14 June 2031\n- 15 July 2031 at noon\n"
    assert [(label, said) for kind, label, said in labelled(text) if kind == "item"] == [
        ("Paragraph 1, bullet 1", "1 May 2031"),
        ("Paragraph 1, bullet 2", "14 June 2031"),
        ("Paragraph 1, bullet 3", "15 July 2031 at noon"),
    ]


def test_lettered_items_after_bullets_hang_on_a_bullet_that_is_left_open():
    text = "PLAN\n\nThe Parties agree that:\n\n- The Front shall:\n- (a) release children;\n- (b) report.\n"
    _, clauses = tree(text)
    for letter in ("(a)", "(b)"):
        item = by_label(clauses, f"Paragraph 1, bullet 1{letter}")
        assert [clauses[i].label for i in lead_in_chain(clauses, text, item.index)] == ["Paragraph 1", "Paragraph 1, bullet 1"]


@pytest.mark.parametrize(
    ("label", "shown"),
    [("1.", "Article 1(1)"), ("1.1", "Article 1.1"), ("a)", "Article 1(a)"), ("•", "Article 1, bullet 1"), ("(a)", "Article 1(a)")],
)
def test_a_label_alone_in_its_block_belongs_to_the_next(label, shown):
    text = f"PACT\n\nArticle 1\n\n{label}\n\nThe Front shall release all children.\n\nIt shall report.\n"
    _, clauses = tree(text)
    clause = by_label(clauses, shown)
    assert words(text, clause) == "The Front shall release all children."
    assert text[clause.start : clause.end].startswith(label), "the label is covered"
    assert [words(text, c) for c in clauses].count("") == 1, "only Article 1 has no words of its own"


def test_a_numeral_alone_in_its_block_belongs_to_the_heading_after_it():
    text = "PACT\n\nArticle 1\n\nThe Parties cease fire.\n\nII.\n\nRELEASE OF CHILDREN\n\nThe Front shall release all children.\n"
    assert ("heading", "RELEASE OF CHILDREN") in [(c.kind, c.heading) for c in tree(text)[1]]
    assert not any(said == "" and kind == "item" for kind, _, said in labelled(text))


def test_a_label_alone_before_another_number_stays_its_own():
    text = "PACT\n\nArticle 1\n\n1.\n\n(a) The Front shall release children.\n\n(b) It shall report.\n"
    assert [c.label for c in tree(text)[1]][1:] == ["Article 1", "Article 1(1)", "Article 1(1)(a)", "Article 1(1)(b)"]


def test_markdown_headings_in_a_plain_text():
    text = "PLAN\n\nIntroductory words stand here.\n\n#### 1. Release of children\n\nThe Front shall release all children.\n\n## Reporting\n\nIt shall report.\n"
    _, clauses = tree(text)
    assert [(c.label, c.heading) for c in clauses if c.kind == "heading"] == [("1", "Release of children"), ("Reporting", "Reporting")]
    heading = by_label(clauses, "1")
    assert text[heading.start : heading.end] == "#### 1. Release of children"
    assert by_label(clauses, "1, paragraph 1").parent == heading.index


@pytest.mark.parametrize("line", ["#4 The Front shall release all children held by it.", "####### The Front shall release all children held by it."])
def test_other_signs_open_no_heading(line):
    _, clauses = tree(f"PLAN\n\nIntroductory words stand here.\n\n{line}\n\nIt shall report.\n")
    assert not any(c.kind == "heading" for c in clauses)


def test_a_word_broken_across_a_blank_line_is_one_paragraph():
    text = "PLAN\n\nArticle 1\n\nThe Parties seek last-\n\ning peace.\n\nThe Parties shall report —\n\nthe Front shall too.\n"
    said = [words(text, c) for c in tree(text)[1]]
    assert "The Parties seek last-\n\ning peace." in said
    assert "the Front shall too." in said, "a dash breaks no word"


def test_a_recital_may_open_with_an_adverb():
    text = "ACCORD\n\nThe Parties,\n\nFURTHER RECOGNIZING that peace is near,\n\nAlso commending the elders,\n\nFurther to the talks,\n\nHave agreed as follows:\n\n1. Children shall be released.\n"
    assert [(c.norm, words(text, c)[:7]) for c in tree(text)[1] if c.kind == "recital"] == [(True, "FURTHER"), (False, "Also co")]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Article 2. Witnesses shall be protected.", ""),
        ("Article 2. The houses receive youngsters only. Nobody else enters.", ""),
        ("Article 2. Ravishing is death.", ""),
        ("Article 2. Pioneers remain in their units. The cook feeds them.", ""),
        ("Article 2. Women and their children. The camp has a gate of its own.", "Women and their children"),
        ("Article 2. Reunification of children with their families. The Parties see to it.", "Reunification of children with their families"),
        ("Article 2. Persons not taking part in hostilities. The Parties spare them.", "Persons not taking part in hostilities"),
        ("Article 2. [A request by a child is judged apart.]", ""),
        ("Article 2. Release of children. The Front lets them go.", "Release of children"),
        ("Article 2. The Joint Commission. It meets monthly.", "The Joint Commission"),
        ("Article 2. Definitions.", "Definitions."),
        ("Article 2. The protection of children.", ""),  # read in vain
        ("Article 2: The protection of children", "The protection of children"),
    ],
)
def test_a_statement_after_a_part_number_is_no_heading(line, heading):
    text = f"PACT\n\nArticle 1\n\nThe Parties cease fire.\n\n{line}\n\nIt is so.\n\nArticle 3\n\nThe pact lasts a year.\n"
    _, clauses = tree(text)
    clause = next(c for c in clauses if c.label == "Article 2")
    assert clause.heading == heading
    if not heading:
        assert words(text, clause) == line.removeprefix("Article 2. ")


LETTERS = """EXCHANGE OF LETTERS

1. Children under eighteen shall be released.

2. Lists shall be handed to the Agency.

3. Camps shall be opened.

4. Posts shall be withdrawn.

5. Roads shall be opened.

6. Mines shall be lifted.

7. Prisoners shall be listed.

8. Wells shall be shared.

For the Government: the Plenipotentiary

{line}

{said}
"""


@pytest.mark.parametrize(
    ("line", "said", "kind"),
    [
        ("REPLY", "The Front accepts. Boys of fifteen are free to come to its courses.", "text"),
        ("TIMETABLE", "1 / boys sent home / both / by the new moon", "text"),
        ("The Delegate of the Front", "Colonel Adamu, for the Commander of the River Front.", "signature"),  # names and offices are none
        ("REPLY", "The guarantors add that boys deserve schools, not rifles.", "note"),  # third parties bind nobody
        ("LETTER IN REPLY", "The Front accepts. Boys of fifteen are free to come to its courses.", "text"),
        ("| Timetable | Who | When |", "| Boys sent home | both | by the new moon |", "row"),
        ("List of signatories", "Colonel Adamu", "signature"),
        ("Additional Secretary", "The Mediator: boys of sixteen may serve as porters.", "note"),
        ("Protocol Officer", "Colonel Adamu", "signature"),
    ],
)
def test_what_follows_signatures_under_a_line_of_its_own_is_read(line, said, kind):
    document, clauses = tree(LETTERS.format(line=line, said=said))
    clause = next(c for c in clauses if document.text[c.start : c.end].strip() == said)
    assert (clause.kind, clause.operative) == (kind, kind in ("text", "row"))


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Note by the Government: we do not consider ourselves bound by paragraph 1 in the north.", "text"),  # a party's own reservation
        ("Note by the Observers: the Government does not consider itself bound by paragraph 1.", "note"),
        ("Note by the Chair: the Government reserves its position on paragraph 1.", "note"),
        ("Note: the delegation of Norway reserves its view on paragraph 1.", "note"),
        ("Letter from the African Union: the Union does not consider itself bound by paragraph 1.", "note"),
        ("Note by the Government: this does not form part of this Agreement; it reserves its rights.", "note"),
    ],
)
def test_a_note_by_which_a_party_itself_makes_a_reservation_is_read(note, kind):
    document, clauses = tree(f"TERMS\n\n1. Children shall be released.\n\n{note}\n\n2. Camps shall be opened.\n")
    assert next(c.kind for c in clauses if document.text[c.start : c.end].strip() == note) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("The Ministry of Defence shall issue an order which says that no child is recruited.", "text"),  # it binds, whatever the order says
        ("The Observers shall visit every camp and say that each child there is free to go.", "text"),
        ("The Guarantors add that children deserve schools.", "note"),
        ("The Special Envoy declares that children under fifteen may be recruited.", "note"),
    ],
)
def test_a_speaker_that_adds_something_binds_nobody_and_one_that_is_to_do_something_is_read(said, kind):
    document, clauses = tree(f"TERMS\n\n1. Children shall be released.\n\n{said}\n\n2. Camps shall be opened.\n")
    assert next(c.kind for c in clauses if document.text[c.start : c.end].strip() == said) == kind
