"""`market elsewhere`: the second home of backups, from the operator's side."""

from pathlib import Path
from typing import Annotated

import typer

elsewhere = typer.Typer(no_args_is_help=True)


@elsewhere.command()
def key(file: Annotated[Path, typer.Argument(help="A file that is not there yet. Keep it off the machine.")]) -> None:
    """Makes the key that opens copies, and prints its public half for MARKET_BACKUPS_KEY."""
    from market.reports.elsewhere import new_key

    typer.echo(f"MARKET_BACKUPS_KEY={new_key(file)}")
    typer.echo(f"{file} opens every copy. Print it or keep it on paper too: without it no copy can be read.", err=True)


@elsewhere.command(name="list")
def list_there() -> None:
    """Names what lies there, the newest first."""
    from market.reports.elsewhere import backups_there

    found = backups_there()
    for name in found:
        typer.echo(name)


@elsewhere.command()
def send() -> None:
    """Copies the newest daily backup there now."""
    from market.reports import backup as backups
    from market.reports.elsewhere import send_now
    from market.reports.homes import ENDS

    source = backups.newest()
    send_now(source)
    typer.echo(f"{source.name}{ENDS} is there")


@elsewhere.command()
def fetch(
    name: str,
    file: Path,
    key: Annotated[Path, typer.Option("--key", help="The file that `market elsewhere key` wrote.")],
) -> None:
    """Brings one back and opens it; then `market restore FILE`."""
    from market.reports.elsewhere import fetch

    fetch(name, file, key)
    typer.echo(f"{file}: {file.stat().st_size:,} bytes")
