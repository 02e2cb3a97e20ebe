"""Why something cannot be done with what somebody typed, and what a form carries."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "time_unclear": N("Tulis jam seperti 09.00."),
    "days_either": N("%(what)s bisa berarti tanggal, bisa juga urutan hari. Tulis tgl atau hari ke-: %(names)s."),
    "slot_unknown": N("Hari %(what)s tidak ada di bazar ini. Tulis nomor harinya, tanggalnya, atau semua: %(names)s."),
    "qr_not_found": N("Di gambar ini tidak ada satu kode QR yang terbaca. Foto lebih dekat, atau tempel isinya."),
    "try_again": N("Belum tersimpan. Tekan tombolnya sekali lagi."),
    "pressed_other": N(
        "Isian dari halaman ini sudah tersimpan tadi. Kalau yang ini juga mau disimpan, tekan tombolnya sekali lagi."
    ),
    "unclear": N("Isian ini belum bisa kami baca. Coba tulis lagi."),
    "number_unclear": N("“%(typed)s” belum bisa kami baca. Tulis bilangan bulat, misalnya 3."),
    "number_meant": N("Maksudnya %(meant)s? Kalau ya, tulis begitu."),
    "thousands_meant": N("Maksudnya %(meant)s? Tulis begitu, atau %(typed)s kalau memang segitu."),
    "grams_unclear": N("“%(typed)s” belum bisa kami baca. Tulis dalam gram, misalnya 250, atau 1,5 kg."),
    "days_unclear": N("“%(typed)s” belum bisa kami baca. Tulis berapa hari, misalnya 3."),
    "watts_unclear": N("“%(typed)s” belum bisa kami baca. Tulis dayanya dalam watt, misalnya 300."),
    "month_unclear": N("Tulis bulan seperti Desember 2026 atau 2026-12."),
    "day_in_no_calendar": N("Tidak ada tanggal %(day)s. Periksa hari dan bulannya."),
    "day_unclear": N("Tulis tanggal seperti 5/12/2026 atau 5 Desember 2026."),
    "year_far": N("Tahun %(year)s terlalu jauh. Tulis tanggal seperti 5/12/2026."),
    "day_meant": N("Maksudnya %(meant)s? Kalau ya, tulis begitu."),
    "amount_unclear": N("“%(typed)s” belum bisa kami baca. Tulis rupiah bulat tanpa sen, misalnya 25.000."),
    "phone_unclear": N("Nomor HP ini belum bisa kami baca. Contoh: 0812-3456-7890."),
    "phone_too_short": N("Nomor ini kurang angka. Contoh: 0812-3456-7890."),
    "phone_landline": N("Ini nomor telepon rumah. Penjual mengabari lewat WhatsApp: tulis nomor HP."),
    "email_unclear": N("E-mail ini belum benar. Contoh: nama@contoh.id."),
    "name_no_letter": N("Tulis namanya dengan huruf."),
    "name_invisible": N("Nama berisi huruf yang tidak terlihat. Ketik ulang namanya."),
    "name_not_latin": N("Tulis nama kelompok dengan huruf Latin, angka dan tanda baca biasa."),
    "name_signs": N("Tulis nama kelompok tanpa tanda seperti ! / atau @, atau dengan satu saja."),
    "name_ours": N("Nama itu dipakai Dermaga sendiri, jadi bisa disangka bukan orang. Tulis nama Ibu/Bapak."),
    "sheet_unreadable": N("Berkas ini belum bisa kami baca. Kirim XLSX atau CSV."),
    "sheet_old_format": N(
        "Berkas ini Excel lama (.xls) atau terkunci sandi. Buka di Excel atau Google Spreadsheet, pilih Simpan sebagai "
        "atau Unduh, jenis .xlsx tanpa sandi, lalu kirim yang itu."
    ),
    "sheet_columns": N(
        "Kolom yang belum ada: %(names)s. Judul yang dibaca, di baris %(line)s: %(heads)s. Ganti judulnya, atau unduh "
        "contoh berkasnya, lalu isi."
    ),
    "sheet_too_long": NN("Berkas ini %(n)s baris. Paling banyak %(most)s sekaligus: bagi menjadi beberapa berkas."),
    "sheet_empty": N("Belum ada baris yang diisi."),
    "servers_up": N(
        "Toko masih dilayani. Hentikan server dan worker dulu; `market restore --stop-first` menghentikan yang ada di "
        "mesin ini."
    ),
    "took_too_long": N("Ini terlalu berat untuk dikerjakan di sini. Kirim yang lebih kecil atau lebih sederhana."),
    "database_away": NN(
        "Pada %(at)s tempat data kami tidak menjawab. Yang sudah tercatat tidak hilang. Tunggu %(seconds)s detik, lalu "
        "coba lagi. Kalau tadi Anda mengirim sesuatu, lihat dulu apakah sudah masuk.",
        by="seconds",
    ),
}
