"""Why something cannot be done with a group, who helps it and who decides for it."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "turnover_moved": N(
        "%(name)s baru saja mengisi penjualan ini juga. Inilah angkanya sekarang: betulkan bila perlu, lalu simpan."
    ),
    "led_by_is_theirs": N("Hanya kelompok sendiri yang menyatakan siapa yang memimpinnya, dari akun ketuanya sendiri."),
    "admin_too_close": N(
        "Dua admin dihitung satu orang selama 30 hari sesudah yang satu menjadi admin atau masuk lagi lewat yang lain. "
        "Minta admin lain."
    ),
    "office_unknown": N("Kantor itu belum ada di wilayah itu. Tulis namanya sama seperti di daftar petugas."),
    "own_successor": N("Pengganti harus orang lain."),
    "colleague_already": N("Orang ini sudah memegang kantor ini."),
    "looks_from_outside": N("Pimpinan ini ditunjuk pengelola Dermaga. Hanya pengelola yang mengakhirinya."),
    "account_waits": N("Tunggu sampai orang kedua menyetujui."),
    "account_number_unclear": N("Tulis nomor rekening dengan angka saja, misalnya 1234567890."),
    "proof_wrong": N("Kode ini tidak cocok atau sudah lewat waktunya. Periksa lagi, atau minta kode baru."),
    "sign_in_wrong": N("Nomor atau kata sandinya belum cocok. Periksa lagi, atau minta kode lewat ketua kelompok."),
    "password_wrong": N("Kata sandi sekarang belum cocok. Coba lagi."),
    "sign_in_again": N("Keluar dulu, masuk lagi, lalu ulangi ini dalam lima menit. Begitu kami tahu ini benar Anda."),
    "code_unclear": N("Kode berisi delapan huruf dan angka, misalnya ABCD-EFGH."),
    "code_two_admins": N(
        "Kode untuk admin perlu dua admin lain: satu meminta, yang kedua memberi. Tidak untuk diri sendiri."
    ),
    "pin_only_own": N("PIN dibuat oleh pemiliknya sendiri. Kalau lupa, beri dia kode PIN."),
    "pin_in_own_account": N("%(name)s punya akun: PIN dibuat sendiri di halaman ini, sesudah masuk."),
    "pin_or_password_wrong": N("PIN lama atau kata sandi ini belum cocok. Coba lagi."),
    "pin_differs": N("Kedua PIN belum sama. Ketik lagi."),
    "asker_gone": N("Yang mengusulkan bukan ketua atau bendahara lagi. Minta diusulkan lagi oleh ketua yang sekarang."),
    "name_in_group": N(
        "Sudah ada yang bernama %(name)s di kelompok ini, atau diundang. Tambahkan yang membedakan, misalnya nama "
        "belakang atau kampungnya."
    ),
    "letter_ticked_by_another": N(
        "Kabar ini tentang pekerjaan orang yang memberi Anda kode untuk PIN. Anda boleh mengirimnya; yang mencatat "
        "“sudah dikirim” anggota lain dengan akunnya sendiri, atau pendamping."
    ),
    "phone_named_like_person": N(
        "Itu nama orang: anggota, pendamping, atau petugas kelompok ini. Nanti yang dikerjakan di HP ini disangka "
        "kerjanya. Beri HP ini nama lain, misalnya HP %(name)s."
    ),
    "invitation_needs_code": N(
        "Nomor atau e-mail ini belum terbukti milik Ibu/Bapak. Ketik kode undangan dari yang mengundang; "
        "atau buktikan dulu di Akun, Nomor HP dan e-mail."
    ),
    "invitation_code_wrong": N(
        "Kode undangan ini salah atau sudah lewat 24 jam. Cocokkan lagi, atau minta kode baru ke yang mengundang."
    ),
    "helper_no_member": N("Pendamping kelompok ini tidak bisa menjadi anggotanya. Akhiri dulu tugas mendampingi."),
    "group_closed_no_phone": N("Lapak sedang ditutup petugas. HP kelompok bisa dipasang lagi sesudah dibuka."),
    "pin_wrong": N("PIN belum cocok. Coba lagi."),
    "group_closed_stand_in": N("Lapak sedang ditutup petugas. Pengganti bendahara bisa ditunjuk sesudah dibuka."),
    "group_closed_officer": N("Lapak sedang ditutup: hanya petugas yang memutuskan perubahan peran."),
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
    "stand_in_somebody_else": N("Pilih orang lain sebagai pengganti."),
    "stand_in_named": N("Bendahara ini sudah punya pengganti. Akhiri dulu yang itu."),
    "name_reads_alike": N(
        "Ada kelompok yang sudah dicek dinas dengan nama yang terbaca sama di kota ini. Tambahkan nama kelurahan."
    ),
    "closed_reads_alike": N(
        "Nama ini terbaca sama dengan kelompok yang ditutup di kota ini. Bandingkan orangnya, lalu centang kalau "
        "kelompok lain."
    ),
    "not_own_account": N("Yang mengetik rekening tidak boleh menyetujuinya. Minta anggota lain atau pendamping."),
    "village_unknown": N("Kelurahan atau desa ini belum kami kenal. Ketik beberapa huruf namanya, lalu pilih."),
    "village_unclear": N("Yang mana tempatnya? Pilih salah satu di bawah."),
    "village_elsewhere": N("Tempat ini di luar wilayah Anda."),
    "moves_away": N("Kelompok ini sedang pindah. Petugas di tempat barunya yang menandai sesudah pindahnya selesai."),
    "closed_stays": N("Lapak sedang ditutup petugas. Pindah bisa sesudah dibuka lagi."),
    "last_chair": N("Kelompok perlu satu ketua. Tunjuk ketua lain dulu."),
    "member_already": N("Orang ini sudah menjadi anggota."),
    "certificate_too_many": NN("Sudah ada %(n)s izin. Hapus dulu yang tidak berlaku lagi."),
    "photo_gone": N("Fotonya perlu dipilih lagi."),
    "proof_unreadable": N("Bukti ini belum bisa kami baca. Kirim foto, tangkapan layar, atau PDF sampai 5 MB."),
    "pin_first": N("Buat PIN Anda dulu, di nama Anda di halaman ini: HP kelompok mengenal Anda dari PIN itu."),
    "chat_without_goods": N("Di chat ini tidak ada barang Anda yang bisa kami baca. Pilih barangnya di bawah."),
    "good_unclear": N("Pilih barangnya, atau “Tidak dicatat”."),
    "buyer_unknown": N("Nomor ini belum pernah memesan di sini. Isi namanya."),
    "count_missing": N("Tulis dulu jumlahnya. Belum ada yang dicatat."),
    "till_who": N("Pilih siapa yang menjual."),
    "village_unlisted": N(
        "Kelurahan atau desa ini belum kami kenal. Tulis kelurahan, kecamatan dan kotanya, seperti Girian Bawah, "
        "Girian, Bitung."
    ),
    "village_several": N("Ada beberapa tempat dengan nama itu: %(names)s. Tulis juga kecamatan dan kotanya."),
    "village_alike_here": N("%(name)s ada di luar wilayah Anda. Barangkali maksudnya: %(names)s."),
    "village_alike": N("Tidak ada kelurahan atau desa bernama %(name)s. Barangkali maksudnya: %(names)s."),
    "price_changed_meanwhile": N("Barang ini baru saja diubah orang lain. Muat ulang halaman ini, lalu ubah lagi."),
    "kind_unlisted": N("Jenis “%(what)s” bukan kelompok atau usaha perorangan; ditulis sebagai kelompok."),
    "without_phone": N(
        "Tanpa nomor HP: kabarnya Anda antar sendiri. Kalau ketuanya nanti punya nomor, tulis di halaman kelompoknya."
    ),
    "phones_left": N("Satu sel berisi dua nomor: dipakai %(name)s, tidak dipakai %(names)s. Benarkah begitu?"),
    "place_unclear": N("Ada beberapa wilayah bernama begitu. Pilih salah satu."),
    "place_perhaps": N("Maksudnya %(name)s? Pilih di bawah, atau tulis nama kota, kecamatan, atau kelurahannya."),
    "place_unknown": N(
        "Tempat ini tidak kami kenal. Tulis nama kota, kecamatan, atau kelurahannya, misalnya Girian, Bitung."
    ),
    "area_unknown": N("Wilayah ini tidak ada. Tulis nama kota atau kabupatennya, misalnya Kota Bitung."),
}
