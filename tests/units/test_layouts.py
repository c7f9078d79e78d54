"""Layouts of drafts in which clauses went unread or were called by the wrong name; each with what must stay as it is."""

import pytest

from agreement_scan.languages import load
from agreement_scan.model import Document
from agreement_scan.structure import split


def read(text):
    return split(Document.of_text("draft", text), load("en"))


def shown(text, *kinds):
    """(label, heading, words) of the operative clauses, or of those of some kinds."""
    return [(c.label, c.heading, text[c.body : c.end]) for c in read(text) if (c.kind in kinds if kinds else c.operative)]


LETTERS = """EXCHANGE OF LETTERS

Excellency,

I have the honour to propose the following:

The Movement shall release all children within ten days.

Accept, Excellency, the assurances of my highest consideration.

(signed) A. Doran
Minister

II

Excellency,

I confirm the foregoing.

The Movement further undertakes that monitors may visit its camps.

(signed) B. Rhys
Chairman of the Movement
"""


def test_a_reply_after_the_first_signature_is_read():
    clauses = [LETTERS[c.start : c.end] for c in read(LETTERS) if c.operative]
    assert "The Movement further undertakes that monitors may visit its camps." in clauses
    assert "I confirm the foregoing." in clauses
    signed = [LETTERS[c.start : c.end] for c in read(LETTERS) if c.kind == "signature"]
    assert signed[:2] == ["(signed) A. Doran", "Minister"] and signed[-2:] == ["(signed) B. Rhys", "Chairman of the Movement"]
    # nothing of the reply hangs on the first letter's "the following:"
    assert all(c.parent is None for c in read(LETTERS) if LETTERS[c.start : c.end].startswith("The Movement further"))


def test_a_sentence_that_binds_ends_signatures_but_no_witness_does():
    head = "".join(f"{n}. The Parties shall keep rule {n}.\n\n" for n in range(1, 6)) + "Done at Orm.\n\nFor the Front: A. Rhys\n\n"
    assert shown(head + "The Front undertakes to send the boys home.\n")[-1][2] == "The Front undertakes to send the boys home."
    for said in ("The witness of the League says that the Parties will send the boys home.", "A. Rhys, who shall be Minister"):
        assert not read(head + said + "\n")[-1].operative


def test_options_end_with_the_next_number_of_their_kind():
    text = "The Parties agree as follows:\n\n1. Option 1: Children go to school.\nOption 2: They stay at home.\n\n2. All children are released.\n\n3. The ferry runs.\n"
    assert [(c.label, c.agreed) for c in read(text) if c.operative] == [("1", False), ("Paragraph 1", False), ("2", True), ("3", True)]


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        # under a heading that is an option all paragraphs are, however they are numbered
        ("1. The Parties meet.\n\nOption A\n\n2. They meet daily.\n\n3. They meet at noon.\n", [True, False, False, False]),
        ("3.1 Option A: daily. Option B: weekly.\n\n3.2 They meet at noon.\n\n4. The ferry runs.\n", [False, True, True]),
        ("1. The Parties:\n\n(a) Option 1: meet daily;\n\n(b) talk.\n", [True, False, True]),
        # a first paragraph of an option that numbers its own
        ("4. Release.\n\nOption A: the boys go home as follows:\n\n1. at once;\n\n2. with their families.\n", [True, False, False, False]),
    ],
)
def test_how_far_options_reach(text, agreed):
    assert [c.agreed for c in read("The Parties agree as follows:\n\n" + text) if c.operative] == agreed


def test_a_sentence_after_a_dash_is_no_heading():
    text = "The Parties agree as follows:\n\nArticle 1. - The Republic grants pardon to all who took up arms. No one shall be pursued.\n\nArticle 2. - Release. All children go home.\n"
    assert shown(text, "article") == [
        ("Article 1", "", "The Republic grants pardon to all who took up arms. No one shall be pursued."),
        ("Article 2", "Release", "All children go home."),
    ]


@pytest.mark.parametrize("number", ["Article premier", "Article 1er", "Article First", "Article One", "Article 1"])
def test_the_first_article_has_many_names(number):
    text = f"The Parties agree as follows:\n\n{number}. - The war is brought to an end.\n\nArticle 2. - The ferry runs.\n"
    assert [(c.kind, text[c.body : c.end]) for c in read(text) if c.operative] == [("article", "The war is brought to an end."), ("article", "The ferry runs.")]


BY_HAND = """peace pact of nangor and teleb

we the elders sat under the tree for three days and have agread this

1 nobody shall shoot

2 no boy or girl shall be taken in the militia

the children in the bush come home this week

4 the men in jail go free after 50 guns are brought

5. guns are written in the book

6 the school is left by sunday
"""


def test_points_numbered_by_hand_are_read():
    assert [(c.label, BY_HAND[c.body : c.end]) for c in read(BY_HAND) if c.operative] == [
        ("1", "nobody shall shoot"),
        ("2", "no boy or girl shall be taken in the militia"),
        ("Paragraph 1", "the children in the bush come home this week"),
        ("4", "the men in jail go free after 50 guns are brought"),
        ("5", "guns are written in the book"),
        ("6", "the school is left by sunday"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The fighters number about\n\n30 men and women of the valley.\n",  # out of sequence
        "The camps hold\n\n1 boy and\n\n3 girls of the valley.\n",  # no second point
        "1 boy went home.\n2 girls went home.\n",  # lines of one paragraph
    ],
)
def test_a_number_of_things_is_no_point(text):
    assert not any(c.kind in ("item", "paragraph") for c in read("The Parties agree as follows:\n\n" + text))


def test_numbers_without_a_point_head_their_parts():
    text = "PEACE\n\n1 General\n\n1.1 The war is brought to an end.\n\n2 Security\n\n2.1 The Parties cease fire.\n\n3 Timetable\n\nTask | Who | When\nRelease | Front | D+3\n"
    assert [(c.kind, c.label, c.heading) for c in read(text) if c.kind in ("heading", "paragraph")] == [
        ("heading", "1", "General"), ("paragraph", "1.1", ""), ("heading", "2", "Security"), ("paragraph", "2.1", ""), ("heading", "3", "Timetable"),
    ]  # fmt: skip


def test_capitals_before_a_numbered_paragraph_are_a_heading():
    text = "The Parties agree as follows:\n\nI. CESSATION OF HOSTILITIES 1. The Parties cease fire.\n\n2. They meet.\n\nII. AMNESTY 3. No one shall be pursued.\n"
    assert shown(text) == [
        ("I", "CESSATION OF HOSTILITIES", ""), ("I, 1", "", "The Parties cease fire."), ("I, 2", "", "They meet."),
        ("II", "AMNESTY", ""), ("II, 3", "", "No one shall be pursued."),
    ]  # fmt: skip


def test_articles_that_begin_again_are_told_apart():
    text = "The Parties agree as follows:\n\nTITLE I\nGeneral rules\n\nArticle 1. The war is brought to an end.\n\nArticle 2. The ferry runs.\n\nTITLE II\nThe Committee\n\nArticle 1. A Committee of six members meets.\n"
    assert [(c.label, c.heading) for c in read(text) if c.operative] == [
        ("Title I", "General rules"), ("Article 1", ""), ("Article 2", ""), ("Title II", "The Committee"),
        ("Title II, Article 1", ""),
    ]  # fmt: skip


def test_lists_of_an_enclosure_stand_under_their_letters():
    text = "1. The Parties keep the measures enclosed.\n\nENCLOSURE\n\nList of measures\n\nA. Measures for children\n\n1. Houses apart from adults.\n\nB. Other measures\n\n1. Stores for rifles.\n\nC. Who looks on\n\nA mixed commission.\n"
    assert [c.label for c in read("The Parties agree as follows:\n\n" + text) if c.operative][1:] == ["Enclosure", "Enclosure, A", "Enclosure, A, 1", "Enclosure, B", "Enclosure, B, 1", "Enclosure, C", "Enclosure, C, paragraph 1"]


def test_a_second_table_has_its_own_heads():
    text = "1. Tasks\n\nActivity | Responsible | Deadline\nRelease of children | Front | D+3\n\nNo. | Task | Who | When\n1 | Training of staff | League | D+9\n"
    clauses = read("The Parties agree as follows:\n\n" + text)
    rows = [(c.label, clauses[c.header].label) for c in clauses if c.kind == "row"]
    assert rows == [("1, row 1", "1, table heading"), ("1, table 2, row 1", "1, table 2, table heading")]


@pytest.mark.parametrize(
    ("words", "agreed"),
    [
        ("Each Party (Party A: agreed; Party B: ad referendum) shall name a focal point.", False),
        ("All weapons are counted. [Party B reserves its position.]", False),
        ("Each Party reserves seats for widows.", True),
    ],
)
def test_a_clause_to_which_a_party_reserves_its_position_is_not_agreed(words, agreed):
    text = f"The Parties agree as follows:\n\nArticle 1\n\n1.1 {words}\n\n1.2 The ferry runs.\n"
    assert [(c.label, c.agreed) for c in read(text) if c.kind == "paragraph"] == [("Article 1.1", agreed), ("Article 1.2", True)]


def test_short_lines_above_deeper_numbers_are_headings():
    text = "PEACE\n\n1. General\n\n1.1 Release\n\n1.1.1 All children go home at once.\n\n1.2 Care\n\n1.2.1 Houses are for children only.\n\n1.3 Ferry\n\n1.4 Bridge\n"
    assert [(c.kind, c.label, c.heading) for c in read(text) if c.kind in ("heading", "paragraph")] == [
        ("heading", "1", "General"), ("heading", "1.1", "Release"), ("paragraph", "1.1.1", ""), ("heading", "1.2", "Care"), ("paragraph", "1.2.1", ""),
        ("paragraph", "1.3", ""), ("paragraph", "1.4", ""),
    ]  # fmt: skip


def lines(*openings):
    return "The Parties agree as follows:\n\n" + "".join(f"{o} The Parties keep rule {n} of this list.\n\n" for n, o in enumerate(openings))


@pytest.mark.parametrize(
    ("openings", "labels"),
    [
        (("B1.", "B2.", "B3."), ["B1", "B2", "B3"]),
        (("S-1.", "S-2.", "S-3."), ["S-1", "S-2", "S-3"]),
        (("II.1", "II.2", "II.3"), ["II.1", "II.2", "II.3"]),
        (("6A.1", "6A.2", "6A.3"), ["6A.1", "6A.2", "6A.3"]),
        (("2a.", "2b.", "2c."), ["2a", "2b", "2c"]),
        (("1/1.", "1/2.", "1/3."), ["1/1", "1/2", "1/3"]),
        (("Oath 1.", "Oath 2.", "Oath 3."), ["Oath 1", "Oath 2", "Oath 3"]),
        (("art. 1.", "art. 2.", "art. 3."), ["art. 1", "art. 2", "art. 3"]),
        (("OP1", "OP2", "OP3"), ["OP1", "OP2", "OP3"]),
        # two are none of a kind, and things with numbers do not count on
        (("B1.", "B2."), ["Paragraph 1", "Paragraph 2"]),
        (("T72 tanks.", "T55 tanks.", "T34 tanks."), ["Paragraph 1", "Paragraph 2", "Paragraph 3"]),
        (("Road 9.", "Road 4.", "Road 30."), ["Paragraph 1", "Paragraph 2", "Paragraph 3"]),
    ],
)
def test_a_text_may_number_in_its_own_way(openings, labels):
    text = lines(*openings)
    clauses = [c for c in read(text) if c.operative]
    assert [c.label for c in clauses] == labels
    if not labels[0].startswith("Paragraph"):
        assert all(text[c.body : c.end].startswith("The Parties keep rule") for c in clauses)


def test_recitals_of_a_resolution_are_not_operative():
    text = "The Council,\n\nPP1 Recalling its resolutions,\n\nPP2 Bearing the dead in mind,\n\nOP1 Decides that all children go home;\n\nOP2 Requests a report.\n"
    assert [(c.kind, c.number, c.operative) for c in read(text)][1:] == [
        ("recital", "", False), ("recital", "", False), ("paragraph", "OP1", True), ("paragraph", "OP2", True),
    ]  # fmt: skip


HEAD = "The Parties agree as follows:\n\n"


def searched(text):
    """The words of the clauses that are searched."""
    return [" ".join(text[c.body : c.end].split()) for c in read(text) if c.operative and c.body < c.end]


@pytest.mark.parametrize(
    "article",
    [
        "Article 2. The Parties shall release all children within ten days.[1]",
        "Article 2. No Party shall recruit children [under eighteen.]",
        'Article 2. "Schools shall be vacated."',
        "Article 2. Girls shall be cared for by women",
        "Article 2 Recruitment of children is forbidden",
        "Article 2. The Parties shall release all children and\nshall hand them over to the nurses not later than\n30 June.",
        "Step 2: Release all children unconditionally",
        "## 2. The Parties shall release all children.",
        "ARTICLE 2\nNO CHILD IS TO BE RECRUITED OR USED",
        "ALL CHILDREN ARE RELEASED WITHIN TEN DAYS",
    ],
)
def test_what_binds_is_no_heading(article):
    text = f"{HEAD}Article 1. The war is brought to an end.\n\n{article}\n\nThe ferry runs at noon.\n"
    words = " ".join(article.split()).removeprefix("## 2. ").removeprefix("ARTICLE 2 ").split(maxsplit=2)[-1].split()
    assert any(" ".join(words[:3]) in said for said in searched(text)), searched(text)


@pytest.mark.parametrize("article", ["Article 2: The Protection of Children", "ARTICLE 2. RELEASE", "Article 2\nRelease of children", "## 2. Release of children", "ARTICLE 2. HOW OLD IS HE?", "ARTICLE 2. WHAT MUST NOT STOP", "Article 2. Persons who have been caught"])
def test_headings_stay_headings(article):
    clauses = read(f"{HEAD}Article 1. The war is brought to an end.\n\n{article}\n\nThe ferry runs at noon.\n")
    assert [c.heading for c in clauses if c.heading] == [article.split(maxsplit=2)[-1] if article[0] != "#" else "Release of children"]


def test_short_lines_of_a_list_are_no_headings():
    text = f"{HEAD}1. Immediate Release of All Children\n2. End of All Recruitment\n3. Protection of Schools\n\nArticle 9\n\nThe ferry runs.\n"
    assert searched(text)[:2] == ["Immediate Release of All Children", "End of All Recruitment"]


def test_a_note_ends_with_its_line_and_with_the_article():
    text = f"{HEAD}Article 1\nThe Parties cease fire.\nNote: times are local times.\n\nArticle 2\nThe Parties release all children.\n"
    assert "The Parties release all children." in searched(text)
    text = f"{HEAD}Article 1\nThe Parties cease fire.\n\nNote by the mediator:\n\nThe mediator hopes for more.\n\nArticle 2\nThe Parties release all children.\n"
    assert searched(text)[-1] == "The Parties release all children." and "The mediator hopes for more." not in searched(text)


@pytest.mark.parametrize(
    "part", ["ANNEX ON THE RELEASE OF CHILDREN", "Article 9", "PROTOCOL II", "Annex to Protocol II: Children"], ids=["words", "article", "protocol", "annex"]
)
def test_a_part_after_signatures_is_read(part):
    text = HEAD + "".join(f"Article {n}. The Parties keep rule {n} of the list.\n\n" for n in range(1, 5)) + f"Done at Orm.\n\nFor the Front: A. Rhys\n\n{part}\n\nChildren go home.\n"
    assert searched(text)[-1] == "Children go home."


def test_a_sentence_about_witnesses_opens_no_signatures():
    head = HEAD + "".join(f"{n}. The Parties keep rule {n} of the list.\n\n" for n in range(1, 11))
    for said in ("Witnesses who are children are heard by women only.", "For the girls among them, women of both villages must give shelter.", "Seen by all commanders, this order is to be read to every fighter."):
        assert searched(f"{head}{said}\n\nChildren go home.\n")[-2:] == [said, "Children go home."]
    for line in ("Witnesses: A. Rhys, B. Doran", "For the Front: A. Rhys", "Seen by the Chair"):
        assert [c.kind for c in read(f"{head}{line}\n\nChildren go home\n")][-2:] == ["signature", "signature"]


def test_what_binds_is_read_though_words_of_agreement_come_later():
    text = "TRUCE OF THE TWO VALLEYS\n\nThe Government must release all children.\n\nNo child shall be used.\n\nThe two sides have agreed to meet again in June.\n"
    assert searched(text)[:2] == ["The Government must release all children.", "No child shall be used."]


def test_background_checks_are_no_background():
    text = "1. The Force shall open its barracks.\n\nBackground checks\n\nRecruits are checked for their age.\n\nIntroduction of officers\n\nOfficers shall be introduced.\n"
    assert [said for said in searched(text) if "ecruits" in said or "fficers shall" in said] == ["Recruits are checked for their age.", "Officers shall be introduced."]


@pytest.mark.parametrize(
    ("said", "is_read"),
    [
        ("No child shall be used by the Parties or by a group that is not part of this Agreement.", True),
        ("This statement is not part of this Agreement.", False),
        ("The observers visit every barracks, and where an observer states that a person is under eighteen the Parties shall release that person.", True),
        ("The observer states that the Parties shall release all children.", False),
    ],
)
def test_what_speaks_of_notes_is_none(said, is_read):
    assert (said in searched(f"{HEAD}Article 1\n\n{said}\n")) is is_read


def test_a_sentence_that_opens_like_a_recital_and_binds_is_read():
    text = "DECLARATION\n\nDeeply moved by the suffering,\n\nChildren must come home.\n\nIn accordance with the law of nations, the fronts shall release all children.\n\nFollowing this, no child shall be recruited.\n"
    assert [said[:12] for said in searched(text)] == ["Children mus", "In accordanc", "Following th"]
    text = "PACT\n\nFollowing the talks at Orm,\n\nIn accordance with the law of nations,\n\nHave agreed as follows:\n\n1. The ferry runs.\n"
    assert searched(text) == ["The ferry runs."]


def test_numbered_recitals_are_recitals():
    text = "DECISION\n\nTHE COUNCIL,\n\nWhereas:\n\n(1) Children have been recruited on both sides.\n\n(2) The mandate expires in May.\n\nHAS ADOPTED THIS DECISION:\n\nArticle 1\n\nThe mission ends.\n"
    assert searched(text) == ["The mission ends."]
    text = "ACT\n\nCONSIDERING:\n\nThat children shall be protected;\n\nThat the war is over;\n\n1. The ferry runs.\n"
    assert searched(text) == ["The ferry runs."]
    text = "PACT\n\nPREAMBLE\n\nThe Parties know that children suffer.\n\nChildren shall never again be recruited.\n\nOPERATIVE PART\n\nThe ferry runs.\n"
    assert searched(text) == ["The ferry runs."]


def test_a_table_of_contents_binds_nobody():
    text = "PACT\n\nCONTENTS\n\n1. Release of children ..... 2\n2. Protection of schools ..... 3\n3. Ferry ..... 4\n\n1. Release of children\n\nThe boys go home.\n\n2. Protection of schools\n\nSoldiers leave.\n\n3. Ferry\n\nIt runs.\n"
    assert searched(text) == ["The boys go home.", "Soldiers leave.", "It runs."]
    assert [c.label for c in read(text) if c.kind == "heading"] == ["1", "2", "3"]


@pytest.mark.parametrize("said", ["The road to the camp shall be left open to relief convoys.", "Where the age of a person is not agreed, the person shall be treated as a child."])
def test_ordinary_words_make_nothing_open(said):
    assert all(c.agreed for c in read(f"{HEAD}Article 1\n\n1. All children go home.\n\n2. {said}\n"))


@pytest.mark.parametrize("heading", ["Article 2 (Government proposal)", "Article 2 - TO BE DISCUSSED"])
def test_a_heading_may_say_that_its_part_is_open(heading):
    text = f"{HEAD}Article 1\n\nThe ferry runs.\n\n{heading}\n\nAll children go home.\n\nArticle 3\n\nSchools are free.\n"
    assert [(text[c.body : c.end], c.agreed) for c in read(text) if c.kind == "text"] == [("The ferry runs.", True), ("All children go home.", False), ("Schools are free.", True)]


def test_the_first_row_of_a_table_without_heads_is_a_row():
    text = f"{HEAD}1. Plan\n\nNo use of children | Each Party | At no time\nRelease all children | Both Parties | D+10\n"
    assert [c.kind for c in read(text)][-2:] == ["row", "row"]
    text = f"{HEAD}1. Plan\n\nNo. | Activity | Responsible party | Time frame\n1 | Release | Both | D+10\n"
    assert [c.kind for c in read(text)][-2:] == ["header-row", "row"]


@pytest.mark.parametrize("lead", ["No Party shall", "The Parties undertake to", "The Parties shall at once"])
def test_dashes_hang_on_words_that_are_left_open(lead):
    text = f"{HEAD}Article 2\n{lead}\n- recruit children\n- use children\n\nArticle 3\n\nThe ferry runs.\n"
    clauses = read(text)
    items = [c for c in clauses if c.kind == "item"]
    assert [c.label for c in items] == ["Article 2, paragraph 1, bullet 1", "Article 2, paragraph 1, bullet 2"]
    assert all(text[clauses[c.parent].body : clauses[c.parent].end] == lead for c in items)


@pytest.mark.parametrize(
    "text",
    [
        "1. The ferry runs.\n2. No Party shall recruit children.\n   1. as fighters,\n   2. as porters.\n3. Schools are free.\n",
        "(1) The ferry runs.\n(2) It is prohibited\n1. to recruit children,\n2. to use children.\n(3) Schools are free.\n",
    ],
)
def test_a_list_may_be_numbered_again_below_a_number(text):
    clauses = read(HEAD + text)
    items = [c for c in clauses if (HEAD + text)[c.body : c.end].startswith(("as ", "to "))]
    assert len(items) == 2 and len({c.parent for c in items}) == 1 and clauses[items[0].parent].number.strip("()") == "2"
    assert len({c.label for c in clauses}) == len(clauses)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Cl. 2. The ferry runs at noon.", "Clause 2"),
        ("Art. 2º The ferry runs at noon.", "Article 2º"),
        ("2nd. The ferry runs at noon.", "2"),
        ("Secondly, the ferry runs at noon.", "Secondly"),
        ("2/ The ferry runs at noon.", "2"),
        ("**Article 2.** The ferry runs at noon.", "Article 2"),
        ("Article 5-A. The ferry runs at noon.", "Article 5-A"),
        ("Sec. 4a. The ferry runs at noon.", "Section 4a"),
        ("Art 6) The ferry runs at noon.", "Article 6"),
        ("OP2bis Decides that the ferry runs.", "OP2bis"),
        ("§ 2 The ferry runs at noon.", "§ 2"),
    ],
)
def test_numbers_of_many_traditions(line, label):
    assert [c.label for c in read(f"{HEAD}{line}\n") if c.operative][-1] == label


def test_the_number_of_another_annex_stays_where_it_is():
    text = f"{HEAD}1. The camps are those of Annex No. 3.\n\nThe ferry runs.\n"
    assert searched(text) == ["The camps are those of Annex No. 3.", "The ferry runs."]


def test_a_text_may_begin_with_its_first_number():
    text = "1. The Parties release all children within ten days\n2. No child is used\n3. Schools are free\n"
    assert [c.number for c in read(text) if c.operative] == ["1", "2", "3"]
    assert [c.kind for c in read("6. The Accord of Orm\n\nThe ferry runs.\n")] == ["title", "text"]


def test_a_numbered_list_hangs_on_an_ordinal():
    text = f"{HEAD}First: The ferry runs.\n\nSecond: The two sides shall:\n1- Release all children.\n2- Vacate schools.\n\nThird: The war is over.\n"
    clauses = read(text)
    items = [c for c in clauses if c.number in ("1", "2")]
    assert [clauses[c.parent].label for c in items] == ["Second", "Second"]
    assert [c.label for c in clauses if c.parent is None][-3:] == ["First", "Second", "Third"]


def test_a_letter_alone_at_the_end_of_headings_is_a_heading():
    text = f"{HEAD}A. Release of Children\n\n1. All go home.\n\nB.\n"
    assert [(c.kind, c.label) for c in read(text) if c.operative] == [("heading", "A"), ("paragraph", "A, 1"), ("paragraph", "B")]


@pytest.mark.parametrize(
    "items",
    [
        "(a) release of all children;\n\n(b) an end of recruitment;\n\n(c) schools free of soldiers.\n",
        "1. Release all children\n\n2. End recruitment\n\n3. Leave the schools\n",
        "Article 1. Release all children\n\nArticle 2. All recruitment shall end\n\nArticle 3. Schools are free\n",
    ],
)
def test_a_list_that_is_said_twice_is_no_table_of_contents(items):
    text = f"LETTERS\n\nThe Government proposes as follows:\n\n{items}\n(signed) A. Doran\n\nExcellency,\n\nThe Movement accepts as follows:\n\n{items}\n(signed) B. Rhys\n"
    assert sum("chools" in said for said in searched(text)) == 2


def test_parts_that_are_listed_first_are_contents():
    text = f"{HEAD}Protocol I: Security\nProtocol II: Children\nProtocol III: Land\n\nProtocol I: Security\n\nThe war ends.\n\nProtocol II: Children\n\nAll go home.\n\nProtocol III: Land\n\nIt is shared.\n"
    assert searched(text) == ["The war ends.", "All go home.", "It is shared."]
    assert [c.kind for c in read(text)][1:4] == ["title"] * 3


def test_words_beside_the_number_of_an_article_are_its_first_paragraph():
    """So that "paragraph 2" means the same for the draft and for the report."""
    text = (
        "AGREEMENT\n\nArticle 1\n\nThe Parties shall release all children.\n\nThey shall keep none back.\n\n"
        "Article 2. The Parties shall leave all schools.\n\nThis Article is in force at once.\n\n"
        "Article 3 - Arms. The Parties shall store:\n(a) rifles;\n(b) mortars.\n\nThe stores are guarded."
    )
    assert [c.label for c in read(text) if c.operative] == [
        "Article 1", "Article 1, paragraph 1", "Article 1, paragraph 2",
        "Article 2", "Article 2, paragraph 2",
        "Article 3", "Article 3(a)", "Article 3(b)", "Article 3, paragraph 2",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["PART", "TITLE", "BOOK"])
def test_the_first_of_counted_parts_after_the_title_is_no_line_of_the_title(word):
    text = f"AGREEMENT ON A CEASEFIRE\n\n{word} I. Ceasefire\n\n1. The Parties shall cease fire.\n\n{word} II. Children\n\n2. The Parties shall release all children."
    name = word.title()
    assert shown(text, "heading") == [(f"{name} I", "Ceasefire", ""), (f"{name} II", "Children", "")]
    assert [c.label for c in read(text) if c.operative][1::2] == [f"{name} I, 1", f"{name} II, 2"]


def test_a_part_that_nothing_counts_on_stays_in_the_title():
    text = "PEACE ACCORD OF TORVALE\n\nPART II. SECURITY\n\n1. The Parties shall cease fire.\n\n2. The Parties shall release all children."
    assert shown(text, "heading") == []
