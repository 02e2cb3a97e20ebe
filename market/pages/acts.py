"""What people did, as sentences."""

from market.kernel.language import gettext as _
from market.kernel.money import rupiah
from market.people.act import Act

SENTENCES = {
    "group_imported": lambda: _("memasukkan kelompok dari daftar"),
    "group_claimed": lambda: _("mengambil lapak"),
    "group_checked": lambda: _("menandai kelompok sudah dicek"),
    "group_sent_back": lambda: _("minta profil dilengkapi"),
    "group_suspended": lambda: _("menutup lapak sementara"),
    "group_restored": lambda: _("membuka lapak lagi"),
    "product_listed": lambda: _("memasang %(product)s"),
    "product_edited": lambda: _("mengubah %(product)s"),
    "product_withdrawn": lambda: _("menarik %(product)s"),
    "variant_withdrawn": lambda: _("menarik pilihan %(sku)s"),
    "photo_added": lambda: _("menambah foto %(product)s"),
    "price_changed": lambda: _("mengubah harga %(sku)s dari %(old)s menjadi %(new)s"),
    "stock_received": lambda: _("mencatat %(n)s %(sku)s jadi"),
    "sold_out": lambda: _("mencatat %(sku)s habis, %(n)s dikeluarkan"),
    "lot_spoiled": lambda: _("mencatat %(n)s dari kode %(lot)s dibuang"),
    "lot_counted": lambda: _("menghitung ulang kode %(lot)s: %(n)s"),
    "lot_set_aside": lambda: _("menahan kode %(lot)s"),
    "lot_reopen": lambda: _("menjual lagi kode %(lot)s"),
    "lot_recall": lambda: _("menarik kode %(lot)s"),
    "office_handed_over": lambda: _("menyerahkan jabatan di %(place)s kepada %(name)s"),
    "superior_added": lambda: _("memberi %(name)s izin melihat %(place)s"),
    "bazaar_appealed": lambda: _("mengajukan keberatan soal %(bazaar)s"),
    "bazaar_applied": lambda: _("mendaftar ke %(bazaar)s"),
    "bazaar_answered": lambda: _("menjawab undangan %(bazaar)s"),
    "closed": lambda: _("menutup lapak hari ini"),
    "opened": lambda: _("membuka lapak lagi hari ini"),
    "order_helped": lambda: _("mengerjakan pesanan %(number)s"),
    "payment_confirmed": lambda: _("mencocokkan uang %(amount)s untuk %(ref)s"),
    "claim_confirmed": lambda: _("mencocokkan uang %(amount)s untuk %(ref)s"),
    "claim_refused": lambda: _("belum menemukan uang %(amount)s untuk %(ref)s"),
    "less_accepted": lambda: _("menerima kurang bayar %(amount)s untuk %(ref)s"),
    "refund_granted": lambda: _("menjanjikan uang kembali %(amount)s untuk %(ref)s"),
    "payout_drafted": lambda: _("menyiapkan kiriman %(number)s"),
    "payout_approved": lambda: _("menyetujui kiriman %(number)s"),
    "payout_dropped": lambda: _("membatalkan kiriman %(number)s"),
    "payout_sent": lambda: _("mengirim %(amount)s ke kelompok, %(number)s"),
    "payout_failed": lambda: _("mencatat kiriman %(number)s yang kembali"),
    "stripe_arrived": lambda: _("mencatat %(amount)s dari Stripe di bank"),
    "recap_made": lambda: _("membuat rekap usaha 12 bulan"),
    "recap_withdrawn": lambda: _("mencabut rekap usaha"),
    "share_rule": lambda: _("mengubah aturan bagi hasil"),
    "cost_added": lambda: _("mencatat biaya kelompok %(amount)s"),
    "month_shared": lambda: _("mencatat bagi hasil %(amount)s"),
    "quote_made": lambda: _("membuat penawaran %(number)s"),
    "quote_withdrawn": lambda: _("menarik penawaran %(number)s"),
    "refund_paid": lambda: _("mengembalikan %(amount)s untuk %(ref)s"),
    "account_typed": lambda: _("mengetik rekening %(account)s"),
    "account_approved": lambda: _("menyetujui rekening %(account)s"),
    "qris_amount": lambda: _("mengatur jumlah di dalam kode %(account)s"),
    "booth_fee_claimed": lambda: _("mengabari bahwa biaya stan %(number)s sudah dibayar"),
    "account_retired": lambda: _("menghentikan rekening %(account)s"),
    "account_dropped": lambda: _("menghapus rekening %(account)s"),
    "profile_edited": lambda: _("mengubah profil"),
    "certificate_added": lambda: _("menambah izin %(kind)s"),
    "certificate_ended": lambda: _("menghapus izin %(kind)s"),
    "certificate_seen": lambda: _("melihat izin %(kind)s"),
    "member_added": lambda: _("menambah anggota %(name)s"),
    "member_ended": lambda: _("mengeluarkan %(name)s"),
    "roles_changed": lambda: _("mengubah peran %(name)s"),
    "pin_changed": lambda: _("mengganti PIN %(name)s"),
    "code_issued": lambda: _("memberi kode masuk kepada %(name)s"),
    "device_added": lambda: _("menambah HP kelompok %(name)s"),
    "device_ended": lambda: _("mengeluarkan HP kelompok %(name)s"),
    "terms_changed": lambda: _("mengubah pengiriman dan pembayaran"),
    "tariff_added": lambda: _("menambah ongkir ke %(place)s"),
    "tariff_ended": lambda: _("menghapus satu ongkir"),
    "facilitator_added": lambda: _("menunjuk pendamping %(name)s"),
    "facilitator_ended": lambda: _("mengakhiri seorang pendamping"),
    "officer_added": lambda: _("menunjuk petugas %(name)s"),
    "officer_ended": lambda: _("mengakhiri seorang petugas"),
    "category_added": lambda: _("menambah kategori %(name)s"),
}
AMOUNTS = ("old", "new", "amount")


def act_word(act: Act) -> str:
    """What was done, in the reader's language; the code itself when it has no sentence."""
    if act.code not in SENTENCES:
        return act.code
    values = {name: rupiah(v) if name in AMOUNTS else v for name, v in act.values.items()}
    return SENTENCES[act.code]() % values
