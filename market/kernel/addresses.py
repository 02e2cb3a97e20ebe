"""The addresses of pages that letters, links and verbs name: a page that moves is followed here alone.

Doors know their own; every other file asks these, and each leads to a page (tests/kernel/test_addresses.py).
"""

ACCOUNT = "/akun"
SECOND_STEP = "/akun/dua-langkah"
CONTACTS = "/akun/kontak"
HELPING = "/pendamping"
DESK = "/dinas"
OWN_OFFICE = "/dinas/kantor"
OFFICE_GROUPS = "/dinas/kelompok"
OFFICE_BAZAARS = "/dinas/bazar"
COMPLAINTS = "/aduan-masuk"
ADMIN = "/admin"
ADMINS = "/admin/pengelola"
FOR_NOBODY = "/admin/menunggu"
TREASURY = "/admin/uang"
COLLECTING = "/admin/uang/transfer"
GROUPS = "/lapak/"  # what every page of a group begins with


def group_page(slug: str, page: str = "") -> str:
    """A group's first page, or another of its own."""
    return f"{GROUPS}{slug}/{page}".removesuffix("/")


def group_at_office(slug: str, page: str = "") -> str:
    """Where an officer sees a group, or another page about it."""
    return f"{OFFICE_GROUPS}/{slug}/{page}".removesuffix("/")


def bazaar_at_office(slug: str, page: str = "") -> str:
    """A bazaar at an officer's desk, or another page about it."""
    return f"{OFFICE_BAZAARS}/{slug}/{page}".removesuffix("/")


def order_page(number: str, key: str = "") -> str:
    """A buyer's order; its key opens it without an account."""
    return f"/pesanan/{number}" + (f"?kunci={key}" if key else "")


def tracking(number: str) -> str:
    """Where an order's number and four digits of a phone show its state."""
    return f"/lacak?nomor={number}"


def quote_page(token: str) -> str:
    return f"/penawaran/{token}"


def written_page(token: str) -> str:
    """What a group wrote down for its buyer, who confirms it there."""
    return f"/catatan/{token}"


def recap_page(token: str) -> str:
    return f"/rekap/{token}"


def notice_page(secret: str) -> str:
    return f"/kabar?kunci={secret}"


def denial_page(token: str) -> str:
    """Where an owner says that it was not she."""
    return f"/bukan-saya/{token}"


def claim_page(token: str) -> str:
    """Where the chair of a group that was brought in takes it over."""
    return f"/klaim/{token}"


def start_page(token: str) -> str:
    """The first way into an account that somebody made for its owner."""
    return f"/mulai/{token}"


def invitation_page(key: int) -> str:
    return f"{ACCOUNT}/undangan/{key}"
