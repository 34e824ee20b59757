"""Pictures by their addresses: an entry's card and badge, and the site's own card. What stands on them is elsewhere."""

from hashlib import sha256

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse

from . import badge, drawings, index, open_data, placement
from . import entry as entries
from .card import drawing
from .entry_views import at_its_address
from .models import Community

# A withdrawn entry's card must not outlive its page by much; asking again costs no drawing.
KEEPING = "public, max-age=300, s-maxage=30"
SHOWN_ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}


@open_data.for_every_site
@at_its_address
def of_entry(request: HttpRequest, community: Community) -> HttpResponse:
    """The card of the entry at an address."""
    return _sent(drawing.of_entry(entries.upgrade(community.entry), index.current().terms))


@open_data.for_every_site
def of_site(request: HttpRequest) -> HttpResponse:
    """The card of every other page."""
    catalogue = index.current()
    counted = placement.tally(catalogue.places(catalogue.everyone))
    return _sent(drawing.of_site(drawings.for_a_card(counted, drawing.SITE.map.width)))


@csp_replace(badge.POLICY)
@open_data.for_every_site
@at_its_address
def badge_of_entry(request: HttpRequest, community: Community) -> HttpResponse:
    """The badge of the entry at an address: a picture for the pages of any other site."""
    svg = badge.drawn(entries.upgrade(community.entry), index.current().silent.get(community.slug, ""))
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8", headers=SHOWN_ANYWHERE)


def _sent(svg: str) -> HttpResponse:
    """The picture. Its tag says what it shows, so that whoever has it need not load it again after other changes."""
    tag = f'"{sha256(svg.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": KEEPING, **SHOWN_ANYWHERE}
    return HttpResponse(drawing.png(svg), content_type="image/png", headers=headers)
