"""The words of what goods are counted in. A group writes its own; those that many use are known in each language."""

from collections.abc import Callable

from market.kernel.language import ngettext

UNITS: dict[str, Callable[[int], str]] = {
    "bungkus": lambda n: ngettext("bungkus", "bungkus", n),
    "botol": lambda n: ngettext("botol", "botol", n),
    "ikat": lambda n: ngettext("ikat", "ikat", n),
    "paket": lambda n: ngettext("paket", "paket", n),
    "buah": lambda n: ngettext("buah", "buah", n),
    "kilo": lambda n: ngettext("kilo", "kilo", n),
    "kg": lambda n: ngettext("kg", "kg", n),
    "lembar": lambda n: ngettext("lembar", "lembar", n),
    "keranjang": lambda n: ngettext("keranjang", "keranjang", n),
    "setel": lambda n: ngettext("setel", "setel", n),
    "set": lambda n: ngettext("set", "set", n),
    "potong": lambda n: ngettext("potong", "potong", n),
    "pasang": lambda n: ngettext("pasang", "pasang", n),
    "kotak": lambda n: ngettext("kotak", "kotak", n),
    "toples": lambda n: ngettext("toples", "toples", n),
    "ekor": lambda n: ngettext("ekor", "ekor", n),
    "liter": lambda n: ngettext("liter", "liter", n),
    "porsi": lambda n: ngettext("porsi", "porsi", n),
    "kaleng": lambda n: ngettext("kaleng", "kaleng", n),
    "meter": lambda n: ngettext("meter", "meter", n),
}


def unit(word: str, n: int = 1) -> str:
    """`bungkus` as an English reader says it of so many, `pack` or `packs`; a word that nobody knows stays as it was
    written.
    """
    known = UNITS.get(word.strip().lower())
    return known(n) if known else word
