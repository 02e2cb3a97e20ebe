"""What people say around an order, in Indonesian and in the languages of its coasts: all words by what they do to it.

Manado Malay (`mo`, `deng`, `jo`), Javanese (`nyuwun`, `karo`), Banjar (`ulun`, `gasan`) and English are mixed freely.
"""

from market.catalog.searching.spelling import folds

WISH = folds("""
    mau mo mw mauka pesan psn pesen pesanan pesenan psanan order orderan oder beli bli minta mnta mintak nyuwun tumbas
    ambil ambel ambe ngambil ambilkan ambilin pundhut titip nitip siapkan disiapkan siapin booking book keep wanna want
    need butuh perlu pengen pingin ingin hendak handak tambah tamba tmbh tambahin tambahkan bungkusin bungkuskan kirim
    jupuk dijupuk mendhet mendet mundhut tuku tukokno pesenke dipesan dipesen pesanin pesenin mintain kirimno nyobain
    keepin sisain sisakan sisihkan simpan simpankan simpenin ambilkan ambekan ambilakan angkut nukar manukar njajal
    kirimkan kirimin dikirim krm antar antarkan antarin anter anterin diantar dianter ordernya pesannya pesankan beliin
    borong rekap checkout pesen2 nempil kase
""")
MORE = folds(
    "tambah tamba tmbh tambahin tambahkan tambahan nambah ditambah ditambahin ditambahkan lagi lg lgi lei deui maneh "
    "meneh plus"
)
CHANGE = folds("eh ehh ralat jadi jd jadinya jdnya ganti diganti gantiin maksudnya mksdnya maksud revisi koreksi ubah "
               "diubah salah dadi diralat menjadi direvisi dirubah kurangi kurangin")  # fmt: skip
REDO = folds("jadikan jadiin jadiken dijadikan ubah diubah ganti diganti dadekno")  # of what was ordered before
CHANGE |= REDO
SOME_TIME = folds("bulan bln tahun thn lain kapan laen")  # then TO_COME: at a time that nobody knows yet
TO_COME = folds("depan dpn kali waktu hari kapan2 kapan")
INSTEAD = CHANGE | folds("tapi tp melainkan cukup")  # between two amounts: the second holds
ONLY = folds("aja saja aj ja doang mawon wae haja")
CALLS = folds("bu ibu pak bapak bpk mas mba mbak kak hj haji om tante saya sy ulun aku kula kita nama")  # then a name
FOR = folds("untuk utk buat bwt bt for kangge kanggo gasan gawe damel")
PLEASE = folds("tolong tlg tlong tulung nyuhunkeun mohon mhn")
SOLD_OUT = folds("habis abis hbs abs kosong ksong entek telas seep soldout sold")
ROWS = folds("no nomor nomer nmr baris poin")
LESS = folds("kurangi kurangin dikurangi dikurangin kurang")
BARGAIN = folds("murah mahal turun naik diskon promo bonus gratis aman cocok")  # whether it is, decides
THE_REST = folds("sisanya sisane sisae")  # before a good: nobody knows how many
NO_MORE_THAN = folds("hanya cuma cuman tinggal sisa")  # under a condition: another number would do as well
SO_BE_IT = folds("yaudah yasudah yaudahlah yawis yowis")  # what follows is in place of what was said before
YA = folds("ya yah yaa yo")  # with one of YET or SO_THEN behind it: as SO_BE_IT
SO_THEN = folds("wis wes uwis yowis")
SPANS = folds("minggu mgg hari bulan bln pagi sore malam")  # behind `tiap`: how often, not how many
FREE = folds("bonus gratis")  # it comes with what is wished, and is no wish
MAY = folds("bisa bs bisakah boleh blh bole bolehkah kah")  # `setengah loyang bisa?`
SO = folds("gitu begitu gt bgt")  # behind `kalau`: no condition
LEFT_AT_HOME = folds("sisa tinggal")  # so many are there, and no wish
ALSO = folds("juga jg jga jua")  # beside what was ordered before
TOO = folds("juga jg jga aku saya sy ak gw gue ulun kula")  # a second writer means herself
ADDS = MORE - folds("lagi lg lgi lei deui maneh meneh")  # more than before, not once again
SENT = folds("kirim krm ngirim kirimnya")  # behind `salah`: to somebody else
THERE = folds("ada masih msh ready redy redi")  # behind `kalau`: so many of what is there
INSTEAD_OF = folds("bukan bkn dudu")  # `2 bukan 3`
GROUPS = folds("grup group kamar chat orang japri")  # behind `salah`: nothing of it was meant
NOW = folds("sekarang skrg skr skg saiki ayeuna")  # no more of another order
GETS = folds("dapat dpt dapet")  # `3 dapat 40rb ga?`
HEADS = folds("orang org uwong wong urang")
POLITE = folds("ada masih msh bisa bs boleh blh ready memang berkenan sempat bersedia mungkin")  # behind `kalau`
HOW_MANY = folds("berapa brp brapa brpa pinten piro berapaan")
QUITS = folds("""
    aku saya sy ak ulun kita deh dech ya yah kak bu pak mas mba ci maaf maap mf sorry dulu aja saja eh oh ding dong deng
    kok sih nih lah lho loh tadi pesan pesannya pesanan order ordernya semua semuanya beli kayaknya
""")
LINES = folds("item macam jenis varian barang produk pesanan")
BECOMES = folds("jadi jd dadi menjadi")
SIZES = folds("s m l xl xxl xxxl")
SWAP = folds("ganti diganti gantiin gantinya tukar ditukar tuker")
SURE = folds("tetap tetep tetapnya")
NOT = folds("gak ga nggak ngga enggak engga gk ngk tidak tdk tak ndak nda ndk tra tara kada kd kdd kadada ora mboten "
            "dak jangan jgn jang bukan bkn no tanpa gausah gakusah not teu henteu "
            "moal ulah nyanda inda indak dudu")  # fmt: skip
BEHIND_NOT = folds(
    "sah usa jadi jd usah ush pakai pake pk perlu dadi mau ambil kedah peryogi kudu butuh"
)  # `gak jadi`, `nda usah`
DROP = folds("batal batalkan dibatalkan cancel dicancel hapus coret dicoret gajadi gakjadi gausah skip urung")
ASK = folds("ada ready redi redy stok stock berapa brp brapa brpa barapa berapaan pinten piro harga hrg harganya "
            "hrgnya apa apakah apakh masih msh bolehkah adakah how much price jual")  # fmt: skip
IF = folds(
    "kalo kalau klo kl kalu jika misal misalnya andai seandainya jikalau lek nek if mun amun lamun yen upami menawi"
)
BEFORE = folds(
    "kemarin kemaren kmrn kmren kmarin kamaren kamari kemaring dulunya lalu tadi wingi semalam sebelumnya pernah"
)
ASKING = folds("tanya nanya bertanya tanyakan menanyakan nanyak")
YET = folds("sudah sdh udah udh dah so sampun belum blm blom")
DONE = folds("jadi siap selesai ready beres kelar rampung")  # behind `sudah`, in a question: of another order
ON_ITS_WAY = folds("dikirim dikrm diantar dianter berangkat jalan dibayar ditransfer diambil dipesan")  # as DONE
ARRIVED = folds("sampai sampe nyampe smpe terima trima diterima tiba datang dtg")
AS = folds("seperti kayak kaya kyk kek sama yang yg masih model kados")
TOTAL = folds("macam jenis varian total totalnya semua smua semuanya smuanya jumlahnya jml keseluruhan sum subtotal")
EACH = folds("masing masing2 msg2 each tiap setiap")
LEFT_OVER = folds("sisa tinggal stok stock cari nyari isi per se setiap kali")  # before numbers that are no wish
THAT = folds("itu tu itunya ini niki model segitu dia yang yg that one")
WHICH = folds("yang yg ukuran size ukr rasa varian model jenis warna nang ingkang nu sing yangg nan anu")
AND = folds("dan sama dgn deng dengan karo plus serta ama n and sm dn lan wan terus trus trs kalih ples beserta juga")
UNSURE = folds(
    "beberapa bbrp secukupnya seadanya sedikit sadiki sithik banyak banya akeh sekitar kira kurang lebih kurleb"
)
GREAT = folds("besar basar gede gedhe jumbo large")
SMALL = folds("kecil kacil mini cilik small")
FILLER = folds("""
    kak ka kk kakak mba mbak mbk bu buu bun bunda ibu ibuk ci cii cece pak bapak bpk pa om tante tan mas bang abang bg
    bro sis say sayang gan min admin mimin acil cil oma opa usi yu mama papa hj haji us dek de mbah tuan puan teh aa
    ya yaa yah y iya iy iyo yes yup yoi ok oke okey okeh okay siap sip baik baiklah nggih inggih njih
    leres betul benar setuju deal
    dong donk deh dech sih si kok koq nih ni neh nah lah la kan kah toh to pun mah atuh euy ja wae ae jo kwa dang ngana
    kita torang ngoni ulun pian kula saya sy aku gue gw ane aq ak tak ta i me my we pe p akang
    aja aj ajah saja sj doang cuma cuman hanya cukup dulu dlu dl skrg sekarang skr skg nanti nnti ntar entar mengke
    halo hallo hai hi hei heyy hey hy pagi siang sore malam mlm selamat slmt met assalamualaikum asalamualaikum
    asalamualaikm assalamu wassalam wassalamualaikum alaikum salam ass wr wb permisi punten misi pm
    tolong tlg tlong mohon mhn maaf maap mf sorry sori pls please plis thanks thx tq ty makasih mksh mkasih
    makasi terima kasih trima trimakasih terimakasih mkase mator suwun matur nuwun tengkyu
    untuk utk buat bwt for gasan kangge kanggo gae nggo biar supaya buatkan
    di dari dr dri ke ka kpd kepada pada dalam dlm oleh dengan tanpa sampai smp sampe hingga
    ada ready stok masih bisa bs bsa bisakah boleh blh dapat dpt can may
    nya nye ne e ipun an in kin
    sudah sdh udah udh dah sampun so pun sudahlah belum blm blum
    ding tanya nanya bertanya tanyakan menanyakan sebanyak sejumlah sekalian ko koh enci kakek nenek
    hehe hehehe hihi haha wkwk wkwkwk lol btw oh ooh o ah uh um hmm hm nb note catatan p.s ps tp tapi tetapi tpi
    itu ini niku niki tu
    juga jg jga lagi lg lgi lei pula
    yo wis wes yowis
    dulu nanti langsung lgsg lsg cepat cpt segera ditunggu tunggu
    pcs list daftar rincian berikut sbb yaitu yakni antara lain pesanan orderan barang produk item jumlah qty banyaknya
    nama nm penerima pemesan hubungi alamat almt hp wa telp no nomor nmr kontak cp hub
    hari hr jam pkl pukul tgl tanggal besok bsk lusa suk esok
    bayar byr dibayar bayarnya pembayaran transfer tf trf cod cash tunai qris
    kirim krm antar diantar antarkan ambil diambil jemput kurir ongkir pengiriman ekspedisi
    rumah rmh kantor toko warung acara
    ongkos total semua semuanya
    dua2 tiga2 empat2 lima2 duanya tiganya
    enak skali sekali banget bgt bingit pisan mantap mantul favorit
    the a an of is it and or atau ato both
    satu2 dua2nya
    pake pakai pk lewat via pas skalian sklian
    kau kamu kalian mereka anda kami beliau nian nemen pisan tenan temen kali aja2 loh lho tuh gitu gt begitu gini
    begini gimana gmn bagaimana kapan kpn mana siapa kenapa knp karena krn karna soalnya soale agar spy bila apabila
    saat ketika waktu wkt sambil setelah stlh abis habis hbs sesudah sebelum sblm selesai mulai kemudian akhirnya
    bakal bakalan akan akn harus hrs mesti wajib sempat baru br bru sendiri sndiri bersama bareng barengan brg gabung
    campur dicampur pisah dipisah terpisah kemas dikemas dibungkus rapi rapih bagus bgs cantik fresh suami istri adik
    adek teman tetangga tamu keluarga arisan pesta ultah ulang nikah nikahan hajatan lebaran natal puasa takjil sahur
    oleh2 bekal jualan dijual reseller titipan kado hadiah sample tester coba nyoba cobain icip insyaallah insya allah
    alhamdulillah gpp gapapa tunggu nunggu ditunggunya kabari kabarin info infonya infokan balas bales fast respon
    urgent penting yg2 da ade pa pi dorang kong mar kwa bole ato jo nda noh komdan lai trus makase mkase danke gasan
    lawan wan kena sidin ikam kita kawa lakas kah leh pang gen nggih monggo mangga kersa saged saget mboten dereng
    sampun piyambak kulo panjenengan njenengan ngge kagem sedoyo sing seng teh atuh mah euy hoyong sareng nuhun hatur
    baku skali somo somu stou stow kote kong kasana kasini bawa bawah pigi kasih trima dorang nimau katu sto depe
    pe pung punya doi rupa sabantar skarang manjo mari beso opo laeng kwak noh nyong nona utu keke kamareng
    dalem sampean sampeyan mangke mengko sesuk sesok mbenjang enjing isuk esuk wengi bengi awan dinten niku meniko
    menika punika ngoten nopo napa kepriye pripun piye kaliyan kalian ugi sanes liyane uwis cekap sewu pangapunten
    ngapunten dugi tekan teko griyo omah omahe diterke terno kersane ben tok thok mung namung disik dhisik sek rumiyin
    iki iku kuwi kae ngono ngene yok yoh monggoh sedanten sedaya ndalem sugeng rawuh cedhak
    baisi pang ja haja ha nah gin jua nangitu ngini ngitu kaina hari sabarataan samunyaan ading paman abah umai rancak
    pulang maambil maantar antarakan bawaakan inya bubuhan ndah ampun
    tabe tabek iye puang kodong ki mi ji pi
    kpd dgn jgn tdk spt dlm utk dl pny km kmu q w lo lu elu u ur gaes gais guys mbaa kaka kaa sist cyin beb bestie
    kakanda bosku boss bos juragan mpok encang encing encik nyonya saudara rekan
    kayaknya sepertinya rasanya barangkali kiranya pastinya pasti jelas tentu emang memang mmg sengaja kebetulan
    pokoknya intinya misalkan contohnya tlp telpon telfon chat chatt ngechat dm inbox grup status story listnya
    pricelist katalog fotonya gambarnya video
    sekolah masjid gereja kampus kost kosan kontrakan seberang sebelah depan belakang dekat deket dkt
    pengajian syukuran selamatan hajat kondangan rapat seminar pelatihan kunjungan rombongan ibu2 bapak2 anak2 teman2
    paling minimal maksimal genap pas persis
    sim kuring abdi ieu eta nyo gale sikok nak dak galak cak mano iyo
""")
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
""")
OF_GOODS = THINGS | KINDS
# Words that are one letter from a good's, and none of them.
NEVER_GOODS = folds("""
    pasar pasang kandang murah mahal bayar kabar gambar foto harga hemat tempat ditempat antar kantor semua basah bapak
    kelas kertas karung gelas tamat hormat surat kuat padat sama ama bisa besok malas masih sarang barang orang gudang
    bulan jalan makan badan hujan tuhan
""")
SAME = {
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
    masak mentah bakar asap anak kerja ukur sendiri isi beku frozen vakum goreng kering segar rasa hias dewasa
    pisang madu udang sapi ayam bawang kelapa coklat nasi roti buah daun rumput laut merk khas asli spesial super
    kiloan
""")
BEFORE_HEADS = folds("ikan kue aneka asin buah sayur baju kain makanan minuman keripik2")
SMALL_TALK = FILLER.union(
    WISH, MORE, CHANGE, INSTEAD, ONLY, SURE, NOT, BEHIND_NOT, DROP, ASK, IF, BEFORE, ASKING, AS, TOTAL, EACH, LEFT_OVER,
    THAT, WHICH, AND, UNSURE, YET, ARRIVED, LESS, QUITS,
)  # fmt: skip
