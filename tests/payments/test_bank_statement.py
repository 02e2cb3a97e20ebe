"""Lines of banks' statements, as their exports look and as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.payments.bank_statement import amounts_in, day_in, table_lines

LINES = {
    "BCA, CSV": ("'28/11,'TRSF E-BANKING CR 2811/FTSCY/WS95031 BUDI,'0000,96717.00,CR,1234567.00", [96_717]),
    "BCA, CSV, out": ("'28/11,'TRSF E-BANKING DB 2811/FTSCY/WS95031 BUDI,'0000,96717.00,DB,1234567.00", []),
    "BCA for firms": ('"28/11/2026","TRSF E-BANKING CR 2811","0000","96,717.00 CR","1,234,567.00"', [96_717]),
    "BCA without quotes": ("28/11/2026,TRSF BUDI,0000,150,123.00 CR,1,234,567.00", [150_123]),
    "Mandiri, columns": ("28/11/2026 TRANSFER DARI BUDI KARTU DEBIT 0,00 96.717,00", [0, 96_717]),
    "Mandiri, columns, out": ("28/11/2026 TRANSFER KE BUDI 96.717,00 0,00", []),
    "Mandiri, words": ("28 Nov 2026 MANDIRI DEBIT TRANSFER BUDI Rp 96.717,00 KREDIT", [96_717]),
    "a number after a comma": ("BUDI,96717,CR", [96_717]),
    "a sign behind it": ("BUDI;25.217;K", [25_217]),
    "a sign behind it, out": ("BUDI;25.217;D", []),
    "the word alone": ("DEBIT 25.217", []),
    "the word before": ("TRSF E-BANKING CR 25.217", [25_217]),
    "a balance": ("29/11/2026 saldo 87.779,00", []),
    "a balance behind it": ("29/11/2026 TRSF CR 25.217,00 saldo: Rp 87.779,00", [25_217]),
    "a balance in cells": ("29/11/2026;TRSF BUDI;25.217,00;K;Saldo;87.779,00", [25_217]),
    "the first balance": ("29/11/2026;SALDO AWAL;0,00;87.779,00", []),
    "the last balance": ("CLOSING BALANCE IDR 87,779.00 CR", []),
    "of a wallet": ("TOP UP SALDO DARI BUDI 25.217 CR", [25_217]),
    "brackets": ("29/11/2026 BUDI (87.779,00)", []),
    "a minus before": ("29/11/2026 BUDI -87.779,00", []),
    "a minus before Rp": ("29/11/2026 BUDI -Rp87.779", []),
    "a minus before the cell": ("29/11/2026;BUDI;- 87.779,00", []),
    "a minus behind": ("29/11/2026 BUDI 87.779,00-", []),
    "a minus behind, a balance": ("BUDI 87.779,00-1.234.567,00", []),
    "a dash to the day": ("25.217-29/11/2026", [25_217]),
    "a dash to a day of dashes": ("BUDI 25.217,00\N{EN DASH}29-11-2026", [25_217]),
    "a dash to a day without a year": ("BUDI 25.217-28/11 CR", [25_217]),
    "no minus": ("29-11-2026 BUDI - 25.217,-", [25_217]),
}


PRINTED = (
    "{:,}.00".format,
    lambda n: f"{n:,}".replace(",", "."),
    lambda n: f"{n:,}".replace(",", ".") + ",00",
    lambda n: f"Rp{n:,}".replace(",", "."),
    "IDR {:,}.00".format,
)
NONE_CAME = (
    "29/11/2026 saldo {}", "29/11/2026 Saldo akhir: {} CR", "29/11/2026;BALANCE;{}", "29/11/2026 BUDI ({})",
    "29/11/2026 BUDI -{}", "29/11/2026 BUDI \N{MINUS SIGN}{}", "29/11/2026;BUDI;- {};", "29/11/2026 BUDI {}-",
    "29/11/2026 BUDI {} DB", "DB BUDI {}", "29/11/2026 TARIKAN {} DEBET",
    "29/11/2026 biaya adm {}", "29/11/2026 {} reversal", "Pengeluaran {}", "BIAYA ADMINISTRASI;{}", "TARIK TUNAI {}",
    "29/11/2026 BY ADM {}", "pembayaran ke BUDI {}", "29/11/2026 TRANSFER KE 0123 {}",
    "29/11/2026 BIAYA TRANSFER {}", "29/11/2026;BIAYA TRF BI-FAST;{}", "29/11/2026 PAJAK BUNGA {}", "Pajak {}",
    "29/11/2026 BUDI (-) {}", "29/11 bayar listrik {}", "Beli pulsa {}", "29/11/2026 PEMBELIAN {}", "Belanja {}",
    "tagihan air {}", "Cicilan motor {}", "Top up GoPay {}", "Kirim uang {}", "Pemindahan dana ke ANI {}",
    "{} dikirim ke Ani", "Total {}", "refund {}", "Pengembalian dana {}", "retur kliring {}", "Gagal {}",
)  # fmt: skip
CAME = (
    "29/11/2026 BUDI {}",
    "BUDI {}-29/11/2026",
    "29/11/2026 BUDI - {} CR",
    "29-11-2026;TRSF CR BUDI;{};saldo 1.234.567.890",
    "KREDIT {}",
    "29/11/2026 BUDI biaya pesanan {}",
    "29/11/2026 KANTOR PAJAK BITUNG {}",
    "29/11/2026 CR REVERSAL {}",
    "29/11/2026 TRANSFER KE IBU MEIKE DARI BUDI {}",
    "29/11/2026 BUDI bayar abon {}",
    "29/11/2026 BUDI beli sambal {}",
    "29/11/2026 TRSF E-BANKING CR BUDI belanja {}",
    "29/11/2026 pembelian pesanan D-ABC234 BUDI {}",
    "Kirim uang dari BUDI {}",
)


@given(n=st.integers(10_000, 900_000_000), printed=st.sampled_from(PRINTED))
def test_what_came_in_is_told_from_balances_and_what_went(n, printed):
    for line in NONE_CAME:
        assert amounts_in(line.format(printed(n))) == [], line
    for line in CAME:
        assert n in amounts_in(line.format(printed(n))), line


@pytest.mark.parametrize("what", LINES)
def test_a_line_says_what_came_in(what):
    line, sums = LINES[what]
    assert amounts_in(line) == sums


BCA = """Informasi Rekening - Mutasi Rekening
No. rekening : 1234567890
Tanggal,Keterangan,Cabang,Jumlah,,Saldo
'28/11,'TRSF E-BANKING CR BUDI,'0000,96717.00,CR,1234567.00
'28/11,'KARTU DEBIT BELANJA,'0000,50000.00,DB,1184567.00
"""
MANDIRI = """Account No,Date,Val. Date,Transaction Code,Description,Description,Reference No.,Debit,Credit,
1510012345678,28/11/26,28/11/26,2011,"MCM InhouseTrf DARI BUDI DEBIT","",,.00,96717.00
1510012345678,28/11/26,28/11/26,2011,"KE BUDI","",,50000.00,.00
"""
CREDIT_FIRST = """AccountNo;Ccy;PostDate;Remarks;Credit Amount;Debit Amount;Close Balance
1520012345678;IDR;28/11/2026 19.10.12;TRANSFER DARI BUDI;96.717,00;0,00;1.217.567,00
1520012345678;IDR;28/11/2026 19.11.12;TRANSFER KE ANI;0,00;50.000,00;1.167.567,00
"""
ONE_SUM = "Tanggal;Uraian;Jumlah;DB/CR\n28/11/2026;Budi;96.717,00;K\n28/11/2026;Belanja;50.000,00;D\n"


@pytest.mark.parametrize("text", [BCA, MANDIRI, MANDIRI.replace(",", "\t"), CREDIT_FIRST, ONE_SUM])
def test_of_a_table_the_column_says_what_came_in(text):
    """Whatever other words and numbers stand in a row: the balance, the bank's own codes, `KARTU DEBIT`."""
    assert [sums for _, sums in table_lines(text) or ()] == [[96_717], []]


def test_a_year_of_two_digits_and_lines_without_heads():
    assert str(day_in("1510012345678,28/11/26,2011")) == "2026-11-28"
    assert table_lines("28/11/2026 TRSF CR 25.217\n28/11/2026 TRSF CR 1.000") is None
