"""Decisions applied to a report: what stands, what needs a fresh look and why, and what the provisions come to."""

from dataclasses import replace

import pytest
from reviewed_drafts import PROVISIONS, Line, annotation, entries_of, report, silent, undo

from agreement_scan.review import apply


def of(made, provision):
    return next(f for f in made.findings if f.provision == provision)


def applied(made, annotations, on=None):
    return apply(on or made, entries_of(made, annotations), silent(), PROVISIONS)


def status(made, provision):
    a = next(a for a in made.assessments if a.provision == provision)
    return a.status, a.because


def test_nothing_decided_changes_nothing(made):
    assert applied(made, []).assessments == made.assessments and applied(made, []).findings == made.findings


def test_a_rejected_finding_is_marked_kept_and_no_longer_counts(made):
    f = of(made, "amnesty.no-blanket")
    done = applied(made, [annotation(made, "rejected", finding=f)])
    assert f in done.findings and done.verdicts() == {f.id: "rejected"}
    assert status(done, "amnesty.no-blanket") == ("absent", "No clause was found. 1 finding rejected by reviewers.")
    assert next(a for a in done.assessments if a.provision == f.provision).findings == (f.id,)
    assert [a for a in done.assessments if a.provision != f.provision] == [a for a in made.assessments if a.provision != f.provision]


def test_of_several_findings_the_ones_that_stand_decide(lines):
    lines.insert(6, Line("more", "Those who recruited children are granted no amnesty.", 0, (("amnesty.no-blanket", "weak"),)))
    made = report(lines)[0]
    contrary, weak = [f for f in made.findings if f.provision == "amnesty.no-blanket"]
    done = applied(made, [annotation(made, "rejected", finding=contrary)])
    assert status(done, "amnesty.no-blanket") == ("weak", "Article 4: So it says. 1 finding rejected by reviewers.")
    assert next(a for a in done.assessments if a.provision == weak.provision).findings == (weak.id, contrary.id)


def test_a_corrected_finding_has_the_reviewers_status(made):
    f = of(made, "girls.specific-needs")
    done = applied(made, [annotation(made, "corrected", status="present", finding=f)])
    assert done.finding(f.id).status == "present" and done.finding(f.id).because == "A reviewer holds it to be present; the scan read it as weak: So it says."
    assert status(done, "girls.specific-needs")[0] == "present" and done.verdicts()[f.id] == "corrected"


@pytest.mark.parametrize("decision", ["accepted", "unsure", "commented"])
def test_accepting_doubting_and_commenting_leave_the_status(made, decision):
    f = of(made, "girls.specific-needs")
    done = applied(made, [annotation(made, decision, finding=f, value="A word.")])
    assert done.assessments == made.assessments and len(done.decisions) == 1
    assert done.verdicts() == ({} if decision == "commented" else {f.id: decision})


def test_an_added_finding_enters_with_its_reviewer(made):
    words = "Lists of those set free are kept by the Commission."
    done = applied(made, [annotation(made, "added", status="weak", provision="release.registration", words=words)])
    (f,) = [f for f in done.findings if f.detector == "reviewer"]
    assert (f.quote, f.status, f.clause, f.provision) == (words, "weak", "Article 4", "release.registration")
    assert made.document.text[f.start : f.end] == words
    assert status(done, "release.registration") == ("weak", "Article 4: A reviewer found it; the scan had passed it over.")
    assert list(done.findings) == sorted(done.findings, key=lambda f: f.start)


def test_an_added_finding_outside_the_profile_is_described(made):
    fewer = replace(made, assessments=tuple(a for a in made.assessments if a.provision != "release.registration"), provisions={p: i for p, i in PROVISIONS.items() if p != "release.registration"})
    done = apply(fewer, entries_of(made, [annotation(made, "added", status="present", provision="release.registration", words="Lists of those set free")]), silent(), PROVISIONS)
    (a,) = [a for a in done.assessments if a.provision == "release.registration"]
    assert (a.in_profile, a.status) == (False, "present") and "release.registration" in done.provisions


def test_two_reviewers_who_add_the_same_words_make_one_finding(made):
    both = [annotation(made, "added", by=by, status="weak", provision="release.registration", words="Lists of those set free") for by in ("Ana", "Ben")]
    done = applied(made, both)
    assert len([f for f in done.findings if f.detector == "reviewer"]) == 1 and len(done.decisions) == 2


def test_reviewers_who_disagree_change_nothing_and_it_is_said(made):
    f = of(made, "amnesty.no-blanket")
    a, b = annotation(made, "rejected", finding=f), annotation(made, "accepted", finding=f, by="Ben")
    done = applied(made, [a, b])
    assert done.assessments == made.assessments and done.verdicts() == {f.id: "disputed"}
    assert [n.code for n in done.notices] == ["decisions-applied", "decisions-disputed"]
    judge = annotation(made, "rejected", finding=f, by="Cem", revises=[a["id"], b["id"]])
    assert applied(made, [a, b, judge]).verdicts() == {f.id: "rejected"}


def test_an_undone_decision_is_history_and_no_more(made):
    f = of(made, "amnesty.no-blanket")
    first = annotation(made, "rejected", finding=f)
    done = applied(made, [first, undo(first)])
    assert done.assessments == made.assessments and done.decisions == () and len(done.history) == 2


def test_a_gap_confirmed_stands_for_its_text_only(made, lines):
    gap = annotation(made, "accepted", provision="release.registration")
    assert [d.because for d in applied(made, [gap]).decisions] == [""]
    lines.append(Line("new", "Nothing to do with it."))
    assert [d.because for d in applied(made, [gap], report(lines)[0]).decisions] == ["It was made on another text, and quotes nothing that could be looked for."]


def carried(lines, changed, provision="girls.specific-needs", decision="rejected", **more):
    old, new = report(lines)[0], report(changed)[0]
    done = applied(old, [annotation(old, decision, finding=of(old, provision), **more)], new)
    return done.decisions[0].because, done


def swap(lines, name, **changes):
    return [replace(line, **changes) if line.name == name else line for line in lines]


def test_a_fresh_look_is_asked_for_with_its_reason(lines):
    cases = {
        "The words no longer stand in the text.": swap(lines, "girls", words="see to the needs of girls at all times.", found=()),
        "The words stand, but not the words around them.": swap(lines, "amnesty", words="No member of the forces is granted an amnesty."),
        "The words it hangs on (its lead-in) changed.": swap(lines, "undertake", words="The Parties shall not, before the elections:"),
        "The words stand, but the scan now reads them as present, not weak.": swap(lines, "girls", found=(("girls.specific-needs", "present"),)),
        "The words stand, but the scan no longer finds anything in them.": swap(lines, "girls", found=()),
        # the neighbours are as alike as the words themselves: nothing tells the two places apart
        "The same words stand in 2 places; which of them was meant cannot be told.": [*lines[:6], *lines[1:]],
    }
    for because, changed in cases.items():
        said, done = carried(lines, changed)
        assert said == because
        assert done.findings == report(changed)[0].findings and [n.code for n in done.notices] == ["decisions-applied", "decisions-fresh-look"]
        assert done.decisions[0].finding == "" and done.verdicts() == {}


def test_a_lead_in_far_above_counts_too(lines):
    """Context alone would not notice: the lead-in stands three items further up."""
    more = [*lines[:5], *(Line(f"i{n}", f"keep the peace in district number {n} of the valley;", 1) for n in "1234567"), Line("last", "free the girls first of all.", 1, (("release.registration", "weak"),)), *lines[5:]]
    because, _ = carried(more, swap(more, "undertake", words="The Parties need not, from the day of signature:"), "release.registration")
    assert because == "The words it hangs on (its lead-in) changed."
    old = report(more)[0]
    missed = annotation(old, "added", status="weak", provision="recruit.cease", words="free the girls first of all.")
    assert applied(old, [missed]).decisions[0].because == ""
    turned = report(swap(more, "undertake", words="The Parties need not, from the day of signature:"))[0]
    assert applied(old, [missed], turned).decisions[0].because == "The words it hangs on (its lead-in) changed."


def test_a_provision_of_another_catalogue(made):
    entries = entries_of(made, [annotation(made, "accepted", finding=made.findings[0])])
    done = apply(made, entries, silent(), {p: i for p, i in PROVISIONS.items() if p != made.findings[0].provision})
    assert done.decisions[0].because == "The catalogue has no such provision."


def test_a_file_whose_positions_do_not_hold_is_not_believed(made):
    entry = annotation(made, "rejected", finding=made.findings[0])
    position = entry["target"]["selector"][0]
    position["start"], position["end"] = position["start"] + 1, position["end"] + 1
    assert applied(made, [entry]).decisions[0].because == "The quotation is not what stands at its position."


def test_zero_is_a_position():
    made = report([Line("first", "All children go home at once and stay there with their families.")])[0]
    text = made.document.text
    entry = annotation(made, "added", status="present", provision="release.all-children", words=text[:30])
    done = applied(made, [entry])
    assert (done.findings[0].start, done.decisions[0].because) == (0, "")
