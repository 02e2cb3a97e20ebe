"""What was done, in words of thanks, on pages of buyers, offices and the platform."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

WORDS: dict[str, str] = {
    "noted": N("Dicatat."),
    "link_renewed": N("Tautan yang lama tidak berlaku lagi. Yang baru ada di tombol WhatsApp dan di surat cetak."),
    "heard_yes": N("Dicatat: ikut. Stannya sudah dipastikan."),
    "heard_yes_partly": N(
        "Dicatat: ikut pada hari yang batasnya belum lewat. Hari lain sudah terlambat dan kembali ke antrean."
    ),
    "heard_no": N(
        "Dicatat: tidak bisa ikut. Stannya lepas setelah dua jam, malam tidak dihitung; sampai itu bisa ditarik."
    ),
    "heard_today_yes": N("Dicatat: ya. Stannya milik kelompok ini mulai sekarang; kabarnya ditulis untuk kelompoknya."),
    "heard_today_no": N(
        "Dicatat: tidak jadi. Berlaku kalau sepuluh menitnya habis; kabarnya ditulis untuk kelompoknya."
    ),
    "noted_no": N("Tercatat: tidak bisa ikut. Belum berlaku; sampai batasnya Anda masih bisa bilang lain di sini."),
    "noted_taken_back": N("Ditarik kembali. Jawaban Anda masih ditunggu."),
    "heard_taken_back": N("Catatan itu ditarik kembali. Jawabannya masih ditunggu."),
    "announced": NN("Pesan ditulis untuk %(n)s kelompok. Di bawah tertulis siapa yang masih perlu Anda kabari."),
    "notice_read": N("Terima kasih, panitia tahu Anda sudah membacanya."),
    "office_invited": N("Kantor itu diundang. Petugasnya menjawab di halaman Bazar."),
    "signed_in": N("Selamat datang kembali."),
    "step_over": N("Waktunya habis. Masuk lagi dari awal."),
    "second_off": N("Kode dua langkah sudah dimatikan."),
    "login_ended": N("HP atau komputer itu sudah dikeluarkan."),
    "signed_up": N("Akun Anda sudah jadi."),
    "signed_out": N("Anda sudah keluar."),
    "all_ended": N("Semua HP dan komputer lain sudah dikeluarkan."),
    "password_changed": N("Kata sandi sudah diganti. HP lain sudah dikeluarkan."),
    "code_used": N(
        "Kata sandi sudah diganti, dan HP lain dikeluarkan. Uang, rekening, dan anggota menunggu dulu; "
        "sampai kapan, tertulis di bawah."
    ),
    "code_asked": N("Dicatat. Admin lain perlu memberi kodenya dalam 24 jam."),
    "past_denied": N("Yang dikerjakan dengan kode itu sudah ditarik kembali. Anda tetap masuk."),
    "proof_asked": N("Kode sedang dikirim. Ketik di sini begitu sampai."),
    "call_asked": N("Dicatat. Petugas wilayah atau admin akan menelepon nomor itu."),
    "proved": N("Terbukti: sekarang milik Anda."),
    "in_cart": N("Masuk keranjang."),
    "in_cart_all": N("Masuk keranjang: dijadikan %(n)s, hanya itu yang masih ada."),
    "cart_changed": N("Keranjang sudah diubah."),
    "pressed_before": N("Sudah dilakukan tadi, jadi tidak diulang."),
    "links_shown_once": N(
        "Kelompok tadi sudah tercatat. Tautan untuk ketuanya tampil sekali saja: kalau belum dikirim, "
        "buka kelompoknya, lalu tekan “Buat tautan baru”."
    ),
    "written_confirmed": N("Terima kasih, pesanan Anda sudah masuk."),
    "link_sent": N("Dicatat. Tautannya berangkat ke e-mail atau WhatsApp yang ditulis waktu memesan."),
    "orders_forgotten": N("Sudah dilupakan di HP ini."),
    "confirmed_many": N("%(n)s pembayaran dicocokkan, semuanya Rp%(sum)s."),
    "confirmed_none": N("Belum ada yang dicocokkan: tagihan yang dipilih tidak ada lagi di baris itu."),
    "confirmed_sum": N("Uang Rp%(n)s sudah dicocokkan."),
    "confirmed_part": N("Rp%(n)s dicatat. Yang belum masuk terbaca di halaman pesanannya, juga oleh pembeli."),
    "account_gone": N("Akun sudah dihapus, dan Anda sudah keluar."),
    "handing_over_asked": N("Diusulkan. Tidak ada yang berganti sebelum kelompok dan yang baru menjawab ya."),
    "group_founded": N("Lapak sudah terdaftar. Petugas wilayah akan melihatnya."),
    "invited": N("Undangan tercatat. Berlaku sesudah orangnya menjawab ya."),
    "helper_asked": N("Undangan tercatat. Ketua kelompok menyetujui dulu, lalu orangnya menjawab ya."),
    "clock_confirmed": N("Dicatat: jamnya benar. Yang berakhir terlalu cepat diperiksa sekarang."),
    "sent_again": NN("%(n)s kabar dicoba kirim lagi. Yang tetap belum bisa, kembali ke sini."),
    "none_to_send_again": N("Tidak ada lagi kabar yang perlu dicoba kirim."),
    "invitation_accepted": N("Selamat datang. Jawaban Ibu/Bapak sudah dicatat."),
    "invitation_declined": N("Dicatat: tidak. Tidak ada yang berubah di akun Anda."),
    "invitation_never": N("Dicatat. Undangan dari sana tidak akan sampai lagi."),
    "group_checked": N("Kelompok sudah ditandai dicek."),
    "group_sent_back": N("Catatan disimpan. Ketua membacanya di halaman kelompoknya."),
    "group_suspended": N("Lapak ditutup sementara."),
    "group_restored": N("Lapak dibuka lagi."),
    "bazaar_drafted": N("Rancangan bazar dibuat. Tambahkan hari dan denahnya."),
    "bazaar_cancelled": N("Bazar dibatalkan. Siapa yang belum dikabari ada di daftar kabar."),
    "registration_open": N("Pendaftaran dibuka."),
    "registration_closed": N("Pendaftaran ditutup. Daftarnya belum dibekukan."),
    "undone": N("Langkah terakhir dibatalkan."),
    "comment_sent": N("Terima kasih, masukan Anda sampai ke petugas."),
    "appeal_answered": N("Jawaban dicatat. Kelompok membacanya di halaman bazarnya."),
    "stage_called_off": NN("Tersimpan. %(n)s acara sesudah jam itu batal; yang dimajukan, catat lagi di Acara."),
    "swap_done": N("Stan sudah bertukar."),
    "swap_agreed": N("Keduanya setuju; karena ada yang dilangkahi, petugas memutuskan."),
    "swap_refused": N("Tidak jadi bertukar."),
    "day_offer_yes": N("Tempatnya milik kelompok ini mulai sekarang. Langsung ke lapangan, ya."),
    "day_offer_no": N("Tercatat: tidak jadi. Yang berikutnya ditawari."),
    "block_dead": N("Stan ditandai tidak bisa dipakai. Bacakan daftar pindahnya."),
    "code_unknown": N("Kode itu bukan milik kelompok yang ikut bazar ini."),
    "booth_broken": N("Stan ditandai rusak; kelompoknya membacanya di halaman bazarnya."),
    "slot_cancelled": N("Hari itu dibatalkan. Siapa yang belum dikabari ada di daftar kabar."),
    "booth_repaired": N("Stan bisa dipakai lagi; yang cocok di antrean ditawari."),
    "slot_postponed": N("Hari dipindah; jawabannya ditunggu lagi. Siapa yang belum dikabari ada di daftar kabar."),
    "day_moved": N("Hari dipindah. Siapa yang belum dikabari ada di daftar kabar."),
    "prolonged": N("Hari ditambah; hari terakhir didahulukan. Siapa yang belum dikabari ada di daftar kabar."),
    "registrations_imported": N("Pendaftaran dari lembar sudah masuk."),
    "judging_taken_back": N("Putusan itu ditarik kembali: pendaftarannya seperti sebelumnya."),
    "judged": N("Hasil pemeriksaan dicatat; belum terlihat oleh kelompok."),
    "number_drawn": N(
        "Angka undian dicatat. Tiap pendaftar membacanya di halamannya dan punya dua hari untuk berkeberatan."
    ),
    "correction_asked": N("Dicatat. Petugas lain memastikannya dulu; sampai itu tidak ada yang berubah."),
    "number_corrected": N("Dibetulkan. Tiap pendaftar membacanya di halamannya dan punya dua hari lagi."),
    "list_frozen": N("Daftar dibekukan. Siapa yang belum dikabari sidik jarinya ada di daftar kabar."),
    "run_started": N("Perhitungan dimulai."),
    "run_cancelled": N("Perhitungan dibatalkan."),
    "pinned": N("Penempatan tetap dicatat. Hitung ulang supaya yang lain menyesuaikan."),
    "unpinned": N("Penempatan tetap dihapus."),
    "published": N("Pembagian diterbitkan. Siapa yang perlu Anda kabari sendiri ada di daftar kabar."),
    "answer_yes": N("Terima kasih. Sampai jumpa di bazar!"),
    "answer_no": N("Terima kasih sudah mengabari. Tempatnya kami tawarkan ke antrean."),
    "answer_yes_partly": N(
        "Dicatat: kelompok ikut pada hari yang batasnya belum lewat. Hari lain sudah ditawarkan ke antrean."
    ),
    "answer_no_partly": N("Terima kasih sudah mengabari. Batas menjawab sebagian harinya memang sudah lewat."),
    "fee_taken_back": N("Catatan uang ditarik kembali; biaya stannya menunggu pembayaran lagi."),
    "consent_given": N("Persetujuan dicatat."),
    "consent_withdrawn": N("Persetujuan sudah ditarik."),
    "withdrawn": N("Barang sudah ditarik dari toko."),
}
