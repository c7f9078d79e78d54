"""Checks of the catalogue beyond its schema: what is missing, and whether every example gets its status."""

from __future__ import annotations

from pathlib import Path

from ..catalogue import Provision, load_catalogue
from ..languages import available, load

LEAST_EXAMPLES = 3


def lint(extra: Path | None = None, examples: bool = True) -> list[str]:
    """Problems as lines "file: message", none where all is well. Raises BadCatalogue for faults of the schema."""
    catalogue = load_catalogue(extra)
    problems: list[str] = []
    for provision in catalogue.provisions.values():
        problems += [f"{provision.file}: {message}" for message in _one(provision)]
    if examples:
        problems += _examples(extra)
    return problems


def _one(provision: Provision) -> list[str]:
    found = []
    met = [e for e in provision.examples if e.status == "present"]
    others = [e for e in provision.examples if e.status != "present"]
    if len(met) < LEAST_EXAMPLES:
        found.append(f"has {len(met)} examples that meet it; {LEAST_EXAMPLES} are the least")
    if len(others) < LEAST_EXAMPLES:
        found.append(f"has {len(others)} counter-examples; {LEAST_EXAMPLES} are the least")
    if provision.contrary and not any(e.status == "contrary" for e in others):
        found.append("can be contradicted but has no contrary counter-example")
    if not any(r.status == "present" for r in provision.rules):
        found.append("has no rule for present")
    if provision.contrary and not any(r.status == "contrary" for r in provision.rules):
        found.append("can be contradicted but has no rule for contrary")
    if provision.kind == "require-if" and not provision.trigger:
        found.append("is asked only under a condition but names no trigger")
    return found


def _examples(extra: Path | None) -> list[str]:
    from rapidfuzz import process

    from ..pipeline import pipeline_for
    from .examples import status_of_example

    problems = []
    catalogue = load_catalogue(extra)
    for code in available():
        language = load(code, extra)
        pipeline = pipeline_for(language, catalogue)
        missing = pipeline.rules.missing_by_provision
        for provision in catalogue.provisions.values():
            for name in sorted(missing.get(provision.id, ())):
                near = ", ".join(match for match, _, _ in process.extract(name, list(language.concepts), limit=3))
                problems.append(f"{provision.file}: the {language.name} pack has no concept “{name}”; the nearest are {near}")
            for example in provision.examples:
                got = status_of_example(provision.id, example, pipeline, catalogue)
                if got != example.status:
                    problems.append(f"{provision.file}: an example should be {example.status} but reads as {got}: {example.text[:90]}")
    return problems
