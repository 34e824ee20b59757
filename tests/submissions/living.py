"""Entries that somebody answers for, the letters about them, and addresses that can be invited."""

import re

from django.test import Client
from django.utils import timezone
from post_office.models import Email

from communities.models import Community
from submissions.models import Steward
from tests import factories

LINK = re.compile(r"/submit/entry/(\S+?)/")


def kept(name: str = "Kept circle", *, email: str = "", language: str = "en", **entry) -> Community:
    """A published community that its convener confirmed today, and that somebody answers for since."""
    now = timezone.now()
    stated = {"maturity": "consolidating", "size": "over-100", **entry}
    community = factories.published(name=name, confirmed=now.date(), at=now, **stated)
    Steward.objects.create(
        community=community,
        name="Kim Keeper",
        email=email or f"{community.slug}@keepers.example",
        role="convener",
        language=language,
        since=now,
    )
    return community


def letters(address: str = "") -> list[Email]:
    """The letters that hold a link to such a page, oldest first."""
    written = [one for one in Email.objects.order_by("pk") if LINK.search(one.message)]
    return [one for one in written if not address or one.to == [address]]


def token(letter: Email | None = None) -> str:
    """The token of a letter, or of the last one."""
    found = LINK.search((letter or letters()[-1]).message)
    assert found
    return found[1]


def press(of: str, answer: str, client: Client | None = None, **more):
    """Press a button of the page behind a letter."""
    return (client or Client()).post(f"/submit/entry/{of}/", {"answer": answer, **more})
