"""How somebody wants to pay and to get her goods. What she only asks about stays open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from market.orders.chat.blank import GOODS
from market.orders.delivery import Delivery
from market.payments.bill import Method

CLAUSE = re.compile(r"([^\n.!?;,\0\2]+)([^\n]?)")
PAY = {
    Method.CASH: re.compile(
        r"\b(?:cod\w{0,3}|cash|tunai|kontan|kas[ei] tangan|(?:di)?b(?:a?ya?r)(?:nya)? "
        r"(?:di ?(?:tempat|tmpt|tmpat|tpt|rumah|ruma|sana|situ|lokasi)|langsung|pas|saat|waktu|nanti pas))\b"
    ),
    Method.TRANSFER: re.compile(
        r"\b(?:(?:di)?transfer(?:nya|an)?|tf(?:an|nya)?|trf|trasfer|transper|tranfer|m-?banking|mbanking)\b"
    ),
    Method.CARD: re.compile(r"\b(?:kartu (?:kredit|debit)|credit card|visa|mastercard)\b"),
    Method.QRIS: re.compile(r"\b(?:qris\w{0,3}|qr|kris|scan qr)\b"),
}
WHERE_TO = re.compile(r"\b(?:transfer|tf|trf)(?:nya)? (?:ke ?mana|k mana|ke rek|kmn|kmana|no rek|norek)")  # so she pays
CARRIED = re.compile(
    r"\b(?:jne|jnt|j ?& ?t|j ?n ?t|sicepat|si cepat|anteraja|tiki|ninja|lion parcel|wahana|spx|gosend|go-?send|gojek|"
    r"go-?jek|grab(?: ?express)?|paxel|lalamove|maxim|ekspedisi|expedisi|kurir|ojol|ojek|travel|kapal|pelni|"
    r"kargo|cargo|(?:lewat|via|pakai|pake) (?:pos|bus)|pos kilat|titip bus|id express)\b"
)
BROUGHT = re.compile(
    r"\b(?:di|ng)?(?:antar|anter|anteur|hantar|ntar)(?:keun|kan|in|ken|i|akan|nya|kn)?\b|\b(?:bawa|bawakan) ke\b|"
    r"\b(?:di)?ter(?:ke|no|aken)\b"
)
FETCH = (
    r"(?:ambil|ambe|ambel|ngambil|mengambil|maambil|jemput|jupuk|njupuk|dijupuk|pundhut|mundhut|pendet|diambil|"
    r"jmpt|jmput|jului|dijuluki|pendhet|mendhet|dipendhet|dipundhut|candak|dicandak|diala|ambl|"
    r"dijemput|diambe|di ambil)"
)
OWN = (
    r"(?:sendiri|sandiri|sndiri|sorangan|nyalira|dewe|piyambak|kiyambak|haja|langsung|"
    r"di (?:tempat|rumah|toko|lapak|sana|situ)|"
    r"ke (?:tempat|rumah|toko|lapak|sana|situ|kebun))"
)
FETCHED = re.compile(
    r"\b(?:datang|dtg|mampir|singgah) (?:bayar|"
    + FETCH
    + r"|ke)\b|\b"
    + FETCH
    + r"(?:nya)? "
    + OWN
    + r"\b|\bdi(?:ambil|jupuk|juluki|jemput|ambe|pendhet|pundhut|candak|ala)\b|\b(?:jmpt|jmput)\b"
    r"|\bambil (?:ke|di|hr|hari|jam|sore|besok|pagi|siang|nanti|senin|selasa|rabu|kamis|jumat|sabtu|minggu)\b"
    r"|\b(?:tak|mengke kula|nanti (?:saya|sy|aku|kita)) " + FETCH + r"\b|\bpick ?up\b|\b(?:jemput|jupuk|pundhut)\b"
    r"|\b(?:ke|ka) (?:sana|situ|lapak|kebun|rumah (?:acil|ibu|bu|cik))\b"
)
A_NUMBER = r"(?:[0-9]|se[a-z]{3}|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sepuluh)"
TAKES = re.compile(
    r"\b" + FETCH + r"\b(?![^.,\n]{0,12}" + GOODS + r")(?! {0,2}(?:lagi |lg |yg |yang )?" + A_NUMBER + r")"
)
NOT_FETCHED = re.compile(r"\b(?:mau|mo|bisa) (?:" + FETCH + r")\b")
LEFT_OPEN = re.compile(
    r"(?:(?<!kalo )(?<!kalau )(?<!klo )(?<!kl )\b(?:bisa|bs)|\b(?:kalo|kalau|klo|kl)(?! (?:bisa|bs)\b))\b|"
    r"\b(?:boleh|can|apa|apakah|atau|ato|mending|ke ?mana|gimana|gmn|brp|berapa|nomor|mana)\b"
)
NEVER = re.compile(
    r"\b(?:gak|ga|nggak|ngga|enggak|tidak|tdk|nda|ndak|ora|kada|jangan|jgn|jang|bukan|tanpa|gausah|usah)\b"
    r" ?(?:usah|perlu|mau|bisa|pakai|pake|di)? ?$"
)


@dataclass(frozen=True)
class Clause:
    """A piece of a sentence, and whether it leaves open what it names."""

    text: str
    asks: bool


def clauses(text: str) -> Iterator[Clause]:
    """The pieces of what is left of a chat; a question mark makes a question of the last."""
    waiting: list[str] = []
    for match in CLAUSE.finditer(text):
        waiting.append(match[1])
        if match[2] != ",":
            last = len(waiting) - 1
            for at, each in enumerate(waiting):
                yield Clause(each, (match[2] == "?" and at == last) or LEFT_OPEN.search(each) is not None)
            waiting = []
    yield from (Clause(each, LEFT_OPEN.search(each) is not None) for each in waiting)


def pay_said(text: str) -> Method | None:
    """The way to pay that is said; the last, where a later clause says it alone; None where two are left open."""
    found: Method | None = None
    for clause in clauses(text):
        said = {way for way, words in PAY.items() if _says(words, clause.text)}
        if said and (not clause.asks or WHERE_TO.search(clause.text)):
            found = said.pop() if len(said) == 1 else None
    return found


def delivery_said(text: str) -> Delivery | None:
    """The way by which goods are to come, the last that is said; a carrier before the group where both are named."""
    found: Delivery | None = None
    for clause in clauses(text):
        way = _way(clause.text)
        if way is not None and not clause.asks:
            found = way
    return found


def _way(text: str) -> Delivery | None:
    if _says(CARRIED, text):
        return Delivery.COURIER
    if _says(BROUGHT, text):
        return Delivery.OWN_COURIER
    if _says(FETCHED, text) or (_says(TAKES, text) and not NOT_FETCHED.search(text)):
        return Delivery.PICKUP
    return None


def _says(words: re.Pattern[str], text: str) -> bool:
    return any(not NEVER.search(text[max(0, match.start() - 24) : match.start()]) for match in words.finditer(text))
