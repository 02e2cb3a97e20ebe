"""`market clock`: why nothing is done by the clock, and the operator's word that the time is right again."""

from typing import Annotated

import typer


def clock(
    right: Annotated[bool, typer.Option("--right", help="The time is right now: go on.")] = False,
) -> None:
    """Says whether the clock jumped, and what it ended while it was wrong; exit 1 while all that is due waits."""
    from market.kernel.beat import confirm_time, open_stop
    from market.kernel.clock import now
    from market.kernel.db import read, write
    from market.kernel.mistimed import all_mistimed

    if right:
        write(confirm_time)
        typer.echo("The worker mends what ended too early, and goes on.")
    with read() as db:
        jumped, found = open_stop(db), [each for each in all_mistimed(db) if each.open]
    typer.echo(f"It is {now().isoformat(timespec='seconds')} here.")
    for each in found:
        typer.echo(f"to look after: {each.title}  {each.code}  {each.at:%Y-%m-%d %H:%M}")
    if jumped and jumped.confirmed_at is None:
        said, ought = jumped.found_at.isoformat(), jumped.expected_at.isoformat()
        typer.echo(f"The clock said {said} and ought to have said {ought}.")
        typer.echo("Nothing is done by the clock until you say that the time is right: market clock --right")
        raise typer.Exit(1)
