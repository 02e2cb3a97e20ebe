"""What people were told of a bazaar: where it is, where the number is drawn, its rules.

While nobody registers they are the office's to write. Afterwards each change is an amendment with both values and a
reason that everybody reads, and whoever is concerned is told.
"""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment, AmendmentKind, write_down
from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.letter import GroupLetter, tell_groups
from market.bazaars.booking.stands import standing_or_waiting
from market.bazaars.planning.named_draw import require_place
from market.bazaars.planning.site import sites_of
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.kernel.refused import NotFound, Overtaken
from market.people.access import Actor
from market.people.group import Group

FACTS = {
    "venue": AmendmentKind.VENUE,
    "map_link": AmendmentKind.MAP_LINK,
    "draw_at": AmendmentKind.DRAW_AT,
    "rules": AmendmentKind.RULES,
}
TIMES = frozenset({AmendmentKind.CLOSES_AT, AmendmentKind.ROUND_ADDED, AmendmentKind.ROUND_DROPPED})


def describe(bazaar: Bazaar, name: str, story: str) -> None:
    """Its name and its story, without a reason, as long as it is not over."""
    if (name, story) != (bazaar.name, bazaar.story):
        bazaar.require_not_over()
        bazaar.name, bazaar.story = name, story


def set_picture(bazaar: Bazaar, name: str | None) -> None:
    """Another picture of it, as long as it is not over."""
    bazaar.require_not_over()
    bazaar.picture = name


def change_facts(db: Session, bazaar: Bazaar, wanted: Mapping[str, str], *, reason: str, by: Actor) -> list[Amendment]:
    """Sets those of FACTS that differ; the amendments it made. Refused without a reason once groups register,
    Overtaken for what is over: the bazaar, or its draw."""
    changed = {name: text for name, text in wanted.items() if getattr(bazaar, name) != text}
    found = []
    if changed and bazaar.state is not BazaarState.DRAFT:
        _require_open(bazaar, changed)
        for name, text in changed.items():
            was = getattr(bazaar, name)
            found.append(write_down(db, bazaar, FACTS[name], was, became=text, reason=reason, by=by))
    for name, text in changed.items():
        setattr(bazaar, name, text)
    if "venue" in changed:
        revise(bazaar)
    return found


def revise(bazaar: Bazaar) -> None:
    """Calendars that hold its days read anew what is said of those that are not over: where they are."""
    for slot in bazaar.days.held:
        if not slot.over(bazaar):
            slot.revision += 1


def move_site(
    db: Session, bazaar: Bazaar, key: int, *, venue: str, map_link: str, reason: str, by: Actor
) -> list[Amendment]:
    """One of its sites is held elsewhere, or its way there is another; the amendments. Refused without a reason once
    groups register, Overtaken for a bazaar that is over."""
    site = next((each for each in sites_of(db, bazaar.key) if each.key == key), None)
    if site is None:
        raise NotFound(f"site {key}")
    bazaar.require_not_over()
    was, way = site.words, site.map_link
    site.venue, site.map_link = venue, map_link
    if site.words != was:
        revise(bazaar)
    changes = {AmendmentKind.VENUE: (was, site.words), AmendmentKind.MAP_LINK: (way, map_link)}
    told = {kind: change for kind, change in changes.items() if change[0] != change[1]}
    return [
        write_down(db, bazaar, kind, then, became=now, reason=reason, by=by)
        for kind, (then, now) in told.items()
        if bazaar.state is not BazaarState.DRAFT
    ]


def _require_open(bazaar: Bazaar, changed: Mapping[str, str]) -> None:
    bazaar.require_not_over()
    if "draw_at" not in changed:
        return
    if bazaar.number_drawn:
        raise Overtaken("draw_done", field="draw_at")
    require_place(bazaar, changed["draw_at"])


def tell_change(db: Session, bazaar: Bazaar, amendment: Amendment, site: int | None = None) -> None:
    """To every group that takes part in the bazaar, or still may. What waits of the same fact falls: of this site's,
    where it is the fact of one."""
    letters = [
        GroupLetter(application=application, group=group, template="bazaar_changed")
        for application, group in _concerned(db, bazaar)
    ]
    brief = amendment.kind in (AmendmentKind.VENUE, AmendmentKind.MAP_LINK, AmendmentKind.DRAW_AT)  # not long, no hour
    news = "times" if amendment.kind in TIMES else "changed"
    told = {"was": amendment.what if brief else "", "became": amendment.became if brief else ""}
    told["subject"] = f"{amendment.kind}/{site or ''}"
    tell_groups(
        db, bazaar, letters, f"{news}/{amendment.key}", kind=amendment.kind.value, reason=amendment.reason, **told
    )


def _concerned(db: Session, bazaar: Bazaar) -> list[tuple[Application, Group]]:
    """Whose application is in; after publishing who has a live place, or waits for one."""
    sent = [pair for pair in applications_of(db, bazaar.key) if pair[0].state is not ApplicationState.WITHDRAWN]
    if bazaar.published_at is None:
        return sent
    return standing_or_waiting(db, bazaar, sent)
