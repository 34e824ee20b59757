"""The queue in the admin: what it shows and to whom, what narrows it, and the actions on several rows."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email

from communities.models import CatalogueVersion, Community
from submissions import moderation
from submissions.models import Decision, Import, State, Submission
from tests import factories
from tests.page import Page
from tests.submissions.submitted import a_change, a_draft, a_moderator, a_report, an_import, fresh, in_state, pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

QUEUE = "/admin/submissions/submission/"


@pytest.fixture
def chief(client):
    client.force_login(User.objects.create_superuser("chief", password="a long pass phrase"))
    return client


def names(response):
    return [str(row) for row in response.context["cl"].result_list]


def asked(desk, action, *submissions, **more):
    """Tick the rows on the page that the moderator sees, and press Go: the page that says what will happen."""
    page = desk.get(QUEUE).content.decode()
    seen = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', page))
    ticked = {"_selected_action": [one.pk for one in submissions]}
    return desk.post(QUEUE, {"action": action, **ticked, **seen, **more}, follow=True)


def act(desk, action, *submissions, **more):
    """The same, and go ahead."""
    page = Page(asked(desk, action, *submissions, **more).content.decode())
    given = next(form.values for form in page.forms() if "confirmed" in form.values)
    return desk.post(QUEUE, {**given, **{name: more[name] for name in more if name in ("assignee",)}}, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


# Who ----------------------------------------------------------------------------------------------


def test_moderators_group_may_look_decide_change_entries_and_nothing_else(moderator):
    assert moderator.get_all_permissions() == {
        "submissions.moderate",
        "submissions.view_submission",
        "submissions.invite",
        "submissions.view_keptpulse",
        "communities.change_community",
        "communities.view_community",
        "communities.view_lesson",
        "communities.view_session",
        "communities.view_revision",
        "communities.view_term",
        # Where they have looked for communities, without finding any.
        "communities.add_searched",
        "communities.change_searched",
        "communities.delete_searched",
        "communities.view_searched",
        # Addresses whose letters come back, and websites that do not answer.
        "submissions.view_sentback",
        "submissions.change_sentback",
        "submissions.view_websitelook",
        "submissions.change_websitelook",
    }


def test_strangers_are_sent_to_sign_in_and_staff_without_rights_see_nothing(client):
    submission = pending()
    page = f"{QUEUE}{submission.pk}/change/"
    assert "/accounts/login" in client.get(QUEUE, follow=True).redirect_chain[-1][0]

    client.force_login(User.objects.create_user("staff", is_staff=True))
    for path in (QUEUE, page, f"{QUEUE}{submission.pk}/correct/", f"{QUEUE}{submission.pk}/preview/"):
        assert client.get(path).status_code == 403
    for path in (page, f"{QUEUE}{submission.pk}/undo/", f"{QUEUE}{submission.pk}/assign/"):
        assert client.post(path, {"decision": "approve", "version": submission.version}).status_code == 403
    assert fresh(submission).state == State.PENDING


def test_somebody_who_may_only_look_sees_the_page_and_cannot_decide(client):
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_submission"))
    client.force_login(looker)
    submission = pending()
    page = f"{QUEUE}{submission.pk}/change/"

    assert "Your decision" not in client.get(page).content.decode()
    assert client.post(page, {"decision": "approve", "version": submission.version}).status_code == 403
    assert client.get(f"{QUEUE}{submission.pk}/correct/").status_code == 403
    assert client.get(QUEUE).context["action_form"] is None
    client.post(QUEUE, {"action": "approve", "_selected_action": [submission.pk]})
    assert fresh(submission).state == State.PENDING


def test_nobody_adds_or_deletes_submissions(chief):
    submission = pending()
    assert chief.get(f"{QUEUE}add/").status_code == 403
    assert chief.post(f"{QUEUE}{submission.pk}/delete/", {"post": "yes"}).status_code == 403
    chief.post(QUEUE, {"action": "delete_selected", "_selected_action": [submission.pk], "post": "yes"})
    assert Submission.objects.filter(pk=submission.pk).exists()


# Every page of the admin --------------------------------------------------------------------------


@pytest.fixture
def something_everywhere():
    """A row in each table that has an admin page."""
    user = a_moderator()
    change = pending(a_change(proposes={"summary": "New words."}, lookalikes=[{"slug": "x", "name": "X", "score": 81.5,
                              "reasons": ["Both are in Ireland."]}]))  # fmt: skip
    moderation.approve(change, version=change.version, user=user)
    pending(an_import(import_notes=["Row 2: no website"], imported_from="list.csv"))


@pytest.mark.parametrize("who", ["moderator", "chief"])
def test_every_admin_page_opens(client, request, something_everywhere, who):
    person = request.getfixturevalue(who)
    if who == "moderator":
        client.force_login(person)
    for path in ("/admin/", "/admin/submissions/", "/admin/communities/"):
        assert client.get(path).status_code == 200
    opened = set()
    for model, model_admin in admin.site._registry.items():
        where = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        wsgi = client.get("/admin/").wsgi_request
        expected = 200 if model_admin.has_view_permission(wsgi) else 403
        assert client.get(reverse(f"{where}_changelist")).status_code == expected, model
        assert client.get(reverse(f"{where}_changelist"), {"q": "net"}).status_code == expected, model
        if expected == 200:
            opened.add(model._meta.label)
        if model in (Decision, Import):  # figures, and no page of each; files that are brought on the list itself
            continue
        may_add = model_admin.has_add_permission(wsgi)
        assert client.get(reverse(f"{where}_add")).status_code == (200 if may_add else 403), model
        for row in model._default_manager.all()[:2]:
            answer = client.get(reverse(f"{where}_change", args=[row.pk]))
            assert answer.status_code == expected, model
    assert {"submissions.Submission", "communities.Community", "communities.Revision", "communities.Term"} <= opened
    if who == "moderator":
        assert opened == {
            "submissions.Submission",
            "submissions.Wave",
            "submissions.KeptPulse",
            "communities.Community",
            "communities.Lesson",
            "communities.Session",
            "communities.Revision",
            "communities.Term",
            "communities.Searched",
            "submissions.Decision",
            "submissions.Import",
            "submissions.SentBack",
            "submissions.WebsiteLook",
        }
    else:
        assert {"submissions.Steward", "post_office.Email"} <= opened


@pytest.mark.parametrize("marked", ["x", "", "-1", "1.5", "２", "9" * 19, "1\n"])
def test_marked_row_that_is_none_is_refused_on_every_list(chief, marked):
    refused = {
        model: chief.post(
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
            {"action": "delete_selected", "_selected_action": ["1", marked]},
        ).status_code
        for model in admin.site._registry
    }
    assert set(refused.values()) == {400}


def test_marked_row_with_a_number_that_nobody_has_is_nobody(chief):
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = chief.post(address, {"action": "delete_selected", "_selected_action": "9" * 18})
        assert answer.status_code in (200, 302, 403, 405), model


@pytest.mark.parametrize("path", [QUEUE, "/admin/communities/community/", "/admin/communities/revision/"])
def test_lists_ask_as_often_for_three_rows_as_for_one(chief, path):
    user = a_moderator()

    def one_more(number):
        submission = pending(entry={"host": ["IE", "FR", "DE", "ES", "IT"][number]})
        moderation.assign(submission, version=submission.version, user=user, assignee=a_moderator())
        factories.published()

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            response = chief.get(path)
        assert response.status_code == 200
        return len(caught), len(response.context["cl"].result_list)

    one_more(0)
    chief.get("/admin/")  # the first page of a minute is noted
    first = queries()
    for number in (1, 2, 3):
        one_more(number)
    later = queries()
    assert later[0] == first[0]
    assert later[1] >= first[1] + 3


# The list -----------------------------------------------------------------------------------------


def test_queue_shows_what_waits_longest_first_and_no_drafts(desk):
    for state in State:
        in_state(state)
    older = pending(entry={"name": "Older"})
    Submission.objects.filter(pk=older.pk).update(pending_since=timezone.now() - timedelta(days=12))

    shown = desk.get(QUEUE)
    assert names(shown)[0] == "Older"
    assert {row.state for row in shown.context["cl"].result_list} == {State.PENDING}
    assert "12 days" in shown.content.decode()

    everything = desk.get(QUEUE, {"state": "all"})
    assert State.DRAFT not in {row.state for row in everything.context["cl"].result_list}
    draft = Submission.objects.get(state=State.DRAFT)
    assert desk.get(f"{QUEUE}{draft.pk}/change/").status_code == 404


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, {"New", "Change", "Imported"}),
        ({"kind": "new"}, {"New", "Imported"}),
        ({"kind": "change"}, {"Change"}),
        ({"origin": "import"}, {"Imported"}),
        ({"country": "FR"}, {"Change"}),
        ({"country": "none"}, {"Imported"}),
        ({"assignee": "me"}, {"New"}),
        ({"assignee": "nobody"}, {"Change", "Imported"}),
        ({"assignee": "others"}, set()),
        ({"duplicates": "yes"}, {"Change"}),
        ({"duplicates": "no"}, {"New", "Imported"}),
        ({"age": "0-2"}, {"New", "Imported"}),
        ({"age": "3-9"}, {"Change"}),
        ({"age": "10"}, set()),
        ({"state": "asked"}, set()),
        ({"state": "nonsense", "age": "9" * 40, "kind": "x" * 300}, set()),
    ],
)
def test_queue_is_narrowed(desk, moderator, query, wanted):
    new = pending(entry={"name": "New"})
    moderation.assign(new, version=new.version, user=moderator, assignee=moderator)
    community = factories.published(name="Change", host="FR")
    change = pending(a_change(community, lookalikes=[{"slug": "x", "name": "X", "score": 90, "reasons": []}]))
    Submission.objects.filter(pk=change.pk).update(pending_since=timezone.now() - timedelta(days=4))
    pending(an_import(entry={"name": "Imported", "host": None, "scale": "international"}))

    assert set(names(desk.get(QUEUE, query))) == wanted


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("réseau", True),
        ("reseau", True),
        ("kilkenny", True),
        ("gazette", True),
        ("Ireland", True),
        ("horizon sca", True),
        ("zanzibar", False),
        ("ann.sender@example.org", True),
        ("other@example.org", False),
        ("' | & !", True),
        ("\\", True),
    ],
)
def test_queue_is_searched_by_any_word_of_an_entry(desk, words, found):
    pending(
        entry={
            "name": "Réseau d’échange",
            "how_to_join": "Write to the desk in Kilkenny",
            "sources": [{"title": "The gazette", "url": "https://example.org"}],
            "summary": "Horizon scanning",
            "topic": ["not-a-term-any-more"],
        }
    )
    assert names(desk.get(QUEUE, {"q": words})) == (["Réseau d’échange"] if found else [])


# Actions ------------------------------------------------------------------------------------------


def test_actions_are_named_as_the_contract_says(desk):
    pending()
    offered = dict(desk.get(QUEUE).context["action_form"].fields["action"].choices)
    assert {"approve", "decline", "mark_as_spam", "assign"} == {name for name in offered if name}


def test_approving_several_publishes_them_and_says_so(desk):
    one, two = pending(entry={"name": "One"}), pending(a_change(proposes={"city": "Cork"}))
    response = act(desk, "approve", one, two)

    assert told(response) == [f"Approved: One, {two}"]
    assert {fresh(one).state, fresh(two).state} == {State.APPROVED}
    assert Community.objects.published().filter(name="One").exists()


def test_page_before_names_each_row_what_happens_and_which_letters_leave_and_does_nothing(desk):
    new, change = pending(entry={"name": "Harbour Lab"}), pending(a_change(proposes={"city": "Cork", "scope": "Wide"}))
    unsound, report = pending(entry={"name": ""}), a_report()
    nobody = pending(an_import())
    letters, number = Email.objects.count(), CatalogueVersion.objects.get().number

    page = asked(desk, "approve", new, change, unsound, report, nobody)

    planned = {str(one.submission): (one.happens, one.letters) for one in page.context["possible"]}
    assert planned["Harbour Lab"] == (
        "It is published as a new community.",
        ["To its sender: “Published: Harbour Lab”"],
    )
    assert planned[str(change)][0] == "2 fields are published: Scope and remit, City"
    assert planned[str(report)] == ("It is noted as acted on. Nothing is published.", [])
    assert planned[str(nobody)][1] == []
    assert [(one.submission, one.refusal) for one in page.context["impossible"]] == [
        (unsound, "Give the community’s name.")
    ]
    assert "Nobody is written to." in page.content.decode()
    assert {fresh(one).state for one in (new, change, unsound, report)} == {State.PENDING}
    assert (Email.objects.count(), CatalogueVersion.objects.get().number) == (letters, number)
    assert not Community.objects.filter(name="Harbour Lab").exists()


def test_what_changed_between_the_page_and_going_ahead_is_refused_by_itself(desk):
    good, changed = pending(), pending()
    page = Page(asked(desk, "decline", good, changed).content.decode())
    given = next(form.values for form in page.forms() if "confirmed" in form.values)
    moderation.correct(
        changed, version=changed.version, user=a_moderator("other"), entry={**changed.entry, "city": "Cork"}
    )
    said = told(desk.post(QUEUE, given, follow=True))
    assert any(line.startswith(f"{changed}: This was changed after you opened it") for line in said)
    assert f"Declined: {good}" in said
    assert fresh(changed).state == State.PENDING


def test_assigned_to_whom_was_chosen(desk):
    one, other = pending(), a_moderator("other")
    assert told(act(desk, "assign", one, assignee=other.pk)) == [f"Assigned to other: {one}"]
    assert fresh(one).assignee == other


def test_declining_several_takes_the_reason_given(desk):
    one, two = pending(), pending()
    act(desk, "decline", one, reason="duplicate")
    act(desk, "decline", two)
    assert fresh(one).decisions.last().reason == "duplicate"
    assert fresh(two).decisions.last().reason == "unsuitable"


def test_marking_as_spam_and_taking_up(desk, moderator):
    one, two = pending(), pending()
    act(desk, "mark_as_spam", one)
    act(desk, "assign", two)
    assert fresh(one).state == State.SPAM
    assert fresh(two).assignee == moderator


def test_each_row_that_changed_meanwhile_is_refused_and_the_others_are_done(desk, moderator):
    good, stale, decided = pending(), pending(), pending()
    versions = {f"version-{one.pk}": one.version for one in (good, stale, decided)}
    other = a_moderator("other")
    moderation.correct(stale, version=stale.version, user=other, entry={**stale.entry, "city": "Cork"})
    moderation.spam(decided, version=decided.version, user=other)

    chosen = [one.pk for one in (good, stale, decided)]
    response = desk.post(
        QUEUE, {"action": "approve", "confirmed": "yes", "_selected_action": chosen, **versions}, follow=True
    )

    said = told(response)
    assert f"Approved: {good}" in said
    assert any(line.startswith(f"{stale}: This was changed after you opened it") for line in said)
    assert fresh(stale).state == State.PENDING
    assert fresh(decided).state == State.SPAM


def test_actions_touch_only_what_the_page_shows(desk, monkeypatch):
    from submissions.admin import SubmissionAdmin

    monkeypatch.setattr(SubmissionAdmin, "list_per_page", 1)
    shown, hidden = pending(), pending()
    desk.post(QUEUE, {"action": "approve", "confirmed": "yes", "_selected_action": [shown.pk], "select_across": "1"})
    assert (fresh(shown).state, fresh(hidden).state) == (State.APPROVED, State.PENDING)


def test_last_decision_can_be_undone_from_the_queue(desk):
    submission = pending(entry={"name": "Hasty"})
    response = act(desk, "approve", submission)
    form = re.search(r'<form class="undo notice".*?</form>', response.content.decode(), re.DOTALL).group()
    assert "Hasty" in form

    version = re.search(r'name="version" value="(\d+)"', form).group(1)
    response = desk.post(f"{QUEUE}{submission.pk}/undo/", {"version": version}, follow=True)
    assert "Undone. It waits again, and its letter is not sent." in told(response)
    assert fresh(submission).state == State.PENDING
    assert 'class="undo notice"' not in desk.get(QUEUE).content.decode()


def test_undo_and_assigning_act_on_post_only(desk):
    submission = in_state(State.DECLINED)
    for name in ("undo", "assign"):
        assert desk.get(f"{QUEUE}{submission.pk}/{name}/").status_code == 405
    assert fresh(submission).state == State.DECLINED


def test_odd_addresses_are_not_found(desk):
    pending()
    for odd in ("0", "999999", "9" * 30, "x", "1%00"):
        assert desk.get(f"{QUEUE}{odd}/change/").status_code in (400, 404)


# The outbox ---------------------------------------------------------------------------------------


def test_outbox_shows_no_private_link_and_lets_given_up_letters_be_tried_again(chief):
    in_state(State.PENDING)
    letter = Email.objects.first()
    Email.objects.filter(pk=letter.pk).update(status=STATUS.failed)
    page = chief.get(f"/admin/post_office/email/{letter.pk}/change/").content.decode()
    assert "Confirm your e-mail address" in page
    assert "/submission/" not in page.replace("/admin/submissions/submission/", "")

    chief.post("/admin/post_office/email/", {"action": "try_again", "_selected_action": [letter.pk]})
    assert Email.objects.get(pk=letter.pk).status == STATUS.queued


def test_drafts_are_never_on_the_desk(desk):
    a_draft(entry={"name": "Unsent"})
    assert "Unsent" not in desk.get(QUEUE, {"state": "all"}).content.decode()
