"""Every route, as every kind of person, against a written table of answers. A new route must be added here."""

import pytest
from fastapi.routing import APIRoute

from market.app import create_app
from market.web.addresses import pattern_of
from tests import world
from tests.bazaars import world as fairs
from tests.conftest import wide
from tests.till.phones import Phone, line

WHO = (
    "nobody", "buyer", "chair", "member", "device", "stranger", "facilitator", "officer", "far_officer", "superior",
    "admin",
)  # fmt: skip
ALL = dict.fromkeys(WHO, 200)


def only(*who: str, else_: int = 404, nobody: int = 303, device: int | None = None) -> dict[str, int]:
    """200 for these; nobody is sent to sign in, anyone else finds nothing."""
    answers = {name: 200 if name in who else else_ for name in WHO}
    answers["nobody"] = nobody
    if device is not None:
        answers["device"] = device
    return answers


SEE = only("chair", "member", "device", "facilitator", "officer")
WORK = SEE | {"officer": 422}
ASKS = WORK | {"device": 303}  # a phone says who first
CHAIRS = ASKS | {"member": 422}
BOOKS = SEE | {"device": 303, "officer": 422}
MONEY = ASKS | {"member": 422}
TILL = WORK | {"facilitator": 422}  # the group's own people and its phone
PAPERS = dict.fromkeys(WHO, 404) | {"nobody": 303, "device": 303, "officer": 422}
OFFICE = only("officer", "far_officer", "superior")
THEIR_OFFICE = only("officer", "superior")

GET = {
    "/": ALL, "/produk": ALL, "/produk/{slug}": ALL, "/kelompok": ALL, "/kelompok/{slug}": ALL, "/keranjang": ALL,
    "/checkout": ALL, "/lacak": ALL, "/masuk": ALL, "/daftar": ALL, "/keluar": ALL, "/lupa": ALL, "/bantuan": ALL,
    "/bantuan/petugas": ALL,
    "/privasi": ALL, "/syarat": ALL, "/healthz": ALL, "/.well-known/security.txt": dict.fromkeys(WHO, 404),
    "/readyz": ALL, "/metrics": dict.fromkeys(WHO, 404), "/robots.txt": ALL, "/sitemap.xml": ALL,
    "/manifest.webmanifest": ALL, "/favicon.ico": ALL, "/tempat": ALL, "/tempat/kota": ALL, "/tempat/semua": ALL,
    "/api/v1/variants/{sku}": ALL, "/api/docs": ALL,
    "/bahasa/{language}": dict.fromkeys(WHO, 303),
    "/static/{tag}/{name}": ALL, "/media/{name}": dict.fromkeys(WHO, 404),
    "/media/kirim/{name}.jpg": dict.fromkeys(WHO, 404),
    "/akun": ALL | {"device": 303}, "/akun/keamanan": only(*WHO, device=404),
    "/akun/dua-langkah": only(*WHO, device=404),
    "/masuk/langkah-dua": dict.fromkeys(WHO, 303), "/masuk/lanjut": dict.fromkeys(WHO, 303),
    "/akun/sandi": only(*WHO, device=404), "/akun/hapus": only(*WHO, device=404),
    "/akun/data": dict.fromkeys(WHO, 200) | {"nobody": 303, "device": 404},
    "/buka-lapak": dict.fromkeys(WHO, 200),
    "/klaim/{token}": dict.fromkeys(WHO, 422), "/bukan-saya/{token}": dict.fromkeys(WHO, 422),
    "/mulai/{token}": dict.fromkeys(WHO, 422),
    "/akun/kontak": only(*WHO, device=404), "/dinas/panggilan": OFFICE, "/admin/panggilan": only("admin"),
    "/pesanan/{number}/qris.png": only("nothing", nobody=404),
    "/pesanan/{number}/kalender.ics": only("buyer", nobody=404),
    "/pesanan/{number}/kembali/{refund}": only("nothing", nobody=404), "/pesanan/{number}": only("buyer", nobody=404),
    "/pesanan/{number}/bayar": only("buyer", nobody=404),
    "/lapak": dict.fromkeys(WHO, 200) | {"nobody": 303, "chair": 303, "member": 303, "device": 303, "stranger": 303},
    "/dinas/kelompok/{group}/pendamping": THEIR_OFFICE,
    "/akun/undangan": only(*WHO, device=404), "/akun/undangan/{invitation}": only("nobody_yet"),
    "/lapak/{group}": SEE, "/lapak/{group}/siapa": SEE | dict.fromkeys(("chair", "member", "facilitator", "officer"),
        303),
    "/lapak/{group}/siapa/mulai": SEE | dict.fromkeys(("chair", "member", "facilitator", "officer"), 303),
    "/lapak/{group}/siapa/lanjut": SEE | dict.fromkeys(("chair", "member", "facilitator", "officer", "device"), 303),
    "/lapak/{group}/harga": ASKS, "/lapak/{group}/daftar-barang": ASKS, "/lapak/{group}/daftar-barang/contoh": ASKS,
    "/lapak/{group}/produk": SEE, "/lapak/{group}/produk/baru": ASKS, "/lapak/{group}/produk/{slug}": ASKS,
    "/lapak/{group}/kasir/tutup": BOOKS, "/lapak/{group}/kasir/bon": ASKS, "/lapak/{group}/kasir/nota": ASKS,
    "/lapak/{group}/kasir/nota/{sale}": ASKS,
    "/lapak/{group}/stok": WORK, "/lapak/{group}/stok/{lot}": ASKS,
    "/lapak/{group}/pesanan": WORK, "/lapak/{group}/pesanan/kemas": WORK, "/lapak/{group}/pesanan/{number}": WORK,
    "/lapak/{group}/pesanan/{number}/nota": ASKS, "/lapak/{group}/pesanan/catat": ASKS,
    "/lapak/{group}/pesanan/catat/sebutan": ASKS,
    "/lapak/{group}/pesanan/catat/{number}": PAPERS,
    "/lapak/{group}/kasir": TILL, "/lapak/{group}/kasir/periksa": TILL | {"device": 303},
    "/lapak/{group}/kasir/terjual/{uid}": PAPERS | {"facilitator": 422, "device": 404},
    "/lapak/{group}/pesanan/catat/{number}/ubah": PAPERS, "/catatan/{token}": dict.fromkeys(WHO, 404),
    "/lapak/{group}/uang": SEE | {"device": 303}, "/lapak/{group}/uang/rekening": MONEY,
    "/lapak/{group}/uang/dilihat": SEE | {"device": 303},
    "/lapak/{group}/uang/rekap": MONEY, "/lapak/{group}/penawaran": ASKS, "/penawaran/{token}": dict.fromkeys(WHO, 404),
    "/lapak/{group}/pesanan/{number}/bast": PAPERS, "/lapak/{group}/pesanan/{number}/kwitansi": PAPERS,
    "/lapak/{group}/pesanan/{number}/tagihan": PAPERS, "/lapak/{group}/uang/bagi-hasil": BOOKS,
    "/lapak/{group}/uang/bagi-hasil/slip": BOOKS, "/rekap/{token}": dict.fromkeys(WHO, 404),
    "/lapak/{group}/uang/qris": MONEY, "/lapak/{group}/uang/mutasi": only("chair") | {"member": 422, "facilitator": 422,
        "officer": 422, "device": 303},
    "/lapak/{group}/uang/buku": BOOKS, "/lapak/{group}/uang/buku.xlsx": BOOKS, "/lapak/{group}/uang/buku.pdf": BOOKS,
    "/lapak/{group}/uang/bukti/{claim}": only("nothing") | {"device": 303},
    "/lapak/{group}/profil": CHAIRS, "/lapak/{group}/profil/pimpinan": CHAIRS, "/bazar/{slug}/aduan": ALL,
    "/aduan": ALL, "/aduan/{number}": dict.fromkeys(WHO, 404), "/aduan-masuk": only("superior", "admin"),
    "/aduan-masuk/{number}": only(), "/bazar/{slug}/hasil": dict.fromkeys(WHO, 404),
    "/lapak/{group}/profil/perubahan": SEE | {"device": 303}, "/lapak/{group}/anggota": SEE,
    "/lapak/{group}/anggota/masuk": CHAIRS | {"officer": 200}, "/lapak/{group}/anggota/peran": SEE | {"device": 303},
    "/lapak/{group}/pengiriman": ASKS,
    "/dinas": OFFICE, "/dinas/menunggu/{what}": OFFICE, "/dinas/kelompok": OFFICE, "/dinas/kelompok/impor": OFFICE,
    "/dinas/kelompok/impor/contoh": OFFICE,
    "/dinas/kelompok/{group}": THEIR_OFFICE, "/dinas/kelompok/{group}/masuk": THEIR_OFFICE,
    "/pendamping": only("facilitator"), "/pendamping/{group}/serah": only("facilitator"), "/admin": only("admin"),
    "/admin/menunggu": only("admin"), "/admin/kategori": only("admin"), "/cari/saran": ALL,
    "/media/kecil/{name}.webp": dict.fromkeys(WHO, 404), "/admin/padanan": only("admin"),
    "/admin/pencarian": only("admin"), "/admin/jam": only("admin"), "/admin/pengelola": only("admin"),
    "/admin/keamanan": only("admin"), "/admin/uang": only("admin"), "/admin/uang/transfer": only("admin"),
    "/admin/uang/transfer/bukti/{claim}": dict.fromkeys(WHO, 404) | {"nobody": 303},
    "/bazar": ALL, "/bazar.ics": ALL, "/bazar/{slug}": ALL, "/bazar/{slug}.ics": ALL, "/bazar/{slug}/pembagian": ALL,
    "/bazar/{slug}/daftar.json": dict.fromkeys(WHO, 404), "/bazar/{slug}/instance.json": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/plan.json": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/daftar-lengkap.json": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/pemeriksaan.json": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/undian.json": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/tanpa-penempatan/instance.json": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/tanpa-penempatan/plan.json": dict.fromkeys(WHO, 404),
    "/lapak/{group}/bazar": SEE, "/lapak/{group}/bazar/{slug}": SEE,
    "/dinas/bazar": OFFICE, "/dinas/bazar/baru": OFFICE, "/dinas/bazar/{slug}": THEIR_OFFICE,
    "/dinas/bazar/{slug}/denah": THEIR_OFFICE, "/dinas/bazar/{slug}/sesudah/bukti/{claim}": only("nothing"),
    "/dinas/bazar/{slug}/denah.csv": THEIR_OFFICE,
    "/dinas/bazar/{slug}/pendaftaran": THEIR_OFFICE, "/dinas/bazar/{slug}/pendaftaran.csv": THEIR_OFFICE,
    "/dinas/bazar/{slug}/musim": THEIR_OFFICE, "/dinas/bazar/{slug}/pendaftaran/tanpa-hp": THEIR_OFFICE,
    "/dinas/bazar/{slug}/pendaftaran/{number}": only("nothing"), "/dinas/bazar/{slug}/pembagian": THEIR_OFFICE,
    "/dinas/bazar/{slug}/acara": THEIR_OFFICE, "/dinas/bazar/{slug}/sesudah": THEIR_OFFICE,
    "/dinas/bazar/{slug}/kabar": THEIR_OFFICE, "/dinas/bazar/{slug}/kabar/pesan": THEIR_OFFICE,
    "/dinas/bazar/{slug}/kabar/cetak": only("nobody_yet") | {"superior": 422},
    "/dinas/bazar/{slug}/kabar/telepon": only("nobody_yet") | {"superior": 422}, "/kabar": dict.fromkeys(WHO, 404),
    "/dinas/bazar/{slug}/kehadiran": THEIR_OFFICE, "/dinas/bazar/{slug}/kehadiran/{booking}": only("nothing"),
    "/dinas/bazar/{slug}/kehadiran/kode/{number}": only("nothing") | {"officer": 303, "superior": 303},
    "/dinas/bazar/{slug}/kehadiran/hari/{slot}/kosong": only("nothing"),
    "/dinas/bazar/{slug}/kehadiran/hari/{slot}/gangguan": only("nothing"),
    "/bazar/{slug}/gerbang/{number}": dict.fromkeys(WHO, 303), "/dinas/bazar/{slug}/surat": THEIR_OFFICE,
    "/dinas/bazar/{slug}/surat/{paper}": THEIR_OFFICE, "/dinas/bazar/{slug}/laporan": THEIR_OFFICE,
    "/dinas/bazar/{slug}/laporan.xlsx": only("nothing"), "/dinas/bazar/{slug}/laporan.pdf": only("nothing"),
    "/dinas/bazar/{slug}/laporan/penjualan": THEIR_OFFICE, "/dinas/bazar/{slug}/pengunjung": THEIR_OFFICE,
    "/dinas/bazar/{slug}/pendaftaran/impor": THEIR_OFFICE, "/dinas/bazar/{slug}/pendaftaran/impor/contoh": THEIR_OFFICE,
    "/dinas/bazar/{slug}/pembagian/banding": only("nobody_yet"), "/dinas/kantor": OFFICE,
    "/dinas/bazar/{slug}/kantor": THEIR_OFFICE,
    "/bazar/{slug}/denah.pdf": ALL, "/bazar/{slug}/periksa": dict.fromkeys(WHO, 404),
    "/bazar/{slug}/periksa/{file}.json": dict.fromkeys(WHO, 404),
    "/lapak/{group}/bazar/{slug}/sanggah": only("nobody_yet"), "/lapak/{group}/bazar/{slug}/tukar": only("nobody_yet"),
}  # fmt: skip

# Acts: who is refused as a stranger (404), sent to sign in (303 to /masuk) or asked who they are.
# Everyone else gets 303 done or 422/409 with a sentence, never 404 and never 500.
G = "/lapak/{group}"
GROUP_ACTS = {
    f"{G}/kasir/tutup": "asks", f"{G}/kasir/tutup/awal": "asks", f"{G}/kasir/tutup/laci": "asks",
    f"{G}/kasir/tutup/benar": "asks", f"{G}/kasir/bon/{{sale}}": "asks", f"{G}/kasir/nota/{{sale}}/kembali": "asks",
    f"{G}/stok": "work", f"{G}/stok/terjual": "work", f"{G}/stok/terjual/{{sale}}/uang": "work",
    f"{G}/stok/terjual/{{sale}}/urung": "work", f"{G}/stok/habis": "asks", f"{G}/stok/habis/urung": "asks",
    f"{G}/stok/masih-ada": "work",
    f"{G}/stok/terima": "work", f"{G}/stok/{{lot}}": "asks", f"{G}/stok/{{lot}}/buka": "asks", f"{G}/libur": "asks",
    f"{G}/kabar/{{message}}": "asks", f"{G}/dilihat": "asks",
    f"{G}/siapa": "see", f"{G}/siapa/mulai": "see", f"{G}/siapa/selesai": "any",
    f"{G}/produk/baru": "asks", f"{G}/harga": "asks", f"{G}/daftar-barang": "asks", f"{G}/produk/{{slug}}": "asks",
    f"{G}/produk/{{slug}}/pilihan": "asks",
    f"{G}/produk/{{slug}}/pilihan/tarik": "asks", f"{G}/produk/{{slug}}/foto": "asks",
    f"{G}/produk/{{slug}}/foto/{{photo}}/hapus": "asks", f"{G}/produk/{{slug}}/tarik": "asks",
    f"{G}/pesanan/{{number}}/lihat": "work", f"{G}/pesanan/{{number}}/terima": "work",
    f"{G}/pesanan/{{number}}/siapkan": "work", f"{G}/pesanan/{{number}}/siap": "work",
    f"{G}/pesanan/{{number}}/serahkan": "work", f"{G}/pesanan/{{number}}/serahkan/tarik": "asks",
    f"{G}/pesanan/{{number}}/kirim": "work",
    f"{G}/pesanan/{{number}}/ongkir": "asks", f"{G}/pesanan/{{number}}/tolak": "asks",
    f"{G}/pesanan/{{number}}/batal": "asks", f"{G}/pesanan/{{number}}/kurangi": "asks",
    f"{G}/pesanan/{{number}}/ganti-kode": "asks",
    f"{G}/uang/klaim/{{claim}}/cocok": "money", f"{G}/uang/klaim/{{claim}}/belum": "money",
    f"{G}/pesanan/{{number}}/tunggu": "work", f"{G}/pesanan/{{number}}/diambil": "asks",
    f"{G}/pesanan/{{number}}/kembali": "asks", f"{G}/pesanan/{{number}}/kembali/tarik": "money",
    f"{G}/pesanan/{{number}}/layani": "money",
    f"{G}/uang/bagi-hasil/aturan": "money", f"{G}/uang/bagi-hasil/biaya": "money",
    f"{G}/uang/bagi-hasil/biaya/{{cost}}/hapus": "money", f"{G}/uang/bagi-hasil/catat": "money",
    f"{G}/pesanan/catat": "asks", f"{G}/pesanan/catat/nomor": "asks", f"{G}/pesanan/catat/baca": "asks",
    f"{G}/pesanan/catat/sebutan": "asks",
    f"{G}/pesanan/catat/sebutan/{{nickname}}/hapus": "asks", f"{G}/pesanan/catat/{{number}}": "asks",
    f"{G}/pesanan/catat/{{number}}/pasti": "asks", f"{G}/pesanan/catat/{{number}}/batal": "asks",
    f"{G}/kasir": "see", f"{G}/kasir/hitung": "see", f"{G}/kasir/tunda": "see",
    f"{G}/kasir/tunda/{{uid}}/lanjut": "see", f"{G}/kasir/tunda/{{uid}}/buang": "see", f"{G}/kasir/alat": "see",
    f"{G}/kasir/amplop": "any",
    f"{G}/kasir/alat/{{till}}/akhiri": "asks", f"{G}/kasir/aturan": "asks", f"{G}/kasir/periksa/{{task}}": "asks",
    f"{G}/kasir/amplop/{{envelope}}/ambil": "asks", f"{G}/kasir/amplop/{{envelope}}/buang": "asks",
    f"{G}/penawaran": "asks", f"{G}/penawaran/harga": "asks", f"{G}/penawaran/{{number}}/cabut": "asks",
    f"{G}/uang/rekap": "money", f"{G}/uang/rekap/{{recap}}/cabut": "money",
    f"{G}/uang/masuk/{{number}}": "money", f"{G}/uang/kembali/{{refund}}": "money",
    f"{G}/uang/kembali/{{refund}}/tarik": "money",
    f"{G}/uang/kurang/{{number}}": "money", f"{G}/uang/kembalikan/{{number}}": "money",
    f"{G}/uang/mutasi": "money", f"{G}/uang/qris": "money", f"{G}/uang/qris/jumlah": "money",
    f"{G}/uang/rekening": "money", f"{G}/uang/rekening/{{account}}/setuju": "money",
    f"{G}/uang/rekening/{{account}}/hapus": "money", f"{G}/uang/lewat-pengelola": "money",
    f"{G}/uang/lewat-pengelola/berhenti": "money",
    f"{G}/profil": "asks", f"{G}/profil/foto": "asks", f"{G}/profil/pimpinan": "asks", f"{G}/profil/izin": "asks",
    f"{G}/profil/izin/{{certificate}}/hapus": "asks",
    **{f"{G}/profil/perubahan/{{change}}/{act}": "asks" for act in ("setuju", "hentikan")},
    f"{G}/anggota/{{member}}/ganti-ketua": "asks", f"{G}/pengganti": "asks",
    **{f"{G}/peran/{{change}}/{act}": "asks" for act in ("setuju", "dukung", "pastikan", "keberatan", "putus",
            "batal")},
    **{f"{G}/pengganti/{{stand_in}}/{act}": "asks" for act in ("setuju", "mulai", "selesai")},
    f"{G}/uang/rekening/{{account}}/hentikan": "money", f"{G}/uang/dicatat/{{payment}}/tarik": "money",
    f"{G}/uang/dilihat/{{look}}": "money",
    f"{G}/anggota": "asks", f"{G}/anggota/{{member}}/peran": "asks", f"{G}/anggota/{{member}}/pin": "see",
    f"{G}/anggota/{{member}}/kode-pin": "asks", f"{G}/anggota/undangan/{{invitation}}/kode": "asks",
    f"{G}/anggota/undangan/{{invitation}}/batal": "asks",
    "/pendamping/{group}/serah": "helper", "/pendamping/{group}/serah/{invitation}/batal": "helper",
    f"{G}/pendamping/{{invitation}}/setuju": "asks", f"{G}/pendamping/{{invitation}}/tolak": "asks",
    f"{G}/anggota/{{member}}/keluar": "asks", f"{G}/anggota/{{member}}/kode": "asks",
    f"{G}/anggota/{{member}}/bertemu": "asks",
    f"{G}/anggota/{{member}}/dihubungi": "asks",
    f"{G}/hp": "asks", f"{G}/hp/{{device}}/keluar": "asks", f"{G}/hp/{{device}}/milik": "asks",
    f"{G}/pengiriman": "asks", f"{G}/pengiriman/ongkir": "asks", f"{G}/pengiriman/ongkir/{{tariff}}/hapus": "asks",
    f"{G}/bazar/{{slug}}": "asks", f"{G}/bazar/{{slug}}/tarik": "asks", f"{G}/bazar/{{slug}}/jawab": "asks",
    f"{G}/bazar/{{slug}}/biaya": "asks", f"{G}/bazar/{{slug}}/sanggah": "asks", f"{G}/bazar/{{slug}}/tukar": "asks",
    f"{G}/bazar/{{slug}}/tukar/{{swap}}": "asks",
    f"{G}/bazar/{{slug}}/terlihat": "asks", f"{G}/bazar/{{slug}}/undian": "asks",
    f"{G}/bazar/{{slug}}/penjualan/{{booking}}": "asks", f"{G}/bazar/{{slug}}/lepas": "asks",
    f"{G}/bazar/{{slug}}/siap": "asks", f"{G}/bazar/{{slug}}/tawaran/{{offer}}": "asks",
}  # fmt: skip
D = "/dinas/kelompok"
OFFICE_ACTS = {
    f"{D}/impor", f"{D}/{{group}}/cek", f"{D}/{{group}}/lengkapi", f"{D}/{{group}}/tutup", f"{D}/{{group}}/buka",
    f"{D}/{{group}}/izin/{{certificate}}", f"{D}/{{group}}/pendamping", f"{D}/{{group}}/pendamping/{{person}}/selesai",
    f"{D}/{{group}}/pendamping/undangan/{{invitation}}/batal",
    *(f"{D}/{{group}}/pendamping/undangan/{{invitation}}/{act}" for act in ("setuju", "tolak")),
    f"{D}/{{group}}/undang", f"{D}/{{group}}/kode/{{person}}", f"{D}/{{group}}/bertemu/{{person}}",
    "/dinas/bazar/baru",
    *(f"/dinas/bazar/{{slug}}{act}" for act in (
        "", "/salin", "/hari", "/hari/{slot}/hapus", "/hari/{slot}/pindah", "/hari/{slot}/batal", "/buka", "/tutup",
        "/batal", "/denah/blok", "/denah/ubah", "/denah/sirkuit",
        "/denah/berkas", "/pendaftaran", "/pendaftaran/{number}", "/pendaftaran/putusan/{judging}/batal",
        "/pembagian/bekukan", "/pembagian/angka",
        "/pembagian/angka/betulkan", "/pembagian/pastikan/{event}", "/pembagian/sumber", "/pembagian/sisihkan",
        "/pembagian/foto", "/pembagian/keberatan/{objection}", "/pembagian/hitung", "/pembagian/hitung/{version}/batal",
        "/pembagian/tetapkan", "/pembagian/terbitkan", "/denah/batal", "/denah/daya", "/denah/benda",
        "/denah/benda/{landmark}",
        "/denah/benda/{landmark}/hapus", "/acara", "/acara/{performance}/hapus", "/gambar", "/gelombang",
        "/gelombang/{round}/hapus", "/pertanyaan", "/pertanyaan/{question}/hapus", "/lokasi", "/lokasi/{site}/hapus",
        "/lokasi/{site}/pindah", "/musim", "/tampilkan", "/pendaftaran/impor", "/kehadiran/{booking}",
        "/kehadiran/{booking}/pindah", "/kehadiran/hari/{slot}/pengganti", "/kehadiran/hari/{slot}/selesai",
        "/kehadiran/hari/{slot}/siap", "/kehadiran/hari/{slot}/tawaran/{offer}", "/kehadiran/hari/{slot}/blok",
        "/kehadiran/hari/{slot}/pulih", "/kehadiran/hari/{slot}/pendekkan", "/laporan/gambar",
        "/laporan/gambar/{picture}/hapus", "/laporan/penjualan/{booking}", "/pengunjung/{slot}",
        "/pengunjung/{slot}/urung", "/sesudah/sanggah/{appeal}",
        "/sesudah/tukar/{swap}", "/sesudah/stan", "/sesudah/hari", "/sesudah/hari/{slot}/batal",
        "/sesudah/hari/{slot}/pindah",
        "/sesudah/biaya/{number}", "/kabar/banyak", "/kabar/{notice}", "/kabar/{notice}/jawab",
        "/kabar/jawaban/{reply}/batal", "/kabar/pesan", "/sesudah/dicatat/{payment}/tarik", "/sesudah/pemeriksa",
        "/sesudah/stan/{number}/baik", "/kantor",
        "/kantor/{invited}/selesai",
    )),
    "/dinas/panggilan/{proof}", "/dinas/kantor", "/dinas/kantor/rekan", "/dinas/kantor/rekan/{officer}/selesai",
    "/dinas/kantor/undangan/{invitation}/batal", "/dinas/kantor/bazar/{invited}", "/dinas/kantor/pelaksana",
    "/dinas/kantor/pelaksana/{officer}/selesai",
}  # fmt: skip
ADMIN_ACTS = {
    "/admin/petugas", "/admin/kabar/lagi", "/admin/jam/benar", "/admin/jam/{mistimed}/selesai",
    "/admin/petugas/{officer}/selesai", "/admin/petugas/undangan/{invitation}/batal", "/admin/pengelola",
    "/admin/pengelola/{invitation}/setuju", "/admin/pengelola/{invitation}/batal", "/admin/kategori",
    "/admin/kategori/{category}", "/admin/kategori/{category}/berhenti", "/admin/kategori/{category}/pakai",
    "/admin/padanan", "/admin/padanan/{synonym}/hapus", "/admin/kode", "/admin/dua-langkah",
    "/admin/dua-langkah/{asked}", "/admin/kode/{asked}", "/admin/panggilan/{proof}", "/admin/bertemu/{person}",
    "/admin/menunggu/rekening/{account}", "/admin/menunggu/tagihan/{bill}", "/admin/menunggu/dicatat/{payment}/tarik",
    "/admin/uang/kiriman",
    "/admin/uang/kiriman/{number}/setuju", "/admin/uang/kiriman/{number}/batal", "/admin/uang/kirim/{payout}",
    "/admin/uang/kirim/{payout}/gagal", "/admin/uang/masuk", "/admin/uang/kembali/{refund}",
    "/admin/uang/transfer/rekening", "/admin/uang/transfer/rekening/{account}/setuju",
    "/admin/uang/transfer/rekening/{account}/hapus", "/admin/uang/transfer/klaim/{claim}/cocok",
    "/admin/uang/transfer/klaim/{claim}/belum", "/admin/uang/transfer/dicatat/{payment}/tarik",
    "/admin/uang/transfer/mutasi",
}  # fmt: skip
OPEN_ACTS = {
    "/keranjang", "/keranjang/jumlah", "/checkout", "/checkout/tempat", "/lacak", "/lacak/tautan", "/lacak/lupakan",
    "/masuk", "/masuk/langkah-dua", "/daftar", "/keluar", "/lupa",
    "/klaim/{token}", "/bukan-saya/{token}", "/mulai/{token}", "/bazar/{slug}/masukan", "/bazar/{slug}/aduan",
    "/aduan-masuk/{number}", "/bazar/{slug}/periksa", "/bazar/{slug}/periksa/tanda-tangan", "/webhook/stripe",
    "/penawaran/{token}", "/catatan/{token}", "/catatan/{token}/tempat", "/kabar", "/kabar/jawab", "/kabar/undian",
    "/kabar/sanggah",
}  # fmt: skip
ACCOUNT_ACTS = {
    "/akun/sandi",
    "/akun/keluar-semua",
    "/akun/keluar/{login}",
    "/akun/dua-langkah",
    "/akun/dua-langkah/pasang",
    "/akun/dua-langkah/cadangan",
    "/akun/dua-langkah/selesai",
    "/akun/persetujuan",
    "/akun/hapus",
    "/akun/kode/{code}/bukan-saya",
    "/akun/kontak",
    "/akun/kontak/kode",
    "/akun/kontak/batal",
    "/buka-lapak",
    "/akun/undangan/{invitation}",
    "/akun/undangan/blokir/{block}/buka",
    "/akun/undangan/anggota/{member}",
}
ACCOUNT = {"refund": "1", "bank": "BSG", "number": "001 002", "holder": "Ratna Wowor"}
ORDER_ACTS = {
    "/pesanan/{number}/bayar", "/pesanan/{number}/batal", "/pesanan/{number}/kurangi", "/pesanan/{number}/terima",
    "/pesanan/{number}/datang",
    "/pesanan/{number}/ongkir/{sub}",
    "/pesanan/{number}/kartu", "/pesanan/{number}/rekening",
}  # fmt: skip


def routes(method: str) -> set[str]:
    """The addresses of our own routes."""
    own = (route for route in create_app().routes if isinstance(route, APIRoute))
    return {pattern_of(route) for route in own if method in route.methods}


def cast(here: world.Shop) -> dict[str, object]:
    people = {
        "superior": here.superior, "nobody": None, "buyer": here.buyer, "chair": here.chair, "member": here.member,
        "stranger": here.other_chair,
        "facilitator": here.facilitator, "officer": here.officer, "far_officer": here.far_officer, "admin": here.admin,
    }  # fmt: skip
    return {name: world.as_person(key) for name, key in people.items()} | {"device": world.as_device(here.device)}


def filled(here: world.Shop, buyer) -> dict[str, str]:
    path, answer = world.buys(buyer, here.sku, 1)
    assert path, answer.text
    number = path.partition("?")[0].rpartition("/")[2]
    sold = world.as_person(here.chair).post(
        f"/lapak/{here.slug}/stok/terjual", data={"variant": here.sku, "quantity": "1"}
    )
    assert sold.status_code == 303
    Phone(here.group_id, here.chair).sells(line(here.sku))
    fair = fairs.a_fair(here.officer, groups=0, booths=2)
    assert fair.officer.post(fair.desk + "/buka").status_code == 303
    return {
        "asked": "99", "bill": "99", "code": "99", "proof": "99", "change": "99", "stand_in": "99", "payment": "99",
        "payout": "99", "recap": "99", "cost": "99", "swap": "99", "paper": "undangan", "file": "plan",
        "landmark": "99", "performance": "99", "round": "99", "booking": "99", "offer": "99", "question": "99",
        "site": "99", "look": "99",
        "appeal": "99", "objection": "99", "bazaar": fair.slug, "slot": "1", "version": "1",
        "slug": here.product, "group": here.slug, "number": number, "sub": f"{number}-1", "lot": "1", "claim": "1",
        "language": "en",
        "sale": "1", "tag": "x", "name": "shop.css", "sku": here.sku, "token": "x" * 22, "refund": "1", "account": "1",
        "certificate": "1",
        "member": "1", "device": "99", "login": "99", "tariff": "99", "photo": "99", "message": "99", "person": "99",
        "officer": "99",
        "till": "99", "task": "99", "envelope": "99", "uid": NO_SALE,
        "invitation": "99", "nickname": "99", "block": "99", "judging": "99", "invited": "99", "category": "99",
        "synonym": "99", "mistimed": "99", "event": "99", "picture": "99", "notice": "99", "reply": "99",
        "what": "pendaftaran",
    }  # fmt: skip


def address(pattern: str, values: dict[str, str]) -> str:
    values = dict(values)
    if "/bazar/{slug}" in pattern:
        values["slug"] = values["bazaar"]
    if pattern.startswith("/kelompok/"):
        values["slug"] = values["group"]
    if pattern.startswith("/lapak/{group}/pesanan/{number}") or any(
        f"/uang/{act}/" in pattern for act in ("masuk", "kurang", "kembalikan")
    ):
        values["number"] += "-1"
    if pattern.startswith("/media/"):
        values["name"] = "nothing.webp"
    return pattern.format(**values)


def test_every_route_stands_in_a_table():
    assert routes("GET") == set(GET)
    acts = set(GROUP_ACTS) | OFFICE_ACTS | ADMIN_ACTS | OPEN_ACTS | ACCOUNT_ACTS | ORDER_ACTS
    assert routes("POST") == acts


@pytest.mark.walk
@wide
def test_every_page_as_every_kind_of_person(shop):
    here = world.a_shop()
    people = cast(here)
    values = filled(here, people["buyer"])
    wrong = []
    for pattern, answers in GET.items():
        for who, expected in answers.items():
            got = people[who].get(address(pattern, values)).status_code
            if got != expected:
                wrong.append(f"GET {pattern} as {who}: {got}, should be {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.walk
@wide
def test_every_act_on_a_group_by_those_who_may_not(shop):
    here = world.a_shop()
    people = cast(here)
    values = filled(here, people["buyer"])
    wrong = []
    for pattern, kind in GROUP_ACTS.items():
        if kind == "any":
            continue
        form = filling(here, pattern)
        for who, expected in (("nobody", 303), ("buyer", 404), ("stranger", 404), ("far_officer", 404), ("admin", 404)):
            answer = people[who].post(address(pattern, values), data=form)
            signs_in = answer.headers.get("location", "").startswith("/masuk")
            if answer.status_code != expected or (expected == 303 and not signs_in):
                wrong.append(f"POST {pattern} as {who}: {answer.status_code}, should be {expected}")
        if kind in ("asks", "money"):
            answer = people["device"].post(address(pattern, values), data=form)
            if "/siapa" not in answer.headers.get("location", ""):
                wrong.append(f"POST {pattern} on the group's phone: {answer.status_code}, should ask who")
    assert not wrong, "\n".join(wrong)


NO_SALE = "00000000-0000-4000-8000-000000000000"


def filling(here: world.Shop, pattern: str) -> dict[str, str]:
    """A form that is right, so that only the person can be wrong."""
    found = {
        "variant": here.sku, "quantity": "1", "act": "set_aside", "reason": "alasan", "fee": "10000", "name": "Nama",
        "typed": "makaroni", "meant": "camilan", "category": "ikan-asap", "price": "10000", "unit": "buah",
        "weight_g": "100", "version": "1", "bank": "BRI",
        "number": "123456", "holder": "Nama", "village": world.BITUNG, "pin": "2580", "again": "2580",
        "current": world.PIN, "code": "ABCDEFGH", "who": "1", "member": "1", "kind": "nib",
        "delivery": "courier", "place": "64", "first_fee": "1000", "next_fee": "0", "days_min": "0", "days_max": "1",
        "cash_limit": "300000", "kas": "10", "note": "catatan", "identifier": "081200000001",
        "which": "phone", "app_code": "123456", "answer": "yes", "slots": "1", "day": fairs.day(9), "zone": "B",
        "rows": "1", "per_row": "2", "watt": "100", "booth_watt": "100",
        "text": "Kami lebih dulu gilirannya", "words": "fufu", "good": here.sku, "to": "P-AAAAAA",
        "audience": "everyone", "round_opens_on": fairs.day(1),
        "round_closes_on": fairs.day(2), "performance_day": fairs.day(20), "performance_at": "10:00",
        "performer": "Tari",
        "here": "arrived", "answer_text": "x", "treasurer": "1", "auditor": "Inspektorat", "reserved_share": "hidden",
        "role": "superior", "row": "1", "position": "1",
        "begins": fairs.day(1), "until": fairs.day(3), "verdict": "eligible", "group": "P-AAAAAA", "slot": "1",
        "booths": "A01", "days": fairs.day(9), "site": "Pasar Girian",
        "amount": "1000", "token": "token-123", "proof": "BSG 001", "mode": "goods", "what": "Kayu", "office": "Dinas",
        "contact": "Ibu Ani", "pieces": "10", "deliver_on": fairs.day(9), "valid_until": fairs.day(9),
        "month": "2026-01",
        "source": "Undian Bank Sulut", "draw_on": fairs.day(9), "n": "1", "alt": "Orang membeli ikan", "ends": "20:00",
    }  # fmt: skip
    for meant, values in more_filling(pattern):
        found |= values if meant else {}
    return found


def more_filling(pattern: str) -> list[tuple[bool, dict[str, str]]]:
    """What some forms ask besides or otherwise."""
    return [
        (
            "kasir" in pattern,
            {"how": "cash", "goods": "stock", "way": "in", "float_amount": "1000", "counted": "0", "why": "uang receh"},
        ),
        ("penawaran" in pattern or "pesanan/catat" in pattern, {"phone": "081200099999"}),
        ("/kasir" in pattern, {"id": NO_SALE, "note": "0"}),
        ("denah" in pattern, {"act": "features"}),
        (pattern.endswith("/siap") and "bazar" in pattern, {"act": "ready"}),
        ("benda" in pattern, {"kind": "stage"}),
        ("pertanyaan" in pattern, {"kind": "text"}),
        ("biaya" in pattern, {"act": "received"}),
        ("kabar" in pattern, {"act": "phone", "notices": "99", "text": "Datang pagi", "to": "everyone"}),
        ("pastikan/" in pattern, {"act": "drop"}),
        ("sirkuit" in pattern, {"name": "C1"}),
        (pattern.endswith("anggota"), {"name": "Nama baru"}),
        (pattern.startswith("/dinas/"), {"office": "1"}),
        (pattern.endswith("dilihat"), {"upto": "1"}),
    ]


GATE_ACTS = {
    "/dinas/bazar/{slug}/kehadiran/{booking}", "/dinas/bazar/{slug}/pengunjung/{slot}",
    "/dinas/bazar/{slug}/pengunjung/{slot}/urung",
}  # fmt: skip
OF_TWO = {"/dinas/kantor/pelaksana/{officer}/selesai"}  # an officer's and her deputy's, who may hold no office yet


@pytest.mark.walk
@wide
def test_acts_of_office_by_those_who_hold_none(shop):
    here = world.a_shop()
    people = cast(here)
    values = filled(here, people["buyer"])
    wrong = []
    form = filling(here, "") | {"place": "71.72", "agency": "Dinas", "name_en": "Name", "phone": "081200099999"}
    for patterns, holders in ((OFFICE_ACTS, {"officer"}), (ADMIN_ACTS, {"admin"})):
        for pattern in patterns:
            for who in WHO:
                if who == "superior" and patterns is OFFICE_ACTS:
                    continue  # may look, and is told so: the next test
                if who in holders or (who == "far_officer" and pattern in (f"{D}/impor", "/dinas/bazar/baru")):
                    continue
                answer = people[who].post(address(pattern, values), data=form | filling(here, pattern))
                expected = 303 if who == "nobody" else 404
                if answer.status_code != expected:
                    wrong.append(f"POST {pattern} as {who}: {answer.status_code}, should be {expected}")
    for pattern in ACCOUNT_ACTS:
        answer = people["nobody"].post(
            address(pattern, values),
            data=form | {"kind": "group", "current": "x" * 9, "password": "tiga kata", "sure": "ya"},
        )
        if not answer.headers.get("location", "").startswith("/masuk"):
            wrong.append(f"POST {pattern} as nobody: {answer.status_code}")
    for pattern in ORDER_ACTS:
        for who in WHO:
            if who != "buyer":
                answer = people[who].post(
                    address(pattern, values),
                    data={"claim": values["sub"], "parcel": values["sub"], "fee": "1000", **ACCOUNT},
                )
                if answer.status_code != 404:
                    wrong.append(f"POST {pattern} as {who}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_superior_looks_and_changes_nothing(shop):
    """Every act of the office is refused with a sentence to who may only look."""
    here = world.a_shop()
    superior = world.as_person(here.superior)
    values = filled(here, world.as_person(here.buyer))
    for pattern in sorted(OFFICE_ACTS - OF_TWO):
        answer = superior.post(address(pattern, values), data=filling(here, pattern))
        assert answer.status_code == 422 and "tidak mengubahnya" in answer.text, (pattern, answer.status_code)


FOREIGN = {"origin": "https://evil.example", "sec-fetch-site": "none"}  # typed nowhere: no browser sends both


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {}, FOREIGN])
def test_every_post_from_another_site_is_refused(shop, headers):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    chair.headers.pop("origin")
    values = filled(here, world.as_person(here.buyer))
    for pattern in sorted(routes("POST") - {"/webhook/stripe"}):  # which believes signatures alone
        answer = chair.post(address(pattern, values), data=filling(here, pattern), headers=headers)
        assert answer.status_code == 403, pattern
