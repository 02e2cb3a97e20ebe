"""News of a group that no letter brings: it stands on the group's first page until somebody there says it was seen.

Who said so, and when, is kept on each letter, so that a facilitator knows which of her groups have not looked.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import GROUPS
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import changed, table
from market.messages.keeping import WORDS_KEPT
from market.messages.outbox import WAITS, Channel, Message
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.membership import Membership

B, G, M = table(Membership), table(Group), table(Message)
PATH = sa.func.replace(M.c.params["path"].as_string(), "#", "/") + "/"


def unseen_news() -> sa.ColumnElement[bool]:
    """Whether a message stands on the page of a group, for a condition on both tables: one that leads to that group,
    for somebody of it. Its words are kept for thirty days, seen or not."""
    here = sa.literal(GROUPS) + G.c.slug + "/"
    leads = sa.func.substr(PATH, 1, sa.func.length(here)) == here
    hers = sa.select(B.c.person_id).where(B.c.group_id == G.c.id, B.c.ended_at.is_(None)).correlate(G)
    waits = (WAITS, M.c.written_at > now() - WORDS_KEPT)
    return sa.and_(M.c.channel == Channel.PAGE, *waits, M.c.to_id.in_(hers), leads)


def on_page_of(group_id: int) -> sa.Select[tuple[int]]:
    """The ids of the messages that stand on the page of one group."""
    of_it = sa.select(M.c.id).select_from(G).join(M, sa.true()).where(G.c.id == group_id, unseen_news())
    return of_it.correlate(None)


def once_each(news: Sequence[Message]) -> list[Message]:
    """Each thing once, though chair and treasurer are both told of it; the newest first."""
    return sorted({(each.template, str(each.params)): each for each in news}.values(), key=lambda m: -m.key)


def see_news(db: Session, group_id: int, upto: int, by: Actor) -> int:
    """Somebody of the group has read what was written until the message `upto`, or her helper has read it out to it;
    returns how many are seen by that."""
    seen = sa.update(M).where(M.c.id.in_(on_page_of(group_id)), M.c.id <= upto)
    n = changed(db, seen.values(sent_at=now(), **who_did(by, "sent_by")))
    if n and by.helps:
        note(db, by, "news_read_out", group_id)
    return n
