"""An admin's first sign-in: the app's key, the recovery codes, the code at the next one; in a real browser at 360
px."""

import re

import pyotp
import pytest

from market.kernel.db import database
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk]


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_from_the_first_password_to_the_office(shop, javascript):
    world.a_shop()
    database().close()
    with browsing() as (server, browser):
        walk = Walk(browser, server.base, javascript)
        sign_in(walk, 8)
        walk.page.wait_for_url("**/akun/dua-langkah")
        walk.fill("current", world.PASSWORD)
        walk.press("Mulai")
        key = re.sub(r"\s", "", walk.page.locator("code.key").inner_text())
        assert walk.page.locator(".code-of svg").is_visible()
        walk.fill("app_code", pyotp.TOTP(key).now())
        walk.press("Nyalakan")
        codes = walk.page.locator(".recovery code").all_inner_texts()
        assert len(codes) == 10
        walk.page.locator("main").get_by_role("link", name="Sudah saya catat").click()
        walk.page.wait_for_url("**/admin")
        other = Walk(browser, server.base, javascript)
        sign_in(other, 8)
        other.page.wait_for_url("**/masuk/langkah-dua")
        other.fill("app_code", "bukan kode")
        other.press("Masuk")
        other.fill("app_code", codes[0])
        other.press("Masuk")
        other.page.wait_for_url("**/admin")
        other.go("/akun/keamanan")
        assert "kode cadangan dipakai" in other.page.locator("main").inner_text()
        walk.clean()
        other.clean()
