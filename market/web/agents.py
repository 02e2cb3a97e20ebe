"""What a browser says it is, as people would call it: "HP Android, Chrome"."""

from market.kernel.language import gettext
from market.kernel.language import mark as N

# The first word that is found counts: an iPad also names the Mac, Edge also Chrome and Safari.
SYSTEMS = (
    ("iphone", "iphone"), ("ipad", "ipad"), ("android", "android"), ("kaios", "kaios"), ("windows", "windows"),
    ("cros", "chromebook"), ("macintosh", "mac"), ("linux", "linux"),
)  # fmt: skip
BROWSERS = (
    ("edg", "edge"), ("opr/", "opera"), ("opera", "opera"), ("samsungbrowser", "samsung"), ("ucbrowser", "uc"),
    ("firefox", "firefox"), ("fxios", "firefox"), ("crios", "chrome"), ("chrome", "chrome"), ("safari", "safari"),
)  # fmt: skip
CALLED: dict[str, str] = {
    "iphone": "iPhone",
    "ipad": "iPad",
    "android": N("HP Android"),
    "kaios": N("HP kecil"),
    "windows": N("komputer Windows"),
    "chromebook": "Chromebook",
    "mac": "Mac",
    "linux": N("komputer Linux"),
    "edge": "Edge",
    "opera": "Opera",
    "samsung": "Samsung Internet",
    "uc": "UC Browser",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
}


def agent_kinds(agent: str) -> tuple[str, str]:
    """(system, browser) of a `User-Agent`, as codes of ours; empty where it says nothing known."""
    low = agent.lower()
    system = next((code for sign, code in SYSTEMS if sign in low), "")
    browser = next((code for sign, code in BROWSERS if sign in low), "")
    return system, browser


def agent_words(system: str, browser: str) -> str:
    """Both in the reader's language."""
    called = [gettext(CALLED[code]) for code in (system, browser) if code in CALLED]
    return ", ".join(called) or gettext("alat yang tidak dikenal")


def agent_called(agent: str) -> str:
    return agent_words(*agent_kinds(agent))
