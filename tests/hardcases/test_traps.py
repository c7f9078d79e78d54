"""The 17 traps of the drafting-practice research, each as small invented drafts with exact statuses and their counter-examples.

Every case is read by the rules alone; those in ``WITH_MODEL`` also with the classifier beside them. ``absent`` stands for a provision
on which nothing was found.
"""

from __future__ import annotations

import pytest
from hardtexts import draft, found

from agreement_scan.options import Options
from agreement_scan.scan import scan

RECRUIT, RELEASE, AMNESTY, CRIMES, AGE = (
    "recruit.cease", "release.all-children", "amnesty.no-blanket", "amnesty.exclusion-crimes-against-children", "def.child-under-18",
)  # fmt: skip
UNCONDITIONAL, ADULT, LAPSE, AT_ONCE = (
    "release.unconditional", "release.not-dependent-on-adult-ddr", "release.not-dependent-on-ceasefire", "release.immediate-timeline",
)  # fmt: skip
CHILDREN, GIRLS, NEEDS = "child.dedicated-provisions", "girls.explicit-inclusion", "girls.specific-needs"

BOTH = "The Parties shall "
CASES: list[tuple[str, str, dict[str, str]]] = [
    # 1. chapeau inheritance
    ("1-prohibited-list", draft("The following acts are prohibited:\n\n(a) the laying of mines;\n\n(b) the recruitment and use of children;\n\n(c) looting."), {RECRUIT: "present"}),
    ("1-refrain-list", draft("The Parties shall refrain from:\n\n(a) attacks on convoys;\n\n(b) recruiting or using children; and/or\n\n(c) hostile broadcasts."), {RECRUIT: "present"}),
    ("1-nested", draft("Each Party undertakes to:\n\n(a) within ten days:\n\n(i) release all children in its ranks;\n\n(ii) hand over its maps of mined areas."), {RELEASE: "present", AT_ONCE: "present"}),
    ("1-aspiring-chapeau", draft("The Parties shall endeavour to:\n\n(a) open the market road;\n\n(b) stop recruiting and using children."), {RECRUIT: "weak"}),
    ("1-whereas-list", draft("The Parties shall meet each week.", preamble="Whereas\n\n(a) the war has lasted nine years;\n\n(b) children have been recruited and used by all sides;"), {RECRUIT: "absent"}),
    ("1-list-of-permissions", draft("The commander may:\n\n(a) move his posts;\n\n(b) send home the children in his ranks."), {RELEASE: "weak"}),
    # 2. negation and its scope
    ("2-no-one", draft("No person who has recruited children shall benefit from any amnesty under this Agreement."), {AMNESTY: "present", CRIMES: "present"}),
    ("2-not-only-but-also", draft("Children formerly in the ranks shall be treated as victims and not only as alleged perpetrators."), {"justice.children-as-victims": "present"}),
    ("2-double-negative", draft("Nothing in this Agreement shall make the release of children conditional on disarmament."), {UNCONDITIONAL: "present", ADULT: "present"}),
    ("2-until", draft("No child shall be released until the disarmament of the fighters has been verified."), {ADULT: "contrary", UNCONDITIONAL: "weak"}),
    ("2-neither", draft("Neither Party shall recruit or use children."), {RECRUIT: "present"}),
    ("2-without", draft("The Parties shall release all children without conditions and without waiting for the disarmament of adults."), {RELEASE: "present", UNCONDITIONAL: "present", ADULT: "present"}),
    ("2-other-negation", draft("The Parties shall not obstruct convoys and shall continue to recruit children for their auxiliaries."), {RECRUIT: "contrary"}),
    # 3. exceptions
    ("3-cuts-a-protection", draft("The Parties shall release all children, with the exception of those serving as radio operators."), {RELEASE: "contrary"}),
    ("3-cuts-an-amnesty", draft("An amnesty is granted to all members of the Front, with the exception of those who committed war crimes or crimes against humanity."), {AMNESTY: "present", CRIMES: "weak"}),
    ("3-empty-exception", draft("An amnesty is granted to all members of the Front, save for theft of public funds."), {AMNESTY: "contrary"}),
    ("3-vague-exception", draft("An amnesty is granted to all members of the Front, save for common crimes."), {AMNESTY: "weak"}),
    ("3-other-than", draft("Every fighter, other than one accused of recruiting children or of war crimes, shall enjoy amnesty."), {AMNESTY: "present", CRIMES: "present"}),
    ("3-not-guilty-of", draft("Members of the militia not guilty of war crimes shall be amnestied."), {AMNESTY: "present"}),
    ("3-without-prejudice", draft("The Parties shall not recruit or use children, without prejudice to the enlistment of volunteers aged sixteen and above."), {RECRUIT: "contrary"}),
    ("3-exception-swallows", draft("No person under eighteen shall be sentenced to death except for acts of terrorism."), {"justice.restorative-juvenile": "contrary"}),
    # 4. conditions against mere timing
    ("4-timing", draft("The Parties shall release all children within thirty days of signature."), {AT_ONCE: "present", UNCONDITIONAL: "present"}),
    ("4-exchange", draft("The Parties shall release all children in exchange for the return of prisoners."), {UNCONDITIONAL: "contrary"}),
    ("4-provided-that", draft("The Front shall release all children provided that the Government recognises it as a political party."), {UNCONDITIONAL: "contrary"}),
    ("4-practical-step", draft("All children shall be released as soon as the protocol on their reception has been agreed."), {UNCONDITIONAL: "weak"}),
    ("4-final-phase", draft("Children shall be released in the final phase, after the cantonment of all combatants."), {ADULT: "contrary", AT_ONCE: "contrary"}),
    ("4-lapse", draft("The Parties shall release all children in their ranks.", "Article 2 shall be suspended if either Party breaks the ceasefire."), {LAPSE: "contrary", RELEASE: "present"}),
    ("4-no-lapse", draft("The Parties shall release all children in their ranks.", "Article 2 shall be carried out even if the ceasefire is broken or ends."), {LAPSE: "present"}),
    # 5. the ladder of duty
    ("5-shall", draft(BOTH + "cease recruiting and using children."), {RECRUIT: "present"}),
    ("5-will", draft("The Parties will cease recruiting and using children."), {RECRUIT: "present"}),
    ("5-undertake", draft("The Parties undertake to cease recruiting and using children."), {RECRUIT: "present"}),
    ("5-should", draft("The Parties should cease recruiting and using children."), {RECRUIT: "weak"}),
    ("5-strive", draft("The Parties shall strive to cease recruiting and using children."), {RECRUIT: "weak"}),
    ("5-best-efforts", draft("The Parties shall use their best efforts to release all children in their ranks."), {RELEASE: "weak"}),
    ("5-consider", draft("The Parties commit to consider releasing all children in their ranks."), {RELEASE: "weak"}),
    ("5-may", draft("Each Party may release the children in its ranks."), {RELEASE: "weak"}),
    # 6. preamble against operative text
    ("6-norm-in-a-recital", draft("The Parties shall meet.", preamble="The Parties,\n\nReaffirming that all children in the ranks must be released,"), {RELEASE: "weak"}),
    ("6-fact-in-a-recital", draft("The Parties shall meet.", preamble="The Parties,\n\nAlarmed by the presence of children in the ranks,"), {RELEASE: "absent", RECRUIT: "absent"}),
    ("6-amnesty-in-a-recital", draft("The Parties shall meet.", preamble="The Parties,\n\nNoting that a general amnesty has been adopted by the Assembly,"), {AMNESTY: "unclear"}),
    ("6-regret", draft("The Parties shall meet.", preamble="The Parties,\n\nRegretting that the children have not been released,"), {RELEASE: "absent", UNCONDITIONAL: "absent"}),
    ("6-no-words-of-agreement", "DECLARATION OF THE TWO COMMANDS\n\nWhereas the war has lasted nine years,\n\n1. All children in our ranks shall be released.\n\n2. The road shall be opened.\n", {RELEASE: "present"}),
    # 7. definitions reach every later clause; conflicts
    ("7-defined", draft("“Child” means every person under the age of eighteen.", BOTH + "release all children in their ranks."), {AGE: "present", RELEASE: "present"}),
    ("7-conflict", draft("“Child” means every person under the age of eighteen.", BOTH + "release all children under fifteen in their ranks."), {AGE: "contrary", RELEASE: "contrary"}),
    ("7-low-definition", draft("“Child” means a person who has not reached the age of fifteen.", BOTH + "not recruit or use children."), {AGE: "contrary"}),
    ("7-undefined", draft(BOTH + "not recruit minors."), {AGE: "weak"}),
    ("7-adults-only", draft("“Combatant” means a member of a Party who carries arms.", BOTH + "disarm their combatants."), {AGE: "absent", RELEASE: "absent"}),
    # 8. cross-references
    ("8-inside", draft("The recruitment and use of children is prohibited.", "The acts prohibited by Article 2 shall cease at once."), {RECRUIT: "present"}),
    ("8-suspension-by-reference", draft("All children shall be released.", BOTH + "open the road.", "The obligations in Articles 2 to 3 lapse when the truce ends."), {LAPSE: "contrary"}),
    ("8-suspension-elsewhere", draft("All children shall be released.", BOTH + "open the road.", "The obligation in Article 3 lapses when the truce ends."), {LAPSE: "absent"}),
    # 9. carve-outs apart
    ("9-next-article", draft("A general amnesty is granted to the members of the Front.", "The amnesty does not extend to genocide, war crimes or crimes against humanity."), {AMNESTY: "present", CRIMES: "weak"}),
    ("9-no-carve-out", draft("A general amnesty is granted to the members of the Front.", BOTH + "open the road."), {AMNESTY: "contrary"}),
    ("9-nothing-construed", draft("A general amnesty is granted to the members of the Front.", "Nothing in this Agreement shall be construed as an amnesty for the recruitment of children or for war crimes."), {AMNESTY: "present", CRIMES: "present"}),
    ("9-carve-out-by-an-observer", draft("A general amnesty is granted to the members of the Front.", "Note by the observer: the amnesty shall not apply to war crimes."), {AMNESTY: "contrary", CRIMES: "absent"}),
    # 10. amnesty under other names
    *[(f"10-{word}", draft(text), {AMNESTY: "contrary"}) for word, text in {
        "pardon": "The President shall pardon all fighters for acts committed during the war.",
        "immunity": "Members of the Front shall enjoy immunity from prosecution for acts committed during the conflict.",
        "indemnity": "All persons shall be indemnified against any suit or prosecution for acts done in the course of the hostilities.",
        "clemency": "Clemency is extended to all who took part in the fighting, whatever they have done.",
        "no-action": "No judicial action shall be taken against any member of either force for what was done in the war.",
        "cease-proceedings": "All criminal proceedings against members of the Movement arising from the conflict shall cease.",
        "warrants": "All arrest warrants against the leaders of the Movement are lifted.",
        "not-held-liable": "No commander shall be held liable for acts committed in the pursuit of the war.",
        "expunge": "The criminal records of all fighters for acts of war shall be expunged and no case opened.",
    }.items()],
    ("10-immunity-of-observers", draft("Members of the monitoring mission shall enjoy the immunities of diplomatic agents."), {AMNESTY: "absent"}),
    ("10-safe-conduct", draft("Delegates travelling to the talks shall enjoy safe conduct on the northern road."), {AMNESTY: "absent"}),
    # 11. vocabulary and false friends
    *[(f"11-{word}", draft(BOTH + f"not recruit or use {text}."), {RECRUIT: "present"}) for word, text in {
        "minors": "minors", "boys-girls": "boys or girls", "juveniles": "juveniles in any armed role", "under-18": "any person under the age of 18", "under-eighteens": "under-eighteens",
    }.items()],
    *[(f"11-not-{word}", draft(text), {RECRUIT: "absent", RELEASE: "absent", CHILDREN: "absent", AGE: "absent"}) for word, text in {
        "minority": "The rights of national minorities shall be respected.",
        "minor-matter": "Minor incidents on the line shall be settled by the commanders.",
        "school-of": "Both schools of thought shall be heard, and the National School of Police shall be reformed.",
        "irrigation": "The Directorate of Minor Irrigation shall repair the canals.",
        "ministry": "The Ministry of Gender, Child and Social Welfare goes to the Front.",
        "youth-wing": "The youth wing of the Party shall be registered.",
        "grown-children": "Children of full age are obliged to support their parents.",
        "brainchild": "The brainchild of the mediator, this plan shall be reviewed.",
    }.items()],
    # 12. boilerplate
    ("12-list", draft("Special attention shall be paid to women, children and the elderly."), {CHILDREN: "weak", RELEASE: "absent", NEEDS: "absent"}),
    ("12-gender-sensitive", draft("Demobilisation shall be gender-sensitive."), {NEEDS: "weak", GIRLS: "absent"}),
    ("12-one-need", draft("Girls leaving the ranks shall receive maternal health care."), {NEEDS: "present", GIRLS: "present"}),
    ("12-list-beside-a-clause", draft(BOTH + "release all children in their ranks.", "Special attention shall be paid to women, children and the elderly."), {CHILDREN: "present"}),
    # 13. other release and recruitment
    ("13-prisoners", draft("The Parties shall release all prisoners of war within fourteen days."), {RELEASE: "absent", AT_ONCE: "absent", UNCONDITIONAL: "absent"}),
    ("13-weapons", draft("The Parties shall release all impounded vehicles and hand over their weapons."), {RELEASE: "absent"}),
    ("13-funds", draft("The Ministry shall release funds for the school year."), {RELEASE: "absent"}),
    ("13-police", draft("No person shall be recruited into the police before the vetting is done."), {RECRUIT: "absent"}),
    ("13-freeze", draft("All recruitment and training of forces shall cease."), {RECRUIT: "weak"}),
    ("13-late-recruits", draft("The Parties agree to cease the recruitment and training of late recruits."), {RECRUIT: "absent"}),
    # 14. who speaks
    ("14-mediator", draft("The mediator proposed that all children be released."), {RELEASE: "absent"}),
    ("14-observer-cures-nothing", draft("A full and free pardon is granted to all combatants.", "The United Nations witness recorded its understanding that the pardon shall not apply to war crimes."), {AMNESTY: "contrary"}),
    ("14-own-reservation", draft("The recruitment and use of children is prohibited.", "The Front signs with the reservation that it will continue to enlist persons of sixteen years."), {RECRUIT: "contrary"}),
    ("14-demand", draft("The Government delegation demanded that the Front release all children."), {RELEASE: "absent"}),
    # 15. layout
    ("15-glued-heading", "AGREEMENT\n\nHave agreed as follows:\n\n1. ROADS The road shall be opened.\n\n2. CHILDREN The Parties shall release all children in their ranks. 3.\n\n3. MINES The maps shall be handed over.\n", {RELEASE: "present"}),
    ("15-hyphen", draft("The Parties shall not re-\ncruit or use child-\nren in their forces."), {RECRUIT: "present"}),
    ("15-broken-lines", draft("The Parties shall\nrelease all\nchildren in their\nranks."), {RELEASE: "present"}),
    ("15-restart-in-annex", draft("All children shall be released.") + "\nANNEX A\n\n1. The convoys shall pass.\n\n2. The recruitment and use of children is prohibited.\n", {RELEASE: "present", RECRUIT: "present"}),
    ("15-table-dated", draft("The Parties shall carry out the following:\n\nAction | Responsible | Deadline\nRelease of all children | Both Parties | D+30\nWithdrawal of guns | Both Parties | D+60"), {RELEASE: "present", AT_ONCE: "present"}),
    ("15-table-late", draft("The Parties shall carry out the following:\n\nAction | Responsible | Deadline\nRelease of all children | To be determined | After Phase III"), {AT_ONCE: "contrary"}),
    ("15-apostrophes", draft("No Party’s forces shall recruit or use children; “volunteers” under eighteen are children."), {RECRUIT: "present"}),
    # 16. brackets, options
    ("16-brackets", draft("[The Parties shall release all children in their ranks.]"), {RELEASE: "weak"}),
    ("16-option", draft("[Option A: The Parties shall release all children in their ranks.] [Option B: Each Party shall consider releasing the children in its ranks.]"), {RELEASE: "weak"}),
    ("16-bracketed-contrary", draft("[A general amnesty is granted for all acts committed during the war.]"), {AMNESTY: "contrary"}),
    ("16-agreed-beside", draft("The Parties shall release all children in their ranks. [They shall meet in June.]"), {RELEASE: "present"}),
    # 17. arithmetic of age
    *[(f"17-present-{n}", draft(f"No Party shall recruit or use {who}."), {RECRUIT: "present", AGE: "present"}) for n, who in enumerate(
        ("persons under 18", "persons below the age of eighteen", "anyone who has not attained the age of 18", "boys or girls younger than eighteen", "persons aged 17 and under"))],
    *[(f"17-contrary-{n}", draft(f"No Party shall recruit or use {who}."), {RECRUIT: "contrary", AGE: "contrary"}) for n, who in enumerate(
        ("persons under 15", "children below the age of fifteen", "anyone who has not attained the age of 16", "children under 17"))],
    ("17-range-with-consent", draft("Persons aged 15 to 17 may enlist with the permission of their parents."), {AGE: "contrary", "age.entry-procedures": "contrary"}),
    ("17-unrelated", draft("The hospital shall treat children under 5 free of charge."), {AGE: "absent", RECRUIT: "absent"}),
    ("1-roman-under-letter", draft("Each side shall:\n\n(a) with regard to young people:\n\n(i) not recruit or use any person under 18;\n\n(ii) release those it holds;\n\n(b) open the market.") , {RECRUIT: "present", AGE: "present"}),
    ("1-chapeau-no-party-shall", draft("No Party shall:\n\n(a) attack a hospital;\n\n(b) recruit or use children;\n\n(c) amnesty those who committed war crimes."), {RECRUIT: "present", AMNESTY: "present"}),
    ("1-bullets", draft("The Parties agree to:\n\n• stop all shelling;\n\n• release every child associated with their forces, whatever the role;\n\n• exchange maps."), {RELEASE: "present"}),
    ("2-nor", draft("The Parties shall not shell the town, nor shall they recruit or use children."), {RECRUIT: "present"}),
    ("2-in-no-case", draft("In no case may the release of children be made subject to the disarmament of adults."), {UNCONDITIONAL: "present", ADULT: "present"}),
    ("2-shall-not-be-barred", draft("Nothing shall prevent the prosecution of those who recruited children, and no amnesty shall stand in its way."), {AMNESTY: "present"}),
    ("3-save-where", draft("The Parties shall not recruit or use children save where the security of the State requires it."), {RECRUIT: "contrary"}),
    ("3-hors-amnesty-unless", draft("No amnesty shall be granted for war crimes unless the commander asks for pardon."), {AMNESTY: "contrary"}),
    ("4-pending", draft("The release of children shall be deferred pending the cantonment of the fighters."), {ADULT: "contrary"}),
    ("4-weapon", draft("A boy shall be let go when he hands in a rifle."), {UNCONDITIONAL: "contrary"}),
    ("4-recognition", draft("Once the Front is recognised as a political party it shall release all children in its ranks."), {UNCONDITIONAL: "contrary"}),
    ("4-not-a-condition", draft("The Parties shall release all children before, during and after the disarmament of adults."), {ADULT: "present", RELEASE: "present"}),
    ("4-start-later", draft("The Parties shall release all children once a final peace agreement is signed."), {LAPSE: "contrary"}),
    ("5-must", draft("All children must be released."), {RELEASE: "present"}),
    ("5-prohibited", draft("The recruitment or use of children is strictly prohibited."), {RECRUIT: "present"}),
    ("5-invited", draft("The Parties are invited to release the children in their ranks."), {RELEASE: "weak"}),
    ("6-heading-only", draft("Children. The Parties shall meet in June.", "Disarmament of children and adults"), {RELEASE: "absent", RECRUIT: "absent"}),
    ("7-sixteen-in-annex", draft("“Child” means every person under the age of eighteen.") + "\nANNEX B\n\n1. The minors under 16 in the columns shall be released.\n", {AGE: "contrary", RELEASE: "contrary"}),
    ("8-other-text", draft("The Parties reaffirm that the prohibited acts listed in the earlier ceasefire remain prohibited."), {RECRUIT: "absent"}),
    ("9-annex-carve-out", draft("A general amnesty is granted to the members of the Front.") + "\nANNEX A\n\n1. No amnesty granted by this Agreement covers war crimes, genocide or the recruitment of children.\n", {AMNESTY: "present", CRIMES: "present"}),
    ("10-shield", draft("What was done in the war is forgiven, and no court shall hear of it."), {AMNESTY: "contrary"}),
    ("10-dispute", draft("The mixed commission shall close the case files on cattle theft."), {AMNESTY: "absent"}),
    ("11-not-sons", draft("The sons and daughters of this nation shall live in peace."), {RECRUIT: "absent", RELEASE: "absent", AGE: "absent"}),
    ("11-not-minor-party", draft("Minor parties shall be released from the deposit required of candidates."), {RELEASE: "absent", CHILDREN: "absent"}),
    ("11-not-juvenile-stock", draft("Juvenile fish shall be released unharmed by both fleets."), {RELEASE: "absent", CHILDREN: "absent"}),
    ("12-vulnerable", draft("Humanitarian aid shall reach vulnerable groups, including children."), {CHILDREN: "weak", RELEASE: "absent"}),
    ("13-detained-children", draft("The Government shall release all children detained on account of the conflict."), {RELEASE: "absent", "detention.captured-children": "present"}),
    ("13-hostages", draft("All hostages shall be released immediately and unconditionally."), {RELEASE: "absent", UNCONDITIONAL: "absent", AT_ONCE: "absent"}),
    ("13-teachers", draft("The Ministry shall recruit teachers for children in the north and shall use schools for classes."), {RECRUIT: "absent"}),
    ("14-minutes", draft("The Government side stated that children had been released in March."), {RELEASE: "absent"}),
    ("14-deed", "DEED OF COMMITMENT OF THE RIVER FRONT\n\nWe, the River Front, declare:\n\n1. Our movement does not recruit or use children.\n\n2. We open the road.\n", {RECRUIT: "present"}),
    ("16-inline", draft("The Parties [shall] [should] release all children in their ranks."), {RELEASE: "weak"}),
    ("16-tbd", draft("All children in the ranks shall be released by [date to be agreed]."), {RELEASE: "present"}),
    ("17-article-fifteen", draft("The acts listed in Article 15 and the 16 crossing points concern children and adults alike."), {AGE: "absent"}),
    ("17-older-than", draft("Only persons who are at least eighteen years old may be enlisted in the forces of either Party."), {"age.entry-procedures": "present"}),
    ("17-sixteen-volunteers", draft("Volunteers for the forces of the Front shall be at least sixteen years of age."), {AGE: "contrary", "age.entry-procedures": "contrary"}),
]  # fmt: skip

FAILING: dict[str, str] = {
}
FAILING_WITH_MODEL: dict[str, str] = {
}
WITH_MODEL = ("1-", "2-", "3-", "4-", "9-", "11-not-", "13-", "14-", "16-")


def _cases(names: tuple[str, ...] = ("",), failing: dict[str, str] = FAILING) -> list[object]:
    return [
        pytest.param(text, expected, id=name, marks=[pytest.mark.xfail(strict=True, reason=failing[name])] if name in failing else [])
        for name, text, expected in CASES
        if name.startswith(names)
    ]


@pytest.mark.parametrize(("text", "expected"), _cases())
def test_trap_by_rules(text: str, expected: dict[str, str]) -> None:
    got = found(text)
    assert {p: got.get(p, "absent") for p in expected} == expected


@pytest.mark.parametrize(("text", "expected"), _cases(WITH_MODEL, FAILING | FAILING_WITH_MODEL))
def test_trap_with_model(text: str, expected: dict[str, str]) -> None:
    """The classifier may call a person in (unclear); it may not turn a reading into another one, nor find what is not there."""
    got = found(text, model="on")
    assert {p: got.get(p, "absent") for p in expected if got.get(p) != "unclear"} == {p: s for p, s in expected.items() if got.get(p) != "unclear"}


def test_a_broken_word_is_mended_in_a_pdf() -> None:
    """Trap 15: a text file keeps its own characters, but a PDF's line ends are the printer's."""
    fpdf = pytest.importorskip("fpdf")
    pdf = fpdf.FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for line in ("CEASEFIRE AGREEMENT", "", "Article 1", "The recruitment of children has harmed the people of both banks of the river, and re-", "cruitment of children and their use by any Party in what-", "ever role is prohibited from the day of signature."):
        pdf.cell(0, 7, line, new_x="LMARGIN", new_y="NEXT")
    report = scan(bytes(pdf.output()), Options(profile="ceasefire", model="off"), name="draft.pdf")
    assert {a.provision: a.status for a in report.assessments}[RECRUIT] == "present"
    assert any("recruitment of children and their use by any Party in whatever role" in " ".join(f.quote.split()) for f in report.findings)
