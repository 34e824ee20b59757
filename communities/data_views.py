"""The pages about the data itself: releases, codebook, API; and the files that they lead to."""

from collections.abc import Iterator
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from . import api_docs, codebook, exports, feeds, index, open_data, releases

PIECE = 64 * 1024  # bytes
# A browser need not ask again. What stands in front of the site does, as something may have to be taken out one day.
FROZEN = "public, max-age=31536000, s-maxage=30, immutable"


def data(request: HttpRequest) -> HttpResponse:
    """What there is to take away: today's catalogue, the releases, how to cite them."""
    made = [_shown(release) for release in releases.newest_first()]
    context = {
        "exports": exports.taken_away(""),
        "feed_url": feeds.feed_url("sort=newest"),
        "listed": len(index.current().everyone),
        "releases": made,
    }
    return render(request, "communities/data.html", context)


def release_page(request: HttpRequest, date: str) -> HttpResponse:
    """One release, at the address by which it is cited."""
    release = releases.find(date)
    if release is None:
        raise Http404
    return render(request, "communities/release.html", {"release": _shown(release)})


def codebook_page(request: HttpRequest) -> HttpResponse:
    """Every field and vocabulary, to be read."""
    fields = codebook.fields(index.current().terms)
    context = {
        "fields": [field for field in fields if field.of == codebook.ENTRY],
        "of_lessons": [field for field in fields if field.of == codebook.LESSON],
        "vocabularies": [field for field in fields if field.values],
    }
    return render(request, "communities/codebook.html", context)


def api_page(request: HttpRequest) -> HttpResponse:
    """How programs read the catalogue, with answers as they are today."""
    context = {
        "operations": api_docs.operations(request),
        "asking_again": api_docs.asking_again(),
        "paging": api_docs.PAGING,
    }
    return render(request, "communities/api.html", context)


@open_data.for_every_site
def codebook_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    terms = index.current().terms
    headers = {"Content-Disposition": f'attachment; filename="codebook.{extension}"'}
    written = codebook.as_csv(terms) if extension == "csv" else [codebook.as_json(terms)]
    return HttpResponse(written, content_type=releases.TYPES[extension], headers=headers)


@open_data.for_every_site
def release_file(request: HttpRequest, date: str, name: str) -> HttpResponseBase:
    """A file of a release, byte for byte."""
    found = releases.file(date, name)
    if found is None:
        raise Http404
    path, digest = found
    stem, _dot, extension = name.partition(".")
    headers = {
        "Cache-Control": FROZEN,
        "ETag": f'W/"{digest[:32]}"',
        "Content-Disposition": f'attachment; filename="{stem}-{date}{_dot}{extension}"',
    }
    kind = releases.TYPES.get(extension, releases.PLAIN)
    return StreamingHttpResponse(_pieces(path), content_type=kind, headers=headers)


def _pieces(path: Path) -> Iterator[bytes]:
    """A file's content. It is opened when the first piece is asked for: who has it already asks for none."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _shown(release: releases.Release) -> dict[str, object]:
    """A release as the page lists it."""
    manifest, changes = release.manifest, release.changes
    names = [*((one["name"], one) for one in manifest["files"]), (releases.MANIFEST, {}), (releases.SUMS, {})]
    return {
        "date": release.date,
        "communities": manifest["communities"],
        "confirmed": manifest["confirmed"],
        "since": changes["since"],
        "added": len(changes["added"]),
        "changed": len(changes["changed"]),
        "withdrawn": changes["withdrawn"],
        "taken_out": sum(one["communities"] for one in manifest["redactions"]),
        "url": reverse("communities:release", args=[release.date]),
        "cite": releases.cited(release),
        "files": [
            {
                "name": name,
                "url": reverse("open:release", args=[release.date, name]),
                "type": described.get("type", ""),
                "bytes": described.get("bytes", (release.folder / name).stat().st_size),
                "sha256": described.get("sha256", ""),
            }
            for name, described in names
        ],
    }
