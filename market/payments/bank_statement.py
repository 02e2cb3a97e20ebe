"""Lines of a bank's statement, pasted by the treasurer: which open transfers they pay, by sum and by day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import day_of, now
from market.kernel.money import MOST
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.sheet import read_text
from market.kernel.sheet_heads import Column, find_heads
from market.kernel.typed import whole
from market.payments.bill import Bill, BillState, Custodian, Method
from market.payments.claim import is_claimed
from market.payments.payment import STANDS, Payment

MOST_LINES = 300
MOST_SUMS = 5_000
LATELY = timedelta(days=100)  # how far back a statement is read again
GOES, COMES = ("debit", "debet", "db"), ("kredit", "credit", "cr")
OF_A_SUM = ("{}", "{} amount", "{} amt", "nominal {}", "jumlah {}", "nilai {}", "mutasi {}")  # as banks write heads
OUT_HEADS = (*(each.format(word) for word in GOES for each in OF_A_SUM), "uang keluar", "dana keluar", "penarikan")
IN_HEADS = (*(each.format(word) for word in COMES for each in OF_A_SUM), "uang masuk", "dana masuk", "setoran")
SUM_HEAD = Column("jumlah", ("mutasi", "nominal", "amount", "nilai"))
KIND = Column("jenis", ("db cr", "cr db", "d k", "debit kredit", "tipe", "type", "jenis transaksi", "tipe transaksi"))
# A sum as banks print it: thousands parted by one sign, sen by the other; `.00` of nothing.
TOKEN = re.compile(r"(?<![\w.,/-])(?:Rp\.?\s?|IDR\s?)?([0-9][0-9.,\u00a0 ]*[0-9]|[0-9]|\.00)(?![\w/-])", re.I)
# What stands in a line and came from nobody: a balance, all behind an opening or closing one, and a sum that books
# show as going out: `(87.779,00)`, `-Rp87.779`, `87.779,00-`, a cell that begins with a minus.
# Bounded, and the last begun by no later digit: of a line of digits each was tried as the first of all that follow.
RUPIAH, SUM = r"(?:(?:Rp\.?|IDR)\s?)?", r"[0-9](?:[0-9.,\u00a0]{0,40}[0-9])?"
CLOSING = re.compile(r"\b(?:SALDO\s+(?:AWAL|AKHIR)|(?:OPENING|BEGINNING|CLOSING|ENDING)\s+BALANCE)\b", re.I)
NOT_IN = re.compile(
    r"""\b(?:SALDO|BALANCE)\b[\s:;='"]*""" + RUPIAH + SUM
    + r"|\(\s*[-−–]\s*\)\s*" + RUPIAH + SUM
    + r"|\(\s*" + RUPIAH + SUM + r"\s*\)"
    + r"|(?<![\w.,/-])[-−–]" + RUPIAH + SUM
    + r"""|(?:^|;)[\s"']*[-−–]\s*""" + RUPIAH + SUM
    + "|(?<![0-9])" + SUM + "[-−–]",
    re.I,
)  # fmt: skip
# A dash between a sum and the day that follows it is no minus: `25.217-29/11/2026`.
BEFORE_DAY = re.compile(
    r"(?:(?<=[.,][0-9]{3})|(?<=[.,][0-9]{2}))[-−–]"
    r"(?=(?:[0-9]{1,2}/[0-9]{1,2}|[0-9]{1,2}([.-])[0-9]{1,2}\1[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9]))"
)
# A comma between cells, not in a number: `'0000,96717.00,CR`. In one, two or three digits stand behind it.
BETWEEN_CELLS = re.compile(r"(?<![0-9]),|,(?![0-9]{2,3}(?![0-9]))|(?<=[0-9]{4}),(?=[0-9]{3})")
CARDS = re.compile(r"\b(?:KARTU DEBI[TE]T?|DEBIT CARD|MANDIRI DEBIT|DEBIT MANDIRI|GPN DEBIT|DEBIT ONLINE)\b", re.I)
LATER = r".{0,200}"  # what follows in a line: in one without end all of it was searched behind each of its words
OUT = re.compile(
    r"\b(?:DB|DEBET|DEBIT|KELUAR|PENGELUARAN|PENARIKAN|TARIK TUNAI|WITHDRAWAL|REVERSAL"
    r"|(?:BIAYA|BY) (?:ADM(?:IN(?:ISTRASI)?)?|TRANSFER|TRF|TRSF|BULANAN|KARTU|MATERAI|SMS)"
    r"|(?<!KANTOR )(?<!BADAN )(?<!DINAS )PAJAK"
    r"|(?:BAYAR|BELI|PEMBAYARAN|PEMBELIAN) (?:LISTRIK|PLN|PDAM|BPJS|PULSA|TOKEN|INTERNET|TAGIHAN|CICILAN|ANGSURAN)"
    r"|CICILAN|ANGSURAN|REFUND|RETUR|PENGEMBALIAN|GAGAL"
    r"|(?:PEMBAYARAN|BAYAR|TRANSFER|TRF|PAYMENT|DIKIRIM|PEMINDAHAN DANA) (?:KE|TO)(?!" + LATER + r"\b(?:DARI|FROM)\b)"
    r"|(?:KIRIM UANG|PEMBELIAN|BELANJA|TOP ?UP|TAGIHAN|TOTAL)(?!" + LATER + r"\b(?:DARI|FROM|PESANAN)\b))\b",
    re.I,
)
IN = re.compile(r"\b(?:CR|KR|KREDIT|CREDIT|MASUK)\b", re.I)
# What stands right behind a sum says where it went: `150,000.00 CR`, `150000.00,DB`, `"25.123,00";"K"`.
MARK = re.compile(r"""[\s"';]*(?:(CR|KR|K|KREDIT|CREDIT|MASUK)|DB|D|DEBET|DEBIT|KELUAR)(?!\w)""", re.I)
DAYS = (
    (re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b"), (1, 2, 3)),
    (re.compile(r"\b([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})\b"), (3, 2, 1)),
)
CAME, WENT = Column("masuk", IN_HEADS), Column("keluar", OUT_HEADS)
ASIDE = (Column("tanggal", ("tanggal transaksi", "tgl", "date", "transaction date")), Column("saldo", ("balance",)))
COLUMNS = (
    (replace(CAME, needed=True), WENT, *ASIDE),
    (replace(SUM_HEAD, needed=True), KIND, *ASIDE),
)
EARLY = timedelta(days=1)  # a bank may book a day earlier by its own clock,
BANKS = ZoneInfo("Asia/Jakarta")  # the capital's


def rupiah_of(token: str) -> int | None:
    """`1.234.567`, `1,234,567.00`, `1 234 567,00`, `1234567`: whole rupiah; None for what is none of these."""
    text = token.replace("\u00a0", " ").strip()
    for mark in (",", "."):
        before, found, end = text.rpartition(mark)
        if found and len(end) == 2:
            if end != "00":
                return None
            text = before or "0"
            break
    if text.isdecimal():
        return whole(text, MOST)
    separators = {c for c in text if not c.isdecimal()}
    if len(separators) != 1:
        return None
    first, *groups = text.split(separators.pop())
    if len(first) > 3 or any(len(g) != 3 for g in groups):
        return None
    return whole(first + "".join(groups), MOST)


def amounts_in(line: str) -> list[int]:
    """Every sum in a line of money coming in; none for a line that says money goes out.

    What stands behind a sum says more than a word somewhere: who pays by a DEBIT card is credited here. Of two columns
    without heads the first is what went: `96.717,00  0,00`.
    """
    cells = NOT_IN.sub("_", CARDS.sub(" ", BEFORE_DAY.sub(";", BETWEEN_CELLS.sub(";", CLOSING.split(line)[0]))))
    marked = [(token[1], MARK.match(cells, token.end())) for token in TOKEN.finditer(cells)]
    comes = any(mark and mark[1] for _, mark in marked)
    sure = [token for token, mark in marked if mark and mark[1] and not token.isdecimal()]  # `96.717,00 CR`, no number
    if sure:
        return [n for token in sure if (n := rupiah_of(token)) is not None]
    if not comes and OUT.search(cells) and not IN.search(cells):
        return []
    found: list[int] = []
    for token, mark in marked:
        if mark and not mark[1]:
            continue
        parts = [token] if rupiah_of(token) is not None else token.split(" ")
        for part in parts:
            amount = rupiah_of(part) if part else None
            if amount == 0 and found and found[-1] > 0 and not comes:
                found.pop()
            if amount is not None:
                found.append(amount)
    return found


def table_lines(text: str) -> Iterator[tuple[str, list[int]]] | None:
    """Of a statement that was copied with its heads each row, and the sum that its columns say came in; None for lines
    without heads."""
    try:
        rows = read_text(text, "lines")
    except Refused:
        return None
    for columns in COLUMNS:
        heads = find_heads(rows, columns)
        if heads is not None and len(heads[1]) > 1:
            at, where = heads
            return ((" ".join(filter(None, row)), _came_in(row, where)) for row in rows[at + 1 :] if any(row))
    return None


def _came_in(line: Sequence[str], where: Mapping[str, int]) -> list[int]:
    """By the column of what came, or by the sum with its mark in the same cell, the next one, or one of its own."""
    cells = {name: line[n] if n < len(line) else "" for name, n in where.items()}
    if CLOSING.search(" ".join(line)):
        return []
    if "jumlah" not in where:
        return [n for n in amounts_in(cells["masuk"]) if n]
    behind = line[where["jumlah"] + 1 : where["jumlah"] + 2]
    return amounts_in(
        f"{cells['jumlah']} {cells.get('jenis') or ' '.join(behind if MARK.fullmatch(''.join(behind)) else [])}"
    )


def day_in(line: str) -> date | None:
    """The day a line was booked, where it says so."""
    for pattern, (year, month, day) in DAYS:
        match = pattern.search(line)
        if match:
            try:
                return date(int(match[year]) % 2000 + 2000, int(match[month]), int(match[day]))
            except ValueError:
                return None
    return None


@dataclass(frozen=True)
class Matched:
    """A line and the bill it pays; none when nothing asks for such a sum, or the line is older than the bill.

    `recorded` is the number of the bill whose payment of such a sum stands in the books already.
    """

    line: str
    bill: Bill | None
    recorded: str = ""


def match(db: Session, whose: sa.ColumnElement[bool], text: str) -> list[Matched]:
    """Each line that has a sum, with its bill, of the bills that meet a condition.

    A bill is matched once: the same line twice pays nothing twice.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused("required", field="lines")
    if len(lines) > MOST_LINES:
        raise Refused("too_many", field="lines", n=MOST_LINES)
    sums_of = list(table_lines(text) or ((line, amounts_in(line)) for line in lines))
    every = {n for _, sums in sums_of for n in sums}
    waiting, recorded = _waiting(db, whose, every), _recorded(db, whose, every)
    found = []
    for line, sums in sums_of:
        if not sums:
            continue
        bill = next((waiting[n] for n in sums if n in waiting and _late_enough(line, waiting[n])), None)
        if bill:
            del waiting[bill.asked]
        before = next(
            (each for n in sums for each in recorded.get(n, ()) if not bill and _late_enough(line, each)), None
        )
        found.append(Matched(line[:200], bill, before.ref if before else ""))
    return found


def of_group(group_id: int) -> sa.ColumnElement[bool]:
    """Bills that are paid to a group itself."""
    rows = table(Bill)
    return sa.and_(rows.c.group_id == group_id, rows.c.custodian == Custodian.GROUP)


def _waiting(db: Session, whose: sa.ColumnElement[bool], sums: set[int]) -> dict[int, Bill]:
    """By sum the open transfers that ask for one of these; a sum that two old bills ask for is left to the
    treasurer's eye, and so is one without a mark of its own whose payer says that she sent another."""
    rows = table(Bill)
    said = is_claimed(rows)
    told_apart = sa.or_(rows.c.released_at.is_(None), ~said)
    wanted = sa.select(Bill).where(whose, rows.c.state == BillState.OPEN, rows.c.method == Method.TRANSFER, told_apart)
    found: dict[int, Bill] = {}
    twice: set[int] = set()
    for bill in db.scalars(wanted.where(rows.c.asked.in_(sorted(sums)[:MOST_SUMS])).limit(MOST_SUMS)):
        if bill.asked in found:
            twice.add(bill.asked)
        found[bill.asked] = bill
    return {asked: bill for asked, bill in found.items() if asked not in twice}


def _recorded(db: Session, whose: sa.ColumnElement[bool], sums: set[int]) -> dict[int, list[Bill]]:
    """By sum the bills for which just that much was written down lately, the newest first."""
    rows, paid = table(Bill), table(Payment)
    came = paid.c.amount + paid.c.rounding
    wanted = sa.select(came.label("came"), Bill).join(paid, paid.c.bill_id == rows.c.id)
    lately = (rows.c.method == Method.TRANSFER, STANDS, paid.c.received_at > now() - LATELY)
    found: dict[int, list[Bill]] = {}
    wanted = wanted.where(whose, *lately, came.in_(sorted(sums)[:MOST_SUMS]))
    for row in db.execute(wanted.order_by(paid.c.id.desc()).limit(MOST_SUMS)):
        found.setdefault(int(row.came), []).append(row.Bill)
    return found


def _late_enough(line: str, bill: Bill) -> bool:
    day = day_in(line)
    return day is None or day >= day_of(bill.made_at, BANKS) - EARLY
