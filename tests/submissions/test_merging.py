"""Merging on the desk: the three pages, what moves along with an entry, and all of it back when they part."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, transaction

from communities.models import Community
from communities.refusals import StaleBase
from submissions import approval, merging, moderation, records
from submissions.models import State, Steward
from submissions.review import Review
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_change, a_claim, a_moderator, a_report, fresh, pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]


@pytest.fixture
def senior(client):
    """A moderator who may merge."""
    user = a_moderator("senior")
    user.user_permissions.add(Permission.objects.get(codename="merge_community"))
    client.force_login(user)
    return client


def address(community, act="merge"):
    return f"/admin/communities/community/{community.pk}/{act}/"


def now(community):
    return Community.objects.get(pk=community.pk)


def two():
    return (
        factories.published(name="Circle", city="Cork", topic=["data"]),
        factories.published(name="Ring", topic=["foresight"], scope="Wide"),
    )


def form_of(response):
    """What the page's form sends if nobody touches it."""
    return next(form.values for form in Page(response.content.decode()).forms() if "with" in form.values)


def merge(senior, one, other, **chosen):
    """Through all three pages, as somebody does who looks at each."""
    page = senior.get(address(one), {"with": other.slug})
    confirming = senior.post(address(one), {**form_of(page), **chosen})
    given = {**form_of(confirming), "step": "merge", "reason": chosen.get("reason", "")}
    return senior.post(address(one), given, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def a_steward(community, email, **changes):
    return Steward.objects.create(community=community, email=email, role="convener", **changes)


def outright(gone, into):
    return merging.merge(
        now(gone), into=now(into), proposed=now(into).entry, base=now(gone).revision_number,
        into_base=now(into).revision_number, reason="",
    )  # fmt: skip


def apart(gone):
    return merging.restore(now(gone), role="staff", reason="", base=now(gone).revision_number)


# The pages ---------------------------------------------------------------------------------------------


def test_first_page_offers_what_looks_alike_and_any_other_by_its_address(senior):
    one = factories.published(name="Foresight Circle", website="https://circle.example.org")
    alike = factories.published(name="Foresight Circle of Ireland", website="https://circle.example.org")
    page = senior.get(address(one)).content.decode()
    assert f'href="?with={alike.slug}"' in page
    assert "The website is the same." in page

    typed = f"https://www.example.org/fr/communities/{alike.slug}/?q=x"
    assert senior.get(address(one), {"with": typed}).context["page"].second == alike
    for wrong, says in ((one.slug, "the same entry"), ("nowhere", "no published entry"), (" ", "Which other entry")):
        assert says in senior.get(address(one), {"with": wrong}).content.decode()


def test_second_page_has_only_what_differs_and_what_is_usually_chosen(senior):
    one, other = two()
    page = senior.get(address(one), {"with": other.slug})
    choices = {choice.key: (choice.chosen, choice.can_be_united) for choice in page.context["page"].choices}
    assert choices["name"] == ("first", False)
    assert choices["city"] == ("first", False)
    assert choices["scope"] == ("second", False)
    assert choices["topic"] == ("both", True)
    assert "languages" not in choices
    assert form_of(page)["stays"] == ["first"]


def test_what_its_convener_confirmed_stays_unless_somebody_chooses_otherwise(senior):
    one, other = factories.published(), factories.published(confirmed=date(2026, 5, 4))
    assert form_of(senior.get(address(one), {"with": other.slug}))["stays"] == ["second"]


def test_third_page_names_all_that_will_happen(senior):
    one, other = two()
    factories.published(links=[{"relation": "part-of", "slug": one.slug}])
    factories.learned(one)
    factories.collected([one])
    factories.answered([one])
    factories.a_call([one])
    a_steward(one, "ann@example.org")
    pending(a_change(one))
    page = senior.post(
        address(one), {**form_of(senior.get(address(one), {"with": other.slug})), "stays": "second"}
    ).content.decode()
    for line in (
        "“Circle” is no longer listed by itself. /communities/circle/ leads to /communities/ring/",
        "“Ring” stays, with",
        "1 link from another entry",
        "1 lesson<",
        "1 answered question that cites it",
        "its place in 1 collection",
        "1 call by which it came in",
        "1 person on record who looks after it",
        "1 submission that is not decided yet",
        "restore “Circle”, and both stand as they were",
    ):
        assert line in page
    assert "ann@example.org" not in page
    assert now(one).is_published


def test_merging_takes_what_was_chosen_and_says_who_on_record(senior):
    one, other = two()
    response = merge(senior, one, other, stays="second", reason="The same people", **{"take-name": "second"})
    assert told(response) == ["“Circle” is merged into “Ring”, revision 2."]
    entry = now(other).entry
    assert (entry["name"], entry["city"], entry["scope"], entry["topic"]) == (
        "Ring",
        "Cork",
        "Wide",
        ["data", "foresight"],
    )
    assert now(one).merged_into == other
    assert [revision.reason for revision in (now(one).revisions.first(), now(other).revisions.first())] == [
        "The same people"
    ] * 2
    assert sorted(LogEntry.objects.values_list("object_id", flat=True)) == sorted([str(one.pk), str(other.pk)])
    assert {entry.user.username for entry in LogEntry.objects.all()} == {"senior"}


def test_preview_is_the_public_page_of_both_and_changes_nothing(senior):
    one, other = two()
    given = {**form_of(senior.get(address(one), {"with": other.slug})), "step": "preview", "take-name": "second"}
    page = senior.post(address(one), given).content.decode()
    assert "<h1" in page
    assert "Ring" in page
    assert "Cork" in page
    assert now(one).revision_number == now(other).revision_number == 1


def test_merger_on_a_stale_page_is_refused_and_both_are_shown_anew(senior):
    one, other = two()
    confirming = senior.post(address(one), form_of(senior.get(address(one), {"with": other.slug})))
    factories.changed(other, scope="Newer words")
    response = senior.post(address(one), {**form_of(confirming), "step": "merge"})
    assert response.status_code == 409
    assert "“Ring” was changed while you looked at it" in response.content.decode()
    assert "Newer words" in response.content.decode()
    assert now(one).is_published
    assert now(other).is_published


def test_two_that_cannot_stand_together_are_refused_in_words(senior):
    one, other = factories.published(founded=2010), factories.published(ended=2001)
    given = {**form_of(senior.get(address(one), {"with": other.slug})), "take-founded": "first", "take-ended": "second"}
    page = senior.post(address(one), given).content.decode()
    assert "The year it ended is before the year it was founded" in page
    assert "See what will happen" in page


def test_what_a_convener_keeps_private_is_said_before(senior):
    one = factories.published(name="Circle", withheld=["city"])
    other = factories.published(name="Ring", city="Cork")
    page = senior.get(address(one), {"with": other.slug})
    assert "Kept private by the convener of: Circle" in page.content.decode()
    usual = senior.post(address(one), form_of(page)).context["page"]
    assert (usual.made["city"], usual.made["withheld"], usual.problems) == ("", ["city"], [])
    given = {**form_of(page), "take-withheld": "second", "take-city": "second"}
    assert "a convener asked to keep private: City" in senior.post(address(one), given).content.decode()


@pytest.mark.parametrize("nonsense", [{"stays": "x", "take-name": "both"}, {"take-topic": "9", "step": "nope"}])
def test_nonsense_is_read_as_what_is_usual(senior, nonsense):
    one, other = two()
    response = senior.post(address(one), {**form_of(senior.get(address(one), {"with": other.slug})), **nonsense})
    assert response.status_code == 200
    assert response.context["page"].stays == "first"


def test_only_who_may_merges_and_parts(client):
    one, other = two()
    client.force_login(a_moderator())
    assert client.get(address(one)).status_code == 403
    assert client.post(address(one), {"with": other.slug, "step": "merge"}).status_code == 403
    assert "Choose the other entry" not in client.get(address(one, "change")).content.decode()
    outright(one, other)
    assert client.post(address(one, "restore"), {"base": 2}).status_code == 403
    assert now(one).merged_into == other
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(address(one)).status_code == 403


def test_withdrawn_entry_is_not_merged(senior):
    one, other = two()
    outright(one, other)
    assert "Restore it before merging it" in told(senior.get(address(one), follow=True))[0]
    assert "no published entry" not in senior.get(address(other), {"with": one.slug}).content.decode()


def test_restoring_from_the_page_parts_them(senior):
    one, other = two()
    merge(senior, one, other, stays="second")
    page = senior.get(address(one, "change")).content.decode()
    assert "Undoes the merger" in page
    response = senior.post(address(one, "restore"), {"base": 2, "reason": "They are two"}, follow=True)
    assert told(response) == ["It stands by itself again, and so does the entry that it was merged into."]
    assert now(other).entry["city"] == ""
    assert now(one).is_published


# Ways there ---------------------------------------------------------------------------------------------


def test_report_of_a_duplicate_leads_to_both_side_by_side_and_back(senior):
    one, _other = two()
    report = a_report(one, matter="twice", other="Ring")
    review = f"/admin/submissions/submission/{report.pk}/change/"
    assert f"{address(one)}?with=ring&amp;report={report.pk}" in senior.get(review).content.decode()
    given = form_of(senior.get(address(one), {"with": "ring", "report": report.pk}))
    confirming = senior.post(address(one), {**given, "stays": "second"})
    done = senior.post(address(one), {**form_of(confirming), "step": "merge"})
    assert done.headers["Location"] == review
    page = senior.get(review).content.decode()
    assert "It was sent about “Circle”, which has been merged" in page


def test_possible_duplicates_lead_there(senior):
    one, _other = two()
    change = pending(a_change(one, lookalikes=[{"slug": "ring", "name": "Ring", "score": 88, "reasons": []}]))
    page = senior.get(f"/admin/submissions/submission/{change.pk}/change/").content.decode()
    assert f"{address(one)}?with=ring" in page


# What moves along, and back ------------------------------------------------------------------------------


def test_stewards_move_along_and_back():
    one, other = two()
    moving = a_steward(one, "ann@example.org")
    both = [a_steward(community, "both@example.org") for community in (one, other)]
    ended = a_steward(one, "old@example.org", ended_at=one.listed_at, ended_by="objection")
    outright(one, other)
    where = dict(Steward.objects.values_list("pk", "community"))
    assert where == {moving.pk: other.pk, both[0].pk: one.pk, both[1].pk: other.pk, ended.pk: one.pk}
    apart(one)
    assert dict(Steward.objects.values_list("pk", "community"))[moving.pk] == one.pk
    assert not Steward.objects.exclude(came_from=None).exists()


def test_steward_who_is_on_record_there_again_stays_where_they_are():
    one, other = two()
    moved = a_steward(one, "ann@example.org")
    outright(one, other)
    a_steward(one, "ann@example.org")
    apart(one)
    assert Steward.objects.get(pk=moved.pk).community == other


def test_database_refuses_a_steward_who_came_from_where_they_are():
    one, _other = two()
    with pytest.raises(IntegrityError), transaction.atomic():
        a_steward(one, "ann@example.org", came_from=one)


def test_change_of_a_merged_entry_is_compared_with_the_other_and_changes_it(moderator):
    one, other = two()
    change = pending(a_change(one, proposes={"summary": "New words.", "city": "Galway"}))
    outright(one, other)

    page = Review(fresh(change), moderator)
    assert (page.live["name"], page.was_merged, page.has_moved_on) == ("Ring", True, True)
    assert [row.key for row in page.rows] == ["summary", "city"]

    with pytest.raises(StaleBase):
        moderation.approve(change, version=change.version, user=moderator)  # nobody has compared it
    decision = moderation.approve(change, version=change.version, user=moderator, base=2, take=["city"])
    assert now(other).entry["city"] == "Galway"
    assert (decision.revision, now(other).entry["summary"]) == (3, other.entry["summary"])
    assert Steward.objects.get().community == other
    assert [row.key for row in Review(fresh(change), moderator).rows] == ["summary"]

    moderation.undo(change, version=change.version, user=moderator)
    assert now(other).entry["city"] == ""
    assert fresh(change).state == State.PENDING
    assert not Steward.objects.exists()


def test_claim_of_a_merged_entry_is_of_the_other(moderator):
    one, other = two()
    before = a_steward(other, "before@example.org")
    claim = a_claim(one)
    moderation.confirm(claim)
    outright(one, other)
    moderation.approve(claim, version=claim.version, user=moderator, former="ends")
    assert Steward.objects.get(ended_at=None).community == other
    before.refresh_from_db()
    assert before.ended_by == "hand-over"
    moderation.undo(claim, version=claim.version, user=moderator)
    assert Steward.objects.get(ended_at=None).pk == before.pk


def test_change_is_of_its_own_entry_again_once_they_are_parted(moderator):
    one, other = two()
    change = pending(a_change(one, proposes={"city": "Galway"}))
    outright(one, other)
    apart(one)
    moderation.approve(change, version=change.version, user=moderator, base=now(one).revision_number)
    assert (now(one).entry["city"], now(other).entry["city"]) == ("Galway", "")
    assert approval.base_of(fresh(change))["city"] == "Cork"


# A new community that is listed already --------------------------------------------------------------------


def sent_again(**changes):
    """A new submission that looks like the listed “Ring”."""
    listed = factories.published(name="Ring", city="Cork", topic=["data"], how_to_join="Write to us")
    entry = {"name": "The Ring", "topic": ["foresight"], "scope": "Wide", **changes}
    alike = [{"slug": "ring", "name": "Ring", "score": 95, "reasons": ["Nearly the same name."]}]
    return listed, pending(entry=entry, lookalikes=alike)


def relate(desk, submission, **given):
    given = {"slug": "ring", "version": submission.version, **given}
    return desk.post(f"/admin/submissions/submission/{submission.pk}/relate/", given, follow=True)


def test_it_becomes_a_change_of_the_listed_one_with_what_it_states(desk, moderator):
    listed, submission = sent_again()
    review = f"/admin/submissions/submission/{submission.pk}/change/"
    assert "It is this one: take what was sent as a change of it" in desk.get(review).content.decode()

    response = relate(desk, submission)

    assert told(response) == ["It is a change of “Ring” now. Take or leave each field."]
    row = fresh(submission)
    assert (row.kind, row.community, row.base_revision, row.state) == ("change", listed, 1, State.PENDING)
    page = Review(row, moderator)
    assert [key for one in page.rows for key in one.fields] == ["name", "summary", "scope", "topic"]
    assert (row.entry["topic"], row.entry["city"]) == (["data", "foresight"], "Cork")
    assert page.history[0].what == "Taken as a change of a listed entry"
    assert records.broken_decisions(row) == []
    assert "It is this one" not in response.content.decode()

    moderation.approve(row, version=row.version, user=moderator, take=["scope", "topic"], base=1)
    entry = now(listed).entry
    assert (entry["name"], entry["scope"], entry["topic"]) == ("Ring", "Wide", ["data", "foresight"])
    assert Community.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"version": 1}, "This was changed after you opened it"),
        ({"slug": "nowhere"}, "That entry is not listed any more."),
    ],
)
def test_stale_or_unknown_it_stays_new(desk, given, says):
    _listed, submission = sent_again()
    response = relate(desk, submission, **given)
    assert response.status_code == 200
    assert says in response.content.decode()
    assert (fresh(submission).kind, fresh(submission).community) == ("new", None)


def test_only_what_is_new_waits_and_is_seen_by_a_moderator_can_become_one(client, desk, moderator):
    listed, submission = sent_again()
    change = pending(a_change(listed))
    assert "Only what was sent as a new community" in told(relate(desk, change))[0]
    moderation.decline(submission, version=submission.version, user=moderator, reason="duplicate")
    assert "already declined" in told(relate(desk, submission))[0]
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert relate(client, change).status_code == 403
