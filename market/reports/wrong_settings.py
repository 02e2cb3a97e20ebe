"""What is wrong with settings that can be used all the same: a red light, and a line of the log at the start.

A value that cannot be used at all ends the start (`kernel.settings.WrongSettings`).
"""

from urllib.parse import urlsplit
from zoneinfo import available_timezones

from market.kernel.email import is_email
from market.kernel.language import LANGUAGES
from market.kernel.refused import Refused
from market.kernel.settings import FIRST_ZONE, NO_TEXT, SHORTEST_TOKEN, metrics_token, settings, unknown_settings
from market.reports.elsewhere import recipients

OURS = "localhost"  # a machine's own mail server may take letters from an address without a dot


def wrong_settings() -> list[str]:
    """A line for each; none of them repeats a secret."""
    found = [name if name == NO_TEXT else f"unknown setting: {name}" for name in unknown_settings()]
    return found + _of_place() + _of_mail() + _of_second_home()


def _of_place() -> list[str]:
    given, found = settings(), list[str]()
    if given.timezone not in available_timezones():
        found.append(f"MARKET_TIMEZONE is no time zone: {given.timezone}; days are those of {FIRST_ZONE}")
    if given.language not in LANGUAGES:
        found.append(f"MARKET_LANGUAGE is none of {', '.join(LANGUAGES)}: {given.language}")
    if not _is_address(given.base_url, "http", "https"):
        found.append(f"MARKET_BASE_URL is no address: {given.base_url}")
    if given.metrics_token.get_secret_value() and not metrics_token():
        found.append(f"MARKET_METRICS_TOKEN opens nothing: it is shorter than {SHORTEST_TOKEN} characters")
    return found


def _of_mail() -> list[str]:
    given, found = settings(), list[str]()
    smtp = given.smtp_url.get_secret_value()
    if smtp and not _is_address(smtp, "smtp", "smtps"):
        found.append("MARKET_SMTP_URL is none of smtp://host and smtps://host")
    if given.whatsapp_url and not _is_address(given.whatsapp_url, "https", "http"):
        found.append("MARKET_WHATSAPP_URL is no address")
    if smtp and not is_email(given.mail_from) and not given.mail_from.endswith(f"@{OURS}"):
        found.append("MARKET_MAIL_FROM is no e-mail address")
    if given.operator and not (is_email(given.operator) and smtp):
        found.append("MARKET_OPERATOR gets no mail: it is no e-mail address, or MARKET_SMTP_URL is missing")
    return found


def _of_second_home() -> list[str]:
    given = settings()
    if not (given.backups_elsewhere or given.backups_key):
        return []
    if not given.backups_elsewhere:
        return ["MARKET_BACKUPS_KEY is set, and MARKET_BACKUPS_ELSEWHERE is not: no backup is copied"]
    try:
        recipients()
    except Refused:
        return ["MARKET_BACKUPS_KEY is no key (age1…), so no backup is copied: market elsewhere key FILE"]
    return []


def _is_address(typed: str, *schemes: str) -> bool:
    try:
        url = urlsplit(typed)
        return url.scheme in schemes and bool(url.hostname) and (url.port is None or url.port > 0)
    except ValueError:  # a port that is no number, a bracket too many
        return False
