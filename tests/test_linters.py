"""A linter's exception that nothing needs hides what comes: each rule that is left out would find something."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
RUFF, BIN = TOOLS["ruff"]["lint"], Path(sys.executable).parent
WHERE = ["market", "tests", "bench", "bin/setup.py"]


def said_by(*command: str) -> str:
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr


def rules_found(where: list[str], rules: list[str]) -> set[str]:
    """Which of the rules ruff would name there, if nothing were left out."""
    bare = [
        "--isolated",
        "--target-version",
        "py311",
        "--line-length",
        "120",
        "--exclude",
        "market/migrations/versions",
    ]
    told = said_by("ruff", "check", *bare, "--select", ",".join(rules), "--output-format", "concise", *where)
    return set(re.findall(r": ([A-Z]+\d+) ", told))


def test_ruff_leaves_no_rule_out_for_nothing():
    assert rules_found(WHERE, RUFF["ignore"]) == set(RUFF["ignore"])


@pytest.mark.parametrize("where", RUFF["per-file-ignores"])
def test_ruff_leaves_nothing_out_of_a_folder_for_nothing(where):
    rules = RUFF["per-file-ignores"][where]
    assert rules_found([where.removesuffix("/**")], rules) == set(rules)


def test_the_linter_of_templates_leaves_no_rule_out_for_nothing():
    ignored = set(TOOLS["djlint"]["ignore"].split(","))
    told = said_by("djlint", "templates", "--lint", "--quiet", "--ignore", "X000")
    assert set(re.findall(r"^ ?([HTJ]\d{3}) ", told, re.M)) == ignored
