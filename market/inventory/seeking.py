"""Goods for words: understood, fetched and ranked. The same goods in the same order on both engines.

All words first; where no good has all of them, without the one that tells least; where none is in the place that was
typed, wherever it is. What was left out is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.searching.matching import CANDIDATES, FILTERED_HITS, HITS, InTurn, hits, match, words_of
from market.catalog.searching.ranking import SURE_ENOUGH, Rank, ranked
from market.catalog.searching.selling_places import elsewhere
from market.catalog.searching.telling import goods_with, least_telling
from market.catalog.searching.understanding import Term, Understood, understand
from market.catalog.searching.vocabulary import Vocabulary, vocabulary
from market.catalog.searching.wishes import Wishes
from market.catalog.searching.words import called, typed_words
from market.catalog.sold import in_shop
from market.inventory.listing import COLUMNS, FROM
from market.inventory.query import ISLANDS, NEWEST, G, P, Query, Sort, conditions
from market.inventory.unwanted import spared
from market.inventory.wishing import as_present, near_to, read_words, unplaced, wishing

MOST_TRIES = 3  # without one word more each time
NAMED = 20  # goods that are called just as was typed
SOUGHT = (*COLUMNS, P.c.category_id)


@dataclass(frozen=True)
class Sought:
    """What was found for words: rows of `listing.COLUMNS` in their order, at most CANDIDATES; `all_of_them` where no
    more have the words.

    `query` is what was asked with the wishes as filters. `left_out` are words that nothing found has, `lifted` filters
    among the words that nothing met.
    """

    query: Query
    asked: Understood
    wishes: Wishes
    rows: Sequence[Any] = ()
    all_of_them: bool = True
    left_out: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fetched:
    """Candidates: rows with the words the index has of each."""

    rows: dict[int, Any] = field(default_factory=dict)
    all_of_them: bool = True


def seek(db: Session, query: Query, known: Vocabulary | None = None) -> Sought:
    """With the vocabulary of now, unless another is to be tried."""
    known = known or vocabulary(db)
    wished, asked = read_words(known, query)
    found = Sought(wishing(query, wished), asked, wished)
    if wished.present and not asked.terms:
        found = replace(found, query=as_present(found.query))
    if not asked.terms:
        return _called(db, known, query) or (_all_but(db, known, found) if wished.without else found)
    if wished.keeps and all(term.unknown or term.soft for term in asked.terms):  # `kado untuk mertua`
        return _presents(found)
    first: Sought | None = None  # that found anything
    for tried in _tries(known, query, found):
        fetched = _fetch(db, known, query, tried)
        if fetched.rows:
            got = replace(tried, rows=_ordered(tried, fetched.rows), all_of_them=fetched.all_of_them)
            if len(tried.asked.hard) == 1 or query.exactly or _any_named(got):
                return got if first is None or _any_named(got) else first
            first = first or got
    return first or (_presents(found) if wished.present else found)


def _presents(found: Sought) -> Sought:
    """All that keeps so long, where nothing else that was typed is here; nearest to a place where nobody sells."""
    wished, words = found.wishes, [term.typed for term in found.asked.terms]
    far = next((word for word in words if elsewhere(word)), "")
    if far and not wished.place:
        wished = near_to(wished, far, elsewhere(far))
        words.remove(far)
    query = as_present(wishing(found.query, wished))
    nothing = found.asked.without(*found.asked.terms)
    return replace(found, query=query, asked=nothing, wishes=wished, left_out=tuple(words))


def _all_but(db: Session, known: Vocabulary, found: Sought) -> Sought:
    """The newest goods, where nothing was typed but what they may not have: `yang tidak pedas`."""
    names = found.query.filters
    wanted = sa.select(*SOUGHT).select_from(FROM).where(in_shop(P, G), *conditions(names))
    got = db.connection().execute(wanted.order_by(*NEWEST).limit(CANDIDATES), found.query.values()).all()
    rows = spared(db, known, {row.id: row for row in got}, found.wishes.without)
    ordered = sorted(rows.values(), key=lambda row: _before(found.query, row))
    return replace(found, rows=ordered, all_of_them=len(got) < CANDIDATES)


def _any_named(got: Sought) -> bool:
    """Whether something asked for is the name of a good that was found. Where `abon` and `ayam` only stand in the
    description of a spice mix, goods that are called `abon` come first."""
    return any(_rank(got.asked, row).named for row in got.rows)


def _called(db: Session, known: Vocabulary, query: Query) -> Sought | None:
    """A good whose whole name is a wish: `Murah`."""
    typed = Sought(query, understand(known, typed_words(query.words)), Wishes())
    rows = _fetch(db, known, query, typed).rows
    if not any(row.same for row in rows.values()):
        return None
    return replace(typed, rows=_ordered(typed, rows))


def _tries(known: Vocabulary, query: Query, found: Sought) -> Iterable[Sought]:
    """What to look for in turn until something is found."""
    unknown = [term for term in found.asked.hard if term.unknown]
    if unknown and len(unknown) < len(found.asked.hard):
        found = _leave_out(found, *unknown)
    yield found
    if found.query.place != query.place:  # the place may be a part of a name: `Brudel Manado`
        words = [*found.wishes.words, *found.wishes.place_typed.split()]
        if found.asked.terms and all(map(known.knows, found.wishes.place_typed.split())):
            here = replace(found.query, place=query.place)
            yield replace(found, query=here, asked=understand(known, words), wishes=unplaced(found.wishes))
        found = replace(found, query=replace(found.query, place=query.place), lifted=("place",))
        yield found
    for n in range(MOST_TRIES):
        if len(found.asked.hard) <= 1:
            break
        found = _leave_out(found, least_telling(known, found.asked.hard))
        if n < MOST_TRIES - 1 or len(found.asked.hard) == 1:
            yield found


def _leave_out(found: Sought, *terms: Term) -> Sought:
    typed = tuple(term.typed for term in terms)
    return replace(found, asked=found.asked.without(*terms), left_out=found.left_out + typed)


def _fetch(db: Session, known: Vocabulary, query: Query, tried: Sought) -> Fetched:
    """Where very many goods have the words, those first that have them in their name."""
    terms = tried.asked.hard
    if not terms:
        return Fetched()
    most = min(goods_with(known, term) for term in terms)
    many = most > HITS
    rows: dict[int, Any] = {}
    for named in (True, False) if many else (False,):
        got = _candidates(db, query, tried, named=named, most=most)
        rows = {row.id: row for row in reversed(got)} | rows  # of a good that is there twice the first
        if len(rows) >= CANDIDATES:
            rows, many = dict(list(rows.items())[:CANDIDATES]), True
            break
    return Fetched(spared(db, known, rows, tried.wishes.without), not many)


def _candidates(db: Session, query: Query, tried: Sought, *, named: bool, most: int) -> Sequence[Any]:
    connection = db.connection()
    dialect, own = connection.dialect.name, query.filters
    wished = tuple(name for name in tried.query.filters if name not in own)
    values = tried.query.values() | {
        "match": match(tried.asked.hard, dialect, named=named),
        "called": called(query.words),
        "hits": (enough := FILTERED_HITS if own or wished else HITS),
    }
    return connection.execute(_statement(dialect, own, wished, most <= 2 * enough), values).all()


@lru_cache(maxsize=256)
def _statement(dialect: str, own: tuple[str, ...], wished: tuple[str, ...], rare: bool) -> sa.Select[Any]:
    """Goods that have the words, and one that is called just so whatever its words wish."""
    same = sa.select(P.c.id).where(P.c.called == sa.bindparam("called", type_=sa.String)).order_by(P.c.id.desc())
    open_ = _open_in_turn if dialect == "sqlite" else _open_one_by_one
    named = open_(same.limit(NAMED).subquery("same"), 1, *conditions(own))
    having = open_(hits(dialect, rare=rare), 0, *conditions(own), *conditions(wished)).limit(CANDIDATES)
    few = sa.union_all(sa.select(named.subquery()), sa.select(having.subquery())).subquery("few")
    return sa.select(few, words_of(dialect, "few.id")).order_by(few.c.same.desc(), few.c.id.desc())


def _open_in_turn(found: sa.FromClause, same: int, *met: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Those of these goods that are sold now and meet all this, in their order: SQLite ends with the last it needs."""
    there = InTurn(InTurn(found, P, P.c.id == found.c.id), G, G.c.id == P.c.group_id)
    return sa.select(*SOUGHT, sa.literal(same).label("same")).select_from(there).where(in_shop(P, G), *met)


def _open_one_by_one(found: sa.FromClause, same: int, *met: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The same on PostgreSQL, which guesses that six groups are in a place where hundreds are, and would read all their
    goods first: a `LATERAL` with an offset is asked of each hit, newest first, until there are enough."""
    sold = sa.select(*SOUGHT).join(G, G.c.id == P.c.group_id).where(P.c.id == found.c.id, in_shop(P, G), *met)
    there = sold.offset(0).lateral("there")
    both = found.join(there, sa.true())
    return sa.select(*there.c, sa.literal(same).label("same")).select_from(both).order_by(found.c.id.desc())


def _ordered(tried: Sought, rows: dict[int, Any]) -> list[Any]:
    ranks = {key: _rank(tried.asked, row) for key, row in rows.items()}
    if tried.query.sort is not Sort.NEWEST:  # by price or way, what only begins alike comes into nobody's way
        sure = [key for key, rank in ranks.items() if rank.worst < SURE_ENOUGH]
        rows = {key: rows[key] for key in sure} if sure else rows
    return sorted(rows.values(), key=lambda row: (*_before(tried.query, row), *ranks[row.id].order))


def _rank(asked: Understood, row: Any) -> Rank:
    return ranked(asked, row.id, row.name, row.words, same=bool(row.same))


def _before(query: Query, row: Any) -> tuple[int, ...]:
    """What stands before how well it fits."""
    match query.sort:
        case Sort.CHEAPEST:
            return (row.price_from,)
        case Sort.DEAREST:
            return (-row.price_from,)
        case Sort.NEAREST:
            return (how_far(row.village, query.near),)
    return ()


def how_far(village: str, near: str) -> int:
    """0 in the same kecamatan, 1 kota or kabupaten, 2 province, 3 island, 4 elsewhere: codes are given by islands."""
    same = (n for n, length in enumerate(ISLANDS) if near[:length] and village[:length] == near[:length])
    return next(same, len(ISLANDS))
