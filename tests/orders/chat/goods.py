"""A group with goods whose names are close, and a chat read for it."""

from datetime import date

from market.orders.chat.known import ChatGood
from market.orders.chat.reading import ReadChat, read_chat

TODAY = date(2026, 11, 29)  # a Sunday
VILLAGE = "71.72.06.1003"
SMALL, GREAT, ROA, SAMBAL, ABON, HOT, KERUPUK, TOMATO = range(1, 9)
GOODS = (
    ChatGood(SMALL, "Cakalang fufu", "Cakalang fufu, kecil", "ekor", 600, 48_000),
    ChatGood(GREAT, "Cakalang fufu", "Cakalang fufu, besar", "ekor", 900, 75_000, ("fufu jumbo",)),
    ChatGood(ROA, "Ikan roa asap", "Ikan roa asap", "ikat", 400, 60_000, ("roa",)),
    ChatGood(SAMBAL, "Sambal roa botol", "Sambal roa botol", "botol", 200, 32_000),
    ChatGood(ABON, "Abon cakalang manis", "Abon cakalang manis, 150 g", "bungkus", 150, 35_000),
    ChatGood(HOT, "Abon cakalang manis", "Abon cakalang manis, 250 g", "bungkus", 250, 55_000),
    ChatGood(KERUPUK, "Kerupuk ikan", "Kerupuk ikan", "bungkus", 500, 22_000),
    ChatGood(TOMATO, "Tomat", "Tomat", "kg", 1_000, 18_000),
)
ONE_GOOD = (ChatGood(1, "Dodol rumput laut", "Dodol rumput laut", "bungkus", 300, 24_000),)


def read(text: str, goods=GOODS, **rest) -> ReadChat:
    return read_chat(text, goods, TODAY, **({"sellers": ("Tunas Bahari", "Meike"), "village": VILLAGE} | rest))


def lines(text: str, goods=GOODS, **rest) -> dict[int | None, int | None]:
    """The sure lines: pieces by good."""
    return {each.variant_id: each.quantity for each in read(text, goods, **rest).lines if each.variant_id is not None}


def asked(text: str, goods=GOODS) -> list[tuple[int, ...]]:
    """The candidates of every line that is left open."""
    return [each.candidates for each in read(text, goods).lines if each.variant_id is None]
