"""The command line. Nothing heavy is imported before a command needs it."""

import gc
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from market.cli_allocation import allocate, verify
from market.cli_backup import backup, move, prove, restore
from market.cli_clock import clock
from market.cli_elsewhere import elsewhere
from market.cli_serve import serve, worker
from market.cli_words import InWords, sentence

app = typer.Typer(cls=InWords, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True)
people = typer.Typer(no_args_is_help=True)
app.add_typer(imports, name="import", help="Load groups and products from a spreadsheet.")
app.add_typer(people, name="person", help="First accounts.")
app.add_typer(elsewhere, name="elsewhere", help="Backups in their second home, encrypted.")
app.command()(serve)
app.command()(worker)
app.command()(allocate)
app.command()(verify)
app.command()(backup)
app.command()(restore)
app.command()(prove)
app.command()(move)
app.command()(clock)


@app.command()
def migrate() -> None:
    """Brings the database to the newest schema."""
    from market import migrations
    from market.catalog.first import add_first
    from market.kernel.db import write

    migrations.upgrade()
    write(add_first)


@app.command()
def doctor() -> None:
    """Says what is wrong with settings, storage, backups and data; exit 1 when anything is."""
    from market.reports.doctor import complaints

    found = complaints()
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    typer.echo("Nothing is wrong.")


@app.command()
def demo(fresh: bool = False, keep: bool = False) -> None:
    """Builds the demo in the database of the settings, a file, unless today's is there."""
    from market import migrations
    from market.demo.folder import BEGUN, DemoFiles
    from market.kernel.db import database
    from market.kernel.settings import settings

    if not database().sqlite:
        _end("The demo needs a database file of its own: MARKET_DATABASE_URL=sqlite:////a/folder/demo.db")
    here = DemoFiles(Path(database().url.partition("///")[2]).absolute(), Path(settings().media).absolute())
    today = f"{date.today()}"
    if here.taken:
        _end(f"{here.file} holds something that is no demo. Name another file, or move it away.")
    if not fresh and here.built not in ("", BEGUN) and (keep or here.built == today):
        if migrations.current() != migrations.newest():
            migrations.upgrade()
        return
    if here.built:
        here.put_aside()
        database.cache_clear()
    here.media.mkdir(parents=True, exist_ok=True)
    here.stamp(BEGUN)
    _build_demo()
    here.stamp(today)


def _build_demo() -> None:
    """With a bar of what is done."""
    gc.disable()  # the process ends with it, and what it loads and builds is kept to the end
    from market import migrations
    from market.app import create_app
    from market.demo.build import build, parts

    create_app()
    migrations.upgrade()
    with typer.progressbar(length=parts(), label="Goods, orders, bazaars, pictures", file=sys.stderr) as bar:
        build(bar.update)


def _end(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(1)


@app.command()
def seed(
    groups: Annotated[int, typer.Option(min=1)] = 10,
    products: Annotated[int, typer.Option(min=1)] = 100,
    orders: Annotated[int, typer.Option(min=0)] = 0,
    bazaars: Annotated[int, typer.Option(min=0)] = 0,
    random_seed: int = 1,
) -> None:
    """Loads data in bulk, for measuring."""
    from market.app import create_app
    from market.demo.bulk import fill

    create_app()
    fill(groups, products, orders, bazaars, random_seed)


@app.command()
def messages() -> None:
    """Letters that could not be sent for an hour, or are tried no more, and why."""
    from market.kernel.db import read
    from market.messages.sending import stuck

    with read() as db:
        found = stuck(db)
        for each in found:
            typer.echo(f"{each.key}  {each.written_at:%Y-%m-%d %H:%M}  {each.channel}  {each.template}  {each.error}")
    typer.echo(f"{len(found)} could not be sent" if found else "All letters left, or are on their way.")


@app.command()
def send_again() -> None:
    """Tries once more, now, the letters that could not be sent."""
    from market.kernel.db import write
    from market.messages.sending import try_again

    typer.echo(f"{write(try_again)} are tried again")


@app.command()
def qris(payload: str, amount: Annotated[int | None, typer.Option(help="Rupiah to ask for.")] = None) -> None:
    """Checks a static QRIS and prints its fields; with an amount the payload that asks for it."""
    from market.payments.providers.qris import read_qris

    code = read_qris(payload)
    asked = code.with_amount(amount) if amount is not None else ""
    if asked:
        typer.echo(asked)
        return
    typer.echo(f"merchant {code.merchant!r}, city {code.city!r}, NMID {code.nmid or '-'}")
    for tag, value in code.fields:
        typer.echo(f"{tag} {len(value):02d} {value}")


@people.command("add")
def add_person(
    role: Annotated[Literal["officer", "admin", "facilitator"], typer.Option()],
    phone: str = "",
    email: str = "",
    name: str = "",
    place: str = "",
    agency: str = "",
    group: str = "",
) -> None:
    """Adds an officer, an admin or a facilitator, and prints a link where she sets her password (7 days, once).

    The link is proof of her number or e-mail: give it to nobody else. She is what she was named once she opened it.
    """
    from market.reports.first_people import add_first

    link, who = add_first(role, phone, email, name, place, agency, group)
    typer.echo(f"{who}: {link} (7 days, once)" if link else f"{who} proved her account before: it holds from now on")


@people.command("code")
def let_in(identifier: Annotated[str, typer.Argument(help="phone number, e-mail or A-123")]) -> None:
    """Prints a code with which somebody sets a new password at /lupa; for an admin, too."""
    from market.reports.first_people import code_at_console

    code, who = code_at_console(identifier)
    typer.echo(f"{who}: sign in at /lupa with the code {code} (24 hours, once)")


@people.command("totp-off")
def totp_off(identifier: Annotated[str, typer.Argument(help="phone number, e-mail or A-123")]) -> None:
    """Asks for no code of an app any more: for who lost the phone and the recovery codes. Signs them out."""
    from market.reports.first_people import end_second_at_console

    who = end_second_at_console(identifier)
    typer.echo(f"{who}: signs in with the password alone; an admin sets the codes up again right after")


@people.command("sign-out")
def sign_out(
    identifier: Annotated[str, typer.Argument(help="phone number, e-mail or A-123")] = "",
    everybody: Annotated[bool, typer.Option("--everybody", help="All accounts, and all phones of groups.")] = False,
) -> None:
    """Ends all logins of one account, or of everybody: for when accounts or data leaked (docs/leaks.md)."""
    from market.kernel.db import write
    from market.people.signing_in.everybody_out import end_all_logins
    from market.reports.first_people import end_logins_at_console

    if bool(identifier) == everybody:
        _end("Whom? An account (a number, an e-mail or A-123), or --everybody.")
    ended, who = (write(end_all_logins), "everybody") if everybody else end_logins_at_console(identifier)
    typer.echo(f"{who}: {ended} logins ended")


@imports.command("groups")
def import_groups(file: Path, place: Annotated[str, typer.Option()], dry_run: bool = False) -> None:
    """Groups from XLSX or CSV, as on the officer's page; prints each row's effect."""
    from market.reports.sheets import groups_from_file

    _import(groups_from_file, file, place, dry_run=dry_run)


@imports.command("products")
def import_products(file: Path, group: Annotated[str, typer.Option()], dry_run: bool = False) -> None:
    """Products of one group from XLSX or CSV."""
    from market.reports.sheets import products_from_file

    _import(products_from_file, file, group, dry_run=dry_run)


def _import(read: Callable[..., tuple[list[str], int]], file: Path, of: str, *, dry_run: bool) -> NoReturn:
    """Prints what becomes of each row; ends with 1 where one could not be written."""
    lines, bad = read(file, of, dry_run=dry_run, words=sentence)
    for line in lines:
        typer.echo(line)
    sys.exit(1 if bad and not dry_run else 0)
