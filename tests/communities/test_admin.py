"""Staff's pages of the catalogue: an entry changes through the one door, and nothing is saved around it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from communities import entry as entries
from communities.admin import CommunityAdmin
from communities.models import Community, Revision, Term
from tests import factories
from tests.submissions.submitted import a_moderator, a_senior_moderator, pending

pytestmark = pytest.mark.django_db

LIST = "/admin/communities/community/"


@pytest.fixture(autouse=True)
def password_is_enough(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def chief(client):
    client.force_login(User.objects.create_superuser("chief", password="a long pass phrase"))
    return client


def address(community, act="change"):
    return f"{LIST}{community.pk}/{act}/"


def form_of(response):
    return {name: "" if value is None else value for name, value in response.context["form"].initial.items()}


def told(response):
    return [str(message) for message in response.context["messages"]]


def opened(client, community):
    """What the page's form would send if nobody touched it."""
    response = client.get(address(community))
    return {**form_of(response), "base": response.context["base"], "reason": ""}


def fresh(community):
    return Community.objects.get(pk=community.pk)


def test_saving_an_entry_publishes_a_revision_in_staffs_role(chief):
    community = factories.published(name="Harbour Lab", city="Cork")
    given = opened(chief, community) | {"city": "Galway", "reason": "The convener wrote"}

    response = chief.post(address(community), given, follow=True)

    assert told(response) == ["Published as revision 2."]
    revision = community.revisions.get(number=2)
    assert (revision.role, revision.reason, revision.changed) == ("staff", "The convener wrote", ["city"])
    assert fresh(community).entry["city"] == "Galway"


def test_saving_untouched_publishes_nothing(chief):
    community = factories.published(
        aliases=[{"name": "A | B", "language": "fr", "kind": ""}], sources=[{"title": "S", "url": "https://example.org"}],
        members=30, website_public=False, topic=["foresight"], latitude=53.35, longitude=-6.26,
    )  # fmt: skip
    response = chief.post(address(community), opened(chief, community), follow=True)
    assert told(response) == ["Nothing was different, so nothing was published."]
    assert fresh(community).revision_number == 1


def test_saving_what_somebody_else_changed_meanwhile_is_refused_and_shown(chief):
    community = factories.published(city="Cork", summary="Old words.")
    given = opened(chief, community) | {"city": "Galway"}
    factories.changed(community, summary="Newer words.")

    response = chief.post(address(community), given)

    text = response.content.decode()
    assert response.status_code == 409
    assert "revision 2 has been published since" in text
    assert "<del>Newer words.</del>" in text
    assert "<ins>Old words.</ins>" in text
    assert 'value="Galway"' in text
    assert fresh(community).revision_number == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "This field is required"),
        ({"website": "javascript:alert(1)"}, "give an address that begins with https://"),
        ({"sources": "A title | ftp://example.org"}, "each source needs a title"),
        ({"links": "part-of | nobody-there"}, "is not the address of another community"),
        ({"ended": "1990", "founded": "2000"}, "The year it ended is before"),
        ({"kind": "nonsense"}, "Select a valid choice"),
        ({"latitude": "53"}, "Give both the latitude and the longitude"),
        ({"withheld": ["city"], "city": "Cork"}, "marked as withheld"),
    ],
)
def test_entry_that_is_not_sound_is_refused_in_words(chief, changes, says):
    community = factories.published()
    response = chief.post(address(community), opened(chief, community) | changes)
    assert says in response.content.decode()
    assert fresh(community).revision_number == 1


def test_new_entry_by_staff_is_published(chief):
    given = form_of(chief.get(f"{LIST}add/")) | {"name": "Harbour Lab", "summary": "Officials who meet.", "host": "IE"}
    response = chief.post(f"{LIST}add/", {**given, "aliases": "HL | en | \nLab | | guild"}, follow=True)
    community = Community.objects.get()
    assert told(response) == ["Published: Harbour Lab"]
    assert community.entry["aliases"] == [
        {"name": "HL", "language": "en", "kind": ""},
        {"name": "Lab", "language": "", "kind": "guild"},
    ]
    assert Revision.objects.get().role == "staff"


def test_withdrawing_restoring_and_moving_keep_their_revisions_and_addresses(chief):
    community = factories.published(name="Harbour Lab")
    chief.post(address(community, "withdraw"), {"base": 1, "reason": "Asked to"})
    assert not Community.objects.published().exists()
    assert "Restore it" in chief.get(address(community)).content.decode()

    chief.post(address(community, "restore"), {"base": 2, "reason": ""})
    chief.post(address(community, "move"), {"slug": "harbour"})
    assert fresh(community).slug == "harbour"
    assert set(community.addresses.values_list("slug", flat=True)) == {"harbour", "harbour-lab"}
    assert list(community.revisions.order_by("number").values_list("action", "reason")) == [
        ("published", ""),
        ("withdrawn", "Asked to"),
        ("restored", ""),
    ]


def test_acts_on_a_stale_page_and_impossible_moves_are_refused_in_words(chief):
    community, other = factories.published(name="Harbour Lab"), factories.published(name="Other Lab")
    factories.changed(community, city="Cork")
    for act, given, says in (
        ("withdraw", {"base": 1, "reason": "x"}, "has been published since"),
        ("restore", {"base": 2}, "published already"),
        ("move", {"slug": other.slug}, "taken or cannot be used"),
        *(("move", {"slug": slug}, "taken or cannot be used") for slug in ("Not A Slug", "", "a_b", "-a", "x" * 81)),
    ):
        assert says in told(chief.post(address(community, act), given, follow=True))[-1]
    assert fresh(community).slug == "harbour-lab"
    assert chief.get(address(community, "withdraw")).status_code == 405


def test_nothing_is_saved_or_deleted_around_the_door(chief, rf):
    community = factories.published()
    assert chief.post(address(community, "delete"), {"post": "yes"}).status_code == 403
    chief.post(LIST, {"action": "delete_selected", "_selected_action": [community.pk], "post": "yes"})
    desk = CommunityAdmin(Community, None)
    with pytest.raises(PermissionDenied):
        desk.save_model(rf.post("/"), community, None, True)
    with pytest.raises(PermissionDenied):
        desk.delete_model(rf.post("/"), community)
    assert fresh(community).revision_number == 1


def test_moderators_change_entries_through_the_door_and_add_none(client):
    client.force_login(a_moderator())
    community = factories.published(city="Cork")
    page = client.get(address(community)).content.decode()
    assert "Cork" in page
    assert "Withdraw it" not in page
    client.post(address(community, "move"), {"base": 1, "slug": "elsewhere"})
    assert fresh(community).slug == "elsewhere"
    assert LogEntry.objects.get().get_change_message() == "Moved. The old address leads to the new one."
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("act", ["withdraw", "restore"])
def test_only_seniors_withdraw_entries_and_put_them_back(client, act):
    community, why = factories.published(), {"reason": "Its convener asked"}
    client.force_login(a_senior_moderator())
    if act == "restore":
        client.post(address(community, "withdraw"), {"base": 1, **why})
    before = fresh(community)
    client.force_login(a_moderator())
    assert client.post(address(community, act), {"base": before.revision_number, **why}).status_code == 403
    assert fresh(community).is_published is before.is_published
    senior = a_senior_moderator("senior")
    client.force_login(senior)
    assert client.post(address(community, act), {"base": before.revision_number, **why}).status_code == 302
    assert fresh(community).is_published is not before.is_published
    assert fresh(community).revisions.first().role == "staff"
    assert LogEntry.objects.filter(user=senior, object_id=str(community.pk)).count() == 1


def test_revisions_are_read_only_and_terms_keep_their_slugs(chief):
    factories.published()
    revision = Revision.objects.get()
    page = f"/admin/communities/revision/{revision.pk}/change/"
    assert chief.get(page).status_code == 200
    assert chief.post(page, {"reason": "Other"}).status_code == 403

    term = Term.objects.get(vocabulary="topic", slug="foresight")
    page = f"/admin/communities/term/{term.pk}/change/"
    given = {
        "label": "Foresight and futures",
        "order": term.order,
        "active": "on",
        "slug": "other",
        "vocabulary": "kind",
    }
    chief.post(page, given)
    term.refresh_from_db()
    assert (term.label, term.slug, term.vocabulary) == ("Foresight and futures", "foresight", "topic")
    assert chief.post(f"/admin/communities/term/{term.pk}/delete/", {"post": "yes"}).status_code == 403


def test_markup_in_an_entry_is_shown_as_text(chief):
    bad = "<script>alert(1)</script>"
    community = factories.published(
        name=bad, summary=bad, city=bad, aliases=[{"name": bad, "language": "", "kind": ""}]
    )
    for path in (LIST, address(community), f"/admin/communities/revision/{Revision.objects.get().pk}/change/"):
        page = chief.get(path).content.decode()
        assert "alert(1)" in page
        assert bad not in page


def test_no_personal_datum_of_a_sender_is_on_the_catalogues_pages(chief):
    from submissions import moderation

    submission = pending(
        sender_name="Zebedee Quux", sender_email="zebedee@quux.example", private_answers={"hardest": "Zz"}
    )
    moderation.approve(submission, version=submission.version, user=a_moderator())
    community = Community.objects.get()
    for path in (LIST, address(community), f"/admin/communities/revision/{community.revisions.get().pk}/change/"):
        page = chief.get(path).content.decode().lower()
        assert "quux" not in page


@pytest.mark.parametrize("words", ["harbour", "réseau", "  ", "'"])
def test_list_is_searched_by_any_word(chief, words):
    factories.published(name="Harbour Lab", summary="Un réseau d’échange", written_in="fr")
    assert len(chief.get(LIST, {"q": words}).context["cl"].result_list) == (0 if words == "'" else 1)


def test_blank_form_is_the_blank_entry(chief):
    form = chief.get(f"{LIST}add/").context["form"]
    assert {key: form.initial[key] for key in ("name", "kind", "written_in")} == {
        "name": "",
        "kind": "",
        "written_in": "en",
    }
    assert set(form.fields) == set(entries.CONTENT_FIELDS)
    assert sorted(field.name for _title, fields in form.parts() for field in fields) == sorted(entries.CONTENT_FIELDS)
