"""Decisions files: read strictly, with errors that say where; and what of a history stands."""

import json

import pytest
from reviewed_drafts import annotation, entries_of, file_of, undo

from agreement_scan.errors import MissingInput, UsageError
from agreement_scan.review.decisions import loads, read, standing


def finding(made, provision):
    return next(f for f in made.findings if f.provision == provision)


def test_an_entry_is_read_whole(made):
    f = finding(made, "girls.specific-needs")
    (e,) = entries_of(made, [annotation(made, "corrected", status="present", finding=f)])
    assert (e.decision, e.provision, e.status, e.found, e.reviewer) == ("corrected", "girls.specific-needs", "present", "weak", "Ana")
    assert (e.start, e.end, e.exact, e.lead_in, e.text) == (f.start, f.end, f.quote, "The Parties shall, from the day of signature:", made.document.text_sha256)
    assert made.document.text[e.start - len(e.prefix) : e.end + len(e.suffix)] == e.prefix + e.exact + e.suffix
    assert len(e.prefix) >= 32 and len(e.suffix) >= 32


def test_a_gap_has_no_words(made):
    (e,) = entries_of(made, [annotation(made, "accepted", provision="release.registration")])
    assert (e.start, e.end, e.exact, e.status) == (None, None, "", "absent")


@pytest.mark.parametrize(
    "path, value, message",
    [
        (("id",), "", "“id” is empty"),
        (("id",), ..., "'id' is missing"),
        (("creator", "name"), " ", "“creator” is empty"),
        (("creator",), 7, "“creator” is no text"),
        (("created",), "yesterday", "“created” is no time: yesterday"),
        (("body", "decision"), "maybe", "“decision” cannot be “maybe”"),
        (("body", "decision"), "undone", "“undoes” belongs to"),
        (("body", "status"), "good", "“status” cannot be “good”"),
        (("body", "status"), "absent", "“status” cannot be “absent”"),
        (("body", "provision"), ..., "'provision' is missing"),
        (("body", "revises"), ["urn:nobody"], "refers to urn:nobody, which does not stand before it"),
        (("body", "revises"), "urn:nobody", "“revises” is no list"),
        (("target", "source"), "draft.docx", "does not name a text by its hash"),
        (("target", "selector", 0, "start"), -1, "is none"),
        (("target", "selector", 0, "start"), True, "is none"),
        (("target", "selector", 0, "end"), 0, "is none"),
        (("target", "selector", 0, "end"), 9999, "code points, its position"),
        (("target", "selector", 1, "exact"), 5, "a quotation is no text"),
        (("target", "selector", 1, "type"), "XPathSelector", "'TextQuoteSelector' is missing"),
        (("target", "selector"), [], "needs the words it is about"),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_the_entry(made, path, value, message):
    good, bad = (annotation(made, "rejected", finding=made.findings[0]) for _ in range(2))
    place = bad
    for key in path[:-1]:
        place = place[key]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    if value == []:
        bad["body"]["status"] = "absent"
    with pytest.raises(UsageError) as caught:
        loads(file_of(made, [good, bad]), "mine.json")
    assert caught.value.exit_code == 2
    assert caught.value.message.startswith("“mine.json”, decision 2: ") and message in caught.value.message


def test_positions_in_utf_16_units_are_found_out(lines):
    from reviewed_drafts import Line, report

    lines[2] = Line("release", "release 𝒜ll children 👧🏽;", 1, (("release.all-children", "present"),))
    made = report(lines)[0]
    entry = annotation(made, "accepted", finding=made.findings[0])
    assert loads(file_of(made, [entry]), "a.json").entries[0].exact == made.findings[0].quote
    position = entry["target"]["selector"][0]
    position["end"] = position["start"] + len(made.findings[0].quote.encode("utf-16-le")) // 2
    with pytest.raises(UsageError, match="code points, its position"):
        loads(file_of(made, [entry]), "a.json")


@pytest.mark.parametrize(
    "data, message",
    [
        (b"{", "is not JSON"), (b"\xff\xfe\x00", "is not JSON"), (b"[" * 100_000, "is not JSON"), (b"[]", "no list “decisions”"), (b'{"decisions": 3}', "no list “decisions”"),
        (b'{"decisions": []}', "schema “None”"), (b'{"schema": "agreement-scan/decisions/2", "decisions": []}', "schema “agreement-scan/decisions/2”"),
        (b'{"schema": "agreement-scan/decisions/1", "decisions": [], "document": {"name": "x"}}', "needs name, sha256 and text_sha256"),
    ],
)  # fmt: skip
def test_other_files_are_refused(data, message):
    with pytest.raises(UsageError, match=message):
        loads(data, "x.json")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(MissingInput) as caught:
        read(tmp_path / "gone.json")
    assert caught.value.exit_code == 3 and str(tmp_path) not in caught.value.message


def test_one_id_stands_for_one_entry(made):
    entry = annotation(made, "accepted", finding=made.findings[0])
    with pytest.raises(UsageError, match="stands twice"):
        loads(file_of(made, [entry, entry]), "x.json")


# -- what stands ------------------------------------------------------------------------------------------------------


def verbs(made, entries, **options):
    return [(s.entry.reviewer, s.entry.decision, s.comment) for s in standing(entries_of(made, entries), **options)]


def test_the_last_decision_of_a_reviewer_counts_and_others_keep_theirs(made):
    f = made.findings[0]
    entries = [annotation(made, "accepted", finding=f), annotation(made, "rejected", finding=f, by="Ben"), annotation(made, "unsure", finding=f)]
    assert verbs(made, entries) == [("Ben", "rejected", ""), ("Ana", "unsure", "")]


def test_undoing_brings_back_what_stood_before(made):
    f = made.findings[0]
    first, second = annotation(made, "accepted", finding=f), annotation(made, "rejected", finding=f)
    assert verbs(made, [first, second, undo(second)]) == [("Ana", "accepted", "")]
    assert verbs(made, [first, second, undo(second), undo(first)]) == []


def test_undoing_a_revision_brings_back_the_revised(made):
    f, other = made.findings[:2]
    first = annotation(made, "accepted", finding=f)
    second = annotation(made, "rejected", finding=other, revises=[first["id"]])
    assert verbs(made, [first, second]) == [("Ana", "rejected", "")]
    assert verbs(made, [first, second, undo(second)]) == [("Ana", "accepted", "")]


def test_a_comment_goes_with_the_decision_and_stands_alone_without(made):
    f = made.findings[0]
    note = annotation(made, "commented", finding=f, value="Only an aim.")
    assert verbs(made, [annotation(made, "accepted", finding=f), note]) == [("Ana", "accepted", "Only an aim.")]
    assert verbs(made, [note]) == [("Ana", "commented", "Only an aim.")]
    assert verbs(made, [note, annotation(made, "commented", finding=f, value="")]) == []


def test_withdrawing_leaves_nothing(made):
    first = annotation(made, "added", words="Lists of those set free", provision="release.registration", status="weak")
    gone = annotation(made, "withdrawn", words="Lists of those set free", provision="release.registration", status="weak", revises=[first["id"]])
    assert verbs(made, [first, gone]) == []
    assert verbs(made, [first, gone, undo(gone)]) == [("Ana", "added", "")]


def test_settling_replaces_others_but_not_in_the_figures(made):
    f = made.findings[0]
    a, b = annotation(made, "accepted", finding=f), annotation(made, "rejected", finding=f, by="Ben")
    judge = annotation(made, "rejected", finding=f, by="Cem", revises=[a["id"], b["id"]])
    assert verbs(made, [a, b, judge]) == [("Cem", "rejected", "")]
    assert [r for r, _, _ in verbs(made, [a, b, judge], settle=False)] == ["Ana", "Ben", "Cem"]


def test_what_is_saved_trains_the_classifier_and_the_undone_does_not(made):
    """The training import reads the same file."""
    from agreement_scan.annotation.decisions import clauses_of

    kept, undone = annotation(made, "accepted", finding=made.findings[0]), annotation(made, "accepted", finding=made.findings[1])
    missed = annotation(made, "added", words="Lists of those set free are kept by the Commission.", provision="release.registration", status="weak")
    gap = annotation(made, "accepted", provision="girls.specific-needs")
    gone = annotation(made, "added", words="This Agreement", provision="recruit.cease", status="weak")
    away = annotation(made, "withdrawn", words="This Agreement", provision="recruit.cease", status="weak", revises=[gone["id"]])
    data = file_of(made, [kept, undone, undo(undone), missed, gap, gone, away])
    taken = clauses_of(data, "d.json", {f.provision for f in made.findings} | {"release.registration"})
    assert [(c.provision, c.status, c.lead_in, c.text) for c in taken.clauses] == [
        ("release.all-children", "present", "The Parties shall, from the day of signature:", "release all children in their ranks;"),
        ("release.registration", "weak", "", "Lists of those set free are kept by the Commission."),
    ]
    assert json.loads(data)["decisions"][2]["body"]["decision"] == "undone"  # nothing was taken out of the file
