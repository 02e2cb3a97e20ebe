"""Who only reads sees what a form says and can press nothing."""

from market.web.read_only import without_acts

PLAN = (
    '<form method="post" action="/dinas/x"><input type="hidden" name="press" value="t"><input name="venue" '
    'value="Pantai">'
    '<textarea name="story">Cerita</textarea><label><input type="checkbox" name="a" checked></label>'
    "<button>Simpan</button></form>"
)
ASKS = '<form method="post" action="/dinas/y"><p>BPK memeriksa.</p><input name="auditor"><button>Tunjuk</button></form>'
ENDS = (
    '<form method="post" action="/dinas/z"><input type="hidden" name="press" value="t"><button>Akhiri</button></form>'
)
OUT = '<form method="post" action="/keluar"><button>Keluar</button></form>'
FIND = '<form action="/dinas"><input name="q"></form>'


def test_what_a_form_says_stays_and_nothing_can_be_pressed():
    page = without_acts(PLAN + ASKS + ENDS + OUT + FIND)
    assert 'value="Pantai" disabled>' in page and ">Cerita</textarea>" in page and "checked disabled" in page
    assert "BPK memeriksa." in page and "<button>" in page and page.count("<button>") == 1
    assert not any(gone in page for gone in ("Simpan", "/dinas/x", "Tunjuk", "Akhiri", "/dinas/z"))
    assert OUT in page and FIND in page
