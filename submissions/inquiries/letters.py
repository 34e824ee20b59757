"""One function per letter about a question: to conveners, who never learn who asked, and to the asker.

Each puts it in the outbox; none sends. What it says is in `templates/emails/`. A convener is written to in the language
on record; what is asked keeps its own.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from communities.models import Community, Reply

from .. import links, outbox, rendering
from ..models import Decision, Inquiry, PostedLetter, Purpose, Relay, Submission
from . import ways

MOST_SIGNS_IN_SUBJECT = 80
TO_CONVENERS = "relay"  # how the names of these letters begin


def asks(relay: Relay, token: str, decision: Decision) -> None:
    """Puts the question to a convener. Waits until the relay can no longer be undone."""
    with translation.override(relay.steward.language):
        subject = _about(_("Has your community tried this? %(name)s"), relay.inquiry.question)
        _to_convener(relay, "relay", subject, _link(relay, token), decision)


def reminds(relay: Relay, token: str) -> None:
    """Asks once more, and never again."""
    with translation.override(relay.steward.language):
        subject = _about(_("Still open: %(name)s"), relay.inquiry.question)
        _to_convener(relay, "relay_reminder", subject, _link(relay, token))


def thanks(relay: Relay, reply: Reply, decision: Decision, *, cited: bool) -> None:
    """Tells who answered where the reply is, and whether it cites their community."""
    with translation.override(relay.steward.language):
        subject = _about(_("Answered, thanks to you: %(name)s"), reply.question)
        context = {"page": _page(reply), "cited": cited, "reply": reply}
        _to_convener(relay, "relay_thanks", subject, context, decision)


def answered(question: Submission, inquiry: Inquiry, decision: Decision) -> None:
    """Tells the asker where the reply is. Waits until the publication can no longer be undone."""
    reply = inquiry.reply
    if reply is None or not question.can_be_answered:
        return
    with translation.override(question.language):
        context = {"page": _page(reply), "asked": inquiry.relays.count(), "reply": reply}
        _to_asker(question, "question_answered", _("Answered: %(name)s"), context, decision)


def kept(question: Submission, decision: Decision) -> None:
    """A clear no for today: nobody who agreed to be asked fits. What is near, and that OPSI tries again."""
    if not question.can_be_answered:
        return
    with translation.override(question.language):
        subject = _("Nobody to ask yet: %(name)s")
        _to_asker(question, "question_kept", subject, ways.near(question), decision)


def _to_asker(question: Submission, name: str, subject: str, context: dict[str, Any], decision: Decision) -> None:
    words = getattr(decision, "words", None)
    status = {"status": links.issue(question, Purpose.RESUME), "days": links.LIFE[Purpose.RESUME].days}
    said = {"submission": question, "words": words.to_sender if words else "", **status, **context}
    shown = _about(subject, question.name)
    forms = rendering.render(f"emails/{name}.html", {"subject": shown, **said})
    outbox.put(
        question,
        name,
        subject=shown,
        text=forms.text,
        html=forms.html,
        decision=decision,
        at=outbox.leaves_at(decision),
    )


def _to_convener(
    relay: Relay, name: str, subject: str, context: dict[str, Any], decision: Decision | None = None
) -> None:
    community = Community.objects.only("name", "slug").get(pk=relay.steward.community_id)
    said = {"subject": subject, "relay": relay, "inquiry": relay.inquiry, "community": community, **context}
    forms = rendering.render(f"emails/{name}.html", said)
    at = outbox.leaves_at(decision) if decision else None
    letter = outbox.put_to(relay.steward.email, subject=subject, text=forms.text, html=forms.html, at=at, unasked=True)
    question = relay.inquiry.submission
    PostedLetter.objects.create(submission=question, decision=decision, email=letter, name=name)


def _link(relay: Relay, token: str) -> dict[str, Any]:
    answer = settings.SITE_URL + reverse("submissions:answer", args=[token])
    return {"answer": answer, "until": relay.inquiry.answers_until}


def _page(reply: Reply) -> str:
    return settings.SITE_URL + reply.get_absolute_url()


def _about(subject: str, name: str) -> str:
    return subject % {"name": Truncator(name).chars(MOST_SIGNS_IN_SUBJECT)}
