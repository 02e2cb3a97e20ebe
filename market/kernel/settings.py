"""Settings from the environment (prefix `MARKET_`) and from `.env`."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from market.kernel.owned import new_folder

PREFIX = "MARKET_"
KEPT_KEY = Path("var/secret_key")
SHORTEST_KEY = 32  # characters; 64 hexadecimal digits are 256 bits
SHORTEST_TOKEN = 20  # of MARKET_METRICS_TOKEN: nobody counts how often it was guessed

ENGINES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
FIRST_ZONE = "Asia/Makassar"

NO_TEXT = ".env: not UTF-8"
PROCESSES = "DERMAGA_PROCESSES"  # set by `market serve`: how many processes share the cores
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # set by `market serve`: a folder where several processes count together


class WrongSettings(Exception):
    """Values that cannot be used, a line for each: their names, never what was typed, which may be a secret."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """What an installation may set; every field has a default that works, and an empty one is none."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore")

    database_url: str = "sqlite:///var/market.db"
    secret_key: SecretStr = SecretStr("")
    base_url: str = "http://127.0.0.1:8000"
    media: str = "var/media"
    language: str = "id"
    timezone: str = FIRST_ZONE
    smtp_url: SecretStr = SecretStr("")
    whatsapp_url: str = ""
    whatsapp_token: SecretStr = SecretStr("")
    mail_from: str = "dermaga@localhost"
    trusted_proxies: str = ""
    operator: str = ""
    metrics_token: SecretStr = SecretStr("")
    answerable: str = ""
    answerable_contact: str = ""
    source_link: str = ""
    backups: str = "var/backups"
    backups_elsewhere: str = ""
    backups_key: str = ""
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key_id: str = ""
    s3_secret: SecretStr = SecretStr("")
    fee_basis_points: int = Field(default=0, ge=0, le=2_000)
    fee_on_written: bool = False
    fee_on_till: bool = False
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_api_base: str = ""
    payouts: bool = False
    card_least: int = Field(default=10_000, ge=1)
    demo: bool = False

    @field_validator("database_url")
    @classmethod
    def _of_an_engine(cls, url: str) -> str:
        if not url.startswith(ENGINES) or not _is_address(url):
            raise ValueError("none of sqlite:///folder/file and postgresql://user@host/database")
        return url

    @property
    def zone(self) -> ZoneInfo:
        """In which days begin and end; the one of a shop that sets none where there is none of that name, which is a
        red light: half of the shop standing still would be worse."""
        try:
            return ZoneInfo(self.timezone)
        except (ValueError, OSError, LookupError):
            return ZoneInfo(FIRST_ZONE)

    @property
    def sends_email(self) -> bool:
        """Whether letters leave by e-mail, or the demo shows them instead."""
        return bool(self.smtp_url.get_secret_value()) or self.demo

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def proxies(self) -> frozenset[str]:
        return frozenset(part.strip() for part in self.trusted_proxies.split(",") if part.strip())


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once. WrongSettings where a value cannot be used."""
    try:
        return Settings()
    except UnicodeDecodeError:
        raise WrongSettings([NO_TEXT]) from None
    except ValidationError as error:
        wrong = [(str(each["loc"][0]), each["msg"].removeprefix("Value error, ")) for each in error.errors()]
    raise WrongSettings([f"{PREFIX}{name.upper()}: {said}" for name, said in wrong])


def _is_address(url: str) -> bool:
    from sqlalchemy import make_url  # heavy: not before somebody asks for a database
    from sqlalchemy.exc import ArgumentError

    try:
        return bool(make_url(url).database)
    except (ArgumentError, ValueError):
        return False


@lru_cache
def secret_key() -> str:
    """What all keys are derived from, see `tokens.derived_key`; made and kept in `var/` when none is set."""
    given = settings().secret_key.get_secret_value()
    if given:
        return given
    if not KEPT_KEY.exists():
        new_folder(KEPT_KEY.parent)
        with tempfile.NamedTemporaryFile("w", dir=KEPT_KEY.parent) as file:  # mode 0600
            file.write(secrets.token_hex(32))
            file.flush()
            with suppress(FileExistsError):  # linked whole: whoever comes second reads what the first one wrote
                os.link(file.name, KEPT_KEY)
    return KEPT_KEY.read_text().strip()


def metrics_token() -> str:
    """By which `/metrics` opens; empty where none is set that is long enough, and then it opens for nobody."""
    given = settings().metrics_token.get_secret_value()
    return given if len(given) >= SHORTEST_TOKEN else ""


def unknown_settings() -> list[str]:
    """Names in the environment and in `.env` that look like ours and are not."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    known |= {PREFIX + "TEST_DATABASE_URL", PREFIX + "TEST_STRIPE_SECRET_KEY"}
    try:
        there = dotenv_values(".env")
    except UnicodeDecodeError:  # it was changed under a server that read it before
        return [NO_TEXT]
    named = {name.upper() for name in (*os.environ, *there) if name.upper().startswith(PREFIX)}
    return sorted(named - known)
