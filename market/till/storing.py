"""What a phone sent is stored before anybody judges it: the answer names what it may forget, and is never a refusal."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.limits import add_tries, tries_of
from market.kernel.tokens import digest
from market.till.envelope import UNBOOKED, E, Envelope
from market.till.task import K, TaskCode, TillTask
from market.till.till import ENDED, T, Till
from market.till.wire import MOST_BODY, Head, Unreadable, read_head, read_sale, read_time

MOST_AT_ONCE = 50  # envelopes in one post
MOST_WAITING = 3_000  # of one till that nobody has applied or looked at: what comes beyond stays on the phone
MOST_A_DAY, DAY = 10_000, timedelta(days=1)  # of one group, with all its tills: as many stay in the book for ever
MOST_ENDED_A_DAY = 3_000  # of its tills that were ended, counted apart: they fill no day of those that sell
MOST_OTHERS = 5  # other contents of one sale that are kept


@dataclass(frozen=True, slots=True)
class SentEnvelope:
    """One envelope as it came: what stands in it, and the signature of these letters."""

    head: Head
    body: str
    signature: str

    @property
    def hash(self) -> str:
        return digest(self.body)


@dataclass(frozen=True, slots=True)
class Post:
    """What came at once: what can be read as an envelope, and at which places stands what cannot."""

    sent: Sequence[SentEnvelope] = ()
    sent_at: datetime | None = None
    unread: Sequence[int] = field(default_factory=list)


def read_post(told: Any) -> Post:
    """What somebody posted, from its JSON. Pure: of what is no envelope only the place is told."""
    told = told if isinstance(told, dict) else {"envelopes": told}
    given = told.get("envelopes")
    given = given if isinstance(given, list) else []
    sent, unread = [], []
    for place, each in enumerate(given):
        found = _sent(each) if place < MOST_AT_ONCE else None
        if found is None:
            unread.append(place)
        else:
            sent.append(found)
    return Post(sent, read_time(told.get("sent_at")), unread)


def _sent(told: Any) -> SentEnvelope | None:
    body, signature = (told.get("body"), told.get("signature", "")) if isinstance(told, dict) else (None, "")
    if not isinstance(body, str) or not isinstance(signature, str) or len(body) > MOST_BODY or len(signature) > 120:
        return None
    try:
        body.encode()  # half of a pair of surrogates is no letter, and no database takes it
        signature.encode("ascii")
        return SentEnvelope(read_head(body), body, signature) if "\x00" not in body + signature else None
    except (Unreadable, UnicodeError):
        return None


def store(db: Session, group_id: int, post: Post, sender_id: int | None) -> list[str]:
    """Keeps what comes from tills of this group; returns the ids that are kept, now or before, in the order sent.

    The same sale with something else in it is kept beside it, as a task.
    """
    tills = _tills(db, group_id, {each.head.till for each in post.sent})
    if not tills:
        return []
    before, room = _before(db, tills, post.sent), _room(db, group_id, tills)
    stored = []
    for each in post.sent:
        till = tills.get(each.head.till)
        if till is None:
            continue
        found = before.get((till.key, each.head.uid))
        if found is None and room.takes(till):
            found = before[till.key, each.head.uid] = _envelope(till, each, post.sent_at, sender_id).add(db)
        if found is not None:
            _other(db, found, each)
            stored.append(each.head.uid)
        till.was_seen()
    for ended, n in room.taken.items():
        add_tries(db, _day_of(group_id, ended), n, per=DAY)
    return list(dict.fromkeys(stored))


def _tills(db: Session, group_id: int, uids: set[str]) -> dict[str, Till]:
    """None of the page without JavaScript: the server itself puts its sales into envelopes, which bear no signature."""
    phones = (T.c.uid.in_(uids), T.c.group_id == group_id, T.c.public_key != "")
    found = db.scalars(sa.select(Till).where(*phones))
    return {till.uid: till for till in found}


def _before(db: Session, tills: Mapping[str, Till], sent: Sequence[SentEnvelope]) -> dict[tuple[int, str], Envelope]:
    """What is kept already of these sales."""
    keys, uids = [till.key for till in tills.values()], {each.head.uid for each in sent}
    found = db.scalars(sa.select(Envelope).where(E.c.till_id.in_(keys), E.c.uid.in_(uids)))
    return {(each.till_id, each.uid): each for each in found}


@dataclass
class StoreRoom:
    """How many more envelopes are kept: of each till by id, and `today` of the group, of tills that were `ended` and of
    those that sell. `taken`: how many of either are new."""

    of_till: dict[int, int]
    today: dict[bool, int]
    ended: Set[int]
    taken: Counter[bool] = field(default_factory=Counter)

    def takes(self, till: Till) -> bool:
        """Whether one more of this till is kept, which is counted."""
        ended = till.key in self.ended
        if self.of_till[till.key] <= 0 or self.today[ended] <= self.taken[ended]:
            return False
        self.of_till[till.key] -= 1
        self.taken[ended] += 1
        return True


def _room(db: Session, group_id: int, tills: Mapping[str, Till]) -> StoreRoom:
    keys = [till.key for till in tills.values()]
    counted = sa.select(E.c.till_id, sa.func.count().label("n")).where(E.c.till_id.in_(keys), E.c.state.in_(UNBOOKED))
    waits = {row.till_id: row.n for row in db.execute(counted.group_by(E.c.till_id))}
    ended = set(db.scalars(sa.select(T.c.id).where(T.c.id.in_(keys), ENDED)))
    most = {False: MOST_A_DAY, True: MOST_ENDED_A_DAY}
    return StoreRoom(
        {key: MOST_WAITING - waits.get(key, 0) for key in keys},
        {each: n - tries_of(db, _day_of(group_id, each), per=DAY) for each, n in most.items()},
        ended,
    )


def _day_of(group_id: int, ended: bool) -> str:
    """The name under which a group's envelopes of a day are counted."""
    return f"envelopes/{group_id}/ended" if ended else f"envelopes/{group_id}"


def _envelope(till: Till, sent: SentEnvelope, sent_at: datetime | None, sender_id: int | None) -> Envelope:
    try:
        told_at = read_sale(sent.body).at
    except Unreadable:
        told_at = None
    return Envelope(
        till_id=till.key, group_id=till.group_id, uid=sent.head.uid, counter=sent.head.counter, body=sent.body,
        body_hash=sent.hash, signature=sent.signature, told_at=told_at, sent_at=sent_at, received_at=now(),
        sender_id=sender_id,
    )  # fmt: skip


def _other(db: Session, envelope: Envelope, sent: SentEnvelope) -> None:
    """The same id with something else in it: both are kept, and somebody looks."""
    if sent.hash == envelope.body_hash:
        return
    wanted = sa.select(K.c.other_hash).where(K.c.envelope_id == envelope.key, K.c.code == TaskCode.CHANGED)
    known = set(db.scalars(wanted))
    if sent.hash in known or len(known) >= MOST_OTHERS:
        return
    TillTask(
        group_id=envelope.group_id, envelope_id=envelope.key, code=TaskCode.CHANGED, other=sent.body,
        other_hash=sent.hash,
    ).add(db)  # fmt: skip
