"""``agreement-scan explain``: why a provision was found in a draft, or was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ..outputs import files_of, spare
from .output import write
from .settings import gathered

if TYPE_CHECKING:
    from ..explain import Explanation, Found, Near


def explain(
    provision: Annotated[str, typer.Argument(help="The id, such as release.unconditional.")],
    draft: Annotated[str, typer.Argument(help="The draft; - for standard input.")],
    profile: Annotated[str | None, typer.Option("--profile", "-p", help="ceasefire, peace-agreement, action-plan, mandate or transition; proposed from the text when not given.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the text; told from the text when not given.")] = None,
    catalogue: Annotated[str | None, typer.Option("--catalogue", help="A folder with provisions and profiles of your own.")] = None,
    password: Annotated[str | None, typer.Option("--password", help="Password of an encrypted PDF.")] = None,
    changes: Annotated[str | None, typer.Option("--changes", help="Tracked changes: both, accept or reject.")] = None,
    model: Annotated[str | None, typer.Option("--model", help="on or off: whether the classifier reads beside the rules.")] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Where to write; - for standard output.")] = None,
) -> int:
    """Explain why a provision was found in a draft, or was not: nearest clauses and what each lacks."""
    from ..explain import explain as explain_provision

    options = gathered(profile=profile, language=language, catalogue=catalogue, password=password, changes=changes, model=model)
    spare(output, draft, *files_of(options.catalogue))
    write(told(explain_provision(provision, draft, options)).encode("utf-8", "replace"), output)
    return 0


def told(explanation: Explanation) -> str:
    """The explanation as plain text."""
    from ..reports._text import visible

    p, a = explanation.provision, explanation.assessment
    lines = [f"{p.id}: {a.status}", p.name, "", p.question, a.because]
    if not a.in_profile:
        lines.append(f"The {explanation.profile} profile does not ask for it.")
    for found in explanation.found:
        lines += ["", *_found(found)]
    if not explanation.found:
        lines += ["", *_nearest(explanation.nearest)]
        lines += ["", f"Present would be: {p.present}", f"Suggested wording: {p.wording}"]
    return "\n".join(map(visible, lines)) + "\n"


def _found(found: Found) -> list[str]:
    f = found.finding
    lines = [f"{_place(f.clause, f.page)}: {f.status} ({f.strength}, confidence {f.confidence:.2f}, seen by {f.detector})"]
    if f.lead_in is not None:
        lines.append(f"  It hangs on: “{_flat(f.lead_in.quote)}”")
    lines.append(f"  “{_flat(f.quote)}”")
    lines.append(f"  Why {f.status}: {found.why}")
    if found.cues:
        lines.append("  The words that led to it:")
    by_words: dict[tuple[str, bool, bool], list[str]] = {}
    for cue in found.cues:
        by_words.setdefault((cue.words, cue.negated, cue.in_lead_in), []).append(cue.meaning)
    for (words, negated, in_lead_in), meanings in by_words.items():
        beside = [word for word, holds in (("negated", negated), ("in the lead-in", in_lead_in)) if holds]
        lines.append(f"    “{words}”: {'; '.join(meanings)}" + (f" ({', '.join(beside)})" if beside else ""))
    return lines + [f"  {sentence}" for sentence in found.why_not]


def _nearest(nearest: tuple[Near, ...]) -> list[str]:
    if not nearest:
        return ["No clause of the draft comes near it."]
    lines = ["The nearest clauses, and what each lacks:"]
    for n, near in enumerate(nearest, 1):
        lines += ["", f"{n}. {_place(near.clause, near.page)}"]
        if near.lead_in:
            lines.append(f"   It hangs on: “{_flat(near.lead_in)}”")
        lines.append(f"   “{_flat(near.quote)}”")
        if near.has:
            lines.append(f"   It speaks of: {'; '.join(near.has)}.")
        lines += [f"   To be {near.to_be}: {'; '.join(near.lacks)}."] if near.lacks else []
    return lines


def _place(clause: str, page: int | None) -> str:
    return ", ".join(part for part in (clause, "" if page is None else f"page {page}") if part) or "The text"


def _flat(text: str, limit: int = 400) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " […]"
