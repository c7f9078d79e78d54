"""Constructed pairs: a clause that protects beside its near twin that does not, each in an invented draft, with exact statuses.

They stand for what no real agreement was found to say in so many words; the wording is ours.
"""

from __future__ import annotations

import pytest
from hardtexts import draft, found

ADULT, UNCONDITIONAL, AT_ONCE, LAPSE, ALL, STRENGTH = (
    "release.not-dependent-on-adult-ddr", "release.unconditional", "release.immediate-timeline", "release.not-dependent-on-ceasefire",
    "release.all-children", "release.no-military-advantage",
)  # fmt: skip
AMNESTY, CRIMES, AGE, ENTRY, RECRUIT = (
    "amnesty.no-blanket", "amnesty.exclusion-crimes-against-children", "def.child-under-18", "age.entry-procedures", "recruit.cease",
)  # fmt: skip
NEEDS, GIRLS, PARTIES = "girls.specific-needs", "girls.explicit-inclusion", "obligation.all-parties"

DUTY = "The Parties shall release all children in their ranks."
HEAD = "The Parties shall carry out the following steps:\n\nStep | Who | When\n"


def recital(text: str) -> str:
    """A draft whose preamble holds the text."""
    return draft("The Parties shall meet.", preamble=f"The Parties,\n\n{text}")


# what the pair is about -> (good twin, its statuses), then the bad ones
PAIRS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "adult demobilisation": [
        (draft("Every child in the ranks of a Party shall be released at once, independently of the cantonment of grown fighters."), {ADULT: "present", AT_ONCE: "present", ALL: "present"}),
        (draft("Children in the ranks shall be released on completion of the disarmament and demobilisation of adult fighters."), {ADULT: "contrary", AT_ONCE: "contrary", UNCONDITIONAL: "weak"}),
        (draft("Children in the ranks shall be released at the same time as the other fighters."), {ADULT: "contrary"}),
        (draft("Once the declared strength has been verified, minors in the ranks shall be discharged."), {ADULT: "contrary"}),
    ],
    "double negative": [
        (draft("The release of any child shall not be made conditional on disarmament."), {ADULT: "present", UNCONDITIONAL: "present"}),
        (draft("No child shall be released until disarmament has been verified."), {ADULT: "contrary", AT_ONCE: "contrary", UNCONDITIONAL: "weak", ALL: "absent", "monitor.child-rights": "absent"}),
        (draft("Neither Party shall let the release of a child wait until disarmament has been verified."), {ADULT: "present"}),
    ],
    "exchange": [
        (draft("Each Party shall release all children in its ranks, unconditionally."), {UNCONDITIONAL: "present", ALL: "present"}),
        (draft("Each Party shall release the children in its ranks in exchange for its fighters in the other's prisons."), {UNCONDITIONAL: "contrary"}),
        (draft("The release of children from the ranks shall be subject to reciprocity."), {UNCONDITIONAL: "contrary"}),
        (draft("No child shall be released before the Government has freed the prisoners of the Front in exchange."), {UNCONDITIONAL: "contrary"}),
    ],
    "ceasefire": [
        (draft(DUTY + " This Article shall stay in force notwithstanding any breach or end of this ceasefire."), {LAPSE: "present"}),
        (draft(DUTY, "The Parties shall open the road.", "The obligations under Articles 2 and 3 are suspended upon a violation."), {LAPSE: "contrary"}),
        (draft(DUTY, "The Parties shall open the road.", "The obligations under Article 3 are suspended upon a violation."), {LAPSE: "absent"}),
    ],
    "amnesty": [
        (draft("Nobody responsible for the recruitment of children shall benefit from the amnesty."), {AMNESTY: "present", CRIMES: "present"}),
        (draft("No one shall be refused amnesty on account of having recruited children."), {AMNESTY: "contrary", CRIMES: "contrary"}),
    ],
    "scope of the amnesty": [
        (draft("An amnesty is granted to the members of the Front, save for war crimes, crimes against humanity, genocide and crimes against children."), {AMNESTY: "present", CRIMES: "present"}),
        (draft("An amnesty is granted to the members of the Front, save for war crimes, crimes against humanity and genocide."), {AMNESTY: "present", CRIMES: "weak"}),
        # a vague exclusion is weak by reading rule 15; the research leaves the choice between weak and contrary open
        (draft("An amnesty is granted to the members of the Front, save for crimes committed for personal gain."), {AMNESTY: "weak", CRIMES: "absent"}),
        (draft("An amnesty is granted to the members of the Front for everything done in the war."), {AMNESTY: "contrary", CRIMES: "absent"}),
    ],
    "age": [
        (draft("The Parties shall not recruit or use any person under eighteen."), {AGE: "present", RECRUIT: "present"}),
        (draft("The Parties shall not recruit or use persons who have not attained the age of fifteen."), {AGE: "contrary", RECRUIT: "contrary"}),
        (draft("Persons between 15 and 18 may enlist with the consent of their parents."), {AGE: "contrary", ENTRY: "contrary", "recruit.all-forms-no-distinction": "contrary"}),
    ],
    "modality": [
        (draft("The Parties shall cease the recruitment and use of children."), {RECRUIT: "present"}),
        *((draft(f"The Parties {verb} the recruitment and use of children."), {RECRUIT: "weak"}) for verb in ("shall endeavour to cease", "should cease", "shall, where feasible, cease", "commit to consider ceasing", "hope to cease", "shall do their utmost to cease")),
    ],
    "girls": [
        (draft("Girls, including pregnant girls, girls with infants and survivors of sexual violence, shall receive separate care."), {NEEDS: "present", GIRLS: "present"}),
        (draft("Reintegration shall be carried out in a gender-sensitive manner."), {NEEDS: "weak", GIRLS: "absent"}),
    ],
    "strength": [
        (draft("Children shall not be counted in the declared strength of either Party."), {STRENGTH: "present"}),
        (draft("Posts shall be shared out on the basis of declared strength, including persons under 18."), {STRENGTH: "contrary"}),
    ],
    "scope of all": [
        (draft("The Parties shall release all children, in whatever capacity they serve."), {ALL: "present", "recruit.use-any-capacity": "present"}),
        (draft("The Parties shall release all child combatants bearing arms."), {ALL: "weak", "recruit.use-any-capacity": "weak"}),
    ],
    "addressee": [
        (draft("The Parties and all forces allied with them shall cease the recruitment and use of children."), {RECRUIT: "present", PARTIES: "present"}),
        (draft("The Movement shall cease the recruitment and use of children."), {RECRUIT: "present", PARTIES: "weak"}),
    ],
    "recital": [
        (recital("Reaffirming that all children in the ranks must be released,"), {ALL: "weak"}),
        (recital("Regretting that children have not been released,"), {ALL: "absent", UNCONDITIONAL: "absent", AT_ONCE: "absent"}),
    ],
    "reported speech": [
        (draft("All children in the ranks shall be released."), {ALL: "present"}),
        (draft("The mediator proposed that all children in the ranks be released."), {ALL: "absent"}),
    ],
    "table": [
        (draft(HEAD + "Children released | Both Parties | D+30"), {ALL: "present", AT_ONCE: "present", UNCONDITIONAL: "present"}),
        (draft(HEAD + "Children released | To be decided | After Phase III"), {AT_ONCE: "contrary", UNCONDITIONAL: "weak"}),
        (draft(HEAD + "School kits for children released | Ministry | D+30"), {ALL: "absent", AT_ONCE: "absent"}),
    ],
}  # fmt: skip
TWINS = [pytest.param(text, expected, id=f"{about}-{n}") for about, twins in PAIRS.items() for n, (text, expected) in enumerate(twins)]


@pytest.mark.parametrize(("text", "expected"), TWINS)
def test_pair_by_rules(text: str, expected: dict[str, str]) -> None:
    got = found(text)
    assert {p: got.get(p, "absent") for p in expected} == expected


@pytest.mark.parametrize(("text", "expected"), TWINS)
def test_pair_with_model(text: str, expected: dict[str, str]) -> None:
    """The classifier may call a person in (unclear); it may not turn a reading into another one, nor find what is not there."""
    got = found(text, model="on")
    assert {p: got.get(p, "absent") for p in expected if got.get(p) != "unclear"} == {p: s for p, s in expected.items() if got.get(p) != "unclear"}
