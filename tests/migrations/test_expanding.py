"""A migration only adds, so that processes of the version before go on serving while it runs and until they are started
again; what nobody reads any more goes with a later version."""

import ast
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from market import migrations
from market.kernel.db import database
from tests import world
from tests.conftest import both

VERSIONS = Path(migrations.__file__).parent / "versions"
AFTER = "0123"  # the steps before it are of a time when the shop was stopped for an upgrade
LATER = "contracts"  # begins the second line of a step that takes away what the version before reads no more
TAKES_AWAY = re.compile(r"^(drop_(?!index)\w+|rename_table)$")
CHANGES = {"alter_column"}  # but for what makes a column wider


def wrong(step: str) -> list[str]:
    """What a step does that a process of the version before would trip over."""
    tree = ast.parse(step)
    if f"\n{LATER}" in (ast.get_docstring(tree) or ""):
        return []
    [upgrade] = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == "upgrade"]
    calls = [each for each in ast.walk(upgrade) if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)]
    return [f"{each.func.attr}, line {each.lineno}" for each in calls if _trips(each)]


def _trips(call: ast.Call) -> bool:
    name, told = call.func.attr, {each.arg: each.value for each in call.keywords}
    if TAKES_AWAY.match(name):
        return not _is_check(told)
    if name in CHANGES:
        return bool(told.keys() & {"server_default", "nullable", "new_column_name"})
    if name != "add_column":
        return False
    columns = [each for each in call.args if isinstance(each, ast.Call)]
    return any(_needed(each) for each in columns)


def _is_check(told: dict[str | None, ast.expr]) -> bool:
    """A CHECK goes where a wider one comes: one value more trips nobody who writes the old ones."""
    return "type_" in told and ast.unparse(told["type_"]) == "'check'"


def _needed(column: ast.Call) -> bool:
    """Whether a row that knows nothing of the column cannot be written."""
    told = {each.arg: each.value for each in column.keywords}
    may_be_empty = not (isinstance(told.get("nullable"), ast.Constant) and told["nullable"].value is False)
    return not may_be_empty and "server_default" not in told


def test_every_step_only_adds():
    found = {file.name: wrong(file.read_text()) for file in sorted(VERSIONS.glob("[0-9]*.py")) if file.name[:4] > AFTER}
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    ("act", "trips"),
    [
        ("op.drop_column('a', 'b')", True),
        ("table.drop_constraint('a')", True),
        ("table.drop_constraint('a', type_='unique')", True),
        ("table.drop_constraint('a', type_='check')", False),
        ("op.drop_index('a')", False),
        ("op.add_column('a', sa.Column('b', sa.Integer(), nullable=False))", True),
        ("op.add_column('a', sa.Column('b', sa.Integer(), nullable=False, server_default='0'))", False),
        ("op.add_column('a', sa.Column('b', sa.Integer(), nullable=True))", False),
        ("table.alter_column('b', server_default=None)", True),
        ("table.alter_column('b', type_=sa.String(length=90))", False),
        ("op.create_table('a', sa.Column('b', sa.Integer(), nullable=False))", False),
    ],
)
def test_it_sees_what_takes_away(act, trips):
    step = '"""0999 x"""\ndef upgrade():\n    ' + act + '\ndef downgrade():\n    op.drop_table("a")\n'
    assert bool(wrong(step)) is trips
    assert not wrong(step.replace("0999 x", "0999 x\n\ncontracts: nothing reads it since 0998"))


@both
def test_a_process_of_the_version_before_goes_on_and_says_so(shop):
    """A newer version added a table and a column meanwhile."""
    here = world.a_shop()
    with database().writer.begin() as connection:
        connection.execute(sa.text("CREATE TABLE of_tomorrow (id INTEGER PRIMARY KEY)"))
        connection.execute(sa.text("ALTER TABLE orders ADD COLUMN of_tomorrow VARCHAR(9) NOT NULL DEFAULT ''"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    world.buys(world.client(), here.sku, 2)
    answer = world.client().get("/readyz")
    assert answer.status_code == 200 and answer.text.splitlines()[:2] == ["ready", "newer schema: start again"]


@both
def test_a_newer_process_serves_nothing_before_its_schema_is_there(shop):
    world.a_shop()
    with database().writer.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0100'"))
    answer = world.client().get("/readyz")
    assert answer.status_code == 503 and "migrate first" in answer.text
