"""Why something cannot be done with backups, spreadsheets and the machine."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "file_missing": N("Berkas %(what)s tidak ada."),
    "file_too_large": N("Berkas ini terlalu besar: paling banyak %(n)s MB."),
    "pdf_missing": N("PDF tidak tersedia di sini. Pakai tombol cetak di peramban."),
    "identifier_missing": N("Tulis nomor HP atau e-mail Anda."),
    "app_none": N("Orang ini tidak memakai kode dua langkah."),
    "sold_lately": N(
        "%(group)s masih menerima pesanan kurang dari 30 hari lalu. Tarik dulu barangnya supaya tidak ada pesanan "
        "baru; 30 hari sesudah pesanan terakhir akun bisa dihapus, dan lapaknya ikut ditutup."
    ),
    "group_suspended": N("Lapak ini sedang ditutup sementara oleh petugas. Pesanan yang sudah ada tetap dilayani."),
    "form_too_long": N("Yang ditulis terlalu panjang untuk sekali kirim. Bagi dua, lalu kirim satu per satu."),
    "upload_too_large": N("Kiriman ini terlalu besar. Paling besar 25 MB sekaligus."),
    "orders_open": N("Masih ada pesanan berjalan. Sesudah selesai, akun bisa dihapus."),
    "person_unknown": N("Belum ada akun dengan nomor atau e-mail itu. Minta orangnya mendaftar dulu."),
    "refund_waits": N(
        "Masih ada uang yang akan kembali kepada Anda dari pesanan %(number)s. Isi rekening tujuannya di halaman "
        "pesanan itu dan tunggu sampai diterima, baru akunnya dihapus."
    ),
    "bill_still_owed": N(
        "Pesanan %(number)s sudah diterima, tetapi uangnya belum tercatat. Bayar dulu, atau minta kelompoknya mencatat "
        "uang yang sudah Anda berikan. Sesudah itu akun bisa dihapus."
    ),
    "claim_still_open": N(
        "Pembayaran pesanan %(number)s masih dicari. Tunggu jawabannya, atau hubungi kelompoknya lewat halaman pesanan "
        "itu. Sesudah itu akun bisa dihapus."
    ),
    "dispute_still_open": N(
        "Bank kartu Anda masih memeriksa pembayaran pesanan %(number)s. Sesudah bank memutuskan, akun bisa dihapus."
    ),
    "group_still_owes": N(
        "Pembeli pesanan %(number)s masih menunggu jawaban atau uang kembali dari kelompok Anda. Selesaikan dulu; "
        "sesudah itu akun bisa dihapus."
    ),
    "objection_still_open": N(
        "Keberatan soal peran di %(group)s belum diputuskan. Tunggu pendamping atau petugas; kalau Anda yang meminta "
        "perubahannya, Anda juga bisa membatalkannya. Sesudah itu akun bisa dihapus."
    ),
    "group_closed_lately": N(
        "%(group)s belum lama ditutup petugas, dan pembeli atau petugas masih bisa bertanya kepada Anda. Akun bisa "
        "dihapus 30 hari sesudah penutupan itu."
    ),
    "backup_proved_now": N("Cadangan sedang dicoba dikembalikan. Coba lagi sebentar lagi."),
    "backup_key_unknown": N("MARKET_BACKUPS_KEY bukan kunci (age1…). Buat satu dengan: market elsewhere key FILE"),
    "backup_key_wrong": N("%(name)s tidak bisa dibuka dengan kunci itu. Tidak ada yang ditulis."),
    "elsewhere_unset": N("MARKET_BACKUPS_ELSEWHERE belum diisi."),
    "bucket_needs_more": N("Untuk s3://… perlu paket obstore: lihat docs/operations.md."),
    "backup_missing": N("Berkas cadangan %(name)s tidak ada."),
    "backup_damaged": N("Cadangan %(name)s rusak atau bukan cadangan Dermaga. Tidak ada yang diubah."),
    "backup_newer": N("Cadangan ini dari Dermaga %(version)s yang lebih baru. Pasang versi itu dulu."),
    "backup_other_engine": N("Cadangan ini dari mesin basis data yang lain."),
    "move_from_file": N("Yang dipindah adalah toko di berkas SQLite, ke alamat postgresql://…"),
    "move_migrate_first": N("Jalankan market migrate dulu: tabelnya belum yang terbaru."),
    "move_not_empty": N("Di sana sudah ada tabel. Buat basis data yang kosong dulu. Tidak ada yang diubah."),
    "move_differs": NN(
        "Tabel %(what)s di sana tidak sama: %(here)s baris di sini, %(there)s di sana. Tidak ada yang dipindah.",
        by="here",
    ),
    "question_too_wide": N(
        "Yang dicari terlalu luas untuk dijawab sekarang. Pakai kata atau pilihan yang lebih khusus."
    ),
    "busy": NN("Sedang banyak yang dikerjakan sekaligus. Tunggu %(seconds)s detik, lalu coba lagi.", by="seconds"),
    "too_often": NN("Terlalu sering dicoba. Tunggu %(minutes)s menit, lalu coba lagi.", by="minutes"),
}
