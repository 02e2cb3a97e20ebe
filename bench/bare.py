"""The order transaction on bare sqlite3 with `synchronous=FULL`, one writer: what no shop can beat."""

import sqlite3
import sys
import time
from pathlib import Path

STATEMENTS = (
    "INSERT INTO o(number, token, name, phone, placed) VALUES (:n, :n, 'Ratna', '+62812', 0)",
    "INSERT INTO s(number, state, total) VALUES (:n, 'accepted', 25000)",
    "INSERT INTO l(sub, product, price, quantity) VALUES (1, 'Cakalang fufu', 25000, 1)",
    "INSERT INTO e(sub, code, at) VALUES (1, 'placed', 0)",
    "INSERT INTO e(sub, code, at) VALUES (1, 'accepted', 0)",
    "INSERT INTO b(ref, amount, state) VALUES (:n, 25000, 'open')",
    "DELETE FROM c WHERE cart = :n",
    "UPDATE h SET released = 1 WHERE holder = :n",
    "UPDATE lot SET held = held, allocated = allocated + 1 WHERE id = 1 AND on_hand >= allocated + 1",
    "INSERT INTO u(line, lot, quantity) VALUES (1, 1, 1)",
)
TABLES = """
CREATE TABLE o(id INTEGER PRIMARY KEY, number UNIQUE, token UNIQUE, name, phone, placed);
CREATE TABLE s(id INTEGER PRIMARY KEY, number UNIQUE, state, total);
CREATE TABLE l(id INTEGER PRIMARY KEY, sub, product, price, quantity);
CREATE TABLE e(id INTEGER PRIMARY KEY, sub, code, at);
CREATE TABLE b(id INTEGER PRIMARY KEY, ref UNIQUE, amount, state);
CREATE TABLE c(id INTEGER PRIMARY KEY, cart); CREATE INDEX ci ON c(cart);
CREATE TABLE h(id INTEGER PRIMARY KEY, holder, released); CREATE INDEX hi ON h(holder);
CREATE TABLE u(id INTEGER PRIMARY KEY, line, lot, quantity);
CREATE TABLE lot(id INTEGER PRIMARY KEY, on_hand, held, allocated);
INSERT INTO lot VALUES (1, 100000000, 0, 0);
"""


def rate(folder: Path, seconds: float = 3) -> float:
    """Transactions a second."""
    db = sqlite3.connect(folder / "bare.db", isolation_level=None)
    db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + TABLES)
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        count += 1
        db.execute("BEGIN IMMEDIATE")
        for statement in STATEMENTS:
            db.execute(statement, {"n": f"D-{count}"})
        db.execute("COMMIT")
    db.close()
    return count / seconds


if __name__ == "__main__":
    print(rate(Path(sys.argv[1])))
