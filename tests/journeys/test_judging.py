"""Eighty-six registrations from an office's own list to verdicts, on a phone, in a dozen presses."""

import time

import pytest

from market.kernel.db import database
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk, needs_chromium]
MANY, MOST_PRESSES, MOST_HEIGHT, MOST_SECONDS = 86, 12, 14_000, 120
DAYS = ("keduanya", "semua", "hari pertama", "1", "1,2", "dua hari", "hari ke-2", "ALL")
HEAD = "No;Nama Kelompok;Ikut hari;Butuh;Barang;Ketua;No. HP/WA;Kel/Desa"


class Presses(Walk):
    """Counts what she presses and opens; looks only where she is told to, so that the time is hers."""

    pressed = 0

    def arrive(self, act) -> None:
        self.pressed += 1
        super().arrive(act)

    def go(self, path: str) -> None:
        self.pressed += 1
        super().go(path)

    def look(self) -> None:
        self.settle()

    def tick_all(self) -> None:
        self.pressed += self.javascript
        link = self.page.get_by_role("link", name="Pilih semua yang tampil")
        link.click() if self.javascript else self.arrive(link.click)
        assert self.page.locator("[name=lines]:checked").count() == self.page.locator("[name=lines]").count() > 0


def a_list() -> bytes:
    rows = [
        f"{n};Peserta {n};{DAYS[n % len(DAYS)]};{'listrik 300 watt' if n % 4 else '-'};"
        f"{'Bensin eceran' if n < 6 else 'Kerupuk'};Ibu {n};0812-7700-{n:04d};Girian Bawah, Girian, Bitung"
        for n in range(MANY)
    ]
    return "\n".join(["DAFTAR PESERTA BAZAR;;;", "Dinas, 2026;;;", HEAD, *rows]).encode()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_eighty_six_registrations_are_brought_in_and_judged_in_a_dozen_presses(shop, javascript, tmp_path):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=0)
    done(fair.officer.post(fair.desk + "/buka"))
    file = tmp_path / "peserta.csv"
    file.write_bytes(a_list())
    database().close()
    with browsing() as (server, browser):
        officer = Presses(browser, server.base, javascript)
        sign_in(officer, 6)
        officer.pressed, began = 0, time.monotonic()
        officer.go(fair.desk + "/pendaftaran")
        officer.follow("Dari lembar")
        officer.page.set_input_files("#file", file)
        officer.press("Lihat dulu")
        assert f"{MANY} dari {MANY} baris" in officer.page.inner_text("main")
        officer.press(f"Daftarkan {MANY} kelompok")
        officer.page.get_by_text("Saring daftar").click()
        officer.fill("q", "bensin")
        officer.press("Tampilkan")
        officer.tick_all()
        officer.fill("note", "Bensin tidak boleh dijual di lapangan")
        officer.press("Belum memenuhi")
        officer.follow("belum diperiksa")
        officer.tick_all()
        officer.press("Memenuhi")
        told = officer.page.inner_text("main")
        assert f"{MANY - 6} · memenuhi syarat" in told
        officer.go(fair.desk + "/pendaftaran")
        seconds = time.monotonic() - began
        assert officer.pressed <= MOST_PRESSES and seconds < MOST_SECONDS, (officer.pressed, seconds)
        assert officer.page.locator("text=belum diperiksa").count() <= 1, "nobody waits"
        if javascript:
            assert officer.page.evaluate("document.documentElement.scrollHeight") < MOST_HEIGHT
            Walk.look(officer)
        officer.page.get_by_text("Putusan terakhir").click()
        officer.press(f"Urungkan: {MANY - 6} · memenuhi syarat")
        assert f"{MANY - 6} putusan ditarik kembali" in officer.page.inner_text("main")
        Walk.look(officer)
        number = officer.page.locator(".judged a").first
        officer.arrive(number.click)
        Walk.look(officer)
        officer.clean()
