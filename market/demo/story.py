"""The demo's story: who sells what where. Everybody here is invented."""

from dataclasses import dataclass

from market.people.group import GroupKind


@dataclass(frozen=True)
class Good:
    """One product: picture, category, price, unit, weight, days it keeps, pieces, words."""

    name: str
    picture: str
    category: str
    price: int
    pieces: int
    shelf: int | None = None
    unit: str = "bungkus"
    weight_g: int = 500
    lead_days: int = 0
    about: str = ""
    more: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Story:
    """One group with its chair, its place and its goods."""

    name: str
    village: str
    chair: str
    picture: str
    story: str
    goods: tuple[Good, ...]
    kind: GroupKind = GroupKind.GROUP
    agency: str = ""


BITUNG, BONTANG, KALIANDA = "Dinas Perikanan Bitung", "DKP3 Bontang", "Dinas Perikanan Lampung Selatan"
FUFU = "Cakalang tangkapan pancing dari perairan Lembeh, dijepit bambu, diasap empat jam dengan sabut kelapa. Dagingnya padat, tidak kering, gurih sampai ke tulang. Tinggal disuwir dan ditumis rica."

GROUPS = (
    Story(
        "Tunas Bahari",
        "Girian Bawah, Girian, Bitung",
        "Meike Lumintang",
        "group-women",
        "Kami sembilan ibu di Girian Bawah. Suami melaut malam, kami mengasap pagi. Dulu sore-sore kami bawa sisanya keliling kampung; sekarang jam sepuluh sudah tahu siapa yang mau.\n\nAsapnya sabut kelapa, garamnya secukupnya, tanpa pengawet.",
        (
            Good(
                "Cakalang fufu",
                "cakalang-fufu",
                "ikan-asap",
                48_000,
                14,
                3,
                weight_g=600,
                about=FUFU,
                more=(("Ekor besar, ±900 g", 75_000),),
            ),
            Good(
                "Ikan roa asap, gepe",
                "ikan-roa",
                "ikan-asap",
                60_000,
                5,
                60,
                "ikat",
                400,
                about="Sepuluh ekor roa dijepit bambu, diasap sampai kering. Untuk sambal, atau digoreng sebentar.",
            ),
            Good(
                "Sambal roa botol",
                "sambal-roa",
                "abon-sambal",
                32_000,
                31,
                90,
                "botol",
                350,
                about="Roa asap ditumbuk kasar, cabai keriting, bawang. Pedasnya sopan, harumnya tidak.",
            ),
            Good(
                "Bakasang pedas 150 ml",
                "bakasang",
                "abon-sambal",
                20_000,
                4,
                180,
                "botol",
                300,
                about="Fermentasi isi perut cakalang, bumbu dapur Minahasa. Setetes sudah cukup untuk sepanci.",
            ),
            Good(
                "Paket tiga sambal",
                "paket-sambal",
                "abon-sambal",
                90_000,
                9,
                90,
                "paket",
                1100,
                about="Roa, cakalang, dan bakasang dalam satu kotak anyaman.",
            ),
            Good(
                "Cakalang suwir siap masak",
                "cakalang-suwir",
                "ikan-asap",
                40_000,
                8,
                4,
                weight_g=350,
                about="Sudah disuwir dan dibersihkan durinya. Tumis dengan rica lima menit.",
            ),
        ),
        agency=BITUNG,
    ),
    Story(
        "Sinar Aertembaga",
        "Aertembaga Satu, Aertembaga, Bitung",
        "Yolanda Kasenda",
        "group-women-b",
        "Kelompok pengolah abon di belakang pelabuhan. Tujuh ibu, satu wajan besar, dan resep dari oma.",
        (
            Good(
                "Abon cakalang pedas",
                "abon-cakalang",
                "abon-sambal",
                35_000,
                26,
                120,
                weight_g=150,
                about="Disangrai pelan dua jam sampai berserat halus.",
                more=(("250 g", 55_000),),
            ),
            Good(
                "Abon cakalang manis",
                "abon-cakalang-b",
                "abon-sambal",
                35_000,
                18,
                120,
                weight_g=150,
                about="Untuk anak-anak dan bekal sekolah.",
            ),
            Good("Bakasang botol 250 ml", "bakasang-b", "abon-sambal", 28_000, 12, 180, "botol", 450),
            Good(
                "Cakalang asap vakum",
                "cakalang-fufu-c",
                "ikan-asap",
                52_000,
                16,
                14,
                weight_g=550,
                about="Dikemas vakum sesudah dingin, tahan perjalanan antarpulau.",
            ),
            Good("Dendeng ikan manis", "dendeng-ikan", "ikan-asin", 38_000, 11, 60, weight_g=300),
        ),
        agency=BITUNG,
    ),
    Story(
        "Nelayan Papusungan",
        "Papusungan, Lembeh Selatan, Bitung",
        "Ferdy Tatontos",
        "hero-pier",
        "Di seberang selat, di Pulau Lembeh. Roa ditangkap dengan jaring kecil dan diasap di pantai.",
        (
            Good("Roa gepe pilihan", "ikan-roa-b", "ikan-asap", 65_000, 7, 60, "ikat", 400),
            Good(
                "Ikan asin malalugis",
                "ikan-asin",
                "ikan-asin",
                42_000,
                15,
                90,
                weight_g=500,
                about="Malalugis segar, garam laut, dua hari matahari.",
            ),
            Good("Tuna asap lembaran", "tuna-asap", "ikan-asap", 68_000, 6, 7, weight_g=400),
            Good(
                "Stik tulang ikan",
                "stik-ikan",
                "kerupuk",
                18_000,
                24,
                90,
                weight_g=150,
                about="Tulang ikan yang biasanya dibuang menjadi camilan renyah, penuh kalsium.",
            ),
        ),
        agency=BITUNG,
    ),
    Story(
        "Jahit Girian",
        "Girian Permai, Girian, Bitung",
        "Deasy Rompas",
        "group-tailors",
        "Sembilan penjahit, tiga di antaranya menjahit dari kursi roda. Kami mengukur di tempat Anda, memotong sekali, dan menepati hari.",
        (
            Good(
                "Seragam kerja, ukur sendiri",
                "seragam-jahit",
                "jahitan",
                165_000,
                0,
                None,
                "potong",
                450,
                lead_days=6,
                about="Kain American drill. Kirim ukuran lewat WhatsApp, atau kami datang mengukur di Bitung.",
            ),
            Good("Seragam sekolah setelan", "seragam-jahit-b", "jahitan", 140_000, 0, None, "setel", 500, lead_days=5),
            Good(
                "Kebaya bordir tangan",
                "kebaya",
                "jahitan",
                420_000,
                0,
                None,
                "potong",
                400,
                lead_days=12,
                about="Bordir tangan motif pala. Dua kali pas badan.",
            ),
            Good("Masker kain tiga lapis", "masker-kain", "jahitan", 12_000, 60, None, "lembar", 30),
            Good("Dasi dan topi sekolah", "dasi-topi", "jahitan", 30_000, 25, None, "set", 150),
            Good("Tas belanja kain", "tas-kain", "jahitan", 25_000, 33, None, "buah", 120),
        ),
        agency=BITUNG,
    ),
    Story(
        "Kebun Madidir",
        "Madidir Ure, Madidir, Bitung",
        "Rollo Mamesah",
        "sayur-organik",
        "Anak-anak muda yang menanam di lahan bekas pabrik, tanpa pestisida. Panen subuh, di dapur Anda siang.",
        (
            Good(
                "Paket sayur seminggu",
                "sayur-organik",
                "kebun",
                45_000,
                12,
                3,
                "keranjang",
                3000,
                about="Isi mengikuti panen: kangkung, gedi, labu, tomat, jagung.",
            ),
            Good("Cabai rawit setengah kilo", "cabai", "kebun", 38_000, 9, 5, weight_g=520),
            Good("Daun gedi dan kemangi", "gedi-kemangi", "kebun", 10_000, 20, 2, "ikat", 250),
            Good("Tomat cung satu kilo", "tomat", "kebun", 22_000, 3, 5, weight_g=1050),
        ),
    ),
    Story(
        "Mama Kuala",
        "Bontang Kuala, Bontang Utara, Bontang",
        "Hj. Rusnah",
        "group-women-c",
        "Kampung di atas laut. Amplang kami digoreng tiap pagi di dapur yang lantainya papan ulin.",
        (
            Good(
                "Amplang ikan tenggiri",
                "amplang",
                "kerupuk",
                25_000,
                3,
                60,
                weight_g=200,
                about="Tenggiri segar lebih banyak dari tepungnya. Renyah, gurih, tidak amis.",
            ),
            Good("Amplang rumput laut", "amplang-b", "kerupuk", 27_000, 40, 60, weight_g=200),
            Good("Kerupuk tenggiri mentah 1 kg", "kerupuk-ikan", "kerupuk", 55_000, 0, 120, weight_g=1050),
            Good("Gami bawis beku", "gami-bawis", "ikan-asin", 48_000, 10, 30, weight_g=600),
            Good("Amplang kiloan", "amplang-kiloan", "kerupuk", 110_000, 6, 60, "kilo", 1050),
            Good("Sambal gami botol", "sambal-gami", "abon-sambal", 30_000, 17, 90, "botol", 350),
        ),
        agency=BONTANG,
    ),
    Story(
        "Anyam Selambai",
        "Loktuan, Bontang Utara, Bontang",
        "Nurhayati",
        "tas-anyaman",
        "Purun dan rotan dari pinggir sungai, warna dari kulit kayu. Sebagian dari kami menganyam sambil duduk di kursi roda; jarinya yang bekerja.",
        (
            Good(
                "Tas anyaman purun",
                "tas-anyaman",
                "anyaman",
                85_000,
                14,
                None,
                "buah",
                400,
                about="Tiga hari menganyam, tali kulit, furing batik.",
            ),
            Good("Tampah hias kecil", "tampah", "anyaman", 45_000, 20, None, "buah", 300),
            Good("Keranjang buah rotan", "keranjang-rotan", "anyaman", 120_000, 7, None, "buah", 900),
            Good("Tas anyaman kecil", "tas-anyaman-d", "anyaman", 55_000, 18, None, "buah", 250),
            Good("Gelang purun", "gelang-purun", "anyaman", 15_000, 50, None, "buah", 20),
        ),
        agency=BONTANG,
    ),
    Story(
        "Rumput Laut Tihi-Tihi",
        "Bontang Lestari, Bontang Selatan, Bontang",
        "Sitti Aminah",
        "group-women-d",
        "Dari Tihi-Tihi, kampung terapung. Rumput laut kering, dodol, dan stik.",
        (
            Good("Dodol rumput laut", "dodol", "kerupuk", 24_000, 22, 60, weight_g=300),
            Good("Kerupuk rumput laut", "kerupuk-ikan-e", "kerupuk", 17_000, 32, 60, weight_g=150),
            Good("Stik rumput laut", "stik-rumput-laut", "kerupuk", 20_000, 28, 90, weight_g=200),
            Good("Rumput laut kering", "rumput-laut", "ikan-asin", 32_000, 16, 180, weight_g=250),
            Good("Sirup rumput laut", "sirup-rumput-laut", "abon-sambal", 28_000, 12, 120, "botol", 650),
        ),
    ),
    Story(
        "Ibu Wati Penjahit",
        "Api-Api, Bontang Utara, Bontang",
        "Wati Suryani",
        "kebaya",
        "Satu mesin jahit dan banyak sabar. Baju anak, gamis, dan permak.",
        (
            Good("Gamis anak", "gamis-anak", "jahitan", 95_000, 0, None, "potong", 300, lead_days=4),
            Good("Mukena bordir", "mukena", "jahitan", 180_000, 4, None, "set", 500),
            Good("Sarung bantal perca", "bantal-perca", "jahitan", 35_000, 15, None, "buah", 200),
            Good("Kebaya encim", "kebaya-d", "jahitan", 260_000, 0, None, "potong", 350, lead_days=8),
        ),
        kind=GroupKind.SOLE,
    ),
    Story(
        "Way Muli Jaya",
        "Way Muli, Rajabasa, Lampung Selatan",
        "Siti Maryam",
        "group-women-e",
        "Di kaki Rajabasa, menghadap Krakatau. Kerupuk kami dijemur di pinggir pantai.",
        (
            Good(
                "Kerupuk ikan mentah 500 g",
                "kerupuk-ikan-d",
                "kerupuk",
                22_000,
                45,
                180,
                weight_g=520,
                about="Ikan tenggiri dan sagu, dipotong tangan, dijemur dua hari.",
            ),
            Good("Kerupuk ikan siap makan", "kerupuk-ikan-e", "kerupuk", 15_000, 30, 30, weight_g=150),
            Good("Ikan asin teri nasi", "teri", "ikan-asin", 45_000, 18, 120, weight_g=500),
            Good("Pempek frozen isi 20", "pempek", "kerupuk", 50_000, 9, 30, weight_g=1200),
            Good("Otak-otak bakar", "otak-otak", "ikan-asap", 30_000, 12, 2, weight_g=400),
        ),
        agency=KALIANDA,
    ),
    Story(
        "Pesisir Rajabasa",
        "Banding, Rajabasa, Lampung Selatan",
        "Junaidi",
        "hero-pier-b",
        "Nelayan bagan dan istri-istri mereka. Jambal roti kami tebal dan tidak terlalu asin.",
        (
            Good("Ikan asin jambal roti", "ikan-asin-e", "ikan-asin", 52_000, 13, 90, weight_g=500),
            Good("Teri Medan super", "teri", "ikan-asin", 70_000, 8, 120, weight_g=500),
            Good("Sambal teri kacang", "sambal-teri", "abon-sambal", 27_000, 21, 60, weight_g=250),
            Good("Ikan asin peda", "ikan-asin-b", "ikan-asin", 48_000, 9, 60, weight_g=500),
            Good("Terasi bakar", "terasi", "abon-sambal", 18_000, 26, 180, weight_g=150),
        ),
        agency=KALIANDA,
    ),
    Story(
        "Kebun Kalianda",
        "Kedaton, Kalianda, Lampung Selatan",
        "Andri Saputra",
        "sayur-organik-e",
        "Kopi, pisang, dan sayur dari lereng Rajabasa, dikerjakan sebelas petani muda.",
        (
            Good("Keripik pisang madu", "keripik-pisang", "kerupuk", 20_000, 35, 60, weight_g=250),
            Good("Sayur daun seminggu", "sayur-organik-f", "kebun", 40_000, 10, 3, "keranjang", 2500),
            Good("Cabai merah setengah kilo", "cabai", "kebun", 35_000, 8, 5, weight_g=520),
            Good("Kopi robusta Rajabasa", "kopi-robusta", "kebun", 48_000, 25, 365, weight_g=250),
            Good("Madu hutan 250 ml", "madu-hutan", "kebun", 75_000, 14, 365, "botol", 450),
        ),
    ),
)
