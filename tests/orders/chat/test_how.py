import pytest

from market.orders.delivery import Delivery
from market.payments.bill import Method
from tests.orders.chat.goods import read

PAID = {
    "COD ya": Method.CASH, "bayar di tempat": Method.CASH, "bayar cash": Method.CASH, "tf bca": Method.TRANSFER,
    "transfer ke mana kak?": Method.TRANSFER, "roa 2, 312 tf": Method.TRANSFER, "pakai qris": Method.QRIS,
    "bisa QRIS?\nok qris aja": Method.QRIS,
    "bisa COD?": None, "qris atau transfer": None, "ga usah transfer": None, "kalo ga bisa tf jg gpp": None,
    "roa 2": None,
}  # fmt: skip
BROUGHT = {
    "antar ya": Delivery.OWN_COURIER, "dianter ke rumah": Delivery.OWN_COURIER, "kirim pake JNE": Delivery.COURIER,
    "antar pakai gojek": Delivery.COURIER, "nanti saya ambil": Delivery.PICKUP, "ambil sendiri besok": Delivery.PICKUP,
    "nda usah antar, kita ambe sandiri": Delivery.PICKUP, "dijupuk bapake": Delivery.PICKUP,
    "saya ambil roa 2 ikat": None, "ambil 10 ya": None, "bisa antar?": None, "kirim ke Girian": None, "roa 2": None,
}  # fmt: skip


@pytest.mark.parametrize("text", PAID)
def test_how_it_is_paid(text):
    assert read(text).pay is PAID[text]


@pytest.mark.parametrize("text", BROUGHT)
def test_how_it_comes(text):
    assert read(text).delivery is BROUGHT[text]
