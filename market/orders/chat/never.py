"""Numbers of a chat that are never a quantity, by the words beside them: hours and houses in words, phones of houses,
years, places in a row (`ke 5`), codes, measures of a body, and money without a unit (`tf 165`, `bayar separo`)."""

import re

from market.catalog.searching.spelling import fold
from market.kernel.spelled import ONES as SAID
from market.orders.chat.blank import GONE, MONEY, Left
from market.orders.chat.units import MORE_ONES, TIMES, UNITS, WEIGHTS

ONES = "|".join(filter(None, (*SAID, *MORE_ONES)))
SPELLED = r"(?:setengah |stengah |stgh )?(?:" + ONES + r")(?: (?:belas|puluh|" + ONES + r"))*"
DONE_TO_A_ROW = r"(?! (?:[a-z]+ ){0,2}(?:jadi|menjadi|diganti|ganti|batal|cancel|coret|dihapus|diubah|gak|ga|nda)\b)"
IN_WORDS = re.compile(
    r"\b(?:jam|jm|pukul|pkl|tanggal|tgl|rt|rw|gang|gg|lorong|nomor|nomer|lingkungan|lingk|lantai|blok|kamar|umur|usia|"
    r"kelas) " + SPELLED + r"\b" + DONE_TO_A_ROW
)
LANDLINE = re.compile(r"\(?(?<![0-9])0[2-79][0-9]{1,2}\)?[ -]{0,2}[0-9]{5,8}(?![0-9])")
YEAR = re.compile(r"(?<![0-9.,a-z])20[2-4][0-9](?![0-9]|[.,][0-9]|[a-z])")
IN_ROW = re.compile(r"\b(?<!ubah )(?<!ganti )(?<!jadi )(?<!tambah )(?<!naik )(?<![0-9] )ke ?-? ?[0-9]{1,3}\b")
CODES = re.compile(
    r"\b(?:nopol|plat|resi|nota(?! ?:)|invoice|inv|pin|kode|id|nik|npwp|promo|voucher|order id|kios|los|stan|meja|"
    r"foto|gambar|halaman|hal|warna(?: [a-z]+)? (?:no|nomor)|motor|mobil)\b[.:# ]{0,2}"
    r"(?:[a-z]{1,20} ?){0,2}[#-]?[0-9]{1,12}[a-z0-9]*\b"
)
EVERY = re.compile(r"\b(?:tiap|setiap)\b[ " + GONE + r"]{1,24}[0-9]{1,3}(?![0-9]|[.,][0-9])")
CLOCK = re.compile(r"(?<![0-9.,:/])[0-2]?[0-9]:[0-5][0-9]\b|(?<![0-9.,])[0-2]?[0-9][.:][0-5][0-9] ?(?:wib|wita|wit)\b")
MEASURES = re.compile(
    r"\b(?:ld|lp|pb|tb|bb|panjang|pjg|lebar|tinggi|lengan|bahu|pinggang|pinggul|dada|"
    r"lingkar [a-z]+|diameter|berat (?:badan|anak))(?:nya)?[ :=]{1,3}"
    r"[0-9]{1,3}(?:[.,][0-9]{1,2})?(?: ?(?:cm|m|mm|kg))?\b(?:,? berat(?:nya)? [0-9]{1,3} ?kg\b)?"
    r"|(?<![0-9.,a-z])[0-9]{1,4}(?:[.,][0-9]{1,2})? ?(?:cm|mm)\b"
)
HOUSE = r"\b(?:jam|jm|pukul|pkl|no|nomor|rt|rw|lantai|gang|gg|blok)[. ]{0,2}[a-z]?[0-9]{1,4}"
BESIDE = re.compile(
    "(?:" + GONE + "|" + HOUSE + r") ?(?P<more>(?:dan|lan|atau|ato|sampai|sampe|smp|s/d|sd|&|lewat|-) ?"
    r"[0-9]{1,2}(?:[.:][0-9]{2})?)(?![0-9]|[.,][0-9])"
)  # fmt: skip
HALF_PAID = re.compile(
    r"\b(?:bayar|dibayar|byr|dp|lunasi|panjar|tf|trf|transfer|uang|uangnya|duitnya)\b[^,.;\n0-9]{0,12}?\b"
    r"(?P<number>(?:setengah|stengah|stgh|separuh|separo|saparo|sebagian)(?:nya)?)\b"
)
PAID = re.compile(
    r"\b(?:tf|trf|transfer|dp|panjar|uang muka|uang|uangnya|duit|duitnya|"
    r"kembalian|kembaliannya|cicil|byr|bayar|dibayar|"
    r"bayarnya)(?: (?:dulu|aja|saja|pas|sudah|cash|tunai|sebesar|semua|semuanya|total|totalnya|jadi))?[ :=]{1,3}"
    r"(?P<number>[0-9]{2,7})(?![0-9]|[.,][0-9])"
)
SENT = re.compile(r"(?<![0-9.,a-z])(?P<number>[0-9]{3,7})(?= (?:tf|trf|transfer|ditransfer|lunas|cash|tunai)\b)")
SUMMED = re.compile(
    r"\b(?:jumlah|jumlahnya|total|totalnya|subtotal|so pas|pas|kurang bayar|kurang)[ :=]{1,3}"
    r"(?P<number>[0-9]{3,7})(?![0-9]|[.,][0-9])"
)
OWED = re.compile(
    MONEY + r"[, ]{1,3}(?:jadi )?(?:kurang|sisa|sisanya|kembali|kembaliannya) (?P<number>[0-9]{2,7})(?![0-9]|[.,][0-9])"
)
BROUGHT = re.compile(
    r"\bbawa(?: uang)?(?: pas)? (?P<number>[0-9]{2,7})(?= ?(?:[,.;\n)?]|\Z|(?:kembali\w*|ya|aja|saja|pas)\b))"
)
EQUALS = re.compile("[" + GONE + MONEY + r"] ?= ?(?P<number>[0-9]{2,7})(?![0-9]|[.,][0-9])")
NEXT_WORD = re.compile(r" {0,2}([a-z]+)")


def take_never(left: Left) -> None:
    """What tells where, when, who and which; before goods are read."""
    for pattern in (EVERY, IN_WORDS, LANDLINE, IN_ROW, CODES, CLOCK, MEASURES, YEAR):
        _take(left, pattern)


def take_beside(left: Left) -> None:
    """The second number beside one that was taken: `jam 4 atau 5`, `tgl 7 dan 8`, `no 7-8`."""
    for match in left.found(BESIDE):
        if not _counts(left.text, match.end()):
            left.take(match.start("more"), match.end())


def take_paid(left: Left) -> None:
    """Money whose unit nobody says, and halves of it."""
    for pattern in (HALF_PAID, PAID, SENT, SUMMED, OWED, BROUGHT, EQUALS):
        for match in left.found(pattern):
            if not _counts(left.text, match.end()):
                left.take(match.start("number"), match.end(), MONEY)


def _take(left: Left, pattern: re.Pattern[str]) -> None:
    """Blanks each, unless a unit of goods stands behind it."""
    for match in left.found(pattern):
        if not _counts(left.text, match.end()):
            left.take(match.start(), match.end())


def _counts(text: str, end: int) -> bool:
    following = NEXT_WORD.match(text, end)
    word = fold(following[1]) if following else ""
    return word in UNITS or word in TIMES or (word in WEIGHTS and word != "k")
