"""Figures of a chat that are no quantities: phones, accounts, money, numbers of houses and pages, hours.

They are taken first, since `0812`, `15rb`, `RT 5` and `95515` would be read as pieces.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.kernel.typed import whole
from market.kernel.typed_number import SHARP, typed_rupiah
from market.orders.chat.blank import CALLED, MONEY, SIZED, Left
from market.orders.chat.never import take_beside, take_never, take_paid

MOST_PHONES, MOST_HELD = 20, 10_000
LINK = re.compile(r"(?:https?://|www\.)[^\s\0]{1,500}|[a-z0-9._+-]{1,60}@[a-z0-9-]{1,60}\.[a-z.]{2,20}")
WA_LINK = re.compile(r"(?:https?://)?wa\.me/(?=[0-9])")
ACCOUNT = re.compile(
    r"\b(?:rek(?:ening)?|norek|bca|bri|bni|btn|bsi|mandiri|seabank|jago)\b[ .:a-z]{0,16}"
    r"(?!0 ?8|\+|62)[0-9][0-9 -]{7,28}[0-9]"
)
PHONE = re.compile(r"(?<![0-9.,])(?:\(?\+ ?62|\(?62|\(?0)[ .()-]{0,2}8[0-9]*")
GROUP = re.compile(r"\)?([ ./()~-]{1,3})([0-9]+)")
CLOSED = re.compile(r" *(?:[,;.\n]|\Z)")
MENDED = re.compile(r"[\s\S]{0,12}\b(?:eh|ralat|salah|kurang|maksudnya|bukan)\b[\s\S]{0,16}")
OFFERED = re.compile(  # of who offers, in a list that is handed on
    r"\b(?:ber)?minat[ ,:]{1,3}(?:(?:silakan|silahkan|bisa) )?(?:hub[a-z]*|wa|chat|kontak)?[ .:]{0,3}"
    r"(?:\+ ?62|62|0)[ .()-]{0,2}8[0-9]{1,12}(?:[ .-][0-9]{2,8}){0,3}"
)
WORTH = "|".join(sorted(SHARP, key=len, reverse=True))
ALONE = "|".join(sorted(SHARP.keys() - {"k"}, key=len, reverse=True))  # `15 k` may be kilos
RUPIAH = re.compile(
    r"(?:@ ?)?(?:\brp|\bidr)[. ]{0,2}[0-9][0-9.,]{0,14}(?: ?(?:" + WORTH + r")\b)?(?:,?-)?"
    r"|@? ?(?<![0-9a-z.,])[0-9][0-9.,]{0,11} ?(?:" + ALONE + r")(?:an|nya)?\b"
    r"|@? ?(?<![0-9a-z.,])[0-9]{1,4}k\b|@ ?[0-9]{4,7}(?![0-9]|[.,][0-9])"
    r"|@? ?(?<![0-9a-z.,/])[0-9]{1,3}(?:\.[0-9]{3})+(?:,-|,00?|,–)?(?![0-9])"
)
SUM = re.compile(r"(?<![0-9.,a-z])[0-9\1][0-9.\1]{0,12}(?: ?\+ ?[0-9\1][0-9.\1]{0,12}){1,40}(?: ?= ?[0-9.\1]{0,12})?")
PRICED = re.compile(
    r"\b(?:harga|hrg|harganya|hrgnya|ongkir|ongkirnya|ongkos|uang|uangnya|duit|diskon|bayar|total|totalnya|"
    r"kembali|masih) {0,2}:? ?(?:rp ?)?[0-9]{1,7}(?![0-9a-z]| ?[a-z])"
)
LISTED = re.compile(r"^[ *_-]{0,4}[0-9]{1,2} ?[.)](?= {0,3}[^0-9\s])", re.MULTILINE)
NUMBERED = re.compile(
    r"^[ *_-]{0,4}(?P<number>[0-9]{1,2})(?:[ .):]{1,4}(?=[a-z*])|[.)] (?=[0-9]))(?P<rest>[^\n]+)", re.MULTILINE
)
COUNTED = re.compile(r"[0-9]|\b(?:satu|dua|tiga|empat|lima|se[bkpi][a-z]{3,8})\b")
ROWED = r"[.: ]{0,2}[0-9]{1,2} (?:[a-z]+ ){0,2}(?:jadi|menjadi|diganti|ganti|batal|cancel|coret|dihapus|diubah)\b"
HOUSES = re.compile(
    r"\b(?<!bu )(?<!pak )(?:(?:no|nomor|nomer|nmr)(?!"
    + ROWED
    + r")|rt|rw|lk|lingk|lingkungan|gg|gang|blok|kav|lt|lantai|unit|kamar|jam|"
    r"jm|pkl|pukul|umur|usia|kelas|"
    r"ukuran|size|tipe|type|kode|level|lvl|lorong|dusun|km|"
    r"sdn?|smpn?|sman?|smkn?|mtsn?|paud|tk|puskesmas)[.: ]{0,2}[a-z]?[0-9]{1,5}(?:[./:-][0-9]{1,4})*[a-z]?\b"
)
AGED = re.compile(
    r"\b(?:umur|usia|ukuran|size)(?:nya)?[.: ]{0,2}[0-9]{1,2}(?![0-9])"
    r"(?:(?: ?, ?| ?/ ?| ?& ?| dan | sama )[0-9]{1,2}(?![0-9])){0,5}(?: ?(?:th|thn|tahun|taun|bln|bulan)\b)"
    r"|\b(?:umur|usia|ukuran|size)(?:nya)?[.: ]{0,2}[0-9]{1,2}(?![0-9])"
)
OF_LABEL = re.compile(r"(?:ukuran|size)[.: ]{0,2}([0-9]{2,5})g?")
HOLDS = re.compile(r"\bisi[.: ]{0,2}([0-9]{1,5})\b")
SPANS = re.compile(
    r"(?<![0-9a-z.,/])[0-9]{1,4}(?:[.,-][0-9]{1,3})? ?(?:hari|hr|jam|menit|mnt|minggu|bulan|bln|tahun|thn|th|orang|org|"
    r"tamu|anak(?! ?[0-9" + SIZED + r"])|kali|km|persen|%|angka|a\.?m|p\.?m)\b"
)
POSTCODE = re.compile(r"(?<![0-9a-z.,])[0-9]{5,}(?![0-9])")


@dataclass(frozen=True)
class Money:
    """An amount somebody names, in whole rupiah; None where it may be two. `each`: for one piece, behind an `@`."""

    amount: int | None
    start: int
    end: int
    each: bool = False


def take_links(left: Left) -> None:
    left.take_all(WA_LINK)
    left.take_all(LINK)


def take_phones(left: Left) -> list[str]:
    """Every number of a mobile phone, as E.164, in the order of the text; one that was mended at once is left out."""
    left.take_all(ACCOUNT)
    left.take_all(OFFERED, CALLED)
    found: dict[str, int] = {}
    text, past, last = left.text, 0, ""
    for match in PHONE.finditer(text):
        if match.start() < past:
            continue
        past = _phone_end(text, match)
        if sum(map(str.isdigit, text[match.start() : past])) < 8 or len(found) >= MOST_PHONES:
            continue
        if last and MENDED.fullmatch(text, found[last], match.start()):
            del found[last]
        try:
            last = typed_phone(re.sub(r"[^0-9+]", "", text[match.start() : past]))
            found[last] = past
        except Refused:
            pass
        left.take(match.start(), past, CALLED)
    return list(found)


def _phone_end(text: str, first: re.Match[str]) -> int:
    """Where a number ends that is written in groups: a quantity behind it is no part of it."""
    end, digits, groups = first.end(), sum(map(str.isdigit, first[0])), 1
    longest = 14 if "62" in first[0][:4] else 13
    if digits >= 10:
        return end
    while group := GROUP.match(text, end):
        digits += len(group[2])
        small = len(group[2]) < 3 and " " in group[1]
        whole_already = small and digits - len(group[2]) >= 10
        closes = (
            groups > 2
            and digits - len(group[2]) in (10, 11)
            and digits <= 12
            and CLOSED.match(text, group.end()) is not None
        )  # `0812 0000 03 32`, `0812 345 678 9,`, and no `2 bks`
        if digits > longest or (whole_already and not closes) or (small and groups < 2 and len(first[0]) > 2):
            break
        end, groups = group.end(), groups + 1
    return end


def take_money(left: Left) -> list[Money]:
    """Amounts of money, each marked where it stood; sums and prices without a unit are gone."""
    found = []
    for match in left.found(RUPIAH):
        found.append(Money(_amount(match[0]), match.start(), match.end(), match[0].startswith("@")))
        left.take(match.start(), match.end(), MONEY)
    for pattern in (SUM, PRICED):
        left.take_all(pattern)
    take_paid(left)
    return found


def _amount(text: str) -> int | None:
    bare = re.sub(r"(?:an|nya)$", "", text.strip("@ ").removesuffix("-").rstrip(",.–"))
    try:
        return typed_rupiah(bare)
    except Refused:
        return None


def take_list_numbers(left: Left) -> None:
    """The 1, 2, 3 before lines that have another amount each: `1 Abon 30 bks`, `2️⃣ bayam 5`."""
    lines = list(left.found(NUMBERED))
    counted = len(lines) > 1 and [line["number"] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    if counted and all(COUNTED.search(line["rest"]) for line in lines):
        for line in lines:
            left.take(line.start(), line.start("rest"))


def take_houses(left: Left, holds: Collection[int] = (), weights: Collection[int] = ()) -> None:
    """Numbers of lists, houses, hours, sizes and codes. `holds`: how many small ones are in pieces of the goods;
    `weights`: what these weigh: `ukuran 250` is one of them."""
    for match in left.found(HOLDS):
        if whole(match[1], MOST_HELD) not in holds:
            left.take(match.start(), match.end())
    take_list_numbers(left)
    take_beside(left)
    take_never(left)
    left.take_all(AGED, SIZED)
    for match in left.found(HOUSES):
        label = OF_LABEL.fullmatch(match[0])
        if label is None or whole(label[1], MOST_HELD) not in weights:
            left.take(match.start(), match.end())
    for pattern in (LISTED, SPANS, POSTCODE):
        left.take_all(pattern)
