"""What senders began, sent, showed to somebody or took back, in every state that it can be in."""

from datetime import timedelta

import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from communities.models import Community
from submissions import alerts, intake, links, moderation, questionnaire, showing
from submissions import answers as answering
from submissions.models import Purpose, State, Submission
from tests import factories
from tests.stage.drafting import DECIDING, NOWHERE, answer, asked_questions, draft, link, submission_of, wrong
from tests.submissions import submitted
from tests.submissions.alerted import an_alert
from tests.submissions.sender import ANSWERS


def every_draft() -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")
    everything = {**answering.answers_of(full.entry), **ANSWERS["you"]}
    twin = {"name": "Cercle de tout ce qui peut être dit", "host": "FR"}
    change = intake.begin_change(full, language="en", network=NOWHERE)
    reworded = {"summary": "Another summary.", "members": "2000", "ended": "", **ANSWERS["you"]}
    answer(change.link.submission, reworded)
    expired = links.issue(submitted.a_draft(), Purpose.RESUME, now=timezone.now() - timedelta(days=90))
    return {
        "empty": draft({}),
        "missing": draft({question.key: "" for question in questionnaire.questions()}),
        "begun": draft({"scale": "national"}),
        "hasty": draft({}),
        "hasty-national": draft({"scale": "national"}),
        "wrong": draft({question.key: DECIDING.get(question.key, wrong(question)) for question in asked_questions()}),
        "filled": draft({**everything, "name": "Filled assembly", "links": []}),
        "twin": draft({**everything, **twin}),
        "change": change.token,
        "unchanged": intake.begin_change(full, language="en", network=NOWHERE).token,
        "expired": expired.token,
        "nameless-expired": links.issue(
            submitted.a_draft(sender_email=""), Purpose.RESUME, now=timezone.now() - timedelta(days=90)
        ).token,
    }


def every_submission(moderator: User) -> dict[str, str]:
    found = {}
    for state in State:
        if state != State.DRAFT:
            found["ended-draft" if state == State.EXPIRED else state.value] = link(submitted.in_state(state, moderator))
    asked = submission_of(draft({**answering.answers_of(factories.an_entry()), **ANSWERS["you"]}))
    pending = submitted.pending(asked)
    moderation.ask(
        pending, version=pending.version, user=moderator, words="Thank you!", about_fields={"summary": "Which ones?"}
    )
    declined = submitted.in_state(State.DECLINED, moderator)
    declined.decided_at = timezone.now() - 2 * settings.UNDO_TIME
    declined.save(update_fields=["decided_at"])
    for number in ("one", "two"):  # for those who decide
        submitted.pending(entry={"name": f"Undecided assembly {number}"})
    late = timezone.now() - timedelta(days=8)
    return {
        **found,
        "asked": link(asked),
        "declined": link(declined),
        "good": links.issue(submitted.in_state(State.UNCONFIRMED, moderator), Purpose.CONFIRM).token,
        "used": links.issue(submitted.in_state(State.PENDING, moderator), Purpose.CONFIRM).token,
        "late": links.issue(submitted.in_state(State.UNCONFIRMED, moderator), Purpose.CONFIRM, now=late).token,
    }


def every_closure(moderator: User) -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")
    closing, closed = submitted.a_closure(full), submitted.pending(submitted.a_closure(factories.published()))
    moderation.approve(closed, version=closed.version, user=moderator)
    return {"closing": link(closing), "closed": link(closed)}


def every_showing(names: dict[str, str]) -> dict[str, str]:
    """What a colleague is shown; of a draft like the one that is filled in, with and without private answers."""
    filled = submission_of(names["filled"])
    drafts = [draft({**filled.answers, "name": f"Assembly {number}"}) for number in ("one", "two", "three")]
    shown, privately, ended = (
        links.issue(submission_of(token), Purpose.SHOW, shows_private=number == 1).token
        for number, token in enumerate(drafts)
    )
    showing.end(submission_of(drafts[2]))
    return {
        "shown": shown,
        "shown-by": drafts[0],
        "shown-privately": privately,
        "shown-ended": ended,
        "shown-change": links.issue(submission_of(names["change"]), Purpose.SHOW).token,
    }


def every_alert() -> dict[str, str]:
    asked = an_alert("used@example.org", is_begun=False)
    link = alerts.find(asked.token, confirms=True)
    assert link
    alerts.confirm(link, language="en")
    with time_machine.travel(timezone.now() - timedelta(days=31), tick=False):
        over = an_alert("over@example.org").token
    return {
        "alert-over": over,
        "alert": an_alert(query="scale=national&country=FI").token,
        "alert-asked": an_alert("asked@example.org", "q=foresight", is_begun=False).token,
        "alert-used": asked.token,
    }


def every_report(moderator: User) -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")

    def reported(**said: str) -> Submission:
        return submitted.a_report(full, email="reader@example.org", **said)

    unconfirmed, waiting, done, left = reported(), reported(), reported(), reported(matter="twice", other="Bare")
    for one in (waiting, done, left):
        intake.confirm(one)
    moderation.approve(done, version=done.version, user=moderator, reason="corrected", words="You were right.")
    moderation.decline(left, version=left.version, user=moderator, reason="not-the-same")
    Submission.objects.filter(pk=left.pk).update(decided_at=timezone.now() - 2 * settings.UNDO_TIME)
    return {
        "reported": link(unconfirmed),
        "reported-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "reported-waiting": link(waiting),
        "reported-done": link(done),
        "reported-left": link(left),
    }


def every_claim(moderator: User) -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")
    unconfirmed, waiting, accepted = (submitted.a_claim(full) for _number in range(3))
    for one in (waiting, accepted):
        intake.confirm(one)
    accepted.refresh_from_db()
    moderation.approve(accepted, version=accepted.version, user=moderator, former="stays", reason="named")
    return {
        "claimed": link(unconfirmed),
        "claimed-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "claimed-waiting": link(waiting),
        "claimed-accepted": link(accepted),
    }
