"""Messages in words: a template of `templates/mail/`, its first line the subject."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from market.kernel import language
from market.kernel.settings import settings
from market.messages.channels import Letter, wa_link
from market.messages.outbox import Message
from market.web.page import environment


def render(message: Message) -> Letter:
    """A message in its recipient's language."""
    token = language.current.set(message.language)
    try:
        text = (
            environment()
            .get_template(f"mail/{message.template}.txt")
            .render(
                **_read(message.values),
                name=message.to_name,
                base=settings().base_url.rstrip("/"),
                letter=message.channel,
            )
        )
    finally:
        language.current.reset(token)
    subject, _, body = text.strip().partition("\n")
    return Letter(subject.strip(), body.strip())


def _read(values: dict[str, Any]) -> dict[str, Any]:
    """Parameters as templates want them: moments (`…_at`) and zones are kept as text in a message."""
    read = {name: datetime.fromisoformat(v) if name.endswith("_at") and v else v for name, v in values.items()}
    return read | ({"zone": ZoneInfo(str(values["zone"]))} if "zone" in values else {})


def tap_link(message: Message) -> str:
    """The wa.me link of a message to send by hand."""
    return wa_link(message.to, render(message).body)
