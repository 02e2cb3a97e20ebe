"""Why something cannot be done with a bazaar from its draw on: allotting, booking, the day itself, and after."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "turnover_dash": N("Tulis 0 kalau tidak ada penjualan, atau kosongkan kalau belum mau mengisi."),
    "turnover_too_large": N("Paling banyak Rp%(most)s sehari. Periksa jumlah nolnya."),
    "turnover_needed": N("Tulis berapa penjualannya, 0 kalau tidak ada."),
    "turnover_too_early": N("Penjualan diisi sesudah hari itu mulai."),
    "turnover_closed": N("Waktu mengisi penjualan hari itu sudah lewat."),
    "turnover_no_booth": N("Petugas mencatat kelompok ini tanpa stan hari itu. Hubungi petugas bila keliru."),
    "turnover_absent": N("Petugas mencatat kelompok ini tidak hadir hari itu. Hubungi petugas bila keliru."),
    "turnover_is_theirs": N("Kelompok itu sudah mengisi sendiri."),
    "not_the_hours": N("Pengunjung dihitung dari satu jam sebelum buka sampai satu jam sesudah tutup."),
    "link_unclear": N("Tulis tautan lengkap yang mulai dengan https://."),
    "slot_called_off": N("Pada hari dan jam itu ada yang dibatalkan. Pilih jam mulai yang lain."),
    "slots_overlap": N("Hari ini sudah ada pada jam yang bertumpang tindih."),
    "booth_taken": N("Stan ini baru saja diisi kelompok lain."),
    "booths_none": N("Belum ada stan yang dipilih."),
    "choose_booths": N("Pilih stan yang ada; dua stan harus berdampingan dalam satu blok."),
    "number_drawn_wrong": NN("Angka undian bazar ini %(n)s angka, tanpa titik, koma, atau spasi."),
    "number_the_same": N("Angka ini sudah tercatat."),
    "frozen_too_late": N(
        "Semua saat yang disebut sudah lewat sebelum daftar dibekukan, jadi angkanya tidak berlaku. Sebut sumber lain."
    ),
    "moment_unknown": N("Pilih salah satu saat yang sudah disebut."),
    "objections_open": N("Kelompok masih boleh berkeberatan atas angka undian sampai %(until)s."),
    "objections_over": N("Dua hari untuk berkeberatan sudah lewat."),
    "objections_unanswered": NN("Masih ada %(n)s keberatan atas angka undian yang belum dijawab."),
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
    "files_swapped": N("Dua berkasnya tertukar: yang pertama instance.json, yang kedua plan.json."),
    "plan_of_another": N(
        "Rencana ini bukan dari daftar ini: dibuat untuk sidik jari %(told)s, sidik jari daftar ini %(true)s. Ambil "
        "keduanya dari bazar yang sama."
    ),
    "whole_number": N(
        "%(name)s dalam rencana tertulis %(told)s. Semestinya bilangan bulat, 0 atau lebih, tanpa tanda kutip."
    ),
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
    "appeal_over": N("Batas mengajukan keberatan sudah lewat."),
    "swap_slots_differ": N("Kedua kelompok harus sudah menjawab ikut di hari-hari yang sama."),
    "swap_fits_not": N("Kedua tempat ini tidak bisa ditukar menurut aturan bazar. Coba kelompok lain."),
    "swap_by_two": N(
        "Dua kelompok diwakili dua orang: yang mengajak bertukar tidak bisa menjawabnya juga, begitu pula yang masuk "
        "dengan kodenya. Anggota lain atau petugas yang menjawab."
    ),
    "swap_over": N("Menjelang bazar stan tidak bisa ditukar lagi. Hubungi petugas."),
    "swap_open": N("Selesaikan dulu permintaan tukar yang masih terbuka."),
    "slot_over": N("Hari itu sudah mulai, lewat, atau dibatalkan."),
    "spot_unfit_now": N(
        "Stan %(booths)s tidak cocok untuk kelompok ini: ukuran, kebutuhannya, atau daya listrik di sana. Pilih yang "
        "lain."
    ),
    "slot_not_running": N("Ini hanya selama hari bazarnya berlangsung."),
    "draw_done": N("Angka undian sudah diambil; kapan dan di mana tidak berubah lagi."),
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
    "booth_not_free": N(
        "Stan itu tidak kosong lagi: kelompok lain baru saja menempatinya, atau stannya rusak. Yang masih kosong "
        "disebut di halaman ini."
    ),
    "booth_given_on": N("Stan ini sudah dilepas untuk hari ini. Beri kelompok stan lain yang kosong."),
    "holders_only": N("Ini hanya bisa dikerjakan %(agency)s, yang menyelenggarakan bazar ini."),
    "nobody_reads_complaints": N(
        "Tidak ada yang bisa membaca aduan tentang bazar ini. Pakailah jalan lain yang disebut di halaman ini."
    ),
    "no_group_ticked": N("Centang dulu kelompoknya."),
    "nobody_ticked": N("Centang dulu pendaftaran yang diputuskan."),
    "choice_unknown": N("Pilih salah satu yang tersedia."),
    "own_side": N(
        "Ini kelompok Ibu/Bapak sendiri, atau yang Ibu/Bapak dampingi. Minta rekan lain yang memutuskan; 30 hari "
        "sesudah keluar dari sana bisa lagi."
    ),
    "answered_already": N("Kelompok ini sudah menjawab, atau tidak ditanya lagi. Inilah keadaan terbarunya."),
    "notice_opened_elsewhere": N(
        "Tautan ini sudah dibuka di HP lain, jadi di sini tidak bisa. Minta tautan baru kepada panitia."
    ),
    "nobody_to_tell": N("Sekarang tidak ada kelompok seperti itu di bazar ini."),
    "already_so": N("Sudah begitu. Tidak ada yang berubah."),
}
