"""A published bazaar of groups whose chairs have a phone and no e-mail, made by statements, as its told list begins."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allotting.plan import publish, start_run
from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.notice import ASKED, Notice
from market.bazaars.booking.reply import Reply
from market.bazaars.booking.telling import tell_results
from market.bazaars.registering.saving import save_application
from market.bazaars.slot import slots_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.people.access import CLOCK, Actor
from market.people.group import Group, GroupKind
from market.people.membership import Acceptance, join
from market.people.person import Person
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done


@dataclass
class Heard(fairs.Fair):
    """A fair with its told list."""

    @property
    def news_desk(self) -> str:
        return self.desk + "/kabar"

    def line(self, number: int, news: str = "result") -> int:
        """The notice of a group."""
        with read() as db:
            group = fairs.group_id(self.groups[number][0])
            rows = db.query(Notice).where(table(Notice).c.group_id == group, table(Notice).c.news == news)
            return rows.order_by(table(Notice).c.id.desc()).first().key

    def link(self, number: int, news: str = "result") -> str:
        with read() as db:
            return Notice.get(db, self.line(number, news)).path

    def asked_by(self, number: int) -> str:
        """The link of the newest question to a group."""
        with read() as db:
            rows = table(Notice)
            mine = (rows.c.group_id == fairs.group_id(self.groups[number][0]), rows.c.template.in_(ASKED))
            return db.query(Notice).where(*mine).order_by(rows.c.id.desc()).first().path

    def by_state(self, template: str) -> list[int]:
        """Which groups were told by this template."""
        with read() as db:
            told = {n.group_id for n in db.query(Notice) if n.template == template}
        return [n for n, (slug, _) in enumerate(self.groups) if fairs.group_id(slug) in told]


def heard(here, groups: int = 6, booths: int = 4, *, phones: bool = True, told: bool = True) -> Heard:
    """Everybody registered, was found eligible and allotted; published."""
    fair = fairs.a_fair(here.officer, groups=0, booths=booths)
    done(fair.officer.post(fair.desk + "/buka"))
    made: list[tuple[str, int]] = []

    def work(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        slots = [slot.key for slot in slots_of(db, bazaar.key)]
        for n in range(groups):
            number = f"+6281298{n:05d}"
            chair = Person(
                name=f"Ketua {n}", phone=number if phones else None, password_hash=world.hashed(world.PASSWORD)
            ).add(db)
            group = Group(
                slug=f"kelompok-{n}", name=f"Kelompok {n:03d}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None
            ).add(db)
            join(db, group.key, chair, Acceptance.ACCOUNT, chair=True)
            save_application(
                db, bazaar, group, slots=slots, needs=[], zones=[], by=Actor(name="x"),
                category="kerupuk" if n % 2 else "kain",
                goods="Kerupuk", accepts_fewer_slots=False,
            ).application.submit(bazaar, by=CLOCK)  # fmt: skip
            made.append((group.slug, chair.key))
        fairs.all_eligible(db, bazaar, here.officer)
        fairs.drawn_at_once(db, bazaar)
        run = start_run(db, bazaar, by=Actor(name="x"), budget=0)
        run.begin()
        run.finish(allocate(run.problem_file, seed=run.seed, budget=0))
        publish(db, bazaar, run.version, by=CLOCK)
        if told:
            tell_results(db, bazaar)

    write(work)
    return Heard(fair.officer, fair.slug, made)


def once_it_counts() -> datetime:
    """A minute after the last word that waits counts, whatever the hour is now."""
    with read() as db:
        return max(each.counts_at for each in db.query(Reply) if each.waits) + timedelta(minutes=1)


def press_of(page: str, action: str) -> str:
    """The token of the form that leads there."""
    form = re.search(rf'action="{re.escape(action)}"[^>]*><input type="hidden" name="press" value="([^"]+)"', page)
    return form[1]
