"""The lights of the shop, one table for all who look: `market doctor`, the admin's first page, `/readyz`, and the mail
to the operator. Each look is short, and repeated every few seconds."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.photo import Photo
from market.catalog.picture import SIZES
from market.kernel import store
from market.kernel.beat import ClockBeat, ClockStop, beating, open_stop
from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.language import gettext as _
from market.kernel.mistimed import count_open
from market.kernel.record import table
from market.kernel.red_light import RedLight, red_lights
from market.messages.outbox import Message
from market.messages.sending import count_stuck, how_many_stuck, never_tried
from market.orders.finding import ordered_as_guest
from market.orders.order import SubOrder
from market.orders.state import State
from market.payments.overdue import overdue_bills
from market.people.owning.calls import calls_for_admin
from market.people.signing_in.contact import PROOF
from market.reports import machine
from market.reports.backup_age import storage
from market.reports.mail_light import asked_mail_server
from market.reports.wrong_settings import wrong_settings

EARLY = timedelta(minutes=5)  # by which another machine's clock may differ
LATEST_BEAT, LATEST_DONE, LATEST_LETTER = timedelta(seconds=40), timedelta(minutes=15), timedelta(hours=1)
BETWEEN = 10.0  # seconds between two looks at the disk for those who ask
LOOKED_AT = 200  # of the newest pictures


@dataclass(frozen=True, slots=True)
class Light:
    """`look` says in English what is wrong, a line for each thing; `words` what that means, in the reader's language.

    `of_machine`: what one machine finds says nothing of another. `without_data`: looked at while the database is away.
    """

    code: str
    words: Callable[[], str]
    look: Callable[[], list[str]]
    of_machine: bool = False
    without_data: bool = False


def _worker() -> list[str]:
    """Of a shop where none ever worked, what is left undone tells."""
    with read() as db:
        once = db.execute(sa.select(sa.exists().where(table(ClockBeat).c.id > 0))).scalar()
        if not once or beating(db, LATEST_BEAT):
            return []
    return [f"the worker gave no sign for {LATEST_BEAT.seconds} seconds: is `market worker` running?"]


def _clock() -> list[str]:
    """A clock that jumped, what it ended, or one that went back: something was written later than it is now. That stays
    so for a while after a jump that was confirmed, and is no news then."""
    rows, stops = table(Message), table(ClockStop)
    with read() as db:
        if stop := open_stop(db):
            ought = f"{stop.found_at.isoformat()} and ought to have said {stop.expected_at.isoformat()}"
            return [f"the clock said {ought}: nothing is done by it until `market clock --right`"]
        if waits := count_open(db):
            return [f"{waits} things ended by a clock that was wrong, and wait for somebody: /admin/jam"]
        last = db.scalar(sa.select(sa.func.max(rows.c.written_at)).where(~sa.exists().where(stops.c.id > 0)))
    moment = now()
    if last is None or last <= moment + EARLY:
        return []
    return [f"the clock says {moment.isoformat()}, and something was written at {last.isoformat()}"]


def _left_undone() -> list[str]:
    """What ought to have been done by the clock some time ago, while the clock runs."""
    late, s = now() - LATEST_DONE, table(SubOrder)
    unanswered = sa.select(s.c.id).where(s.c.state == State.WAITING, s.c.answer_by <= late).limit(1)
    with read() as db:
        if open_stop(db) is None and (overdue_bills(db, late, most=1) or db.execute(unanswered).first()):
            return ["orders are past their time, and nobody ends them: is the worker running?"]
    return []


def _letters() -> list[str]:
    oldest = sa.select(sa.func.min(table(Message).c.due_at)).where(never_tried())
    with read() as db:
        stuck, first = count_stuck(db), db.scalar(oldest)
    found = [f"{stuck} messages could not be sent for an hour: market messages"] if stuck else []
    if first and first < now() - LATEST_LETTER:
        found.append(f"a message waits since {first:%Y-%m-%d %H:%M}, and nobody tries to send it")
    return found + asked_mail_server()


def _pictures() -> list[str]:
    newest = sa.select(table(Photo).c.file).order_by(table(Photo).c.id.desc()).limit(LOOKED_AT)
    with read() as db:
        names = list(db.scalars(newest))
    lost = sum(not (store.folder() / f"{name}-{min(SIZES)}.webp").is_file() for name in names)
    return [f"{lost} of the newest {len(names)} pictures are missing in {store.folder()}"] if lost else []


LIGHTS = (
    Light(
        "settings", lambda: _("Setelan yang salah atau tidak dikenal"), wrong_settings,
        of_machine=True, without_data=True,
    ),
    Light(
        "disk", lambda: _("Penyimpanan hampir penuh, atau tidak bisa ditulis"), machine.folders,
        of_machine=True, without_data=True,
    ),
    Light(
        "backup", lambda: _("Cadangan tidak ada, terlalu lama, atau tidak bisa dikembalikan"), storage,
        without_data=True,
    ),
    Light("database", lambda: _("Database tidak menjawab, atau tidak bisa ditulis"), machine.database_writes),
    Light(
        "commands", lambda: _("Program PostgreSQL tidak ada atau lebih tua dari servernya"), machine.commands,
        of_machine=True,
    ),
    Light("clock", lambda: _("Jam mesin melompat, dan yang terkait batas waktu perlu dilihat"), _clock),
    Light("worker", lambda: _("Pekerja latar tidak memberi tanda"), _worker),
    Light("undone", lambda: _("Pesanan yang lewat waktu tidak diakhiri"), _left_undone),
    Light("letters", lambda: _("Kabar tidak bisa keluar"), _letters),
    Light("pictures", lambda: _("Gambar hilang dari penyimpanan"), _pictures),
)  # fmt: skip
BY_CODE = {light.code: light for light in LIGHTS}
ALL, OF_WORKER = tuple(BY_CODE), ("worker",)


def found_wrong(codes: Collection[str] = ALL) -> dict[str, list[str]]:
    """By light what is wrong now; nothing of what stands in a database that is away."""
    found: dict[str, list[str]] = {}
    for light in (BY_CODE[code] for code in codes):
        if "database" in found and not light.without_data:
            continue
        try:
            lines = light.look()
        except (sa.exc.SQLAlchemyError, OSError) as error:
            lines = [f"{light.code}: {type(error).__name__}"]
        if lines:
            found[light.code] = lines
    return found


@dataclass(frozen=True, slots=True)
class SeenLights:
    """What is red, the oldest first; how many letters cannot leave, how many calls wait for an admin, and how many of
    these are of somebody who ordered without an account, and may have lost her order."""

    red: list[RedLight]
    stuck: int
    calls: int
    lost: int


def seen_lights(db: Session, own_id: int) -> SeenLights:
    """In one statement, for a page of this admin that asks much else."""
    r, waits = table(RedLight), calls_for_admin(own_id, ordered_as_guest(PROOF.c.value)).subquery()
    letters = sa.select(how_many_stuck().scalar_subquery().label("stuck"), waits.c.calls, waits.c.beside).subquery()
    wanted = sa.select(letters, RedLight).select_from(letters.outerjoin(r, r.c.over_at.is_(None)))
    rows = db.execute(wanted.order_by(r.c.id)).all()
    first, red = rows[0], [row.RedLight for row in rows if row.RedLight]
    red += [each for each in _of_here() if each.code not in {known.code for known in red}]
    return SeenLights(red=red, stuck=first.stuck, calls=int(first.calls), lost=int(first.beside))


def red_codes(db: Session) -> list[str]:
    """Which lights are red, for somebody who asks from outside. Whether the worker lives is looked at now: who finds
    lights may be it."""
    gone = {"worker"} if _worker() else set()
    return sorted({each.code for each in (*red_lights(db), *_of_here())} | gone)


unkept: dict[str, list[str]] = {}  # what this process found and could not write down: the database's disk may be full


def _of_here() -> list[RedLight]:
    """What is red though it may stand in no row: where nothing can be written, that cannot be either."""
    disk = _disk(int(monotonic() // BETWEEN))
    found = ({"disk": list(disk)} if disk else {}) | unkept
    return [RedLight(code=code, said="; ".join(lines)) for code, lines in found.items()]


@lru_cache(maxsize=1)
def _disk(_turn: int) -> tuple[str, ...]:
    """Asked by whoever opens `/readyz`, and so not for each of them."""
    return tuple(machine.folders())
