"""What the address of the list or the map asks for beside the selection: a part of the world, or a page to be framed.

These two parameters belong to the pages alone. Files, feed and API know neither, and links to them have neither.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from . import labels
from .facets import address
from .filters import Problem

VIEW, EMBED = "view", "embed"
YES = "1"
# In an embedded page the answer alone says that any site may frame it; every other answer keeps the site's policy.
BY_ANYONE = {"frame-ancestors": ["*"]}
HEIGHTS = {"list": 720, "map": 760}  # pixels of a frame that shows the beginning of the page well


@dataclass(frozen=True)
class Rendering:
    """How a page is to be shown: a world region alone, or "" for the world; in a frame of another site's page."""

    path: str
    view: str
    is_embedded: bool
    problems: tuple[Problem, ...]

    @property
    def here(self) -> str:
        """The page's address without a selection; its links go there, each with a selection of its own."""
        return self._address(view=self.view, embed=self.is_embedded)

    @property
    def full(self) -> str:
        """The same page as the site itself shows it."""
        return self._address(view=self.view, embed=False)

    def embedded(self, query: str) -> str:
        """The page as other sites frame it, for a selection."""
        return address(self._address(view=self.view, embed=True), query)

    def looking_at(self, view: str, query: str) -> str:
        """The page of another part of the world, for a selection."""
        return address(self._address(view=view, embed=self.is_embedded), query)

    def _address(self, *, view: str, embed: bool) -> str:
        asked = {EMBED: YES if embed else "", VIEW: view}
        return address(self.path, urlencode({name: value for name, value in asked.items() if value}))


def asked(request: HttpRequest, *, has_views: bool = False) -> Rendering:
    """What the address asks for. What is not known is left out and told in `problems`."""
    view, no_view = _known(request, VIEW, labels.REGIONS) if has_views else ("", ())
    embed, no_embed = _known(request, EMBED, (YES,))
    return Rendering(request.path, view, bool(embed), (*no_view, *no_embed))


def answer(request: HttpRequest, name: str, rendering: Rendering, context: dict[str, Any]) -> HttpResponse:
    """The page of that name, or its embedded form, which any site may frame."""
    if not rendering.is_embedded:
        return render(request, f"communities/{name}.html", context)
    response = render(request, f"communities/{name}_embedded.html", context)
    # What the decorators of django-csp and of Django's own middleware set; here it depends on the address.
    response._csp_replace = BY_ANYONE  # type: ignore[attr-defined]
    response.xframe_options_exempt = True
    return response


def frame_code(url: str, title: str, name: str) -> str:
    """The HTML that another site copies to show a page in a frame; a text, to be escaped like any other."""
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>', url, title, HEIGHTS[name]
    )
    return "".join(code)


def _known(request: HttpRequest, name: str, values: Any) -> tuple[str, tuple[Problem, ...]]:
    """The last known value of a parameter, and a problem for each that is not known."""
    given = [value for value in dict.fromkeys(request.GET.getlist(name)) if value]
    known = [value for value in given if value in values]
    return known[-1] if known else "", tuple(Problem(name, value) for value in given if value not in values)
