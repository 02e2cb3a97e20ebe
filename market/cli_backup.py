"""`market backup`, `market restore`, `market prove` and `market move`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from market.reports.packed import Unpacked


def backup(
    file: Path, check: Annotated[bool, typer.Option("--check", help="Read one that is there; change nothing.")] = False
) -> None:
    """Writes database and pictures to one file, while the shop is open."""
    (_read_whole if check else _write)(file)


def _write(file: Path) -> None:
    from market.reports.backup import backup

    backup(file)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")


def _read_whole(file: Path) -> None:
    from market.reports.backup import check

    _tell(file, check(file))


def restore(
    file: Path,
    stop_first: Annotated[bool, typer.Option("--stop-first", help="End server and worker of this machine.")] = False,
) -> None:
    """Puts a backup in the place of what is there, and brings it to today's schema. Refused while a server is up."""
    from market.kernel.up import alone
    from market.reports import backup as backups

    if stop_first:
        backups.check(file)  # one that is none ends no server
    with alone(stop_first=stop_first):
        typer.echo(f"Replaced by it: {backups.what_is_there()}")
        _tell(file, backups.restore(file))


def prove(
    file: Annotated[Path | None, typer.Argument(help="The newest daily one where none is named.")] = None,
) -> None:
    """Puts a backup into a scratch database, recounts its stock and money there, and takes all of it away again."""
    from market.reports import backup as backups
    from market.reports import proving

    source = file or backups.newest()
    counted = proving.prove_now(source)
    if counted.wrong:
        backups.check(source)  # one that is none, or of elsewhere, is refused in words of its own
    typer.echo(f"{source}: {counted.orders:,} orders and {counted.pictures:,} pictures came back")
    if counted.wrong:
        typer.echo(counted.wrong, err=True)
        raise typer.Exit(1)


def move(
    to: Annotated[str, typer.Argument(help="postgresql://user@host/database; its password in PGPASSWORD.")],
) -> None:
    """Brings the whole shop from its SQLite file into an empty PostgreSQL, and proves that nothing is missing. Refused
    while a server is up. The file stays as it was."""
    from market.kernel.up import alone
    from market.reports import moving

    with alone():
        moved = moving.move(to)
    for each in moved:
        typer.echo(f"{each.table:24} {each.rows:>9,}  {each.digest[:16]}")
    typer.echo(f"{len(moved)} tables, {sum(each.rows for each in moved):,} rows: the same in both.")
    typer.echo("Now set MARKET_DATABASE_URL to that address, leave MARKET_MEDIA as it is, and start again.")


def _tell(file: Path, found: "Unpacked") -> None:
    made = f"made at {found.about['made_at']} by version {found.about['version']}"
    typer.echo(f"{file}: whole, {made}, {found.pictures:,} pictures")
