"""The booth map as inline SVG: booths on their grid, upright, each a link; no picture of who is who."""

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from market.bazaars.bazaar import Booth

CELL, GAP = 44, 6
TONES = "abcde"


def plan_map(
    booths: Sequence[Booth],
    label: str,
    *,
    address: Callable[[Booth], str],
    held: dict[int, str] | None = None,
    wide: bool = False,
) -> Markup:
    """The plan; `held` says by booth id who stands there, everything else is free."""
    if not booths:
        return Markup("")
    width_of = CELL * 2 - 10 if wide else CELL
    rows, columns = max(b.row for b in booths) + 1, max(b.position for b in booths) + 1
    width, height = columns * (width_of + GAP) + GAP, rows * (CELL + GAP) + GAP
    zones = list(dict.fromkeys(booth.zone for booth in booths))
    parts = []
    for zone in zones:
        inside = [_booth(b, address(b), held, width_of, wide) for b in booths if b.zone == zone]
        tone = TONES[zones.index(zone) % len(TONES)]
        parts.append(Markup('<g class="zone-{}">{}</g>').format(tone, Markup("").join(inside)))
    return Markup(
        '<svg class="plan{}" viewBox="0 0 {} {}" role="group" aria-label="{}" style="{}">'
        '<rect width="{}" height="{}" class="ground" rx="10"/>{}</svg>'
    ).format(
        " wide" if wide else "", width, height, label, _size(width, wide), width, height, Markup("").join(parts)
    )  # fmt: skip


def _size(width: int, wide: bool) -> str:
    """A small plan does not grow into posters; a large one is pushed sideways rather than shrunk."""
    return f"min-width:{width}px;max-width:{width * 3 // 2}px" if wide else f"max-width:{min(540, width * 2)}px"


def _booth(booth: Booth, address: str, held: dict[int, str] | None, width: int, wide: bool) -> Markup:
    x, y = GAP + booth.position * (width + GAP), GAP + booth.row * (CELL + GAP)
    who = (held or {}).get(booth.key, "")
    free = ' class="free"' if held is not None and not who else ""
    name = f'<text class="who" x="{x + width // 2}" y="{y + 34}">{escape(_short(who))}</text>' if wide and who else ""
    return Markup(
        f'<a href="{escape(address)}"{free}><rect x="{x}" y="{y}" width="{width}" height="{CELL}" class="b" rx="4"/>'
        f'<text x="{x + width // 2}" y="{y + (20 if name else 27)}">{escape(booth.number)}</text>{name}</a>'
    )


def _short(name: str) -> str:
    return name if len(name) <= 12 else name[:11].rstrip() + "…"


def zones_of(booths: Sequence[Booth]) -> list[tuple[str, str, int]]:
    """(zone, its tone on the map, how many booths)."""
    zones = list(dict.fromkeys(booth.zone for booth in booths))
    return [(zone, TONES[n % len(TONES)], sum(b.zone == zone for b in booths)) for n, zone in enumerate(zones)]
