"""What pages show of codes: whom the visitor may let in, who rests after a code, which codes were made lately."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from market.kernel.refused import Refused
from market.kernel.tokens import ALPHABET, folded_code, shown_code
from market.people.access import Actor
from market.people.approving.met import may_say_met
from market.people.person import Person
from market.people.reset_code import LETTERS, codes_of, new_code
from market.people.signing_in.reset import capacity_over
from market.web.slow import pages, slow

TOLD_FOR = timedelta(days=7)


async def fresh_code(may: Callable[[], object]) -> tuple[str, str]:
    """A new code and its hash. `may` is asked first, since a hash costs 25 ms of a processor."""
    await pages(may)
    return await slow(new_code)


@dataclass(frozen=True)
class FreshCode:
    """A code on the one page that shows it. `identifier` is what she types beside it, when it is not her number."""

    code: str
    name: str
    identifier: str


@dataclass(frozen=True)
class Codes:
    """For the people of one page. The buttons stand only where they would work."""

    may: Collection[int]
    met: Collection[int]
    told: tuple[Any, ...]


def codes_for(db: Session, actor: Actor, people: Iterable[Person]) -> Codes:
    """Codes that somebody else made are shown to those who may ask the person whether she wanted them."""
    found = list(people)
    over = capacity_over(db, actor, [person.key for person in found])
    resting = [person.key for person in found if person.restricted]
    made = codes_of(db, list(over), TOLD_FOR) if over else []
    return Codes(
        may={person.key for person in found if person.key in over and person.has_account},
        met=may_say_met(db, actor, resting) if resting else (),
        told=tuple(row for row in made if row.issued_by_id != actor.person_id),
    )


def fresh(code: str, person: Person, called: str = "") -> FreshCode:
    name = called or person.name
    return FreshCode(shown_code(code), name, "" if person.phone or person.email else person.account_number)


def typed_code(text: str) -> str:
    """Eight signs of a code, however they are typed."""
    code = folded_code(text)
    if len(code) != LETTERS or not set(code) <= set(ALPHABET):
        raise Refused("code_unclear", field="code")
    return code
