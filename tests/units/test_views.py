"""Columns and conditions: a rule asked of all passages at once says what it says of each alone; nothing is left behind."""

import gc

import pytest

from agreement_scan.catalogue import load_catalogue
from agreement_scan.catalogue.expression import PROPERTIES, every_atom, parse
from agreement_scan.languages import load
from agreement_scan.model import Document
from agreement_scan.options import Options
from agreement_scan.pipeline import pipeline_for
from agreement_scan.rules.conditions import Conditions
from agreement_scan.rules.passages import PROPERTY_BIT, bitset, places
from agreement_scan.scan import scan_document
from agreement_scan.structure import split

TEXT = """Article 1. Release

1. [The Parties shall release:]

(a) all children in their ranks;

(b) women who wish to leave.

2. The Parties shall not recruit children. They shall report to the Commission, as Article 3 says.

Article 2. Schools

The Parties shall protect schools.

Article 3. Commission

The Commission shall visit every barracks.
"""


@pytest.fixture(scope="module")
def pipeline():
    return pipeline_for(load("en"), load_catalogue(None))


@pytest.fixture
def reading(pipeline):
    document = Document.of_text("t", TEXT)
    return pipeline(document, split(document, load("en")))


def starting(reading, words):
    return next(p for p in reading.passages if TEXT[p.start : p.end].startswith(words))


@pytest.mark.parametrize("count", [1, 8, 513, 5000])
def test_columns_hold_places(count):
    some = [n for n in range(count) if n % 7 == 0 or n == count - 1]
    assert places(bitset(some, count)) == some
    assert bitset([], count) == 0 and places(0) == []


def test_every_rule_holds_of_all_passages_where_it_holds_of_each_alone(reading, pipeline):
    views = reading.views
    passing = dict(pipeline.rules.sieve.passing(views.table))
    held = 0
    for compiled in pipeline.rules.rules:
        column = compiled.condition.on(views, views.asked)
        views.known.clear()
        alone = [p.index for p in reading.passages if views.asked >> p.index & 1 and compiled.test(p)]
        assert places(column) == alone, compiled.rule.source
        if compiled.rule.status != "absent":
            assert column & ~passing.get(compiled.order, 0) == 0, "the sieve lost a rule that holds"
            held += bool(column)
    assert held > 3


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("release", ["[The Parties shall release", "all children", "women"]),  # items hear their lead-in
        ("self:release", ["[The Parties shall release"]),
        ("lead:release", ["all children", "women"]),
        ("list:child & self:woman", ["women"]),
        ("near:recruit & self:mn-report", ["They shall report"]),
        ("-recruit", ["The Parties shall not recruit", "They shall report"]),  # "They" looks back
        ("+recruit", []),
        ("article:recruit & self:fr-school", []),
        ("ref:fr-quarter & self:mn-report", ["They shall report"]),
        ("doc:fr-quarter & self:fr-school", ["The Parties shall protect"]),
        ("doc:release & self:fr-school", []),  # not agreed
        ("self:fr-school & !doc:release", ["The Parties shall protect"]),
        ("release ~6 child", ["all children"]),
        ("recruit >2 child", ["The Parties shall not recruit"]),  # both in what "They" looks back to is not enough
        ("child >2 recruit", []),
    ],
)
def test_scopes(reading, expression, wanted):
    index = {name: n for n, name in enumerate(reading.concepts)}
    views = reading.views
    tree = parse(expression)
    assert {a.name for a in every_atom(tree)} <= set(index), "the pack has changed: choose other concepts"
    held = Conditions(index).of(tree).on(views, views.asked)
    starts = [TEXT[reading.passages[n].start : reading.passages[n].end] for n in places(held)]
    assert len(starts) == len(wanted) and all(s.startswith(w) for s, w in zip(starts, wanted, strict=True)), starts


def test_items_of_a_bracketed_lead_in_are_not_agreed_either(reading):
    bit = PROPERTY_BIT["unagreed"]
    item = starting(reading, "all children")
    assert item.sees(bit) and item.sees(bit, "lead") and not item.sees(bit, "self")
    assert not starting(reading, "The Parties shall protect").sees(bit)


def test_a_property_nobody_has_is_nowhere_seen(reading):
    for name in PROPERTIES:
        if name in ("row", "mission", "unilateral", "child-15"):
            assert not any(p.sees(PROPERTY_BIT[name], scope) for p in reading.passages for scope in ("", "self", "near", "article", "doc", "ref"))


def test_a_declared_property_is_seen_by_all(reading):
    assert not reading.passages[0].sees(PROPERTY_BIT["mission"])
    reading.declare("mission")
    assert all(p.sees(PROPERTY_BIT["mission"]) for p in reading.passages)


@pytest.mark.parametrize("was_on", [True, False])
def test_a_scan_leaves_no_cycles_and_the_collector_as_it_was(was_on):
    document, options = Document.of_text("t", TEXT), Options(model="off")
    scan_document(document, options)
    gc.collect()
    (gc.enable if was_on else gc.disable)()
    try:
        scan_document(document, options)
        assert gc.isenabled() is was_on
        gc.disable()
        assert gc.collect() == 0
    finally:
        gc.enable()
