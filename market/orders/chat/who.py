"""Who orders, or receives it, by what she calls herself; else by the name of a contact."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from market.catalog.searching.spelling import fold, word_set
from market.orders.chat.blank import CALLED, GONE, MONEY
from market.orders.chat.letters import plain
from market.orders.chat.lexicon import OF_GOODS
from market.orders.chat.phrase import KNOWN_WORDS

TITLES = word_set(
    "ibu bu bun bunda bpk bapak pak mas mbak mba mbk kak kakak tante tan om oma opa hj h haji mama papa teh usi "
    "ci cik cici cece yu ko koh acil julak ceu kang mang wak daeng "
    "dik dek lik ummi umi ummu umu bulek budhe pakdhe inang amang opung uni uda bude pakde bulik paklik mbok ning "
    "eyang sdr sdri koko mbah bang abang nek kakek cak drg dr ustadz ustad"
)
KEYED = re.compile(
    r"\b(?:nama(?: (?:penerima|pemesan|lengkap|saya|nya))?|nm|penerima(?:nya)?|pemesan|atas nam[ai]|a\.n\.?|a/n|an\.|"
    r"kontak|hub(?:ungi)?|cp|u\.p\.?|up)\b ?[:.=]{0,2} {0,3}"
)
I_AM = re.compile(r"\b(?:perkenalkan(?: nama)? saya|nama saya|saya|sy|ulun|aku|ini|dengan|dgn|kula|kita) (?=[a-z])")
SIGNS = re.compile(r"(?:[.!?)\0] {0,2}|(?:^|(?<=\s))- {0,2}|\()(?=[a-z])", re.MULTILINE)
CLOSES = re.compile(r"[ *~)]*(?:[\n," + GONE + CALLED + r"(]|\Z)")
THANKS = re.compile(
    r"\b(?:dr|dari|tks|thx|thanks|makasih|makasi|terima kasih|trims|salam|regards|hormat (?:kami|saya)|matur nuwun|"
    r"nuhun|"
    r"pesanan(?:nya)?(?: rumah makan| warung| toko| arisan)?)\b[ ,.:]{1,3}(?=[a-z])"
)
PART = re.compile(
    r"(?:[^,/|;:.\n"
    + GONE
    + MONEY
    + CALLED
    + r"()]|(?<=\bhj)\.|(?<=\bbpk)\.|(?<=\bdr)\.|(?<=\bh)\.|(?<=\bs)\.|(?<=\bst)\.)+"
)
PLAIN_WORD = re.compile(r"[a-z][a-z']*")
MOST_WORDS, LONGEST = 4, 80  # of a name, in words and letters


@dataclass(frozen=True)
class Called:
    """A name and a place as they were typed, in a line in which somebody signs."""

    name: str | None
    place: str | None


class NameFinder:
    """Finds names in a text; `known` tells words that name goods, `around` are the names of places nearby."""

    def __init__(
        self, raw: str, left: str, around: frozenset[str], known: Callable[[str], bool], sellers: Sequence[str]
    ) -> None:
        self.raw, self.left, self.around, self.known = raw, left, around, known
        self.sellers = {word for name in sellers for word in PLAIN_WORD.findall(plain(name))} - TITLES

    def answered(self, starts: Sequence[int]) -> str | None:
        """The name with which an answer begins that somebody gave when she was asked for it."""
        return next((name for start in starts if (name := self._name(start, capital=False))), None)

    def called(self) -> Called:
        """How somebody calls herself, and the place behind her name: by a label, in a line with her phone, in words."""
        signed = self._signed()
        for pattern, capital in ((KEYED, False), (I_AM, True)):
            for match in pattern.finditer(self.left):
                name = self._name(match.end(), capital and not self._titled(match.end()))
                if name and (not capital or signed.name is None):
                    return Called(name, signed.place)
        return signed if signed.name else Called(self._below(), signed.place)

    def _titled(self, start: int) -> bool:
        word = PLAIN_WORD.match(self.left, start)
        return word is not None and word[0] in TITLES

    def _below(self) -> str | None:
        """The name below a letter or behind thanks: `— Hengky`, `(Bu Endang)`, `Tks, Bu Wati`."""
        for match in reversed(list(SIGNS.finditer(self.left))):
            part = PART.match(self.left, match.end(), match.end() + LONGEST)
            titled = self._titled(match.end())
            last = part is not None and not self.left[part.end() :].strip(" )*~\n" + GONE + CALLED)
            if part and CLOSES.match(self.left, part.end()) and (titled or last):
                name = self._as_name(part.start(), part.end(), not titled, whole=True)
                if name:
                    return name
        titled_ends = (match.end() for match in THANKS.finditer(self.left) if self._titled(match.end()))
        return next((name for end in titled_ends if (name := self._name(end, capital=False))), None)

    def _name(self, start: int, capital: bool) -> str | None:
        part = PART.match(self.left, start, start + LONGEST)
        return self._as_name(part.start(), part.end(), capital, whole=False) if part else None

    def _as_name(self, start: int, end: int, capital: bool, whole: bool) -> str | None:
        """The words from a place on that can be a name; `whole`: nothing else may stand there."""
        first, last, words, titled = -1, start, 0, False
        for match in PLAIN_WORD.finditer(self.left, start, end):
            title = match[0] in TITLES
            if not title and not self._is_own(match, capital):
                if whole:
                    return None
                break
            between = self.left[last : match.start()].strip(" '-")
            if first >= 0 and between and not (between == "." and (titled or last - start < 3)):
                break
            first = match.start() if first < 0 else first
            last, words, titled = match.end(), words + (not title), title
            if words > MOST_WORDS:
                return None
        if not words or titled or (whole and re.search("[^a-z' .~*-]", self.left[first:end].strip("- *~•"))):
            return None
        return self._without_place(self.raw[first:last])

    def _is_own(self, match: re.Match[str], capital: bool) -> bool:
        word = fold(match[0])
        if word in KNOWN_WORDS or word in OF_GOODS:
            return False
        if capital and not self.raw[match.start()].isupper():
            return False
        ours = any(name.startswith(match[0]) for name in self.sellers) and len(match[0]) > 2
        return not ours and not self.known(match[0]) and len(match[0]) > 1

    def _without_place(self, name: str) -> str | None:
        """`Bu Sutini Sukaraja` lives in Sukaraja."""
        words = name.split()
        for n in range(1, len(words)):
            if plain(" ".join(words[n:])) in self.around and plain(words[n - 1]) not in TITLES:
                return " ".join(words[:n])
        return None if plain(name) in self.around else name

    def _signed(self) -> Called:
        """From the lines of a signature: beside a phone, or a line of nothing but a name."""
        best = Called(None, None)
        for line in re.finditer(r"[^\n]+", self.left):
            parts = list(PART.finditer(self.left, line.start(), line.end()))
            phoned = CALLED in line[0]
            signs = all(self._place(part) for part in parts[1:])  # `Bu Nur, ada tas?` is spoken to
            begins = parts if phoned else parts[:1] if signs else []
            beside = [part for part in begins if phoned and self._beside(part)]
            name = next((each for part in (*beside, *begins) if (each := self._part(part, phoned))), None)
            place = next((each for part in parts if (each := self._place(part)) is not None), None)
            best = Called(best.name or name, best.place or (place if name or phoned else None))
        return best

    def _beside(self, part: re.Match[str]) -> bool:
        around = self.left[max(0, part.start() - 3) : part.start()] + self.left[part.end() : part.end() + 3]
        return CALLED in around

    def _part(self, part: re.Match[str], phoned: bool) -> str | None:
        titled = PLAIN_WORD.search(part[0])
        capital = not phoned and not (titled and titled[0] in TITLES)
        return self._as_name(part.start(), part.end(), capital, whole=True)

    def _place(self, part: re.Match[str]) -> str | None:
        words = self.raw[max(part.start(), part.end() - LONGEST) : part.end()].split()[-MOST_WORDS:]
        for n in range(len(words)):
            if plain(" ".join(words[n:])) in self.around:
                return " ".join(words[n:])
        return None


def of_contact(sender: str, around: frozenset[str]) -> str | None:
    """The name that stands in a header: without what marks a stranger, pictures, and where she lives."""
    words = [word for word in re.sub(r"[^\w\s.'()-]|_", " ", sender).split() if any(map(str.isalpha, word))]
    for n in range(1, len(words)):
        if plain(" ".join(words[n:])) in around and plain(words[n - 1]) not in TITLES:
            words = words[:n]
            break
    return " ".join(words)[:80] or None
