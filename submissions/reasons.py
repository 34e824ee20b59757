"""The reasons a moderator chooses from, for the record; what a declined sender reads is written for that reader."""

from django.utils.translation import gettext_lazy as _

from .models import Verb

APPROVE = {
    "complete": _("Complete and correct"),
    "evidence": _("Evidence for the change seen"),
    "convener": _("Its convener says so"),
}
ASK = {
    "source": _("Needs a source"),
    "unclear": _("Hard to understand for an outsider"),
    "incomplete": _("Something important is missing"),
    "doubt": _("Two statements do not fit together"),
}
DECLINE = {
    "unsuitable": _("It is not a community of practice or a network as this catalogue means it."),
    "duplicate": _("The community is in the catalogue already."),
    "public-sector": _("We could not see how the public sector takes part."),
    "unverified": _("We could not find a source that confirms it."),
    "not-taken": _("The present text stays, because it fits better."),
    "silence": _("We had a question and have not heard from you."),
}
SPAM = {
    "advertising": _("Advertising"),
    "nonsense": _("Nonsense"),
    "hostile": _("Hostile"),
}
OF_VERB = {Verb.APPROVE: APPROVE, Verb.ASK: ASK, Verb.DECLINE: DECLINE, Verb.SPAM: SPAM}
_ALL = {slug: words for reasons in OF_VERB.values() for slug, words in reasons.items()}


def words(slug: str) -> str:
    """A recorded reason as people read it; one that is no longer offered reads as it was recorded."""
    return str(_ALL.get(slug, slug))
