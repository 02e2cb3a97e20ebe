"""What happened to an account, as sentences: an event is a code with ids until somebody reads it."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.language import gettext
from market.kernel.language import mark as N
from market.kernel.record import table
from market.orders.owner import parcel_numbers_of
from market.people.person import Person
from market.people.security import SecurityEvent
from market.web.agents import agent_words

SENTENCES: dict[str, str] = {
    "signed_in": N("Masuk dari %(device)s"),
    "sign_in_wrong": N("Kata sandi salah dimasukkan"),
    "pin_wrong": N("PIN salah dimasukkan"),
    "pin_guessed": N("PIN salah dimasukkan berkali-kali di HP kelompok"),
    "named_on_phone": N("Bekerja di HP kelompok dengan PIN"),
    "pin_chosen": N("PIN dipilih atau diganti"),
    "pin_code_issued": N("Kode untuk memilih PIN atau menjawab undangan dibuat"),
    "device_set_up": N("HP kelompok dipasang"),
    "device_kept": N("HP kelompok dijadikan milik kelompok"),
    "device_ended": N("HP kelompok dikeluarkan"),
    "claim_link_made": N("Tautan untuk ketua kelompok dibuat"),
    "claim_link_used": N("Tautan dari petugas dipakai: menjadi ketua kelompok"),
    "group_vouched": N("Kelompok dinyatakan sudah dicek"),
    "second_step_wrong": N("Kata sandi benar, kode dua langkah salah"),
    "signed_out": N("Keluar"),
    "login_ended": N("Satu HP atau komputer dikeluarkan"),
    "others_ended": N("Semua HP dan komputer lain dikeluarkan"),
    "ended_by_operator": N("Semua HP dan komputer dikeluarkan oleh pengelola server"),
    "everybody_out": N("Semua orang dikeluarkan dari semua HP dan komputer oleh pengelola server"),
    "password_changed": N("Kata sandi diganti"),
    "second_factor_on": N("Kode dua langkah dinyalakan"),
    "second_factor_off": N("Kode dua langkah dimatikan"),
    "recovery_made": N("Kode cadangan baru dibuat"),
    "recovery_used": N("Satu kode cadangan dipakai, tinggal %(left)s"),
    "account_ended": N("Akun dihapus"),
    "code_issued": N("Kode masuk dibuat"),
    "code_asked": N("Kode masuk diminta, menunggu admin kedua"),
    "second_off_asked": N("Diminta agar kode dua langkah dimatikan, menunggu admin kedua"),
    "code_wrong": N("Kode masuk salah dimasukkan"),
    "code_used": N("Kode masuk dipakai dan kata sandi diganti"),
    "code_denied": N("Kode masuk ditolak: bukan Anda"),
    "past_denied": N("Yang dikerjakan dengan kode atau nomor lama ditarik: bukan Anda"),
    "denial_answered": N("Sesudah “bukan saya” orangnya dihubungi"),
    "rest_ended": N("Masa tunggu sesudah kode diakhiri"),
    "contact_proved": N("Nomor HP atau e-mail dibuktikan"),
    "contact_given_back": N("Nomor HP atau e-mail yang bukan dari Anda dikeluarkan"),
    "contact_left": N("Nomor HP atau e-mail pindah ke akun lain"),
    "contact_read_out": N("Kode bukti dibacakan lewat telepon"),
    "proof_wrong": N("Kode bukti salah dimasukkan"),
    "start_link_made": N("Tautan untuk mulai dibuat"),
    "start_link_used": N("Tautan untuk mulai dipakai dan kata sandi dipasang"),
    "joined": N("Menjadi anggota kelompok"),
    "roles_changed": N("Peran di kelompok diubah"),
    "membership_ended": N("Tidak lagi anggota kelompok"),
    "invitation_accepted": N("Undangan diterima"),
    "role_asked": N("Perubahan peran diminta"),
    "role_seconded": N("Perubahan peran didukung orang kedua"),
    "role_confirmed": N("Perubahan peran dikuatkan pendamping atau petugas"),
    "role_objected": N("Perubahan peran dibantah"),
    "role_upheld": N("Perubahan peran yang dibantah tetap dijalankan"),
    "role_reopened": N("Jawaban atas perubahan peran ditarik: bukan dari orangnya"),
    "role_dropped": N("Perubahan peran dibatalkan"),
    "stand_in_named": N("Pengganti bendahara ditunjuk"),
    "stand_in_asked": N("Pengganti bendahara diminta"),
    "stand_in_begun": N("Pengganti bendahara mulai bekerja"),
    "stand_in_ended": N("Pengganti bendahara selesai"),
    "account_typed": N("Rekening diketik"),
    "account_approved": N("Rekening disetujui"),
    "account_begins": N("Rekening berlaku nanti"),
    "account_stopped": N("Rekening dihentikan sebelum berlaku"),
    "account_retired": N("Rekening tidak dipakai lagi"),
    "group_moved": N("Kelompok pindah tempat"),
    "group_closed": N("Lapak ditutup karena pemiliknya menghapus akunnya"),
    "group_number": N("Nomor kelompok diganti"),
    "fact_asked": N("Perubahan profil kelompok diminta"),
    "fact_done": N("Perubahan profil kelompok berlaku"),
    "fact_dropped": N("Perubahan profil kelompok tidak jadi"),
    "helping_begun": N("Menjadi pendamping kelompok"),
    "helping_ended": N("Berhenti menjadi pendamping kelompok"),
    "office_given": N("Menjadi petugas"),
    "deputy_begun": N("Menjadi pelaksana harian seorang petugas"),
    "office_ended": N("Berhenti menjadi petugas"),
    "admin_given": N("Menjadi admin"),
    "admin_asked": N("Seseorang diundang menjadi admin"),
    "admin_agreed": N("Undangan menjadi admin disetujui admin lain"),
    "admin_ended": N("Berhenti menjadi admin"),
    "payment_taken_back": N("“Uangnya ada” ditarik kembali"),
    "refund_undone": N("“Sudah dikembalikan” ditarik kembali"),
    "courier_cost_undone": N("Ongkir barang kembali ditarik dari buku"),
    "auditor_named": N("Pemeriksa pembagian bazar ditunjuk dan tautannya dibuat"),
    "refused_right": N("Ditolak di %(where)s: bukan hak akun ini"),
    "exported": N("Mengunduh %(what)s"),
    "looked": N("Melihat %(what)s nomor %(key)s"),
}
WHAT: dict[str, str] = {
    "my_data": N("data saya"),
    "book": N("buku uang"),
    "recap": N("rekap usaha"),
    "audit": N("berkas pemeriksa"),
    "backup": N("cadangan"),
    "proof": N("bukti bayar"),
    "order": N("pesanan"),
    "people": N("daftar anggota"),
    "orders": N("daftar pesanan"),
    "claims": N("daftar pembayaran"),
    "applications": N("daftar pendaftaran bazar"),
    "number": N("nomor HP yang perlu ditelepon"),
    "events": N("catatan keamanan"),
    "floor_plan": N("denah bazar"),
    "registrations": N("daftar pendaftaran bazar"),
    "buyers": N("pembeli dari satu lot"),
    "quotes": N("daftar penawaran"),
    "officers": N("daftar petugas"),
    "shares": N("pembagian hasil"),
    "refund_account": N("rekening pembeli"),
}
# Doors as people call them, by how the address of a route begins; the first that fits.
DOORS: tuple[tuple[str, str], ...] = (
    ("/lapak/{group}/uang", N("halaman uang kelompok")),
    ("/lapak/{group}/pesanan", N("pesanan kelompok")),
    ("/lapak/{group}/anggota", N("halaman anggota kelompok")),
    ("/lapak/{group}/peran", N("halaman anggota kelompok")),
    ("/lapak/{group}/pengganti", N("halaman anggota kelompok")),
    ("/lapak/{group}/hp", N("HP kelompok")),
    ("/lapak/{group}/siapa", N("HP kelompok")),
    ("/lapak/{group}/produk", N("barang kelompok")),
    ("/lapak/{group}/stok", N("barang kelompok")),
    ("/lapak/{group}/profil", N("profil kelompok")),
    ("/lapak/{group}/bazar", N("bazar kelompok")),
    ("/lapak", N("ruang kerja kelompok")),
    ("/dinas/bazar", N("halaman bazar dinas")),
    ("/dinas", N("halaman dinas")),
    ("/pendamping", N("halaman pendamping")),
    ("/admin/uang", N("uang pengelola")),
    ("/admin", N("halaman admin")),
    ("/aduan-masuk", N("aduan")),
    ("/pesanan", N("pesanan")),
    ("/catatan", N("tautan untuk pembeli")),
    ("/penawaran", N("tautan untuk pembeli")),
    ("/kabar", N("tautan kabar bazar")),
    ("/akun/undangan", N("undangan")),
    ("/akun", N("halaman akun")),
)
# A sign-in by another way than the password, and one in a browser that was never here, say so.
BY: dict[str, str] = {
    "read_out": N("dengan kode yang dibacakan"),
    "sign_up": N("saat mendaftar"),
    "claim": N("dengan tautan dari petugas"),
    "link": N("dengan tautan untuk mulai"),
}
FRESH = N("pertama kali dari sana")


Numbers = Mapping[tuple[str, int], str]
# The account's owner is told no internal id, since only an admin could look it up.
LOOKED, LOOKED_AT_NUMBER = N("Melihat %(what)s"), N("Melihat %(what)s %(number)s")


def numbers_in(db: Session, events: Iterable[SecurityEvent]) -> Numbers:
    """Which parcels the things that were looked at belong to, by the number that people know."""
    looks = (event.params for event in events if event.code == "looked")
    return parcel_numbers_of(db, {(str(each.get("kind")), each.get("key", 0)) for each in looks})


def event_sentence(event: SecurityEvent, numbers: Numbers | None = None) -> str:
    """One event in the reader's language; an unknown code as it is. `numbers`: given for the account's owner."""
    params = event.params
    if event.code not in SENTENCES:
        return event.code
    what = WHAT.get(str(params.get("kind", "")), "")
    facts = params | {
        "what": gettext(what) if what else "",
        "where": door_called(str(params.get("route", ""))),
        "device": agent_words(str(params.get("system", "")), str(params.get("browser", ""))),
    }
    said = SENTENCES[event.code]
    if event.code == "looked" and numbers is not None:
        number = numbers.get((str(params.get("kind")), params.get("key", 0)), "")
        said, facts = LOOKED_AT_NUMBER if number else LOOKED, facts | {"number": number}
    more = [BY[params["way"]]] if params.get("way") in BY else []
    more += [FRESH] if params.get("fresh") else []
    return ", ".join([gettext(said) % facts, *(gettext(each) for each in more)])


def door_called(route: str) -> str:
    """A door of the site in words; the address itself where nobody has named it yet."""
    return next((gettext(words) for begin, words in DOORS if route.startswith(begin)), route)


def kinds_of_events() -> list[tuple[str, str]]:
    """(code, words) of every kind of event in the reader's language, by the alphabet of the words."""
    blank = dict.fromkeys(("device", "left", "where", "what", "key"), "…")
    return sorted(((code, gettext(words) % blank) for code, words in SENTENCES.items()), key=lambda each: each[1])


def names_of(db: Session, events: Iterable[SecurityEvent]) -> dict[int, str]:
    """The names, as they are now, of those who did it, for the account's owner; no event holds them."""
    p = table(Person)
    ids = {event.by_id for event in events if event.by_id is not None}
    found = db.execute(sa.select(p.c.id, p.c.name).where(p.c.id.in_(ids))) if ids else ()
    return {row.id: row.name for row in found}
