"""Why something cannot be done with a cart, an order and a parcel."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "day_past": N("Hari itu sudah lewat."),
    "qris_amount": N("Sekali bayar dengan QRIS paling sedikit Rp1 dan paling banyak Rp10.000.000."),
    "unsaid_who": N("Belum tersimpan: HP ini belum tahu siapa yang memegangnya. Periksa, lalu tekan sekali lagi."),
    "not_done_yet": N("Belum tersimpan: sebelum ini terkirim, Anda sudah keluar. Periksa, lalu tekan sekali lagi."),
    "number_too_small": N("Paling sedikit %(n)s."),
    "text_too_short": NN("Terlalu pendek: paling sedikit %(n)s huruf."),
    "text_too_long": NN("Terlalu panjang: paling banyak %(n)s huruf."),
    "proof_by_nothing": N("E-mail belum bisa dibuktikan di sini. Pakai nomor HP."),
    "app_needed": N("Admin selalu masuk dengan kode dua langkah, jadi tidak bisa dimatikan."),
    "terms_needed": N("Centang kotak ini kalau Anda setuju."),
    "courier_shape": N(
        "Tulis kurir yang dikenal, misalnya JNE, J&T atau Pos Indonesia, atau “kurir kelompok”. "
        "Nama lain ditulis anggota dari akunnya sendiri."
    ),
    "tracking_shape": N("Tulis nomor resi seperti dicetak kurir, satu kata, misalnya JP1234567890, atau kosongkan."),
    "ways_elsewhere": N("Cara mengirim ke tempat ini ada di bawah. Pilih, lalu buat pesanan."),
    "village_needed": N("Pilih kelurahan atau desa tujuan, supaya ongkirnya bisa dihitung."),
    "village_of_street": N(
        "Anda menulis alamat: pilih juga kelurahan atau desanya. Mau diambil sendiri? Kosongkan alamatnya."
    ),
    "address_needed": N("Tulis jalan dan nomor rumah untuk kurir."),
    "variant_gone": N("%(name)s tidak dijual lagi, jadi tidak ikut dipesan. Periksa jumlahnya, lalu tekan lagi."),
    "variant_unknown": N("Barang ini tidak dijual lagi."),
    "tariff_too_many": NN(
        "Paling banyak %(n)s tarif. Hapus yang tidak dipakai, atau pakai satu tarif untuk satu kota."
    ),
    "step_too_many": NN("Satu pilihan paling banyak %(n)s harga. Hapus salah satu dulu."),
    "ask_first": N("Kelompok belum memastikan %(name)s masih ada. Tanyakan dulu lewat WhatsApp."),
    "nothing_left": N("%(name)s baru saja habis."),
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
    "own_offer": N("Penawaran disetujui kantor yang memesan, bukan kelompok sendiri."),
    "state_moved": N("Ini baru saja berubah. Inilah keadaan terbarunya."),
    "quote_moved": N("Penawaran ini sudah disetujui atau ditarik. Inilah keadaannya sekarang."),
    "notice_is_groups": N("Tautan ini milik kelompok. Petugas mencatat jawaban dari daftar kabar bazar."),
    "notice_over": N("Kabar ini tidak menunggu jawaban lagi."),
    "not_paid_yet": N("Uangnya belum dicocokkan. Sesudah itu pesanan bisa disiapkan."),
    "rest_not_paid": N("Sisa uangnya belum dicocokkan. Sesudah itu barangnya bisa diserahkan."),
    "too_late": N("Waktunya sudah lewat."),
    "reason_needed": N("Tulis alasannya, supaya yang membacanya mengerti."),
    "courier_cost_too_much": N("Ongkir yang terlanjur keluar paling banyak seharga paketnya, %(n)s."),
    "lot_recalled": N(
        "Di pesanan ini ada barang dari kode yang ditarik. Yang bisa dilakukan tertulis di halaman pesanannya."
    ),
    "no_other_lot": N("Tidak ada %(name)s dari kode lain. Kurangi isi pesanan, atau batalkan pesanannya."),
    "no_other_lot_for_last": N("Tidak ada %(name)s dari kode lain. Batalkan pesanannya."),
    "fee_rests": N("Penjual sedang memeriksa barangnya. Belum perlu menyetujui ongkir: tunggu kabarnya."),
    "recall_by_helper": N("Kode yang ditarik dibuka lagi oleh pendamping atau petugas, sesudah mereka memeriksanya."),
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
    "card_amount": N("Kartu hanya sampai %(n)s sekali bayar."),
    "parts_needed": N("Isi bagian paling sedikit satu anggota."),
    "month_shared": N("Bulan ini sudah dicatat pembagiannya."),
    "month_not_over": N("Bulan itu belum selesai."),
    "nothing_to_share": N("Di bulan itu tidak ada yang dibagi."),
    "nobody_to_share": N("Belum ada anggota yang mendapat bagian."),
    "offer_lacks_goods": N(
        "Barangnya belum tercatat cukup di %(group)s. Kabari kelompoknya, lalu setujui lagi sesudah dicatat: "
        "penawaran ini tetap berlaku."
    ),
    "quote_over": N("Masa berlaku penawaran ini sudah lewat."),
    "quote_empty": N("Isi jumlah paling sedikit satu barang, paling banyak tiga puluh."),
    "written_empty": N("Isi jumlah paling sedikit satu barang."),
    "written_too_long": NN("Paling banyak %(n)s macam barang dalam satu catatan. Buat catatan kedua."),
    "written_too_many": NN("Sudah %(n)s catatan menunggu pembelinya. Selesaikan atau batalkan dulu beberapa."),
    "written_more": N("Paling banyak %(n)s lewat tautan ini. Untuk lebih banyak, minta kelompoknya mencatat lagi."),
    "written_moved": N("Catatan ini sudah dikonfirmasi, ditarik, atau lewat waktunya."),
    "written_over": N("Waktu untuk mengonfirmasi sudah lewat. Minta kelompoknya mencatat lagi."),
    "own_written": N("Catatan ini dikonfirmasi pembelinya, dari HP-nya sendiri."),
    "variant_gone_here": N("Barang ini tidak dijual lagi oleh kelompok ini."),
    "nicknames_too_many": NN("Paling banyak %(n)s sebutan. Hapus dulu yang tidak dipakai."),
    "quote_needs_account": N("Isi dulu rekening kelompok: kantor membayar lewat transfer."),
    "step_dearer": N("Harga untuk jumlah banyak tidak boleh lebih mahal dari harga satuan."),
    "fee_for_nothing": N("Yang diambil sendiri tidak pakai ongkir. Kosongkan ongkirnya, atau ganti pengirimannya."),
    "fee_unclear": N("Tulis ongkirnya dengan angka, misalnya 15.000."),
    "digits_missing": N("Kurang %(n)s angka: tulis empat angka terakhir nomor HP Anda, atau nomornya lengkap."),
    "lookup_wrong": N("Nomor pesanan dan empat angka itu tidak cocok. Periksa lagi kabar yang Anda terima."),
    "tariff_taken": N("Untuk wilayah itu sudah ada ongkir. Hapus dulu yang lama."),
}
