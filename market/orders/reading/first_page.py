"""The first page of a group: its day so far, who helps it, and what wants a word of it, in one statement."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.calling import Calling, calling
from market.bazaars.booking.notice import Notice
from market.bazaars.booking.standing import StandToday, standing
from market.bazaars.booking.told import UNSEEN
from market.kernel.record import table
from market.kernel.settings import settings
from market.orders.terms import Tariff, Terms
from market.payments.account import LIVE, Account
from market.payments.payment import STANDS, Payment
from market.people.access import Actor
from market.people.act import Act
from market.people.approving.pin_guess import guessed_in
from market.people.closed_day import ClosedDay
from market.people.group import Group
from market.people.helpers import Facilitation
from market.people.membership import Membership
from market.people.person import Person

HELPS = ("facilitator", "officer")  # the capacities in which somebody acts on a group's behalf


@dataclass(frozen=True, slots=True)
class BazaarNews:
    """A bazaar of which `n` pieces of news were brought by no letter, and looked at by nobody of the group."""

    slug: str
    name: str
    n: int


@dataclass(frozen=True, slots=True)
class FirstPage:
    """Whole rupiah that came in since the morning, whether the group is closed, who helps it and when somebody last
    did something on its behalf, whose PIN somebody tried to guess, which bazaar calls, where it `stands` today or
    tomorrow, and what a shop still lacks before anybody can order and pay: `account`, `delivery`. `reached`: news of an
    order reaches a chair by itself, by e-mail or WhatsApp, and not on this page alone."""

    received: int
    closed: bool
    helpers: list[str]
    helped_at: datetime | None
    guessed: list[str]
    bazaar: Calling | None
    lacks: list[str]
    reached: bool
    stands: StandToday | None
    bazaar_news: list[BazaarNews]


def first_page_for(db: Session, group: Group, by: Actor) -> FirstPage:
    """Today's, as somebody may read it: an officer reads of bazaars at her desk, of those of her office."""
    page = first_page(db, group, group.today)
    return replace(page, bazaar=None, bazaar_news=[]) if by.only_officer else page


def first_page(db: Session, group: Group, today: date) -> FirstPage:
    """Of one day of the group's own zone."""
    call, helper = calling(group).subquery("call"), _helpers(group.key).subquery("helper")
    guess, stand = guessed_in(group.key).subquery("guess"), standing(group, 2).subquery("stand")
    news = _bazaar_news(group.key).subquery("news")
    wanted = sa.select(
        _received(group, today).label("received"),
        _closed(group.key, today).label("closed"),
        _helped_at(group.key).label("helped_at"),
        call.c.slug,
        call.c.name,
        *_has(group.key),
        _reached(group.key).label("reached"),
        helper.c.name.label("helper"),
        guess.c.name.label("guess"),
        *(column.label(f"news_{column.key}") for column in news.c),
        *(stand.c[name].label(f"stand_{name}") for name in StandToday.__match_args__),
    )
    g = table(Group)
    beside = g.outerjoin(call, sa.true()).outerjoin(helper, sa.true()).outerjoin(guess, sa.true())
    beside = beside.outerjoin(stand, sa.true()).outerjoin(news, sa.true())
    rows = db.execute(wanted.select_from(beside).where(g.c.id == group.key).order_by(helper.c.id, guess.c.name)).all()
    first = rows[0]  # a row for each helper, guess and bazaar with news beside each other; of all there are few
    return FirstPage(
        received=int(first.received),
        closed=bool(first.closed),
        helpers=list(dict.fromkeys(row.helper for row in rows if row.helper)),
        helped_at=first.helped_at,
        guessed=list(dict.fromkeys(row.guess for row in rows if row.guess)),
        lacks=[what for what in LACKING if not getattr(first, what)],
        bazaar=Calling(slug=first.slug, name=first.name) if first.slug else None,
        reached=bool(first.reached),
        stands=_stands(db, first),
        bazaar_news=list(
            dict.fromkeys(
                BazaarNews(slug=row.news_slug, name=row.news_name, n=row.news_n) for row in rows if row.news_slug
            )
        ),
    )


def _stands(db: Session, row: sa.Row[Any]) -> StandToday | None:
    told = {name: row._mapping[f"stand_{name}"] for name in StandToday.__match_args__}
    return StandToday(**told).named(db) if row.stand_slug else None


LACKING = ("account", "delivery")


def _has(group_id: int) -> list[sa.Label[bool]]:
    """Whether it has each of LACKING: an approved account or code, terms or a tariff of its own."""
    accounts, terms, tariffs = table(Account), table(Terms), table(Tariff)
    paid = sa.select(accounts.c.id).where(accounts.c.group_id == group_id, LIVE).exists()
    said = sa.select(terms.c.id).where(terms.c.group_id == group_id).exists()
    charged = sa.select(tariffs.c.id).where(tariffs.c.group_id == group_id, tariffs.c.ended_at.is_(None)).exists()
    return [paid.label("account"), sa.or_(said, charged).label("delivery")]


def _reached(group_id: int) -> sa.Exists:
    m, p = table(Membership).c, table(Person).c
    way = sa.or_(p.email.is_not(None), p.phone.is_not(None)) if settings().whatsapp_url else p.email.is_not(None)
    chairs = sa.select(m.id).join(Person, p.id == m.person_id)
    return chairs.where(m.group_id == group_id, m.chair, m.ended_at.is_(None), way).exists()


def _received(group: Group, today: date) -> sa.ScalarSelect[int]:
    p, morning = table(Payment).c, datetime.combine(today, time(0), group.zone)
    came = sa.select(sa.func.coalesce(sa.func.sum(p.amount + p.rounding), 0))
    return came.where(p.group_id == group.key, p.received_at >= morning, STANDS).scalar_subquery()


def _closed(group_id: int, today: date) -> sa.Exists:
    days = table(ClosedDay).c
    return sa.select(days.id).where(days.group_id == group_id, days.day == today).exists()


def _helped_at(group_id: int) -> sa.ScalarSelect[datetime]:
    acts = table(Act).c
    last = sa.select(sa.func.max(acts.at))
    return last.where(acts.group_id == group_id, acts.capacity.in_(HELPS)).scalar_subquery()


def _bazaar_news(group_id: int) -> sa.Select[Any]:
    n, b = table(Notice).c, table(Bazaar).c
    counted = sa.select(b.slug, b.name, sa.func.count(n.id).label("n")).join(Bazaar, b.id == n.bazaar_id)
    return counted.where(n.group_id == group_id, UNSEEN).group_by(b.id, b.slug, b.name)


def _helpers(group_id: int) -> sa.Select[tuple[int, str]]:
    helped, people = table(Facilitation), table(Person)
    return (
        sa.select(helped.c.id, (people.c.name + helped.c.apart).label("name"))
        .join(people, people.c.id == helped.c.person_id)
        .where(helped.c.group_id == group_id, helped.c.ended_at.is_(None))
    )
