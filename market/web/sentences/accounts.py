"""Why something cannot be done with an account, signing in, numbers, roles and who joins."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "admin_already": N("Orang ini sudah admin."),
    "admin_agrees_first": N("Admin lain menyetujui dulu."),
    "deputy_ends_before": N("Hari terakhir harus sesudah hari mulai, dan belum lewat."),
    "deputy_too_long": NN("Paling lama %(n)s hari. Sesudah itu bisa ditunjuk lagi."),
    "deputy_already": N("Sudah ada pelaksana harian. Akhiri dulu yang ada."),
    "phone_taken": N("Nomor ini sudah punya akun. Masuk saja, atau buktikan bahwa nomor itu sekarang milik Anda."),
    "email_taken": N("E-mail ini sudah punya akun. Masuk saja, atau buktikan bahwa e-mail itu milik Anda."),
    "proved_by_inviter": N(
        "Nomor ini dibuktikan dalam telepon orang yang mengundang. Buktikan lagi di Akun lewat petugas lain atau admin."
    ),
    "proved_elsewhere": N(
        "Nomor ini dibuktikan dalam telepon petugas wilayah lain. Buktikan lagi di Akun lewat petugas wilayah ini atau "
        "admin."
    ),
    "contact_moved": N("Nomor ini baru saja dibuktikan akun lain, atau kodenya lewat waktu. Minta kode baru."),
    "app_code_wrong": N(
        "Kode ini tidak cocok atau sudah dipakai. Tunggu angka berikutnya di aplikasi, lalu coba lagi."
    ),
    "app_already": N("Kode dua langkah sudah menyala. Matikan dulu kalau mau ganti HP."),
    "password_too_short": N("Kata sandi paling sedikit 8 huruf."),
    "password_common": N("Kata sandi ini terlalu mudah ditebak. Coba tiga kata yang Anda ingat."),
    "code_wrong": N("Kode ini tidak cocok atau sudah lewat 24 jam. Minta kode baru."),
    "codes_enough": N(
        "Hari ini sudah 5 kode untuk orang ini. Minta pendamping atau petugas lain, atau tunggu sampai besok."
    ),
    "code_by_others": N(
        "Kode untuk orang ini diberikan orang lain: pendamping semua kelompoknya, petugas wilayahnya, atau admin."
    ),
    "met_by_others": N("Ini ditekan pendamping atau petugasnya yang lain, bukan yang memberi kode."),
    "pin_code_wrong": N("Kode ini tidak cocok atau sudah lewat 24 jam. Minta kode baru ke ketua."),
    "invitation_over": N("Undangan ini tidak berlaku lagi. Minta diundang lagi kalau masih perlu."),
    "invites_herself": N("Ini nomor atau e-mail Ibu/Bapak sendiri. Mengundang diri sendiri tidak bisa."),
    "chair_agrees_first": N("Ketua kelompok perlu menyetujui dulu. Sesudah itu Ibu/Bapak bisa menjawab di sini."),
    "handing_over_already": N("Serah terima sudah diusulkan dan belum dijawab. Tunggu, atau batalkan dulu."),
    "invited_already": N("Sudah diundang dan belum menjawab. Tunggu, atau batalkan dulu."),
    "too_many_by_name": NN("Sudah ada %(n)s nama yang belum memakai kodenya. Batalkan yang tidak jadi."),
    "identifier_unproved": N(
        "Untuk tugas ini %(identifier)s harus terbukti milik Ibu/Bapak. Buktikan dulu di Akun, lalu jawab lagi."
    ),
    "member_not_helper": N("Anggota kelompok ini tidak bisa menjadi pendampingnya. Keluar dulu dari kelompok."),
    "helps_already": N("Ibu/Bapak sudah mendampingi kelompok ini."),
    "pin_unclear": N("PIN terdiri dari empat angka."),
    "pin_too_easy": N("PIN ini terlalu mudah ditebak. Pilih empat angka lain."),
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
    "contact_is_proved": N(
        "Nomor atau e-mail ini sudah dibuktikan pemilik akun lain. Minta kode lewat pesan, atau minta admin menelepon."
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
    "not_yours_to_agree": N("Ini bukan untuk Anda setujui atau hentikan."),
    "successor_asks_herself": N("Calon ketua harus salah satu dari dua anggota yang meminta."),
    "helper_no_role": N("Pendamping tidak bisa memegang peran di kelompok yang didampinginya."),
    "role_change_open": N("Perubahan peran untuk anggota ini masih berjalan. Selesaikan dulu yang itu."),
    "role_held": N(
        "Ibu/Bapak masih memegang uang atau memimpin %(group)s. Keluar dulu di halaman Anggota: yang lain melihatnya, "
        "dan di sana tertulis kapan berlakunya; lebih cepat begitu mereka setuju. Sesudah itu akun bisa dihapus."
    ),
    "only_chair_here": N(
        "Ibu/Bapak satu-satunya ketua %(group)s. Tunjuk ketua lain dulu di halaman Anggota, lalu keluar dari sana."
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
    "link_used": N("Tautan ini sudah dipakai atau sudah lewat waktunya. Minta yang baru."),
    "pin_device_only": N("PIN dipakai di HP kelompok."),
}
