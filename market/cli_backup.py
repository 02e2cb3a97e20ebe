"""`market backup`, `market check-backup` and `market restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from market.cli_allocation import stop
from market.kernel.refused import Refused

if TYPE_CHECKING:
    from market.reports.packed import Unpacked


def backup(file: Path) -> None:
    """Writes database and pictures to one file, while the shop is open."""
    from market.reports import backup as backups

    with _in_words():
        backups.backup(file)
        typer.echo(f"{file}: {file.stat().st_size:,} bytes")


def check_backup(file: Path) -> None:
    """Reads a backup whole, and changes nothing."""
    from market.reports import backup as backups

    with _in_words():
        _tell(file, backups.check(file))


def restore(
    file: Path,
    stop_first: Annotated[bool, typer.Option("--stop-first", help="End server and worker of this machine.")] = False,
) -> None:
    """Puts a backup in the place of what is there, and brings it to today's schema. Refused while a server is up."""
    from market.kernel.up import alone
    from market.reports import backup as backups

    with _in_words(), alone(stop_first=stop_first):
        typer.echo(f"In its place goes: {backups.what_is_there()}")
        _tell(file, backups.restore(file))


@contextmanager
def _in_words() -> Iterator[None]:
    """A refusal as its sentence, in English as the other commands speak; what the machine refuses as it says it."""
    from market.kernel.language import current

    current.set("en")
    try:
        yield
    except Refused as refusal:
        stop(refusal)
    except OSError as error:
        typer.echo(f"{error.strerror}: {error.filename}", err=True)
        raise typer.Exit(1) from error


def _tell(file: Path, found: "Unpacked") -> None:
    made = f"made at {found.about['made_at']} by version {found.about['version']}"
    typer.echo(f"{file}: whole, {made}, {found.pictures:,} pictures")
