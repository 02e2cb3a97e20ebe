"""Looks at all lights again and again, keeps which are red, and tells the operator once when one turns red and once
when it is well again."""

import logging
import os
import threading
from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel import language
from market.kernel.addresses import ADMIN
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.language import gettext as _
from market.kernel.record import locked, table
from market.kernel.red_light import EVERYWHERE, RedLight
from market.kernel.settings import settings
from market.messages.channels import Letter, send_operator
from market.reports.lights import ALL, BY_CODE, found_wrong, unkept

log = logging.getLogger(__name__)
EVERY = 15.0  # seconds: with the worker's latest beat, less than a minute
MOST_SAID = 300
R = table(RedLight)
NEW = sa.and_(R.c.told_at.is_(None), R.c.over_at.is_(None))
OVER = R.c.over_at.is_not(None)


class Watch:
    """One process that looks at these lights. It remembers what it cannot write down: that the database is away."""

    def __init__(self, codes: Collection[str] = ALL) -> None:
        self.codes = codes
        self.away: list[str] = []

    def look(self, _stop: threading.Event | None = None) -> None:
        """One look at every light."""
        self.keep(found_wrong(self.codes))

    def keep(self, found: dict[str, list[str]]) -> None:
        """Writes down what is red; tells of it by mail."""
        try:
            write(lambda db: _keep(db, self.codes, found))
        except sa.exc.SQLAlchemyError:
            _remember(found)
            self._is_away(found)
            return
        unkept.clear()
        if self.away and _sent(reds=[], well=["database"]):
            self.away = []
        _tell()

    def _is_away(self, found: dict[str, list[str]]) -> None:
        log.error("lights: the database is away")
        if "database" not in self.codes:  # another process tells of it
            return
        lines = found.get("database", ["database cannot be written"])
        if not self.away and _sent(reds=[RedLight(code="database", said=lines[0])], well=[]):
            self.away = lines


def _remember(found: dict[str, list[str]]) -> None:
    """What cannot be written down now, and no more of what could not be before."""
    for code in unkept.keys() - found.keys():
        del unkept[code]
    unkept.update(found)


def _machine_of(code: str) -> str:
    return os.uname().nodename[:80] if BY_CODE[code].of_machine else EVERYWHERE


def _keep(db: Session, codes: Collection[str], found: dict[str, list[str]]) -> None:
    """What another machine found of itself stays as it is."""
    mine = {(code, _machine_of(code)) for code in codes}
    known = {(each.code, each.machine): each for each in db.scalars(locked(sa.select(RedLight).order_by(R.c.id)))}
    for key in sorted(mine):
        each, lines = known.get(key), found.get(key[0])
        if lines and each is None:
            log.warning("red light %s: %s", key[0], "; ".join(lines))
            RedLight(code=key[0], machine=key[1], said="; ".join(lines)[:MOST_SAID]).add(db)
        elif lines and each:
            each.said, each.over_at = "; ".join(lines)[:MOST_SAID], None
        elif each and each.told_at is None:
            db.delete(each)  # over before anybody was told
        elif each:
            each.over_at = each.over_at or now()


def _tell() -> None:
    """What the operator does not know yet. Taken by one process, and given back where the mail server refuses."""
    if not settings().operator:
        write(lambda db: db.execute(sa.delete(R).where(OVER)) and None)
        return
    reds = write(lambda db: _take(db, NEW))
    over = write(lambda db: list(db.scalars(sa.select(RedLight).where(OVER))))
    if not reds and not over:
        return
    if _sent(reds=reds, well=[each.code for each in over]):
        write(lambda db: db.execute(sa.delete(R).where(OVER, R.c.id.in_([each.key for each in over]))) and None)
    else:
        write(lambda db: _give_back(db, reds))


def _take(db: Session, which: sa.ColumnElement[bool]) -> list[RedLight]:
    taken = list(db.scalars(locked(sa.select(RedLight).where(which).order_by(R.c.id), skip_locked=True)))
    for each in taken:
        each.told_at = now()
    return taken


def _give_back(db: Session, reds: Iterable[RedLight]) -> None:
    db.execute(sa.update(R).where(R.c.id.in_([each.key for each in reds])).values(told_at=None))


def _sent(*, reds: Sequence[RedLight], well: Sequence[str]) -> bool:
    """Whether the operator was told; yes where nobody is named who wants to know."""
    if not settings().operator:
        return True
    mark = language.current.set(settings().language)
    try:
        send_operator(_letter(reds, well))
    except Exception as error:  # the mail server may be what is broken: tried again at the next look
        log.warning("the operator was not told: %s", type(error).__name__)
        return False
    finally:
        language.current.reset(mark)
    return True


def _letter(reds: Sequence[RedLight], well: Sequence[str]) -> Letter:
    lines = [f"{BY_CODE[each.code].words()}: {each.said}" for each in reds]
    lines += [_("%(light)s: sudah baik lagi.") % {"light": BY_CODE[code].words()} for code in well]
    first = _("Dermaga: lampu merah") if reds else _("Dermaga: sudah baik lagi")
    where = _("Yang harus dikerjakan untuk tiap lampu ada di docs/operations.md.")
    return Letter(f"{first} ({os.uname().nodename})", "\n\n".join([*lines, where, settings().base_url + ADMIN]))
