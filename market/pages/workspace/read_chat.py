"""What was read in a pasted chat, as rows of the form: from which words, which good, how many; what is unsure is empty.

The chat itself is kept nowhere: it is read, and only these rows go back to the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from market.catalog.variant import MOST_UNIT
from market.inventory.holdings import Holding
from market.kernel.language import gettext as _
from market.kernel.language import shown_day
from market.kernel.phone import shown_phone
from market.kernel.refused import Faults, Refused
from market.kernel.tokens import digest
from market.kernel.typed_number import MOST_PIECES, typed_count
from market.orders.chat.known import ChatGood
from market.orders.chat.reading import ReadChat, ReadLine, read_chat
from market.people.group import Group

MOST_ROWS = 60
MOST_GOODS = 1_000  # that a chat is read for: those that are there before the others
ASKED, LEFT_OUT = "?", ""  # of the good of a row: it is to be chosen, or the row is not written down
WHO = ("phone", "phones", "name", "landmark")  # worth filling in, though no good was read
FIELD = re.compile(r"read-([0-9]{1,2})-words")
AMOUNT = re.compile(
    r"(?<!\w)[x@]?[0-9½¼¾][0-9.,/]*\s*(?:x|pcs|bks|bungkus|btl|botol|kg|kilo|ons|ikat|ekor)?(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ChatRow:
    """One row: the words it came from, the sku that was guessed and the one that is chosen, the number as typed."""

    number: int
    words: str
    guess: str
    sku: str
    quantity: str
    unit: str = ""  # in which the page counts the good that is chosen

    @property
    def field(self) -> str:
        return f"read-{self.number}"

    @property
    def corrects(self) -> bool:
        """Whether somebody chose another good than was guessed: then its words are worth keeping."""
        return self.sku not in (ASKED, LEFT_OUT, self.guess)

    @property
    def name(self) -> str:
        """Its words without the numbers in them: what the good was called."""
        return " ".join(AMOUNT.sub(" ", self.words.partition(" … ")[0]).strip(" ,.-").split())[:60]


def rows_sent(values: Mapping[str, list[str]]) -> list[ChatRow]:
    """The rows that a form carries, in their order."""
    numbers = sorted({int(found[1]) for name in values if (found := FIELD.fullmatch(name))})
    rows = []
    for n in numbers[:MOST_ROWS]:
        words, guess, sku, quantity = (
            values.get(f"read-{n}-{part}", [""])[0].strip() for part in ("words", "guess", "good", "quantity")
        )
        unit = values.get(f"unit-quantity-{sku}", [""])[0][:MOST_UNIT]
        rows.append(ChatRow(n, words, guess, sku, quantity, unit))
    return rows


def with_rows(rows: Sequence[ChatRow], pieces: Mapping[str, int]) -> dict[str, int]:
    """Pieces by sku of the steppers and of the rows together. Refused for a row without a good or a number."""
    found, faults = dict(pieces), Faults()
    for row in rows:
        if row.sku == ASKED:
            faults.add(Refused("good_unclear", field=f"{row.field}-good"))
        elif row.sku != LEFT_OUT and (n := faults.heard(lambda row=row: _count(row))):  # type: ignore[misc]
            found[row.sku] = found.get(row.sku, 0) + n
    faults.stop()
    return found


def beside_row(refusal: Refused, rows: Sequence[ChatRow]) -> Refused:
    """What is refused of a good, beside the number of the row that asked for it."""
    row = next((each for each in rows if refusal.field == f"quantity-{each.sku}"), None)
    return refusal.beside(f"{row.field}-quantity") if row else refusal


def _count(row: ChatRow) -> int:
    field = f"{row.field}-quantity"
    if not row.quantity:
        raise Refused("required", field=field)
    try:
        number = typed_count(row.quantity, row.unit)
    except Refused as refusal:
        raise refusal.beside(field) from None
    if number > MOST_PIECES:
        raise Refused("number_too_large", field=field, n=MOST_PIECES)
    return number


def reading_of(
    text: str, group: Group, goods: Sequence[Holding], called: Mapping[int, tuple[str, ...]], people: Sequence[str]
) -> partial[ReadChat]:
    """The reading of a chat, plain values alone, to be done anywhere. `people` are the names of the group's own, whose
    messages order nothing."""
    there = sorted(goods, key=lambda each: not (each.available or each.made_to_order))
    known = [_good(each, called) for each in there[:MOST_GOODS]]
    return partial(read_chat, text, known, group.today, sellers=[group.name, *people], village=group.village)


def filled_from(read: ReadChat, text: str, goods: Sequence[Holding]) -> dict[str, str]:
    """The fields of the form, by name, as a chat says them. Refused where nothing of an order stands in it;
    `bare` where it tells who orders, and no good."""
    facts, bare = _facts(read), not (read.lines or read.unknown)
    if bare and not any(facts.get(name) for name in WHO):
        raise Refused("chat_without_goods", field="chat")
    skus = {each.variant_id: each.sku for each in goods}
    rows = [_fields(n, line, skus) for n, line in enumerate(read.lines[:MOST_ROWS])]
    more = [_unknown(n, words) for n, words in enumerate(read.unknown[: MOST_ROWS - len(rows)], len(rows))]
    filled = {"chat": "", "chat_hash": digest(" ".join(text.split())), "bare": "1" if bare else ""}
    return filled | facts | _joined([*rows, *more])


def _joined(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {name: value for row in rows for name, value in row.items()}


def _good(each: Holding, called: Mapping[int, tuple[str, ...]]) -> ChatGood:
    names = called.get(each.variant_id, ())
    return ChatGood(each.variant_id, each.product, each.variant, each.unit, each.weight_g, each.price, names)


def _fields(n: int, line: ReadLine, skus: Mapping[int, str]) -> dict[str, str]:
    sku = skus.get(line.variant_id or 0, "")
    quantity = "" if line.quantity is None else str(line.quantity)
    return {
        f"read-{n}-words": " … ".join(line.words)[:200], f"read-{n}-guess": sku, f"read-{n}-good": sku or ASKED,
        f"read-{n}-quantity": quantity,
    }  # fmt: skip


def _unknown(n: int, words: str) -> dict[str, str]:
    return {f"read-{n}-words": words[:200], f"read-{n}-guess": "", f"read-{n}-good": ASKED, f"read-{n}-quantity": ""}


def _facts(read: ReadChat) -> dict[str, str]:
    """Who, where, how: only what the chat says. Of two numbers none is chosen; both are named."""
    facts = {
        "phone": shown_phone(read.phones[0]) if len(read.phones) == 1 else "",
        "phones": ", ".join(map(shown_phone, read.phones)) if len(read.phones) > 1 else "",
        "name": (read.name or "")[:80],
        "landmark": (read.fragment or "")[:160],
        "delivery": read.delivery.value if read.delivery else "",
        "method": read.pay.value if read.pay else "",
        "cut": "1" if read.cut else "",
        "note": _("Diminta untuk %(day)s") % {"day": shown_day(read.day)} if read.day else "",
    }
    return {name: value for name, value in facts.items() if value or name in ("phone", "phones", "cut")}
