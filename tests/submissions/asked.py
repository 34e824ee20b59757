"""Questions in any state, brought there by what askers, moderators and conveners do; and stewards who may be asked."""

import re
from itertools import count

from django.contrib.auth.models import User
from post_office.models import Email

from communities.models import Community
from submissions import intake, moderation
from submissions.inquiries import answering, asking, consolidating, relaying
from submissions.inquiries.consolidating import Consolidated
from submissions.models import Kind, Relay, Steward, Submission
from tests import factories
from tests.submissions.submitted import fresh

_numbers = count(1)
TOKEN = re.compile(r"/submit/answer/([^/\s]+)/")
ASKER = "asker@ministry.example"
SAID = {
    "tried": "The library, and two colleagues.",
    "question": "Has anyone tried a rota of facilitators across ministries?",
    "context": "We are nine ministries and nobody has the time.",
    "topic": ["foresight"],
    "purpose": ["network-building"],
    "maturity": "launching",
    "host": "FR",
    "organisation": "Ministry of Time",
    "part": "Analyst",
}


def a_steward(email: str = "", community: Community | None = None, **changes) -> Steward:
    """Somebody who agreed to be asked, of a published community on foresight."""
    number = next(_numbers)
    community = community or factories.published(name=f"Foresight circle {number}", topic=["foresight"])
    given = {"email": email or f"convener{number}@circle.example", "may_be_asked": True, **changes}
    return Steward.objects.create(community=community, name=f"Convener {number}", role="convener", **given)


def a_question(email: str = ASKER, language: str = "en", **said) -> Submission:
    """A question whose address nobody has confirmed yet."""
    asking.make({**SAID, **said}, email=email, language=language, network="192.0.2.1")
    return Submission.objects.filter(kind=Kind.QUESTION).latest("pk")


def waiting(email: str = ASKER, language: str = "en", **said) -> Submission:
    """A question that waits for OPSI."""
    worded = said.pop("question", f"Has anyone tried number {next(_numbers)}?")
    question = a_question(email, language, question=worded, **said)
    intake.confirm(question)
    return fresh(question)


def relayed(user: User, stewards: list[Steward], question: Submission | None = None, **wording) -> Submission:
    """A question that was put to these."""
    question = question or waiting()
    worded = {"wording": question.name, "context": SAID["context"], **wording}
    moderation.relay(question, version=question.version, user=user, chosen=[one.pk for one in stewards], **worded)
    return fresh(question)


def answered(relay: Relay, words: str = "Yes, and it works.", *, may_cite: bool = True) -> None:
    answering.answer(Relay.objects.get(pk=relay.pk), words, may_cite=may_cite)


def gathered(user: User, stewards: list[Steward], **wording) -> Submission:
    """A question to which all of these have answered, and that is due on the desk."""
    question = relayed(user, stewards, **wording)
    for number, relay in enumerate(question.inquiry.relays.all(), start=1):
        answered(relay, f"Yes, in {number + 1} ministries.")
    moderation.gather(question)
    return fresh(question)


def made_of(question: Submission, **changes) -> Consolidated:
    """The reply that a moderator would make of its answers."""
    relays = consolidating.relays(question.inquiry)
    given = {
        "question": question.inquiry.question,
        "context": question.inquiry.context,
        "reply": consolidating.begun(relays),
        "language": "en",
        "cites": [one.steward.community_id for one in consolidating.usable(relays)],
        "seen": consolidating.digest(relays),
        **changes,
    }
    return Consolidated(**given)


def published(user: User, stewards: list[Steward], **wording) -> Submission:
    """A question with its reply."""
    question = gathered(user, stewards, **wording)
    moderation.approve(question, version=question.version, user=user, made=made_of(question))
    return fresh(question)


def token_to(address: str) -> str:
    """The token in the last letter to this convener."""
    letter = Email.objects.filter(to=address).latest("pk")
    found = TOKEN.search(letter.message)
    assert found, letter.message
    return found[1]


def link_of(relay: Relay) -> str:
    """The token of one more link of this convener."""
    return relaying.fresh_link(relay)
