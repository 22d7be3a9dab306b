"""The `peerbridge` command, put together; and the one place where a failure becomes a line and an exit code."""

import os
import sys

import typer

from peerbridge.cli import (
    audit,
    doubles,
    generate,
    imports,
    lost,
    operations,
    pairs,
    parked,
    people,
    programs,
    recover,
    tokens,
)
from peerbridge.cli.errors import EXIT_CODES, CommandError
from peerbridge.cli.output import note

__all__ = ["app", "main"]


def app() -> typer.Typer:
    """All commands."""
    top = typer.Typer(
        help="Work with a running Peerbridge: publish programs, import cases, look after events.",
        epilog=EXIT_CODES,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    top.add_typer(programs.app, name="programs")
    top.add_typer(imports.app, name="import")
    top.add_typer(generate.app, name="generate")
    top.add_typer(parked.parked, name="parked")
    top.add_typer(parked.dead, name="dead")
    top.add_typer(lost.app, name="lost")
    top.add_typer(recover.app, name="recover")
    top.add_typer(audit.app, name="audit")
    top.add_typer(people.app, name="person")
    top.add_typer(pairs.app, name="pair")
    doubles.add_to(people.app)
    tokens.add_to(top)
    operations.add_to(top)
    return top


def main() -> None:
    """Run the command and end the process with its exit code; nobody sees a stack trace but by PEERBRIDGE_DEBUG=1."""
    try:
        app()()
    except CommandError as error:
        note(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        note(f"{error.filename or 'A file'}: {error.strerror or 'cannot be used'}.")
        sys.exit(3)
    except Exception as error:
        if os.environ.get("PEERBRIDGE_DEBUG") == "1":
            raise
        note(f"Unexpected: {type(error).__name__}. Run it again with PEERBRIDGE_DEBUG=1 and report what it prints.")
        sys.exit(70)  # EX_SOFTWARE


if __name__ == "__main__":
    main()
