"""A selection taken away as a file: CSV, Excel, JSON, GeoJSON or JSON-LD, in the list's order."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import index, jsonld, open_data, tables, workbook
from .addresses import entry_address
from .entry import Entry
from .filters import CommunityFilter
from .index import Index

PIECE = 100  # entries written at a time


@dataclass(frozen=True)
class Format:
    """A kind of file: its name for readers, its media type, and what writes it."""

    label: Any
    media_type: str
    write: Callable[[Iterable[Entry], Index], Iterator[str | bytes]]

    @property
    def content_type(self) -> str:
        """The media type, with the encoding where the file is text."""
        is_text = not self.media_type.startswith("application/vnd.")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


def as_csv(stored: Iterable[Entry], _catalogue: Index) -> Iterator[str]:
    """Comma-separated, with a byte order mark: without it Excel takes UTF-8 for something else."""
    lines = tables.csv_lines(stored)
    yield "\ufeff" + next(lines)
    yield from _many_at_once(lines)


def as_json(stored: Iterable[Entry], _catalogue: Index) -> Iterator[str]:
    """A list of entries as they are stored."""
    return _list_of("[\n", (_dumped(entry) for entry in stored), "\n]\n")


def as_geojson(stored: Iterable[Entry], _catalogue: Index) -> Iterator[str]:
    """A feature for each entry; without a geometry where no place is known, as for all that is not of one place."""
    return _list_of(
        '{"type": "FeatureCollection", "features": [\n', (_dumped(_feature(entry)) for entry in stored), "\n]}\n"
    )


def as_jsonld(stored: Iterable[Entry], catalogue: Index) -> Iterator[str]:
    """Organizations in the words of schema.org."""
    nodes = (_dumped(jsonld.organisation(entry, entry_address(entry["slug"]), catalogue.terms)) for entry in stored)
    return _list_of(f'{{"@context": "{jsonld.CONTEXT}", "@graph": [\n', nodes, "\n]}\n")


def as_xlsx(stored: Iterable[Entry], _catalogue: Index) -> Iterator[bytes]:
    """One sheet with the columns of the CSV."""
    return workbook.pieces(tables.rows(stored))


FORMATS = {
    "csv": Format(_("CSV"), "text/csv", as_csv),
    "xlsx": Format(_("Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": Format(_("JSON"), "application/json", as_json),
    "geojson": Format(_("GeoJSON"), "application/geo+json", as_geojson),
    "jsonld": Format(_("JSON-LD"), "application/ld+json", as_jsonld),
}


@open_data.for_every_site
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The selection of the query string as a file."""
    catalogue = index.current()
    chosen, refusals = open_data.selection(request, catalogue, also=["page"])
    if refusals:
        return open_data.refused(refusals)
    return _file(chosen, extension)


def _file(chosen: CommunityFilter, extension: str) -> HttpResponseBase:
    kind = FORMATS[extension]
    written = kind.write(open_data.stored_entries(chosen.qs), chosen.catalogue)
    # Where the words matched nothing and near names were taken instead, the file's name says so.
    name = f"communities{'-near-names' if chosen.near else ''}-{timezone.now().date().isoformat()}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(written, content_type=kind.content_type, headers=headers)


def taken_away(query: str) -> list[dict[str, Any]]:
    """The links to every file of a selection, by its query string."""
    return [
        {
            "label": kind.label,
            "url": f"{reverse('open:export', args=[extension])}{'?' if query else ''}{query}",
            "type": kind.media_type,
        }
        for extension, kind in FORMATS.items()
    ]


def _feature(entry: Entry) -> dict[str, Any]:
    place = None
    if entry["latitude"] is not None:
        place = {"type": "Point", "coordinates": [entry["longitude"], entry["latitude"]]}
    return {"type": "Feature", "id": entry["slug"], "geometry": place, "properties": entry}


def _list_of(before: str, items: Iterable[str], after: str) -> Iterator[str]:
    """The items between commas."""
    yield before
    comma = ""
    for piece in _many_at_once(items, between=",\n"):
        yield comma + piece
        comma = ",\n"
    yield after


def _many_at_once(items: Iterable[str], *, between: str = "") -> Iterator[str]:
    """The items in pieces of many: a piece each would be slow to send."""
    remaining = iter(items)
    while piece := list(islice(remaining, PIECE)):
        yield between.join(piece)


def _dumped(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
