"""Why a provision was found, or was not, in words that can be checked against the draft."""

import pytest

from agreement_scan.catalogue.expression import parse
from agreement_scan.cli.explain_command import told
from agreement_scan.errors import UsageError
from agreement_scan.explain import explain, explanation_of
from agreement_scan.options import Options
from agreement_scan.readers import read
from agreement_scan.rules.lacking import Comparer
from agreement_scan.scan import interpret, report_of

DRAFT = """CEASEFIRE AGREEMENT

Preamble

Reaffirming that all children must be released,

The Parties have agreed as follows:

Article 1. Ceasefire

The Parties shall cease all hostilities at noon on 3 March.

Article 2. Children

2.1 The Parties undertake to:

(a) release all children in their ranks within thirty days;

(b) endeavour to trace the families of children who are alone.

2.2 The children shall be handed over to UNICEF within two days of being identified.

Article 3. Amnesty

No person shall be prosecuted for any act committed in connection with the conflict before the date of signature.
"""
RULES = Options(profile="ceasefire", model="off")


@pytest.fixture(scope="module")
def understood():
    return interpret(read(DRAFT.encode(), name="draft.txt"), RULES)


def test_an_absent_provision_has_its_nearest_clause_and_what_it_lacks(understood):
    explained = explanation_of("release.registration", understood)
    assert explained.assessment.status == "absent" and not explained.found
    first = explained.nearest[0]
    assert first.clause == "Article 2.2" and first.quote == DRAFT[first.start : first.end]
    assert first.quote.startswith("The children shall be handed over")
    assert first.to_be == "present" and first.lacks and any("child" in h for h in first.has)
    item = next(n for n in explained.nearest if n.clause == "Article 2.1(a)")
    assert item.lead_in == "The Parties undertake to:"
    assert any(lack.startswith("it says nothing of “to list, identify, record” (such as “register”, “registration”, “identify”)") for lack in item.lacks)
    assert all(n.likeness == round(n.likeness, 2) and 0 <= n.likeness <= 1 for n in explained.nearest)


def test_nothing_near_is_said_in_so_many_words():
    plain = b"AGREEMENT\n\nArticle 1\n\nThe Parties shall meet at the bridge on Tuesday at noon.\n\nArticle 2\n\nThis text enters into force on signature.\n"
    explained = explain("girls.children-of-girls", plain, RULES, name="a.txt")
    assert explained.assessment.status == "absent" and explained.nearest == ()
    assert "No clause of the draft comes near it." in told(explained)


def test_a_present_finding_names_its_cues_and_why_not_weak_or_contrary(understood):
    explained = explanation_of("release.unconditional", understood)
    found = next(f for f in explained.found if f.finding.clause == "Article 2.1(a)")
    assert found.finding.status == "present"
    words = {(c.words, c.in_lead_in) for c in found.cues}
    assert ("release", False) in words and any(w == "children" for w, _ in words)
    assert found.why_not[0].startswith("Not weak:")
    assert all(c.words in DRAFT for c in found.cues)


def test_a_softened_finding_says_what_keeps_it_from_present(understood):
    recital = next(f for f in explanation_of("release.all-children", understood).found if f.finding.strength == "recital")
    assert recital.finding.status == "weak"
    assert recital.why_not == ("Not present, because it stands in a recital only.",)


def test_a_contrary_finding_says_what_would_have_made_it_present(understood):
    found = explanation_of("amnesty.no-blanket", understood).found[0]
    assert found.finding.status == "contrary" and found.finding.clause.startswith("Article 3")
    assert any(s.startswith("Not present: ") and "Present would be" in s for s in found.why_not)
    assert any(c.negated for c in found.cues)


def test_a_provision_outside_the_profile_says_so(understood):
    explained = explanation_of("mandate.training", understood)
    assert not explained.assessment.in_profile and explained.assessment.status == "absent"
    assert "The ceasefire profile does not ask for it." in told(explained)


def test_status_and_findings_are_those_of_the_scan(understood):
    report = report_of(understood)
    for assessment in report.assessments:
        explained = explanation_of(assessment.provision, understood)
        assert explained.assessment == assessment
        assert tuple(f.finding.id for f in explained.found) == assessment.findings
        assert bool(explained.found) is bool(assessment.findings)
        assert told(explained).startswith(f"{assessment.provision}: {assessment.status}\n")


def test_an_unknown_provision_suggests_the_nearest(understood):
    with pytest.raises(UsageError) as caught:
        explanation_of("release.uncondition", understood)
    assert "release.unconditional" in caught.value.hint


def test_nothing_lacks_exactly_where_the_rule_holds(understood):
    """The two ways of reading an expression, the engine's and the explainer's, must agree on every rule and passage."""
    compare = Comparer({name: n for n, name in enumerate(understood.rules.concepts)})
    checked = 0
    for compiled in understood.rules.rules:
        for passage in understood.reading.passages:
            checked += 1
            assert compiled.test(passage) is (not compare.nearness(compiled.rule.when, passage).lacks), compiled.rule.source
    assert checked > 5000


def test_each_kind_of_lack(understood):
    index = {name: n for n, name in enumerate(understood.rules.concepts)}
    assert all(n in index for n in ("release", "child", "amnesty"))
    compare = Comparer(index)
    passage = next(p for p in understood.reading.passages if DRAFT[p.start : p.end].startswith("release all children"))

    def kinds(expression):
        return [lack.kind for lack in compare.nearness(parse(expression), passage).lacks]

    assert kinds("release & child") == []
    assert kinds("release & amnesty") == ["missing"]
    assert kinds("-release") == ["unnegated"]
    assert kinds("release & !child") == ["barred"]
    assert kinds("release ~0 child") == ["apart"]
    assert kinds("child >5 release") == ["apart"]
    assert kinds("amnesty | child") == []
    assert kinds("@recital") == ["missing"]
