"""What a convener withholds: kept by OPSI, said to be unpublished, and nowhere in the catalogue."""

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from communities import entry as entries
from communities.models import Community
from submissions import answers as answering
from submissions import intake, moderation, questionnaire
from submissions.forms import Choices
from submissions.models import Kind, Steward
from submissions.reading import Reading
from tests import factories
from tests.canaries import disguises, found_in
from tests.submissions.sender import Sender
from tests.submissions.submitted import a_moderator
from tests.test_privacy import everything_public, found_by_searching

database = pytest.mark.django_db

SENDER = {"sender_role": "convener", "sender_email": "grace@example.ie", "consent_publish": True}
ANSWERS = {
    "name": "Quiet Harbour",
    "summary": "Civil servants who look ahead.",
    "kind": "network",
    "scale": "national",
    "host": "IE",
    "purpose": ["advising"],
    **SENDER,
}
# Numbers of eight digits: a request has a number, too, and five of its digits are soon somebody’s.
SECRETS = {
    "organisation": "Zephyrine Office",
    "city": "Skibbereen",
    "website": "https://zephyrine.example.ie/intranet",
    "participants": "73921564",
    "members": "84173926",
    "scope": "Zanzibarine remit",
    "how_it_works": "Quokkas in conclave",
    "how_to_join": "Ask the narwhal",
}
MORE_ABOUT_THEM = {
    "website_public": "no",
    "participants_counted": "Ocelots counted",
    "participants_as_of": "1987-03",
    "members_counted": "Pangolins counted",
    "members_as_of": "1986-02",
    "consent_map": True,
}
KEPT = {
    **SECRETS,
    "participants": 73921564,
    "members": 84173926,
    **{key: value for key, value in MORE_ABOUT_THEM.items() if key != "consent_map"},
    "website_public": False,
}
WITHHOLDABLE = questionnaire.WITHHOLDABLE


def fill(submission, **typed):
    for section in questionnaire.SECTIONS:
        mine = {q.key: typed[q.key] for q in section.questions if q.key in typed}
        if mine:
            submission.refresh_from_db()
            intake.save(submission, section, mine, seen=intake.seen_of(submission, section))
    submission.refresh_from_db()
    return submission


def a_draft(**typed):
    return fill(intake.begin(language="en", network="n").link.submission, **{**ANSWERS, **typed})


def a_secretive_draft(**typed):
    return a_draft(**{**SECRETS, **MORE_ABOUT_THEM, "withheld": list(WITHHOLDABLE), **typed})


def a_change(community, **typed):
    begun = intake.begin_change(community, language="en", network="n").link.submission
    return fill(begun, **SENDER, **typed)


def approved(draft, **options):
    intake.send(draft, version=draft.version, network="n", verdicts={})
    intake.confirm(draft)
    draft.refresh_from_db()
    moderation.approve(draft, version=draft.version, user=a_moderator(), **options)
    draft.refresh_from_db()
    return Community.objects.get(pk=draft.community_id)


def secrets():
    return disguises([value for value in {**SECRETS, **MORE_ABOUT_THEM}.values() if value not in (True, "no")])


@database
def test_what_is_withheld_is_a_private_answer_and_not_in_the_proposed_entry():
    draft = a_secretive_draft(hardest="Time")
    assert draft.entry == factories.an_entry(
        **{key: ANSWERS[key] for key in ("name", "summary", "kind", "scale", "host", "purpose")},
        languages=[],
        sources=[],
        withheld=sorted(WITHHOLDABLE),
    )
    assert draft.private_answers == {**KEPT, "hardest": "Time"}


@database
def test_approved_it_is_on_the_stewards_record_and_nowhere_in_the_catalogue(client, settings, tmp_path):
    settings.RELEASES_FOLDER = tmp_path / "releases"
    community = approved(a_secretive_draft())
    assert community.entry["withheld"] == sorted(WITHHOLDABLE)
    assert Steward.objects.get(community=community).private_answers == KEPT
    places = everything_public(client)
    assert {place: found for place, text in places.items() if (found := found_in(text, secrets()))} == {}
    assert not found_by_searching(client, "narwhal")


@database
@pytest.mark.parametrize("key", WITHHOLDABLE)
def test_the_public_page_says_that_it_is_not_published(client, key):
    community = approved(a_draft(**{key: SECRETS[key], "withheld": [key]}))
    page = client.get(f"/communities/{community.slug}/").text
    said = re.search(r'<section aria-labelledby="withheld">(.*?)</section>', page, re.DOTALL).group(1)
    assert "Not published, at its convener’s wish" in said
    assert str(questionnaire.label_of(key)) in said
    assert SECRETS[key] not in page


@database
def test_an_entry_that_withholds_nothing_says_nothing_of_it(client):
    assert "convener’s wish" not in client.get(f"/communities/{factories.published().slug}/").text


@database
def test_withheld_way_to_join_is_not_called_not_stated(client):
    community = approved(a_draft(how_to_join="Ask the narwhal", withheld=["how_to_join"]))
    joining = re.search(r'<section class="join".*?</section>', client.get(f"/communities/{community.slug}/").text, re.S)
    assert "at its convener’s wish" in joining.group()
    assert "not stated" not in joining.group()


@database
def test_its_sender_reads_what_opsi_keeps():
    draft = a_secretive_draft()
    reading, choices = Reading(draft), Choices()
    in_words = {
        question.key: answering.in_words(question, reading.entry, reading.values, reading.answers, choices)
        for question in questionnaire.questions()
    }
    assert in_words["city"] == ["Skibbereen", "Kept by OPSI, not published"]
    assert in_words["website_public"] == ["No", "Kept by OPSI, not published"]
    assert "City" in in_words["withheld"]
    draft = fill(draft, city="", participants_counted="")
    reading = Reading(draft)
    assert answering.proposed_in_words("city", reading.entry, reading.values, choices) == ["Not published"]
    assert answering.proposed_in_words("participants_counted", reading.entry, reading.values, choices) == []


@database
def test_pages_ask_for_it_and_mark_what_stays_with_opsi():
    sender = Sender().begin().fill_all()
    sender.fill("withheld", withheld=["city", "organisation"])
    assert sender.response.status_code == 303
    assert sender.submission.answers["withheld"] == ["city", "organisation"]
    place = sender.page(sender.at("place/"))
    organisation = next(part for part in place.all("input") if part["name"] == "organisation")
    assert organisation["value"] == "Office"
    assert "OPSI only" in place.words()
    assert "Kept by OPSI, not published" in sender.page(sender.at("check/")).words()


@database
def test_moderators_read_it_for_opsi_only(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    submission = a_secretive_draft()
    intake.send(submission, version=submission.version, network="n", verdicts={})
    intake.confirm(submission)
    client.force_login(a_moderator())
    page = client.get(reverse("admin:submissions_submission_change", args=[submission.pk])).text
    private = re.search(r'id="private".*?</section>', page, re.DOTALL).group()
    for words in ("City</dt><dd>Skibbereen", "Zephyrine Office", "Is the website open to the public?</dt><dd>No"):
        assert words in private
    assert "Skibbereen" not in page.replace(private, "")


@database
def test_required_and_foreign_fields_cannot_be_withheld_and_undo_no_other_tick():
    draft = a_draft(city="Skibbereen", withheld=["city", "name", "host", "admin"])
    assert [(trouble.key, trouble.section.slug) for trouble in Reading(draft).troubles] == [("withheld", "withheld")]
    assert (draft.entry["withheld"], draft.entry["city"], draft.entry["name"]) == (["city"], "", "Quiet Harbour")
    with pytest.raises(intake.Incomplete):
        intake.send(draft, version=draft.version, network="n", verdicts={})


@database
def test_a_band_of_size_that_the_sender_chose_is_published_and_one_that_followed_is_not():
    chosen = approved(a_draft(participants="73", size="51-100", withheld=["participants"]))
    assert (chosen.entry["size"], chosen.entry["participants"]) == ("51-100", None)
    live = factories.published(name="Another circle", participants=73)
    assert live.entry["size"] == "51-100"
    assert approved(a_change(live, withheld=["participants"])).entry["size"] is None


@database
def test_a_change_begins_with_the_ticks_and_left_alone_changes_nothing():
    community = approved(a_secretive_draft())
    change = a_change(community)
    assert change.answers["withheld"] == sorted(WITHHOLDABLE)
    assert {change.answers[key] for key in SECRETS} == {""}
    assert Reading(change).changed == []
    changed = approved(fill(change, summary="They look further ahead."))
    assert changed.entry["withheld"] == sorted(WITHHOLDABLE)
    assert Steward.objects.get(community=community).private_answers == KEPT


@database
def test_a_value_typed_beside_its_tick_replaces_what_opsi_keeps():
    community = approved(a_secretive_draft())
    changed = approved(a_change(community, summary="They look further ahead.", city="Ballydehob"))
    assert changed.entry["city"] == ""
    assert Steward.objects.get(community=community).private_answers == {**KEPT, "city": "Ballydehob"}


@database
def test_unticked_it_is_published_and_leaves_the_stewards_record():
    community = approved(a_secretive_draft())
    without = [key for key in WITHHOLDABLE if key != "city"]
    changed = approved(a_change(community, withheld=without, city="Cork", consent_map=True))
    assert (changed.entry["city"], round(changed.entry["latitude"])) == ("Cork", 52)
    assert "city" not in changed.entry["withheld"]
    kept = Steward.objects.get(community=community).private_answers
    assert kept == {key: value for key, value in KEPT.items() if key != "city"}


@database
def test_what_was_published_can_be_withheld_later_whatever_else_is_taken():
    community = factories.published(city="Cork", latitude=51.9, longitude=-8.4)
    change = a_change(community, withheld=["city"])
    assert Reading(change).changed == ["city", "latitude", "longitude", "withheld"]
    changed = approved(change, take=["withheld"])
    assert (changed.entry["withheld"], changed.entry["city"], changed.entry["latitude"]) == (["city"], "", None)
    assert Steward.objects.get(community=community).private_answers == {"city": "Cork"}


@database
def test_what_moderators_noted_as_withheld_is_offered_in_a_change_and_kept():
    community = factories.published(withheld=["funder"])
    change = a_change(community, summary="They look further ahead.")
    assert Reading(change).troubles == []
    assert change.entry["withheld"] == ["funder"]
    assert fill(change, withheld="", funder="A ministry").entry["funder"] == "A ministry"


@database
def test_a_draft_turned_into_a_change_withholds_what_either_does():
    there = factories.published(name="Harbour Lab", withheld=["members"])
    draft = a_draft(city="Cork", members="12", withheld=["city"])
    intake.turn_into_change(draft, there.slug)
    draft.refresh_from_db()
    assert draft.kind == Kind.CHANGE
    assert (draft.entry["withheld"], draft.entry["city"], draft.entry["members"]) == (["city", "members"], "", None)
    assert draft.private_answers == {"city": "Cork", "members": 12}


@database
def test_an_answer_to_opsi_can_still_withhold():
    draft = a_draft(city="Skibbereen")
    intake.send(draft, version=draft.version, network="n", verdicts={})
    intake.confirm(draft)
    draft.refresh_from_db()
    moderation.ask(draft, version=draft.version, user=a_moderator(), words="Is the city public?")
    fill(draft, withheld=["city"])
    intake.answer(draft, version=draft.version, words="No.")
    draft.refresh_from_db()
    assert (draft.entry["city"], draft.private_answers) == ("", {"city": "Skibbereen"})


# Two properties: of these rules alone, without a database. ---------------------------------------------

TYPED = st.fixed_dictionaries(
    {
        **{key: st.text("xyz", min_size=1, max_size=5) for key in ("organisation", "city", "scope", "how_to_join")},
        "participants": st.integers(0, 200),
        "members": st.integers(0, 200),
        "members_counted": st.text("xyz", max_size=5),
        "website": st.just("https://example.org"),
    }
)
TICKS = st.lists(st.sampled_from([*WITHHOLDABLE, "name", "host", "nonsense"]))


@given(typed=TYPED, ticks=TICKS)
def test_each_answer_is_either_proposed_or_private_never_both(typed, ticks):
    proposed = answering.entry_of(typed, {**typed, "scale": "national", "withheld": ticks}, entries.blank())
    private = answering.private_of(typed, proposed)
    assert set(proposed["withheld"]) == set(ticks) & set(WITHHOLDABLE)
    hidden = entries.kept_back(proposed["withheld"])
    for key, value in typed.items():
        empty = entries.blank()[key]
        assert (proposed[key], private.get(key, empty)) == ((empty, value) if key in hidden else (value, empty))
    assert entries.validate({**proposed, "name": "N", "summary": "S"}) == []


@given(typed=TYPED, ticks=TICKS)
def test_a_change_of_nothing_changes_nothing_whatever_is_withheld(typed, ticks):
    live = answering.entry_of(typed, {**typed, "scale": "national", "withheld": ticks}, entries.blank())
    untouched = answering.answers_of(live)
    values = {key: live[key] for key in typed}
    assert entries.changed_fields(live, answering.entry_of(values, untouched, live)) == []
