"""Which messages are the buyer's: the group's own order nothing. Where that is unclear, all are read."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from market.catalog.searching.spelling import fold, word_set
from market.orders.chat.blank import GONE, Left
from market.orders.chat.forms import is_known
from market.orders.chat.headers import ChatMessage
from market.orders.chat.letters import plain
from market.orders.chat.small_talk import FILLER

OURSELVES = frozenset({"anda", "you", "saya"})  # as WhatsApp calls whoever copies
SELLS = re.compile(
    r"\b(?:total(?:nya)?|harga(?:nya)?|ongkir(?:nya)?|rek(?:ening)?|ready|stok|silakan|silahkan|selamat datang|"
    r"ada yang bisa|terima kasih (?:sudah|atas)|kami (?:kirim|antar|siapkan)|mohon (?:transfer|ditunggu)|"
    r"[0-9]{1,9} ?(?:rb|ribu|k)\b|[0-9]{1,3}\.[0-9]{3})"
)
BUYS = re.compile(r"\b(?:pesan|psn|pesen|order|mau|mo|beli|berapa|brp|brapa|kirim ke|antar ke|ambil|minta)\b")
EMPTY = re.compile(
    r"^[^\n]*(?:<media (?:omitted|tidak disertakan)>|(?:image|video|audio|sticker|gif|document|contact card) omitted|"
    r"(?:gambar|video|audio|stiker|gif|dokumen|kartu kontak|media|pesan suara) (?:tidak disertakan|dihilangkan)|"
    r"pesan ini (?:telah )?dihapus|anda menghapus pesan ini|this message was deleted|you deleted this message|"
    r"end-to-end encrypted|terenkripsi secara end-to-end|missed (?:voice|video) call|"
    r"panggilan (?:suara|video) tak terjawab|live location shared|lokasi: https?|location: https?|null$)[^\n]*$",
    re.MULTILINE,
)
EDITED = re.compile(
    r"<(?:this message was edited|pesan ini (?:telah )?diedit)>|^ ?\[(?:dibalas|diteruskan|forwarded)\] ?|"
    r"^ ?(?:diteruskan|forwarded)$",
    re.MULTILINE,
)
AGREES = word_set(
    "boleh blh bole "
    "ok oke okey okay iya ya iyo nggih inggih njih leres betul benar siap sip baik yes y setuju deal butul siip"
)
WAITS = word_set("kabari kabarin ngabari infokan infoin pikir tanya")  # `oke, nanti saya kabari`
WHO = re.compile(r"\b(?:atas nama|nama(?:nya)?|(?:dgn|dengan|sama|an|a\.n)) ?(?:siapa|sapa|sinten)|\bsiapa nama")
TITLE = r"bu|ibu|bunda|pak|bapak|mas|mba|mbak|kak|kakak|ci|cik|tante|om|usi|teh|bang|hj|mama|acil"
FIRST = re.compile(
    r"(?:^|[.!?:" + GONE + r"]) {0,3}(?:(?:halo|hai|eh|e{1,4}|ci|cik|kak|bu|ini),? )?([a-z]{3,20})\b", re.MULTILINE
)
LETTERS_OF_TITLES, LONGEST_SHORT = 2, 4
CLEAR = 2  # so much more than all others must somebody talk like a seller


def of_buyers(said: Sequence[ChatMessage], text: str, sellers: Sequence[str]) -> list[ChatMessage]:
    """The messages of everybody but the seller."""
    ours = {each for name in sellers if (each := _bare(name))} | OURSELVES
    senders = dict.fromkeys(each.sender for each in said if each.sender)
    selling = {sender for sender in senders if _bare(sender) in ours}
    if not selling:
        named = {sender for sender in senders if any(_same_name(_bare(sender), each) for each in ours - OURSELVES)}
        selling = named if len(named) < len(senders) else set()
    if not selling and len(senders) > 1:
        selling = _talks_like_one(said, text)
    return [each for each in said if each.sender not in selling]


def _bare(name: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", plain(name)))


def _same_name(sender: str, ours: str) -> bool:
    """Whether a contact is called as the group or its chair is, in part or with more: `Bu Meike`, `Meike Bitung`."""
    called = {word for word in sender.split() if not re.fullmatch(TITLE, word)}
    name = set(ours.split())
    return bool(called) and (called <= name or name <= called)


def _talks_like_one(said: Sequence[ChatMessage], text: str) -> set[str]:
    """Who names prices and totals, if one sender does clearly more than all others."""
    score: Counter[str] = Counter()
    for each in said:
        words = text[each.start : each.end]
        score[each.sender] += bool(SELLS.search(words)) - bool(BUYS.search(words))
    (first, most), (_, second) = score.most_common(2)
    return {first} if most > 0 and most - second >= CLEAR else set()


def take_what_is_no_message(left: Left, buyers: Sequence[ChatMessage]) -> None:
    """Blanks headers, the seller's messages, and what WhatsApp writes in place of pictures."""
    at = 0
    for each in (*buyers, None):
        left.take(at, each.start if each else left.length)
        at = each.end if each else at
    left.take_all(EMPTY)
    left.take_all(EDITED)


@dataclass(frozen=True)
class BuyersReply:
    """What the buyer says right after a message of the seller; `counts`: with a number in it."""

    to: ChatMessage
    start: int
    words: Sequence[str]
    counts: bool

    @property
    def only_yes(self) -> bool:
        return (
            bool(set(self.words) & AGREES)
            and not set(self.words) & WAITS
            and all(fold(word) in FILLER for word in self.words)
        )

    @property
    def yes_but(self) -> bool:
        """Whether it says yes, and then changes something: `ok, tapi abonnya 4`."""
        return self.words[0] in AGREES and not self.only_yes


def answers(said: Sequence[ChatMessage], buyers: Sequence[ChatMessage], text: str) -> list[BuyersReply]:
    """What the buyer answers to messages of the seller, questions excepted."""
    found = []
    for ours, answer in pairwise(said):
        told = text[answer.start : answer.end]
        words = re.findall("[a-z]+", told)
        if ours not in buyers and answer in buyers and words and "?" not in told:
            found.append(BuyersReply(ours, answer.start, words, any(map(str.isdigit, told))))
    return found


def asked_for_name(told: Sequence[BuyersReply], text: str) -> list[int]:
    """Where the buyer answers to `Atas nama siapa?`."""
    return [each.start for each in told if WHO.search(text, each.to.start, each.to.end)]


def take_names_of_sellers(left: Left, sellers: Sequence[str], known: Callable[[str], bool]) -> None:
    """Blanks names by which the group is called: `Bu Aminah` is no good that it does not sell; where somebody begins,
    without a title and cut short too: `Yola, abon 2`. `known` tells words of goods."""
    names = sorted({word for name in sellers for word in _bare(name).split() if len(word) > LETTERS_OF_TITLES})
    for word in names:
        left.take_all(re.compile(r"\b(?:" + TITLE + r") " + word + r"\b"))
    for match in left.found(FIRST):
        strange = not known(match[1]) and not is_known(match[1], fold(match[1]))
        if strange and any(_is_short(match[1], name) for name in names):
            left.take(match.start(1), match.end(1), " ")


def _is_short(called: str, name: str) -> bool:
    """Whether somebody is called by a part of her name: `Yola` for Yolanda, `Mey` or `Meii` for Meike."""
    return name.startswith(called) or (len(called) <= LONGEST_SHORT and name.startswith(called[:-1]) and name != called)
