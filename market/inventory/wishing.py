"""What the words of a query wish, and the list that is asked for with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from market.catalog.searching.understanding import Understood, understand
from market.catalog.searching.vocabulary import Vocabulary
from market.catalog.searching.wishes import Wishes, wishes, wishes_in
from market.catalog.searching.words import typed_words
from market.inventory.query import Query, Sort
from market.kernel.clock import today, zone_of
from market.people.certificate import CertificateKind


def read_words(known: Vocabulary, query: Query) -> tuple[Wishes, Understood]:
    """What the words wish, and the things they name."""
    words = typed_words(query.words)
    if query.exactly:
        return Wishes(tuple(words)), understand(known, words, exactly=True)
    rest, begun = wishes_in(query.words)
    wished = wishes(typed_words(rest), begun, known.places, known.means)
    return wished, understand(known, wished.words)


def wishing(query: Query, wished: Wishes) -> Query:
    """The query with what its words wish; what the address asks already stands."""
    told: dict[str, Any] = {}
    if wished.nearest and wished.place:
        told |= {"sort": Sort.NEAREST, "near": wished.place}
    elif wished.place and not query.place:
        told["place"] = wished.place
    if wished.cheapest and query.sort is Sort.NEWEST:
        told["sort"] = Sort.CHEAPEST
    for name in ("price_from", "price_to"):
        if getattr(query, name) is None:
            told[name] = getattr(wished, name)
    if wished.keeps and not query.good_on:
        told["good_on"] = today(zone_of("71")) + timedelta(days=wished.keeps)
    if wished.claims and not query.certificate:
        told["certificate"] = CertificateKind(wished.claims[0]).value
    return replace(query, there=query.there or wished.there, **told)


def as_present(query: Query) -> Query:
    """Where only a present is asked for: what lies there already. What is made to somebody's measure is none."""
    return query if query.made is not None else replace(query, made=False)


def unplaced(wished: Wishes) -> Wishes:
    return replace(wished, place="", taken={name: typed for name, typed in wished.taken.items() if name != "place"})


def near_to(wished: Wishes, word: str, code: str) -> Wishes:
    """Nearest to a place first, of which `word` is the name: nobody sells there."""
    words = tuple(each for each in wished.words if each != word)
    return replace(wished, words=words, place=code, nearest=True, taken={**wished.taken, "nearest": word})
