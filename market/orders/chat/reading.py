"""A pasted chat becomes the draft of an order: what is sure is filled in, the rest is empty, with its words.

Nothing is invented and nothing is kept: the same text gives the same draft, and only a page shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.orders.chat.bits import bits_of
from market.orders.chat.blank import GOODS, Left
from market.orders.chat.draft import ChatDraft
from market.orders.chat.entry import DraftLine, Span
from market.orders.chat.figures import Money, take_houses, take_links, take_money, take_phones
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.headers import ChatMessage, messages
from market.orders.chat.how import delivery_said, pay_said
from market.orders.chat.known import ChatGood
from market.orders.chat.letters import plain
from market.orders.chat.phrases import phrases
from market.orders.chat.sellers import (
    answers,
    asked_for_name,
    of_buyers,
    take_names_of_sellers,
    take_what_is_no_message,
)
from market.orders.chat.when import take_day
from market.orders.chat.where import Where, names_around, take_place
from market.orders.chat.who import NameFinder, of_contact
from market.orders.delivery import Delivery
from market.payments.bill import Method

MOST_LETTERS = 10_000  # what is read of a chat: its end, where the order stands


@dataclass(frozen=True)
class ReadLine:
    """One good of the draft. `variant_id` is None where two fit, or none does; `quantity` where it is not sure.

    `words` are the stretches of the chat it came from, as they were typed.
    """

    variant_id: int | None
    candidates: tuple[int, ...]
    quantity: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class ReadChat:
    """What a chat says of an order. `phones` are E.164, all that were found; `place` is the sentence as typed, and
    `fragment` it without the verb, for who carries it; `unknown` are words for goods that are none of ours.

    `cut`: the chat was too long, and only its end was read.
    """

    lines: tuple[ReadLine, ...] = ()
    phones: tuple[str, ...] = ()
    name: str | None = None
    place: str | None = None
    fragment: str | None = None
    delivery: Delivery | None = None
    pay: Method | None = None
    day: date | None = None
    unknown: tuple[str, ...] = ()
    cut: bool = False


def read_chat(
    text: str, goods: Sequence[ChatGood], today: date, *, sellers: Sequence[str] = (), village: str = ""
) -> ReadChat:
    """The draft of an order in a pasted chat. `sellers` are the names by which the group writes, `village` is where it
    is: both help to tell its own messages and the places around it."""
    raw = _end_of(text)
    letters = plain(raw)
    said = messages(raw, letters, today, sellers)
    buyers = of_buyers(said, letters, sellers)
    left, shelf, around = Left(letters), GoodsByWords(goods), names_around(village)
    figures = _take_figures(left, buyers, shelf, around)
    take_names_of_sellers(left, sellers, shelf.names)
    draft = _drafted(letters, left.text, said, buyers, ChatDraft(shelf, figures.money))
    names = NameFinder(raw, left.text, around, shelf.names, sellers)
    answered = names.answered(asked_for_name(answers(said, buyers, letters), letters))
    called = names.called()
    contact = _contact(buyers, around) if any(each.wished for each in draft.entries) else None
    _take_goods(left, draft)
    found = _found(raw, left.text, draft, figures, called.place)
    return replace(found, name=answered or called.name or contact, cut=len(raw) < len(text))


def _take_goods(left: Left, draft: ChatDraft) -> None:
    for span in (span for entry in draft.entries for span in entry.spans):
        left.take(span.start, span.end, GOODS)


@dataclass(frozen=True)
class _Figures:
    """What was taken from a chat before its goods were read."""

    phones: tuple[str, ...]
    money: Sequence[Money]
    day: date | None
    where: Where | None


def _take_figures(left: Left, buyers: Sequence[ChatMessage], shelf: GoodsByWords, around: frozenset[str]) -> _Figures:
    """Blanks all that is no good and no quantity, in the order in which one would be taken for another."""
    take_what_is_no_message(left, buyers)
    take_links(left)
    phones = dict.fromkeys((*_of_contacts(buyers), *take_phones(left)))
    money = take_money(left)
    day = take_day(left, buyers)
    where = take_place(left, around, lambda start, end: _goods_at(shelf, left.text, start, end))
    take_houses(left, {each.holds for each in shelf.goods}, {each.grams for each in shelf.goods})
    return _Figures(tuple(phones), money, day, where)


def _found(raw: str, left: str, draft: ChatDraft, figures: _Figures, place: str | None) -> ReadChat:
    """All that was read but for the name; `place` stands in a signature."""
    where = figures.where
    strange = (span for each in draft.entries if not each.ids for span in each.spans)
    shown = (each for each in draft.entries if each.ids and (each.wished or not each.told))
    return ReadChat(
        lines=tuple(_line(each, raw, draft.shelf) for each in shown),
        phones=figures.phones,
        place=raw[where.start : where.end].strip(" ,.:\n") if where else place,
        fragment=raw[where.bare : where.end].strip(" ,.:\n") if where else place,
        delivery=delivery_said(left),
        pay=pay_said(left),
        day=figures.day,
        unknown=tuple(_words(raw, *strange)),
    )


def _drafted(
    letters: str, left: str, said: Sequence[ChatMessage], buyers: Sequence[ChatMessage], draft: ChatDraft
) -> ChatDraft:
    """The draft after all messages, in their order: the buyer's are read, the seller's only heard."""
    heard = _of_sellers(letters, [each for each in said if each not in buyers], draft.shelf)
    told = answers(said, buyers, letters)
    changed = [each.to for each in told if each.yes_but]
    several = len({each.sender for each in buyers if each.sender}) > 1
    for message in said:
        if message in buyers:
            read = phrases(bits_of(left, message.start, message.end), draft.shelf)
            draft.read(read, message.sender if several else "")
        else:
            draft.hear(phrases(bits_of(heard, message.start, message.end), draft.shelf))
        if message in changed:
            draft.agree(phrases(bits_of(heard, message.start, message.end), draft.shelf))
    for yes in (each for each in told if each.only_yes):
        draft.agree(phrases(bits_of(heard, yes.to.start, yes.to.end), draft.shelf), disputes=not yes.counts)
    draft.ask_rivals(draft.shelf)
    draft.doubt_what_is_open()
    draft.doubt_what_is_told()
    return draft


def _of_sellers(letters: str, ours: Sequence[ChatMessage], shelf: GoodsByWords) -> str:
    """The seller's messages, with figures taken as from the buyer's."""
    left = Left(letters)
    if ours:
        take_what_is_no_message(left, ours)
        take_links(left)
        take_phones(left)
        take_money(left)
        take_houses(left, {each.holds for each in shelf.goods})
    return left.text


def _end_of(text: str) -> str:
    """The end of a chat that is too long, from the beginning of a line on."""
    if len(text) <= MOST_LETTERS:
        return text
    end = text[-MOST_LETTERS:]
    line = end.find("\n") + 1
    return end[line if 0 < line < MOST_LETTERS // 2 else 0 :]


def _line(entry: DraftLine, raw: str, shelf: GoodsByWords) -> ReadLine:
    sure = entry.only if entry.wished and (entry.amounts or entry.begged) else None
    return ReadLine(
        variant_id=sure,
        candidates=tuple(sorted(entry.ids)) if sure is None else (),
        quantity=entry.quantity(shelf) if sure is not None else None,
        words=_words(raw, *entry.spans),
    )


def _words(raw: str, *spans: Span) -> tuple[str, ...]:
    """The words of stretches, each once."""
    return tuple(dict.fromkeys(raw[span.start : span.end] for span in spans))


def _goods_at(shelf: GoodsByWords, text: str, start: int, end: int) -> int | None:
    """Where the first good with an amount beside it begins in a stretch of text."""
    bits = bits_of(text, start, end)
    for run in shelf.runs(bits):
        beside = bits[max(0, run.at - 2) : run.at] + bits[run.after : run.after + 2]
        if run.telling and any(bit.kind in ("number", "part") for bit in beside):
            before = bits[run.at - 1] if run.at else None
            return before.start if before is not None and before.kind == "number" else bits[run.at].start
    return None


def _of_contacts(buyers: Sequence[ChatMessage]) -> list[str]:
    """The numbers that stand in headers in place of a name."""
    found = []
    for sender in dict.fromkeys(each.sender for each in buyers):
        if sum(map(str.isdecimal, sender)) >= 9:
            try:
                found.append(typed_phone(sender.strip("~ \u202a\u202c\u200e")))
            except Refused:
                continue
    return found


def _contact(buyers: Sequence[ChatMessage], around: frozenset[str]) -> str | None:
    """The buyer's name with the seller; none where several write."""
    senders = dict.fromkeys(each.sender for each in buyers if each.sender)
    return of_contact(next(iter(senders)), around) if len(senders) == 1 else None
