"""SQLite's FTS5 and PostgreSQL's full text only fetch: what is shown, and in which order, is the same on both."""

import shutil

from bench.searches import HALVES, asked_in, asking, fill, measure
from market.inventory.query import Query, Sort
from market.inventory.shelf import shelf
from market.kernel.db import database, read, write
from tests.conftest import there_is_postgres, use


def answers(url, media):
    use(url, media)
    keys = write(fill)
    found = {}
    with read() as db:
        for half in HALVES:
            for each in asked_in(half):
                for sort in (Sort.NEWEST, Sort.CHEAPEST):
                    page = shelf(db, Query(words=each.typed, sort=sort), size=500)
                    said = page.sought.asked.mended, page.sought.left_out, page.sought.lifted
                    found[each.typed, sort] = [keys[one.id] for one in page.listings], said
        halves = {half: measure(half, asking(db, keys)) for half in HALVES}
    database().close()
    return found, halves


def test_all_queries_find_the_same_goods_in_the_same_order_on_both(request, empty_sqlite, tmp_path):
    server, template = there_is_postgres(request)
    shutil.copy(empty_sqlite, tmp_path / "shop.db")
    lite, halves = answers(f"sqlite:///{tmp_path}/shop.db", tmp_path / "media")
    url = server.fresh(template)
    try:
        post, _ = answers(url, tmp_path / "media")
    finally:
        database().close()
        server.drop(url)
    assert len(lite) > 600 and {each: (lite[each], post[each]) for each in lite if lite[each] != post[each]} == {}
    for half in halves.values():
        assert half.success >= 0.92 and len(half.broken) == 0, (half.success, len(half.broken))
