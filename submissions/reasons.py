"""The reasons a moderator chooses from, for the record; what a declined sender reads is written for that reader."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Kind, Verb

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
# Of a report: what was done, and why nothing was.
ACTED = {
    "corrected": _("The entry was corrected."),
    "ended": _("The entry now says that the community has ended."),
    "taken-out": _("The entry was taken out of the catalogue."),
    "one-entry": _("Of the two entries one is left."),
}
NOT_FOLLOWED = {
    "right": _("We checked it, and the entry is right as it stands."),
    "unverified": DECLINE["unverified"],
    "not-the-same": _("The two are different communities."),
    "public": _("What the entry says is public, and nothing in it is about a person."),
    "not-ours": _("It is not something that this catalogue can change."),
}
# Of a claim.
ACCEPTED = {
    "domain": _("The address is at the community’s own domain"),
    "named": _("A public page names its sender"),
    "former": _("Whoever looked after it says so"),
}
NOT_ACCEPTED = {
    "unseen": _("We could not see that you convene or run it."),
    "as-before": _("Whoever looks after the entry today goes on doing so."),
    "silence": DECLINE["silence"],
}
# Of a lesson.
TELLING = {
    "telling": _("Clear, and of use to others"),
    "corrected-words": _("Clear once it was corrected"),
}
NOT_TELLING = {
    "no-lesson": _("It does not say what was done and what came of it."),
    "persons": _("It is about persons."),
    "told-before": _("The same lesson is published already."),
    "unlisted": _("Its community is not in the catalogue."),
    "silence": DECLINE["silence"],
}
# Of a question.
NOT_PASSED_ON = {
    "nobody": _("Nobody who agreed to be asked comes close to it."),
    "no-answers": _("We passed it on, and nobody answered in time."),
    "answered-already": _("It has been answered here already."),
    "not-for-peers": _("It is not a question that other governments’ experience could answer."),
    "somebody": _("It is about a person, or something that should not be public."),
}
# Of a wish to be introduced.
INTRODUCED = {
    "fits": _("The two have something to tell each other"),
    "answered": _("Answered in words"),
}
NOT_INTRODUCED = {
    "nobody-there": _("Nobody there has agreed to be asked."),
    "unclear": _("We could not see what the introduction is for."),
    "not-for-this": _("Introductions are for exchange among peers, not for offers or surveys."),
}
# Of a session.
ANNOUNCED = {
    "open": _("Open to guests, and clear"),
    "corrected-words": TELLING["corrected-words"],
}
NOT_ANNOUNCED = {
    "not-open": _("We could not see that guests are welcome."),
    "no-time": _("Its day is over, or too near for us to publish it."),
    "unverified": DECLINE["unverified"],
    "persons": NOT_TELLING["persons"],
    "announced-before": _("The same session is announced already."),
}
OF_VERB = {Verb.APPROVE: APPROVE, Verb.ASK: ASK, Verb.DECLINE: DECLINE, Verb.SPAM: SPAM}
OF_REPORT = {Verb.APPROVE: ACTED, Verb.DECLINE: NOT_FOLLOWED, Verb.SPAM: SPAM}
OF_CLAIM = {Verb.APPROVE: ACCEPTED, Verb.DECLINE: NOT_ACCEPTED, Verb.SPAM: SPAM}
OF_LESSON = {Verb.APPROVE: TELLING, Verb.ASK: ASK, Verb.DECLINE: NOT_TELLING, Verb.SPAM: SPAM}
OF_QUESTION = {Verb.DECLINE: NOT_PASSED_ON, Verb.SPAM: SPAM}
OF_INTRODUCTION = {Verb.APPROVE: INTRODUCED, Verb.DECLINE: NOT_INTRODUCED, Verb.SPAM: SPAM}
OF_SESSION = {Verb.APPROVE: ANNOUNCED, Verb.DECLINE: NOT_ANNOUNCED, Verb.SPAM: SPAM}
_OTHERWISE = {
    Kind.REPORT: OF_REPORT,
    Kind.CLAIM: OF_CLAIM,
    Kind.CONFIRMATION: OF_CLAIM,
    Kind.LESSON: OF_LESSON,
    Kind.QUESTION: OF_QUESTION,
    Kind.INTRODUCTION: OF_INTRODUCTION,
    Kind.SESSION: OF_SESSION,
}
_ALL = {
    slug: words
    for of_kind in (OF_VERB, *_OTHERWISE.values())
    for reasons in of_kind.values()
    for slug, words in reasons.items()
}


def offered(kind: str) -> dict[Verb, dict[str, Any]]:
    """By the decision that can be made on a submission of this kind: the reasons for it."""
    return _OTHERWISE.get(Kind(kind), OF_VERB)


def words(slug: str) -> str:
    """A recorded reason as people read it; one that is no longer offered reads as it was recorded."""
    return str(_ALL.get(slug, slug))
