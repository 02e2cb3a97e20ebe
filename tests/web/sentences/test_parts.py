"""The sentences stand in parts, by what they are about; a code has one, and each is said by somebody."""

import re
from pathlib import Path

import pytest

import market
from market.web.sentences import REFUSALS, one_table

MARKET = Path(market.__file__).parent


def test_a_code_has_one_sentence():
    assert one_table({"saved": "Tersimpan."}, {"noted": "Dicatat."}) == {"saved": "Tersimpan.", "noted": "Dicatat."}
    with pytest.raises(ValueError, match="two sentences"):
        one_table({"saved": "Tersimpan."}, {"saved": "Sudah."})


def test_every_refusal_is_said_by_somebody():
    listed = {*MARKET.glob("web/sentences/*.py"), MARKET / "pages/watching.py"}
    code = "\n".join(each.read_text("utf-8") for each in MARKET.rglob("*.py") if each not in listed)
    assert set(REFUSALS) - set(re.findall(r'"(\w+)"', code)) == set()
