"""News: many letters written at once, where an act of an office is told to every group of a bazaar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from market.kernel.cause import cause
from market.kernel.record import table
from market.messages.outbox import Channel, Message, Recipient, brought_by_hand, row_of, stands_on_page, tell, ways_to


@dataclass(frozen=True)
class News:
    """One letter; `name`, `about`, `from_group`, `by_hand` and `notice_id` as in `tell`. It leaves at `due_at`, by
    default now."""

    to: Recipient
    template: str
    params: dict[str, Any]
    name: str
    about: str | None = None
    from_group: int | None = None
    by_hand: dict[str, Any] | None = None
    due_at: datetime | None = None
    notice_id: int | None = None


def tell_all(db: Session, news: Sequence[News]) -> None:
    """Writes letters in one statement for all of them, since all other writers wait meanwhile.

    Where a network causes them, each is counted as in `tell`.
    """
    if cause():
        for each in news:
            kept = {
                "about": each.about, "from_group": each.from_group, "by_hand": each.by_hand,
                "notice_id": each.notice_id,
            }  # fmt: skip
            tell(db, each.to, each.template, each.params, name=each.name, **kept)  # type: ignore[arg-type]
        return
    rows = [row for each in news for row in _rows(each)]
    if rows:
        insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
        db.execute(insert(table(Message)).on_conflict_do_nothing(index_elements=["name"]), rows)


def _rows(news: News) -> list[dict[str, Any]]:
    kept = {
        "language": news.to.language,
        "template": news.template,
        "to_name": news.to.name,
        "to_id": news.to.person_id,
        "about": news.about,
        "group_id": news.from_group,
        "notice_id": news.notice_id,
    }
    due = {"due_at": news.due_at} if news.due_at else {}
    rows = [
        row_of(news.name, news.params, **kept, **due, channel=way.channel, to=way.address, proved=way.proved)
        for way in ways_to(news.to)
    ]
    if brought_by_hand(news.to, news.from_group):
        tapped = news.params | (news.by_hand or {})
        rows.append(row_of(news.name, tapped, **kept, channel=Channel.TAP, to=news.to.phone, proved=True))
    if stands_on_page(news.to, news.params, news.template, news.from_group):
        to = news.to.phone or news.to.name
        rows.append(row_of(news.name, news.params, **kept, channel=Channel.PAGE, to=to, proved=True))
    return rows
