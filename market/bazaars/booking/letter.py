"""A letter about a bazaar to the chairs of groups, or to the officers who hold it, by the outbox."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.notice import ASKED, Draft, write_notices
from market.bazaars.booking.offered import offered_stands
from market.bazaars.booking.overtaking import about, overtake
from market.bazaars.booking.reply import overtake_replies
from market.bazaars.planning.site import spots_in_words
from market.bazaars.registering.application import Application
from market.bazaars.whose import officers_of_bazaar
from market.kernel.addresses import bazaar_at_office, group_page
from market.messages.news import News, tell_all
from market.messages.outbox import Recipient, tell
from market.people.access import CLOCK
from market.people.group import Group
from market.people.membership import chairs_of_groups

SPOTS = frozenset({"booths", "was", "became"})  # what of a letter may be booths


def _overtake(db: Session, template: str, applications: Sequence[Application], subject: str = "") -> None:
    overtake(db, template, applications, subject)
    if template in ASKED:
        overtake_replies(db, [each.key for each in applications], CLOCK)


@dataclass(frozen=True, slots=True)
class GroupLetter:
    """What a group is told of its application: by which template, and what is told to it alone."""

    application: Application
    group: Group
    template: str
    more: dict[str, Any] = field(default_factory=dict)


def tell_group(
    db: Session, bazaar: Bazaar, application: Application, group: Group, template: str, once: str, **more: Any
) -> None:
    """To each of the chairs; `once` tells one occasion from another."""
    tell_groups(db, bazaar, [GroupLetter(application=application, group=group, template=template)], once, **more)


def tell_groups(db: Session, bazaar: Bazaar, letters: Sequence[GroupLetter], once: str, **more: Any) -> None:
    """To the chairs of many groups, each by a template of its own. Each group has a notice of it, also one that no
    letter reaches."""
    for template in sorted({each.template for each in letters}):
        there = [each.application for each in letters if each.template == template]
        _overtake(db, template, there, more.get("instead_of") or more.get("subject", ""))
    asked = offered_stands(db, bazaar, [each.application.key for each in letters if each.template in ASKED])
    words = spots_in_words(db, bazaar.key)
    told = {
        each.application.key: _with_sites(
            _params(bazaar, each.group) | asked.get(each.application.key, {}) | each.more | more, words
        )
        for each in letters
    }
    drafts = [Draft(each.application, each.template, told[each.application.key]) for each in letters]
    notices = write_notices(db, bazaar, drafts, once)
    chairs = chairs_of_groups(db, [each.group.key for each in letters])
    tell_all(
        db,
        [
            News(
                to,
                each.template,
                told[each.application.key] | _without_account(to, notices[each.application.key].nonce),
                f"{about(each.application)}/{once}/{key}",
                about(each.application),
                notice_id=notices[each.application.key].id,
            )
            for each in letters
            for key, to in chairs.get(each.group.key, ())
        ],
    )


def _with_sites(params: dict[str, Any], words: Callable[[str], str]) -> dict[str, Any]:
    """Booths are named with their site: who reads, or hears it on the phone, has to know where to go."""
    named = {name: words(params[name]) for name in SPOTS & params.keys() if isinstance(params[name], str)}
    stands = [stand | {"booths": words(stand["booths"])} for stand in params.get("stands", ())]
    return params | named | ({"stands": stands} if stands else {})


def _without_account(to: Recipient, nonce: str) -> dict[str, str]:
    """Of what the link is made to which a letter leads her who cannot sign in; pages/letters.py makes it."""
    return {} if to.signs_in else {"nonce": nonce}


def _params(bazaar: Bazaar, group: Group) -> dict[str, Any]:
    return {"bazaar": bazaar.name, "group": group.name, "path": group_page(group.slug, f"bazar/{bazaar.slug}")}


def tell_officers(
    db: Session, bazaar: Bazaar, application: Application, template: str, once: str, **more: str | int
) -> None:
    """To those who act for the bazaar: something that a group did waits for them."""
    _overtake(db, template, [application])
    group = Group.get(db, application.group_id)
    for person in officers_of_bazaar(db, bazaar):
        to = person.recipient
        params = {"bazaar": bazaar.name, "group": group.name, "path": bazaar_at_office(bazaar.slug, "sesudah")}
        tell(
            db,
            to,
            template,
            {**params, **more},
            name=f"{about(application)}/{once}/{person.key}",
            about=about(application),
        )
