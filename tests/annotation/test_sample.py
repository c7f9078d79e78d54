"""What to label next: every kind is there, quotas hold, and the list is the same each time."""

from agreement_scan.annotation.sample import PER_PROVISION, Proposal, choose


def proposal(reason, start, chance=0.5, provision="release.unconditional", document="a.txt"):
    return Proposal(reason, document, start, start + 1, "", f"text {start}", provision, "", "", chance)


MANY = [
    *(proposal("uncertain", n, n / 50, f"p.{n % 25}") for n in range(50)),
    *(proposal("disagreeing", 100 + n, 0.3, f"p.{n}") for n in range(20)),
    *(proposal("near a finding", 200 + n, n / 100, f"p.{n}") for n in range(20)),
    *(proposal("drawn blindly", 300 + n, 0.0, "") for n in range(20)),
]


def test_quotas_and_predicted_negatives():
    chosen = choose(MANY, 20)
    assert len(chosen) == 20
    assert {r: sum(p.reason == r for p in chosen) for r in ("uncertain", "disagreeing", "near a finding", "drawn blindly")} == {
        "uncertain": 8, "disagreeing": 6, "near a finding": 3, "drawn blindly": 3,
    }  # fmt: skip


def test_the_most_uncertain_first_and_the_nearest_first():
    chosen = choose(MANY, 20)
    assert [p.chance for p in chosen if p.reason == "uncertain"][:3] == [0.5, 0.48, 0.52]
    assert [p.chance for p in chosen if p.reason == "near a finding"] == [0.19, 0.18, 0.17]


def test_blind_draws_do_not_follow_the_order_of_the_text():
    starts = [p.start for p in choose(MANY, 100) if p.reason == "drawn blindly"]
    assert len(starts) == 20 and starts != sorted(starts)


def test_one_provision_does_not_fill_the_list():
    chosen = choose([proposal("uncertain", n) for n in range(30)], 20)
    assert len(chosen) == PER_PROVISION


def test_order_of_input_does_not_matter():
    assert choose(MANY, 30) == choose(MANY[::-1], 30)


def test_what_other_kinds_leave_open_is_filled_blindly():
    chosen = choose([p for p in MANY if p.reason in ("near a finding", "drawn blindly")], 20)
    assert [p.reason for p in chosen] == ["near a finding"] * 3 + ["drawn blindly"] * 17
    assert len({p.start for p in chosen}) == 20


def test_readings_of_a_draft_cover_every_passage():
    from agreement_scan.annotation.sample import readings_of
    from agreement_scan.classify.model import load
    from agreement_scan.options import Options
    from agreement_scan.readers import read
    from agreement_scan.scan import interpret

    text = b"DRAFT CEASEFIRE\n\nArticle 1\n\n1. The Parties shall release all children unconditionally.\n\n2. The Parties shall repair the northern road.\n"
    understood = interpret(read(text, name="a.txt"), Options(model="off", profile="ceasefire"))
    made = readings_of("a.txt", understood.reading, understood.settled, load("en"), understood.concern)
    release = next(p for p in made if p.provision == "release.unconditional")
    assert release.rules == "present" and release.text == "The Parties shall release all children unconditionally."
    assert all(0 <= p.chance <= 1 for p in made)
    assert any("northern road" in p.text for p in made)
