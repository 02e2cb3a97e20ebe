"""Why something cannot be done with bills, payments, accounts and what is sent to groups."""

from market.kernel.language import mark as N

REFUSALS: dict[str, str] = {
    "transfer_full": N("Transfer ke kelompok ini sedang penuh. Pilih cara bayar lain, atau coba besok."),
    "qris_unclear": N("Ini bukan kode QRIS usaha. Isinya dimulai dengan 000201."),
    "qris_checksum": N("Kode QRIS ini tidak utuh: angka pengujinya tidak cocok. Salin atau foto lagi."),
    "qris_foreign": N("Kode ini bukan untuk rupiah di Indonesia."),
    "qris_transfer": N(
        "Ini kode untuk transfer atau tarik tunai, bukan kode usaha. Minta QRIS usaha ke penyedia Anda."
    ),
    "rests_after_code": N(
        "Anda masuk dengan kode, jadi ini menunggu sampai %(until)s. Stok, pesanan, dan kemasan sudah bisa dikerjakan. "
        "Bisa lebih cepat: minta pendamping atau petugas yang melihat Anda menekan “Sudah bertemu”."
    ),
    "not_own_order": N("Uang pesanan sendiri diurus anggota lain atau petugas; di usaha perorangan juga pendamping."),
    "account_needs_both_helpers": N(
        "Ketua dan bendahara sudah lama tidak bisa masuk. Pendamping mengetik rekeningnya, petugas menyetujui."
    ),
    "group_closed_no_account": N("Lapak sedang ditutup petugas. Rekening bisa diganti sesudah dibuka."),
    "account_asker_gone": N("Yang mengetik rekening ini sudah tidak di sini lagi. Ketik sekali lagi, lalu setujui."),
    "number_is_yours": N(
        "Pesanan ini memakai nomor HP Anda. Cocokkan lewat baris mutasi rekening, atau minta yang lain mencocokkan."
    ),
    "proved_number_is_yours": N("Pesanan ini memakai nomor HP Anda. Minta bendahara lain atau petugas mencocokkannya."),
    "second_look_by_another": N(
        "Yang menekan harus orang lain: bukan pembelinya, dan tidak dengan PIN yang mungkin diketahui pembelinya."
    ),
    "debt_by_another": N(
        "Bon ini memakai nomor HP orang yang memberi kode untuk PIN Anda. Catat dari akun Anda sendiri, atau minta "
        "anggota lain."
    ),
    "payer_too_close": N(
        "Yang memesan memberi Anda peran atau jalan masuk, atau sebaliknya, kurang dari 30 hari lalu. "
        "Minta bendahara lain, anggota lain, atau petugas; di usaha perorangan juga pendamping."
    ),
    "account_needs_group": N("Ketua atau bendahara perlu ikut menyetujui rekening kelompoknya."),
    "others_can": N("Di kelompok ini ada yang bisa memastikannya sendiri: anggota lain, pendamping, atau petugas."),
    "not_yours_to_take_back": N(
        "Hanya yang mencatat uangnya yang bisa menarik catatan itu kembali. Kalau ia sudah keluar, yang sekarang "
        "memastikan uang."
    ),
    "goods_have_left": N(
        "Catatan ini tidak bisa ditarik lagi: barangnya sudah berangkat atau diserahkan, atau bazarnya sudah mulai."
    ),
    "later_payment_first": N("Sesudah ini masih ada uang lain yang dicatat. Tarik yang terakhir dulu."),
    "refund_stands": N("Uang dari pembayaran ini sudah dijanjikan atau dikembalikan: catatan pembayarannya tetap."),
    "form_used": N("Formulir ini sudah dipakai. Muat ulang halamannya, lalu isi lagi."),
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
    "refund_nothing": N("Tulis berapa yang dikembalikan, paling banyak %(n)s."),
    "refund_too_much": N("Yang masih bisa dikembalikan paling banyak %(n)s."),
    "card_by_itself": N("Pembayaran kartu tercatat sendiri begitu Stripe mengabari."),
    "card_mismatch": N("Pembayaran kartu ini tidak cocok dengan tagihannya, jadi tidak dicatat."),
    "card_too_small": N("Jumlahnya terlalu kecil untuk kartu. Pilih cara bayar lain."),
    "card_refused": N("Halaman pembayaran kartu belum bisa dibuka. Coba lagi, atau pilih cara bayar lain."),
    "card_away": N("Stripe sedang tidak menjawab. Belum ada uang yang berpindah. Coba lagi sebentar lagi."),
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
    "bill_closed": N("Tagihan ini sudah selesai."),
    "claim_decided": N("Pengakuan ini sudah diperiksa."),
}
