"""What is beside an entry: lessons, sessions, questions and introductions."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from communities import lessons, sessions
from communities.models import Community
from submissions import intake, introductions, links, moderation
from submissions.models import Introduction, Purpose, Reply, Steward, Submission
from tests import factories
from tests.stage.drafting import LONGEST_NAME, link, submission_of
from tests.submissions import asked, introduced, submitted


def every_lesson(moderator: User) -> dict[str, str]:
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
        "told": link(unconfirmed),
        "told-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "told-waiting": link(waiting),
        "told-asked": link(asked),
        "told-published": link(published),
        "told-declined": link(declined),
    }


def every_session(moderator: User) -> dict[str, str]:
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
        "announced": link(unconfirmed),
        "announced-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "announced-waiting": link(waiting),
        "announced-published": link(published),
        "announced-off": link(off_by_sender),
        "announced-declined": link(declined),
    }


def every_question(moderator: User) -> dict[str, str]:
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
        "question-unconfirmed": link(unconfirmed),
        "question-letter": links.issue(unconfirmed, Purpose.CONFIRM).token,
        "question-waiting": link(waiting),
        "question-kept": link(kept),
        "question-refused": link(refused),
        "question-relayed": link(relayed),
        "question-due": link(due),
        "question-replied": link(replied),
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


def every_introduction(moderator: User, names: dict[str, str]) -> dict[str, str]:
    """A convener's wish and those of visitors, waiting, passed on and accepted."""
    asker = introductions.steward_of(submission_of(names["approved"]))
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
        "wished": link(visitors[0]),
        "wished-letter": links.issue(visitors[0], Purpose.CONFIRM).token,
        "wished-waiting": link(visitors[1]),
        "wished-passed-on": link(visitors[2]),
        "wished-accepted": link(visitors[3]),
    }
