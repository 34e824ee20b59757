"""Starting, saving, sending and confirming: what is kept, what follows from it, and what equal requests at once do."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import translation
from post_office.models import Email

from communities import entry as entries
from communities import publishing
from communities.models import Community
from submissions import answers as answering
from submissions import intake, links, moderation, questionnaire
from submissions.models import Kind, Purpose, State, Submission
from submissions.questionnaire import UNKNOWN
from submissions.reading import Reading
from tests import factories
from tests.submissions.submitted import a_moderator

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Horizon Scanners",
    "summary": "Civil servants who look ahead.",
    "kind": "network",
    "scale": "national",
    "host": "IE",
    "purpose": ["advising"],
    "sender_role": "convener",
    "sender_email": "grace.canary@example.ie",
    "consent_publish": True,
}


def a_draft(**answers):
    issued = intake.begin(language="en", network="n")
    submission = issued.link.submission
    fill(submission, **{**ANSWERS, **answers})
    return submission


def fill(submission, **given):
    """Save answers section by section, as the pages do."""
    for section in questionnaire.SECTIONS:
        mine = {q.key: given[q.key] for q in section.questions if q.key in given}
        if mine:
            submission.refresh_from_db()
            intake.save(submission, section, mine, seen=intake.seen_of(submission, section))
    submission.refresh_from_db()


def sent(submission, verdicts=None):
    return intake.send(submission, version=submission.version, network="n", verdicts=verdicts or {})


def a_change(community, **given):
    submission = intake.begin_change(community, language="en", network="n").link.submission
    fill(submission, **{key: ANSWERS[key] for key in ("sender_role", "sender_email", "consent_publish")}, **given)
    return submission


def test_what_is_saved_becomes_the_entry_and_its_columns():
    draft = a_draft()
    assert draft.entry == factories.an_entry(
        **{key: ANSWERS[key] for key in ("name", "summary", "kind", "scale", "host", "purpose")},
        languages=[],
        sources=[],
    )
    assert (draft.name, draft.host) == ("Horizon Scanners", "IE")
    assert (draft.sender_email, draft.sender_role) == ("grace.canary@example.ie", "convener")


@pytest.mark.parametrize(
    ("stated", "written_in"), [({}, "fr"), ({"written_in": ""}, "fr"), ({"written_in": "de"}, "de")]
)
def test_entry_is_in_the_language_of_the_form_until_its_sender_says_otherwise(stated, written_in):
    draft = intake.begin(language="fr", network="n").link.submission
    fill(draft, **ANSWERS, **stated)
    assert draft.entry["written_in"] == written_in


def test_nothing_of_the_sender_is_in_the_entry():
    draft = a_draft(sender_name="Grace Canary", hardest="Grace says: finding time", rating_direction="5")
    assert "anary" not in str(draft.entry)
    assert "Grace" not in str(draft.entry)
    assert draft.private_answers == {"hardest": "Grace says: finding time", "rating_direction": 5}


def test_wrong_answers_are_kept_and_stay_out_of_the_entry():
    draft = a_draft(summary="x" * 600, kind="nonsense", website="javascript:1")
    assert draft.answers["summary"] == "x" * 600
    assert (draft.entry["summary"], draft.entry["kind"], draft.entry["website"]) == ("", None, "")


def test_consents_carry_their_wording_and_the_time_they_were_given():
    draft = a_draft()
    first = {record["use"]: record for record in draft.consents}
    assert [use for use, record in first.items() if record["given"]] == ["publish"]
    assert {record["text"] for record in draft.consents} == {questionnaire.VERSION}
    fill(draft, consent_peers=True, consent_publish=True)
    second = {record["use"]: record for record in draft.consents}
    assert second["peers"]["given"]
    assert second["peers"]["at"] > first["peers"]["at"]
    assert second["publish"] == first["publish"]


def test_saving_the_same_again_changes_nothing():
    draft = a_draft()
    section = questionnaire.section("community")
    again = {q.key: draft.answers[q.key] for q in section.questions}
    assert intake.save(draft, section, again, seen="anything").version == draft.version


def test_a_section_saved_elsewhere_is_not_overwritten():
    draft = a_draft()
    section = questionnaire.section("community")
    seen = intake.seen_of(draft, section)
    intake.save(draft, section, {"name": "First tab"}, seen=seen)
    with pytest.raises(intake.ChangedMeanwhile) as refusal:
        intake.save(draft, section, {"name": "Second tab"}, seen=seen)
    assert refusal.value.kept["name"] == "First tab"
    draft.refresh_from_db()
    assert draft.name == "First tab"


def test_another_section_saved_elsewhere_is_no_conflict():
    draft = a_draft()
    community, place = questionnaire.section("community"), questionnaire.section("place")
    seen = intake.seen_of(draft, community)
    intake.save(draft, place, {"organisation": "Office"}, seen=intake.seen_of(draft, place))
    assert intake.save(draft, community, {"name": "Renamed"}, seen=seen).name == "Renamed"


def test_sending_moves_it_on_and_writes_one_letter():
    draft = a_draft()
    sent(draft)
    draft.refresh_from_db()
    assert draft.state == State.UNCONFIRMED
    (letter,) = Email.objects.all()
    assert letter.to == ["grace.canary@example.ie"]
    assert "Horizon" not in letter.message + letter.subject


def test_sending_answers_no_question_that_its_sender_left_open():
    submission = a_draft()
    before = dict(submission.answers)

    sent(submission)

    submission.refresh_from_db()
    assert submission.answers == before


def test_sending_again_does_nothing():
    draft = a_draft()
    for _ in range(3):
        intake.send(draft, version=draft.version, network="n", verdicts={})
    assert Email.objects.count() == 1


@pytest.mark.parametrize("key", ["name", "summary", "scale", "host", "purpose", "sender_role", "sender_email"])
def test_without_a_required_answer_it_is_not_sent(key):
    draft = a_draft(**{key: [] if key == "purpose" else ""})
    with pytest.raises(intake.Incomplete):
        sent(draft)
    assert key in [trouble.key for trouble in Reading(draft).troubles]


def test_without_consent_to_publish_it_is_not_sent():
    with pytest.raises(intake.Incomplete):
        sent(a_draft(consent_publish=""))


def test_what_was_changed_since_it_was_checked_is_not_sent():
    draft = a_draft()
    checked = draft.version
    fill(draft, name="Renamed in another tab")
    with pytest.raises(moderation.StaleVersion):
        intake.send(draft, version=checked, network="n", verdicts={})
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_what_is_sent_can_no_longer_be_saved():
    draft = a_draft()
    sent(draft)
    with pytest.raises(intake.NotOpen):
        fill(draft, name="Too late")


def test_contradictions_across_pages_are_said_at_their_question():
    draft = a_draft(maturity="closed", founded="2010", ended="2001")
    assert [(t.section.slug, t.key) for t in Reading(draft).troubles] == [("running", "ended")]


def test_contradictions_are_said_whatever_was_read_before_them():
    reading = Reading(a_draft(maturity="closed", founded="2010", ended="2001"))
    assert (reading.values["ended"], reading.entry["ended"]) == (2001, 2001)
    assert [(t.section.slug, t.key) for t in reading.troubles] == [("running", "ended")]
    assert (reading.values["ended"], reading.entry["ended"]) == (2001, 2001)


def test_a_question_no_longer_asked_is_emptied_and_its_answer_kept():
    draft = a_draft()
    fill(draft, scale="international")
    assert (draft.entry["host"], draft.entry["countries"]) == (None, [])
    fill(draft, scale="national")
    assert draft.entry["host"] == "IE"


def test_a_known_city_gets_its_place_where_the_map_is_agreed_to():
    draft = a_draft(city="Cork", consent_map=True)
    assert (round(draft.entry["latitude"]), round(draft.entry["longitude"])) == (52, -8)
    fill(draft, consent_map="")
    assert (draft.entry["latitude"], draft.entry["longitude"]) == (None, None)
    fill(draft, consent_map=True, city="Atlantis")
    assert (draft.entry["city"], draft.entry["latitude"]) == ("Atlantis", None)


def test_a_submission_too_quick_for_a_person_waits(settings):
    settings.RATE_LIMITS = 1
    draft = a_draft()
    with pytest.raises(intake.TooQuick):
        sent(draft)
    Submission.objects.filter(pk=draft.pk).update(created_at=draft.created_at - 4 * intake.limits.FASTEST_HUMAN)
    assert sent(draft).state == State.UNCONFIRMED or Email.objects.count() == 1


def test_lookalikes_must_be_answered_and_the_answer_is_kept():
    there = factories.published(name="Horizon Scanners", host="IE")
    draft = a_draft()
    with pytest.raises(intake.LookalikesUnanswered):
        sent(draft)
    sent(draft, {there.slug: intake.ANYWAY})
    draft.refresh_from_db()
    assert draft.lookalike_answer == "anyway"
    assert [one["slug"] for one in draft.lookalikes] == [there.slug]
    assert draft.entry["links"] == []


def test_staff_read_in_their_own_language_what_looked_the_same():
    there = factories.published(name="Horizon Scanners", host="DE")
    draft = a_draft(host="DE")
    with translation.override("fr"):
        sent(draft, {there.slug: intake.ANYWAY})
    draft.refresh_from_db()
    assert "Both are in Germany." in draft.lookalikes[0]["reasons"]


def test_distinct_but_overlapping_becomes_a_link():
    there = factories.published(name="Horizon Scanners", host="IE")
    draft = a_draft()
    sent(draft, {there.slug: intake.DISTINCT})
    draft.refresh_from_db()
    assert draft.lookalike_answer == "distinct"
    assert draft.entry["links"] == [{"relation": "overlaps-with", "slug": there.slug}]


def test_update_that_one_instead_keeps_what_was_typed_beside_what_is_live():
    there = factories.published(
        name="Horizon Scanners",
        host="IE",
        acronym="HS",
        topic=["data"],
        sources=[{"title": "P", "url": "https://p.ie"}],
    )
    draft = a_draft(how_to_join="Ask", sources=[{"title": "Q", "url": "https://q.ie"}], topic=[UNKNOWN])
    intake.turn_into_change(draft, there.slug)
    draft.refresh_from_db()
    assert (draft.kind, draft.community, draft.base_revision) == (Kind.CHANGE, there, 1)
    assert draft.lookalike_answer == "update"
    assert Reading(draft).changed == ["summary", "how_to_join", "sources", "purpose"]
    assert [source["title"] for source in draft.entry["sources"]] == ["P", "Q"]
    assert (draft.entry["acronym"], draft.entry["topic"]) == ("HS", ["data"])
    sent(draft)
    assert Submission.objects.get(pk=draft.pk).state == State.UNCONFIRMED


def test_a_change_begins_as_the_live_entry_and_differs_only_in_what_is_changed():
    there = factories.published(
        city="Cork", latitude=51.9, longitude=-8.4, countries=["FR", "IE"], website="https://x.ie"
    )
    change = a_change(there)
    assert Reading(change).changed == []
    fill(change, summary="New words.")
    assert Reading(change).changed == ["summary"]


def test_a_change_that_changes_nothing_is_not_sent():
    with pytest.raises(intake.NothingChanged):
        sent(a_change(factories.published()))


def test_a_change_need_not_state_what_the_live_entry_does_not():
    there = factories.published(purpose=[], scale=None)
    change = a_change(there, summary="New words.")
    assert sent(change).pk == change.pk
    assert Email.objects.count() == 1


def test_a_change_of_host_takes_the_old_one_along_unless_it_was_chosen():
    there = factories.published(host="IE", countries=["FR", "IE"])
    assert a_change(there, host="GB").entry["countries"] == ["FR", "GB"]
    chosen = a_change(there, host="GB", countries=[{"country": "IE"}])
    assert chosen.entry["countries"] == ["GB", "IE"]


def test_i_do_not_know_leaves_what_is_live():
    there = factories.published(maturity="launching", topic=["data"])
    change = a_change(there, maturity=UNKNOWN, topic=[UNKNOWN], summary="New words.")
    assert Reading(change).changed == ["summary"]


def test_a_change_is_compared_with_the_entry_it_was_begun_from():
    there = factories.published()
    change = a_change(there, summary="Mine.")
    factories.changed(there, how_to_join="Theirs.")
    change = Submission.objects.get(pk=change.pk)
    assert Reading(change).changed == ["summary"]
    assert change.base_revision == 1


def test_every_entry_of_the_catalogue_can_be_opened_as_a_change_of_nothing():
    from communities import starter

    communities = publishing.publish_many(starter.catalogue(), role="sources")[::8]
    for revision in communities:
        live = entries.upgrade(revision.community.entry)
        change = Submission(
            kind=Kind.CHANGE, community=revision.community, base_revision=1, answers=answering.answers_of(live)
        )
        reading = Reading(change)
        assert reading.changed == [], live["name"]
        assert {trouble.section.slug for trouble in reading.troubles} <= {"you"}


def test_confirming_is_done_once():
    draft = a_draft()
    sent(draft)
    confirming = links.issue(draft, Purpose.CONFIRM)
    assert intake.confirm(draft) is True
    assert intake.confirm(draft) is False
    assert Submission.objects.get(pk=draft.pk).state == State.PENDING
    assert links.find(confirming.token).used_at
    assert draft.decisions.count() == 2


def test_a_mistyped_address_is_corrected_without_losing_an_answer():
    draft = a_draft()
    sent(draft)
    issued = intake.begin_again(draft)
    draft.refresh_from_db()
    assert draft.state == State.WITHDRAWN
    new = issued.link.submission
    assert (new.state, new.answers, new.created_at) == (State.DRAFT, draft.answers, draft.created_at)
    assert not links.is_code_right(draft, "X")


def test_answering_sends_the_changed_entry_and_the_words():
    draft = a_draft()
    sent(draft)
    intake.confirm(draft)
    draft.refresh_from_db()
    moderation.ask(draft, version=draft.version, user=a_moderator(), words="Who?")
    draft.refresh_from_db()
    fill(draft, summary="Officials who look ahead.")
    assert draft.entry["summary"] == ANSWERS["summary"], "what OPSI was sent stays until it is answered"
    intake.answer(draft, version=draft.version, words="Officials.")
    draft.refresh_from_db()
    assert (draft.state, draft.entry["summary"]) == (State.PENDING, "Officials who look ahead.")
    last = draft.decisions.last()
    assert (last.fields, last.words.to_sender) == (["summary"], "Officials.")


def test_the_address_cannot_be_changed_once_it_is_confirmed():
    draft = a_draft()
    sent(draft)
    intake.confirm(draft)
    draft.refresh_from_db()
    moderation.ask(draft, version=draft.version, user=a_moderator(), words="Who?")
    draft.refresh_from_db()
    assert questionnaire.YOU not in Reading(draft).sections
    with pytest.raises(intake.NotOpen):
        fill(draft, sender_email="mallory@example.org")


def test_finishing_later_mails_a_link_and_keeps_the_address():
    draft = intake.begin(language="en", network="n").link.submission
    intake.finish_later(draft, "ann@example.org", network="n")
    (letter,) = Email.objects.all()
    assert letter.to == ["ann@example.org"]
    draft.refresh_from_db()
    assert draft.answers["sender_email"] == draft.sender_email == "ann@example.org"


def test_links_are_mailed_to_known_addresses_only_and_three_at_most():
    for _ in range(4):
        intake.finish_later(a_draft(), "ann@example.org", network="n")
    Email.objects.all().delete()
    intake.mail_links("nobody@example.org", network="n")
    assert Email.objects.count() == 0
    intake.mail_links("ANN@example.org", network="n")
    assert [letter.to for letter in Email.objects.all()] == [["ann@example.org"]] * 3


def test_letters_to_one_mailbox_in_its_spellings_end_at_five_an_hour(settings):
    drafts = [a_draft(sender_email=f"grace.canary+{number}@example.ie") for number in range(15)]
    Submission.objects.update(created_at=drafts[0].created_at - 4 * intake.limits.FASTEST_HUMAN)
    settings.RATE_LIMITS = 1
    refused = 0
    for number, draft in enumerate(drafts):
        try:
            intake.send(draft, version=draft.version, network=f"n{number}", verdicts={})
        except intake.limits.TooOftenError:
            refused += 1
    assert (Email.objects.count(), refused) == (5, 10)
    intake.mail_links("gracecanary@example.ie", network="m")
    assert Email.objects.count() == 5
    assert Submission.objects.filter(state=State.DRAFT).count() == 10, "what was typed is still there"


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_sends_at_once_make_one_submission_and_one_letter(settings):
    draft = a_draft()
    Submission.objects.update(created_at=draft.created_at - 4 * intake.limits.FASTEST_HUMAN)
    settings.RATE_LIMITS = 1

    def one(_):
        try:
            return intake.send(draft, version=draft.version, network="n", verdicts={}).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(one, range(12))) == [draft.pk] * 12
    assert (Submission.objects.count(), Email.objects.count()) == (1, 1)
    assert draft.decisions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twelve_equal_confirmations_at_once_confirm_once():
    draft = a_draft()
    sent(draft)

    def one(_):
        try:
            return intake.confirm(draft)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(12))) == 1
    assert draft.decisions.count() == 2


def test_what_is_published_is_what_was_typed():
    draft = a_draft(
        name="Réseau d’innovation 未来", how_to_join="Line one\n\nLine two", topic=["data"], website="example.ie"
    )
    sent(draft)
    intake.confirm(draft)
    draft.refresh_from_db()
    moderation.approve(draft, version=draft.version, user=a_moderator())
    live = Community.objects.get().entry
    assert live["name"] == "Réseau d’innovation 未来"
    assert live["how_to_join"] == "Line one\n\nLine two"
    assert (live["website"], live["topic"]) == ("https://example.ie", ["data"])
    assert "canary" not in str(Community.objects.values().get())
