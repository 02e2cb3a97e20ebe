"""Whole chats in which nobody orders anything, and orders that stand among such talk."""

import json

import pytest

from bench.chats import HERE as CHATS
from bench.chats import goods_of
from tests.orders.chat.goods import KERUPUK, ROA, SAMBAL, TOMATO, lines

HEAD = "29/11/26 08.1{} - {}: {}"
OURS = "Tunas Bahari"


def talk(*said: tuple[str, str]) -> str:
    return "\n".join(HEAD.format(n, who, text) for n, (who, text) in enumerate(said))


NOTHING = (
    "Pagi bu, mau tanya kerupuk 5 bungkus berapa ya kalau kirim ke Palu?",
    "bu kerupuk 1 bungkus isinya berapa gram?",
    "Permisi, sambal roa 1 botol tahan berapa lama ya?",
    "Kak harga grosir kerupuk kalau ambil 50 berapa?",
    "Bu kalau reseller minimal ambil kerupuk 20 ya?",
    "Mau lapor bu, paket sudah sampai: kerupuk 3, roa 2 ikat. Tapi roanya bau apek",
    "Bu barang sudah saya terima, kerupuk 5 bungkus sama sambal roa 2. Makasih banyak",
    "Paketnya kok kurang ya, di nota kerupuk 5 yang ada cuma 3",
    "kak kerupuk yang 2 bungkus kemarin pecah semua, gimana ini",
    "Ibu ada titip kerupuk 10 bungkus di warung saya, laku 7 sisa 3",
    "Setoran minggu ini bu: kerupuk laku 12, roa laku 4, sambal roa laku 6. Uangnya saya antar sore",
    "Bu titipan di koperasi tinggal kerupuk 2 sama roa 1 ikat",
    "Besok kami setor kerupuk 20 bungkus ya bu",
    "Bu hari ini saya bisa antar tomat 30 kg ke ibu, harga 15 ribu",
    "Saya petani tomat, punya 50 kg siap panen minggu depan, mau bu?",
    "Penawaran: tomat 100 kg, harga Rp12.000/kg. Hubungi Pak Budi",
    "Undangan rapat RT 5, konsumsi kerupuk 20 bungkus sudah ditanggung pak lurah",
    "Terima kasih sumbangannya bu: kerupuk 10, tomat 5 kg. Semoga berkah",
    "Donasi terkumpul: kerupuk 15 bungkus, sambal roa 8 botol",
    "Lomba masak: peserta wajib bawa roa 1 ikat, tomat 2 kg",
    "Resep dabu-dabu: tomat 3, cabe 10, bawang 5",
    "Cara bikin sambal: goreng roa 2 ikat, ulek tomat 4",
    "Anak saya alergi, makan kerupuk 2 langsung gatal",
    "Dokter bilang jangan makan kerupuk lebih dari 3 sehari",
    "Mama dulu jual kerupuk 5 ribu dapat 2 bungkus",
    "Di pasar tadi tomat 3 kilo cuma 20 ribu bu",
    "Di toko sebelah kerupuk 2 bungkus 30 ribu, di sini kok mahal",
    "Semalam ada maling, kerupuk 4 bungkus diambil dari teras",
    "Kucing saya makan roa 1 ikat hahaha",
    "Kapal telat bu, kerupuk 10 bungkus yang ibu kirim belum turun",
    "Bu pesanan atas nama Rina kerupuk 5 sudah dikirim belum?",
    "Cek resi dong bu, yang kerupuk 3 sambal 2 itu",
    "Kerupuk 5 sambal 2 yang tadi sudah saya transfer ya bu",
    "bukti transfer kerupuk 5, sambal roa 2 = 174.000",
    "Tagihan bulan lalu kerupuk 40 bungkus belum dibayar toko Jaya",
    "Skor tadi malam kerupuk FC 3 roa united 2 wkwk",
    "Bu minta resep sambal roa dong",
    "Stok di gudang: kerupuk 34, sambal roa 12, roa 9 ikat",
    "Produksi hari ini kerupuk 60 bungkus, abon manis 150 g 20 bungkus",
    "Jadwal piket: Senin goreng kerupuk 3 orang, Selasa bungkus roa 2 orang",
    "Ibu2, minggu depan target kita kerupuk 200 bungkus ya",
    "Menurut saya kerupuk 500 g kemahalan, harusnya 18 ribu",
    "Saya lihat di IG ada promo kerupuk beli 2 gratis 1, masih berlaku?",
    "Bu boleh minta sampel kerupuk 1 bungkus gratis?",
    "Bonus bulan ini: kerupuk 2 bungkus untuk pelanggan setia",
    "Selamat ibu Rina menang undian kerupuk 3 bungkus!",
    "Sisa kemarin: kerupuk 4, roa 1",
    "Nanti kalau gajian saya mau beli kerupuk 5",
    "Kalau jadi hajatan, mungkin pesan kerupuk 50. Masih nunggu keputusan keluarga",
    "Rencananya sih kerupuk 30 tapi nunggu kabar panitia dulu",
    "Belum jadi pesan bu, yang kerupuk 10 itu ditunda dulu",
    "Kerupuk 10 nya di-cancel aja bu",
    "Maaf bu kerupuk 5 tadi salah pencet",
    "Maaf salah kirim, harusnya ke grup arisan: kerupuk 5, tomat 2",
    "Bu Ani bilang dia mau kerupuk 5, tapi nanti chat sendiri",
    "Tadi di grup ada yang cari kerupuk 20, sudah ibu balas?",
    "Pak RT kemarin borong kerupuk 30 ya bu? mantap",
    "Adik saya di Palu jualan kerupuk juga, sehari laku 10 bungkus",
    "Waktu pameran kita jual kerupuk 80 bungkus dan abon manis 30",
    "Bu foto kerupuk 1 bungkus sama sambal roa 1 botol dong buat katalog",
    "Bu timbangannya salah ya? tomat 2 kg cuma 1,8",
    "Sambal roa 3 botol bocor di jalan, bisa klaim?",
    "Tolong cek bu, kerupuk 5 kok harganya beda",
    "Tolong balas bu, kerupuk 3 yang rusak mau diganti kapan",
    "Tolong ditagih bu Sri kerupuk 4 belum bayar",
    "Saya mau komplain kerupuk 2 bungkus basi",
    "Saya mau retur roa 2 ikat",
    "Saya mau jual kerupuk 20 bungkus di tempat ibu, bisa?",
    "Saya mau titip jual kerupuk 10 bungkus",
    "Mau minta maaf bu, kerupuk 3 bungkus jatuh waktu saya antar",
    "Mau tanya dulu, kerupuk 5 sama roa 2 berapa ongkir ke Ambon",
    "Mau konfirmasi pembayaran kerupuk 5 bungkus",
    "Mau cek pesanan saya kerupuk 6",
    "Butuh berapa hari kalau kerupuk 100?",
    "Perlu info bu, kerupuk 1 dus isi berapa?",
    "Minta harga kerupuk 10, roa 5",
    "Minta dibikinkan nota kerupuk 12 bungkus yang minggu lalu",
    "Ambil di mana ya bu kerupuk 4 yang sudah saya bayar?",
    "Kirim nomor resi kerupuk 3 dong",
    "Sudah dikirim? kerupuk 4 roa 1",
    "Siapa yang order kerupuk 7 tadi ya, belum ada nama",
    "Order kerupuk 5 atas nama Tini batal ya bu",
    "Pesanan kerupuk 5 saya belum sampai2",
    "Pesanan saya tempo hari kerupuk 8, yang datang 6",
    "kita so trima kerupuk 5 deng roa 2 kemarin, makase neh",
    "torang pe kerupuk 4 bungkus so abis dimakan cucu",
    "ngana pe roa 3 ikat masih ada di kita pe rumah",
    "nda jadi kwa kerupuk 5, doi so abis",
    "kulo wingi tumbas kerupuk 3, enak tenan",
    "ulun hudah manukar kerupuk 4 kamarian",
    "kerupuk 2 bungkus tu basi cil ai",
    "wingi krupuke 5 wis tekan omah mbak",
)
TALKS = (
    talk((OURS, "kerupuk ready 20 bungkus, sambal roa 15"), ("Ina", "oke bu makasih infonya")),
    talk(("Ina", "kerupuk 5 berapa bu?"), (OURS, "110.000"), ("Ina", "mahal ya, nanti dulu deh")),
    talk(("Ina", "bu kerupuk kemarin 5 bungkus pecah 2"), (OURS, "maaf ya, nanti kami ganti"), ("Ina", "oke")),
    talk(("Ina", "ada kerupuk?"), (OURS, "ada, mau berapa?"), ("Ina", "tanya suami dulu")),
    talk(("Ina", "kerupuk 5 bungkus"), (OURS, "siap, 110rb"), ("Ina", "eh gak jadi bu, uang belum ada")),
    talk(("Ina", "kerupuk 5 ya"), (OURS, "habis bu"), ("Ina", "yah, ya sudah lain kali")),
)
ORDERS = {
    "Mau tanya dulu, sambal roa masih ada? Kalau ada pesan kerupuk 5 ya": {KERUPUK: 5},
    "Harga kerupuk berapa bu? oh 22 ya. saya ambil kerupuk 5": {KERUPUK: 5},
    "Bu paket kemarin sudah saya terima, makasih. Pesan lagi kerupuk 5 sama roa 2 ikat": {KERUPUK: 5, ROA: 2},
    "Kerupuk yang minggu lalu remuk 2 bungkus bu. Kali ini tolong kerupuk 5 dipacking kayu": {KERUPUK: 5},
    "Anak-anak suka sekali kerupuknya. Minta kerupuk 5 bungkus lagi ya bu, kirim ke Madidir": {KERUPUK: 5},
    "Saya lihat di IG ada tomat. Mau tomat 3 kg dong": {TOMATO: 3},
    "Stok hari ini:\nkerupuk 10\nroa 5\n\nbu saya mau kerupuk 4": {KERUPUK: 4},
    "kirimkan nota ya bu, kerupuk 5 roa 2 ikat": {KERUPUK: 5, ROA: 2},
    "saya mau kirim ke Palu kerupuk 5, bisa dipacking aman?": {KERUPUK: 5},
    "Buat jualan bu: kerupuk 20, sambal roa 5 botol": {KERUPUK: 20, SAMBAL: 5},
    "kerupuk 5 bungkus buat hadiah lomba, sambal roa 2 buat bekal": {KERUPUK: 5, SAMBAL: 2},
    "Bu Meike kerupuk 5 ya, nanti suami yang jemput": {KERUPUK: 5},
    "kerupuk 5, tomat 2 kg. Antar ke Girian ya bu. Tetangga saya bilang enak": {KERUPUK: 5, TOMATO: 2},
}


OF_GROUPS = (
    ("dodol-tihi-tihi", "Bu saya 3 orang mau main ke Tihi-Tihi, naik perahu berapa?"),
    ("dodol-tihi-tihi", "Dodolnya tahan 2 minggu kah bu?"),
    ("dodol-tihi-tihi", "kemarin beli 5 bungkus, 2 bungkus berjamur bu"),
    ("dodol-tihi-tihi", "yang dikirim cuma 8 bu, kurang 2"),
    ("dodol-tihi-tihi", "1 bungkus isi berapa biji?"),
    ("dodol-tihi-tihi", "Bu sisa titipan di kios saya 4 bungkus, laku 6"),
    ("dodol-tihi-tihi", "dodol 10 bungkus sudah saya bagi ke tetangga, enak semua bilang"),
    ("dodol-tihi-tihi", "anak saya umur 3 tahun suka sekali dodolnya"),
    ("dodol-tihi-tihi", "resepnya rumput laut 1 kg gula 2 kg kan bu? hehe"),
    ("dodol-tihi-tihi", "Ada 2 orang tanya dodol tadi di kantor"),
    ("dodol-tihi-tihi", "bu mau ikut pelatihan 12 orang, konsumsi dari panitia"),
    ("dodol-tihi-tihi", "kapan bikin lagi? yang terakhir 20 bungkus habis sehari"),
    ("kebun-kalianda", "mas kangkung saya hasil panen 40 ikat mau dijual ke kebun bisa?"),
    ("kebun-kalianda", "wah banjir ya mas, bayam 20 ikat rusak semua katanya"),
    ("kebun-kalianda", "tomat di pasar 1 kg 25 ribu, di mas berapa?"),
    ("kebun-kalianda", "mas bibit cabe rawit 10 polybag ada?"),
    ("kebun-kalianda", "Tomat 3 kg yang tadi pagi kok busuk 1 kg mas"),
    ("kebun-kalianda", "istri saya masak kangkung 2 ikat sekali makan hehe"),
    ("kebun-kalianda", "masih punya bayam 3 ikat di kulkas, besok aja pesannya"),
    ("kebun-kalianda", "kopi 2 bungkus kemarin lupa dibayar, saya transfer sekarang ya"),
    ("kebun-kalianda", "Mas tolong catat utang saya: tomat 2 kg, terong 1 kg, nanti dibayar gajian"),
    ("kebun-kalianda", "sayurnya 3 macam saja belum berani nambah"),
    ("kebun-kalianda", "terong 5 kg itu pesanan Bu Ida bukan saya"),
    ("kebun-kalianda", "kalo kangkung 100 ikat sanggup gak mas buat katering?"),
    ("kebun-kalianda", "Pengumuman kelompok tani: besok panen kangkung 60 ikat, bayam 45 ikat, kumpul jam 5"),
    ("pawon-rajabasa", "mbak peyek kacang 3 bungkus wingi wis entek dipangan tamu"),
    ("pawon-rajabasa", "gula aren 2 kok lembek ya mbak, apa salah simpan"),
    ("pawon-rajabasa", "sehari bisa produksi rempeyek berapa? 50 bungkus?"),
    ("pawon-rajabasa", "mbak aku nduwe gula semut 10 bungkus arep tak titipke nang warungmu"),
    ("pawon-rajabasa", "nota: rempeyek kacang 10 @15rb, gula aren 4 @20rb, LUNAS"),
    ("pawon-rajabasa", "kulo dereng pesen nggih, namung tanglet rempeyek 1 bungkus pinten"),
    ("pawon-rajabasa", "tuku rempeyek 2 oleh bonus pora?"),
    ("pawon-rajabasa", "jahe instan 1 sendok diseduh air panas kan mbak"),
    ("pawon-rajabasa", "Laporan bazar Sabtu: rempeyek teri laku 24, bumbu pecel laku 17, kripik singkong laku 30"),
    ("wadai-loktuan", "cil kamarian ulun manukar bingka 2, nyaman banar"),
    ("wadai-loktuan", "snack kotak isi 3 tu isinya apa aja cil?"),
    ("wadai-loktuan", "nasi kotak 50 yang untuk haul sudah datang cil, tarima kasih"),
    ("wadai-loktuan", "Undangan: selamatan 40 hari, nasi kotak 100 sudah dipesan H. Udin"),
    ("wadai-loktuan", "mun ulun maulah lam banjar saurang telur 30 gula 1 kilo cukup lah?"),
    ("wadai-loktuan", "lam banjar 2 loyang nang kamarian diambil urang lain kah cil"),
    ("tunas-bahari", "sore bu, kita pe papa tangkap cakalang 30 ekor, mo jual pa ngoni"),
    ("tunas-bahari", "roa 2 ikat da jato di oto kwa, kotor samua"),
    ("tunas-bahari", "ngoni punya fufu besar 1 ekor brapa kilo?"),
    ("tunas-bahari", "so makan sambal roa 1 botol sandiri satu hari hahaha"),
    ("tunas-bahari", "Kita titip salam for ibu Meike, bilang sambal roa 3 botol so sampe"),
    ("tunas-bahari", "bakasang 4 botol itu kita pe dodika pe pesanan, bukang kita"),
    ("sinar-aertembaga", "kak abon pedas 2 bungkus yang dikirim kok kadaluarsanya besok"),
    ("sinar-aertembaga", "Saya reseller dari Tomohon, biasanya ambil abon 30 per bulan. Ada harga khusus?"),
    ("sinar-aertembaga", "cuma mo kase tau kak, abon manis 5 bungkus so tatukar deng pedas"),
    ("sinar-aertembaga", "Review: abon cakalang bintang 5, dendeng bintang 4"),
    ("mama-kuala", "bu haji amplang 10 bungkus di toko Sinar harganya 30, kok beda"),
    ("mama-kuala", "amplang sisa 6 di lemari, puasa baru habis"),
    ("way-muli-jaya", "bu pempek 2 bungkus isi 20 berarti 40 ya?"),
    ("way-muli-jaya", "terasi 1 bungkus bisa buat berapa kali masak"),
    ("jahit-selambai", "ukuran seragam saya L, istri M, anak 8 tahun. Kainnya apa ya?"),
    ("jahit-selambai", "gamis anak 2 kemarin kekecilan bu, bisa tukar ukuran?"),
    ("jahit-selambai", "bu tas anyaman 5 yang dipajang di Dekranasda sudah laku 2"),
    ("yaki-batuputih", "kaos yaki M 2 luntur kang, kecewa"),
    ("yaki-batuputih", "team building 30 orang mo bajalang ka hutan, ada paket?"),
    ("dapur-pateten", "klapertart 6 cup kemarin mencair di jalan kak"),
    ("dapur-pateten", "Kak Deisy, giveaway klapertart 3 cup masih buka?"),
)
GROUP_ORDERS = (
    (
        "kebun-kalianda",
        "mas kangkung 3, bayam 2, tomatnya sekilo. Taruh di pagar kalau saya gak ada",
        {51: 3, 52: 2, 53: 1},
    ),
    (
        "kebun-kalianda",
        "Selamat pagi. Warung Bu Tini pesan seperti biasa kangkung 20 ikat, bayam 15 ikat, antar jam 5",
        {51: 20, 52: 15},
    ),
    ("pawon-rajabasa", "mbak, rempeyek kacang 5 kalih gula aren 2. kula pundhut sonten", {181: 5, 183: 2}),
    ("pawon-rajabasa", "Mba peyek teri 3 bks, jahe instan 2. Oleh2 buat mertua di Metro", {182: 3, 187: 2}),
    ("wadai-loktuan", "cil bingka kentang 2 loyang lawan amparan tatak 1 gasan arisan Jumat", {175: 2, 176: 1}),
    ("tunas-bahari", "Bu mo ambe roa 3 ika deng sambal roa 2, beso pagi neh", {3: 3, 4: 2}),
    ("tunas-bahari", "fufu kecil 2 ekor pak, yang segar. Bungkus kertas koran jo", {1: 2}),
    (
        "sinar-aertembaga",
        "abon pedas 250 gr 2, dendeng 1, kirim via JNE ke Manado. Nama: Novi 081200009999",
        {12: 2, 16: 1},
    ),
    ("mama-kuala", "bu haji, amplang tenggiri 10 bungkus utk oleh2, sambal gami 3", {21: 10, 26: 3}),
    ("dodol-tihi-tihi", "dodol 12 bungkus, 7 dikirim ke Samarinda 5 saya ambil", {61: 12}),
    ("dodol-tihi-tihi", "ambil 6 ya bu, tapi yang baru dibuat", {61: 6}),
    ("way-muli-jaya", "krupuk mentah 2 bungkus, terasi 4. yang terasi tolong dipisah plastiknya", {41: 2, 47: 4}),
    ("dapur-pateten", "Klapertart 12 cup untuk ulang tahun Oma tgl 5. Halua 2", {76: 12, 78: 2}),
    ("yaki-batuputih", "kang kaos M 2, XL 1, gantungan kunci 5. COD", {82: 2, 83: 1, 84: 5}),
    ("jahit-selambai", "bu tas anyaman kecil 3 warna bebas, gelang 10", {32: 3, 34: 10}),
    (
        "kebun-kalianda",
        "cabe rawit 2 bungkus mas, tomat 2 kg yang merah, terong sekilo buat rujak",
        {55: 2, 53: 2, 56: 1},
    ),
    ("tunas-bahari", "Tolong sisihkan suwir 4 bungkus, kakak saya yang ambil hari Sabtu", {7: 4}),
    (
        "wadai-loktuan",
        "Assalamualaikum, kami dari SDN 2 Loktuan memesan snack kotak isi 5 sebanyak 60 kotak untuk rapat wali murid",
        {174: 60},
    ),
)


def of_group(group: str, text: str) -> dict[int | None, int | None]:
    one = json.loads((CHATS / "goods.json").read_text("utf-8"))["groups"][group]
    said = {"sellers": [one["name"], one["chair"]], "village": one["village"]}
    return {good: n for good, n in lines(text, goods_of(one), **said).items() if n}


@pytest.mark.parametrize(("group", "text"), OF_GROUPS)
def test_talk_with_any_group_fills_nothing_in(group, text):
    assert of_group(group, text) == {}


@pytest.mark.parametrize(("group", "text", "found"), GROUP_ORDERS)
def test_an_order_of_any_group_is_read(group, text, found):
    assert of_group(group, text) == found


@pytest.mark.parametrize("text", NOTHING + TALKS)
def test_a_chat_in_which_nothing_is_ordered_fills_nothing_in(text):
    assert not any(lines(text).values())


@pytest.mark.parametrize("text", ORDERS)
def test_an_order_among_such_talk_is_read(text):
    assert {good: n for good, n in lines(text).items() if n} == ORDERS[text]
