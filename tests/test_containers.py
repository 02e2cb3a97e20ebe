"""`compose.yaml` and the Dockerfile, read as two YAML readers and the specification's schema do (bin/ci asks the
schema).

No engine runs here: what is never run is said in docs/operations.md.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from ruamel.yaml import YAML

from market.kernel.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = (ROOT / "compose.yaml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
GIVEN = {
    "DOMAIN": "toko.example.id",
    "POSTGRES_PASSWORD": "p@ss/w:o#rd 'x'",
    "SECRET_KEY": "kunci: {panjang}, # dan lain",
}
IN_IMAGE = {"database_url", "media", "backups"}
NOT_THERE = {"demo"}


def put_in(value: Any, given: dict[str, str]) -> Any:
    """A value with its variables put in, as the specification says: `:-` a default, `:?` an error."""
    if isinstance(value, dict):
        return {key: put_in(each, given) for key, each in value.items()}
    if isinstance(value, list):
        return [put_in(each, given) for each in value]

    def found(variable: re.Match[str]) -> str:
        name, kind, default = variable.groups()
        if kind == ":?" and not given.get(name):
            raise KeyError(name)
        return given.get(name) or default or ""

    return re.sub(r"\$\{([A-Z_]+)(:[-?])?([^}]*)\}", found, value) if isinstance(value, str) else value


def resolved(**more: str) -> dict[str, Any]:
    return put_in(yaml.safe_load(COMPOSE), GIVEN | more)["services"]


def test_two_readers_read_the_same():
    assert YAML(typ="safe", pure=True).load(COMPOSE) == yaml.safe_load(COMPOSE)


@pytest.mark.parametrize("missing", GIVEN)
def test_what_must_be_given_is_asked_for(missing):
    with pytest.raises(KeyError):
        resolved(**{missing: ""})


def test_every_setting_reaches_shop_worker_and_migration(monkeypatch):
    for name in ("app", "worker", "migrate"):
        told = resolved()[name]["environment"]
        wanted = {PREFIX + each.upper() for each in Settings.model_fields if each not in NOT_THERE}
        in_image = {PREFIX + each.upper() for each in IN_IMAGE if f"{PREFIX}{each.upper()}=" in DOCKERFILE}
        assert wanted - set(told) - in_image == set(), name
        assert {each for each in told if each.startswith(PREFIX)} <= wanted
    for name, value in resolved()["app"]["environment"].items():
        monkeypatch.setenv(name, value)
    found = Settings(_env_file=None)
    assert found.https and found.fee_basis_points == 0 and found.timezone == "Asia/Makassar", "an empty one is none"
    given = {f"{PREFIX}FEE_BASIS_POINTS": "250", f"{PREFIX}TIMEZONE": "Asia/Jakarta", f"{PREFIX}PAYOUTS": "1"}
    told = resolved(**given)["worker"]["environment"]
    assert {name: told[name] for name in given} == given


def test_a_password_of_any_letters_is_no_part_of_the_address():
    app, db = resolved()["app"]["environment"], resolved()["db"]["environment"]
    assert app["PGPASSWORD"] == db["POSTGRES_PASSWORD"] == GIVEN["POSTGRES_PASSWORD"]
    address = urlsplit(app["MARKET_DATABASE_URL"])
    assert (address.hostname, address.username, address.path.strip("/")) == (
        "db",
        db["POSTGRES_USER"],
        db["POSTGRES_DB"],
    )


def test_the_proxy_is_who_is_believed():
    services, networks = resolved(), put_in(yaml.safe_load(COMPOSE), GIVEN)["networks"]
    address = services["proxy"]["networks"]["default"]["ipv4_address"]
    assert services["app"]["environment"]["MARKET_TRUSTED_PROXIES"] == address
    assert networks["default"]["ipam"]["config"][0]["subnet"].startswith(address.rpartition(".")[0])


def test_every_volume_and_dependency_is_there():
    whole = yaml.safe_load(COMPOSE)
    for name, service in whole["services"].items():
        assert {each.partition(":")[0] for each in service.get("volumes", [])} <= set(whole["volumes"]), name
        assert set(service.get("depends_on", [])) <= set(whole["services"]), name


def test_the_dockerfile_copies_what_is_there_and_installs_before_it_copies_ours():
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY")]
    left_out = (ROOT / ".dockerignore").read_text().split()
    for name in (each for line in copied for each in line):
        assert (ROOT / name).exists() and name not in left_out, name
    installs = DOCKERFILE.index("bin/setup.py run")
    assert installs < DOCKERFILE.index("COPY market"), "a line of ours changes nothing of what is built on"


def test_the_client_in_the_image_is_as_new_as_the_server():
    """Debian 13 (trixie) ships PostgreSQL 17: https://packages.debian.org/trixie/postgresql-client"""
    server = int(re.search(r"postgres:(\d+)", COMPOSE)[1])
    assert server <= {"bookworm": 15, "trixie": 17}[re.search(r"^FROM python:\S+-(\w+)$", DOCKERFILE, re.MULTILINE)[1]]
