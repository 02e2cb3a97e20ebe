"""Words around an order that say nothing of goods: of people, feasts, hours, houses, and of how nice it all is.

In Indonesian and in the languages of its coasts, which are mixed freely.
"""

from market.catalog.searching.spelling import folds

FILLER = folds("""
    endi ndi
    kak ka kk kakak mba mbak mbk bu buu bun bunda ibu ibuk ci cii cece pak bapak bpk pa om tante tan mas bang abang bg
    bro sis say sayang gan min admin mimin acil cil oma opa usi yu mama papa hj haji us dek de mbah tuan puan teh aa
    ya yaa yah yak yach y iya iy iyo yes yup yoi ok oke okey okeh okay siap sip baik baiklah nggih inggih njih
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
# Known, and no reason to doubt a number beside a good; without one they may be what a number counts.
TALK = FILLER | folds("""
    endi ndi regane rega regi hargane piyambakan eee eeh emm anu transkrip
    isih iseh tasih sya syaa trms slmat selmat smoga moga anatr antr pean njenengan td tdi jahit jahitkan jahitin
    le suka senang seneng doyan hobi lupa kelupaan ingat inget kata katanya bilang bilangin ngomong cerita jawab dijawab
    cari nyari dicari cariin carikan lihat liat nengok tengok dengar denger ngerti paham cek dicek ngecek tulis
    dicatat catat catet dicatet hitung itung dihitung rekapan simpen disimpan disimpen packing dipacking makan dimakan
    minum pulang balik mudik merantau mampir singgah tiba nyusul menyusul ikut bawakan bawain dibawa dibawain angkat
    taruh titipin dititip dititipkan nunggu menunggu nungguin tungguin jemputnya ambilnya anternya antarnya kirimnya
    cucu mertua menantu besan ponakan keponakan sepupu kerabat pacar calon tunangan atasan karyawan pegawai staf staff
    kolega klien customer pelanggan langganan pembeli penjual murid siswa santri jamaah jemaat warga panitia tukang
    sopir supir asisten pembantu paitua maitua bapaknya ibunya suaminya istrinya mamanya papanya ortu orangtua meeting
    tasyakuran selametan slametan wisuda lamaran khitanan sunatan aqiqah akikah walimah resepsi pernikahan kawinan
    kawin natalan imlek paskah idul fitri adha ramadhan ramadan bukber reuni piknik tour liburan libur bazar bazaar
    pameran lomba posyandu pkk dharmawanita ronda kenduri tahlilan yasinan haul maulid acaranya ulangtahun seminggu
    sebulan setahun sehari barusan tadinya bentar sebentar bntr buruan cepetan agak rada lama lamanya telat terlambat
    lambat awal akhir pertama petang maghrib magrib isya subuh dzuhur zuhur ashar kantornya rumahnya sedap lezat
    nikmat nyaman lamak enaknya nagih ketagihan ludes laris laku awet tahan basi expired exp bersih rusak pecah penyok
    bocor remuk hancur kulkas freezer frizer lemari dapur penuh repot sibuk sakit sehat ramai rame sepi sangat amat
    terlalu makin semakin justru malah malahan bahkan apalagi padahal meskipun walau walaupun meski sehingga namun
    hampir lumayan biasanya seringnya kadang kadang2 jarang sering selalu bisanya mungkin mgkn mungkn shopee tokped
    tokopedia tiktok ig instagram fb facebook marketplace online jasa uk ukr smua samua ewu kawan kecuali isinya
    warnanya ukurannya biasa kosong kemahalan mahalan kebanyakan kemanisan kepedasan maksudku maksudmu tahun taon
    ultahnya milih pilih pilihkan pilihin beda bebas terserah random campuran bonusin skrang jakarta surabaya bandung
    makassar balikpapan samarinda bontang manado tomohon tondano bitung gorontalo palu ternate sorong ambon kendari
    medan palembang lampung bekasi depok bogor tangerang semarang solo jogja yogya malang sidoarjo denpasar bali
    banjarmasin pontianak batam pekanbaru padang jne jnt sicepat anteraja tiki gosend gojek grab lalamove paxel spx
    pos kargo cargo kapal pelni bus travel hello dear kindly thank thankyou would like some you your today tomorrow
    morning afternoon evening night asap send deliver delivery available mam sir madam badhe bade bapasan pasan
    mamasan haga nyak mit tabik pun oge rek tong atos parantos upami bilih teras lajeng njur banjur njuk nuli jare
    jarene jarno ngko mengkone mbok nggeh enggeh enggih injih enjoh oyi lur dulur kanca kancaku bojo anakku ibuku
    bapakku mamaku adikku kakakku istriku suamiku ee eee oalah aduh astaga ih iih wah waduh wow cie wkwkw hahaha huhu
    hiks uhuy asik asyik ok2 oke2 okee literally voice typo ketik ngetik tulisan kalimat sinyal chatnya wanya bacanya
    neh tre kase sa ko sabar sebe dapa basudara sudara oto ruma mayan boong serius seriusan beneran yakin sungguh
    kebun sawah laut pantai pondok desa kampung kota dusun pelabuhan dermaga terminal bandara stasiun simpang jalanan
    gawe taun kembar jemoh dudi
    lapangan perumahan pom bensin spbu puskesmas rs klinik hotel kafe resto restoran pabrik proyek
    tanta tanti noni encim sini situ sana kolom ibadah syukur pengucapan taong sidi baptis kumpulan kerukunan kobong
    skolah motor taksi mikrolet bendi bae sadap berkati gbu shalom sejahtera wibu pdt pnt sym penatua pendeta
    buhan hakun han jualah kantur langgar masigit salamatan batasmiyah aruh kakawinan pangantin maharagu dangsanak julak
    amang uma nini kai tarimakasih banar bujur iyaku pinanya daeng andi tawwa cika sodara rumahku rumahta
    sikam kham haga aga puakhi kiyay atu batin minak jemoh kanah tano gawoh kidah terimo nihan lamban pekon pasakh
    arep kepengin wadhahi siapke cepakke cepakne utawa mbesuk saiki sakniki wau dino griya mriki mrika kene kono mesjid
    rewang kenduren mantenan pakdhe budhe paklik bulik simbah eyang maturnuwun sembah dewe
    teteh mang ceu muhun jeung bumi rorompok anteur anteurkeun candak nyandak
    konfirmasi fix fixed tks trims request notes bubble wrap bubblewrap kayu dobel double resi dana ovo gopay shopeepay
    linkaja banking mbanking atm lunas dp lengkap patokan pagar cat lantai gedung tower kos cluster blok samping arah
    gang lorong kelurahan kecamatan balai mushola musholla kelenteng vihara pura mall minimarket indomaret alfamart
    bengkel salon apotek rsud undangan perjalanan souvenir bingkisan sumbangan donasi berkah sedekah seserahan
    suguhan jamuan berarti atas syg ce zus slur yuk sandiri sendirian repeat jak anjak
""")
