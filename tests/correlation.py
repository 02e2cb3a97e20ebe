"""No subquery brings in again, behind a comma, what a query around it reads already.

SQLAlchemy lets a subquery see the tables of the query right around it. Two deep it adds a table to its FROM instead,
where it is any row's: an officer who worked on one bazaar found all of them. `correlate_except` says what is meant.
"""

import re

TOKEN = re.compile(r'"[^"]*"|\'[^\']*\'|\w+|\S')
ENDS = frozenset(("WHERE", "GROUP", "ORDER", "LIMIT", "HAVING", "SET", "SELECT", "RETURNING", "FOR"))
SETS = frozenset(("UNION", "INTERSECT", "EXCEPT"))
seen: set[str] = set()


class Query:
    """One pair of brackets: what its FROM names, and whether we are in it."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.reads = False


def brought_again(statement: str) -> set[str]:
    """The tables, or their names in it, that a subquery reads behind a comma though a query around it reads them."""
    queries, found, before = [Query()], set(), ""
    tokens = TOKEN.findall(statement)
    for n, token in enumerate(tokens):
        here = queries[-1]
        if token == "(":
            queries.append(Query())
        elif token == ")":
            queries.pop()
        elif token == "FROM":
            here.reads = True
        elif token in SETS:
            queries[-1] = Query()
        elif token in ENDS:
            here.reads = False
        elif here.reads and before in ("FROM", "JOIN", ",") and token.strip('"').isidentifier():
            name = (tokens[n + 2] if tokens[n + 1 : n + 2] == ["AS"] else token).strip('"')
            if before == "," and any(name in around.names for around in queries[:-1]):
                found.add(name)
            here.names.add(name)
        before = token
    return found


def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    """Before a statement that was not sent in this process yet."""
    if "(SELECT" in statement and statement not in seen:
        seen.add(statement)
        assert not (again := brought_again(statement)), f"{again} in a subquery is any row's: {statement}"
