"""The order transaction on bare sqlite3 with `synchronous=FULL`, one writer: what no shop can beat.

It works on a seeded shop's own tables, with their indexes and constraints, and leaves the rows that a
guest's order leaves; nothing is rendered, checked or read beyond the guard on the lot.
"""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

NOW, LATER = "2026-11-21 09:00:00.000000", "2026-11-21 12:00:00.000000"
CART = (
    "INSERT INTO cart(token_hash, made_at, changed_at) VALUES (:n, :now, :now)",
    "INSERT INTO cartline(cart_id, variant_id, sku, name, quantity, price_seen, asks)"
    " VALUES (:cart, 1, 'B-1', 'Ikan', 1, 25000, 0)",
    "INSERT INTO hold(lot_id, held_for, origin, quantity, until, made_at, beyond)"
    " VALUES (1, :held_for, '', 1, :later, :now, 0)",
    "UPDATE lot SET held = held + 1 WHERE id = 1",
)
ORDER = (
    "INSERT INTO orders(number, key_token, checkout_token, cart_hash, name, phone, note, village, village_name, "
    "address, landmark,"
    " contact,"
    " language, placed_at) VALUES (:n, :n, :n, '', 'Ratna', '+6281234567890', '', '', '', '', '', '', 'id', :now)",
    "INSERT INTO sub_order(order_id, number, group_id, group_name, state, delivery, method, goods_total, delivery_fee,"
    " weight_g, arrives_from, arrives_by, travel_days, placed_at, unseen_at, tracking, courier, quiet_to_buyer, "
    "quiet_to_group, down_percent)"
    " VALUES (:id, :n, 1, 'Kelompok', 'accepted', 'pickup', 'cash', 25000, 0, 500, '2026-11-22', '2026-11-22', 0, "
    ":now, :later, '', '', 0, 0, 0)",
    "INSERT INTO order_line(sub_order_id, variant_id, sku, product, variant, unit, price, quantity, weight_g, "
    "certificates,"
    " fee, made_to_order, cancelled) VALUES (:id, 1, 'B-1', 'Ikan', '', 'bungkus', 25000, 1, 500, '[]', 0, 0, 0)",
    "INSERT INTO bill(kind, ref, group_id, payer_name, payer_phone, method, custodian, amount, asked, fee, state,"
    " made_at, down_payment, card_open)"
    " VALUES ('order', :n, 1, 'Ratna', '+6281234567890', 'cash', 'group', 25000, 25000, 0, 'open', :now, 0, 0)",
    "INSERT INTO order_event(sub_order_id, at, code, params, \"by\", capacity) VALUES (:id, :now, 'placed', '{}', "
    "'Ratna', '')",
    'INSERT INTO order_event(sub_order_id, at, code, params, "by", capacity)'
    " VALUES (:id, :now, 'accepted', '{}', 'Dermaga', '')",
    "DELETE FROM cartline WHERE cart_id = :cart",
    "UPDATE hold SET released_at = :now WHERE held_for = :held_for AND released_at IS NULL",
    "UPDATE lot SET held = held - 1, allocated = allocated + 1 WHERE id = 1 AND on_hand >= held + allocated",
    "INSERT INTO line_lot(line_id, lot_id, quantity, use) VALUES (:id, 1, 1, 'allocated')",
)


def rate(shop: Path, seconds: float = 3) -> float:
    """Transactions a second on a copy of `shop`, a seeded database without orders."""
    copy = shop.with_name("bare.db")
    copy.unlink(missing_ok=True)
    db = sqlite3.connect(copy, isolation_level=None)
    with closing(sqlite3.connect(shop)) as seeded:  # with what still stands in its WAL
        seeded.backup(db)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    db.execute("UPDATE lot SET on_hand = 100000000 WHERE id = 1")
    ready = _carts(db, first=1, count=2000)
    count, spent = 0, 0.0
    while spent < seconds:
        if count == ready:
            ready += _carts(db, first=ready + 1, count=2000)
        count += 1
        values = _values(count)
        start = time.perf_counter()
        db.execute("BEGIN IMMEDIATE")
        for statement in ORDER:
            db.execute(statement, values)
        db.execute("COMMIT")
        spent += time.perf_counter() - start
    db.close()
    return count / spent


def _carts(db: sqlite3.Connection, first: int, count: int) -> int:
    """Carts that hold a piece each, numbered from `first`; how many were made."""
    db.execute("BEGIN IMMEDIATE")
    for number in range(first, first + count):
        for statement in CART:
            db.execute(statement, _values(number))
    db.execute("COMMIT")
    return count


def _values(number: int) -> dict[str, object]:
    cart = number
    return {
        "n": f"D-{number}", "id": number, "cart": cart, "held_for": f"cart/{cart}", "now": NOW, "later": LATER,
    }  # fmt: skip


if __name__ == "__main__":
    print(rate(Path(sys.argv[1])))
