"""Who only reads sees what a form says and can press nothing."""

from market.web.read_only import without_forms

PLAN = (
    '<form method="post" action="/dinas/x"><input type="hidden" name="press" value="t"><input name="venue" value="Pantai">'
    '<textarea name="story">Cerita</textarea><label><input type="checkbox" name="a" checked></label>'
    "<button>Simpan</button></form>"
)
ASKS = '<details><summary>Undang</summary><form method="post" action="/dinas/y"><input name="phone"></form></details>'
OUT = '<form method="post" action="/keluar"><button>Keluar</button></form>'
FIND = '<form action="/dinas"><input name="q"></form>'


def test_what_a_form_says_stays_and_nothing_can_be_pressed():
    page = without_forms(PLAN + ASKS + OUT + FIND)
    assert 'value="Pantai" disabled>' in page and ">Cerita</textarea>" in page and "checked disabled" in page
    assert "Simpan" not in page and "/dinas/x" not in page and "Undang" not in page
    assert OUT in page and FIND in page
