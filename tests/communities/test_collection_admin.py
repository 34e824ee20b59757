"""The desk's page of a collection: communities by their addresses, in the order of any numbers, and what it refuses."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from communities import publishing
from communities.collection_models import Collection
from communities.models import Community
from tests.factories import collected, published
from tests.page import Page
from tests.submissions.submitted import a_moderator

pytestmark = pytest.mark.django_db
ADD = "/admin/communities/collection/add/"


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(User.objects.create_superuser("chief", password="a long pass phrase"))
    return client


def change_of(made):
    return f"/admin/communities/collection/{made.pk}/change/"


def form_at(desk, address):
    form = next(form for form in Page(desk.get(address).text).forms() if "entries-TOTAL_FORMS" in form.values)
    return {name: values[-1] for name, values in form.values.items()}


def filled(desk, address, *rows, **given):
    """What the page's form would send, with `given` and, from the first row on, rows of community, place and note."""
    data = form_at(desk, address) | given
    for number, row in enumerate(rows):
        for name, value in zip(("community", "place", "note"), row, strict=False):
            data[f"entries-{number}-{name}"] = value
    return data


def order_of(made):
    return [(entry.position, entry.community.name) for entry in made.entries.all()]


def test_collection_is_made_of_addresses_in_any_form_and_is_public_once_published(desk, client):
    for name in ("One", "Two"):
        published(name=name)
    given = {"title": "Beginners", "slug": "beginners", "introduction": "They began."}
    rows = [("https://copdir.example/fr/communities/two/", "", "Why"), ("one", "1")]
    response = desk.post(ADD, filled(desk, ADD, *rows, **given))
    assert response.status_code == 302
    made = Collection.objects.get()
    assert order_of(made) == [(1, "One"), (2, "Two")]
    assert (made.published, made.public_since) == (False, None)
    preview = desk.get(f"/admin/communities/collection/{made.pk}/preview/")
    assert "A preview" in preview.text
    assert [one.text for one in Page(preview.text).all("h3")] == ["One", "Two"]
    desk.post(change_of(made), filled(desk, change_of(made), published="on"))
    made.refresh_from_db()
    assert made.published
    assert made.public_since is not None
    desk.logout()
    assert "They began." in client.get("/collections/beginners/").text


def test_places_are_counted_anew_in_the_order_of_the_numbers_given(desk):
    made = collected([published(name=name) for name in ("A", "B", "C")])
    published(name="New")
    address = change_of(made)
    desk.post(address, filled(desk, address, ("a", "3"), ("b", "1"), ("c", "2"), ("new", "")))
    assert order_of(made) == [(1, "B"), (2, "C"), (3, "A"), (4, "New")]
    desk.post(address, filled(desk, address, **{"entries-3-place": "0"}))
    assert order_of(made) == [(1, "New"), (2, "B"), (3, "C"), (4, "A")]
    desk.post(address, filled(desk, address, **{"entries-1-DELETE": "on"}))
    assert order_of(made) == [(1, "New"), (2, "C"), (3, "A")]


def test_saving_without_a_change_says_nothing_of_a_change(desk):
    made = collected([published()])
    then = datetime(2026, 1, 1, tzinfo=UTC)
    Collection.objects.update(changed_at=then)
    desk.post(change_of(made), filled(desk, change_of(made)))
    assert Collection.objects.get().changed_at == then
    desk.post(change_of(made), filled(desk, change_of(made), **{"entries-0-note": "Because"}))
    assert Collection.objects.get().changed_at > then


def test_old_address_is_followed_and_what_is_no_longer_shown_is_told(desk):
    moved, gone, merged = (published(name=name) for name in ("Moved", "Gone", "Merged"))
    publishing.move(moved, "elsewhere")
    made = collected([gone, merged])
    publishing.withdraw(gone, role="staff", reason="A test")
    publishing.merge(merged, role="staff", reason="A test", into=Community.objects.get(pk=moved.pk))
    words = Page(desk.get(change_of(made)).text).words()
    assert "No: it was withdrawn" in words
    assert "As “Moved”, into which it was merged" in words
    address = change_of(collected([]))
    assert desk.post(address, filled(desk, address, ("moved", ""))).status_code == 302
    assert Collection.objects.last().entries.get().community == moved
    unchanged = filled(desk, change_of(made), title="Still there")
    assert desk.post(change_of(made), unchanged).status_code == 302
    assert order_of(made) == [(1, "Gone"), (2, "Merged")]


@pytest.mark.parametrize(
    ("rows", "given", "told"),
    [
        ([("nobody", "")], {}, "There is no entry at this address."),
        ([("https://[", "")], {}, "There is no entry at this address."),
        ([("one", ""), ("one", "")], {}, "A community can be in a collection once."),
        ([("one", "-1")], {}, "greater than or equal to 0"),
        ([("one", "", "x" * 301)], {}, "at most 300 characters"),
        ([], {"title_fr": "Débutants"}, "Give both the title and the introduction in French, or neither."),
        ([], {"title": " "}, "This field is required."),
        ([], {"slug": "taken"}, "already exists"),
        ([], {"order": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_saved(desk, rows, given, told):
    published(name="One")
    collected([], slug="taken")
    sound = {"title": "Beginners", "slug": "beginners", "introduction": "They began."}
    response = desk.post(ADD, filled(desk, ADD, *rows, **(sound | given)))
    assert response.status_code == 200
    assert told in Page(response.text).words()
    assert Collection.objects.count() == 1


def test_published_one_keeps_its_address_and_cannot_be_deleted(desk):
    made, draft = collected([], slug="stays"), collected([], published=False)
    desk.post(change_of(made), filled(desk, change_of(made), slug="moved", published=""))
    made.refresh_from_db()
    assert made.slug == "stays"
    assert desk.post(f"/admin/communities/collection/{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"/admin/communities/collection/{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Collection.objects.all()) == [made]


def test_collections_are_for_administrators(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    made = collected([published()], published=False)
    client.force_login(a_moderator("moderator"))
    for address in (ADD, change_of(made), f"/admin/communities/collection/{made.pk}/preview/"):
        assert client.get(address).status_code == 403


def test_page_takes_as_many_queries_with_many_communities_as_with_one(desk, django_assert_num_queries):
    one, many = collected([published()]), collected([published() for _turn in range(9)])
    desk.get(change_of(one))
    with django_assert_num_queries(5):
        desk.get(change_of(one))
    with django_assert_num_queries(5):
        desk.get(change_of(many))
