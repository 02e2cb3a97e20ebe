"""Why something cannot be done with goods and what there is of them."""

from market.kernel.language import mark as N
from market.kernel.language import mark_counted as NN

REFUSALS: dict[str, str] = {
    "category_has_goods": N("Kategori ini masih dipakai barang. Pindahkan barangnya dulu."),
    "text_unclear": N("Ada huruf atau tanda yang tidak bisa dipakai di sini."),
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
    "product_changed": N("Barang ini baru saja diubah orang lain. Periksa isian terbaru, lalu simpan lagi."),
    "photo_unreadable": N("Berkas ini bukan foto yang bisa kami baca. Kirim JPEG, PNG, WebP, atau HEIC."),
    "photo_too_small": NN("Di foto ini tidak terlihat apa-apa. Pilih yang sisinya paling sedikit %(n)s piksel."),
    "photo_too_large": N("Foto ini terlalu besar. Paling besar 25 MB dan 64 megapiksel."),
    "photo_too_many": NN("Satu barang paling banyak %(n)s foto."),
    "variant_too_many": NN("Satu barang paling banyak %(n)s pilihan. Jadikan barang lain untuk selebihnya."),
    "only_left": N("%(name)s tinggal %(n)s. Kurangi jumlahnya."),
    "only_left_of": N("%(name)s tinggal %(n)s yang masih baik saat sampai. Kurangi jumlahnya atau ambil sendiri."),
    "variant_needed": N("Belum ada yang bisa dibeli. Tambah kemasan atau ukuran dulu, lalu jual lagi."),
    "nothing_taken_back": N("Tidak ada lagi yang bisa diurungkan. Hitung barangnya, lalu catat di Stok."),
    "direct_sale_over": N("Hari itu sudah lewat, jadi tidak diubah lagi."),
    "lot_too_few": N("Di catatan tinggal %(n)s yang bisa dikeluarkan."),
    "lot_counted_too_few": NN(
        "%(n)s sudah dipesan atau di keranjang, jadi hitungannya tidak bisa kurang dari itu. Kalau "
        "memang kurang, kurangi dulu isi pesanan pembelinya."
    ),
    "lot_counted_far": N("Tadinya %(was)s, sekarang %(n)s? Kalau memang sebanyak itu, centang lalu simpan lagi."),
    "dates_swapped": N("Tanggal terakhir baik tidak boleh sebelum tanggal jadi."),
    "goods_twice": N("Barang dan kemasan ini sudah ada di baris di atasnya."),
    "category_unlisted": N("Tidak ada kategori ini. Yang ada: %(names)s."),
}
