"""The words of what goods are counted in. A group writes its own; those that many use are known in each language."""

from market.kernel.language import gettext
from market.kernel.language import mark as N

UNITS = frozenset({
    N("bungkus"), N("botol"), N("ikat"), N("paket"), N("buah"), N("kilo"), N("kg"), N("lembar"), N("keranjang"),
    N("setel"), N("set"), N("potong"), N("pasang"), N("kotak"), N("toples"), N("ekor"), N("liter"), N("porsi"),
    N("kaleng"), N("meter"),
})  # fmt: skip


def unit(word: str) -> str:
    """`bungkus` as an English reader says it, `pack`; a word that nobody knows stays as it was written."""
    known = word.strip().lower()
    return gettext(known) if known in UNITS else word
