"""The booth map of a slot as inline SVG: booths on their grid, each a link, and the landmarks between them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from market.bazaars.after.now_there import Now
from market.bazaars.bazaar import Bazaar
from market.bazaars.booth import Booth
from market.bazaars.planning.landmark import Landmark
from market.bazaars.slot import Days, Slot
from market.kernel.language import gettext as _
from market.pages.reasons import NEEDS
from market.web.sentences import thing

CELL, GAP = 44, 6
TEXT, LETTER = 11, 7  # the size of what is written, as its sheet has it, and how wide a bold letter of it is
MARK = 9  # the side of a mark for a feature
MARKS = {  # each a shape of its own, so that it is known without colour; 9 × 9, drawn once in a map
    "electricity": '<path d="M5.5 0 1 5.2h3L3 9l5-5.4H5z"/>',
    "water": '<path d="M4.5 0C6.5 2.6 8 4.4 8 6a3.5 3 0 0 1-7 0c0-1.6 1.5-3.4 3.5-6z"/>',
    "wheelchair": '<path d="M3.6 0a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2M3 2.6h1.2v1.5h2.6v1H4.2v.8h2.6L8.3 9H7.1L6.1'
    ' 7H3zM2.2 4.4v1A1.9 1.9 0 1 0 5 8h1a3 3 0 1 1-3.8-3.6"/>',
    "cold": '<path d="M4 0h1v9H4zM.4 2.7l.5-.9 7.7 4.5-.5.9zM8.1 1.8l.5.9-7.7 4.5-.5-.9z"/>',
}
TONES = "abcde"


def _extent(booths: Sequence[Booth], landmarks: Sequence[Landmark], *, room: int) -> tuple[int, int]:
    """How many columns and rows all of it takes, with `room` more of each."""
    columns = max([b.position + 1 for b in booths] + [e.position + e.width for e in landmarks])
    return columns + room, max([b.row + 1 for b in booths] + [e.row + e.height for e in landmarks]) + room


FRAME = Markup(
    '<svg class="floor-plan{}" viewBox="0 0 {} {}" role="group" aria-label="{}" style="{}"{}>'
    '<rect width="{}" height="{}" class="ground" rx="10"/>{}</svg>'
)


def floor_plan_svg(
    booths: Sequence[Booth],
    label: str,
    *,
    address: Callable[[Booth], str],
    landmarks: Sequence[Landmark] = (),
    held: dict[int, str] | None = None,
    occupants: dict[int, str] | None = None,
    chosen: str = "",
    broken: Collection[int] = (),
    now: Mapping[int, Now] | None = None,
    wide: bool = False,
    editing: bool = False,
) -> Markup:
    """The floor plan; `held` says by booth id who stands there, everything else is free. `broken` are the ids of
    booths that are struck on the day that is shown; `now` says of a day that runs which booths sell.

    `occupants` are registration numbers, for dragging one; `editing` leaves room around, to move booths to."""
    if not booths and not landmarks:
        return Markup("")
    width_of = CELL * 2 - 10 if wide else CELL
    columns, rows = _extent(booths, landmarks, room=2 if editing else 0)
    width, height = columns * (width_of + GAP) + GAP, rows * (CELL + GAP) + GAP
    zones, who = list(dict.fromkeys(booth.zone for booth in booths)), _with_now(held or {}, now or {})
    parts = [_drawn_once(booths), *(_landmark(each, width_of) for each in landmarks)]
    for zone in zones:
        inside = [
            _booth(
                b, address(b), who.get(b.key, ""),
                _state(b, held, b.number == chosen, b.key in broken, now) + _occupied((occupants or {}).get(b.key, "")),
                width_of, wide,
            )
            for b in booths if b.zone == zone
        ]  # fmt: skip
        tone = TONES[zones.index(zone) % len(TONES)]
        parts.append(Markup('<g class="zone-{}">{}</g>').format(tone, Markup("").join(inside)))
    cell = Markup(' data-cell="{} {}"').format(width_of + GAP, CELL + GAP) if editing else ""
    style, kind = _size(width, wide or editing), " wide" if wide else ""
    return FRAME.format(kind, width, height, label, style, cell, width, height, Markup("").join(parts))


def _size(width: int, wide: bool) -> str:
    """A small map is not stretched; a large one is scrolled sideways rather than shrunk."""
    return f"min-width:{width}px;max-width:{width * 3 // 2}px" if wide else f"max-width:{min(540, width * 2)}px"


def _state(booth: Booth, held: dict[int, str] | None, chosen: bool, broken: bool, now: Mapping[int, Now] | None) -> str:
    free = held is not None and not held.get(booth.key)
    marks = ' class="broken"' if broken else ' class="free"' if free else _now_class((now or {}).get(booth.key))
    return marks + (' aria-current="true"' if chosen else "")


NOW = {
    Now.OPEN: lambda: _("buka sekarang"),
    Now.AWAITED: lambda: _("belum datang"),
    Now.CLOSED: lambda: _("tutup"),
}


def _now_class(now: Now | None) -> str:
    return f' class="now-{now.value}"' if now else ""


def _with_now(held: Mapping[int, str], now: Mapping[int, Now]) -> dict[int, str]:
    """The names with what each does now, for whoever points at a booth or has it read out."""
    return {key: f"{who}, {NOW[now[key]]()}" if who and key in now else who for key, who in held.items()}


def _occupied(number: str) -> str:
    return f' data-occupant="{escape(number)}"' if number else ""


def _booth(booth: Booth, address: str, who: str, marks: str, width: int, wide: bool) -> Markup:
    x, y = GAP + booth.position * (width + GAP), GAP + booth.row * (CELL + GAP)
    if booth.part:  # half a tent
        x, width = x + (booth.part - 1) * (width // 2 + 1), width // 2 - 1
    name = f'<text class="who" x="{x + width // 2}" y="{y + 30}">{escape(_short(who))}</text>' if wide and who else ""
    half = ' class="half"' if booth.part else ""
    rect = f'<rect x="{x}" y="{y}" width="{width}" height="{CELL}" class="b" rx="4"/>'
    number = f'<text x="{x + width // 2}" y="{y + (17 if name else 24)}"{half}>{escape(_number(booth))}</text>'
    drawn = f"{_title(booth, who)}{rect}{number}{name}{_marks(booth, x, y, width)}"
    return Markup(f'<a href="{escape(address)}"{marks}>{drawn}</a>')


def features_of(booth: Booth) -> list[str]:
    """What it has, in the order of the marks."""
    return [name for name in MARKS if getattr(booth, name)]


def _title(booth: Booth, who: str) -> str:
    """What the booth says of itself when it is pointed at or read out: whole names, features in words."""
    has = ", ".join(NEEDS[name]() for name in features_of(booth))
    of = _("kelas %(name)s") % {"name": booth.fee_class} if booth.fee_class else ""
    told = " · ".join(part for part in (booth.number, who, has, of) if part)
    return f"<title>{escape(told)}</title>" if who or has or of else ""


def _drawn_once(booths: Sequence[Booth]) -> Markup:
    """The shapes of the marks on this map, for `use`."""
    there = {name for booth in booths for name in features_of(booth)}
    shapes = [f'<g id="mark-{name}">{shape}</g>' for name, shape in MARKS.items() if name in there]
    return Markup(f"<defs>{''.join(shapes)}</defs>") if shapes else Markup("")


def _marks(booth: Booth, x: int, y: int, width: int) -> str:
    """The marks of a booth's features along its lower edge, smaller on half a tent."""
    names = features_of(booth)
    if not names:
        return ""
    size = min(1.0, (width - 2) / (len(names) * (MARK + 2)))
    step = (MARK + 2) * size
    left = x + (width - step * len(names)) / 2 + size
    drawn = [f'<use href="#mark-{name}" x="{n * (MARK + 2)}"/>' for n, name in enumerate(names)]
    at = f"translate({left:.5g} {y + CELL - 11})" + (f" scale({size:.2g})" if size < 1 else "")
    return f'<g class="marks" transform="{at}">{"".join(drawn)}</g>'


def legend_marks(booths: Sequence[Booth]) -> list[tuple[Markup, str]]:
    """Each mark that is on the map as a picture of its own, and what it means."""
    there = {name for booth in booths for name in features_of(booth)}
    return [
        (Markup(f'<svg viewBox="0 0 {MARK} {MARK}" aria-hidden="true">{shape}</svg>'), NEEDS[name]())
        for name, shape in MARKS.items()
        if name in there
    ]


def _number(booth: Booth) -> str:
    """A booth's number; on half a tent there is room only for its last figures."""
    return booth.number[-4:] if booth.part else booth.number


def _landmark(each: Landmark, width_of: int) -> Markup:
    x, y = GAP + each.position * (width_of + GAP), GAP + each.row * (CELL + GAP)
    width, height = each.width * (width_of + GAP) - GAP, each.height * (CELL + GAP) - GAP
    middle = x + width // 2
    turned = height > width * 2
    turn = Markup(' transform="rotate(-90 {} {})"').format(middle, y + height // 2) if turned else ""
    return Markup(
        '<g class="thing {}" data-landmark="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="4"/>'
        '<text y="{}"{}>{}</text></g>'
    ).format(
        each.kind.value, each.key, x, y, width, height, y + height // 2 + 4, turn,
        _lines(each.label or thing(each.kind.value), middle, max(width, height)),
    )  # fmt: skip


def _lines(word: str, middle: int, room: int) -> Markup:
    """A word that is wider than its place stands on two lines."""
    parts = word.split(" ", 1)
    if len(parts) == 1 or room > 9 * len(word):
        return _line(word, middle, room)
    return _line(parts[0], middle, room, -6) + _line(parts[1], middle, room, 12)


def _line(word: str, middle: int, room: int, down: int = 0) -> Markup:
    """One line; letters are set smaller where a few do not fit, and the word is cut where more than that do not."""
    most = room // LETTER
    shown = _short(word, max(3, most * 3 // 2))
    size = TEXT * (room - 4) / (LETTER * len(shown)) if len(shown) > most else TEXT
    small = Markup(' font-size="{:.2g}"').format(size) if size < TEXT else ""
    lower = Markup(' dy="{}"').format(down) if down else ""
    return Markup('<tspan x="{}"{}{}>{}</tspan>').format(middle, lower, small, shown)


def _short(name: str, most: int = 12) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class ShownZone:
    """A zone, its tone on the map, how many booths."""

    name: str
    tone: str
    booths: int


def zones_of(booths: Sequence[Booth]) -> list[ShownZone]:
    zones = list(dict.fromkeys(booth.zone for booth in booths))
    return [
        ShownZone(name=zone, tone=TONES[number % len(TONES)], booths=sum(booth.zone == zone for booth in booths))
        for number, zone in enumerate(zones)
    ]


def chosen_slot(bazaar: Bazaar, slots: list[Slot], asked: str) -> Slot | None:
    """The slot asked for, else the one that runs, else the next one that is held, else the first that was."""
    found = next((each for each in slots if str(each.id) == asked), None)
    days = Days(bazaar, slots)
    coming = [each for each in days.held if not each.over(bazaar)]
    return found or next(iter(coming or days.shown), None)
