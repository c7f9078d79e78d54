"""The rule language: what it accepts, what it means, and where its errors point."""

import pytest

from agreement_scan.catalogue.expression import Any_, Atom, Every, ExpressionError, Near, Not, atoms, parse, required_groups


def test_and_binds_tighter_than_or():
    assert parse("a & b | c") == Any_((Every((Atom("a"), Atom("b"))), Atom("c")))


def test_signs_scopes_and_properties():
    assert parse("-recruit") == Atom("recruit", "-")
    assert parse("near:+release") == Atom("release", "+", "near")
    assert parse("!@recital") == Not(Atom("@recital"))


def test_proximity_between_groups():
    assert parse("(release | discharge) ~8 child") == Near((Atom("release"), Atom("discharge")), (Atom("child"),), 8, False)
    assert parse("release >3 child") == Near((Atom("release"),), (Atom("child"),), 3, True)


def test_macro_is_replaced():
    assert parse("$kid & x", {"kid": Atom("child")}) == Every((Atom("child"), Atom("x")))


@pytest.mark.parametrize(
    ("text", "at"),
    [("a & ", 4), ("a & (b", 4), ("a b", 2), ("a ~4 (b & c)", 2), ("wrong:a", 0), ("@nothing", 0), ("a & $none", 4), ("a & B", 4), ("", 0)],
)
def test_errors_point_to_the_fault(text, at):
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert error.value.at == at


def test_evidence_is_what_stands_unnegated():
    node = parse("a & !b & !(c & !d)")
    assert [x.name for x in atoms(node)] == ["a", "d"]
    assert [x.name for x in atoms(node, False)] == ["b", "c"]


def test_required_groups_name_what_must_be_there():
    assert [[a.name for a in g] for g in required_groups(parse("a & (b | c) & !d"))] == [["a"], ["b", "c"]]
    assert required_groups(parse("a | !b")) == []
