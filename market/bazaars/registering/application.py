"""Application: one group asks for a booth at one bazaar. The hour of registering never matters."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.registering.application_slot import slots_asked
from market.bazaars.registering.giving_up import refusal_to_give_up, refusal_to_send_anew
from market.bazaars.registering.question import questions_of, require_answers
from market.kernel.clock import now, out_of_the_night
from market.kernel.one_of import the_one
from market.kernel.record import Record, became, changed, locked, state_column, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.kernel.states import before, moves
from market.people.access import Actor, Role
from market.people.act import note_helped
from market.people.group import Group
from market.people.own_side import require_other_side
from market.people.place import place_name

NEEDS = ("electricity", "water", "cold", "wheelchair")
MOST_WATT, MOST_GOODS = 20_000, 300  # of one application; letters of what it brings


class ApplicationState(StrEnum):
    """What an officer found is hidden from the group until the bazaar is published, except `returned`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    WITHDRAWN = "withdrawn"


S = ApplicationState
FOUND = frozenset({S.RETURNED, S.ELIGIBLE, S.NOT_ELIGIBLE})
NEXT = moves(
    S,
    {
        S.DRAFT: {S.SUBMITTED, S.WITHDRAWN},
        S.SUBMITTED: {S.SUBMITTED, *FOUND, S.WITHDRAWN},
        S.RETURNED: {S.SUBMITTED, *FOUND, S.WITHDRAWN},  # after registration somebody judges it all the same
        **dict.fromkeys((S.ELIGIBLE, S.NOT_ELIGIBLE), FOUND | {S.SUBMITTED, S.WITHDRAWN}),  # unchecked: taken back
        S.WITHDRAWN: {S.DRAFT, S.SUBMITTED},
    },
)
ELSEWHERE, CALLED_OFF = "elsewhere_at_that_hour", "days_called_off"


class ReservedShare(StrEnum):
    """Whether a group uses the reserved share, as it says itself, and whether citizens may see that it does."""

    UNUSED = "unused"
    SHOWN = "shown"
    HIDDEN = "hidden"


JUDGED = (S.ELIGIBLE, S.NOT_ELIGIBLE)
UNJUDGED, SENT = frozenset(S) - set(JUDGED), (S.SUBMITTED, *JUDGED)
TO_COMPLETE = timedelta(days=1)  # at least, out of the night, from when it was sent back


class Application(Record, table=True):
    """`number` is drawn at random, so it tells nothing of who came first. `zones` are liked in their order.

    `reserved`: the office found that it counts for the reserved share; citizens may see it only when its own answer,
    `reserved_share`, says so. `declined_share_at`: when its members said that the share is not for it. `village`:
    where its group was at the freeze. `own_no`: it took it back itself, and has not sent it again.
    """

    __table_args__ = (
        sa.UniqueConstraint("bazaar_id", "group_id"),
        sa.CheckConstraint("booths_min IN (1, 2) AND booths_max IN (1, 2) AND booths_min <= booths_max", name="booths"),
        sa.CheckConstraint("watt >= 0", name="watt"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    group_id: int = Field(foreign_key="groups.id", index=True)
    number: str = Field(max_length=12, unique=True)
    state: ApplicationState = Field(default=ApplicationState.DRAFT, sa_column=state_column(ApplicationState, "state"))
    booths_min: int = 1
    booths_max: int = 1
    accepts_fewer_slots: bool = True
    needs: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    watt: int = 0
    zones: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    category: str = Field(default="", max_length=60)
    goods: str = Field(default="", max_length=MOST_GOODS)
    reserved: bool = False
    declined_share_at: datetime | None = None
    reserved_share: ReservedShare = Field(
        default=ReservedShare.UNUSED, sa_column=state_column(ReservedShare, "reserved_share")
    )
    village: str = Field(default="", max_length=13)
    note: str = Field(default="", max_length=500)
    sent_at: datetime | None = None
    judged_at: datetime | None = None
    judged_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_by: str = Field(default="", max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    fee_waived: str = Field(default="", max_length=300)
    own_no: bool = False
    answers: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)

    @property
    def asked_needs(self) -> list[str]:
        return [need for need in self.needs if need in NEEDS]

    def village_of(self, group: Group) -> str:
        """The name of the village it counts for, whatever becomes of the group after the freeze."""
        return place_name(self.village or group.village)

    @property
    def shown_state(self) -> ApplicationState:
        """What the group may know before publishing."""
        return ApplicationState.SUBMITTED if self.state in JUDGED else self.state

    @property
    def asks_share(self) -> bool:
        """It says that the reserved share is for groups like it."""
        return self.reserved_share is not ReservedShare.UNUSED

    @property
    def counts_reserved(self) -> bool:
        """Whether it counts for the reserved share: as the office found, as it says itself where nobody looked."""
        return self.reserved or (self.state is S.SUBMITTED and self.asks_share)

    @property
    def says_no(self) -> bool:
        """Whether it stands as a "no" to being seen: said, or never asked in what was sent or marked by the office."""
        stands = self.sent_at is not None or self.reserved
        return self.reserved_share is ReservedShare.HIDDEN or (stands and not self.asks_share)

    def begin_again(self, by: Actor) -> None:
        """Written anew: what was taken back is a draft, what was sent stays so with what it asks now."""
        if self.state in before(S.DRAFT):
            self.become(S.DRAFT, by, "begun_again")

    def complete_until(self, bazaar: Bazaar) -> datetime | None:
        """Until when one that was sent back may be completed: a day at least, whenever registration ends. None for any
        other, and once the list is frozen."""
        if self.state is not S.RETURNED or self.judged_at is None or not bazaar.takes_verdicts:
            return None
        fair = out_of_the_night(self.judged_at + TO_COMPLETE, bazaar.zone)
        return max(fair, bazaar.closes_at) if bazaar.closes_at and bazaar.takes_applications else fair

    def may_complete(self, bazaar: Bazaar) -> bool:
        until = self.complete_until(bazaar)
        return until is not None and now() < until

    def submit(self, bazaar: Bazaar, *, by: Actor) -> None:
        """Sends it in until registration closes; one that was returned for a day at least."""
        if refusal := self.refusal_to_send(by):
            raise refusal
        if not (bazaar.takes_applications or self.may_complete(bazaar)):
            raise Overtaken("registration_closed")
        if not slots_asked(self.db, self.key):
            raise Refused("slots_needed", field="slots")
        require_answers(questions_of(self.db, bazaar.key), self.answers)
        self.become(S.SUBMITTED, by, "submitted", was=UNJUDGED, sent_at=now(), note="", own_no=False)
        note_helped(self.db, by, "bazaar_applied", self.group_id, bazaar=bazaar.name)

    def refusal_to_send(self, by: Actor) -> Refused | None:
        """Why she cannot send it in again; None when she can, and of one that its group never took back."""
        return refusal_to_send_anew(by) if self.own_no else None

    def withdraw(self, bazaar: Bazaar, *, by: Actor) -> None:
        """Takes it back, until the results are out. After the freeze it keeps its rank, and is skipped."""
        if bazaar.state not in (BazaarState.OPEN, BazaarState.CLOSED):
            raise Refused("too_late_to_take_back")
        self.require_may_give_up(bazaar, by=by)
        self.become(S.WITHDRAWN, by, "withdrawn", own_no=self.own_no or not by.may_be_helper)

    def require_may_give_up(self, bazaar: Bazaar, *, by: Actor) -> None:
        """Refused to whoever may not give up what was sent for the group; and while she rests."""
        if refusal := refusal_to_give_up(bazaar, by):
            raise refusal

    def require_may_lessen(self, bazaar: Bazaar, *, by: Actor) -> None:
        """Less of it is giving up; but of what the office sent back a helper may write less, and never an officer."""
        if self.state is not S.RETURNED or Role.OFFICER in by.roles:
            self.require_may_give_up(bazaar, by=by)
        by.refuse_while_resting()

    def was_not_listed(self, *, asks: Collection[object], by: Actor) -> None:
        """On publishing: of the days that are held it `asks` for none, or promised those hours to another bazaar."""
        self.become(S.NOT_ELIGIBLE, by, "not_listed", note=ELSEWHERE if asks else CALLED_OFF)

    def require_may_set_aside(self, bazaar: Bazaar, *, by: Actor) -> None:
        """Between freezing and publishing, of one that would be let in. Refused to an officer of that group."""
        require_other_side(self.db, by.person_id, self.group_id)
        if bazaar.state is not BazaarState.CLOSED or bazaar.frozen_at is None or self.state is not S.ELIGIBLE:
            raise Overtaken("state_moved")

    def set_aside(self, bazaar: Bazaar, reason: str, *, by: Actor) -> None:
        """Found unfit after the freeze, by two officers: not let in, nobody's rank moves."""
        self.require_may_set_aside(bazaar, by=by)
        said: dict[str, Any] = {"note": needed_reason(reason), "judged_at": now(), "judged_by_id": by.person_id}
        self.become(S.NOT_ELIGIBLE, by, "set_aside", was=(S.ELIGIBLE,), **said)


def all_judged(
    db: Session, keys: Collection[int], state: ApplicationState, by: Actor, code: str, /, *,
    was: Collection[ApplicationState], **facts: Any,
) -> None:  # fmt: skip
    """`become` for many registrations, in one statement: all of them, or Overtaken."""
    rows = table(Application).c
    moved = sa.update(Application).where(rows.id.in_(keys), rows.state.in_(set(was) & set(before(state))))
    if changed(db, moved.values(state=state, **facts)) != len(keys):
        raise Overtaken("state_moved")
    became(db, Application, keys, state, by, code)


def find_application(db: Session, bazaar_id: int, group_id: int, *, lock: bool = False) -> Application | None:
    wanted = sa.select(Application).filter_by(bazaar_id=bazaar_id, group_id=group_id)
    return db.scalars(locked(wanted) if lock else wanted).first()


def the_application(db: Session, bazaar_id: int, number: str, *, lock: bool = False) -> Application:
    return the_one(db, sa.select(Application).filter_by(bazaar_id=bazaar_id, number=number), number, lock=lock)


Named = tuple[Application, Group]


def applications_of(db: Session, bazaar_id: int) -> list[Named]:
    """Applications that were sent, by the names of their groups."""
    rows, groups = table(Application), table(Group)
    wanted = sa.select(Application, Group).join(Group, groups.c.id == rows.c.group_id).order_by(groups.c.name)
    sent = (rows.c.bazaar_id == bazaar_id, rows.c.state != S.DRAFT)
    return [(application, group) for application, group in db.execute(wanted.where(*sent))]
