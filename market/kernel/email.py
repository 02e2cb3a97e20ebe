"""E-mail addresses: one rule says where a letter can be sent, to who types one and to what sends."""

from market.kernel.refused import Refused

LONGEST_EMAIL = 200
NOT_IN_ADDRESS = frozenset('()<>[]:;,"\\')


def typed_email(text: str) -> str:
    """Lower case; refuses what no letter can be sent to, and what is longer than an address may be."""
    text = text.strip()
    if not is_email(text):
        raise Refused("email_unclear", field="email")
    return text.lower()


def is_email(text: str) -> bool:
    """Whether a letter can be sent there: a name and a host of several labels, in ASCII alone as not every post office
    takes more, the last one no number as in `192.168.1.1`. No pattern: it may take seconds."""
    name, _at, host = text.partition("@")
    dotted = all(name.split(".")) and text.isascii() and text.isprintable() and not NOT_IN_ADDRESS & set(text)
    labels = host.split(".")
    reached = len(labels) > 1 and all(_is_label(each) for each in labels) and any(map(str.isalpha, labels[-1]))
    return dotted and reached and len(text) <= LONGEST_EMAIL and len(text.split()) == 1


def _is_label(text: str) -> bool:
    return text.replace("-", "").isalnum() and not text.startswith("-") and not text.endswith("-")
