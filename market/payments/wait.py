"""One thing that waits for somebody's word in a group: what it is, where it is done, and who can act on it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from market.kernel.addresses import group_page
from market.payments.second_look import SaidOfMoney
from market.people.access import MAY, Actor, Do, Role

HELPERS = frozenset({Role.FACILITATOR, Role.OFFICER})
BEARERS = frozenset({Role.CHAIR, Role.TREASURER})


class Wait(StrEnum):
    """What waits, and for what: each has its words in templates/web/_awaited.html."""

    ACCOUNT_SECOND = "account_second"
    ACCOUNT_BEGINS = "account_begins"
    FACT_WAITS = "fact_waits"
    ROLE_AGREE = "role_agree"
    ROLE_SECOND = "role_second"
    ROLE_CONFIRM = "role_confirm"
    ROLE_DECIDE = "role_decide"
    ROLE_CLOSED = "role_closed"
    STAND_IN_ASKED = "stand_in_asked"
    STAND_IN_READY = "stand_in_ready"
    STAND_IN_BEGUN = "stand_in_begun"
    HELPER_ASKED = "helper_asked"
    DENIED_OPEN = "denied_open"
    DENIED_SHUT = "denied_shut"
    LOST_WAY = "lost_way"
    MONEY_CAME = "money_came"
    MONEY_RETURNED = "money_returned"
    MONEY_WENT_BACK = "money_went_back"
    MONEY_LESS = "money_less"
    RESTS = "rests"


W = Wait
OF_HELPERS = frozenset({W.ACCOUNT_BEGINS, W.ROLE_CONFIRM, W.ROLE_DECIDE, W.STAND_IN_ASKED, W.RESTS})
OF_STAND_IN = frozenset({W.STAND_IN_READY, W.STAND_IN_BEGUN})
MONEY = "money"  # before what was said of it
OF_LOOKS = frozenset(W(f"{MONEY}_{what}") for what in SaidOfMoney)
PAGES = {
    "account": "uang#rekening", "fact": "profil/perubahan", "helper": "anggota#pendamping", "role": "anggota/peran",
    "stand": "anggota/peran", MONEY: "uang/dilihat",
}  # fmt: skip


@dataclass(frozen=True)
class Awaited:
    """`name` is the person or account it is about, of money how much; `at` when it takes effect or until when it
    lasts."""

    wait: Wait
    slug: str
    group: str
    village: str
    name: str
    person_id: int
    asked_by_id: int
    at: datetime | None

    @property
    def path(self) -> str:
        """Where something can be done about it."""
        return group_page(self.slug, PAGES.get(self.wait.partition("_")[0], "anggota/masuk"))

    def concerns(self, by: Actor) -> bool:
        """Whether somebody with these roles in its group can act on it; never on what she asked for herself."""
        mine = by.person_id == self.person_id
        if self.wait in OF_STAND_IN or (mine and self.wait is W.LOST_WAY):
            return mine
        if self.wait is W.ROLE_CLOSED:
            return Role.OFFICER in by.roles and not mine
        if by.person_id in (None, self.asked_by_id):
            return False
        if self.wait in (W.DENIED_OPEN, W.DENIED_SHUT, W.LOST_WAY):
            return bool(by.roles & MAY[Do.RESET]) and not mine
        if self.wait in OF_HELPERS:
            return bool(by.roles & HELPERS) and not mine
        if asked := _asked(self.wait):
            return bool(by.roles & asked)
        if self.wait is W.ROLE_SECOND:
            return Role.MEMBER in by.roles and Role.CHAIR not in by.roles
        return mine or bool(by.roles & BEARERS)


def _asked(wait: Wait) -> frozenset[Role]:
    """The roles whose yes it waits for, where that is all there is to it."""
    if wait in OF_LOOKS:
        return MAY[Do.CONFIRM_OWN]
    match wait:
        case W.HELPER_ASKED:
            return frozenset({Role.CHAIR})
        case W.ACCOUNT_SECOND:
            return MAY[Do.APPROVE_ACCOUNT]
        case W.FACT_WAITS:
            return BEARERS | {Role.OFFICER}
        case _:
            return frozenset()


def awaited_by(waits: list[Awaited], by: Actor) -> list[Awaited]:
    """Those that somebody can act on."""
    return [each for each in waits if each.concerns(by)]


def called_for(waits: list[Awaited]) -> list[str]:
    """The people whom a group's phone without a name calls for: their names alone, nothing of the matter."""
    own = OF_STAND_IN - {W.STAND_IN_BEGUN} | {W.ROLE_AGREE}
    return sorted({each.name for each in waits if each.wait in own})
