"""Why something cannot be done with a bazaar until its draw: its plan, its booths, and registering."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "watt_needed": N("Listriknya dicentang: tulis berapa watt alat yang dibawa, misalnya 150."),
    "slots_needed": N("Pilih paling sedikit satu hari."),
    "ends_before_start": N("Jam selesai harus sesudah jam mulai."),
    "booths_needed": N("Denah belum berisi stan. Tambahkan blok dulu."),
    "closing_needed": N("Tulis sampai kapan pendaftaran dibuka."),
    "closing_past": N("Batas pendaftaran sudah lewat."),
    "rules_fixed": N("Aturan pembagian tidak bisa diubah sesudah pendaftaran dibuka."),
    "booth_number_wrong": N("Nomor stan %(what)s tidak bisa dipakai: huruf besar dan angka saja."),
    "circuit_unknown": N("Sirkuit %(what)s belum ada."),
    "answer_unknown": N("“%(what)s” bukan jawaban yang ada. Pilih satu: %(names)s."),
    "choices_needed": N("Tulis dua sampai %(n)s jawaban, satu tiap baris."),
    "question_twice": N("Pertanyaan itu sudah ada."),
    "site_twice": N("Lokasi itu sudah ada."),
    "site_zones_needed": N("Pilih blok yang ada di lokasi ini."),
    "zone_at_other_site": N("Blok %(zone)s sudah ada di %(site)s."),
    "zones_without_site": N("Blok %(names)s belum punya lokasi. Masukkan dulu ke salah satu lokasi."),
    "season_backwards": N("Tanggal akhir sebelum tanggal awalnya."),
    "season_too_long": NN("Paling banyak %(n)s hari. Pendekkan musimnya."),
    "class_line_wrong": N("Tulis tiap kelas di baris sendiri, misalnya: A Rp50.000. Belum jelas: “%(what)s”."),
    "class_twice": N("Kelas %(what)s tertulis dua kali."),
    "class_unknown": N("Kelas %(what)s belum ada. Tulis dulu biayanya di rencana bazar."),
    "csv_row_wrong": N("Baris %(line)s, kolom %(column)s belum benar: “%(what)s”. Tidak ada yang diubah."),
    "csv_row_twice": N("Baris %(line)s: stan %(what)s atau tempatnya sudah ada di baris lain. Tidak ada yang diubah."),
    "booths_wrong": N("Jumlah stan paling banyak tidak boleh kurang dari paling sedikit."),
    "registration_closed": N("Pendaftaran sudah ditutup."),
    "may_not_join": N("Bazar ini untuk kelompok dari wilayah penyelenggara."),
    "too_late_to_take_back": N(
        "Pendaftaran tidak bisa ditarik lagi di sini. Sesudah terbit, jawab lewat surat pembagian."
    ),
    "taking_back_is_theirs": N("Pendaftaran hanya bisa ditarik oleh kelompoknya sendiri, dari akun anggotanya."),
    "sending_anew_is_theirs": N(
        "Pendaftaran ini ditarik oleh kelompoknya sendiri. Simpan sebagai draf; yang mengirim anggotanya."
    ),
    "draw_still_to_come": N("Saatnya belum tiba. Angka baru bisa dicatat sesudah itu."),
    "draw_way_unclear": N(
        "Ini untuk angka dari luar, padahal dipilih “Di depan saksi”. Pilih “Angka dari luar” atau kosongkan."
    ),
    "draw_fixed": N("Undian tidak bisa diganti atau diundur sesudah pendaftaran dibuka."),
    "draw_place_needed": N("Undian di depan saksi perlu tempat: sebutkan di mana angkanya diambil."),
    "draw_too_early": N("Undian harus paling sedikit satu jam sesudah pendaftaran ditutup."),
    "draw_too_late": N(
        "Undian harus lebih dari dua hari sebelum bazar mulai: kelompok punya dua hari untuk berkeberatan."
    ),
    "draw_after_days": N("Undian harus lebih dari dua hari sebelum hari terakhir bazar mulai."),
    "draw_too_soon": N("Saat yang baru harus paling cepat sehari lagi, supaya angkanya belum ada yang tahu."),
    "source_needed": N("Tulis angka mana yang dipakai dan siapa yang mengumumkannya."),
    "reading_needed": N("Tulis juga angka mana yang dipakai: dari 7.214,38 misalnya empat yang terakhir, 1438."),
    "still_registering": N(
        "Pendaftaran masih dibuka sampai %(until)s. Tutup dulu, dengan alasan yang dibaca umum, lalu bekukan."
    ),
    "share_declined": N(
        "Anggota kelompok ini sendiri menulis bahwa bagian yang dijamin bukan untuk mereka. Hanya mereka yang bisa "
        "mengubahnya."
    ),
    "reserved_share_is_theirs": N(
        "Kelompok ini tercatat tidak diperlihatkan. Hanya anggotanya sendiri yang bisa mengubahnya, dari akunnya."
    ),
    "reserved_share_unanswered": N(
        "Tulis ya atau tidak: apakah warga boleh melihat bahwa kelompok ini memakai bagian itu?"
    ),
    "yes_or_no": N("Tulis ya atau tidak."),
    "day_not_of_bazaar": N("Pilih salah satu hari bazar."),
    "performance_too_late": N("Acara “%(performer)s” tidak muat lagi pada hari itu. Ubah dulu di bagian Acara."),
    "stage_taken": N("Di panggung itu sudah ada acara pada jam yang sama."),
    "round_too_late": N("Gelombang tidak bisa melewati batas pendaftaran."),
    "round_later": N("Gelombang pendaftaran untuk kelompok ini belum mulai."),
    "round_over": N("Gelombang pendaftaran untuk kelompok ini sudah lewat."),
    "fee_basis_needed": N("Biaya di atas Rp0 perlu dasar hukumnya (Perda atau Perwali)."),
    "fee_receiver_needed": N("Biaya di atas Rp0 perlu nama bendahara penerima."),
    "nothing_to_undo": N("Tidak ada langkah yang bisa dibatalkan."),
    "floor_plan_edge": N("Stan akan keluar dari denah. Geser ke arah lain."),
    "cell_taken": N("Di situ sudah ada %(what)s."),
    "number_taken": N("Nomor %(what)s sudah dipakai stan lain."),
    "doubt_overlap": N("Stan %(booth)s bertumpuk dengan %(what)s."),
    "doubt_circuit_unused": N("Sirkuit %(circuit)s belum dipakai satu stan pun."),
    "doubt_circuit_over": NN(
        "Sirkuit %(circuit)s: %(n)s stan × %(each)s watt = %(drawn)s watt, padahal hanya ada %(watt)s watt. "
        "Cukup untuk %(enough)s stan.",
        by="enough",
    ),
    "number_format_without": N("Tulis {number} di tempat nomor surat, misalnya 500.5/{number}/DKP/2026."),
    "doubt_no_circuit": NN("%(n)s stan berlistrik belum punya sirkuit: %(what)s."),
    "doubt_wheelchair": N("Belum ada stan yang bisa dicapai kursi roda."),
    "doubt_electricity": N("Belum ada stan dengan listrik: kelompok yang memintanya tidak bisa kebagian."),
    "doubt_water": N("Belum ada stan dengan air: kelompok yang memintanya tidak bisa kebagian."),
    "doubt_cold": N("Belum ada stan dengan pendingin: kelompok yang memintanya tidak bisa kebagian."),
    "features_none": N("Belum ada yang dipilih untuk diubah pada stan-stan ini."),
    "bazaar_begun": N(
        "Bazar ini sudah berjalan, dan yang sudah terjadi tidak bisa dibatalkan. Hari yang belum mulai dibatalkan "
        "satu per satu di bagian Sesudah terbit."
    ),
    "performance_begun": N("Jam acara itu sudah lewat; yang tertulis tetap seperti waktu itu."),
    "closing_after_start": N("Pendaftaran harus ditutup sebelum hari pertama dimulai."),
    "days_passed": N(
        "Ada hari yang sudah mulai sebelum pembagiannya terbit, atau tidak ada hari yang tersisa. Pendaftaran dan "
        "hitungannya tetap tersimpan: di bagian Rencana batalkan hari itu dengan alasan, lalu terbitkan untuk hari "
        "yang tersisa; atau batalkan bazar ini."
    ),
    "bazaar_over": N("Bazar ini sudah selesai. Yang sudah terjadi tidak berubah lagi."),
    "reads_only": N("Anda bisa melihat semuanya di sini, tetapi tidak mengubahnya."),
    "holder_already": N("Kantor itu sendiri yang menyelenggarakan bazar ini."),
    "office_invited_already": N("Kantor itu sudah diundang."),
    "group_unclear": N("Ada beberapa kelompok dengan nama itu. Isi kolom hp."),
    "group_unknown": N("%(name)s belum ada di Dermaga. Supaya dibuatkan, isi juga: %(names)s."),
    "group_other": N(
        "Di Dermaga %(name)s ada di %(place)s; kelurahan atau nomor HP di baris ini lain. Kalau itu yang dimaksud, "
        "kosongkan kelurahan dan hp di baris ini. Kalau kelompok lain, tambahkan nama kampungnya pada namanya."
    ),
    "village_kept": N("Di Dermaga kelompok ini ada di %(place)s; kelurahan di baris ini tidak dipakai."),
    "phone_kept": N("Di Dermaga nomor HP kelompok ini lain; nomor di baris ini tidak dipakai."),
    "row_twice": N("Kelompok ini sudah ada di baris %(n)s."),
    "phone_twice": N("Nomor ini juga ada di baris %(n)s, atas nama %(name)s. Periksa mana yang benar."),
    "phone_of_group": N("Di Dermaga nomor ini milik %(name)s. Periksa mana yang benar."),
    "registers_suspended": N("Lapak kelompok ini sedang ditutup petugas, jadi belum bisa didaftarkan."),
    "registers_draft": N(
        "Kelompok ini sudah menyimpan pendaftarannya sendiri dan belum mengirimnya, jadi belum terdaftar. Barisnya "
        "tidak menimpa itu: buka pendaftaran kelompok itu dan kirim."
    ),
    "registers_returned": N(
        "Pendaftaran kelompok ini dikembalikan untuk dilengkapi dan belum dikirim lagi, jadi belum terdaftar. Barisnya "
        "tidak mengirimnya."
    ),
    "registers_withdrawn": N(
        "Kelompok ini menarik pendaftarannya. Kalau ikut lagi, kelompok itu sendiri yang mengirimnya."
    ),
    "registers_unchecked": N("Belum dicek dinas."),
    "need_unknown": N("Kebutuhan %(what)s tidak dikenal. Pakai listrik, air, pendingin, atau kursi roda."),
    "zone_unknown": N("Blok %(what)s tidak ada di denah. Yang ada: %(names)s."),
    "required": N("Bagian ini perlu diisi."),
    "too_many": N("Terlalu banyak sekaligus: paling banyak %(n)s."),
    "name_taken": N("Nama ini sudah dipakai. Tambahkan nama kampung, misalnya."),
}
