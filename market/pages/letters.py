"""Messages in words: a template of `templates/mail/`, its first line the subject."""

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
                **message.values, name=message.to_name, base=settings().base_url.rstrip("/"), letter=message.channel
            )
        )
    finally:
        language.current.reset(token)
    subject, _, body = text.strip().partition("\n")
    return Letter(subject.strip(), body.strip())


def tap_link(message: Message) -> str:
    """The wa.me link of a message to send by hand."""
    return wa_link(message.to, render(message).body)
