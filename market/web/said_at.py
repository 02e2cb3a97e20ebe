"""The word of thanks stands where the eye is: in the part of the page to which a redirect leads, else on top."""

import re

NOTICE = re.compile(r"<p [^>]*\bdata-said>.*?</p>", re.DOTALL)
PART = re.compile(r"[A-Za-z0-9_-]{1,80}")
# What a sentence can stand in as the first of its lines.
ROOMY = re.compile(r'<(?:section|div|form|li|aside|article)\b[^>]*\sid="([^"]*)"[^>]*>')


def told_place(path: str) -> str:
    """How a cookie carries the part of the page, behind the word: `#ongkir`. None of our parts has other signs: what
    was typed into a form is no part of a page, and may not fit into a cookie."""
    place = path.partition("#")[2]
    return f"#{place}" if PART.fullmatch(place) else ""


def said_at(body: str, place: str) -> str:
    """The page with its word of thanks in the part called `place`; as it was where there is none such."""
    notice = NOTICE.search(body)
    spot = next((each for each in ROOMY.finditer(body) if each[1] == place), None)
    if notice is None or spot is None:
        return body
    told = notice[0]
    if spot.start() > notice.start():
        return body[: notice.start()] + body[notice.end() : spot.end()] + told + body[spot.end() :]
    return body[: spot.end()] + told + body[spot.end() : notice.start()] + body[notice.end() :]
