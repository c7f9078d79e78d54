"""The readings that one draft holds: tracked changes rejected against accepted, and options one by one."""

import io
import shutil
import subprocess

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from agreement_scan.compare import compare_options, compare_tracked_changes
from agreement_scan.errors import UsageError
from agreement_scan.options import Options
from agreement_scan.reports.comparison._story import Story

RULES = Options(profile="ceasefire", model="off")  # what is tested is the comparison, not what was learnt

PLAIN = (
    "CEASEFIRE AGREEMENT FOR THE TAMSIN VALLEY", "The Government of Orvane and the Tamsin Front, together the Parties, have agreed as follows:",
    "Article 1. Recruitment", "1.1 The Parties shall end the recruitment of children and their use in any capacity.",
    "Article 2. Release", "2.1 The Parties shall release all children in their ranks within thirty days.",
)  # fmt: skip


def tracked(paragraph, kind, words):
    name = "delText" if kind == "del" else "t"
    paragraph._p.append(parse_xml(f'<w:{kind} {nsdecls("w")} w:id="{len(words)}" w:author="Adviser" w:date="2031-03-03T10:00:00Z"><w:r><w:{name} xml:space="preserve">{words}</w:{name}></w:r></w:{kind}>'))


def word_draft(with_changes=True):
    """A DOCX in which an adviser softened the handover and struck out the clause on prosecution."""
    made = docx.Document()
    for words in PLAIN:
        made.add_paragraph(words)
    handover = made.add_paragraph("2.2 The children released ")
    if with_changes:
        tracked(handover, "del", "shall")
        tracked(handover, "ins", "should")
    else:
        handover.add_run("shall")
    handover.add_run(" be handed over to UNICEF within two days.")
    made.add_paragraph("Article 3. Accountability")
    prosecution = made.add_paragraph("3.1 ")
    prosecution.add_run("The Parties shall investigate every incident.")
    if with_changes:
        tracked(prosecution, "del", " They shall prosecute those responsible for the recruitment of children.")
    made.add_paragraph("Article 4. Final provisions")
    made.add_paragraph("4.1 This Agreement enters into force on signature.")
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def test_tracked_changes_rejected_against_accepted():
    c = compare_tracked_changes(word_draft(), RULES, name="draft.docx")
    assert c.readings == ("changes rejected", "changes accepted")
    certain = {x.provision: x.change for x in c.changes if x.change not in ("kept", "uncertain")}
    assert certain == {"release.handover-protocol": "weakened", "justice.investigate-prosecute": "lost"}
    told = {x.provision: Story(c).entry(x).reasons for x in c.changes}
    assert told["release.handover-protocol"][0].startswith("“shall” became “should” in Article 2.2: this alone made the difference")
    assert told["justice.investigate-prosecute"][0].startswith("“They shall prosecute those responsible for the recruitment of children” deleted in Article 3.1: this alone")
    assert Story(c).titles() == ("draft.docx, changes rejected", "draft.docx, changes accepted")


def test_a_draft_without_tracked_changes_says_so():
    with pytest.raises(UsageError, match="no tracked changes"):
        compare_tracked_changes(word_draft(False), RULES, name="draft.docx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_same_after_libreoffice_saved_it(tmp_path):
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / "draft.docx"
    source.write_bytes(word_draft())
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "odt", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    c = compare_tracked_changes(tmp_path / "draft.odt", RULES)
    certain = {x.provision: x.change for x in c.changes if x.change not in ("kept", "uncertain")}
    assert certain == {"release.handover-protocol": "weakened", "justice.investigate-prosecute": "lost"}


BRACKETED = """CEASEFIRE AGREEMENT FOR THE TAMSIN VALLEY

The Government of Orvane and the Tamsin Front, together the Parties,

Have agreed as follows:

Article 1. Release of children

1.1 The Parties shall release all children in their ranks within thirty days.

1.2 The children [shall][should] be handed over to UNICEF within two days.

1.3 [Child-protection agencies shall identify and register each child and keep the information confidential.]

Article 2. The past

Option A: No amnesty shall be granted for war crimes, crimes against humanity or the recruitment of children.

Option B: An amnesty is granted for all acts committed during the conflict.

Article 3. Final provisions

3.1 This Agreement enters into force on signature [date].
"""


def statuses(choices):
    """For each choice the statuses under its options, uncertain ones aside."""
    told = []
    for choice in choices.choices:
        under = [{a.provision: a.status for a in o.assessments} for o in choice.options]
        told.append({p: tuple(u.get(p) for u in under) for p in {p for u in under for p in u}})
    return told


def test_what_each_option_would_mean():
    choices = compare_options(BRACKETED.encode(), RULES, name="draft.txt")
    assert [c.clause for c in choices.choices] == ["Article 1.2", "Article 1.3", "Article 2, paragraph 1"]
    shall, registered, past = statuses(choices)
    assert shall["release.handover-protocol"] == ("present", "weak")
    assert registered["release.registration"] == ("present", "absent")
    assert past["amnesty.no-blanket"] == ("present", "contrary")
    assert past["amnesty.exclusion-crimes-against-children"] == ("present", "absent")
    drafted = {a.provision: a.status for a in choices.draft.assessments}
    assert drafted["release.registration"] == "weak"  # in brackets it is not agreed


def test_one_choice_says_nothing_of_another():
    """The provision of one choice is not listed under the others: all else is as the draft has it."""
    shall, registered, past = statuses(compare_options(BRACKETED.encode(), RULES, name="draft.txt"))
    assert "amnesty.no-blanket" not in shall and "amnesty.no-blanket" not in registered and "release.registration" not in past


def test_a_draft_without_options_says_so():
    with pytest.raises(UsageError, match="no options"):
        compare_options(b"1. The Parties shall release all children.\n\n2. Signed on [date].", RULES, name="d.txt")


def test_too_many_options_are_said_and_counted():
    text = "CEASEFIRE AGREEMENT\n\n" + "\n\n".join(f"{n}. The Parties [shall][should] open road {n}." for n in range(1, 41))
    choices = compare_options(text.encode(), RULES, name="d.txt")
    assert len(choices.choices) == 30
    (notice,) = choices.notices
    assert notice.code == "options-left-out" and notice.message.startswith("10 of 40")
