"""The typer application: commands are registered here, errors become messages and exit codes here."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from ..errors import AgreementScanError
from . import (
    annotations_command,
    batch_command,
    compare_command,
    corpus_command,
    evaluate_command,
    explain_command,
    export_command,
    provisions_command,
    read_command,
    review_command,
    scan_command,
    train_command,
)

# typer carries its own copy of click in some releases and the shared one in others: both bases are found through typer itself
ClickException = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="agreement-scan",
    help="Reads draft ceasefire and peace agreements for what they do, and fail to do, for children. Works offline; nothing leaves this computer.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(value: bool) -> None:
    if value:
        from ..scan import tool_version

        typer.echo(f"agreement-scan {tool_version()}")
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Options that stand before a command."""


app.command("scan")(scan_command.scan)
app.command("batch")(batch_command.batch)
app.command("export")(export_command.export)
app.command("compare")(compare_command.compare)
app.command("read")(read_command.read)
app.command("explain")(explain_command.explain)
app.add_typer(provisions_command.app, name="provisions")
app.add_typer(corpus_command.app, name="corpus")
app.add_typer(annotations_command.app, name="annotations")
app.add_typer(review_command.app, name="review")
app.command("train")(train_command.train)
app.command("evaluate")(evaluate_command.evaluate)


def run(arguments: list[str]) -> int:
    """Runs the command line and gives the exit code. Messages go to standard error."""
    command = typer.main.get_command(app)
    try:
        outcome = command.main(args=arguments, prog_name="agreement-scan", standalone_mode=False)
        sys.stdout.flush()
        if outcome == 130:  # what typer makes of an interrupt
            typer.echo("Stopped.", err=True)
        return outcome if isinstance(outcome, int) else 0
    except typer.Exit as stop:
        return stop.exit_code
    except ClickException as error:
        error.show()  # type: ignore[attr-defined]
        return 2
    except (KeyboardInterrupt, typer.Abort):
        typer.echo("Stopped.", err=True)
        return 130
    except AgreementScanError as error:
        complain(error)
        return error.exit_code
    except BrokenPipeError:
        return _unread()
    except SystemExit as stop:
        if isinstance(stop.__context__, OSError):  # click makes it of a closed pipe
            return _unread()
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except Exception as error:
        if os.environ.get("AGREEMENT_SCAN_DEBUG"):
            raise
        typer.echo(f"error: this is a fault of agreement-scan itself ({type(error).__name__}).", err=True)
        typer.echo("  Run again with AGREEMENT_SCAN_DEBUG=1 to see where, and report it without the draft.", err=True)
        return 70


def _unread() -> int:
    """Whoever reads the output has enough: nothing more is written, and that is no fault."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 0


def complain(error: AgreementScanError) -> None:
    """Prints an error and the way out to standard error."""
    typer.echo(f"error: {error.message}", err=True)
    if error.hint:
        typer.echo(f"  {error.hint}", err=True)
