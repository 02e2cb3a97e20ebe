"""No page and no letter says that somebody was told, or that something was sent, read or answered, without a row.

Every sentence with such a word, in either language, stands here beside the row that proves it. A new one needs its row
first: who has neither e-mail nor WhatsApp hears of nothing by itself.
"""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from market.kernel.language import current
from market.kernel.refused import Refused
from market.kernel.typed_number import typed_count, typed_days, typed_rupiah, typed_watts
from market.pages.acts import act_word
from market.people.act import Act
from market.web.sentences import refusal_sentence, words
from tests.check_translations import FILE, found

INDONESIAN = re.compile(
    r"dikabar|diberi ?tahu|terkirim|dibacakan|menerima suratnya|(surat|kabar|sidik jari)\w*( \w+){0,3} "
    r"dikirim|\bdibuka %"
    r"|sudah (dikirim|dibaca|membaca|dijawab|menjawab|tahu)|dikirim (ke (semua|petugas)|lewat)|dijawab (%|oleh)"
    r"|^%\(n\)s dijawab|^menjawab |menjawab (ikut|tidak|sudah|atas nama)\b|^Dibacakan"
    r"|(sekarang|semua) tahu\b|\bmengabari\b|(sudah|belum) (saya|kami) kirim\b|^dibuka (penjual|%)|%\(of\)s menjawab"
    r"|\bdijawab(:| tidak| petugas| dengan)|belum (dijawab|menjawab|dikirim|dibaca|membaca)\b|^sudah ditanggapi",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(is|are|was|were|been|has|have|had)\s+(\w+\s+)?(told|informed|notified|answered)\b|\b(have|has|had|was) read\b"
    r"|\b(letters?|news|messages?|invitations?)\b[^.]{0,25}\bsent\b|\bsent "
    r"(to|by|out)\b|\b(notified|informed)\b|\bhears?\b"
    r"|\b(they|you|we|groups?|buyers?|officers?|%\(\w+\)s) (have |has |had )?(told|answered|notified|heard)\b|\bnow "
    r"knows?\b",
    re.IGNORECASE,
)
NOTHING = "nothing: it says that it was not, or not yet"
# By the row that proves them the sentences, each by enough of it to know it.
PROVED = {
    NOTHING: (
        "kata pembeli itu diingat di sini", "bagian akhirnya yang dibaca", "Sebutan pertama datang waktu",
        "Belum dikabari", "belum dikabari", "Perlu dikabari sendiri", "tidak perlu dikabari lagi",
        "%(num)s kabar belum bisa dikirim", "%(num)s kabar belum dikirim", "Kabar yang perlu dikirim",
        "kabar perlu dikirim",
        "Tidak ada surat yang dikirim", "surat tidak dikirim", "Kabar lewat e-mail atau WhatsApp tidak dikirim",
        "Kabar untuk pembeli belum dikirim.", "sebelum ini terkirim", "Yang belum menjawab tawaran",
        "keberatan atas angka undian yang belum dijawab", "pesanan yang belum dijawab", "belum dijawab. Setengah",
        "%(group)s belum menjawab pesanan", "belum diberi alasan", "Belum menjawab “Masih ada?”",
        "Belum ada kabar dari Stripe", "Teleponnya sudah diangkat?", "Uangnya sudah dikirim ke pembeli?",
        "Dicatat. Pembeli membaca alasannya", "salah kirim?",
        "Belum dijawab sampai batas waktu", "Uang kembali ternyata belum", "kami tarik dan belum kami kirim",
        "Uang kembali yang ternyata belum", "dikembalikan untuk dilengkapi dan belum dikirim",
        "diusulkan dan belum dijawab",
        "Sudah diundang dan belum menjawab", "kalau belum dikirim, buka kelompoknya",
        "Barangnya belum dikirim; penjual",
        "ternyata belum dikirim", "stan bazar belum dijawab", "Belum menjawab", "belum menjawab",
        "angka undian belum dijawab",
        "keberatan belum dijawab", "angka undian yang belum dijawab", "Keberatan yang belum dijawab", "belum dikirim",
        "Sebelum dijawab, itu tidak diperlihatkan",
        "Dijawab petugas lain:", "begitu Stripe mengabari", "supaya semua tahu",
        "Tidak ada kabar yang menunggu.",
        "sebelum keberatan ini dijawab", "dijawab besok pagi", "Telepon yang belum menjawab",
        "Yang kurang dari lima tidak dirinci",
    ),
    "Message.sent_at, or Brought for a bazaar's news (`told.py`)": (
        "terkirim, %(opened)s dibuka", "terkirim lewat %(way)s", "dikirim lewat WhatsApp", "Pembeli sudah dikabari.",
        "Ditandai sudah dikirim.", "Sudah saya kirim", "Kabar yang terkirim di peragaan ini", "Sudah dikirim",
    ),
    "Message, by which she reads it: the letter itself": (
        "tekan tautan di kabar yang dikirim", "sudah dikirim ke %(account)s. Nomornya", "dikirim ke rekening %(group)s",
        "keliru mencatat uang kembali",
    ),
    "Message of the code that was just asked for": ("Kodenya dikirim lewat WhatsApp", "Kodenya dikirim ke e-mail itu"),
    "Message to each address of the account, which has one": ("Yang lama dan yang lain di akun ini dikabari",),
    "Message to each buyer, and the list of those to call": ("pembelinya dikabari satu per satu",),
    "Notice of each group, untold until a row says more": ("terlambat atau belum dikabari angkanya",
        "Siapa dikabari apa", "siapa yang sudah dikabari dan siapa"),
    "Notice.opened_at": ("dibuka %(when)s"),
    "Brought.way": ("dibacakan lewat telepon", "Dibacakan lewat telepon: %(news)s", "Dibacakan"),
    "Reply": (
        "menjawab atas nama Anda", "%(n)s dari %(of)s menjawab", "tanpa akun, dijawab: tidak bisa ikut",
        "Lewat tautan kabar dijawab", "Dijawab dengan",
        "kelompok menjawab lain atau ditanya lagi", "dijawab tidak jadi, berlaku",
        "sudah dibaca",
        "menjawab ikut", "menjawab tidak bisa ikut", "menjawab sudah membaca", "sudah membaca", "Sudah kami baca",
        "panitia tahu Anda sudah membacanya", "Kelompok ini sudah menjawab",
        "Anda menjawab tidak bisa ikut",
    ),
    "Booking.state": ("Anda sudah menjawab ikut", "harus sudah menjawab ikut", "menjawab ikut di bazar lain",
                      "tagihan dibuat waktu kelompok menjawab ikut"),
    "Appeal or DrawEvent, with its answer": (
        "Keberatan terkirim.", "Keberatan dikirim ke petugas.", "Petugas sudah menjawab keberatan",
    ),
    "Application.sent_at": ("Pendaftaran terkirim.",),
    "Swap.state": ("%(other)s menjawab soal bertukar stan",),
    "AuditVerdict.stated_at": ("sudah dijawab %(day)s",),
    "Invitation.state": ("menjawab tidak", "menjawab ya", "menjawab undangan %(bazaar)s"),
    "ContactProof, whose code an officer reads out": (
        "dengan kode yang dibacakan", "Kode bukti dibacakan", "sudah dibacakan", "Kodenya dibacakan",
        "kodenya dibacakan",
    ),
    "the press by which a group, or who reads it out, says that it saw what is new (`people/group_news.py`)": (
        "supaya pendamping tahu tidak perlu menelepon", "Sudah saya bacakan",
    ),
    "Claim or Payment": ("Dikabari sudah dibayar", "Pembeli mengabari sudah bayar", "Anda sudah mengabari %(when)s"),
    "BoothFee's claim": ("mengabari bahwa biaya stan",),
    "Complaint.handled_at": ("Sudah ditanggapi",),
    "OrderEvent `seen`": ("Dibuka penjual",),
    "Denial": ("mengabari bahwa kode atau nomor sebelumnya", "mengabari bahwa kode masuk atau nomor baru"),
    "how a group writes to its buyers by itself": (
        "Penjual mengabari lewat WhatsApp", "mengabari pembayaran, atau menulis",
    ),
    "the visitor's own words, a moment ago": ("Terima kasih sudah mengabari", "yang disebut pembeli"),
    "Refund.sent_at, Payout.sent_at or SubOrder.state: money and goods, not news": (
        "Dikirim atau diambil pembeli", "Akan dikirim ke %(account)s", "Sudah terlanjur dikirim", "Dikirim kelompok",
        "sampai dikirim ke rekening kelompok", "dikirim ke rekening kelompok sesudah", "sudah dikirim", "terkirim",
        "ke rekening yang disebut",
    ),
    "nobody: it is to be read out": ("Dibacakan untuk pembeli yang tidak bisa melihat", "untuk dibacakan"),
    "the complaint itself, signed": ("Pengirim: %(name)s",),
    "Booking.answer_by": ("Batas menjawab sudah lewat",),
}  # fmt: skip


def sentences() -> list[tuple[str, str]]:
    """Each with its English."""
    with FILE.open("rb") as file:
        english = read_po(file, locale="en")
    told = []
    for each in found():
        if each.id:
            words = english.get(each.id).string
            told.append((each.id, words) if isinstance(each.id, str) else (each.id[0], words[0]))
    return told


def test_no_sentence_says_that_somebody_was_told_without_the_row_that_proves_it():
    known = [fragment for fragments in PROVED.values() for fragment in fragments]
    said = [told for told, english in sentences() if INDONESIAN.search(told) or ENGLISH.search(english)]
    assert [each for each in said if not any(fragment in each for fragment in known)] == []
    assert [each for each in known if not any(each in told for told in said)] == [], "sentences that are gone"


def test_a_word_that_means_told_is_looked_for():
    for told in (
        "Semua surat dikirim.",
        "semua yang mendaftar diberi tahu",
        "pembeli sekarang tahu",
        "dijawab petugas",
        "sudah kami kirim",
        "Kelompoknya dikabarkan",
        "kabarnya terkirim",
    ):
        assert INDONESIAN.search(told), told
    for told in (
        "all groups were told",
        "letters are sent",
        "everybody is informed",
        "the group has answered",
        "buyers now know it",
        "they told us",
    ):
        assert ENGLISH.search(told), told


def english_counts() -> Catalog:
    with FILE.open("rb") as file:
        return read_po(file, locale="en")


def test_of_one_nothing_is_said_as_of_many():
    """ "1 groups with 66 points would have to leave"."""
    counted = [each for each in english_counts() if isinstance(each.id, tuple)]
    many = re.compile(r"%\(num\)s (?:groups|booths|rows|pieces|days|orders|people|goods|registrations|points)\b")
    assert [each.string[0] for each in counted if many.search(each.string[0])] == []


MANY = re.compile(r"%\((\w+)\)s[ \u00a0](?:[a-z]+ ){0,2}?([a-z]+s|people|goods)\b")
NO_NOUN = re.compile(r"^(is|was|has|does|this|its|as|less|yes|plus)$")
# What somebody does, after her name; after a count these are nouns.
DOES = re.compile(
    r"^(waits|stands|asks|says|gets|"
    r"gives|goes|becomes|helps|holds|needs|objects|follows|accepts|counts|wants|moves|begins|ends|keeps|hands|takes|"
    r"invites|proposes|looks|overlaps|checks|comes|confirms|loses|recalls|replaces|serves|runs|arrives|answers|appeals|"
    r"publishes|opens|sees|works|belongs|makes|names|lets|leaves|sells|lists|agrees|arranges|tells|reads|writes|stays)$"
)
COUNTS = {"n", "num", "minutes", "seconds", "days", "times", "left", "total", "all", "of", "most"}
NO_COUNT = {"amount", "group", "bazaar", "by", "who", "name", "paid", "rest", "when", "office", "slot", "account"}
# Never one: a limit or an hour of the program that is more, or a span that ends later than it begins.
NEVER_ONE = {
    "%(a)s–%(b)s hari", "%(n)s menit sesudah dibuka", "Yang belum datang %(n)s menit", "Stannya kosong %(n)s menit",
    "Berlaku %(minutes)s menit", "Paling banyak %(most)s baris", "Lebih dari %(n)s bulan", "Sampai %(n)s bulan",
    "diketik %(n)s kali atau lebih", "Yang diketik kurang dari %(n)s kali", "lebih dari %(n)s barang",
    "Tulis dua sampai %(n)s jawaban", "dari %(groups)s kelompok mendapat stan", "%(n)s stan dipilih",
}  # fmt: skip


def test_every_count_of_english_has_a_form_of_its_own_for_one():
    """ "1 days": a sentence that counts what it names is written with `ngettext`, in a table with `NN`."""
    one_form = [
        each.id
        for each in english_counts()
        if each.id and isinstance(each.id, str)
        for count in MANY.finditer(each.string)
        if count.group(1) not in NO_COUNT and not NO_NOUN.match(count.group(2))
        if count.group(1) in COUNTS or not DOES.match(count.group(2))
    ]
    assert [each for each in one_form if not any(known in each for known in NEVER_ONE)] == []
    assert [each for each in NEVER_ONE if not any(each in sentence for sentence in one_form)] == [], "gone"


def asked_back(reader, *typed: str) -> str:
    with pytest.raises(Refused) as refused:
        reader(*typed)
    return refusal_sentence(refused.value)


def test_a_sentence_of_a_table_is_said_of_one_as_of_one():
    language = current.set("en")
    try:
        assert refusal_sentence(Refused("pieces_too_many", n=1)) == "Of this item 1 is still to come."
        assert refusal_sentence(Refused("pieces_too_many", n=3)) == "Of this item 3 are still to come."
        assert refusal_sentence(Refused("too_often", minutes=1)) == "Tried too often. Wait 1 minute, then try again."
        assert words("prices_saved.n:1") == "Saved: 1 row changed."
        assert words("prices_saved.n:1200") == "Saved: 1\u00a0200 rows changed."
        assert words("bon_came.n:20000") == "Rp20.000 came in, the tab is lower.", "points, as on bank notes"
        assert asked_back(typed_count, "2 dus", "toples") == "Do you mean 2 jars? If so, write it that way."
        assert asked_back(typed_count, "1 dus", "botol") == "Do you mean 1 bottle? If so, write it that way."
        assert asked_back(typed_days, "2 bulan") == "Do you mean 60 days? If so, write it that way."
        assert asked_back(typed_watts, "1 kva") == "Do you mean 1\u00a0000 watts? If so, write it that way."
        assert asked_back(typed_rupiah, "20,000") == "Do you mean Rp20.000? If so, write it that way."
        assert act_word(Act(code="letters_again", params={"n": 1})) == "had 1 message tried again"
    finally:
        current.reset(language)
