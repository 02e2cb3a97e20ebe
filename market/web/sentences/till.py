"""Why something cannot be done with selling at the door."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "number_too_large": N("Paling banyak %(n)s."),
    "amount_too_large": N("Jumlah ini terlalu besar."),
    "not_yours_to_do": N("Ini hanya bisa dilakukan %(who)s."),
    "shown_moved": N("Isinya berubah sesudah halaman ini dibuka. Inilah isinya sekarang: periksa dulu, lalu putuskan."),
    "day_to_come": N("Hari itu belum tiba."),
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
    "till_empty": N("Belum ada barang di keranjang. Pilih dulu yang dibeli."),
    "till_too_few": N("Di buku hanya ada %(n)s %(name)s. Kalau memang terjual lebih, centang di bawah."),
    "till_not_weighed": N("Barang ini tidak dijual per timbangan. Tulis jumlahnya."),
    "till_discount": N("Potongan paling banyak %(n)s%%, yaitu %(new)s. Ketua yang mengaturnya."),
    "till_price_rose": N("Harga %(name)s sudah naik sejak halaman ini dibuka. Periksa lagi jumlah uangnya."),
    "till_parked_many": NN("Sudah ada %(n)s keranjang yang ditunda. Selesaikan atau buang dulu yang lama."),
    "till_parked_gone": N(
        "Keranjang tunda ini sudah dijual atau dibuang, atau lewat satu setengah hari. Kalau memang masih dipakai, "
        "tekan sekali lagi."
    ),
    "till_parked_over": N("Keranjang itu sudah dijual atau dibuang, atau lewat satu setengah hari."),
    "till_gift": N("Gratis? Tulis dulu alasannya dalam satu kalimat."),
    "till_cash_short": N("Uangnya %(old)s, harganya %(new)s. Masih kurang."),
    "till_no_bon": N("Ketua tidak mengizinkan bon."),
    "till_too_many": NN("Paling banyak %(n)s macam barang sekali jual. Bagi jadi dua penjualan."),
    "till_other": N("HP ini sudah menjadi kasir lain. Muat ulang halamannya."),
    "tills_too_many": NN("Sudah ada %(n)s HP kasir. Akhiri dulu yang tidak dipakai."),
}
