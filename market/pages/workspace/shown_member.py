"""One member of a group as her page shows her, and what the viewer may change of her."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.kernel.language import gettext as _
from market.kernel.phone import masked_phone
from market.people.access import Actor, Do, Role
from market.people.group import Group
from market.people.membership import Membership, members
from market.people.owning.denied import marked_in
from market.people.person import Person


@dataclass(frozen=True)
class ShownMember:
    """`denied`: she said "bukan saya", and nobody has let her in since. `stands_in`: a treasurer named her for that.
    `only_chair`: there is no other, so she cannot go."""

    membership: Membership
    person: Person
    actor: Actor
    denied: bool
    stands_in: bool
    only_chair: bool

    @property
    def herself(self) -> bool:
        return self.person.id == self.actor.person_id

    @property
    def roles(self) -> str:
        return roles_words(chair=self.membership.chair, treasurer=self.membership.treasurer)

    @property
    def known_by(self) -> str:
        """How she is reached and how she signs in: never a whole number."""
        ways = (
            masked_phone(self.person.phone) if self.person.phone else "",
            "PIN ✓" if self.membership.pin_hash else "",
            "" if self.person.has_account else _("lewat HP kelompok"),
        )
        return " · ".join(way for way in ways if way)

    @property
    def changeable(self) -> bool:
        """Anything of her can be changed by the viewer."""
        return self.actor.may(Do.MEMBERS) or self.herself or Role.OFFICER in self.actor.roles

    @property
    def gets_pin_code(self) -> bool:
        """The viewer may give her a code for a new PIN; for a bearer of a role in money only helpers may."""
        if self.herself or self.person.has_account or not (self.actor.may(Do.RESET) and self.actor.gives_codes):
            return False
        keeps = self.membership.chair or self.membership.treasurer or self.stands_in
        return not keeps or self.actor.helps

    @property
    def asked_of_her(self) -> str:
        """What proves that it is she who chooses a new PIN."""
        if self.actor.device_id:
            return _("PIN lama")
        return _("PIN lama atau kata sandi") if self.membership.pin_hash else _("Kata sandi")


def roles_words(*, chair: bool, treasurer: bool) -> str:
    return " ".join([*([_("ketua")] if chair else ()), *([_("bendahara")] if treasurer else ())])


def shown_members(db: Session, group: Group, actor: Actor) -> list[ShownMember]:
    """Everybody who belongs to a group now, chairs first."""
    denied, named = marked_in(db, group.key)
    everybody = members(db, group.key)
    chairs = sum(membership.chair for membership, _person in everybody)
    return [
        ShownMember(
            membership, person, actor,
            denied=person.key in denied, stands_in=person.key in named, only_chair=membership.chair and chairs == 1,
        )
        for membership, person in everybody
    ]  # fmt: skip
