"""Booth allocation outside the web: anybody can run it again, and check a plan without trusting anybody."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from market.kernel.refused import Refused

if TYPE_CHECKING:
    from market.bazaars.allocation.verify import Verified

MOST_BYTES = 60_000_000


def stop(refusal: Refused) -> None:
    """A sentence on stderr, exit 1."""
    from market.web.sentences import refusal_sentence

    typer.echo(refusal_sentence(refusal), err=True)
    raise typer.Exit(1)


def read_json(file: Path) -> dict[str, Any]:
    from market.bazaars.allocation.instance import strict_json

    if not file.is_file():
        raise Refused("file_missing", what=str(file))
    if file.stat().st_size > MOST_BYTES:
        raise Refused("file_too_large", n=MOST_BYTES // 1_000_000)
    return strict_json(file.read_bytes())


def allocate(
    instance: Path,
    out: Annotated[Path, typer.Option("--out", "-o", help="Where the plan goes.")],
    seed: Annotated[int, typer.Option(min=0)] = 0,
    budget: Annotated[
        int | None, typer.Option(min=0, help="Most moves of the search, not seconds; by default what its size needs.")
    ] = None,
    progress: Annotated[Path | None, typer.Option(help="A file that tells how far it is, in percent.")] = None,
) -> None:
    """Allots the booths of an instance file: the same on every machine."""
    from market.bazaars.allocation.plan_file import allocate as allot
    from market.kernel.language import current

    current.set("en")  # as the other commands speak

    def report(done: int, whole: int) -> bool:
        if progress is not None:
            progress.write_text(str(done * 100 // whole))
        if sys.stderr.isatty():
            typer.echo(f"\r{done * 100 // whole:3} %", nl=False, err=True)
        return True

    try:
        plan = allot(read_json(instance), seed=seed, budget=budget, report=report)
    except Refused as refusal:
        stop(refusal)
    else:
        out.write_text(json.dumps(plan, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        typer.echo(
            f"score {plan['score']}, at most {plan['upper_bound']} (gap {plan['gap']}), "
            f"{len(plan['rejected'])} left out, envy {plan['envy']}"
        )


def verify(
    instance: Annotated[Path | None, typer.Argument()] = None,
    plan: Annotated[Path | None, typer.Argument()] = None,
    draw: Annotated[Path | None, typer.Option(help="Recomputes seed and ranks from the draw's own file.")] = None,
    sealed: Annotated[Path | None, typer.Option(help="The list that was sealed, once it is opened.")] = None,
    plain: Annotated[Path | None, typer.Option(help="The plan of the draw alone, beside one with pins.")] = None,
    explain: Annotated[str | None, typer.Option(help="id or en: says why each group was left out.")] = None,
    rerun: Annotated[bool, typer.Option(help="Run the allocation again with the seed and budget of the plan.")] = True,
) -> None:
    """Checks a plan and trusts nothing in it: exit 1 names what is wrong, 3 says that it was not run again."""
    from market.bazaars.allocation.verify import verify as check
    from market.kernel.language import LANGUAGES, current

    if explain is not None and explain not in LANGUAGES:
        raise typer.BadParameter(", ".join(LANGUAGES))
    current.set(explain or "en")
    if draw is not None:
        verify_draw(Published(draw=draw, instance=instance, plan=plan, sealed=sealed, plain=plain))
        if plan is None:
            return
    if instance is None or plan is None:
        raise typer.BadParameter("INSTANCE PLAN, --draw DRAW")
    try:
        found = check(read_json(instance), read_json(plan), rerun=rerun)
    except Refused as refusal:
        stop(refusal)
    else:
        for line in _found(found):
            typer.echo(line)
        if explain:
            _explain(found.rejected)
        if rerun and not found.run_again:
            raise typer.Exit(3)


def _found(found: "Verified") -> Iterator[str]:
    """What was checked, and whether the run was one of it."""
    from market.bazaars.allocation.engine import ENGINE
    from market.kernel.language import gettext as _

    told = vars(found) | {"engine": found.engine[:80], "own": ENGINE}
    yield (
        _(
            "Aturan, nilai, alasan, dan batasnya benar: %(admitted)s dari %(groups)s kelompok mendapat stan, nilai "
            "%(score)s, paling tinggi %(upper_bound)s (selisih %(gap)s), tidak ada yang lebih berhak, tidak ada stan "
            "yang terbuang."
        )
        % told
    )
    if found.run_again:
        yield _("Pembagian sudah dijalankan sekali lagi dengan seed dan anggaran di berkas itu: hasilnya sama.")
        yield _("Sah.")
    elif found.engine != ENGINE:
        yield (
            _(
                "Pembagian ini tidak bisa dijalankan lagi di sini: dibuat oleh %(engine)s, dan program ini %(own)s. "
                "Yang belum diperiksa: apakah seed dan anggarannya memang menghasilkan rencana ini."
            )
            % told
        )
    else:
        yield _(
            "Pembagian tidak dijalankan lagi: apakah seed dan anggarannya menghasilkan rencana ini belum diperiksa."
        )


@dataclass(frozen=True, slots=True)
class Published:
    """The files of a draw that somebody has."""

    draw: Path
    instance: Path | None = None
    plan: Path | None = None
    sealed: Path | None = None
    plain: Path | None = None


def verify_draw(files: Published) -> None:
    """Recomputes hash, seed, lotteries and ranks; with instance, plan and sealed list, also that they are theirs."""
    from market.bazaars.allocation.draw_file import check_draw, check_instance, check_plain, check_sealed, check_seed

    try:
        opened = files.sealed.read_text(encoding="utf-8") if files.sealed is not None else None
        found = check_draw(read_json(files.draw))
        if files.instance is not None:
            check_instance(found, data := read_json(files.instance))
            check_plain(found, data, read_json(files.plain) if files.plain is not None else None, opened)
            if opened is not None:
                check_sealed(found, opened, data)
        if files.plan is not None:
            check_seed(found, read_json(files.plan), opened)
    except Refused as refusal:
        stop(refusal)
    else:
        from market.kernel.language import gettext as _

        told = _("Undian sah: daftar %(list_hash)s, angka %(number)s, benih %(seed)s.")
        typer.echo(told % {"list_hash": found.list_hash, "number": found.number, "seed": found.seed})
        order = found.ranks or sorted(found.lotteries, key=lambda number: found.lotteries[number])
        for place, number in enumerate(order, 1):
            typer.echo(f"{place:5} {number}")


def _explain(rejected: list[dict[str, Any]]) -> None:
    from market.kernel.language import gettext as _
    from market.pages.reasons import HELPS, reason_sentence

    for each in rejected:
        sentences = [reason_sentence(reason) for reason in each["reasons"]]
        helps = ", ".join(HELPS[code]() for code in each["would_help"])
        if helps:
            sentences.append(_("Yang akan membantu: %(helps)s.") % {"helps": helps})
        typer.echo(f"{each['group']}: {' '.join(sentences)}")
