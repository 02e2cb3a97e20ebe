"""On which day somebody wants her goods: `besok`, `hari Sabtu`, `tgl 5`, `3 Desember`, `nanti sore`.

A day is counted from that of its message; one on which is paid, one long past, and a stretch of days are none.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from market.kernel.typed_day import MONTHS, WEEKDAYS
from market.orders.chat.blank import Left
from market.orders.chat.headers import ChatMessage

LONGEST = 120  # letters of a clause before a day, and behind it
FAR = timedelta(days=200)
ALSO = ("snin", "slasa", "rebo", "kemis kmis", "jemuah jmat jmt", "setu sbtu sbt", "mnggu")
NAMES = {name: n for names in (WEEKDAYS, ALSO) for n, each in enumerate(names) for name in each.split()}
MONTH = {name[:3]: n for n, names in enumerate(MONTHS, 1) for name in names.split()}
OF_MONTH = "|".join(sorted({name for names in MONTHS for name in names.split()} | set(MONTH), key=len, reverse=True))
OF_WEEK = "|".join(sorted(NAMES, key=len, reverse=True))
PART = r"(?: ?(?:pagi|siang|sore|malam|malem|mlm|petang|subuh|sonten|enjing))"
DAY = re.compile(
    r"(?P<span>\b(?:" + OF_WEEK + r"|[0-9]{1,2}) {0,2}(?:atau|ato|/|-|sampai|s/d|sd) {0,2}(?:" + OF_WEEK + r")\b"
    r"|\b(?:minggu|mgg) (?:depan|ini|dpn)\b)"
    r"|(?P<none>\b(?:" + OF_WEEK + r")(?: (?:kemarin|kmrn|lalu|begini|gini|tadi)\b))"
    r"|(?P<full>\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:20)?[0-9]{2}\b|\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b)"
    r"|(?P<named>\b(?:(?:tgl|tanggal|tg)[.: ]{0,2})?[0-9]{1,2} ?(?:" + OF_MONTH + r")\b\.?(?: 20[0-9]{2})?)"
    r"|(?P<dated>\b(?:tgl|tanggal|tg|tggl)[.: ]{0,2}[0-9]{1,2}(?:/[0-9]{1,2})?\b)"
    r"|(?P<week>\b(?:(?:hari|hr|suk|besok|bsk) )?(?:" + OF_WEEK + r")\b" + PART + r"?(?: (?:depan|besok|bsk|ini|dpn))?)"
    r"|(?P<behind>\b[0-9]{1,2} hari lagi\b)"
    r"|(?P<near>\b(?:besok|bsok|bsk|besuk|esok|sesuk|isuk|mbenjing|benjing|tomorrow|lusa|hari ini|hr ini|today)\b"
    + PART
    + r"?"
    r"|\b(?:nanti|nnti|nti|ntar|ntr|entar|mengke|mangke)"
    + PART
    + r"\b|\b(?:sore|siang|malam|mlm|pagi|sonten|enjing) (?:nanti|nnti|ini|ni|nih|niki|iki)\b)"
)
PAYS = re.compile(r"\b(?:transfer|tf|trf|bayar|dibayar|bayarnya|lunasi|pelunasan|gajian|gaji|dp)\b")
NOT_THEN = re.compile(r"\b(?:kemarin|kmrn|lahir|exp|expired|begini|undian|stok|stock)\b")
UNTIL = re.compile(r"\b(?:sebelum|sblm|paling lambat|sejak|mulai|dari) ?(?:hari |tgl |tanggal )?$")
COMES = re.compile(
    r"\b(?:ambil|ambe|ambel|diambil|jupuk|dijupuk|pundhut|antar|diantar|dianter|anter|antarkan|anterin|kirim|dikirim|"
    r"kesana|ke sana|ka sana|datang|dtg|jemput|dijemput|mampir|siap|siapkan|sudah jadi|selesai|butuh|perlu|acara|buat|"
    r"untuk|for)\b"
)
HOUR = re.compile(
    r"\b(?:jam|jm|pukul|pkl)\.? ?[0-9]{1,2}(?: ?(?:sore|siang|malam))?|(?<!selamat )(?<!met )\b(?:sore|siang|malam)\b"
)
TODAY = re.compile(r"\b(?:nanti|nnti|ntar|entar|mengke)\b")
NOT_ONE = re.compile(r"(?:[0-9]|\b(?:satu|dua|tiga|empat|per|tiap|setiap)) ?\Z")
MENDS = re.compile(r"\b(?:eh|ralat|jadi|jd|jadinya|ganti|maaf|salah|aja|saja)\b")
NOT_LIST = re.compile(r"[^.,;!?\n\0]*")


@dataclass(frozen=True)
class Wished:
    """A day that was said, None for a stretch of them; whether the clause puts right what stood before it."""

    day: date | None
    mended: bool


def take_day(left: Left, said: Sequence[ChatMessage]) -> date | None:
    """The one day on which the goods are wished; None where nobody says it, or two are said."""
    found: list[Wished] = []
    text, hours = left.text, []
    for message in said:
        for match in DAY.finditer(text, message.start, message.end):
            around = _clause(text, match.start(), match.end(), message)
            weeks = match["week"] in ("minggu", "mgg") and NOT_ONE.search(
                text, max(0, match.start() - 12), match.start()
            )
            if match.lastgroup != "none" and not weeks:  # `minggu lalu` tells of another order, `2 minggu` how long
                left.take(match.start(), match.end())
            if not _is_none(text, match, around):
                found.append(Wished(_day(match, message.day), MENDS.search(around) is not None))
        spoken = HOUR.finditer(text, message.start, message.end)
        hours += [message.day for hour in spoken if _today(text, hour, message)]
    return _one(found) if found else _only(hours)


def _is_none(text: str, match: re.Match[str], around: str) -> bool:
    """Whether words of a day name none for goods: `minggu lalu`, `2 minggu`, `sebelum tanggal 5`, a day of paying."""
    start = match.start()
    counted = match.lastgroup == "week" and NOT_ONE.search(text, max(0, start - 12), start)
    pays = PAYS.search(around) and not COMES.search(around)
    until = UNTIL.search(text, max(0, start - 24), start)
    return bool(match.lastgroup == "none" or counted or pays or until or NOT_THEN.search(around))


def _clause(text: str, start: int, end: int, message: ChatMessage) -> str:
    first = max(message.start, start - LONGEST)
    before = max(first, *(text.rfind(sign, first, start) + 1 for sign in ".,;!?\n"))
    behind = NOT_LIST.match(text, end, end + LONGEST)
    return text[before : behind.end() if behind else end]


def _today(text: str, hour: re.Match[str], message: ChatMessage) -> bool:
    """Whether goods are to come at an hour of this day."""
    around = _clause(text, hour.start(), hour.end(), message)
    alone = hour[0][0] in "jp"  # an hour of the clock tells no day
    wanted = TODAY.search(around) or (not alone and COMES.search(around))
    return bool(wanted) and not PAYS.match(around.strip())


def _one(found: Sequence[Wished]) -> date | None:
    days = dict.fromkeys(each.day for each in found)
    if len(days) == 1 or found[-1].mended:
        return found[-1].day
    return None


def _only(days: Iterable[date]) -> date | None:
    alike = set(days)
    return alike.pop() if len(alike) == 1 else None


def _day(match: re.Match[str], base: date) -> date | None:
    text, kind = match[0], match.lastgroup
    numbers = [int(part) for part in re.findall("[0-9]+", text)]
    if kind == "near":
        return base + timedelta(days=2 if "lusa" in text else 1 if re.match("bes|bso|bsk|eso|ses|isu|tom", text) else 0)
    if kind == "week":
        weekday = next(NAMES[word] for word in reversed(text.split()) if word in NAMES)
        return base + timedelta(days=(weekday - base.weekday() - 1) % 7 + 1)
    if kind == "behind":
        return base + timedelta(days=numbers[0])
    if kind == "full":
        year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
        return _near(base, year + 2000 if year < 100 else year, month, day)
    if kind == "named":
        name = re.findall("[a-z]+", text)[-1]
        return _near(base, numbers[1] if len(numbers) > 1 else None, MONTH[name[:3]], numbers[0])
    if kind == "dated":
        return _near(base, None, numbers[1] if len(numbers) > 1 else None, numbers[0])
    return None


def _near(base: date, year: int | None, month: int | None, day: int) -> date | None:
    """The next such day from `base` on; None where there is none within half a year."""
    months = [(base.year + (base.month + n - 1) // 12, (base.month + n - 1) % 12 + 1) for n in range(12)]
    for each_year, each_month in [(year, month)] if year and month else months:
        if month in (None, each_month):
            try:
                found = date(each_year, each_month, day)
            except ValueError:
                continue
            if base <= found <= base + FAR:
                return found
    return None
