"""Where the goods are to be brought: the words in which somebody says it, as they were typed.

An address is full of numbers and may be called after a fish, so it is taken before goods are read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from market.catalog.searching.spelling import word_set
from market.orders.chat.blank import CALLED, GONE, MONEY, Left
from market.people.place import VILLAGE, bare_name, place
from market.people.suggested import places_inside

BRINGS = (
    r"(?:(?:tolong|tlg) )?(?:di)?(?:kirim|krim|kirm|antar|anter|anteur|hantar|ntar|ktr|krm|anta|terke|terno)"
    r"(?:keun|akan|kan|in|ken|i|akan)?|"
    r"(?:di)?paket(?:kan|in)|drop(?:in)?|ekspedisi|ongkir|cod"
)
SHORTENED = word_set("jl jln no gg kel kec ds kab komp lingk lk kav hj h dr st perum prov dpn lt jend gd a m s")
NOT_SHORTENED = "".join(r"(?<!\b" + each + r")" for each in sorted(SHORTENED))
SENTENCE = re.compile(r"[^\n!?;]+?(?:" + NOT_SHORTENED + r"\.(?= |\n|$)|(?=[\n!?;])|$)")
# `ka` is `to` on some coasts, and short for a sister on all: these words follow the second.
NOT_GOING = (
    "mau|mo|mw|pesan|pesen|psn|order|minta|ada|saya|sy|aku|tolong|bisa|boleh|ambil|beli|tanya|masih|msh|yang|yg|ini|"
    "itu|kalau|kalo|klo|maaf|jadi|tambah|ganti|titip|sama|dan|buat|untuk|utk"
)
TO = re.compile(
    r"\b(?:" + BRINGS + r")\b[^\n" + CALLED + r"]{0,60}?\b(?:ke|ka|nang|teng|ten|pa|di)\b "
    r"(?! *(?:sana|sini|mana|aku|saya|tu|wa|hp|rek|rekening|no|nomor|email)\b)"
    r"|\b(?:tinggal(?: saya)?|domisili|rumah (?:saya|ulun|kita|aku|kami)|rmh (?:sy|saya)|gubuk saya) di (?=[a-z])"
    r"|^ ?ke (?=[a-z])|^ ?ka (?!(?:" + NOT_GOING + r")\b)(?=[a-z])",
    re.MULTILINE,
)
STRAIGHT = re.compile(r"\b(?:" + BRINGS + r")(?: (?:aja|saja|jo|ya))? (?=[a-z])")
LABEL = re.compile(
    r"\b(?:alamat(?:nya)?(?: (?:lengkap|kirim|rumah|pengiriman|saya|penerima))?|almt|address) ?"
    r"(?:di|:|=)? ?|[🏠🏡📍🏘]"
)
STREET = re.compile(
    r"\b(?:jl|jln|jalan|gg|gang|perum|perumahan|komp|kompleks|komplek|kel|kelurahan|desa|dusun|kec|kecamatan|lorong|"
    r"apartemen|apt|kost|kos|ruko|(?<!bu )(?<!pak )rt ?[0-9]|blok [a-z0-9]|lingk|lingkungan|rusun|griya|cluster|asrama|"
    r"pondok|btn [a-z])\b\.?"
)
LANDMARK = re.compile(
    r"\b(?:dekat|dkt|deket|depan|dpn|belakang|blkg|blkng|samping|smping|seberang|sebrang|sebelah|lobby|kantor|"
    r"rumah (?:pak|bu|ibu|pagar)|rmh (?:pak|bu)|warung (?:bu|pak)|toko [a-z])\b"
)
FURTHER = re.compile(
    r"[,.]? ?\b(?:pake|pakai|pk|lewat|via|by|ongkir|ongkos|(?:ya |yah )?(?:jam|pukul|pkl)|bayar\w*|dibayar|cod|cash|"
    r"tf|trf|transfer|qris|jne|jnt|sicepat|gosend|gojek|hp|wa|telp|no hp|nomor hp|nama|a\.n|atas nama|"
    r"makasih|terima kasih|pesan|mau|order|torang|kita (?:yang )?bayar)\b|[" + GONE + MONEY + CALLED + r"]"
)
EMPTY = word_set(
    "ke ka di rumah rmh tempat sini sana mana biasa saya aku sy kami aja saja ya jo lokasi alamat nya yang sama kayak "
    "seperti nyusul menyusul menyusulkan kemarin kmrn tempatnya rumahnya dong kak bu pak mas mba ci "
    "dulu nanti langsung anter antar kirim antarkan anterin diantar dikirim kirimkan kirimin tolong "
    "tlg lah toh bisa ga gak apa msh masih tetap tetep ongkir berapa cod bs"
)
NUMBERED = re.compile(r" (?:satu|dua|tiga|empat|lima)$")  # who lives in `Pateten Satu` says Pateten
ASKED = re.compile(r" {0,2}\?")


@dataclass(frozen=True)
class Where:
    """Words that tell a place: where they stand, from `bare` on without the verb, and how surely they do."""

    start: int
    bare: int
    end: int
    sure: int


@lru_cache(maxsize=256)
def names_around(village: str) -> frozenset[str]:
    """The names of the kecamatan and villages in the kota or kabupaten of a village, in plain letters."""
    if not VILLAGE.fullmatch(village) or place(village) is None:
        return frozenset()
    districts = places_inside(village[:5])
    found = {bare_name(each.name) for each in districts}
    found |= {bare_name(each.name) for code in districts for each in places_inside(code.code)}
    return frozenset(found | {NUMBERED.sub("", name) for name in found})


def take_place(left: Left, names: frozenset[str], goods_at: Callable[[int, int], int | None]) -> Where | None:
    """The surest words for a place; all such words are taken. `goods_at` tells where goods begin in a stretch."""
    found = []
    text = left.text
    for sentence in SENTENCE.finditer(text):
        where = _in_sentence(text, sentence.start(), sentence.end(), names, goods_at)
        if where is not None:
            found.append(where)
            left.take(where.bare, where.end)
    told = [each for each in found if each.sure > 0]
    return max(told, key=lambda each: (each.sure, each.start)) if told else None


def _in_sentence(
    text: str, start: int, end: int, names: frozenset[str], goods_at: Callable[[int, int], int | None]
) -> Where | None:
    marks = [each.search(text, start, end) for each in (LABEL, TO, STREET, STRAIGHT, LANDMARK)]
    if not any(marks):
        return None
    label, to, street, straight, landmark = marks
    begin = label or to or (None if street else _straight(text, straight, end, names))
    first = begin.start() if begin else _behind_goods(text, start, street or landmark, goods_at)
    after = begin.end() if begin else first
    goods = goods_at(first, after) if begin is to and to else None
    first = _last_to(text, first, after) if goods is not None else first
    last = _end(text, after, end, goods_at, bool(street))
    told = text[after:last].strip(" ,.:")
    words = [word for word in re.findall("[a-z]+", told) if word not in EMPTY]
    if not words:
        return None
    asked = ASKED.match(text, last) is not None
    sure = 3 * bool(street) + 3 * bool(label) + 2 * bool(begin) + bool(landmark) + 2 * _names_place(told, names)
    return Where(first, max(first, after), last, 0 if asked and not street else sure) if sure > 1 or begin else None


def _straight(text: str, verb: re.Match[str] | None, end: int, names: frozenset[str]) -> re.Match[str] | None:
    """A verb without `ke`, where a place nearby stands behind it: `antar Madidir`."""
    return verb if verb and _names_place(text[verb.end() : end], names) else None


def _last_to(text: str, first: int, after: int) -> int:
    """Where the `ke` stands before a place, when goods stand between it and its verb."""
    return max(text.rfind(" ke ", first, after), text.rfind(" ka ", first, after), first) + 1


def _behind_goods(text: str, start: int, mark: re.Match[str] | None, goods_at: Callable[[int, int], int | None]) -> int:
    """Where an address begins that nothing announces: `kangkung 7 ikat buat pondok` is one from its mark on."""
    first = _before_street(text, start, mark)
    return mark.start() if mark and goods_at(first, mark.start()) is not None else first


def _before_street(text: str, start: int, mark: re.Match[str] | None) -> int:
    """Where the words of an address begin: behind the last comma, sign or taken word before its first mark."""
    at = mark.start() if mark else start
    return max(start, *(text.rfind(sign, start, at) + 1 for sign in (",", ":", "/", GONE, MONEY, CALLED, " ke ")))


def _end(text: str, after: int, end: int, goods_at: Callable[[int, int], int | None], street: bool) -> int:
    further = FURTHER.search(text, after + 1, end) if after + 1 < end else None
    last = further.start() if further else end
    behind = text.find(",", after, last) if street else after
    goods = goods_at(behind, last) if behind >= 0 else None
    return goods if goods is not None else last


def _names_place(text: str, names: frozenset[str]) -> bool:
    words = re.findall("[a-z]+", text)[:12]
    return any(" ".join(words[at : at + n]) in names for at in range(len(words)) for n in (1, 2, 3))
