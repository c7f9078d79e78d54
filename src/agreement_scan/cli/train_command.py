"""``agreement-scan train``: the classifier, from what the repository ships."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import UsageError


def train(
    out: Annotated[str, typer.Option("--out", help="Folder of the model; it is made.")],
    extra: Annotated[list[str] | None, typer.Option("--with", help="More labelled clauses (JSONL), such as reviewers' decisions.")] = None,
    curve: Annotated[bool, typer.Option("--curve", help="Measure the learning curve too (about four more trainings) and put it into the card.")] = False,
    encoder: Annotated[bool, typer.Option("--encoder", help="Fine-tune the sentence encoder instead, for the classifier in models (extra: encoder-train).")] = False,
    again: Annotated[bool, typer.Option("--combine-again", help="Keep the encoder in --out as it is and fit only its combination with rules and classifier as they are now (extra: encoder).")] = False,
    root: Annotated[str | None, typer.Option("--root", help="A checkout of the repository; default: this folder.")] = None,
) -> int:
    """Train the classifier on the development drafts, the training drafts and the clause bank. The same data give the same file."""
    from ..annotation import data
    from ..classify import card as pages
    from ..classify.train import learning_curve
    from ..classify.train import train as fit

    place = data.checkout(root)
    drafts = [*data.drafts(place, "development"), *data.training_drafts(place)]
    bank = list(data.clauses(place))
    own = len(bank)
    for name in extra or []:
        if not Path(name).is_file():
            raise UsageError(f"There is no file “{name}”.", "Name a JSONL file of labelled clauses.")
        bank += data.read_clauses(Path(name))
    typer.echo(f"Training on {len(drafts)} drafts and {len(bank)} clauses{f' ({len(bank) - own} of your own)' if len(bank) > own else ''} …", err=True)
    if encoder or again:
        from ..classify.encoder_training import combine_again, train_encoder

        card = (combine_again if again else train_encoder)(drafts, bank, Path(out), say=lambda line: typer.echo(line, err=True))
        for name, value in card["measures"].items():
            typer.echo(f"{name}: {value}")
        return 0
    card = fit(drafts, bank, Path(out))
    if curve:
        card["measures"]["learning curve"] = learning_curve(drafts, bank)
        pages.write(Path(out), card)
    typer.echo(f"{Path(out).name}: {len(card['provisions'])} provisions, {card['data']['features']} features.")
    for name, value in card["measures"]["out of fold, document level"].items():
        typer.echo(f"  {name}: {value}")
    return 0
