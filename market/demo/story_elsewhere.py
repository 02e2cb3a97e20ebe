"""The groups of Bontang and Kalianda. Everybody here is invented."""

from market.demo.group_story import Good, Story
from market.people.group import GroupKind

BONTANG, KALIANDA = "DKP3 Bontang", "Dinas Perikanan Lampung Selatan"

GROUPS = (
    Story(
        "Mama Kuala",
        "64.74.01.1001",  # Bontang Kuala, Bontang Utara, Bontang
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
        "64.74.01.1003",  # Loktuan, Bontang Utara, Bontang
        "Nurhayati",
        "tas-anyaman",
        "Purun dan rotan dari pinggir sungai, warna dari kulit kayu. Sebagian dari kami menganyam sambil duduk di "
        "kursi roda; jarinya yang bekerja.",
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
        "64.74.02.1005",  # Bontang Lestari, Bontang Selatan, Bontang
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
        "64.74.01.1006",  # Api-Api, Bontang Utara, Bontang
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
        "18.01.16.2015",  # Way Muli, Rajabasa, Lampung Selatan
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
        "18.01.16.2001",  # Banding, Rajabasa, Lampung Selatan
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
        "18.01.06.2018",  # Kedaton, Kalianda, Lampung Selatan
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
