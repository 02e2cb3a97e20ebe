"""A group at a bazaar: the one door through which everything is done there in its name."""

from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar, bazaar_by_slug
from market.bazaars.booking.reply import Speaker, speaker_of
from market.bazaars.booking.telling import tell_done_for, tell_share_shown
from market.bazaars.registering.application import Application, ReservedShare, find_application
from market.bazaars.registering.share_answer import answer_share
from market.bazaars.whose import require_open_bazaar, require_own_bazaar
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.pages.at_group import Shows, group_here, group_seen
from market.pages.watching import note_helper
from market.people.access import Actor, Do
from market.people.group import Group


def seen_bazaar(db: Session, slug: str, *, lock: bool = False) -> Bazaar:
    bazaar = bazaar_by_slug(db, slug, lock=lock)
    if not bazaar.public:
        raise NotFound(slug)
    return bazaar


def seen_with_application(db: Session, slug: str, group_id: int) -> tuple[Bazaar, Application | None]:
    """A bazaar that groups may see, and this group's application to it."""
    rows, mine = table(Bazaar), table(Application)
    own = sa.and_(mine.c.bazaar_id == rows.c.id, mine.c.group_id == group_id)
    found = db.execute(sa.select(Bazaar, Application).outerjoin(Application, own).where(rows.c.slug == slug)).first()
    if found is None or not found[0].public:
        raise NotFound(slug)
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class AtBazaar:
    """A bazaar, locked, a group, and who acts for it there."""

    bazaar: Bazaar
    group: Group
    actor: Actor

    @property
    def speaker(self) -> Speaker:
        """On whose word something happens."""
        return speaker_of(self.actor)

    def answer_share(self, application: Application, reserved_share: ReservedShare) -> None:
        """What citizens may see of the reserved share. Who undid the group's "no" is written down, and it is told."""
        if answer_share(application, reserved_share, by=self.actor):
            tell_share_shown(self.bazaar.db, self.bazaar, application, self.actor)


@dataclass(frozen=True, slots=True)
class OwnRegistration(AtBazaar):
    """The same with the group's own registration."""

    application: Application

    def tell_done(self, step: str, once: str | int) -> None:
        """What an officer did in the group's name is told to it."""
        if self.speaker.office:
            tell_done_for(self.bazaar.db, self.bazaar, self.application, step, str(once))


@dataclass(frozen=True, slots=True)
class SeenAtBazaar:
    """A bazaar, a group, its registration if it has one, and who looks."""

    bazaar: Bazaar
    group: Group
    actor: Actor
    application: Application | None


def seen_at_bazaar(db: Session, request: Request, group: str, slug: str) -> SeenAtBazaar:
    """A group at a bazaar, for whoever may look: of the officers those who may open that bazaar. A helper's look is
    written down, as at the office's own list."""
    here, actor = group_seen(db, request, group, Shows.ITSELF)
    require_open_bazaar(db, actor, slug)
    bazaar, application = seen_with_application(db, slug, here.key)
    note_helper(request, actor, "applications", bazaar.key, here.key)
    return SeenAtBazaar(bazaar=bazaar, group=here, actor=actor, application=application)


def at_bazaar(db: Session, request: Request, group: str, slug: str) -> AtBazaar:
    """A group at a bazaar, for whoever may act for it there: of the officers those of the bazaar's own offices."""
    here, actor = group_here(db, request, group, Do.BAZAAR)
    require_own_bazaar(db, actor, slug)
    return AtBazaar(bazaar=seen_bazaar(db, slug, lock=True), group=here, actor=actor)


def own_registration(db: Session, request: Request, group: str, slug: str) -> OwnRegistration:
    """The same with its registration; NotFound where it has none."""
    here = at_bazaar(db, request, group, slug)
    application = find_application(db, here.bazaar.key, here.group.key, lock=True)
    if application is None:
        raise NotFound(slug)
    return OwnRegistration(bazaar=here.bazaar, group=here.group, actor=here.actor, application=application)


def own_letter(db: Session, request: Request, group: str, slug: str) -> OwnRegistration:
    """The same once the results are out."""
    own = own_registration(db, request, group, slug)
    if own.bazaar.published_at is None:
        raise NotFound(slug)
    return own
