"""From an address to the community that is there now: it may have moved, been merged or been withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from .models import Address, Community


class Unknown(Exception):
    """No community ever had this address."""


class Moved(Exception):
    """The community is at another address now, or was merged into the one there."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Gone(Exception):
    """The community was taken out of the catalogue."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


def community_at(slug: str) -> Community:
    """The published community at an address. Raises Unknown, Moved, Gone."""
    known = Address.objects.select_related("community__merged_into").defer("community__search")
    address = known.filter(slug=slug).first()
    if address is None:
        raise Unknown
    community = address.community
    if community.merged_into is not None:
        raise Moved(community.merged_into.slug)
    if community.withdrawn_at is not None:
        raise Gone(community.withdrawn_at)
    if community.slug != slug:
        raise Moved(community.slug)
    return community


def communities_now(slugs: Iterable[str]) -> dict[str, Community]:
    """The community that each known address leads to now, mergers followed; it may be withdrawn. One query."""
    known = Address.objects.filter(slug__in=list(slugs)).select_related("community__merged_into")
    found = {}
    for address in known.defer("community__search", "community__merged_into__search"):
        community = address.community
        while community.merged_into is not None:
            community = community.merged_into
        found[address.slug] = community
    return found


def entry_address(slug: str) -> str:
    """The absolute address of an entry, the same in every language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{settings.SITE_URL}{reverse('communities:detail', args=[slug])}"
