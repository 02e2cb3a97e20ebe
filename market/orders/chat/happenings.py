"""Words of what becomes of goods and of what stands in lists that nobody orders by.

Beside a good and a number they tell a story. Verbs that say by their form what was done are told by it, whatever they
mean: those with `di` but for what is done for who orders (`dibungkus`), those with `ter`, and those of `ke` and `an`.
"""

from market.catalog.searching.spelling import fold, folds

HANDLED = folds("""
    potong iris bersih bersihkan bersihin bungkus pisah kemas kirim krim krm antar anter ater siap siapkan siapin kado
    label ikat iket pak pek packing paket vakum vacum vakumkan beku bekukan bekuin bekuken goreng bakar filet fillet
    giling tumbuk bumbu bumbui campur tambah tambahin tambahkan ambil ambe ambel jemput bayar byr transfer tf cap
    stempel tulis tulisi hias jahit sulam bordir sablon cuci parut masak rebus kukus asap kering keringkan simpan
    simpen sisihkan tunggu titip titipkan titipin lipat bantu bnt usahakan cepat cepatkan percepat rapikan lebih
    lebihin gabung gabungin satukan selip selipkan timbang pilih pilihkan catat belah pasang ukur kasi kasih kase
    bikin bikinkan bikinin buat buatkan buatin pesan pesen order minta jupuk kosek manis pedas parkir taruh letak isi
    kantong kresek plastik dus kotak bawakan cod tunai lunasi rapihin paketin paketkan maklumi bagi
""")  # behind `di`, by who sells
BEFALLS = folds("""
    hilang busuk tumpah pecah rusak bocor basi remuk penyok hancur tengik jamuran berjamur mlempem melempem lembek
    jatuh raib lenyap hanyut hangus gosong tenggelam nyasar kesasar nyangkut layu apek robek sobek retak patah luntur
    amburadul kempes melar mencair meleleh membusuk mengering menguap berlendir berulat berkutu bau kutuan bulukan
    menjamur masam kecut hambar laku ludes laris
""")
STORIES = BEFALLS | folds("""
    makan minum dimakan diminum lihat liat nengok dengar story status foto fotonya gambar video katalog pricelist
    jualan dagang nunggu menunggu nungguin kirain kira harusnya mestinya taruhan mimpi utang hutang ngutang
    terakhir cerita ngerti cari nyari dicari simpan disimpan terima nerima menerima dapat dpt dapa dapet dijual jual
    lepas ketinggalan habiskan habisin
    laporan stok stock sisa tinggal expired exp hitung dihitung jemur sumbangan donasi sedekah bazar
    bazaar pameran angkut angkat bongkar timbun promo
""")
BEFORE_GOODS = folds("campur kado hadiah parsel kemasan lomba taruh bawa masukkan")  # behind them they tell for what
TAKEN = BEFALLS | folds("""
    makan rusakin rusakkan buang jatuhkan jatuhin gigit rampas sita tolak retur kembalikan balikin curi colong maling
    injak banting gerogoti lempar tabrak korupsi habiskan habisin jual obral lelang gondol serobot hanyutkan serbu
    acak kerubuti kerubungi cakar siram rendam duduki tindih lindas lindes timpa tumpahin tumpahkan pecahin pecahkan
    bagikan bagiin sumbangkan hibahkan kasihkan berikan gadaikan hadiahkan sembunyikan tilep embat sikat santap cicipi
    pamerkan pamerin pajang timbun ekspor
""")  # behind `di`: then the goods that stand before are told to be gone
BY = folds("air hujan minyak semut banjir api panas debu lumpur jamur razia denda pajak tipu tikus kucing angin sinar")
HEADS = folds("""
    ready redi redy stok stock jual dijual jualan promo pricelist tersedia sedia resep bahan lirik contoh menu laporan
    pengumuman info hasil panen produksi harga jadwal kas pengeluaran pemasukan belanjaan belanja sumbangan hadiah
    doorprize lomba skor tagihan hutang utang sisa gudang inventaris sedekah katalog lelang bazar bazaar obral diskon
    komposisi takaran omset omzet penjualan terjual undian parsel target laku bekal modal untung rugi retur rusak
    pendapatan penghasilan setoran kapasitas kuota limit ukuran berat ongkir tarif nilai ranking juara peserta absen
    arsip riwayat history histori berita iklan lowongan misal misalnya bonus gratis kuis tebak soal
    forward forwarded fwd donasi penawaran nota kuitansi kwitansi invoice terkumpul setoran keuangan
""")  # before a colon, or alone above a list
ALIKE, LONGER = 5, 7  # letters of a word that tells by its form


def is_passive(typed: str) -> bool:
    """Whether a word says by its `di` what was done, and not by who sells for who orders."""
    if len(typed) < ALIKE or not typed.startswith("di"):
        return False
    return fold(typed[2:]) in TAKEN or not any(
        fold(typed[2:end]) in HANDLED for end in range(len(typed), max(4, len(typed) - 4), -1)
    )


def is_done(typed: str) -> bool:
    """Whether a word says by its form what was done, or befell: `dirampas`, `terjual`, `kehujanan`."""
    befell = typed.startswith("ter") or (typed.startswith("ke") and typed.endswith("an"))
    return is_passive(typed) or is_gone(typed) or (befell and len(typed) >= LONGER)


def is_gone(typed: str) -> bool:
    """Whether a word says that goods are gone, or spoilt: `dirampas`, `kebuang`, `pecah`."""
    stems = (typed[len(each) :] for each in ("di", "ke", "ter") if typed.startswith(each))
    return fold(typed) in BEFALLS or any(fold(stem) in TAKEN for stem in stems)
