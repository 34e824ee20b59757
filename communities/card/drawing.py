"""Where everything stands on a card, and the card as SVG and as PNG. Its words are `words.py`'s."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import resvg_py
from django.template.loader import render_to_string

from .. import locator, vocabularies
from ..drawings import Drawing
from ..entry import Entry
from ..models import Terms
from . import fonts, setting, words
from .setting import Area

WIDTH, HEIGHT = 1200, 630
LEFT = 64  # the edge that everything stands on
NAME_SIZES = range(100, 25, -1)
KEPT = 128  # drawn cards that a process keeps, some 100 kB each with what they are drawn from


@dataclass(frozen=True)
class Layout:
    """Where things stand: the map, the large words, the width of the lines below them, and the note on the map."""

    map: Area
    name: Area
    width: int
    note: tuple[int, int]


# A country or a region stands upright beside the words; the world lies below the name.
BESIDE = Layout(Area(776, 14, 424, 616), Area(LEFT, 126, 664, 310), width=664, note=(800, 44))
BELOW = Layout(Area(600, 318, 600, 312), Area(LEFT, 126, 1072, 164), width=504, note=(600, 310))
SITE = Layout(Area(440, 270, 760, 360), Area(LEFT, 126, 1072, 134), width=312, note=(830, 618))


def of_entry(entry: Entry, terms: Terms) -> str:
    """The card of a published entry, as SVG."""
    said = words.of_entry(entry, terms)
    layout, drawing = _map(entry)
    context = {
        **_frame(layout, drawing),
        "name": setting.name(said.name, said.acronym, layout.name, NAME_SIZES),
        "facts": setting.line(said.facts, LEFT, 506, layout.width, 29),
        "points": list(_points(entry["maturity"], terms)),
        "stage": setting.line(said.stage, LEFT + 174, 553, layout.width - 174, 27),
        "is_confirmed": bool(entry["confirmed"]),
        "mark": setting.line(said.mark, LEFT + 46, 600, layout.width - 46, 27),
        "place": setting.line(said.place, layout.map.left + 24, 608, layout.map.width - 56, 30),
        "is_placed": bool(entry["host"] or entry["region"] or entry["scale"] == vocabularies.INTERNATIONAL),
    }
    return render_to_string("communities/card.svg", context)


def of_site(world: Drawing) -> str:
    """The card of every page that is not about one entry, as SVG."""
    context = {
        **_frame(SITE, world),
        "name": setting.name(words.promise(), "", SITE.name, NAME_SIZES),
        "subject": setting.paragraph(words.subject(), Area(LEFT, 481, SITE.width, 140), range(27, 15, -1)),
    }
    return render_to_string("communities/card_of_site.svg", context)


@lru_cache(maxsize=KEPT)
def png(svg: str) -> bytes:
    """A card as PNG. The same picture is drawn only once, in some 80 ms."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=fonts.files()))


def _frame(layout: Layout, drawing: Drawing) -> dict[str, object]:
    note = setting.line(words.note(), *layout.note, WIDTH - layout.note[0] - 24, 16)
    return {"width": WIDTH, "height": HEIGHT, "left": LEFT, "layout": layout, "map": drawing, "note": note}


def _map(entry: Entry) -> tuple[Layout, Drawing]:
    """The entry's country or region in its neighbourhood; the world where it is neither."""
    room = (BESIDE.map.width // 2, BESIDE.map.height // 2)
    members = entry["countries"] if len(entry["countries"]) > 1 else ()  # one alone is only where it is based
    if entry["scale"] == vocabularies.REGIONAL and entry["region"]:
        return BESIDE, locator.overview(members, entry["region"], room)
    if entry["scale"] == vocabularies.INTERNATIONAL:
        return BELOW, locator.overview(members) if members else locator.everywhere()
    if entry["scale"] == vocabularies.REGIONAL:
        return BELOW, locator.overview(members)
    here = locator.locator(entry["host"], entry["latitude"], entry["longitude"], room)
    return (BESIDE, here) if here else (BELOW, locator.overview())


def _points(maturity: str | None, terms: Terms) -> Iterator[tuple[Area, bool]]:
    """A point for each stage of life, tall where the entry stands; paused and closed are set apart."""
    left = LEFT
    for slug in terms["maturity"]:
        is_here, is_on_the_way = slug == maturity, slug in vocabularies.STAGES
        top, height = (526, 36) if is_here else (539, 10)
        yield Area(left if is_on_the_way else left + 8, top, 24 if is_on_the_way else 12, height), is_here
        left += 31 if is_on_the_way else 18
