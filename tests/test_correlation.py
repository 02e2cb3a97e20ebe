"""The check that every test of a statement passes can fail."""

import sqlalchemy as sa

from tests.correlation import brought_again

A, B, C = (sa.table(name, sa.column("id"), sa.column("of")) for name in "abc")


def test_a_table_of_two_queries_around_is_seen_to_be_any_row_s():
    deep = sa.select(C.c.id).where(C.c.of == A.c.id)
    for within, expected in ((deep, {"a"}), (deep.correlate_except(C), set())):
        middle = sa.select(B.c.id).where(B.c.of.in_(within))
        assert brought_again(str(sa.select(A.c.id).where(middle.exists()))) == expected
    beside = sa.select(sa.select(C.c.id).select_from(C).where(C.c.of == A.c.id).scalar_subquery(), B.c.id)
    assert brought_again(str(beside.select_from(A.join(B, A.c.id == B.c.of)))) == set()
    assert brought_again("SELECT a.id FROM a AS x, b WHERE x.id IN (SELECT b.id FROM c, b)") == {"b"}
    assert brought_again('SELECT 1 FROM "plan" WHERE x IN (SELECT c.id FROM c, "plan")') == {"plan"}
    assert brought_again("SELECT extract(epoch FROM a.at), b.id FROM a UNION SELECT 1, (SELECT a.id FROM a)") == set()
