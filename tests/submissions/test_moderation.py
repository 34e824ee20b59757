"""The verbs: every state against every verb, the refusals, the records they leave, second thoughts."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from post_office.models import Email

from communities import publishing
from communities.models import Community, Revision
from communities.refusals import InvalidEntry, StaleBase
from submissions import approval, moderation, records
from submissions.models import Decision, Origin, PostedLetter, State, Steward, Submission, Verb
from submissions.moderation import IllegalMove, NotAQuestion, StaleVersion
from tests import factories
from tests.submissions.submitted import (
    a_change,
    a_draft,
    a_moderator,
    a_senior_moderator,
    an_import,
    consent,
    fresh,
    in_state,
    pending,
)

pytestmark = pytest.mark.django_db


def later(days, act):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        return act()


ACTS = {
    Verb.SEND: lambda s, user: moderation.send(s, version=s.version),
    Verb.CONFIRM: lambda s, user: moderation.confirm(s),
    Verb.QUEUE: lambda s, user: moderation.queue(s),
    Verb.ASK: lambda s, user: moderation.ask(s, version=s.version, user=user, words="Which city?"),
    Verb.ANSWER: lambda s, user: moderation.answer(s, version=s.version, words="Cork"),
    Verb.MORE_TIME: lambda s, user: later(20, lambda: moderation.more_time(s, version=s.version)),
    Verb.TAKE_UP: lambda s, user: later(29, lambda: moderation.take_up(s, version=s.version, user=user)),
    Verb.CORRECT: lambda s, user: moderation.correct(
        s, version=s.version, user=user, entry={**s.entry, "city": "Cork"}
    ),
    Verb.APPROVE: lambda s, user: moderation.approve(s, version=s.version, user=user),
    Verb.DECLINE: lambda s, user: moderation.decline(s, version=s.version, user=user, reason="duplicate"),
    Verb.SPAM: lambda s, user: moderation.spam(s, version=s.version, user=user),
    Verb.UNDO: lambda s, user: moderation.undo(s, version=s.version, user=user),
    Verb.WITHDRAW: lambda s, user: moderation.withdraw(s, version=s.version),
    Verb.EXPIRE: lambda s, user: moderation.expire(s),
    Verb.ASSIGN: lambda s, user: moderation.assign(s, version=s.version, user=user, assignee=user),
    Verb.RELAY: lambda s, user: moderation.relay(s, version=s.version, user=user, chosen=[1], wording="Who has?"),
    Verb.GATHER: lambda s, user: moderation.gather(s, version=s.version, user=user),
    Verb.KEEP: lambda s, user: moderation.keep(s, version=s.version, user=user),
    Verb.TAKE_DOWN: lambda s, user: moderation.take_down(s, version=s.version, user=user),
    Verb.PUT_BACK: lambda s, user: moderation.put_back(s, version=s.version, user=user),
    Verb.RELATE: lambda s, user: moderation.relate(
        s, version=s.version, user=user, community=factories.published() if s.state == State.PENDING else Community()
    ),
    Verb.CALL_OFF: lambda s, user: moderation.call_off(s),
}
# As design.md draws it.
LEGAL = {
    ("draft", "send"): "unconfirmed",
    ("unconfirmed", "confirm"): "pending",
    ("pending", "ask"): "changes-requested",
    ("changes-requested", "answer"): "pending",
    ("changes-requested", "more-time"): "changes-requested",
    ("changes-requested", "take-up"): "pending",
    ("pending", "correct"): "pending",
    ("pending", "relate"): "pending",
    ("pending", "approve"): "approved",
    ("pending", "decline"): "declined",
    ("pending", "spam"): "spam",
    ("approved", "undo"): "pending",
    ("declined", "undo"): "pending",
    ("spam", "undo"): "pending",
    ("draft", "withdraw"): "withdrawn",
    ("unconfirmed", "withdraw"): "withdrawn",
    ("pending", "withdraw"): "withdrawn",
    ("changes-requested", "withdraw"): "withdrawn",
    ("draft", "expire"): "expired",
    ("unconfirmed", "expire"): "expired",
    ("pending", "assign"): "pending",
    ("changes-requested", "assign"): "changes-requested",
    ("relayed", "gather"): "pending",
    ("relayed", "undo"): "pending",
    ("relayed", "withdraw"): "withdrawn",
}
# What only a question can go through; other kinds are refused where they stand (see test_questions_relayed.py).
OF_QUESTIONS = {
    ("pending", "relay"): "relayed",
    ("pending", "keep"): "pending",
    ("approved", "take-down"): "approved",
    ("approved", "put-back"): "approved",
}


# What only a session can go through, likewise (see test_sessions.py).
OF_SESSIONS = {("approved", "call-off"): "approved"}


@pytest.mark.parametrize("state", State.values)
def test_verb_in_state_leads_where_the_design_says_or_is_refused(state, subtests):
    user = a_senior_moderator()
    submission = in_state(state, user)
    for verb in Verb.values:
        with subtests.test(verb=verb), transaction.atomic():
            _leads_where_the_design_says_or_is_refused(state, verb, fresh(submission), user)
            transaction.set_rollback(True)  # the next verb finds everything as it was


def _leads_where_the_design_says_or_is_refused(state, verb, submission, user):
    before = (submission.version, submission.decisions.count(), Email.objects.count(), Revision.objects.count())

    if wanted := LEGAL.get((state, verb)):
        decision = ACTS[verb](submission, user)
        after = fresh(submission)
        assert (after.state, after.version) == (wanted, before[0] + 1)
        assert (submission.state, submission.version) == (after.state, after.version)
        assert (decision.verb, decision.from_state, decision.to_state) == (verb, state, wanted)
        assert decision.submission_version == after.version
        assert records.broken_decisions(after) == []
    else:
        with pytest.raises(NotAQuestion if (state, verb) in OF_QUESTIONS else IllegalMove):
            ACTS[verb](submission, user)
        after = fresh(submission)
        assert after.state == state
        assert before == (after.version, after.decisions.count(), Email.objects.count(), Revision.objects.count())


def test_every_verb_and_state_stands_in_the_tables():
    assert set(moderation.MOVES) == set(Verb.values) == set(ACTS)
    moves = {(state, verb) for verb, of_verb in moderation.MOVES.items() for state in of_verb}
    assert moves == {*LEGAL, *OF_QUESTIONS, *OF_SESSIONS, ("draft", "queue")}


def test_queue_takes_an_imported_draft_without_sender_or_letter_and_refuses_others():
    imported = pending(an_import())
    assert imported.state == State.PENDING
    assert imported.decisions.get().actor == "system"
    assert not PostedLetter.objects.exists()

    with pytest.raises(IllegalMove):
        moderation.queue(a_draft())


@pytest.mark.parametrize("verb", [Verb.ASK, Verb.CORRECT, Verb.APPROVE, Verb.DECLINE, Verb.SPAM, Verb.ASSIGN])
def test_somebody_without_the_permission_is_refused(verb):
    submission = pending()
    staff = User.objects.create_user("staff", is_staff=True)

    with pytest.raises(moderation.NotAllowed):
        ACTS[verb](submission, staff)
    assert fresh(submission).state == State.PENDING


def test_somebody_who_no_longer_works_here_is_refused():
    gone = a_moderator(is_active=False)
    with pytest.raises(moderation.NotAllowed):
        ACTS[Verb.APPROVE](pending(), gone)


def test_second_decision_is_told_who_was_first():
    submission, first, second = pending(), a_moderator("first"), a_moderator("second")
    seen = submission.version
    moderation.decline(submission, version=seen, user=first, reason="duplicate")

    with pytest.raises(IllegalMove, match=r"already declined by first") as refused:
        moderation.approve(submission, version=seen, user=second)
    assert refused.value.decision.user == first


def test_stale_version_is_always_refused_and_says_what_changed():
    user, dice = a_moderator(), random.Random(7)  # noqa: S311 - dice, not secrets
    submission = pending()
    moderation.correct(submission, version=submission.version, user=user, entry={**submission.entry, "city": "Cork"})

    for _ in range(100):
        seen = dice.choice([n for n in range(1, submission.version + 5) if n != submission.version])
        verb = dice.choice([moderation.approve, moderation.decline, moderation.spam])
        with pytest.raises(StaleVersion) as refused:
            verb(submission, version=seen, user=user)
        if seen == submission.version - 1:
            assert [d.fields for d in refused.value.since] == [["city"]]
            assert "Corrected by a moderator by" in str(refused.value)
    assert fresh(submission).state == State.PENDING


def test_approving_a_new_community_publishes_it_in_its_senders_role():
    submission = pending(sender_role="coordinator", entry={"name": "Harbour Lab"})

    decision = moderation.approve(submission, version=submission.version, user=a_moderator(), words="Welcome")

    community = Community.objects.published().get(name="Harbour Lab")
    assert (submission.community, submission.state) == (community, "approved")
    assert decision.revision == 1
    revision = community.revisions.get()
    assert (revision.role, revision.at, community.confirmed_on) == ("coordinator", decision.at, None)


def test_a_conveners_submission_counts_as_confirmed_only_with_consent_to_the_listing():
    user = a_moderator()
    agreed, silent = pending(), pending(consents=[consent("publish", given=False)])
    for submission in (agreed, silent):
        moderation.approve(submission, version=submission.version, user=user)
    assert agreed.community.confirmed_on == timezone.now().date()
    assert silent.community.confirmed_on is None


def test_rows_are_queued_together_only_where_all_are_new_and_imported():
    def a_row(**changes) -> Submission:
        row = an_import()
        row.delete()  # which leaves it as it was before it was stored
        for name, value in changes.items():
            setattr(row, name, value)
        return row

    for wrong in (an_import(), a_row(origin=Origin.FORM)):
        with pytest.raises(IllegalMove):
            moderation.queue_rows([a_row(), wrong])
    assert not Submission.objects.filter(state=State.PENDING).exists()
    rows = [a_row(), a_row()]
    moderation.queue_rows(rows)
    assert [fresh(row).state for row in rows] == [State.PENDING, State.PENDING]
    assert not any("search" in row.__dict__ for row in rows)  # what the database has made of it is not kept twice


def test_an_imported_row_is_published_as_from_sources_unconfirmed_and_without_steward():
    submission = pending(an_import())
    moderation.approve(submission, version=submission.version, user=a_moderator())
    assert submission.community.revisions.get().role == "sources"
    assert submission.community.confirmed_on is None
    assert not Steward.objects.exists()
    assert not PostedLetter.objects.exists()


def test_approval_keeps_the_sender_and_private_answers_on_the_stewards_record_only():
    submission = pending(consents=[consent("publish"), consent("peers")], private_answers={"hardest": "Keeping going"})

    moderation.approve(submission, version=submission.version, user=a_moderator())

    steward = Steward.objects.get()
    assert (steward.email, steward.name, steward.role) == ("ann.sender@example.org", "Ann Sender", "convener")
    assert (steward.may_be_asked, steward.private_answers) == (True, {"hardest": "Keeping going"})
    published = str(Community.objects.values()) + str(Revision.objects.values())
    assert not [word for word in ("ann.sender", "Ann Sender", "Keeping going") if word in published]


def test_steward_is_brought_up_to_date_by_a_later_change_and_passers_by_do_not_become_one():
    user, first = a_moderator(), pending(private_answers={"hardest": "Keeping going"})
    moderation.approve(first, version=first.version, user=user)
    own = pending(a_change(first.community, sender_role="facilitator", private_answers={"help": "A room"}))
    moderation.approve(own, version=own.version, user=user)
    passing = pending(a_change(fresh(own).community, sender_role="member", sender_email="x@example.org",
                               proposes={"city": "Cork"}))  # fmt: skip
    moderation.approve(passing, version=passing.version, user=user)

    steward = Steward.objects.get()
    assert (steward.email, steward.role) == ("ann.sender@example.org", "facilitator")
    assert steward.private_answers == {"hardest": "Keeping going", "help": "A room"}


def test_an_entry_that_cannot_be_published_stays_pending_and_leaves_nothing():
    submission = pending()
    Submission.objects.filter(pk=submission.pk).update(entry={**submission.entry, "summary": ""})

    with pytest.raises(InvalidEntry):
        moderation.approve(submission, version=submission.version, user=a_moderator())
    assert fresh(submission).state == State.PENDING
    assert not Community.objects.exists()
    assert not submission.decisions.filter(verb="approve").exists()


def test_only_the_taken_fields_of_a_change_are_published():
    community = factories.published(city="Cork", summary="Old words.")
    submission = pending(a_change(community, proposes={"summary": "New words.", "city": "Galway", "founded": 2019}))

    decision = moderation.approve(
        submission, version=submission.version, user=a_moderator(), take=["summary", "founded"]
    )

    live = Community.objects.get(pk=community.pk).entry
    assert (live["summary"], live["city"], live["founded"]) == ("New words.", "Cork", 2019)
    assert decision.fields == ["summary", "founded"]
    assert live["confirmed"] is None  # not all that its convener said was taken


def test_taking_no_field_of_a_change_is_refused():
    submission = pending(a_change())
    with pytest.raises(moderation.NothingTaken):
        moderation.approve(submission, version=submission.version, user=a_moderator(), take=[])


def test_a_change_whose_live_entry_moved_on_is_refused_until_the_moderator_has_seen_the_new_one():
    community = factories.published(city="Cork", summary="Old words.")
    submission = pending(a_change(community, proposes={"summary": "New words."}))
    live = factories.changed(community, city="Galway")
    user = a_moderator()

    with pytest.raises(StaleBase):
        moderation.approve(submission, version=submission.version, user=user)
    moderation.approve(submission, version=submission.version, user=user, base=live.revision_number)

    entry = Community.objects.get(pk=community.pk).entry
    assert (entry["summary"], entry["city"]) == ("New words.", "Galway")


def test_asking_keeps_everything_and_the_answer_names_the_changed_fields():
    submission, user = pending(), a_moderator()
    moderation.ask(submission, version=submission.version, user=user, words="Where?", about_fields={"city": "Which?"})
    assert fresh(submission).is_open_to_editing

    decision = moderation.answer(
        submission, version=submission.version, words="Cork", entry={**submission.entry, "city": "Cork"}
    )

    assert (decision.fields, decision.words.to_sender) == (["city"], "Cork")
    assert fresh(submission).entry["city"] == "Cork"


def test_an_answer_with_a_name_that_is_too_long_is_kept_for_its_sender_to_shorten():
    submission, name = pending(), "Circle " * 40
    moderation.ask(submission, version=submission.version, user=a_moderator(), words="What is it called?")
    moderation.answer(submission, version=submission.version, entry={**submission.entry, "name": name})
    after = fresh(submission)
    assert (after.entry["name"], after.name) == (name.strip(), name[:200])


def test_the_record_says_who_takes_care_of_it_and_when_nobody_does():
    submission, user = pending(), a_moderator("ann", first_name="Ann", last_name="Other")
    given = moderation.assign(submission, version=submission.version, user=user, assignee=user)
    taken = moderation.assign(submission, version=submission.version, user=user, assignee=None)
    assert (given.words.note, taken.words.note) == ("Ann Other", "Nobody")
    assert fresh(submission).assignee is None


def test_what_was_published_by_itself_before_its_undo_becomes_no_change_of_another():
    submission, user, listed = pending(), a_moderator(), factories.published(name="Ring")
    moderation.approve(submission, version=submission.version, user=user)
    moderation.undo(submission, version=submission.version, user=user)
    with pytest.raises(moderation.ModerationError, match="Only what was sent as a new community"):
        moderation.relate(submission, version=submission.version, user=user, community=listed)
    assert fresh(submission).kind == "new"


def test_a_question_needs_words_and_somebody_to_ask():
    user, submission, imported = a_moderator(), pending(), pending(an_import())
    with pytest.raises(moderation.WordsMissing):
        moderation.ask(submission, version=submission.version, user=user, words="", about_fields={"city": ""})
    with pytest.raises(moderation.NobodyToAsk):
        moderation.ask(imported, version=imported.version, user=user, words="Where?")


def test_a_correction_changes_the_proposal_and_refuses_what_could_not_be_published():
    submission, user = pending(), a_moderator()
    with pytest.raises(InvalidEntry):
        moderation.correct(submission, version=submission.version, user=user, entry={**submission.entry, "name": ""})

    moderation.correct(
        submission, version=submission.version, user=user, entry={**submission.entry, "name": "Better", "host": "FR"}
    )
    after = fresh(submission)
    assert (after.name, after.host, after.entry["name"]) == ("Better", "FR", "Better")
    longest = "Better " * 28 + "Best"
    moderation.correct(submission, version=after.version, user=user, entry={**after.entry, "name": longest})
    assert fresh(submission).name == longest


# Second thoughts ----------------------------------------------------------------------------------


def test_undoing_the_approval_of_a_new_community_withdraws_it_and_approving_again_brings_the_same_one_back():
    submission, user = pending(), a_moderator()
    moderation.approve(submission, version=submission.version, user=user)
    slug = submission.community.slug

    moderation.undo(submission, version=submission.version, user=user)
    assert not Community.objects.published().exists()
    assert not Steward.objects.exists()
    assert not Email.objects.filter(subject__startswith="Published").exists()

    moderation.approve(submission, version=submission.version, user=user)
    community = Community.objects.published().get()
    assert (Community.objects.count(), community.slug) == (1, slug)
    assert list(community.revisions.order_by("number").values_list("action", flat=True)) == [
        "published", "withdrawn", "restored", "confirmed",
    ]  # fmt: skip
    assert Email.objects.filter(subject__startswith="Published").count() == 1


def test_undoing_the_approval_of_a_change_puts_the_former_entry_back_as_a_new_revision():
    community = factories.published(summary="Old words.")
    submission, user = pending(a_change(community, proposes={"summary": "New words."})), a_moderator()
    moderation.approve(submission, version=submission.version, user=user)
    assert Community.objects.get(pk=community.pk).confirmed_on

    decision = moderation.undo(submission, version=submission.version, user=user)

    live = Community.objects.get(pk=community.pk)
    assert (live.entry["summary"], live.confirmed_on, live.entry["confirmed"]) == ("Old words.", None, None)
    assert (live.revision_number, decision.revision) == (3, 3)
    moderation.approve(submission, version=submission.version, user=user, base=3)
    assert Community.objects.get(pk=community.pk).entry["summary"] == "New words."


def test_undoing_is_refused_where_something_else_was_published_since():
    submission, user = pending(a_change()), a_moderator()
    moderation.approve(submission, version=submission.version, user=user)
    factories.changed(Community.objects.get(), city="Galway")

    with pytest.raises(StaleBase):
        moderation.undo(submission, version=submission.version, user=user)
    assert fresh(submission).state == State.APPROVED


def test_nothing_but_a_decision_that_stands_can_be_undone():
    submission, user = pending(), a_moderator()
    assert not moderation.can_undo(submission, None)
    assert not moderation.can_undo(submission, submission.decisions.last())
    moderation.decline(submission, version=submission.version, user=user, reason="duplicate")
    declined = fresh(submission)
    assert moderation.can_undo(declined, declined.decisions.last())
    assert not moderation.can_undo(declined, None)
    moderation.undo(declined, version=declined.version, user=user)
    for decision in fresh(submission).decisions.all():
        assert not moderation.can_undo(fresh(submission), decision)


@pytest.mark.parametrize(("minutes", "allowed"), [(9.9, True), (10, False), (60, False)])
def test_undo_within_ten_minutes_only(minutes, allowed):
    submission, user = pending(), a_moderator()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        moderation.decline(submission, version=submission.version, user=user, reason="duplicate")
    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        assert moderation.can_undo(submission, submission.decisions.last()) is allowed
        if allowed:
            moderation.undo(submission, version=submission.version, user=user)
        else:
            with pytest.raises(moderation.TooLate, match="can be undone for 10 minutes"):
                moderation.undo(submission, version=submission.version, user=user)
    assert fresh(submission).state == (State.PENDING if allowed else State.DECLINED)


def test_time_spent_waiting_is_kept_through_an_undo():
    submission, user = pending(), a_moderator()
    waiting_since = submission.pending_since
    moderation.spam(submission, version=submission.version, user=user)
    moderation.undo(submission, version=submission.version, user=user)
    assert fresh(submission).pending_since == waiting_since


# Records ------------------------------------------------------------------------------------------


def test_decisions_and_words_refuse_to_be_changed_or_deleted():
    submission = in_state(State.CHANGES_REQUESTED)
    decision = submission.decisions.get(verb="ask")
    for act in (
        lambda: Decision.objects.filter(pk=decision.pk).update(reason="other"),
        lambda: Decision.objects.filter(pk=decision.pk).delete(),
        lambda: type(decision.words).objects.update(to_sender="Something else"),
        decision.words.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_redacting_blanks_words_leaves_a_mark_and_keeps_the_chain():
    submission = in_state(State.CHANGES_REQUESTED)

    assert records.redact(submission) == 1

    words = submission.decisions.get(verb="ask").words
    assert (words.to_sender, words.note, words.about_fields) == ("", "", {})
    assert words.erased_at is not None
    assert records.broken_decisions(submission) == []
    assert records.redact(submission.decisions.get(verb="ask")) == 0


@pytest.mark.parametrize("column", ["reason", "actor", "at", "entry_digest", "fields", "words_digest", "digest"])
def test_a_decision_altered_behind_the_sites_back_is_found(column):
    submission = in_state(State.DECLINED)
    value = {"at": "now()", "fields": "'[\"city\"]'", "actor": "'system'"}.get(column, "'abc'")
    more = ", user_id = NULL" if column == "actor" else ""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE submissions_decision DISABLE TRIGGER decision_stays")
        cursor.execute(
            f"UPDATE submissions_decision SET {column} = {value}{more} WHERE submission_id = %s AND verb = 'decline'",  # noqa: S608
            [submission.pk],
        )
    assert [d.verb for d in records.broken_decisions(submission)] == ["decline"]


def test_words_altered_behind_the_sites_back_are_found():
    submission = in_state(State.CHANGES_REQUESTED)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE submissions_words DISABLE TRIGGER words_stay")
        cursor.execute("UPDATE submissions_words SET to_sender = 'Something else'")
    assert [d.verb for d in records.broken_decisions(submission)] == ["ask"]


# At once ------------------------------------------------------------------------------------------


def decide_at_once(rounds):
    moderators = [a_moderator(f"at-once-{number}") for number in range(8)]
    for number in range(rounds):
        submission, letters = pending(entry={"name": f"At once {number}"}), Email.objects.count()

        refusals = [refusal for refusal in all_at_once(submission, moderators) if refusal]

        decided = fresh(submission).decisions.get(verb__in=["approve", "decline"])
        assert len(refusals) == 7
        assert all(isinstance(refusal, IllegalMove) for refusal in refusals)
        assert all(f"by {decided.user.username}" in str(refusal) for refusal in refusals)
        assert Email.objects.count() == letters + 1
        assert Community.objects.filter(name=submission.name).count() == (decided.verb == "approve")
        assert Revision.objects.filter(community__name=submission.name).count() == (decided.verb == "approve")


def all_at_once(submission, moderators):
    """Half of them approve and half decline, at the same moment. Gives back what each was told."""
    start = threading.Barrier(len(moderators))

    def act(user):
        verb = moderation.approve if user.pk % 2 else moderation.decline
        try:
            start.wait()
            verb(Submission.objects.get(pk=submission.pk), version=submission.version, user=user)
        except moderation.ModerationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moderators)) as pool:
        return list(pool.map(act, moderators))


@pytest.mark.django_db(transaction=True)
def test_eight_moderators_at_once_make_one_decision_and_one_letter():
    decide_at_once(rounds=10)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_eight_moderators_at_once_two_hundred_times():
    decide_at_once(rounds=200)


def test_left_out_fields_do_not_come_back_through_derived_ones():
    community = factories.published(participants=40)
    submission = pending(a_change(community, proposes={"participants": 70, "city": "Cork"}))
    assert approval.proposed_changes(submission) == ["city", "participants"]

    moderation.approve(submission, version=submission.version, user=a_moderator(), take=["city"])

    live = Community.objects.get(pk=community.pk).entry
    assert (live["participants"], live["size"]) == (40, "to-50")
    assert publishing.Revision.objects.count() == 2
