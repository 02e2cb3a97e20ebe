"""Forms are bound on the loop: no field is read that is longer than it may be, whatever its reader does with it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from market.app import create_app
from market.kernel.email import is_email
from market.kernel.refused import Refusals
from market.web.binding import bind, fields_of, longest_of
from market.web.forms import Form
from market.web.sentences import REFUSALS, WORDS, named_in, refusal_sentence

MARKET = Path(__file__).parents[2] / "market"


def forms(base: type[BaseModel] = Form) -> Iterator[type[BaseModel]]:
    for each in base.__subclasses__():
        yield each
        yield from forms(each)


def test_no_reader_sees_a_text_that_is_too_long(shop, monkeypatch):
    """A minute of the loop for one e-mail of 180 KB, eleven seconds for a password of marks: any field may be next."""
    create_app()
    asked = []
    monkeypatch.setattr(BaseModel, "model_validate", classmethod(lambda cls, data: asked.append(data)))
    fields = [(form, name) for form in forms() for name in form.model_fields]
    assert len(fields) > 200
    for form, name in fields:
        with pytest.raises(Refusals) as refused:
            bind(form, {name: ["ok", "a@" + "a." * 20_001]})
        assert [each.field for each in refused.value.refusals] == [name]
        assert longest_of(form)[name] <= 40_000
    assert asked and not any(given for data in asked for given in data.values())


def test_a_text_that_is_too_long_hides_nothing_else_that_is_wrong():
    class Listed(BaseModel):
        story: str
        price: int
        days: int = 0

    with pytest.raises(Refusals) as refused:
        bind(Listed, {"story": ["x" * 4_001], "days": ["banyak"]})
    assert [each.field for each in refused.value.refusals] == ["story", "price", "days"]


GARBAGE = ("banyak", "-99999999999", "9" * 30, "1.5", "nan", "\u00b2", "\x00", "2026-13-45", "99:99", "%(n)s")


def test_whatever_is_typed_into_whichever_field_is_told_in_words():
    """A sentence named what was typed, and a number that pydantic reads by itself did not carry it: an error page."""
    create_app()
    told = []
    for form in forms():
        for name, many in fields_of(form):
            for text in GARBAGE:
                try:
                    bind(form, {name: [text] * (200 if many else 1)})
                except Refusals as refused:
                    told += [refusal_sentence(each) for each in refused.refusals]
    assert len(told) > 10_000 and all(told)
    assert any("“banyak”" in each for each in told)


# Which of their parameters are filled in higher up, by who knows them: the days of the bazaar, as they are called.
FILLED_ABOVE = {"kernel/day_pieces.py": {"names"}, "kernel/typed_days.py": {"names"}}


def refusals_in(source: str) -> Iterator[tuple[str, set[str]]]:
    """Each code that is refused with, and the parameters that it gets; where they come from elsewhere, none is said."""
    for call in ast.walk(ast.parse(source)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args):
            continue
        given = {keyword.arg for keyword in call.keywords}
        if call.func.id in ("Refused", "Overtaken", "Lacking") and None not in given:
            for each in ast.walk(call.args[0]):
                if isinstance(each, ast.Constant) and each.value in REFUSALS:
                    yield each.value, {name for name in given if name}


def test_a_refusal_carries_what_its_sentence_names():
    wrong, seen = [], 0
    for path in sorted(MARKET.rglob("*.py")):
        name = path.relative_to(MARKET).as_posix()
        for code, given in refusals_in(path.read_text("utf-8")):
            seen += 1
            lacks = named_in(REFUSALS[code]) - given - FILLED_ABOVE.get(name, set())
            wrong += [f"{name}: {code} lacks {', '.join(sorted(lacks))}"] if lacks else []
    assert not wrong, "\n".join(wrong)
    assert seen > 400
    assert list(refusals_in('Refused("number_too_small", field="n")')) == [("number_too_small", {"field"})]


def thanks_in(source: str) -> Iterator[tuple[str, set[str]]]:
    """Each word of thanks that a door spells, and the numbers that it gets."""
    for call in ast.walk(ast.parse(source)):
        given = {each.arg: each.value for each in call.keywords} if isinstance(call, ast.Call) else {}
        if not given.keys().isdisjoint({None, "numbers"}):  # they come from elsewhere
            continue
        said = given.get("words")
        for each in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.value, {name for name in given if name}


def test_what_a_door_thanks_with_is_a_sentence_and_has_its_numbers():
    """Opening a group again was thanked for by a word that there was no sentence of: the page said nothing."""
    wrong, seen = [], 0
    for path in sorted(MARKET.rglob("pages/**/*.py")):
        for code, given in thanks_in(path.read_text("utf-8")):
            seen += 1
            if code not in WORDS or named_in(WORDS[code]) - given:
                wrong.append(f"{path.name}: {code}")
    assert not wrong, wrong
    assert seen > 200
    assert list(thanks_in('redirect("/", words="received", n=1)')) == [("received", {"words", "n"})]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("ibu@contoh.id", True), ("a.b+c@x.y.z", True), ("ibu@contoh", False), ("ibu@.id", False),
        ("ibu@contoh.", False),
        ("@contoh.id", False), ("a@b@c.id", False), ("i bu@contoh.id", False), ("ibu", False), ("", False),
        ("a" * 190 + "@contoh.id", True), ("a" * 200 + "@contoh.id", False),
    ],
)  # fmt: skip
def test_an_address_has_one_at_and_a_dot_behind_it(text, answer):
    assert is_email(text) is answer
