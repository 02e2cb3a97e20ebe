"""What somebody pressed before we asked who she is: kept by her browser and shown again.

Ten minutes in a signed cookie of that group's phone, or of the account whose sign-in had ended: no address and no log
holds it, and nobody can give her one of theirs. It is never done by itself: she presses once more.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from market.kernel.language import gettext
from market.kernel.language import mark as N
from market.kernel.refused import Refused
from market.kernel.signed import signed, unsigned
from market.web.addresses import pattern_of
from market.web.cookies import SENT, cookie, set_cookie
from market.web.drawn import Drawn
from market.web.forms import SECRETS, Sent, sent
from market.web.refusals import page_of, show_again
from market.web.slow import pages

LASTS = timedelta(minutes=10)
SHOWN = frozenset({"asked", "mark"})  # what the page showed: it adds nothing, and what is other by now is refused
MOST = 3_000  # letters: what a browser keeps in a cookie
# What each press is called on its button, by the end of its route.
BUTTONS: dict[str, str] = {
    "/uang/klaim/{claim}/cocok": N("Uangnya ada"),
    "/uang/klaim/{claim}/belum": N("Belum ada"),
    "/uang/masuk/{number}": N("Uangnya sudah masuk"),
    "/uang/dicatat/{payment}/tarik": N("Tarik kembali"),
    "/pesanan/{number}/serahkan": N("Serahkan ke pembeli"),
    "/pesanan/{number}/diambil": N("Ternyata sudah diambil, tunai diterima"),
    "/pesanan/{number}/batal": N("Batalkan pesanan"),
    "/pesanan/{number}/tolak": N("Belum bisa dilayani"),
    "/pesanan/{number}/kembali": N("Barang kembali"),
    "/libur": N("Libur hari ini"),
}
# What is typed at length, and shows on its own page all that it does: that page comes back, filled in and unsent.
# Accounts, roles, members and phones are not among them: what is typed there waits for nobody else.
ON_ITS_PAGE = frozenset({
    "/pesanan/catat", "/pesanan/catat/{number}", "/pesanan/catat/sebutan", "/pesanan/{number}/ongkir",
    "/pesanan/{number}/kurangi", "/penawaran", "/penawaran/harga", "/kasir/tutup", "/kasir/tutup/awal",
    "/kasir/tutup/laci", "/kasir/bon/{sale}", "/kasir/nota/{sale}/kembali", "/kasir/aturan",
    "/kasir/periksa/{task}", "/kasir/amplop/{envelope}/buang", "/uang/mutasi",
    "/uang/bagi-hasil/aturan", "/uang/bagi-hasil/biaya", "/harga", "/produk/baru", "/produk/{slug}",
    "/produk/{slug}/foto", "/produk/{slug}/pilihan",
    "/stok/{lot}", "/stok/{lot}/buka", "/pengiriman", "/pengiriman/ongkir", "/profil",
    "/bazar/{slug}", "/bazar/{slug}/penjualan/{booking}", "/bazar/{slug}/lepas", "/bazar/{slug}/sanggah",
    "/bazar/{slug}/tukar", "/bazar/{slug}/undian",
})  # fmt: skip
NOT_KEPT = frozenset({"chat"})  # words of a third person, which are kept nowhere
FIELDS: dict[str, str] = {
    "came": N("Yang masuk"),
    "reason": N("Alasannya"),
    "quantity": N("Jumlah"),
    "fee": N("Ongkir"),
    "courier": N("Kurir"),
    "tracking": N("Nomor resi"),
}


@dataclass(frozen=True)
class SentBefore:
    """A form as it was sent: where to, what was in it, where it came from, and the page it belongs to."""

    path: str
    route: str
    names: Mapping[str, str]
    values: Mapping[str, list[str]]
    back: str
    page: str

    @property
    def on_its_page(self) -> bool:
        return self.route in ON_ITS_PAGE

    @property
    def button(self) -> str:
        return gettext(BUTTONS[self.route])

    @property
    def shown(self) -> dict[str, str]:
        """The fields to be seen and changed, with their labels."""
        return {name: gettext(label) for name, label in FIELDS.items() if any(self.values.get(name, []))}


def waits_for_a_name(request: Request) -> bool:
    """Whether what was sent on a group's phone may wait: only daily acts that are listed, whose every field is shown.

    Anybody with the phone may have sent it: the member who then gives her PIN must see all that she would do.
    """
    if _route(request) in ON_ITS_PAGE:
        return waits_for_a_password(request)
    return _plain(request) and _route(request) in BUTTONS and not sent(request).values.keys() - FIELDS.keys() - SHOWN


def waits_for_a_password(request: Request) -> bool:
    """Whether what was sent by an account whose sign-in had ended may wait: whatever bears no file and no secret."""
    return _plain(request) and bool(sent(request).values) and not sent(request).values.keys() & SECRETS


def _plain(request: Request) -> bool:
    """Whether it brings no files; or brought some that were read and kept already, as on a group's own phone."""
    return "market.form" in request.scope or not request.headers.get("content-type", "").startswith("multipart/")


def _route(request: Request) -> str:
    route = request.scope.get("route")
    return pattern_of(route).removeprefix("/lapak/{group}") if route else ""


def keep_sent(request: Request, response: Response, whose: str, back: str) -> bool:
    """Lets the browser keep what it just sent to us, for `whose` alone: a phone's login, or an account. Whether it
    does: what is too long for it must be typed anew, and is said to be."""
    values = {name: each for name, each in sent(request).values.items() if name not in NOT_KEPT}
    route = _route(request)
    names = {name: str(value) for name, value in request.path_params.items()}
    told = json.dumps([request.url.path, route, names, values, back, page_of(request, sent(request))])
    text = base64.urlsafe_b64encode(told.encode()).decode()
    if len(text) > MOST:
        return False
    set_cookie(response, SENT, signed(text, f"sent/{whose}", LASTS), lasts=int(LASTS.total_seconds()))
    return True


async def again_on_its_page(request: Request, before: SentBefore, why: str) -> Response | None:
    """The page that a form belongs to, as she left it: what was sent is done only when she presses again. None where
    that page has no such form for her: it may be another's to send, or what it was about is gone."""
    state = Sent(dict(before.values)).refuse([Refused(why)])
    path, _, query = before.page.partition("?")
    answer = await show_again(request, path, query, state, 200, sent_to=before.path)
    forms = (await pages(lambda: Drawn(bytes(answer.body).decode()))).forms
    return answer if any(each.leads_to(before.path) for each in forms) else None


def sent_before(request: Request, whose: str) -> SentBefore | None:
    """What this phone or account sent a short while ago; None when it sent nothing, or somebody else did."""
    text = unsigned(cookie(request, SENT), f"sent/{whose}")
    return SentBefore(*json.loads(base64.urlsafe_b64decode(text))) if text else None
