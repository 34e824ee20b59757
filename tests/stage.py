"""Every state of the site brought about in a database, by the verbs that visitors and moderators use.

`set()` in a test's own database, `of(site)` in that of a served site. Where each state is seen stands in states.py.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self
from unittest.mock import patch
from uuid import uuid4

import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from communities import lessons, publishing, sessions
from communities.models import Call, Community, Pulse, Role
from communities.priority_models import Measure
from copdir import read_only
from submissions import alerts, intake, introductions, links, moderation, questionnaire, showing, tallying
from submissions import answers as answering
from submissions.living import answering as behind_letters
from submissions.living import asking as asking_again
from submissions.living import inviting
from submissions.models import CheckAnswer, Introduction, Purpose, Reply, State, Steward, Submission
from submissions.questionnaire import Answers, Kind, Question
from submissions.reading import every_section_of
from tests import catalogues, factories
from tests.live import Site
from tests.submissions import asked, introduced, living, submitted
from tests.submissions.alerted import an_alert
from tests.submissions.sender import ANSWERS

RUN = "from tests import stage; stage.write()"
LONGEST_NAME = ("شبكة المستشرفين والمبتكرين في الإدارات العمومية " * 5)[:200].strip()
NOWHERE = "127.0.0.9"  # nobody else's network: its limit is used up
# What is no answer to a question of each kind.
WRONG = {
    Kind.LINE: "long " * 120,
    Kind.TEXT: "long " * 420,
    Kind.WEB: "no address at all",
    Kind.EMAIL: "nobody",
    Kind.NUMBER: "many",
    Kind.YEAR: "3000",
    Kind.HOURS: "often",
    Kind.DATE: "some day",
    Kind.MANY: ["no-such-term"],
    Kind.TICKS: ["no-such-tick"],
    Kind.TICK: "",
    Kind.ROWS: [{"name": "", "title": "Without an address", "language": "xx", "country": "xx", "relation": "xx"}],
}
# Without these, some questions would not be asked.
DECIDING = {"scale": "national", "maturity": "closed"}


@dataclass
class Stage:
    """`names` are the parts of addresses, `drawn` the pages that this site cannot be brought to show."""

    names: dict[str, str]
    drawn: dict[str, str]

    @classmethod
    def read(cls, written: str) -> Self:
        return cls(**json.loads(written))


def of(site: Site) -> Stage:
    """The states, made in this site's database."""
    return Stage.read(site.manage("shell", "-v0", "-c", RUN))


def set() -> Stage:  # noqa: A001 - the stage is set
    """Bring every state about in the database of this process."""
    moderator = submitted.a_senior_moderator("stage-manager")
    # Drawn while there is none.
    visitor = Client(HTTP_HOST="127.0.0.1")
    kinds = ("collections", "calls", "lessons", "sessions", "questions")
    drawn = {f"no {some}": visitor.get(f"/{some}/").text for some in kinds}
    drawn["no priorities"] = visitor.get("/insights/").text
    _priorities()
    names = {
        **_entries(),
        **_collections(),
        **_calls(),
        **_drafts(),
        **_sent(moderator),
        **_alerts(),
        **_reports(moderator),
        **_claims(moderator),
        **_closures(moderator),
        **_lessons(moderator),
        **_sessions(moderator),
        **_questions(moderator),
    }
    names |= _shown(names)
    names |= _introductions(moderator, names)
    names |= _living(moderator)
    return Stage(names, {**drawn, **_drawn(names)})


def write() -> None:
    print(json.dumps(asdict(set())))  # noqa: T201 - read by the test's process


def _entries() -> dict[str, str]:
    full = factories.published(
        **catalogues.everything_stated(
            name="Cercle de tout ce qui peut être dit",
            maturity="consolidating",
            ended=None,
            **dict.fromkeys(("achieved", "legacy", "carried_on", "thanks"), ""),
            funder="Cabinet",
            withheld=[],
        )
    )
    entries = {
        "full": full,
        "bare": factories.published(name="Bare assembly", host="GL", purpose=["advising"], kind=None, sources=[]),
        "ended": factories.published(
            **catalogues.everything_stated(
                name="Réseau qui a fini", links=[{"relation": "succeeded-by", "slug": full.slug}]
            )
        ),
        "ended-bare": factories.published(name="Gone quiet", maturity="closed", host="GL"),
        "paused": factories.published(name="Resting guild", maturity="paused", host="GL"),
        "arabic": factories.published(
            name=LONGEST_NAME, summary="موظفون يتعلمون معا. " * 20, written_in="ar", host="JO", languages=["ar"]
        ),
        "withheld": factories.published(
            name="Discreet assembly",
            host="GL",
            withheld=sorted(questionnaire.WITHHOLDABLE),
            role=Role.CONVENER,
            confirmed=date(2026, 5, 4),
        ),
    }
    factories.changed(full, summary="Des agents publics qui explorent.", reason="Its convener wrote to us")
    gone = factories.published(name="Vanished assembly", host="GL")
    publishing.withdraw(gone, role=Role.STAFF, reason="It was never there")
    return {name: one.slug for name, one in {**entries, "gone": gone}.items()}


def _collections() -> dict[str, str]:
    """With the entries of `_entries` in them."""
    named = {one.name: one for one in Community.objects.all()}
    full = next(one for name, one in named.items() if name.startswith("Cercle de tout"))
    shown = [full, named["Discreet assembly"], named[LONGEST_NAME], named["Bare assembly"]]
    collections = {
        "chosen": factories.collected(
            shown,
            title="Foresight in centres of government",
            title_fr="La prospective au centre des gouvernements",
            introduction="Few centres of government have a unit for foresight; *most have a circle of people* who "
            "meet across ministries.\n\nThese were chosen because they\n\n- say how they began\n"
            "- welcome those who ask\n\nSee also [what OPSI says of anticipatory innovation](https://oecd-opsi.org/).",
            introduction_fr="Peu de centres de gouvernement ont une unité de prospective ; *la plupart ont un cercle*.",
            notes=[
                "It began with four people and a lunch, and has met every month since.",
                "",
                "Why it is here. " * 18,
            ],
        ),
        "empty-collection": factories.collected([named["Vanished assembly"]], title="Those who have vanished"),
        "draft-collection": factories.collected([full], published=False),
        "former-collection": factories.collected([full]),
    }
    collections["former-collection"].published = False
    collections["former-collection"].save()
    for number in range(2):
        factories.collected(shown[: number + 1], title="Liminal " * (1 + 9 * number))
    return {name: one.slug for name, one in collections.items()}


def _calls() -> dict[str, str]:
    """Calls in every standing, and drafts that were begun through an open one and through one that closed since."""
    named = {one.name: one for one in Community.objects.published()}
    now = timezone.now()
    questions = [
        factories.an_extra("q1", text="What would you tell a beginner?", kind="text", required=True, help="Briefly."),
        factories.an_extra(
            "q2", text="Who sponsors it?", kind="one", who="aggregate", options=["A minister", "A head of unit"]
        ),
        factories.an_extra("q3", text="What helped?", kind="many", who="aggregate", options=["Time", "Money", "Tools"]),
        factories.an_extra("q4", text="May we call you?", kind="yes-no"),
        factories.an_extra("q5", text="Its motto"),
    ]
    given = {"call_q1": "Start small.", "call_q2": "1", "call_q3": ["1", "3"], "call_q4": "yes", "call_q5": "Onward"}
    words = (
        "OPSI invites all government-convened communities of practice in *anticipation and foresight* to share their "
        "experience, whether you are\n\n- its convener or its co-ordinator\n- its facilitator or a member\n\nWhat "
        "you tell us will become a summary and a public catalogue."
    )
    calls = {
        "call": factories.a_call(
            [named["Discreet assembly"], named["Resting guild"]],
            title="Calling all communities for anticipation and foresight",
            title_fr="Appel à toutes les communautés de prospective",
            words=words,
            words_fr="L’OPSI invite toutes les communautés de pratique réunies par des administrations.",
            countries=["GL", "KE", "FR"],
            questions=questions,
        ),
        "call-asked-of-all": factories.a_call(title="Liminal " * 14, words="In English only."),
        "call-to-come": factories.a_call(title="The next one", opens_at=now + timedelta(days=4)),
        "call-over": factories.a_call(
            [one for one in named.values() if one.slug.startswith("c-") or one.name.startswith("Cercle")],
            title="Identifying public sector innovation networks",
            words=words,
            countries=["FR", "KE"],
            summary="More than *sixty* communities told us how they work.\n\nMost meet every month.",
        ),
        "call-draft": factories.a_call(title="A plan", published=False),
        "call-gone": factories.a_call(),
    }
    calls["call-gone"].published = False
    calls["call-gone"].save()
    drafts = {
        "called": _draft({}, calls["call"]),
        "called-filled": _draft({**given, "name": "Called assembly", "scale": "national", "host": "GL"}, calls["call"]),
        "called-wrong": _draft(
            {"call_q1": "", "call_q2": "9", "call_q3": ["9"], "call_q4": "", "call_q5": "x" * 300}, calls["call"]
        ),
        "called-late": _draft({"name": "Late assembly"}, calls["call-over"]),
    }
    calls["call-over"].opens_at, calls["call-over"].closes_at = now - timedelta(days=40), now - timedelta(days=2)
    calls["call-over"].save()
    return {**{name: one.slug for name, one in calls.items()}, **drafts}


def _drafts() -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")
    everything = {**answering.answers_of(full.entry), **ANSWERS["you"]}
    twin = {"name": "Cercle de tout ce qui peut être dit", "host": "FR"}
    change = intake.begin_change(full, language="en", network=NOWHERE)
    reworded = {"summary": "Another summary.", "members": "2000", "ended": "", **ANSWERS["you"]}
    _answer(change.link.submission, reworded)
    expired = links.issue(submitted.a_draft(), Purpose.RESUME, now=timezone.now() - timedelta(days=90))
    return {
        "empty": _draft({}),
        "missing": _draft({question.key: "" for question in questionnaire.questions()}),
        "begun": _draft({"scale": "national"}),
        "hasty": _draft({}),
        "hasty-national": _draft({"scale": "national"}),
        "wrong": _draft({question.key: DECIDING.get(question.key, _wrong(question)) for question in _asked()}),
        "filled": _draft({**everything, "name": "Filled assembly", "links": []}),
        "twin": _draft({**everything, **twin}),
        "change": change.token,
        "unchanged": intake.begin_change(full, language="en", network=NOWHERE).token,
        "expired": expired.token,
        "nameless-expired": links.issue(
            submitted.a_draft(sender_email=""), Purpose.RESUME, now=timezone.now() - timedelta(days=90)
        ).token,
    }


def _sent(moderator: User) -> dict[str, str]:
    found = {}
    for state in State:
        if state != State.DRAFT:
            found["ended-draft" if state == State.EXPIRED else state.value] = _link(
                submitted.in_state(state, moderator)
            )
    asked = _of(_draft({**answering.answers_of(factories.an_entry()), **ANSWERS["you"]}))
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
        "asked": _link(asked),
        "declined": _link(declined),
        "good": links.issue(submitted.in_state(State.UNCONFIRMED, moderator), Purpose.CONFIRM).token,
        "used": links.issue(submitted.in_state(State.PENDING, moderator), Purpose.CONFIRM).token,
        "late": links.issue(submitted.in_state(State.UNCONFIRMED, moderator), Purpose.CONFIRM, now=late).token,
    }


def _closures(moderator: User) -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")
    closing, closed = submitted.a_closure(full), submitted.pending(submitted.a_closure(factories.published()))
    moderation.approve(closed, version=closed.version, user=moderator)
    return {"closing": _link(closing), "closed": _link(closed)}


def _shown(names: dict[str, str]) -> dict[str, str]:
    """What a colleague is shown; of a draft like the one that is filled in, with and without private answers."""
    filled = _of(names["filled"])
    drafts = [_draft({**filled.answers, "name": f"Assembly {number}"}) for number in ("one", "two", "three")]
    shown, privately, ended = (
        links.issue(_of(token), Purpose.SHOW, shows_private=number == 1).token for number, token in enumerate(drafts)
    )
    showing.end(_of(drafts[2]))
    return {
        "shown": shown,
        "shown-by": drafts[0],
        "shown-privately": privately,
        "shown-ended": ended,
        "shown-change": links.issue(_of(names["change"]), Purpose.SHOW).token,
    }


def _alerts() -> dict[str, str]:
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


def _reports(moderator: User) -> dict[str, str]:
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
        "reported": _link(unconfirmed),
        "reported-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "reported-waiting": _link(waiting),
        "reported-done": _link(done),
        "reported-left": _link(left),
    }


def _claims(moderator: User) -> dict[str, str]:
    full = Community.objects.get(name__startswith="Cercle de tout")
    unconfirmed, waiting, accepted = (submitted.a_claim(full) for _number in range(3))
    for one in (waiting, accepted):
        intake.confirm(one)
    accepted.refresh_from_db()
    moderation.approve(accepted, version=accepted.version, user=moderator, former="stays", reason="named")
    return {
        "claimed": _link(unconfirmed),
        "claimed-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "claimed-waiting": _link(waiting),
        "claimed-accepted": _link(accepted),
    }


def _lessons(moderator: User) -> dict[str, str]:
    """Published ones of every sort, and those that people sent."""
    named = {one.name: one for one in Community.objects.all()}
    full = next(one for name, one in named.items() if name.startswith("Cercle de tout"))
    everything = {"ingredient": "engagement", "purpose": ["advising", "knowledge-sharing"], "effort": "days"}
    long = {"did": "Nous avons commencé à quatre. " * 20, "happened": "Quarante sont venus, puis cent. " * 40}
    first = factories.learned(full, **everything, **{key: text[:590] for key, text in long.items()}, written_in="fr")
    for number in range(6):
        factories.learned(full, maturity="launching", again=("yes", "differently", "no")[number % 3])
    arabic = {"did": "بدأنا بأربعة أشخاص.", "happened": "جاء اثنا عشر شخصا.", "written_in": "ar"}
    factories.learned(named[LONGEST_NAME], **arabic, again="no", maturity="consolidating")
    gone = factories.learned(full)
    lessons.withdraw(gone)
    unconfirmed, waiting, asked, published, declined = (submitted.a_lesson(full) for _number in range(5))
    for one in (waiting, asked, published, declined):
        intake.confirm(one)
        one.refresh_from_db()
    moderation.ask(
        asked,
        version=asked.version,
        user=moderator,
        words="One thing.",
        about_fields={"lesson_did": "Which ministries?"},
    )
    moderation.approve(published, version=published.version, user=moderator, reason="telling")
    moderation.decline(declined, version=declined.version, user=moderator, reason="no-lesson")
    Submission.objects.filter(pk=declined.pk).update(decided_at=timezone.now() - 2 * settings.UNDO_TIME)
    return {
        "lesson": str(first.pk),
        "lesson-gone": str(gone.pk),
        "told": _link(unconfirmed),
        "told-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "told-waiting": _link(waiting),
        "told-asked": _link(asked),
        "told-published": _link(published),
        "told-declined": _link(declined),
    }


def _sessions(moderator: User) -> dict[str, str]:
    """Published ones of every sort, and those that people sent."""
    named = {one.name: one for one in Community.objects.all()}
    full = next(one for name, one in named.items() if name.startswith("Cercle de tout"))
    words = {"place": "Hôtel de ville, salle 2, Lyon", "sign_up": "Écrivez à la boîte commune une semaine avant."}
    about = "Ce que quarante ministères ont appris en un an de prospective, et ce qu’ils feraient autrement."
    first = factories.announced(full, about=about, language="fr", zone="Europe/Paris", **words)
    arabic = {"about": "ماذا تعلمنا في سنة.", "language": "ar", "zone": "Asia/Amman"}
    factories.announced(named[LONGEST_NAME], starts_at=timezone.now() + timedelta(days=40), **arabic)
    factories.announced(named["Bare assembly"], zone="UTC", link="https://meet.example.org/" + "long/" * 40)
    off, gone = (factories.announced(full, starts_at=timezone.now() + timedelta(days=20)) for _number in range(2))
    sessions.call_off(off)
    sessions.withdraw(gone)
    over = factories.announced(full, at=timezone.now() - timedelta(days=30))
    unconfirmed, waiting, published, off_by_sender, declined = (submitted.a_session(full) for _number in range(5))
    for one in (waiting, published, off_by_sender, declined):
        intake.confirm(one)
        one.refresh_from_db()
    for one in (published, off_by_sender):
        moderation.approve(one, version=one.version, user=moderator, reason="open")
    moderation.call_off(off_by_sender)
    moderation.decline(declined, version=declined.version, user=moderator, reason="not-open")
    Submission.objects.filter(pk=declined.pk).update(decided_at=timezone.now() - 2 * settings.UNDO_TIME)
    return {
        "session": str(first.pk),
        "session-off": str(off.pk),
        "session-gone": str(gone.pk),
        "session-over": str(over.pk),
        "announced": _link(unconfirmed),
        "announced-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "announced-waiting": _link(waiting),
        "announced-published": _link(published),
        "announced-off": _link(off_by_sender),
        "announced-declined": _link(declined),
    }


def _questions(moderator: User) -> dict[str, str]:
    """In every state, with the links of their askers and of conveners."""
    full = Community.objects.get(name__startswith="Cercle de tout")
    others = Community.objects.filter(name__in=("Bare assembly", LONGEST_NAME))
    stewards = [asked.a_steward(community=full), *(asked.a_steward() for _number in range(5))]
    unconfirmed, waiting, refused, kept = (asked.a_question(question=f"Has anyone tried {n}?") for n in range(4))
    for one in (waiting, refused, kept):
        intake.confirm(one)
        one.refresh_from_db()
    moderation.keep(kept, version=kept.version, user=moderator)
    moderation.decline(refused, version=refused.version, user=moderator, reason="nobody")
    Submission.objects.filter(pk=refused.pk).update(decided_at=timezone.now() - 2 * settings.UNDO_TIME)
    relayed = asked.relayed(moderator, stewards[:2])
    fresh, said = (asked.token_to(one.email) for one in stewards[:2])
    asked.answered(relayed.inquiry.relays.last(), "We did, and stopped after a year.\n\nIt took a day a week.")
    long = "Has anyone tried to keep " + "a very long question " * 8
    due = asked.gathered(moderator, stewards[2:4], wording=long[:200])
    replied = asked.published(moderator, [stewards[0], stewards[4]])
    answered_to = asked.link_of(replied.inquiry.relays.last())
    gone = asked.published(moderator, [stewards[5]])
    moderation.take_down(gone, version=gone.version, user=moderator)
    late = factories.answered(
        [full, *others],
        question=LONGEST_NAME[:200],
        context="موظفون يتعلمون معا. " * 20,
        reply="It was *tried*:\n\n- **once**, in 2019\n- [twice](https://example.org/a-page)\n\nIt took a year.",
        country="JO",
        terms=[("topic", "foresight"), ("purpose", "advising"), ("maturity", "launching")],
    )
    return {
        "question-unconfirmed": _link(unconfirmed),
        "question-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "question-waiting": _link(waiting),
        "question-kept": _link(kept),
        "question-refused": _link(refused),
        "question-relayed": _link(relayed),
        "question-due": _link(due),
        "question-replied": _link(replied),
        "answer": fresh,
        "answer-given": said,
        "answer-replied": answered_to,
        "answer-closed": asked.link_of(gone.inquiry.relays.last()),
        "reply": str(replied.inquiry.reply_id),
        "reply-full": str(late.pk),
        "reply-gone": str(gone.inquiry.reply_id),
        "desk-question": str(waiting.pk),
        "desk-question-due": str(due.pk),
        "desk-question-relayed": str(relayed.pk),
    }


def _priorities() -> None:
    """Figures of all six, of some measures; of one ingredient in two steps."""
    for place, slug in enumerate(tallying.INGREDIENTS):
        for measure, value in ((Measure.PRIORITY, 5 - place % 3), (Measure.IN_PLACE, 1 + place % 4)):
            if (measure, place) != (Measure.IN_PLACE, 5):
                values = [value, value, value, value, 3, 2]
                CheckAnswer.objects.bulk_create(
                    CheckAnswer(measure=measure, ingredient=slug, value=value) for value in values
                )
    tallying.publish_due(timezone.now() + timedelta(days=1))  # the mail loop has looked today


def _introductions(moderator: User, names: dict[str, str]) -> dict[str, str]:
    """A convener's wish and those of visitors, waiting, passed on and accepted."""
    asker = introductions.steward_of(_of(names["approved"]))
    assert asker
    for name in ("full", "withheld", "bare"):
        community = Community.objects.get(slug=names[name])
        Steward.objects.create(community=community, name="Kim Keeper", email=f"{name}@example.org", may_be_asked=True)
    keeper = Steward.objects.get(email="full@example.org")
    wish = introduced.asked(asker, keeper)
    found = {"introduced": introduced.passed_on(wish)}
    bare = Community.objects.get(slug=names["bare"])
    visitors = [submitted.a_wish(bare) for _number in range(4)]
    for one in visitors[1:]:
        intake.confirm(one)
    tokens = [introduced.passed_on(one) for one in visitors[2:]]
    accepted = introductions.find(tokens[1])
    assert accepted
    introductions.reply(accepted, Reply.ACCEPTED)
    ended = submitted.a_wish(bare)
    intake.confirm(ended)
    found["introduced-ended"] = introduced.passed_on(ended)
    Introduction.objects.filter(submission=ended).update(expires_at=timezone.now())
    return {
        **found,
        "introduced-to-visitor": tokens[0],
        "introduced-accepted": tokens[1],
        "wished": _link(visitors[0]),
        "wished-letter": links.issue(visitors[0], Purpose.CONFIRM).token,
        "wished-waiting": _link(visitors[1]),
        "wished-passed-on": _link(visitors[2]),
        "wished-accepted": _link(visitors[3]),
    }


def _drawn(names: dict[str, str]) -> dict[str, str]:
    """Pages of a site in trouble, or of a visitor too quick or too slow: drawn here, for the test to show."""
    visitor = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR=NOWHERE)
    with patch.object(settings, "RATE_LIMITS", 0.001):  # once an hour
        answers = [visitor.post("/submit/") for _turn in range(2)]
        said = {"matter": "ended", "words": "It met for the last time in May."}
        quick = visitor.post(f"/submit/report/{names['full']}/", said)
    assert (answers[-1].status_code, quick.status_code) == (429, 429)
    late = visitor.post(f"/submission/{names['withdrawn']}/community/", {"name": "Typed too late"})
    assert late.status_code == 409
    erased = visitor.post(f"/submission/{_draft({})}/erase/", {"sure": "on"})
    assert erased.status_code == 200
    with patch.object(read_only, "is_on", return_value=True):
        closed = visitor.get("/submit/")
    assert closed.status_code == 503
    return {
        "erased": erased.text,
        "too often": answers[-1].text,
        "too late": late.text,
        "too quick": quick.text,
        "500": render_to_string("500.html"),
        "503": render_to_string("503.html"),
        "nothing taken in": closed.text,
    }


def _asked() -> list[Question]:
    return [question for question in questionnaire.questions() if question.key != "withheld"]


def _wrong(question: Question) -> Any:
    return "" if question.is_required else WRONG.get(question.kind, "no-such-answer")


def _draft(answers: Answers, call: Call | None = None) -> str:
    """The link of a draft of a new community with these answers."""
    issued = intake.begin(language="en", network=NOWHERE, call=call)
    _answer(issued.link.submission, answers)
    return issued.token


def _answer(submission: Submission, answers: Answers) -> None:
    for section in every_section_of(submission):
        given = {question.key: answers[question.key] for question in section.questions if question.key in answers}
        seen = intake.seen_of(submission, section)
        submission = intake.save(submission, section, given, seen=seen) if given else submission


def _of(token: str) -> Submission:
    link = links.find(token)
    assert link
    return link.submission


def _link(submission: Submission) -> str:
    return links.issue(submission, Purpose.RESUME).token


def _living(moderator: User) -> dict[str, str]:
    """Entries whose conveners were asked and did not answer, for as long as it takes; the pages behind the letters."""
    now = timezone.now()
    found = {}
    for name, days in (("asked", 1), ("quiet", 60), ("dormant", 200), ("confirmed", 200), ("stopped", 9)):
        with time_machine.travel(now - timedelta(days=days + 366), tick=False):
            community = living.kept(f"Circle that is {name}")
        with time_machine.travel(now - timedelta(days=days), tick=False):
            asking_again.look()
        found[f"still-{name}"] = living.token(living.letters(f"{community.slug}@keepers.example")[-1])
        found[f"entry-{name}"] = community.slug
    found["still-over"] = found["still-dormant"]
    for name in ("quiet", "dormant", "confirmed"):  # their links are over; a press of the button mails another
        behind_letters.mail_fresh(found[f"still-{name}"], NOWHERE)
        found[f"still-{name}"] = living.token(living.letters(f"{found[f'entry-{name}']}@keepers.example")[-1])
    behind_letters.confirm(found["still-confirmed"])
    behind_letters.stop(found["still-stopped"])
    for name, years in (("confirmed", (2024, 2025, 2026)), ("quiet", (2026,))):
        for place, year in enumerate(years):
            Pulse.objects.create(
                community=Community.objects.get(slug=found[f"entry-{name}"]),
                year=year,
                participants=40 + 9 * place,
                participation=None if place == 1 else 5 + place,
                benefits=12 - 6 * place,
            )
    return {**found, **_invited(moderator)}


def _invited(moderator: User) -> dict[str, str]:
    """Invitations that were not answered, say that the entry is right, and want it removed."""
    slugs = list(inviting._known())[:3]
    for slug in slugs:
        if not Community.objects.filter(slug=slug).exists():
            factories.published(name=slug.replace("-", " ").title(), slug=slug)
    chosen = Community.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    wave = inviting.send(list(chosen), user=moderator, key=uuid4(), language="en")
    silent, waits, removed = (living.token(living.letters(one.address)[-1]) for one in wave.invitations.all())
    behind_letters.confirm(waits)
    behind_letters.remove(removed, language="en", network=NOWHERE)
    return {"invited": silent, "invited-waits": waits, "invited-removal": removed}
