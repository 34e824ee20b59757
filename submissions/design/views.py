"""The living page: every component in every state, drawn from specimens. Development only, so it is in English."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from . import specimens
from .words import ARABIC, ENGLISH

# Each page: its title, and what makes its specimens.
PAGES = {
    "ground": ("Ground", specimens.ground),
    "entries": ("Entries", specimens.of_entries),
    "finding": ("Finding", specimens.of_finding),
    "map": ("Map", specimens.of_map),
    "figures": ("Figures", specimens.of_figures),
    "forms": ("Forms", specimens.of_forms),
    "mistakes": ("Mistakes", specimens.of_mistakes),
    "nothing": ("Nothing there", specimens.of_nothing),
}


def page(request: HttpRequest, name: str = "ground") -> HttpResponse:
    """One page of specimens; with ?dir=rtl in Arabic words, from right to left."""
    if name not in PAGES:
        raise Http404
    title, specimens_of = PAGES[name]
    is_right_to_left = request.GET.get("dir") == "rtl"
    words = ARABIC if is_right_to_left else ENGLISH
    with translation.override(words.language):
        context = {
            "title": title,
            "name": name,
            "others": [(other, heading) for other, (heading, _specimens) in PAGES.items()],
            "words": words,
            "is_right_to_left": is_right_to_left,
            **specimens_of(words),
        }
        return render(request, f"design/{name}.html", context)
