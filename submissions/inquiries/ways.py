"""Where an asker can go on by themselves: communities that come near, and questions answered already."""

from typing import Any

from django.conf import settings

from communities import index, peers
from communities.addresses import entry_address
from communities.models import Community

from ..models import Submission
from . import matching

MOST_QUESTIONS = 3


def near(question: Submission) -> dict[str, Any]:
    """The communities closest to a question, and the newest answered questions on one of its topics."""
    catalogue = index.current()
    about = matching.wanted(question.entry)
    close = peers.like(catalogue, [one for one in about if one[0] != "language"], catalogue.everyone)
    found = Community.objects.published().entries_of(one.pk for one in close)
    topics = {one for one in about if one[0] == "topic"}
    alike = [one for one in catalogue.replies.values() if topics & one.terms]
    return {
        "near": [(found[one.pk]["name"], entry_address(found[one.pk]["slug"])) for one in close if one.pk in found],
        "answered": [(one.question, settings.SITE_URL + one.url) for one in alike[:MOST_QUESTIONS]],
    }
