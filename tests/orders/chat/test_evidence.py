"""Sentences of classes, filled from long lists of words: what tells a story fills nothing in, plain orders are read.

The words of a class are as wide as we could think of; a list that a rule was written from would prove little.
"""

from itertools import cycle, islice

import pytest

from market.catalog.searching.spelling import word_set
from tests.orders.chat.goods import lines


def words(text: str) -> list[str]:
    return sorted(word_set(text))


PASSIVE = words("""
    dimakan dirusak dibuang dicuri dijatuhkan dipajang dijual digigit dibuka dipinjam dibanting diinjak dirampas disobek
    disembunyikan diobral dikorupsi dihabiskan digudangkan ditimbun ditumpuk dipamerkan dilelang dicicipi dikasihkan
    disumbangkan dihibahkan direndam dikembalikan disita digerogoti dipotret ditolak dicampakkan dikira ditemukan
    diterbangkan dihanyutkan diserobot dioper dioplos ditaksir dihadiahkan dibarter disajikan dihidangkan
    dikeluhkan dicolong disikat digondol dilempar ditabrak dibiarkan digadaikan diekspor diproduksi dipanen
    dilaporkan diundi terjatuh terbuang terinjak terjual tercecer terlindas terbakar tertinggal tertukar terbawa
    tertimpa terendam terlupakan tersangkut tersisa terpakai terhapus terbelah tergeletak kehujanan kebanjiran
    kecolongan kecopetan kehilangan ketinggalan kejatuhan kesenggol keinjak kelindas kemasukan ketuker kelempar
""")
HAPPENED = words("""
    jatuh hilang basi pecah busuk hanyut raib lenyap tumpah bocor penyok remuk gosong hangus lembek melempem layu
    berjamur berlendir apek tengik mencair meleleh membusuk mengering luntur robek sobek retak patah hancur nyangkut
    nyasar tenggelam kempes menguap berulat berkutu menjamur
""")
SOMEBODY = ["tikus", "kucing", "tetangga", "pacar", "satpam", "maling", "monyet", "semut", "panitia", "koperasi",
            "pesantren", "saingan", "polisi", "kepala desa"]  # fmt: skip
DOES = words("""
    menjatuhkan buang nemu produksi panen terima dapat lihat jemur dagang tawarkan habiskan cicip hilangkan rusak
    gagal bongkar timbun stok setor
""")
ANNOUNCES = words("""
    promo ready stok dijual tersedia terjual resep bahan menu laporan pengumuman hasil panen produksi info harga contoh
    jadwal kas pengeluaran pemasukan belanjaan sumbangan hadiah doorprize lomba skor tagihan hutang sisa gudang
    inventaris sedekah katalog lelang bazar obral diskon komposisi takaran omzet penjualan undian parsel target
""")
GOODS = ["kerupuk 3", "kerupuk 12 bungkus", "roa 2 ikat", "sambal roa 5 botol", "4 ekor fufu besar", "tomat 7 kg",
         "6 bungkus kerupuk", "fufu besar 9", "15 roa"]  # fmt: skip
STORIES = {
    "{good} {passive}": PASSIVE,
    "{good} {passive} tikus": PASSIVE,
    "{passive} {good}": PASSIVE,
    "tadi {good} {passive}": PASSIVE,
    "{good} yang {passive}": PASSIVE,
    "{good} sudah {passive}": PASSIVE,
    "tiap hari {passive} {good}": PASSIVE,
    "bu, {good} kok {happened}": HAPPENED,
    "{good} {happened} di jalan": HAPPENED,
    "{happened} {good}": HAPPENED,
    "{good}. {happened} tadi malam": HAPPENED,
    "{good}, {happened}": HAPPENED,
    "ada {good} {happened}": HAPPENED,
    "kayaknya {good} {happened}": HAPPENED,
    "{good} mau {happened}": HAPPENED,
    "{somebody} makan {good}": SOMEBODY,
    "{good} dari kemarin dikasih {somebody}": SOMEBODY,
    "saya kasih {somebody} {good}": SOMEBODY,
    "saya sudah {does} {good}": DOES,
    "hari ini kami {does} {good}": DOES,
    "{does} {good}": DOES,
    "{announces}: {good}": ANNOUNCES,
    "{announces} hari ini: {good}": ANNOUNCES,
    "{announces}\n{good}": ANNOUNCES,
    "{announces} kelompok\n{good}\n{good}": ANNOUNCES,
    "{announces} {good}": ANNOUNCES,
}
ALONE = (
    "kemarin saya beli {good}", "{good} saya beli minggu lalu", "terakhir saya pesan {good}", "pernah beli {good}",
    "kalau beli {good} dapat diskon?", "misal ambil {good} berapa?", "andai saya pesan {good}", "{good} berapa?",
    "berapa harga {good}?", "{good} muat di motor?", "ada {good}?", "siapa yang pesan {good}?", "bukan {good}",
    "saya tidak pesan {good}", "gak jadi {good}", "jangan {good}", "belum pesan {good}", "{good} batal",
    "tidak usah {good}", "di rumah masih ada {good}", "stok saya {good}", "saya masih punya {good}", "tinggal {good}",
    "sisa {good}", "campur {good} dengan santan", "masukkan {good} lalu aduk", "tumis {good} sampai harum",
    "harga {good} 50rb", "kirain {good}", "mimpi beli {good}", "taruhan {good} yuk", "juara 1 dapat {good}",
    "utang {good} belum lunas", "{good} punya tetangga", "{good} mau saya kembalikan", "{good} sudah sampai",
    "nunggu {good} datang", "harusnya {good}", "foto {good} bagus", "yuk pesan {good} sekarang juga",
    "yang datang cuma {good}", "saya terima {good}", "salah kirim {good}", "{good} kena hujan",
)  # fmt: skip
PLAIN = (
    "{good}", "kak {good} ya", "saya mau {good}", "{good} untuk acara", "{good} besok pagi", "{good} kirim ke rumah",
    "{good} atas nama Rina", "pesan {good} dong bu", "selamat pagi bu, {good} ya, makasih", "{good} dibungkus rapi",
    "{good} saya ambil sore", "{good} dikirim besok", "{good}, bayar transfer", "kita mo pesan {good} neh",
    "ulun handak {good} cil", "nyak haga {good}", "tolong siapkan {good}", "1. {good}", "{good} dipisah ya",
    "pesanan: {good}", "Bu Tini: {good}", "iya {good}", "{good} juga ya", "{good} saja", "{good} kalau masih ada",
    "{good} yang bagus ya", "{good} cepat ya", "{good} buat oleh-oleh", "{good}, nanti dijemput suami",
    "saya Stenly mau pesan {good}", "{good} biar melek", "Meike, {good}", "Meik {good} jo",
)  # fmt: skip


@pytest.mark.parametrize("said", STORIES)
def test_what_tells_a_story_fills_nothing_in(said):
    name = said.split("{")[1 if not said.split("{")[1].startswith("good") else 2].split("}")[0]
    texts = [said.format(good=good, **{name: word}) for word, good in zip(STORIES[said], cycle(GOODS), strict=False)]
    filled = [text for text in texts if any(lines(text).values())]
    assert not filled


@pytest.mark.parametrize("said", ALONE)
def test_what_is_told_asked_or_refused_fills_nothing_in(said):
    assert not [good for good in GOODS if any(lines(said.format(good=good)).values())]


@pytest.mark.parametrize("said", PLAIN)
def test_a_plain_order_is_read(said):
    unread = [good for good in GOODS if list(lines(said.format(good=good)).values()) not in ([n] for n in range(2, 16))]
    assert not unread


def test_a_name_before_a_good_is_one_where_others_stand_so_too():
    names = islice(zip(("Rina", "Susi", "Yanti"), GOODS[2:], strict=False), 3)
    assert all(lines("\n".join(f"{name} {good}" for name, good in names)).values())
