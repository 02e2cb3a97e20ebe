"""What people write to a group that is no order: of prizes, damage, other shops, thanks; it fills nothing in."""

import pytest

from tests.orders.chat.goods import lines

TALK = (
    "Info kegiatan: Sabtu bakti sosial, bawa kerupuk 2 bungkus per keluarga",
    "Harga naik per 1 Desember ya bu? kerupuk 25 ribu",
    "Ibu2 yang belum setor: Rina kerupuk 5, Susi roa 2",
    "Rapat kemarin menghasilkan: produksi kerupuk 100, roa 40",
    "kerupuk 4 bungkus ketinggalan di mobil bu, besok saya ambil",
    "Siapa tau ada yang mau, saya kelebihan tomat 3 kg",
    "Over kerupuk 10 bungkus, batal hajatan",
    "Dijual cepat kerupuk 10 bungkus harga modal",
    "Numpang promo: abon ayam 5 bungkus 100 ribu",
    "Kerupuk 2 bungkus gratis untuk 10 pembeli pertama",
    "Isi parsel: kerupuk 3, abon 150 g 1",
    "Kerupuk isi 20 keping per bungkus ya bu?",
    "Rasanya kurang asin bu sambal roa yang 2 botol itu",
    "Anak kos minta resep, tomat 2 cabe 5 cukup?",
    "Tadi bapak lewat, katanya ibu titip kerupuk 3",
    "Pak pos bilang paket kerupuk 5 alamatnya salah",
    "Selamat pagi bu, laporan kasir: terjual kerupuk 8, roa 3",
    "Kemarin dapat hadiah kerupuk 2 dari kantor hehe",
    "Kerupuknya 3 bulan kan expirednya?",
    "bu kerupuk 5 saya taruh di teras ya, tadi kelebihan",
    "mohon maaf kerupuk 2 bungkus pecah saat pengiriman",
    "sy sdh beli kerupuk 3 di indomaret tadi",
    "gak usah dikirim yang kerupuk 3, salah alamat",
    "kerupuk 5 belum ada yang ambil bu?",
    "tolong simpankan uang saya, kerupuk 2 kemarin kembaliannya kurang",
    "tolong bilang bu Rina kerupuk 3 nya sudah siap",
    "mau bilang makasih, kerupuk 5 nya laris manis",
    "mau ganti kerupuk 2 yang rusak",
    "pengen sih kerupuk 5 tapi dompet tipis wkwk",
    "pesan dari suami: kerupuk 2 kemarin keasinan",
    "order kerupuk 10 saya statusnya gimana?",
    "pesanan nomor 12 kerupuk 3 belum dibayar ya",
    "beli kerupuk 5 di mana yang murah ya?",
    "ambil untung berapa ibu dari kerupuk 10?",
    "minta tolong fotokan kerupuk 1 bungkus",
    "minta kerupuk 1 buat contoh dong bu gratis ya",
    "kirim daftar harga dong, kerupuk roa sambal",
    "titip pesan ke pak Udin, kerupuk 4 sudah jadi",
    "nanti kita kabari jadi pesan kerupuk 5 atau tidak",
    "kerupuk 3 apa 4 ya enaknya",
    "katanya mau kasih kerupuk 2 kok belum",
    "sudah 3 hari kerupuk 5 saya belum sampai",
    "Dari 10 kerupuk yang datang, 4 remuk",
    "sa dengar ibu jual kerupuk 2 ribu satu",
    "aku wis nampa krupuk 3 mbak",
    "krupuk 2 wis tak pangan",
    "abis deh kerupuk 4 bungkus dalam semalam",
    "stok kerupuk aman bu, masih 20",
)


@pytest.mark.parametrize("text", TALK)
def test_talk_fills_nothing_in(text):
    assert not any(lines(text).values())
