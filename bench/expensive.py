"""What strangers and officers can send that costs much: the acts that `bench.beside` repeats."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from tests.hostile import noise, packed_sheet

CLIENTS = 12
PLANS, LISTED = 6, 300  # bazaars whose plan is published, and the groups of each
TURN = b"@turn@@"  # in a body: another number each time


@dataclass
class Act:
    """One expensive thing: what is sent, as whom."""

    name: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    cookie: str = ""
    words: list[str] = field(default_factory=list)
    clients: int = CLIENTS
    pause: float = 0.0

    def request(self, host: str, turn: int) -> bytes:
        """A network of its own each time, so that no limit of a network is in the way."""
        path = self.path.replace("{word}", quote(self.words[turn % len(self.words)]) if self.words else "")
        address = ".".join(str(random.randrange(1, 255)) for _ in range(4))
        head = (
            f"{self.method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nX-Forwarded-For: {address}\r\n"
            f"Cookie: {self.cookie}\r\nConnection: close\r\n"
        )
        if self.body:
            head += f"Content-Type: {self.kind}\r\nContent-Length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body.replace(TURN, b"%07d" % random.randrange(10**7))


def multipart(name_: str, file: str, content: bytes, **fields: str) -> tuple[bytes, str]:
    edge = "edge-of-a-part"
    text = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name_}"; filename="{file}"\r\n\r\n'
    return (text + head).encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def acts(here: dict[str, str]) -> Iterator[Act]:
    urlencoded = "application/x-www-form-urlencoded"
    number, _, key = here["order"].partition("?")
    lapak, fair = f"/lapak/{here['group']}", f"/bazar/{here['fair']}"
    yield Act("nothing beside it", "", "")
    yield Act("nothing beside it, again", "", "")
    yield Act("map as PDF", "GET", fair + "/denah.pdf")
    yield Act("the bazaar's page", "GET", fair)
    yield Act("calendar file", "GET", "/bazar.ics")
    picture = noise(16)
    body, kind = multipart("photo", "qris.jpg", picture)
    yield Act("QRIS photo of noise, 16 MP", "POST", lapak + "/uang/qris", body, kind, here["chair"])
    body, kind = multipart("proof", "bukti.jpg", picture, claim=here["sub"] + "-1")
    yield Act("proof of payment, 16 MP", "POST", f"{number}/bayar?{key}", body, kind)
    body, kind = multipart("photos", "foto.jpg", picture, name="Roa")
    yield Act("photo of a product, 16 MP", "POST", lapak + "/produk/baru", body, kind, here["chair"])
    body, kind = multipart("file", "daftar.xlsx", packed_sheet())
    yield Act(
        f"workbook of {len(body) // 1000} KB that unpacks", "POST", "/dinas/kelompok/impor", body, kind, here["officer"]
    )
    yield Act("money book as PDF", "GET", lapak + "/uang/buku.pdf", cookie=here["chair"])
    yield Act(
        "words that all goods have",
        "GET",
        "/produk?q={word}",
        words=["dibuat sendiri", "d", "dikemas hari itu", "cakalang asap"],
    )
    yield Act(
        "filters that nothing meets", "GET", "/produk?wilayah={word}&dari=1&sampai=2&ada=1", words=["99", "98.01"]
    )
    yield Act("the last pages of the list", "GET", "/produk?urut=termahal&ada=1&halaman={word}", words=["500", "499"])
    yield Act("home", "GET", "/")
    pairs = ["+".join(a + b for a in "abcdefg" for b in word) for word in ("aeiou", "ngrst", "klmno", "bdfpj")]
    yield Act("a village of many words", "GET", "/checkout?village={word}", words=pairs)
    yield Act(
        "the last page of groups", "GET", "/kelompok?halaman=500&wilayah={word}", words=["", "71.72", "64.74", "18.01"]
    )
    yield Act("map of the site", "GET", "/sitemap.xml")
    yield Act("the office's groups", "GET", "/dinas/kelompok", cookie=here["officer"])
    form = b"identifier=ketua%40demo.test&password=salah-sekali"
    yield Act("signing in with a wrong password", "POST", "/masuk", form, urlencoded)
    yield Act("add to the cart", "POST", "/keranjang", b"variant=B-77&quantity=1", urlencoded)
    yield Act("a form of 20 MB", "POST", "/keranjang", b"a=1&" * 5_000_000, urlencoded)
    chats = " ".join(a + b + "kalang" for a in "abcdefghij" for b in "aeiou") * 30
    for name, chat in (("a chat of one word", "abon" * 2_500), ("a chat of many words", chats[:10_000])):
        body = b"chat=" + chat.replace(" ", "+").encode()
        yield Act(name, "POST", lapak + "/pesanan/catat/baca", body, urlencoded, here["chair"])
    post = json.dumps({"envelopes": [{"a": []}] * 70_000}).encode()
    yield Act("envelopes that are none", "POST", lapak + "/kasir/amplop", post, "application/json")
    body, kind = multipart("x", "x", b"\r\n--edge-of-a-par" * 1_200_000)
    yield Act("20 MB of almost-edges", "POST", "/keranjang", body, kind)


def desks(here: dict[str, str]) -> Iterator[Act]:
    """Plans of 300 groups published, one after the other; a thousand groups at once, each time with other names."""
    form, kind = b"version=1", "application/x-www-form-urlencoded"
    yield Act(
        f"{PLANS} plans of {LISTED} groups published", "POST", "/dinas/bazar/{word}/pembagian/terbitkan", form, kind,
        here["officer"], words=here["plans"].split(","), clients=1, pause=1.0,
    )  # fmt: skip
    heads = ["nama", "jenis", "ketua", "hp", "kelurahan"]
    village = "Girian Bawah, Girian, Bitung"
    names = [f"Impor {TURN.decode()} {n}" for n in range(1000)]
    rows = [[name, "kelompok", "Meike Lumintang", "081234567890", village] for name in names]
    body, kind = multipart("x", "", b"", write="1", data=json.dumps([heads, *rows]))
    yield Act("1,000 groups imported", "POST", "/dinas/kelompok/impor", body, kind, here["officer"])
