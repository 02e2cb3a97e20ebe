"""The one table from codes to sentences: refusals and words of thanks. A sentence says what to do next."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from market.kernel.language import any_of, gettext, in_words, shown_day, shown_moment
from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN
from market.kernel.money import grouped, rupiah
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.typed import whole

PARAMETER = re.compile(r"%\((\w+)\)s")
DAYS = {"made", "until"}  # parameters of a word of thanks that are days
REFUSALS: dict[str, str] = {
    "turnover_dash": N("Tulis 0 kalau tidak ada penjualan, atau kosongkan kalau belum mau mengisi."),
    "turnover_too_large": N("Paling banyak Rp%(most)s sehari. Periksa jumlah nolnya."),
    "turnover_needed": N("Tulis berapa penjualannya, 0 kalau tidak ada."),
    "turnover_too_early": N("Penjualan diisi sesudah hari itu mulai."),
    "turnover_closed": N("Waktu mengisi penjualan hari itu sudah lewat."),
    "turnover_no_booth": N("Petugas mencatat kelompok ini tanpa stan hari itu. Hubungi petugas bila keliru."),
    "turnover_absent": N("Petugas mencatat kelompok ini tidak hadir hari itu. Hubungi petugas bila keliru."),
    "turnover_is_theirs": N("Kelompok itu sudah mengisi sendiri."),
    "turnover_moved": N(
        "%(name)s baru saja mengisi penjualan ini juga. Inilah angkanya sekarang: betulkan bila perlu, lalu simpan."
    ),
    "not_the_hours": N("Pengunjung dihitung dari satu jam sebelum buka sampai satu jam sesudah tutup."),
    "led_by_is_theirs": N("Hanya kelompok sendiri yang menyatakan siapa yang memimpinnya, dari akun ketuanya sendiri."),
    "time_unclear": N("Tulis jam seperti 09.00."),
    "link_unclear": N("Tulis tautan lengkap yang mulai dengan https://."),
    "watt_needed": N("Listriknya dicentang: tulis berapa watt alat yang dibawa, misalnya 150."),
    "slots_needed": N("Pilih paling sedikit satu hari."),
    "slot_called_off": N("Pada hari dan jam itu ada yang dibatalkan. Pilih jam mulai yang lain."),
    "slots_overlap": N("Hari ini sudah ada pada jam yang bertumpang tindih."),
    "ends_before_start": N("Jam selesai harus sesudah jam mulai."),
    "day_past": N("Hari ini sudah lewat."),
    "booths_needed": N("Denah belum berisi stan. Tambahkan blok dulu."),
    "closing_needed": N("Tulis sampai kapan pendaftaran dibuka."),
    "closing_past": N("Batas pendaftaran sudah lewat."),
    "rules_fixed": N("Aturan pembagian tidak bisa diubah sesudah pendaftaran dibuka."),
    "booth_number_wrong": N("Nomor stan %(what)s tidak bisa dipakai: huruf besar dan angka saja."),
    "booth_taken": N("Stan ini baru saja diisi kelompok lain."),
    "choose_booths": N("Pilih stan yang ada; dua stan harus berdampingan dalam satu blok."),
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
    "number_drawn_wrong": NN("Angka undian bazar ini %(n)s angka, tanpa titik, koma, atau spasi."),
    "number_the_same": N("Angka ini sudah tercatat."),
    "draw_still_to_come": N("Saatnya belum tiba. Angka baru bisa dicatat sesudah itu."),
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
    "frozen_too_late": N(
        "Semua saat yang disebut sudah lewat sebelum daftar dibekukan, jadi angkanya tidak berlaku. Sebut sumber lain."
    ),
    "moment_unknown": N("Pilih salah satu saat yang sudah disebut."),
    "objections_open": N("Kelompok masih boleh berkeberatan atas angka undian sampai %(until)s."),
    "objections_over": N("Dua hari untuk berkeberatan sudah lewat."),
    "objections_unanswered": NN("Masih ada %(n)s keberatan atas angka undian yang belum dijawab."),
    "still_registering": N(
        "Pendaftaran masih dibuka sampai %(until)s. Tutup dulu, dengan alasan yang dibaca umum, lalu bekukan."
    ),
    "still_completing": N(
        "Ada kelompok yang masih boleh melengkapi sampai %(until)s. Nilai pendaftarannya, atau tunggu sampai itu."
    ),
    "correction_waits": N("Masih ada yang menunggu petugas kedua."),
    "correction_by_another": N("Yang memastikan harus petugas lain, yang tidak mengangkat Anda dan tidak Anda angkat."),
    "number_kept_by_another": N(
        "Angka ini tercatat atas kata Anda, atau orang yang dekat dengan Anda: bahwa angkanya tetap, dikatakan petugas "
        "lain."
    ),
    "witness_twice": N("Tiap angka diambil kelompok lain: ada yang terpilih lebih dari sekali."),
    "photo_needed": N("Unggah dulu foto angka yang diambil: tanpa itu hasilnya tidak terbit."),
    "witness_for_each": NN("Pilih kelompok yang mengambil untuk setiap angka: %(n)s kelompok."),
    "sealed_needed": N("Ada bagian yang dijamin: benihnya hanya bisa diperiksa dengan daftar lengkap (--sealed)."),
    "booth_stood_in": N(
        "Di stan %(number)s sedang ada kelompok. Buka Kehadiran, “Hujan atau blok mati”: di situ terlihat siapa "
        "pindah ke mana."
    ),
    "plain_needed": N(
        "Ada penempatan tetap: sertakan juga pembagian tanpa penempatan (--plain), karena dari itu hitungannya dimulai."
    ),
    "draw_differs": N("%(what)s tidak cocok: tertulis %(told)s, seharusnya %(found)s."),
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
    "run_going": N("Perhitungan sedang berjalan. Tunggu, atau batalkan dulu."),
    "plan_outdated": N("Pembagian ini tidak cocok lagi dengan denah atau pendaftaran. Hitung ulang."),
    "offer_over": N("Batas menjawab sudah lewat; tempatnya sudah ditawarkan ke antrean."),
    "elsewhere_at_that_hour": N("Kelompok ini sudah dikonfirmasi di bazar lain pada jam yang sama."),
    "instance_wrong": N("Berkas ini belum benar: %(where)s berisi %(what)s."),
    "pin_unfit": N("%(group)s tidak bisa ditetapkan di %(booths)s: ukuran stan atau kebutuhannya tidak cocok."),
    "pin_not_asked": N("%(group)s tidak meminta %(slot)s."),
    "pin_elsewhere": N("%(group)s sudah menyanggupi bazar lain pada jam itu. Lepas dulu penempatan tetapnya."),
    "pin_power": N("Sirkuit %(circuit)s tidak cukup untuk semua yang ditetapkan di sana, juga %(group)s."),
    "pinned_twice": N("%(group)s ditetapkan dua kali pada %(slot)s."),
    "pins_contradict": N("%(group)s dan %(other)s ditetapkan di tempat yang sama."),
    "pins_unfinished": N("%(group)s tidak bisa ditetapkan: tidak ada tempat untuk hari-harinya yang lain."),
    "budget_wrong": N("Anggaran pencarian %(what)s tidak bisa dipakai."),
    "placements_wrong": N("Penempatan dalam rencana tidak dikenal atau ganda: %(what)s."),
    "rule_pinned_out": N("%(group)s ditetapkan tetapi tidak mendapat tempat."),
    "rule_given_twice": N("Stan %(booth)s diberikan dua kali pada %(slot)s."),
    "rule_power": NN("Sirkuit %(circuit)s memberi %(n)s dari %(most)s watt pada %(slot)s.", by="most"),
    "rule_slot_not_asked": N("%(group)s ditempatkan pada hari yang tidak dimintanya, atau tidak pada hari mana pun."),
    "rule_all_or_none": N("%(group)s meminta semua harinya sekaligus."),
    "rule_spot_unfit": N("Tempat %(group)s pada %(slot)s tidak cocok dengan ukuran atau kebutuhannya."),
    "rule_pin_left": N("%(group)s tidak berdiri di tempat yang ditetapkan pada %(slot)s."),
    "plan_differs": N("%(name)s dalam rencana adalah %(told)s, seharusnya %(true)s."),
    "spot_wasted": N("%(group)s bisa mendapat tempat yang kosong."),
    "envy_found": N("%(group)s berhak atas tempat %(other)s."),
    "rejected_wrong": N("Daftar yang belum kebagian tidak benar: %(group)s."),
    "reason_untrue": N("Alasan untuk %(group)s tidak benar: %(what)s."),
    "reason_missing": N("%(group)s belum diberi alasan."),
    "bound_wrong": N("Bukti batas atas tidak bisa dibaca: %(what)s."),
    "bound_unproven": N("Batas atas %(told)s tidak terbukti: harga-harganya hanya membuktikan %(true)s."),
    "rerun_differs": N(
        "Dijalankan lagi dengan seed %(seed)s dan anggaran %(budget)s, %(group)s pada %(slot)s mendapat %(true)s, "
        "di berkas ini %(told)s."
    ),
    "rerun_reasons": N("Dijalankan lagi, alasan untuk %(group)s berbeda dari yang ada di berkas ini."),
    "file_missing": N("Berkas %(what)s tidak ada."),
    "file_too_large": N("Berkas ini terlalu besar: paling banyak %(n)s MB."),
    "day_not_of_bazaar": N("Pilih salah satu hari bazar."),
    "performance_too_late": N("Acara “%(performer)s” tidak muat lagi pada hari itu. Ubah dulu di bagian Acara."),
    "stage_taken": N("Di panggung itu sudah ada acara pada jam yang sama."),
    "round_too_late": N("Gelombang tidak bisa melewati batas pendaftaran."),
    "round_later": N("Gelombang pendaftaran untuk kelompok ini belum mulai."),
    "round_over": N("Gelombang pendaftaran untuk kelompok ini sudah lewat."),
    "fee_basis_needed": N("Biaya di atas Rp0 perlu dasar hukumnya (Perda atau Perwali)."),
    "fee_receiver_needed": N("Biaya di atas Rp0 perlu nama bendahara penerima."),
    "appeal_over": N("Batas mengajukan keberatan sudah lewat."),
    "swap_slots_differ": N("Kedua kelompok harus sudah menjawab ikut di hari-hari yang sama."),
    "swap_fits_not": N("Kedua tempat ini tidak bisa ditukar menurut aturan bazar. Coba kelompok lain."),
    "swap_by_two": N(
        "Dua kelompok diwakili dua orang: yang mengajak bertukar tidak bisa menjawabnya juga, begitu pula yang masuk "
        "dengan kodenya. Anggota lain atau petugas yang menjawab."
    ),
    "swap_over": N("Menjelang bazar stan tidak bisa ditukar lagi. Hubungi petugas."),
    "swap_open": N("Selesaikan dulu permintaan tukar yang masih terbuka."),
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
    "doubt_no_circuit": NN("%(n)s stan berlistrik belum punya sirkuit: %(what)s."),
    "doubt_wheelchair": N("Belum ada stan yang bisa dicapai kursi roda."),
    "slot_over": N("Hari itu sudah mulai, lewat, atau dibatalkan."),
    "bazaar_begun": N(
        "Bazar ini sudah berjalan, dan yang sudah terjadi tidak bisa dibatalkan. Hari yang belum mulai dibatalkan "
        "satu per satu di bagian Sesudah terbit."
    ),
    "spot_unfit_now": N(
        "Stan %(booths)s tidak cocok untuk kelompok ini: ukuran, kebutuhannya, atau daya listrik di sana. Pilih yang "
        "lain."
    ),
    "performance_begun": N("Jam acara itu sudah lewat; yang tertulis tetap seperti waktu itu."),
    "slot_not_running": N("Ini hanya selama hari bazarnya berlangsung."),
    "draw_done": N("Angka undian sudah diambil; kapan dan di mana tidak berubah lagi."),
    "closing_after_start": N("Pendaftaran harus ditutup sebelum hari pertama dimulai."),
    "days_passed": N(
        "Ada hari yang sudah mulai sebelum pembagiannya terbit, atau tidak ada hari yang tersisa. Pendaftaran dan "
        "hitungannya tetap tersimpan: di bagian Rencana batalkan hari itu dengan alasan, lalu terbitkan untuk hari "
        "yang tersisa; atau batalkan bazar ini."
    ),
    "bazaar_over": N("Bazar ini sudah selesai. Yang sudah terjadi tidak berubah lagi."),
    "not_the_day": N("Kehadiran dicatat pada harinya."),
    "standby_not_now": N("“Siap datang” mulai sehari sebelumnya, dan berakhir bersama harinya."),
    "standby_not_theirs": N("Kelompok ini sudah punya stan hari itu, atau tidak ikut antrean."),
    "day_offer_over": N("Sepuluh menitnya sudah lewat, atau stannya sudah ditempati kelompok lain."),
    "end_past": N("Jam itu sudah lewat. Untuk berhenti sekarang, tekan “Akhiri sekarang”."),
    "end_not_earlier": N("Jam selesai yang baru harus sebelum %(when)s."),
    "end_beyond_said": N("Paling lama sampai %(when)s, seperti yang diumumkan semula."),
    "booth_dead_not_absent": N(
        "Stan kelompok ini tidak bisa dipakai lagi dan belum ada penggantinya, jadi tidak dicatat tidak hadir. "
        "Kalau orangnya datang, tekan “Datang, tanpa stan”."
    ),
    "still_time": N("Kelompok masih punya waktu sampai %(when)s."),
    "booth_given_on": N("Stan ini sudah dilepas untuk hari ini. Beri kelompok stan lain yang kosong."),
    "reads_only": N("Anda bisa melihat semuanya di sini, tetapi tidak mengubahnya."),
    "holders_only": N("Ini hanya bisa dikerjakan %(agency)s, yang menyelenggarakan bazar ini."),
    "category_has_goods": N("Kategori ini masih dipakai barang. Pindahkan barangnya dulu."),
    "admin_already": N("Orang ini sudah admin."),
    "admin_agrees_first": N("Admin lain menyetujui dulu."),
    "admin_too_close": N(
        "Dua admin dihitung satu orang selama 30 hari sesudah yang satu menjadi admin atau masuk lagi lewat yang lain. "
        "Minta admin lain."
    ),
    "deputy_ends_before": N("Hari terakhir harus sesudah hari mulai, dan belum lewat."),
    "deputy_too_long": NN("Paling lama %(n)s hari. Sesudah itu bisa ditunjuk lagi."),
    "deputy_already": N("Sudah ada pelaksana harian. Akhiri dulu yang ada."),
    "holder_already": N("Kantor itu sendiri yang menyelenggarakan bazar ini."),
    "office_unknown": N("Kantor itu belum ada di wilayah itu. Tulis namanya sama seperti di daftar petugas."),
    "office_invited_already": N("Kantor itu sudah diundang."),
    "own_successor": N("Pengganti harus orang lain."),
    "colleague_already": N("Orang ini sudah memegang kantor ini."),
    "looks_from_outside": N("Pimpinan ini ditunjuk pengelola Dermaga. Hanya pengelola yang mengakhirinya."),
    "nobody_reads_complaints": N(
        "Tidak ada yang bisa membaca aduan tentang bazar ini. Pakailah jalan lain yang disebut di halaman ini."
    ),
    "pdf_missing": N("PDF tidak tersedia di sini. Pakai tombol cetak di peramban."),
    "group_unclear": N("Ada beberapa kelompok dengan nama itu. Isi kolom hp."),
    "group_unknown": N("%(name)s belum ada di Dermaga. Isi ketua, hp dan kelurahannya supaya dibuatkan."),
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
    "days_either": N("%(what)s bisa berarti tanggal, bisa juga urutan hari. Tulis tgl atau hari ke-: %(names)s."),
    "no_group_ticked": N("Centang dulu kelompoknya."),
    "nobody_ticked": N("Centang dulu pendaftaran yang diputuskan."),
    "slot_unknown": N("Hari %(what)s tidak ada di bazar ini. Tulis nomor harinya, tanggalnya, atau semua: %(names)s."),
    "need_unknown": N("Kebutuhan %(what)s tidak dikenal. Pakai listrik, air, pendingin, atau kursi roda."),
    "zone_unknown": N("Blok %(what)s tidak ada di denah. Yang ada: %(names)s."),
    "transfer_full": N("Transfer ke kelompok ini sedang penuh. Pilih cara bayar lain, atau coba besok."),
    "qris_unclear": N("Ini bukan kode QRIS usaha. Isinya dimulai dengan 000201."),
    "qris_checksum": N("Kode QRIS ini tidak utuh: angka pengujinya tidak cocok. Salin atau foto lagi."),
    "qris_foreign": N("Kode ini bukan untuk rupiah di Indonesia."),
    "qris_transfer": N(
        "Ini kode untuk transfer atau tarik tunai, bukan kode usaha. Minta QRIS usaha ke penyedia Anda."
    ),
    "qris_amount": N("Sekali bayar dengan QRIS paling sedikit Rp1 dan paling banyak Rp10.000.000."),
    "qr_not_found": N("Di gambar ini tidak ada satu kode QR yang terbaca. Foto lebih dekat, atau tempel isinya."),
    "account_waits": N("Tunggu sampai orang kedua menyetujui."),
    "not_done_yet": N("Belum tersimpan: sebelum ini terkirim, Anda sudah keluar. Periksa, lalu tekan sekali lagi."),
    "try_again": N("Belum tersimpan. Tekan tombolnya sekali lagi."),
    "pressed_other": N(
        "Isian dari halaman ini sudah tersimpan tadi. Kalau yang ini juga mau disimpan, tekan tombolnya sekali lagi."
    ),
    "required": N("Bagian ini perlu diisi."),
    "unclear": N("Isian ini belum bisa kami baca. Coba tulis lagi."),
    "number_unclear": N("“%(typed)s” belum bisa kami baca. Tulis bilangan bulat, misalnya 3."),
    "number_meant": N("Maksudnya %(meant)s? Kalau ya, tulis begitu."),
    "grams_unclear": N("“%(typed)s” belum bisa kami baca. Tulis dalam gram, misalnya 250, atau 1,5 kg."),
    "days_unclear": N("“%(typed)s” belum bisa kami baca. Tulis berapa hari, misalnya 3."),
    "watts_unclear": N("“%(typed)s” belum bisa kami baca. Tulis dayanya dalam watt, misalnya 300."),
    "number_too_small": N("Paling sedikit %(n)s."),
    "number_too_large": N("Paling banyak %(n)s."),
    "text_too_short": NN("Terlalu pendek: paling sedikit %(n)s huruf."),
    "text_too_long": NN("Terlalu panjang: paling banyak %(n)s huruf."),
    "text_unclear": N("Ada huruf atau tanda yang tidak bisa dipakai di sini."),
    "choice_unknown": N("Pilih salah satu yang tersedia."),
    "too_many": N("Terlalu banyak sekaligus: paling banyak %(n)s."),
    "month_unclear": N("Tulis bulan seperti Desember 2026 atau 2026-12."),
    "day_in_no_calendar": N("Tidak ada tanggal %(day)s. Periksa hari dan bulannya."),
    "day_unclear": N("Tulis tanggal seperti 5/12/2026 atau 5 Desember 2026."),
    "year_far": N("Tahun %(year)s terlalu jauh. Tulis tanggal seperti 5/12/2026."),
    "day_meant": N("Maksudnya %(meant)s? Kalau ya, tulis begitu."),
    "amount_unclear": N("“%(typed)s” belum bisa kami baca. Tulis rupiah bulat tanpa sen, misalnya 25.000."),
    "account_number_unclear": N("Tulis nomor rekening dengan angka saja, misalnya 1234567890."),
    "amount_too_large": N("Jumlah ini terlalu besar."),
    "phone_unclear": N("Nomor HP ini belum bisa kami baca. Contoh: 0812-3456-7890."),
    "phone_too_short": N("Nomor ini kurang angka. Contoh: 0812-3456-7890."),
    "phone_landline": N("Ini nomor telepon rumah. Kelompok mengabari lewat WhatsApp: tulis nomor HP."),
    "phone_taken": N("Nomor ini sudah punya akun. Masuk saja, atau buktikan bahwa nomor itu sekarang milik Anda."),
    "email_taken": N("E-mail ini sudah punya akun. Masuk saja, atau buktikan bahwa e-mail itu milik Anda."),
    "proved_by_inviter": N(
        "Nomor ini dibuktikan dalam telepon orang yang mengundang. Buktikan lagi di Akun lewat petugas lain atau admin."
    ),
    "proved_elsewhere": N(
        "Nomor ini dibuktikan dalam telepon petugas wilayah lain. Buktikan lagi di Akun lewat petugas wilayah ini atau "
        "admin."
    ),
    "proof_wrong": N("Kode ini tidak cocok atau sudah lewat waktunya. Periksa lagi, atau minta kode baru."),
    "contact_moved": N("Nomor ini baru saja dibuktikan akun lain, atau kodenya lewat waktu. Minta kode baru."),
    "proof_by_nothing": N("E-mail belum bisa dibuktikan di sini. Pakai nomor HP."),
    "email_unclear": N("E-mail ini belum benar. Contoh: nama@contoh.id."),
    "identifier_missing": N("Tulis nomor HP atau e-mail Anda."),
    "sign_in_wrong": N("Nomor atau kata sandinya belum cocok. Periksa lagi, atau minta kode lewat ketua kelompok."),
    "password_wrong": N("Kata sandi sekarang belum cocok. Coba lagi."),
    "app_code_wrong": N(
        "Kode ini tidak cocok atau sudah dipakai. Tunggu angka berikutnya di aplikasi, lalu coba lagi."
    ),
    "app_already": N("Kode dua langkah sudah menyala. Matikan dulu kalau mau ganti HP."),
    "app_none": N("Orang ini tidak memakai kode dua langkah."),
    "app_needed": N("Admin selalu masuk dengan kode dua langkah, jadi tidak bisa dimatikan."),
    "sign_in_again": N("Keluar dulu, masuk lagi, lalu ulangi ini dalam lima menit. Begitu kami tahu ini benar Anda."),
    "password_too_short": N("Kata sandi paling sedikit 8 huruf."),
    "password_common": N("Kata sandi ini terlalu mudah ditebak. Coba tiga kata yang Anda ingat."),
    "code_wrong": N("Kode ini tidak cocok atau sudah lewat 24 jam. Minta kode baru."),
    "code_unclear": N("Kode berisi delapan huruf dan angka, misalnya ABCD-EFGH."),
    "codes_enough": N(
        "Hari ini sudah 5 kode untuk orang ini. Minta pendamping atau petugas lain, atau tunggu sampai besok."
    ),
    "code_by_others": N(
        "Kode untuk orang ini diberikan orang lain: pendamping semua kelompoknya, petugas wilayahnya, atau admin."
    ),
    "code_two_admins": N(
        "Kode untuk admin perlu dua admin lain: satu meminta, yang kedua memberi. Tidak untuk diri sendiri."
    ),
    "met_by_others": N("Ini ditekan pendamping atau petugasnya yang lain, bukan yang memberi kode."),
    "pin_only_own": N("PIN dibuat oleh pemiliknya sendiri. Kalau lupa, beri dia kode PIN."),
    "pin_in_own_account": N("%(name)s punya akun: PIN dibuat sendiri di halaman ini, sesudah masuk."),
    "pin_or_password_wrong": N("PIN lama atau kata sandi ini belum cocok. Coba lagi."),
    "pin_differs": N("Kedua PIN belum sama. Ketik lagi."),
    "pin_code_wrong": N("Kode ini tidak cocok atau sudah lewat 24 jam. Minta kode baru ke ketua."),
    "invitation_over": N("Undangan ini tidak berlaku lagi. Minta diundang lagi kalau masih perlu."),
    "invites_herself": N("Ini nomor atau e-mail Ibu/Bapak sendiri. Mengundang diri sendiri tidak bisa."),
    "asker_gone": N("Yang mengusulkan bukan ketua atau bendahara lagi. Minta diusulkan lagi oleh ketua yang sekarang."),
    "chair_agrees_first": N("Ketua kelompok perlu menyetujui dulu. Sesudah itu Ibu/Bapak bisa menjawab di sini."),
    "handing_over_already": N("Serah terima sudah diusulkan dan belum dijawab. Tunggu, atau batalkan dulu."),
    "name_in_group": N(
        "Sudah ada yang bernama %(name)s di kelompok ini, atau diundang. Tambahkan yang membedakan, misalnya nama "
        "belakang atau kampungnya."
    ),
    "invited_already": N("Sudah diundang dan belum menjawab. Tunggu, atau batalkan dulu."),
    "too_many_by_name": NN("Sudah ada %(n)s nama yang belum memakai kodenya. Batalkan yang tidak jadi."),
    "identifier_unproved": N(
        "Untuk tugas ini %(identifier)s harus terbukti milik Ibu/Bapak. Buktikan dulu di Akun, lalu jawab lagi."
    ),
    "invitation_needs_code": N(
        "Nomor atau e-mail ini belum terbukti milik Ibu/Bapak. Ketik kode undangan dari yang mengundang; "
        "atau buktikan dulu di Akun, Nomor HP dan e-mail."
    ),
    "invitation_code_wrong": N(
        "Kode undangan ini salah atau sudah lewat 24 jam. Cocokkan lagi, atau minta kode baru ke yang mengundang."
    ),
    "helper_no_member": N("Pendamping kelompok ini tidak bisa menjadi anggotanya. Akhiri dulu tugas mendampingi."),
    "member_not_helper": N("Anggota kelompok ini tidak bisa menjadi pendampingnya. Keluar dulu dari kelompok."),
    "helps_already": N("Ibu/Bapak sudah mendampingi kelompok ini."),
    "group_closed_no_phone": N("Lapak sedang ditutup petugas. HP kelompok bisa dipasang lagi sesudah dibuka."),
    "pin_wrong": N("PIN belum cocok. Coba lagi."),
    "pin_unclear": N("PIN terdiri dari empat angka."),
    "pin_too_easy": N("PIN ini terlalu mudah ditebak. Pilih empat angka lain."),
    "terms_needed": N("Centang kotak ini kalau Anda setuju."),
    "rests_after_code": N(
        "Anda masuk dengan kode, jadi ini menunggu sampai %(until)s. Stok, pesanan, dan kemasan sudah bisa dikerjakan. "
        "Bisa lebih cepat: minta pendamping atau petugas yang melihat Anda menekan “Sudah bertemu”."
    ),
    "not_yours_to_do": N("Ini hanya bisa dilakukan %(who)s."),
    "not_own_order": N("Uang pesanan sendiri diurus anggota lain atau petugas; di usaha perorangan juga pendamping."),
    "denial_overtaken": N(
        "Kode ini sudah berakhir, atau sesudahnya ada jalan masuk yang lebih baru. Tautan ini tidak mengubah apa-apa "
        "lagi. Kalau ada yang bukan Anda, pakai tautan di kabar yang terbaru."
    ),
    "deleted_later": N(
        "Akun ini baru dibuka dengan kode, atau nomornya baru diganti. Supaya tidak dihapus orang lain, akun bisa "
        "dihapus mulai %(until)s, atau sesudah pendamping atau petugas menekan “Sudah bertemu”."
    ),
    "denied_enough": N(
        "Sudah dua kali kode untuk akun ini dibilang bukan milik Anda. Tanyakan dulu yang memberi kode ini."
    ),
    "denied_by_letter": N(
        "Akun ini baru dibuka lewat kode itu. Kalau itu bukan Anda, tekan tautan di kabar yang dikirim, "
        "atau minta pendamping atau petugas."
    ),
    "account_needs_both_helpers": N(
        "Ketua dan bendahara sudah lama tidak bisa masuk. Pendamping mengetik rekeningnya, petugas menyetujui."
    ),
    "group_closed_no_account": N("Lapak sedang ditutup petugas. Rekening bisa diganti sesudah dibuka."),
    "group_closed_stand_in": N("Lapak sedang ditutup petugas. Pengganti bendahara bisa ditunjuk sesudah dibuka."),
    "group_closed_officer": N("Lapak sedang ditutup: hanya petugas yang memutuskan perubahan peran."),
    "account_asker_gone": N("Yang mengetik rekening ini sudah tidak di sini lagi. Ketik sekali lagi, lalu setujui."),
    "contact_is_proved": N(
        "Nomor atau e-mail ini sudah dibuktikan pemilik akun lain. Minta kode lewat pesan, atau minta admin menelepon."
    ),
    "number_is_yours": N(
        "Pesanan ini memakai nomor HP Anda. Cocokkan lewat baris mutasi rekening, atau minta yang lain mencocokkan."
    ),
    "proved_number_is_yours": N("Pesanan ini memakai nomor HP Anda. Minta bendahara lain atau petugas mencocokkannya."),
    "payer_too_close": N(
        "Yang memesan memberi Anda peran atau jalan masuk, atau sebaliknya, kurang dari 30 hari lalu. "
        "Minta bendahara lain, anggota lain, atau petugas; di usaha perorangan juga pendamping."
    ),
    "second_not_there_before": N("Orang kedua harus sudah ada di sini sebelum ini diminta."),
    "second_too_close": N(
        "Yang ditunjuk atau diberi kode masuk oleh orang yang meminta belum bisa menyetujui selama 30 hari, atau "
        "selama PIN-nya dipilih dengan kode dari orang itu atau ditulis di HP-nya. Minta anggota lain, "
        "pendamping, atau petugas."
    ),
    "officer_too_close": N(
        "Anda dan yang meminta ini dihitung satu orang: yang satu memberi yang lain tugas, peran atau jalan masuk "
        "dalam 30 hari ini, atau PIN-nya dipilih dengan kode dari orang itu atau ditulis di HP-nya. Orang kedua "
        "yang lain diperlukan: petugas "
        "lain untuk kelompok ini, pendamping, atau anggota yang sudah ada sebelum ini diminta; kalau tidak ada satu "
        "pun, admin."
    ),
    "decided_by_another": N(
        "Anda dan yang meminta ini, atau yang memperolehnya, dihitung satu orang: yang satu memberi yang lain tugas, "
        "peran atau jalan masuk dalam 30 hari ini, atau PIN-nya dipilih dengan kode dari orang itu atau ditulis "
        "di HP-nya. Yang memutuskan "
        "petugas lain untuk kelompok ini, atau pendamping lain."
    ),
    "fact_by_another": N(
        "Anda dan yang meminta ini dihitung satu orang: yang satu memberi yang lain tugas, peran atau jalan masuk "
        "dalam 30 hari ini, atau PIN-nya dipilih dengan kode dari orang itu atau ditulis di HP-nya. Yang "
        "menyetujui ketua atau bendahara "
        "lain; kalau tidak ada yang bisa masuk, petugas lain. Tanpa itu ini berlaku pada waktunya, kalau tidak ada "
        "yang menghentikan."
    ),
    "seconded_by_another": N(
        "Kode masuk atau PIN Anda dari orang yang meminta ini, sebaliknya, atau keduanya dari satu orang, dalam "
        "30 hari ini. Yang ikut meminta harus anggota lain."
    ),
    "helper_yes_by_another": N(
        "Jalan masuk atau peran Anda dari yang meminta ini atau dari yang akan mendampingi, atau Anda sendiri yang "
        "diminta. Yang menyetujui untuk kelompok %(who)s lain."
    ),
    "group_yes_by_another": N(
        "Yang menyetujui undangan ini untuk kelompok adalah Anda sendiri, atau orang yang masuk dengan kode Anda "
        "atau yang Anda beri peran. Minta diundang lagi, lalu ketua atau petugas lain yang menyetujuinya."
    ),
    "account_needs_group": N("Ketua atau bendahara perlu ikut menyetujui rekening kelompoknya."),
    "not_yours_to_agree": N("Ini bukan untuk Anda setujui atau hentikan."),
    "successor_asks_herself": N("Calon ketua harus salah satu dari dua anggota yang meminta."),
    "others_can": N("Di kelompok ini ada yang bisa memastikannya sendiri: anggota lain, pendamping, atau petugas."),
    "courier_shape": N(
        "Tulis kurir yang dikenal, misalnya JNE, J&T atau Pos Indonesia, atau “kurir kelompok”. "
        "Nama lain ditulis anggota dari akunnya sendiri."
    ),
    "tracking_shape": N("Tulis nomor resi seperti dicetak kurir, satu kata, misalnya JP1234567890, atau kosongkan."),
    "certificate_shape": N(
        "Nomor %(kind)s ini belum mengikuti bentuknya. Periksa lagi; yang bentuknya lain ditulis ketua dari akunnya "
        "sendiri."
    ),
    "helper_no_ways": N(
        "Nomor dan tautan di sini hanya ditulis anggota kelompok. Nomor izin ditulis di Profil, bagian Izin dan "
        "sertifikat; nomor kelompok di Profil, lalu kelompok memastikannya."
    ),
    "helpers_pin_no_ways": N(
        "PIN Anda dipilih dengan kode pendamping atau petugas, atau ditulis di HP yang dipasangnya: nomor dan "
        "tautan di sini ditulis anggota yang masuk "
        "dengan akunnya sendiri. Nomor kelompok ditulis di Profil."
    ),
    "phone_by_its_people": N(
        "HP kelompok dipasang ketua dari akunnya, atau pendamping. Petugas memasangnya hanya kalau kelompok tidak "
        "punya keduanya."
    ),
    "phone_in_use": N("HP kelompok ini masih dipakai: anggota menulis PIN-nya di sana dalam sehari terakhir."),
    "phone_by_account": N(
        "HP kelompok dipasang, dan dijadikan milik kelompok, oleh orang yang masuk dengan akunnya sendiri. PIN tidak "
        "cukup: orang yang memegang HP bisa melihatnya."
    ),
    "not_on_officers_phone": N(
        "HP ini dipasang petugas, jadi ini tidak bisa di sini. Pakai akun sendiri, atau HP yang dipasang ketua."
    ),
    "helpers_pin_gives_no_code": N(
        "PIN Anda dipilih dengan kode pendamping atau petugas, atau ditulis di HP yang dipasangnya. Mengajak "
        "anggota dan memberi kode dilakukan ketua yang "
        "masuk dengan akunnya sendiri, atau pendamping atas namanya sendiri."
    ),
    "helper_no_role": N("Pendamping tidak bisa memegang peran di kelompok yang didampinginya."),
    "role_change_open": N("Perubahan peran untuk anggota ini masih berjalan. Selesaikan dulu yang itu."),
    "not_yours_to_take_back": N(
        "Hanya yang mencatat uangnya yang bisa menarik catatan itu kembali. Kalau ia sudah keluar, yang sekarang "
        "memastikan uang."
    ),
    "goods_have_left": N(
        "Catatan ini tidak bisa ditarik lagi: barangnya sudah berangkat atau diserahkan, atau bazarnya sudah mulai."
    ),
    "later_payment_first": N("Sesudah ini masih ada uang lain yang dicatat. Tarik yang terakhir dulu."),
    "refund_stands": N("Uang dari pembayaran ini sudah dijanjikan atau dikembalikan: catatan pembayarannya tetap."),
    "stand_in_somebody_else": N("Pilih orang lain sebagai pengganti."),
    "stand_in_named": N("Bendahara ini sudah punya pengganti. Akhiri dulu yang itu."),
    "name_invisible": N("Nama berisi huruf yang tidak terlihat. Ketik ulang namanya."),
    "name_not_latin": N("Tulis nama kelompok dengan huruf Latin, angka dan tanda baca biasa."),
    "name_signs": N("Tulis nama kelompok tanpa tanda seperti ! / atau @, atau dengan satu saja."),
    "name_ours": N("Nama itu dipakai Dermaga sendiri, jadi bisa disangka bukan orang. Tulis nama Ibu/Bapak."),
    "name_reads_alike": N(
        "Ada kelompok yang sudah dicek dinas dengan nama yang terbaca sama di kota ini. Tambahkan nama kelurahan."
    ),
    "closed_reads_alike": N(
        "Nama ini terbaca sama dengan kelompok yang ditutup di kota ini. Bandingkan orangnya, lalu centang kalau "
        "kelompok lain."
    ),
    "not_own_account": N("Yang mengetik rekening tidak boleh menyetujuinya. Minta anggota lain atau pendamping."),
    "name_taken": N("Nama ini sudah dipakai. Tambahkan nama kampung, misalnya."),
    "village_unknown": N("Kelurahan atau desa ini belum kami kenal. Ketik beberapa huruf namanya, lalu pilih."),
    "ways_elsewhere": N("Cara mengirim ke tempat ini ada di bawah. Pilih, lalu buat pesanan."),
    "village_unclear": N("Yang mana tempatnya? Pilih salah satu di bawah."),
    "village_needed": N("Pilih kelurahan atau desa tujuan, supaya ongkirnya bisa dihitung."),
    "village_of_street": N(
        "Anda menulis alamat: pilih juga kelurahan atau desanya. Mau diambil sendiri? Kosongkan alamatnya."
    ),
    "address_needed": N("Tulis jalan dan nomor rumah untuk kurir."),
    "village_elsewhere": N("Tempat ini di luar wilayah Anda."),
    "moves_away": N("Kelompok ini sedang pindah. Petugas di tempat barunya yang menandai sesudah pindahnya selesai."),
    "closed_stays": N("Lapak sedang ditutup petugas. Pindah bisa sesudah dibuka lagi."),
    "own_side": N(
        "Ini kelompok Ibu/Bapak sendiri, atau yang Ibu/Bapak dampingi. Minta rekan lain yang memutuskan; 30 hari "
        "sesudah keluar dari sana bisa lagi."
    ),
    "role_held": N(
        "Ibu/Bapak masih memegang uang atau memimpin %(group)s. Keluar dulu di halaman Anggota: yang lain melihatnya, "
        "dan di sana tertulis kapan berlakunya; lebih cepat begitu mereka setuju. Sesudah itu akun bisa dihapus."
    ),
    "only_chair_here": N(
        "Ibu/Bapak satu-satunya ketua %(group)s. Tunjuk ketua lain dulu di halaman Anggota, lalu keluar dari sana."
    ),
    "sold_lately": N(
        "%(group)s masih menerima pesanan kurang dari 30 hari lalu. Tarik dulu barangnya supaya tidak ada pesanan "
        "baru; 30 hari sesudah pesanan terakhir akun bisa dihapus, dan lapaknya ikut ditutup."
    ),
    "only_one_here": N(
        "%(group)s hanya punya Ibu/Bapak. Minta petugas dinas menutup lapaknya dulu; 30 hari sesudah itu akun bisa "
        "dihapus."
    ),
    "stands_in_now": N(
        "Ibu/Bapak sedang menggantikan bendahara %(group)s. Akhiri dulu di halaman Peran, supaya semua tahu."
    ),
    "last_officer": N(
        "Ibu/Bapak satu-satunya petugas %(agency)s di sini. Serahkan dulu kepada pengganti di halaman Kantor."
    ),
    "last_admin": N("Ibu/Bapak satu-satunya admin. Sesudah ada admin lain, akun ini bisa dihapus."),
    "last_chair": N("Kelompok perlu satu ketua. Tunjuk ketua lain dulu."),
    "member_already": N("Orang ini sudah menjadi anggota."),
    "group_suspended": N("Lapak ini sedang ditutup sementara oleh petugas. Pesanan yang sudah ada tetap dilayani."),
    "category_unknown": N("Pilih kategori dari daftar."),
    "synonym_empty": N("Isi dengan huruf atau angka."),
    "synonym_same": N("Kedua kata itu sudah sama."),
    "synonym_claim": N(
        "Organik, halal, BPOM dan P-IRT hanya dicari lewat sertifikat, jadi tidak bisa dijadikan padanan."
    ),
    "synonym_taken": N("Padanan itu sudah ada."),
    "synonym_too_many": NN("Paling banyak %(n)s padanan. Hapus dulu yang tidak terpakai."),
    "category_taken": N("Kategori itu sudah ada."),
    "sku_taken": N("Kode barang ini sudah dipakai pilihan lain."),
    "variant_gone": N("%(name)s tidak dijual lagi, jadi tidak ikut dipesan. Periksa jumlahnya, lalu tekan lagi."),
    "variant_unknown": N("Barang ini tidak dijual lagi."),
    "product_changed": N("Barang ini baru saja diubah orang lain. Periksa isian terbaru, lalu simpan lagi."),
    "photo_unreadable": N("Berkas ini bukan foto yang bisa kami baca. Kirim JPEG, PNG, WebP, atau HEIC."),
    "photo_too_large": N("Foto ini terlalu besar. Paling besar 25 MB dan 64 megapiksel."),
    "photo_too_many": NN("Satu barang paling banyak %(n)s foto."),
    "variant_too_many": NN("Satu barang paling banyak %(n)s pilihan. Jadikan barang lain untuk selebihnya."),
    "tariff_too_many": NN(
        "Paling banyak %(n)s tarif. Hapus yang tidak dipakai, atau pakai satu tarif untuk satu kota."
    ),
    "certificate_too_many": NN("Sudah ada %(n)s izin. Hapus dulu yang tidak berlaku lagi."),
    "step_too_many": NN("Satu pilihan paling banyak %(n)s harga. Hapus salah satu dulu."),
    "photo_gone": N("Fotonya perlu dipilih lagi."),
    "proof_unreadable": N("Bukti ini belum bisa kami baca. Kirim foto, tangkapan layar, atau PDF sampai 5 MB."),
    "upload_too_large": N("Kiriman ini terlalu besar. Paling besar 25 MB sekaligus."),
    "ask_first": N("Kelompok belum memastikan %(name)s masih ada. Tanyakan dulu lewat WhatsApp."),
    "nothing_left": N("%(name)s baru saja habis."),
    "only_left": N("%(name)s tinggal %(n)s. Kurangi jumlahnya."),
    "only_left_of": N("%(name)s tinggal %(n)s yang masih baik saat sampai. Kurangi jumlahnya atau ambil sendiri."),
    "cart_full": N("Keranjang ini sudah memuat banyak sekali. Untuk pesanan besar, kabari kelompoknya lewat WhatsApp."),
    "cart_line_full": N("Satu pesanan paling banyak %(n)s. Untuk pesanan besar, kabari kelompoknya lewat WhatsApp."),
    "cart_empty": N("Keranjang masih kosong. Pilih barang dulu."),
    "held_enough": N(
        "Dari jaringan ini sudah banyak %(name)s yang disimpan atau ditanyakan. Selesaikan dulu pesanan yang ada."
    ),
    "orders_enough": N(
        "Dari jaringan ini sudah banyak pesanan yang belum dijawab atau dibayar. Selesaikan dulu, atau coba dari "
        "jaringan lain."
    ),
    "stock_too_few": NN(
        "%(name)s tinggal %(n)s, padahal dipesan %(asked)s. Tambah stoknya dulu, atau kabari pembeli bahwa belum bisa."
    ),
    "waited_enough": N("Sudah ditunggu paling lama. Kalau masih mau, silakan pesan lagi."),
    "price_rose": N(
        "Harga %(name)s naik dari %(old)s menjadi %(new)s. Periksa jumlahnya, lalu tekan lagi kalau setuju."
    ),
    "delivery_needed": N("Pilih cara pengiriman."),
    "delivery_unavailable": N("Cara ini tidak tersedia untuk tempat tujuan itu. Pilih cara lain."),
    "payment_needed": N("Pilih cara membayar."),
    "payment_unavailable": N("Cara membayar ini tidak tersedia di kelompok ini. Pilih cara lain."),
    "payment_other_way": N(
        "Kelompok ini menerimanya, tetapi tidak untuk pengiriman yang dipilih. Ganti cara membayar atau pengirimannya."
    ),
    "cash_too_much": N("Bayar tunai saat diantar paling banyak %(n)s. Pilih transfer."),
    "checkout_used": N("Formulir ini sudah dipakai untuk pesanan lain. Periksa keranjang Anda, lalu pesan lagi."),
    "form_used": N("Formulir ini sudah dipakai. Muat ulang halamannya, lalu isi lagi."),
    "own_offer": N("Penawaran disetujui kantor yang memesan, bukan kelompok sendiri."),
    "shown_moved": N("Isinya berubah sesudah halaman ini dibuka. Inilah isinya sekarang: periksa dulu, lalu putuskan."),
    "state_moved": N("Ini baru saja berubah. Inilah keadaan terbarunya."),
    "quote_moved": N("Penawaran ini sudah disetujui atau ditarik. Inilah keadaannya sekarang."),
    "answered_already": N("Kelompok ini sudah menjawab, atau tidak ditanya lagi. Inilah keadaan terbarunya."),
    "notice_opened_elsewhere": N(
        "Tautan ini sudah dibuka di HP lain, jadi di sini tidak bisa. Minta tautan baru kepada panitia."
    ),
    "notice_is_groups": N("Tautan ini milik kelompok. Petugas mencatat jawaban dari daftar kabar bazar."),
    "notice_over": N("Kabar ini tidak menunggu jawaban lagi."),
    "nobody_to_tell": N("Sekarang tidak ada kelompok seperti itu di bazar ini."),
    "already_so": N("Sudah begitu. Tidak ada yang berubah."),
    "not_paid_yet": N("Uangnya belum dicocokkan. Sesudah itu pesanan bisa disiapkan."),
    "rest_not_paid": N("Sisa uangnya belum dicocokkan. Sesudah itu barangnya bisa diserahkan."),
    "orders_open": N("Masih ada pesanan berjalan. Sesudah selesai, akun bisa dihapus."),
    "person_unknown": N("Belum ada akun dengan nomor atau e-mail itu. Minta orangnya mendaftar dulu."),
    "too_late": N("Waktunya sudah lewat."),
    "reason_needed": N("Tulis alasannya, supaya yang membacanya mengerti."),
    "claims_ended": N(
        "Pengakuan bayar dari nomor ini dua kali tidak cocok, jadi kabari kelompoknya langsung lewat WhatsApp."
    ),
    "refund_by_card": N("Uang ini kembali ke kartu pembeli lewat Stripe, tidak perlu dikirim sendiri."),
    "refund_account_waits": N(
        "Rekening %(account)s baru diganti. Uangnya boleh dikirim ke sana mulai %(when)s; "
        "tanyakan dulu kepada pembelinya."
    ),
    "refund_how": N("Pembeli belum menulis rekeningnya. Pilih bagaimana uangnya dikembalikan."),
    "refund_told": N("Tulis bank dan nomor rekening yang disebut pembeli."),
    "refund_stays": N("Catatan ini tidak bisa ditarik lagi: sudah lewat tujuh hari, atau sudah ditarik."),
    "courier_cost_too_much": N("Ongkir yang terlanjur keluar paling banyak seharga paketnya, %(n)s."),
    "refund_nothing": N("Tulis berapa yang dikembalikan, paling banyak %(n)s."),
    "refund_too_much": N("Yang masih bisa dikembalikan paling banyak %(n)s."),
    "lot_recalled": N(
        "Di pesanan ini ada barang dari kode yang ditarik. Yang bisa dilakukan tertulis di halaman pesanannya."
    ),
    "no_other_lot": N("Tidak ada %(name)s dari kode lain. Kurangi isi pesanan, atau batalkan pesanannya."),
    "no_other_lot_for_last": N("Tidak ada %(name)s dari kode lain. Batalkan pesanannya."),
    "fee_rests": N("Penjual sedang memeriksa barangnya. Belum perlu menyetujui ongkir: tunggu kabarnya."),
    "recall_by_helper": N("Kode yang ditarik dibuka lagi oleh pendamping atau petugas, sesudah mereka memeriksanya."),
    "variant_needed": N("Belum ada yang bisa dibeli. Tambah kemasan atau ukuran dulu, lalu jual lagi."),
    "pieces_needed": N("Belum ada yang dikurangi. Tulis berapa yang tetap jadi, lebih sedikit dari sekarang."),
    "pieces_too_many": NN("Dari barang ini masih %(n)s yang akan datang."),
    "pieces_none_left": N('Kalau semua tidak jadi, tekan "Batalkan pesanan ini" di bawah.'),
    "offer_whole": N(
        "Harga penawaran ini untuk semuanya sekaligus. Kalau mau lebih sedikit, kabari kelompoknya: "
        "kelompok yang menguranginya."
    ),
    "paying_now": N(
        "Pembayarannya sedang berjalan atau sedang dicocokkan. Kurangi isinya sesudah itu, supaya uangnya tepat."
    ),
    "pieces_are_here": N(
        'Barangnya belum berangkat. Pakai "Kurangi isi pesanan": barangnya tidak dikemas, dan uangnya ikut kembali.'
    ),
    "refund_too_many": N("Sebanyak itu tidak dibeli di pesanan ini."),
    "card_by_itself": N("Pembayaran kartu tercatat sendiri begitu Stripe mengabari."),
    "card_mismatch": N("Pembayaran kartu ini tidak cocok dengan tagihannya, jadi tidak dicatat."),
    "card_too_small": N("Jumlahnya terlalu kecil untuk kartu. Pilih cara bayar lain."),
    "card_refused": N("Halaman pembayaran kartu belum bisa dibuka. Coba lagi, atau pilih cara bayar lain."),
    "card_away": N("Stripe sedang tidak menjawab. Belum ada uang yang berpindah. Coba lagi sebentar lagi."),
    "card_amount": N("Kartu hanya sampai %(n)s sekali bayar."),
    "own_account_first": N("Isi dulu rekening kelompok sendiri: ke sana uangnya dikirim pengelola."),
    "platform_confirms": N("Uang ini masuk ke rekening pengelola; pengelola yang mencocokkannya."),
    "payouts_off": N("Pengiriman uang ke kelompok belum dinyalakan."),
    "nothing_to_send": N("Belum ada yang bisa dikirim."),
    "not_own_payout": N("Yang menyiapkan kiriman tidak bisa menyetujuinya sendiri."),
    "payout_denied": N("Yang menyiapkan atau menyetujui kiriman ini bukan admin itu sendiri."),
    "payout_account_gone": N("Rekening kelompok ini sudah diganti."),
    "payout_account_new": N("Rekening kelompok ini baru diganti. Tunggu 24 jam sesudah disetujui."),
    "payout_held": N(
        "Sebagian uang ini sekarang tertahan: ada sengketa, uang kembali, atau pesanan yang belum selesai."
    ),
    "more_than_stripe_holds": N("Stripe tidak memegang uang sebanyak itu."),
    "parts_needed": N("Isi bagian paling sedikit satu anggota."),
    "day_to_come": N("Hari itu belum tiba."),
    "month_shared": N("Bulan ini sudah dicatat pembagiannya."),
    "month_not_over": N("Bulan itu belum selesai."),
    "nothing_to_share": N("Di bulan itu tidak ada yang dibagi."),
    "nobody_to_share": N("Belum ada anggota yang mendapat bagian."),
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
    "offer_lacks_goods": N(
        "Barangnya belum tercatat cukup di %(group)s. Kabari kelompoknya, lalu setujui lagi sesudah dicatat: "
        "penawaran ini tetap berlaku."
    ),
    "quote_over": N("Masa berlaku penawaran ini sudah lewat."),
    "pin_first": N("Buat PIN Anda dulu, di nama Anda di halaman ini: HP kelompok mengenal Anda dari PIN itu."),
    "quote_empty": N("Isi jumlah paling sedikit satu barang, paling banyak tiga puluh."),
    "written_empty": N("Isi jumlah paling sedikit satu barang."),
    "written_too_long": NN("Paling banyak %(n)s macam barang dalam satu catatan. Buat catatan kedua."),
    "written_too_many": NN("Sudah %(n)s catatan menunggu pembelinya. Selesaikan atau batalkan dulu beberapa."),
    "written_more": N("Paling banyak %(n)s lewat tautan ini. Untuk lebih banyak, minta kelompoknya mencatat lagi."),
    "written_moved": N("Catatan ini sudah dikonfirmasi, ditarik, atau lewat waktunya."),
    "written_over": N("Waktu untuk mengonfirmasi sudah lewat. Minta kelompoknya mencatat lagi."),
    "own_written": N("Catatan ini dikonfirmasi pembelinya, dari HP-nya sendiri."),
    "variant_gone_here": N("Barang ini tidak dijual lagi oleh kelompok ini."),
    "chat_without_goods": N("Di chat ini tidak ada barang Anda yang bisa kami baca. Pilih barangnya di bawah."),
    "good_unclear": N("Pilih barangnya, atau “Tidak dicatat”."),
    "nicknames_too_many": NN("Paling banyak %(n)s sebutan. Hapus dulu yang tidak dipakai."),
    "buyer_unknown": N("Nomor ini belum pernah memesan di sini. Isi namanya."),
    "quote_needs_account": N("Isi dulu rekening kelompok: kantor membayar lewat transfer."),
    "step_dearer": N("Harga untuk jumlah banyak tidak boleh lebih mahal dari harga satuan."),
    "bill_closed": N("Tagihan ini sudah selesai."),
    "claim_decided": N("Pengakuan ini sudah diperiksa."),
    "fee_unclear": N("Tulis ongkirnya dengan angka, misalnya 15.000."),
    "nothing_taken_back": N("Tidak ada lagi yang bisa diurungkan. Hitung barangnya, lalu catat di Stok."),
    "bon_paid": N("Bon ini sudah lunas. Tidak ada yang dicatat dua kali."),
    "bon_less": N("Sisanya hanya %(n)s. Tidak dicatat: periksa lagi jumlahnya."),
    "bon_nothing": N("Tulis berapa yang dibayar, atau kosongkan kalau lunas."),
    "return_too_many": NN("Yang terjual dan belum kembali hanya %(n)s."),
    "return_nothing": N("Tulis berapa yang kembali."),
    "till_closed": N("Hari itu sudah ditutup dan ditandatangani."),
    "till_no_day": N("Hari itu kasir tidak dipakai, jadi tidak ada yang ditutup."),
    "till_draft": N("Masih ada nota yang belum masuk hitungan. Tunggu, atau centang bahwa Anda tahu."),
    "till_difference": N("Uangnya tidak sama dengan yang seharusnya. Tulis sebabnya."),
    "till_second": N("Yang membenarkan harus orang lain, dengan akun atau PIN-nya sendiri."),
    "direct_sale_over": N("Hari itu sudah lewat, jadi tidak diubah lagi."),
    "count_missing": N("Tulis dulu jumlahnya. Belum ada yang dicatat."),
    "till_empty": N("Belum ada barang di keranjang. Pilih dulu yang dibeli."),
    "till_too_few": N("Di buku hanya ada %(n)s %(name)s. Kalau memang terjual lebih, centang di bawah."),
    "till_not_weighed": N("Barang ini tidak dijual per timbangan. Tulis jumlahnya."),
    "till_who": N("Pilih siapa yang menjual."),
    "till_discount": N("Potongan paling banyak %(n)s%%, yaitu %(new)s. Ketua yang mengaturnya."),
    "till_price_rose": N("Harga %(name)s sudah naik sejak halaman ini dibuka. Periksa lagi jumlah uangnya."),
    "till_parked_many": N("Sudah ada %(n)s keranjang yang ditunda. Selesaikan atau buang dulu yang lama."),
    "till_parked_gone": N(
        "Keranjang tunda ini sudah dijual atau dibuang orang lain. Kalau memang dijual lagi, tekan sekali lagi."
    ),
    "till_gift": N("Gratis? Tulis dulu alasannya dalam satu kalimat."),
    "till_cash_short": N("Uangnya %(old)s, harganya %(new)s. Masih kurang."),
    "till_no_bon": N("Ketua tidak mengizinkan bon."),
    "till_too_many": NN("Paling banyak %(n)s macam barang sekali jual. Bagi jadi dua penjualan."),
    "till_other": N("HP ini sudah menjadi kasir lain. Muat ulang halamannya."),
    "tills_too_many": NN("Sudah ada %(n)s HP kasir. Akhiri dulu yang tidak dipakai."),
    "lot_too_few": N("Di catatan tinggal %(n)s yang bisa dikeluarkan."),
    "dates_swapped": N("Tanggal terakhir baik tidak boleh sebelum tanggal jadi."),
    "digits_missing": N("Kurang %(n)s angka: tulis empat angka terakhir nomor HP Anda, atau nomornya lengkap."),
    "lookup_wrong": N("Nomor pesanan dan empat angka itu tidak cocok. Periksa lagi kabar yang Anda terima."),
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
    "village_unlisted": N(
        "Kelurahan atau desa ini belum kami kenal. Tulis kelurahan, kecamatan dan kotanya, seperti Girian Bawah, "
        "Girian, Bitung."
    ),
    "village_several": N("Ada beberapa tempat dengan nama itu: %(names)s. Tulis juga kecamatan dan kotanya."),
    "village_alike": N("Tidak ada kelurahan atau desa bernama %(name)s. Barangkali maksudnya: %(names)s."),
    "price_changed_meanwhile": N("Barang ini baru saja diubah orang lain. Muat ulang halaman ini, lalu ubah lagi."),
    "goods_twice": N("Barang dan kemasan ini sudah ada di baris di atasnya."),
    "kind_unlisted": N("Jenis “%(what)s” bukan kelompok atau usaha perorangan; ditulis sebagai kelompok."),
    "phones_left": N("Satu sel berisi dua nomor: dipakai %(name)s, tidak dipakai %(names)s. Benarkah begitu?"),
    "category_unlisted": N("Tidak ada kategori ini. Yang ada: %(names)s."),
    "sheet_empty": N("Belum ada baris yang diisi."),
    "place_unclear": N("Ada beberapa wilayah bernama begitu. Pilih salah satu."),
    "place_perhaps": N("Maksudnya %(name)s? Pilih di bawah, atau tulis nama kota, kecamatan, atau kelurahannya."),
    "place_unknown": N(
        "Tempat ini tidak kami kenal. Tulis nama kota, kecamatan, atau kelurahannya, misalnya Girian, Bitung."
    ),
    "area_unknown": N("Wilayah ini tidak ada. Tulis nama kota atau kabupatennya, misalnya Kota Bitung."),
    "link_used": N("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta yang baru."),
    "tariff_taken": N("Untuk wilayah itu sudah ada ongkir. Hapus dulu yang lama."),
    "pin_device_only": N("PIN dipakai di HP kelompok."),
    "backup_proved_now": N("Cadangan sedang dicoba dikembalikan. Coba lagi sebentar lagi."),
    "backup_key_unknown": N("MARKET_BACKUPS_KEY bukan kunci (age1…). Buat satu dengan: market elsewhere key FILE"),
    "backup_key_wrong": N("%(name)s tidak bisa dibuka dengan kunci itu. Tidak ada yang ditulis."),
    "elsewhere_unset": N("MARKET_BACKUPS_ELSEWHERE belum diisi."),
    "bucket_needs_more": N("Untuk s3://… perlu paket obstore: lihat docs/operations.md."),
    "backup_missing": N("Berkas cadangan %(name)s tidak ada."),
    "servers_up": N("Toko masih dilayani. Hentikan server dan worker dulu, atau pakai --stop-first."),
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
    "took_too_long": N("Ini terlalu berat untuk dikerjakan di sini. Kirim yang lebih kecil atau lebih sederhana."),
    "question_too_wide": N(
        "Yang dicari terlalu luas untuk dijawab sekarang. Pakai kata atau pilihan yang lebih khusus."
    ),
    "database_away": NN(
        "Pada %(at)s tempat data kami tidak menjawab. Yang sudah tercatat tidak hilang. Tunggu %(seconds)s detik, lalu "
        "coba lagi. Kalau tadi Anda mengirim sesuatu, lihat dulu apakah sudah masuk.",
        by="seconds",
    ),
    "busy": NN("Sedang banyak yang dikerjakan sekaligus. Tunggu %(seconds)s detik, lalu coba lagi.", by="seconds"),
    "too_often": NN("Terlalu sering dicoba. Tunggu %(minutes)s menit, lalu coba lagi.", by="minutes"),
}

# Words that say that something was not done: shown as a warning, not with a tick.
NOT_DONE = frozenset({
    "sign_in_and_go_on", "sign_in_and_repeat", "say_who_and_repeat", "gone_before", "step_over", "pressed_before",
    "quote_made_short", "in_cart_all",
})  # fmt: skip
WORDS: dict[str, str] = {
    "saved": N("Tersimpan."),
    "noted": N("Dicatat."),
    "link_renewed": N("Tautan yang lama tidak berlaku lagi. Yang baru ada di tombol WhatsApp dan di surat cetak."),
    "heard_yes": N("Dicatat: ikut. Stannya sudah dipastikan."),
    "heard_yes_partly": N(
        "Dicatat: ikut pada hari yang batasnya belum lewat. Hari lain sudah terlambat dan kembali ke antrean."
    ),
    "heard_keep": N("Dicatat: tetap ikut. Stannya tidak jadi dilepas."),
    "heard_no": N(
        "Dicatat: tidak bisa ikut. Stannya lepas setelah dua jam, malam tidak dihitung; sampai itu bisa ditarik."
    ),
    "heard_withdraw": N(
        "Dicatat: tidak jadi ikut. Kabarnya ditulis untuk kelompoknya; sampai lepas, catatan ini bisa ditarik kembali."
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
    "turnover_saved": N("Penjualan Rp%(n)s tersimpan. Terima kasih."),
    "turnover_emptied": N("Angka penjualan hari itu dihapus."),
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
    "denied": N("Sudah ditutup: kode itu tidak berlaku dan semua HP dikeluarkan."),
    "past_denied": N("Yang dikerjakan dengan kode itu sudah ditarik kembali. Anda tetap masuk."),
    "person_reached": N("Tercatat: orangnya sudah dihubungi."),
    "person_met": N("Dicatat. Uang dan anggota terbuka lagi untuknya."),
    "proof_asked": N("Kode sedang dikirim. Ketik di sini begitu sampai."),
    "call_asked": N("Dicatat. Petugas wilayah atau admin akan menelepon nomor itu."),
    "proved": N("Terbukti: sekarang milik Anda."),
    "in_cart": N("Masuk keranjang."),
    "in_cart_all": N("Masuk keranjang: dijadikan %(n)s, hanya itu yang masih ada."),
    "cart_changed": N("Keranjang sudah diubah."),
    "listed": N("Barang sudah terpasang di toko."),
    "received_past": N("%(n)s dicatat, tetapi sudah lewat harinya, baik sampai %(until)s: tidak dijual."),
    "received_made": N("Bertambah %(n)s, sekarang %(now)s. Dibuat %(made)s."),
    "received_made_until": N("Bertambah %(n)s, sekarang %(now)s. Dibuat %(made)s, baik sampai %(until)s."),
    "received": N("Bertambah %(n)s, sekarang %(now)s."),
    "pressed_before": N("Sudah dilakukan tadi, jadi tidak diulang."),
    "code_shown_once": N(
        "Undangan tadi sudah tercatat. Kodenya tampil sekali saja: kalau belum disalin, tekan “Beri kode baru” "
        "pada undangannya."
    ),
    "links_shown_once": N(
        "Kelompok tadi sudah tercatat. Tautan untuk ketuanya tampil sekali saja: kalau belum dikirim, "
        "buka kelompoknya, lalu tekan “Buat tautan baru”."
    ),
    "spoiled": N("Dicatat dibuang: %(n)s, sisa %(now)s."),
    "counted": N("Hitungan tersimpan: sekarang ada %(now)s."),
    "cost_added": N("Biaya Rp%(n)s dicatat."),
    "tariff_saved": N("Ongkir Rp%(n)s tersimpan."),
    "sold_directly": N("Terjual langsung %(n)s, sisa %(now)s."),
    "till_signed": N("Ditandatangani. Uang hari ini ada di Buku uang."),
    "bon_came": N("Rp%(n)s masuk, bonnya berkurang."),
    "till_returned": N("Barang kembali dicatat. Keluarkan Rp%(n)s dari laci."),
    "lines_seen": NN("%(n)s uang yang sudah dicatat sekarang cocok dengan mutasi."),
    "direct_money": N("Rp%(n)s dicatat, disebut kelompok sendiri."),
    "sold_out": N("Dicatat habis: %(n)s dikeluarkan. Salah tekan? “Urungkan” ada di bawah barangnya."),
    "taken_back": NN("Diurungkan: %(n)s ada lagi."),
    "still_there": N("Terima kasih. Halaman barangnya menyebut masih ada."),
    "closed_today": N("Hari ini libur. Batas waktu menjawab ikut berhenti sampai besok pagi."),
    "open_again": N("Lapak buka lagi."),
    "claimed": N("Terima kasih. Uangnya akan dicocokkan."),
    "cancelled": N("Pesanan dibatalkan."),
    "steps_lifted": N("Tersimpan. Harga menurut jumlah yang jadi lebih mahal dari harga ini dihapus."),
    "nothing_to_buy": N("Tersimpan. Tidak ada lagi yang bisa dibeli, jadi barangnya tidak tampil di lapak."),
    "till_parked": N("Keranjang ditunda. Layani yang berikutnya."),
    "till_parked_away": N("Keranjang tunda dibuang."),
    "till_looked": N("Sudah dicatat. Terima kasih."),
    "till_taken": N("Dibukukan. Lihat notanya."),
    "till_dropped": N("Tidak dibukukan. Alasannya tersimpan."),
    "till_ended": N("Kasir itu sudah diakhiri. Kiriman berikutnya disisihkan dulu."),
    "written_down": N("Tercatat, barangnya disisihkan. Kirim tautannya ke pembeli."),
    "written_before": N("Chat yang sama sudah dicatat tadi. Ini catatannya."),
    "written_certain": N("Jadi pesanan, ditulis kelompok."),
    "written_withdrawn": N("Catatan dibatalkan, barangnya dijual lagi."),
    "written_confirmed": N("Terima kasih, pesanan Anda sudah masuk."),
    "quote_made_short": N(
        "Penawaran dibuat. Stok sekarang belum cukup untuk hari itu: catat dulu yang jadi, sebelum kantor menyetujui."
    ),
    "quote_made": N("Penawaran jadi. Kirim tautannya ke kantor: salin, atau tekan WhatsApp."),
    "link_sent": N("Dicatat. Tautannya berangkat ke e-mail atau WhatsApp yang ditulis waktu memesan."),
    "orders_forgotten": N("Sudah dilupakan di HP ini."),
    "pieces_cancelled": N("Isi pesanan dikurangi, tinggal %(n)s. Jumlah uangnya ikut berubah."),
    "less_taken": N("Rp%(n)s diterima sebagai lunas: sisanya tidak ditagih."),
    "confirmed_many": N("%(n)s pembayaran dicocokkan, semuanya Rp%(sum)s."),
    "confirmed_none": N("Belum ada yang dicocokkan: tagihan yang dipilih tidak ada lagi di baris itu."),
    "confirmed_sum": N("Uang Rp%(n)s sudah dicocokkan."),
    "confirmed_part": N("Rp%(n)s dicatat. Yang belum masuk terbaca di halaman pesanannya, juga oleh pembeli."),
    "account_gone": N("Akun sudah dihapus, dan Anda sudah keluar."),
    "claim_refused": N(
        "Dicatat. Pembeli membaca alasannya di halaman pesanannya. Kabar yang perlu dikirim ada di halaman pertama."
    ),
    "order_moved": N("Pesanan sudah diperbarui."),
    "not_handed_over": N("Dicatat: belum diserahkan. Semuanya seperti sebelumnya."),
    "fee_named": N("Ongkir Rp%(n)s dicatat. Pembeli menyetujuinya di halaman pesanannya."),
    "fee_accepted": N("Ongkir Rp%(n)s disetujui."),
    "message_ticked": N("Ditandai sudah dikirim."),
    "handing_over_asked": N("Diusulkan. Tidak ada yang berganti sebelum kelompok dan yang baru menjawab ya."),
    "news_seen": N("Dicatat: sudah dilihat."),
    "group_founded": N("Kelompok sudah terdaftar. Petugas wilayah akan melihatnya."),
    "invited": N("Undangan tercatat. Berlaku sesudah orangnya menjawab ya."),
    "helper_asked": N("Undangan tercatat. Ketua kelompok menyetujui dulu, lalu orangnya menjawab ya."),
    "invitation_withdrawn": N("Undangan dibatalkan."),
    "clock_confirmed": N("Dicatat: jamnya benar. Yang berakhir terlalu cepat diperiksa sekarang."),
    "sent_again": N("Dicoba kirim lagi. Yang tetap belum bisa, kembali ke sini."),
    "invitation_accepted": N("Selamat datang. Jawaban Ibu/Bapak sudah dicatat."),
    "invitation_declined": N("Dicatat: tidak. Tidak ada yang berubah di akun Anda."),
    "invitation_never": N("Dicatat. Undangan dari sana tidak akan sampai lagi."),
    "sign_in_and_go_on": N("Anda sudah keluar. Masuk lagi: yang tadi ditulis masih ada."),
    "sign_in_and_repeat": N("Yang tadi belum dilakukan. Masuk dulu, lalu ulangi."),
    "say_who_and_repeat": N("Yang tadi belum dilakukan. Sebut siapa dan PIN-nya dulu, lalu ulangi."),
    "gone_before": N("Yang tadi ditekan tidak ada di kelompok ini. Cari pesanannya di sini, lalu tekan lagi."),
    "group_asked": N(
        "Sudah disimpan. Yang bertanda menunggu baru dilihat pembeli sesudah ketua atau bendahara memastikannya, atau "
        "sesudah waktunya tanpa ada yang menghentikan."
    ),
    "fact_done": N("Sudah berlaku. Pembeli melihatnya sekarang."),
    "fact_dropped": N("Tidak jadi. Yang dilihat pembeli tetap seperti semula."),
    "left_group": N("Ibu/Bapak sudah keluar dari kelompok."),
    "pin_chosen": N("PIN tersimpan. Hanya Ibu/Bapak yang tahu."),
    "pin_changed": N("PIN sudah diganti."),
    "device_kept": N("HP ini sekarang milik kelompok."),
    "member_ended": N("Anggota sudah dikeluarkan."),
    "device_added": N("HP ini sekarang HP kelompok."),
    "device_ended": N("HP kelompok itu sudah dikeluarkan."),
    "group_checked": N("Kelompok sudah ditandai dicek."),
    "group_sent_back": N("Catatan disimpan. Ketua membacanya di halaman kelompoknya."),
    "group_suspended": N("Lapak ditutup sementara."),
    "account_typed": N("Rekening baru menunggu persetujuan orang kedua."),
    "account_approved": N("Rekening sudah disetujui."),
    "account_dropped": N("Rekening yang menunggu sudah dihapus."),
    "bazaar_drafted": N("Rancangan bazar dibuat. Tambahkan hari dan denahnya."),
    "bazaar_cancelled": N("Bazar dibatalkan. Siapa yang belum dikabari ada di daftar kabar."),
    "registration_open": N("Pendaftaran dibuka."),
    "registration_closed": N("Pendaftaran ditutup. Daftarnya belum dibekukan."),
    "undone": N("Langkah terakhir dibatalkan."),
    "comment_sent": N("Terima kasih, masukan Anda sampai ke petugas."),
    "appeal_sent": N("Keberatan terkirim. Jawabannya muncul di sini."),
    "appeal_answered": N("Jawaban dicatat. Kelompok membacanya di halaman bazarnya."),
    "stage_called_off": NN("Tersimpan. %(n)s acara sesudah jam itu batal; yang dimajukan, catat lagi di Acara."),
    "swap_asked": N("Ditanyakan. Kelompok itu menjawab di halaman bazarnya."),
    "swap_done": N("Stan sudah bertukar."),
    "swap_agreed": N("Keduanya setuju; karena ada yang dilangkahi, petugas memutuskan."),
    "swap_refused": N("Tidak jadi bertukar."),
    "stands_by": N("Tercatat: siap datang. Kalau ada stan yang cocok, tawarannya muncul di sini."),
    "stands_down": N("Tercatat: tidak jadi siap datang."),
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
    "goods_listed": NN("%(n)s barang dipasang di toko. Tambahkan fotonya satu per satu."),
    "goods_there": N("Semua barang di daftar ini sudah ada; tidak ada yang berubah."),
    "prices_saved": NN("Tersimpan: %(n)s harga atau isian berubah."),
    "registrations_imported": N("Pendaftaran dari lembar sudah masuk."),
    "judging_taken_back": N("Putusan itu ditarik kembali: pendaftarannya seperti sebelumnya."),
    "judged": N("Hasil pemeriksaan dicatat; belum terlihat oleh kelompok."),
    "number_drawn": N(
        "Angka undian dicatat. Tiap pendaftar membacanya di halamannya dan punya dua hari untuk berkeberatan."
    ),
    "correction_asked": N("Dicatat. Petugas lain memastikannya dulu; sampai itu tidak ada yang berubah."),
    "number_corrected": N("Dibetulkan. Tiap pendaftar membacanya di halamannya dan punya dua hari lagi."),
    "list_frozen": N("Daftar dibekukan. Siapa yang belum dikabari sidik jarinya ada di daftar kabar."),
    "objection_sent": N("Keberatan dikirim ke petugas."),
    "run_started": N("Perhitungan dimulai."),
    "run_cancelled": N("Perhitungan dibatalkan."),
    "pinned": N("Penempatan tetap dicatat. Hitung ulang supaya yang lain menyesuaikan."),
    "unpinned": N("Penempatan tetap dihapus."),
    "published": N("Pembagian diterbitkan. Siapa yang perlu Anda kabari sendiri ada di daftar kabar."),
    "application_saved": N("Rancangan tersimpan. Jangan lupa dikirim."),
    "application_sent": N("Pendaftaran terkirim. Urutan mendaftar tidak berpengaruh."),
    "application_withdrawn": N("Pendaftaran ditarik."),
    "answer_yes": N("Terima kasih. Sampai jumpa di bazar!"),
    "answer_no": N("Terima kasih sudah mengabari. Tempatnya kami tawarkan ke antrean."),
    "answer_yes_partly": N(
        "Dicatat: kelompok ikut pada hari yang batasnya belum lewat. Hari lain sudah ditawarkan ke antrean."
    ),
    "answer_keep": N("Dicatat: kelompok tetap ikut. Stannya tidak jadi dilepas."),
    "answer_no_partly": N("Terima kasih sudah mengabari. Batas menjawab sebagian harinya memang sudah lewat."),
    "answer_withdraw": N("Dicatat: kelompok tidak jadi ikut. Tempatnya kami tawarkan ke antrean."),
    "roles_done": N("Peran sudah diubah."),
    "roles_asked": N("Permintaan dicatat. Kapan berlakunya tertulis di bawah; lebih cepat begitu disetujui."),
    "fee_taken_back": N("Catatan uang ditarik kembali; biaya stannya menunggu pembayaran lagi."),
    "succession_asked": N(
        "Permintaan dicatat. Satu anggota lagi perlu ikut meminta, lalu pendamping atau petugas memastikan."
    ),
    "refund_undone": N("Ditarik kembali; Rp%(n)s masih harus dikembalikan ke pembeli."),
    "courier_cost_undone": N("Ongkirnya ditarik dari buku; yang dipotong dari uang pembeli ikut kembali."),
    "payment_taken_back": N("Catatan uang ditarik kembali; pesanannya menunggu pembayaran lagi."),
    "refund_granted": N("Rp%(n)s dicatat. Pembeli melihat bahwa uangnya akan kembali."),
    "refund_paid": N("Dicatat: Rp%(n)s sudah kembali ke pembeli. Kalau keliru, tarik kembali dari halaman pesanannya."),
    "share_answered": N("Jawaban disimpan. Halaman pembagian mengikuti jawaban ini mulai sekarang."),
    "consent_given": N("Persetujuan dicatat."),
    "consent_withdrawn": N("Persetujuan sudah ditarik."),
    "withdrawn": N("Barang sudah ditarik dari toko."),
}


def refusal_sentence(refusal: Refused) -> str:
    """A refusal in the reader's language."""
    return in_words(REFUSALS[refusal.code], shown(refusal.params), refusal.params)


def told(code: str, numbers: Mapping[str, int | date]) -> str:
    """A word of thanks with its numbers, as a cookie carries it: `received.n:30.now:45`. A day is that of its count."""
    counts = {name: each.toordinal() if isinstance(each, date) else each for name, each in numbers.items()}
    return ".".join([code, *(f"{name}:{number}" for name, number in counts.items())])


def words(carried: str) -> str:
    """A word of thanks; nothing for a code that is not ours, or numbers that it does not name."""
    code, *numbers = carried.split(".")
    pairs = (each.partition(":") for each in numbers)
    counts = {name: number for name, _, text in pairs if (number := whole(text)) is not None}
    found = WORDS.get(code, "")
    if named_in(found) != counts.keys():
        return ""
    return in_words(found, {name: _carried(name, number) for name, number in counts.items()}, counts)


def _carried(name: str, number: int) -> str:
    if name not in DAYS:
        return grouped(number)
    return shown_day(date.fromordinal(max(1, min(number, date.max.toordinal()))), year=True)


def named_in(sentence: str) -> set[str]:
    """The parameters that a sentence has."""
    return set(PARAMETER.findall(sentence))


ROLES: dict[str, str] = {
    "chair": N("ketua"),
    "treasurer": N("bendahara"),
    "member": N("anggota"),
    "device": N("HP kelompok"),
    "facilitator": N("pendamping"),
    "officer": N("petugas"),
    "admin": N("admin"),
}


THINGS: dict[str, str] = {
    "stage": N("Panggung"),
    "toilet": N("Toilet"),
    "entrance": N("Pintu masuk"),
    "first_aid": N("P3K"),
    "parking": N("Parkir"),
    "prayer": N("Musala"),
}


def thing(code: str) -> str:
    """What a landmark is called; anything else as it is."""
    return gettext(THINGS[code]) if code in THINGS else code


def shown(params: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts as people write them, roles as they are called."""
    return {name: _shown(name, value) for name, value in params.items()}


def _shown(name: str, value: Any) -> Any:
    if name in ("old", "new", "amount") and isinstance(value, int):
        return rupiah(value)
    if isinstance(value, datetime):
        return shown_moment(value, settings().zone)
    if name in ("watt", "drawn", "most") or (name == "n" and isinstance(value, int)):
        return grouped(value)
    if name == "who":
        return any_of([gettext(ROLES.get(role, role)) for role in str(value).split(", ")])
    if name == "what" and isinstance(value, str):
        return thing(value)
    return value
