"""What people say around an order, in Indonesian and in the languages of its coasts: all words by what they do to it.

Manado Malay (`mo`, `deng`, `jo`), Javanese (`nyuwun`, `karo`), Banjar (`ulun`, `gasan`) and English are mixed freely.
"""

from market.catalog.searching.spelling import folds
from market.orders.chat.small_talk import FILLER

WISH = folds("""
    mau mo mw mauka pesan psn pesen pesanan pesenan psanan order orderan oder beli bli minta mnta mintak nyuwun tumbas
    ambil ambel ambe ngambil ambilkan ambilin pundhut titip nitip siapkan disiapkan siapin booking book keep wanna want
    need butuh perlu pengen pingin ingin hendak handak tambah tamba tmbh tambahin tambahkan bungkusin bungkuskan kirim
    jupuk dijupuk mendhet mendet mundhut tuku tukokno pesenke dipesan dipesen pesanin pesenin mintain kirimno nyobain
    keepin sisain sisakan sisihkan simpan simpankan simpenin ambilkan ambekan ambilakan angkut nukar manukar njajal
    kirimkan kirimin dikirim krm antar antarkan antarin anter anterin diantar dianter ordernya pesannya pesankan beliin
    borong rekap checkout pesen2 nempil kase mesen mesan pesang simpenke bikin bikinkan bikinin buatkan buatin
""")
WILL = folds("mau mo mw ingin pengen pingin pgn hendak handak arep")
MORE = folds(
    "tambah tamba tmbh tambahin tambahkan tambahan nambah ditambah ditambahin ditambahkan lagi lg lgi lei deui maneh "
    "meneh plus"
)
CHANGE = folds("eh ehh ralat jadi jd jadinya jdnya ganti diganti gantiin maksudnya mksdnya maksud revisi koreksi ubah "
               "maksudku maksudmu diubah salah dadi diralat menjadi direvisi dirubah kurangi kurangin")  # fmt: skip
REDO = folds("jadikan jadiin jadiken dijadikan ubah diubah ganti diganti dadekno")  # of what was ordered before
CHANGE |= REDO
MEANT = folds("maksud maksudnya mksdnya mksd maksudku")
PUTS_RIGHT = MEANT | folds("eh ehh ralat salah revisi koreksi diralat direvisi bukan bkn")  # a good before another one
SPLITS = folds("""
    kirim dikirim kirimkan antar diantar anter dianter pisah dipisah terpisah dibungkus buat utk
    untuk bwt for gasan kanggo kangge ke
""")  # behind a smaller number: of so many
SOME_TIME = folds("bulan bln tahun thn lain kapan laen")  # then TO_COME: at a time that nobody knows yet
TO_COME = folds("depan dpn kali waktu hari kapan2 kapan")
INSTEAD = CHANGE | folds("tapi tp melainkan cukup")  # between two amounts: the second holds
ONLY = folds("aja saja aj ja doang mawon wae haja")
COURTESY = ONLY | folds(
    "ya yaa yah yak dong donk deh dech lah yo dulu nggih lagi lg juga jg jua pls please nuhun suwun makasih neh terima"
)  # beside a number: it is asked for
HANDS_OVER = folds(
    "kirim antar diantar dianter anter cod transfer tf bayar ongkir alamat jemput ambil untuk buat gasan for"
)  # how goods come to who orders, and are paid
CALLS = folds("bu ibu pak bapak bpk mas mba mbak kak hj haji om tante saya sy ulun aku kula kita nama")  # then a name
WE = folds("kami torang kitorang gue gw gua kulo ane beta")
ME = folds("saya sy aku ak gw gue gua kita kami torang ulun kula abdi")
FOR = folds("untuk utk buat bwt bt for kangge kanggo gasan gawe damel")
TO = folds("ke ka di dari dr kepada kpd")  # then a place
PLEASE = folds("tolong tlg tlong tulung nyuhunkeun mohon mhn")
SOLD_OUT = folds("habis abis hbs abs kosong ksong entek telas seep soldout sold")
ROWS = folds("no nomor nomer nmr baris poin")
LESS = folds("kurangi kurangin dikurangi dikurangin kurang")
BARGAIN = folds("murah mahal turun naik diskon promo bonus gratis aman cocok")  # whether it is, decides
THE_REST = folds("sisanya sisane sisae")  # before a good: nobody knows how many
THE_OTHERS = folds("lain laen lainnya laennya sisanya sisane")  # with SURE: all but what is told now holds
NO_MORE_THAN = folds("hanya cuma cuman tinggal sisa")  # under a condition: another number would do as well
SO_BE_IT = folds("yaudah yasudah yaudahlah yawis yowis")  # what follows is in place of what was said before
YA = folds("ya yah yaa yo")  # with one of YET or SO_THEN behind it: as SO_BE_IT
YES = folds("ok oke okey okeh okay iya iyo yup yes siap sip baik betul benar nggih")  # before a line: it is said again
SO_THEN = folds("wis wes uwis yowis")
SPANS = folds("minggu mgg hari bulan bln tahun thn taun pagi sore malam")  # behind `tiap`: how often, not how many
FREE = folds(
    "bonus gratis bonusin bonusnya gratisin gratisnya digratisin"
)  # it comes with what is wished, and is no wish
MAY = folds("bisa bs bisakah boleh blh bole bolehkah kah")  # `setengah loyang bisa?`
SO = folds("gitu begitu bagitu gt bgt")  # behind `kalau`: no condition
LEFT_AT_HOME = folds("sisa tinggal")  # so many are there, and no wish
ALSO = folds("juga jg jga jua")  # beside what was ordered before
ADDS = MORE - folds("lagi lg lgi lei deui maneh meneh")  # more than before, not once again
SENT = folds("kirim krm ngirim kirimnya")  # behind `salah`: to somebody else
THERE = folds("ada masih msh ready redy redi")  # behind `kalau`: so many of what is there
INSTEAD_OF = folds("bukan bkn dudu")  # `2 bukan 3`
GROUPS = folds("grup group kamar chat orang japri")  # behind `salah`: nothing of it was meant
NOW = folds("sekarang skrg skr skg saiki ayeuna skarang skrang sakarang wayahini")  # no more of another order
TOGETHER = folds("gabung digabung gabungin disatukan nota kresek plastik kantong kardus")  # in one
GETS = folds("dapat dpt dapet")  # `3 dapat 40rb ga?`
HEADS = folds("orang org uwong wong urang")
POLITE = folds("ada masih msh bisa bs boleh blh bole ready memang berkenan sempat bersedia mungkin")  # behind `kalau`
OR = folds("atau ato atw or")
HEARSAY = folds("kata katanya dengar dengar2 kabarnya jare jarene konon")  # behind a wish: how good it is
OTHERS = HEARSAY | folds("dia ia inya beliau dorang mereka sidin doi dheweke milik")  # somebody else wishes it
BUT = folds("tapi tp tpi tetapi")  # then WAITS
WAITS = folds("tunggu nunggu menunggu masih msh") | folds("belum blm blom balum dereng durung")
SAID = folds("bilang ngomong pernah nyuruh menyuruh")  # behind a `no`: it was never wished
FETCHES = folds("jemput jemputnya menjemput dijemput ambil ambe dambil njupuk jupuk bawa bayar tf transfer")
OWNS = folds("punya punyanya")
LATER = folds(
    "bayar byr dibayar tf trf transfer kabari kabarin wa telp telpon hubungi nanti nnti"
)  # before `kalau`: of that
SPOILT = folds("""
    hilang busuk tumpah pecah rusak bocor basi remuk penyok hancur tengik jamuran berjamur mlempem kadaluarsa
    kedaluwarsa expired ketinggalan tertinggal tertukar balikin dibalikin balikan kembalikan dikembalikan retur diretur
""")  # of so many that somebody got
RELATIVES = folds("""
    tetangga teman temen kawan suami istri bojo paitua maitua mertua ipar ponakan keponakan sepupu besan adik adek
    anakku ibuku bapakku mamaku adikku kakakku suamiku istriku bojoku
""")  # who is named, and not for whom it is
PERHAPS = folds("""
    kayaknya sepertinya mungkin mgkn mgkin barangkali rencana rencananya niat niatnya kira2 hitung itung dihitung
    hitungkan hitungin dihitungkan itungin gimana gmn bagaimana kepriye pripun piye kok koq berarti brarti
""")
WILLING = WILL | folds("maunya pengennya pinginnya inginnya kepengennya kepengen kepingin")
BARELY = folds("sih siy")  # behind them: `mau sih 2`
SURELY = folds("pasti pastinya jelas yakin tentu")  # behind a `not` it is not sure
DELAYS = folds(
    "pikir mikir pikirkan setuju tunda ditunda canda becanda bercanda abaikan lupakan"
)  # of all that was said before
PERHAPS |= DELAYS
SO_FAR = folds(
    "sudah sdh udah udh dah so sampun wis uwis hudah radu geus enggeus parantos alah purani"
)  # what follows was done: no wish
THEN = folds("waktu wkt saat")  # then THAT
SELLING = folds("jual jualan menjual ngejual")  # behind ME: who sells herself
INVERTED = folds("dibalik kebalik terbalik tertukar ketukar kewalik")  # two numbers are each other's
HABIT = folds("biasa biasanya")
YES_OR_NO = folds("gak ga nggak ngga enggak tidak tdk kah kada ra bisa bs boleh blh bole cukup muat isi")
MOST = folds("minimal minim minimum min maksimal maks max paling")  # before a number: what may be ordered at all
HOW_MANY = folds("berapa brp brapa brpa pinten piro berapaan")
QUITS = folds("""
    aku saya sy ak ulun kita deh dech ya yah kak bu pak mas mba ci maaf maap mf sorry dulu aja saja eh oh ding dong deng
    kok sih nih lah lho loh tadi pesan pesannya pesanan order ordernya semua semuanya beli kayaknya
""")
ORDERS = folds(
    "pesan psn pesen pesannya pesanan pesanannya psanan order orderan ordernya beli bli belinya nukar manukar "
    "tumbas tuku"
)  # behind `gak jadi`: all of it
LINES = folds("item macam jenis varian barang produk pesanan")
TASTES = folds("rasa rasanya")  # behind a number: so many kinds of one good
BECOMES = folds("jadi jd dadi menjadi")
SIZES = folds("s m l xl xxl xxxl")
COLOURS = folds(
    "natural merah hijau ijo putih hitam item biru kuning ungu coklat abu pink krem cream navy maroon tosca emas "
    "perak oranye orange"
)
SWAP = folds("ganti diganti gantiin gantinya tukar ditukar tuker")
SURE = folds("tetap tetep tetapnya")
NOT_YET = folds("belum blm blom dereng durung")  # then ONCE: `blm dulu`
NOT = folds("gak ga nggak ngga enggak engga gk ngk tidak tdk tak ndak nda ndk tra tara kada kd kdd kadada ora mboten "
            "dak jangan jgn jang bukan bkn no tanpa gausah gakusah not teu henteu "
            "moal ulah nyanda inda indak dudu")  # fmt: skip
BEHIND_NOT = folds(
    "sah usa jadi jd usah ush pakai pake pk perlu dadi mau ambil kedah peryogi kudu butuh"
)  # `gak jadi`, `nda usah`
DROP = folds("batal batalkan dibatalkan cancel dicancel hapus coret dicoret gajadi gakjadi gausah skip urung")
ASK = folds("ada ready redi redy stok stock berapa brp brapa brpa barapa berapaan pinten piro harga hrg harganya "
            "hrgnya apa apakah apakh masih msh bolehkah adakah how much price jual")  # fmt: skip
BECAUSE = folds("karena krn karna soalnya soale berhubung mumpung gara2 kebetulan pas")  # then `ada`
STILL = folds("masih msh")
IF = folds(
    "kalo kalau klo kl kalu jika misal misalnya andai seandainya jikalau lek nek if mun amun lamun yen upami menawi"
)
BEFORE = folds(
    "kemarin kemaren kmrn kmren kmarin kamaren kamari kemaring dulunya lalu tadi wingi semalam sebelumnya pernah "
    "td tdi smlm kmarenan kamarian kamareng kmaring kamarin kalamari kamanyan"
)
ASKING = folds("tanya nanya bertanya tanyakan menanyakan nanyak")
YET = SO_FAR | folds("belum blm blom")
DONE = folds("jadi siap selesai ready beres kelar rampung")  # behind `sudah`, in a question: of another order
ON_ITS_WAY = folds("dikirim dikrm diantar dianter berangkat jalan dibayar ditransfer diambil dipesan")  # as DONE
ARRIVED = folds("sampai sampe nyampe smpe terima trima diterima tiba datang dtg")
TIMES_OVER = folds("kali skali")  # then `ini`
AS = folds("rupa persis seperti kayak kaya kyk kek sama yang yg masih model kados")
TOTAL = folds(
    "macam jenis varian total totalnya semua smua samua kabeh sadayana samunyaan semuanya smuanya jumlahnya jml "
    "keseluruhan sum subtotal"
)
EACH = folds("masing masing2 msg2 each tiap setiap")
LEFT_OVER = folds("sisa tinggal stok stock cari nyari isi per se setiap kali")  # before numbers that are no wish
THAT = folds("itu tu itunya ini niki model segitu dia yang yg that one")
WHICH = folds("yang yg ukuran size ukr uk rasa varian model jenis warna nang ingkang nu sing yangg nan anu")
AND = folds(
    "dan sama dgn deng dengan karo plus serta ama n and sm dn lan wan terus trus trs kong kalih ples beserta juga"
)
UNSURE = folds(
    "beberapa bbrp secukupnya seadanya sedikit sadiki sithik banyak banya akeh sekitar kira kurang lebih kurleb"
)
GREAT = folds("bsr gode godhe besar basar gede gedhe jumbo large")
SMALL = folds("kcl kcil kecl kecil kacil mini cilik small")
# Words that say what kind of thing something is. Beside a good of the group that has none of them it is another good.
THINGS = folds("""
    ikan tuna cakalang tongkol kakap bandeng tenggiri teri udang cumi kepiting rajungan kerang baronang layang
    nila lele gurame salmon sarden peda sotong ebi rebon jambal layur kembung lobster gurita belut malalugis roa
    ayam bebek sapi kambing daging telur telor hati usus ceker kulit kikil paru babat babi
    nasi bubur mie mi bihun roti kue bolu donat brownies bika lapis nastar kastengel putri salju klappertart panada
    pisang singkong ubi kentang tempe tahu jagung kacang kedelai ketan beras tepung sagu
    sambal sambel dabu bumbu saus kecap terasi petis rica garam gula minyak santan cuka madu jahe kunyit lengkuas kemiri
    abon dendeng kerupuk krupuk kripik keripik keripik peyek rempeyek amplang kemplang pempek otak bakso siomay nugget
    sosis dimsum risol lumpia pangsit batagor cilok tekwan pindang rendang gami bakasang woku serundeng manisan dodol
    wajik selai sirup jus kopi teh susu coklat keju es cendol minuman makanan snack camilan cemilan keripiknya
    bayam kangkung sawi kol wortel brokoli buncis tomat cabai cabe terong timun pare labu bawang seledri daun selada
    kemangi kelor pakcoy lobak rawit paprika nangka durian mangga jeruk apel pepaya semangka melon nanas salak alpukat
    kelapa rambutan jambu buah sayur sayuran bibit pupuk pot benih tanaman bunga polybag
    baju kemeja kaos celana rok gamis daster jilbab kerudung hijab mukena sarung kebaya batik tenun songket kain seragam
    jaket jas topi peci tas dompet gelang kalung cincin anting bros tampah tikar keranjang anyaman rotan purun bambu
    bantal guling sprei taplak gorden perca boneka sepatu sandal masker celemek ulos sulam
    hampers parsel paket nampan tumpeng
""")
KINDS = folds("""
    anak dewasa pria wanita bayi sekolah guru pramuka dinas olahraga
    pedas pedes manis asin asam gurih original ori balado keju pandan mentah mateng matang masak goreng bakar rebus
    kukus asap fufu kering basah beku frozen segar vakum crispy jumbo mini besar kecil sedang tanggung organik
    merah hijau ijo putih hitam biru kuning ungu coklat abu pink
    halus kasar bubuk utuh polos keriting ceri tebal tipis panjang pendek natural krem cream navy maroon tosca emas
    perak oranye orange premium panggang fillet giling tumbuk kismis
""")
OF_GOODS = THINGS | KINDS
# Words that are one letter from a good's, and none of them.
NEVER_GOODS = folds("""
    pasar pasang kandang murah mahal bayar kabar gambar foto harga hemat tempat ditempat antar kantor semua basah bapak
    kelas kertas karung gelas tamat hormat surat kuat padat sama ama bisa besok malas masih sarang barang orang gudang
    bulan jalan makan badan hujan tuhan
""")
SAME = {
    "ganci": "gantungan kunci",
    "abang": "merah",
    "gedang": "pisang",
    "goroho": "pisang",
    "legi": "manis",
    "menyok": "singkong",
    "habang": "merah",
    "bereum": "merah",
    "beureum": "merah",
    "ijo": "hijau",
    "lombok": "cabai",
    "rica": "cabai",
    "cengek": "rawit",
    "mateng": "siap makan",
    "matang": "siap makan",
}
# Words of goods that many goods have: alone they mean none.
OF_MANY = folds("""
    ikan kue aneka makanan minuman snack paket botol bungkus kg kilo
    pedas manis asin asam gurih original kecil besar sedang mini jumbo merah ungu hijau putih hitam organik siap makan
    masak mentah bakar asap anak kerja ukur sendiri isi beku frozen goreng kering segar rasa hias dewasa
    pisang madu udang sapi ayam bawang kelapa coklat nasi roti buah daun rumput laut merk khas asli spesial super
    kiloan
""")
BEFORE_HEADS = folds("ikan kue aneka asin buah sayur baju kain makanan minuman keripik2")
SMALL_TALK = FILLER.union(
    WISH, MORE, CHANGE, INSTEAD, ONLY, SURE, NOT, BEHIND_NOT, DROP, ASK, IF, BEFORE, ASKING, AS, TOTAL, EACH, LEFT_OVER,
    THAT, WHICH, AND, UNSURE, YET, ARRIVED, LESS, QUITS,
)  # fmt: skip
