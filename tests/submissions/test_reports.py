"""Reports: who may send one, what becomes of it on the desk, who is told, and who never is."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from communities import publishing
from communities.models import Community, Role
from submissions import intake, moderation, reports
from submissions.models import Kind, State, Submission, Verb
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, last_letter, letters
from tests.submissions.submitted import a_draft, a_moderator, a_report, fresh, pending
from tests.submissions.test_review import address, decide, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_is_enough")]

EMAIL = "witness@example.org"
WORDS = "They closed in May.\nSee their website."


@pytest.fixture
def circle():
    return factories.published(name="Harbour Circle", website="https://harbour.gov.ie/", city="Cork")


def reported(community, language="", **fields) -> Sender:
    visitor = Sender()
    visitor.post(f"{language}/submit/report/{community.slug}/", **{"matter": "ended", "words": WORDS, **fields})
    assert visitor.response.status_code == 303, visitor.response.text
    if found := re.search(r"/submission/([^/]+)/", visitor.response["Location"]):
        visitor.token = found[1]
    return visitor


def the_report() -> Submission:
    return Submission.objects.get(kind=Kind.REPORT)


def seen(submission, **more) -> dict:
    return {"version": fresh(submission).version, "user": a_moderator(), **more}


# Sending ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/fr"])
def test_page_of_an_entry_leads_to_a_report_about_it(client, circle, language):
    page = client.get(f"{language}/communities/{circle.slug}/")
    link = f"{language}/submit/report/{circle.slug}/"
    assert link in Page(page.text).links()
    form = Page(client.get(link).text)
    assert "Harbour Circle" in form.words()
    assert [one["content"] for one in form.all("meta") if one["name"] == "robots"] == ["noindex"]


def test_without_an_address_it_waits_at_once_and_no_letter_is_written(client, circle):
    visitor = reported(circle)
    assert visitor.response["Location"] == f"/submit/report/{circle.slug}/?sent=1"
    assert "OPSI has your report" in Page(client.get(visitor.response["Location"]).text).words()
    report = the_report()
    assert (report.state, report.community, report.name) == (State.PENDING, circle, "Harbour Circle")
    assert report.answers == {"matter": "ended", "other": "", "words": WORDS}
    assert [(one.verb, one.actor) for one in report.decisions.all()] == [(Verb.QUEUE, "sender")]
    assert (report.can_be_answered, letters()) == (False, [])


def test_with_an_address_it_waits_too_and_one_letter_asks_to_confirm_it(circle):
    visitor = reported(circle, email="Witness@example.org")
    assert visitor.response["Location"] == visitor.at("sent/")
    report = the_report()
    assert (report.state, report.sender_email, report.awaits_confirmation) == (State.PENDING, EMAIL, True)
    (letter,) = letters()
    assert letter.to == [EMAIL]
    for stranger in ("closed in May", "Harbour", "ended"):  # nothing that a stranger chose
        assert stranger not in f"{letter.subject}{letter.message}{letter.html_message}"
    page = visitor.page(visitor.at())
    assert visitor.response.status_code == 303
    page = visitor.page(visitor.at("sent/"))
    assert "OPSI has your report" in page.words()
    assert "correct it" not in page.words()


def test_looking_at_the_confirming_link_does_nothing_and_its_button_confirms(circle):
    visitor = reported(circle, email=EMAIL)
    link = visitor.confirming_link()
    for _turn in range(5):
        visitor.page(link)
    assert the_report().awaits_confirmation
    visitor.post(link)
    assert the_report().can_be_answered
    visitor.token = re.search(r"/submission/([^/]+)/", visitor.response["Location"]).group(1)
    page = visitor.page(visitor.at())
    assert "OPSI has your report and looks into it" in page.words()
    assert "They closed in May." in page.words()
    assert [letter.subject for letter in letters()][1:] == ["We have received your report: Harbour Circle"]
    assert "done its work" in visitor.page(link).words()


def test_code_of_the_letter_confirms_too(circle):
    visitor = reported(circle, email=EMAIL)
    assert "not the code" in visitor.post(visitor.at("sent/"), code="WRONG234").words()
    visitor.post(visitor.at("sent/"), code=visitor.code())
    assert the_report().address_confirmed_at


def test_lost_link_of_an_unconfirmed_reporter_asks_to_confirm_again(circle):
    reported(circle, email=EMAIL)
    intake.mail_links(EMAIL, network="192.0.2.9")
    assert len(letters()) == 2
    assert "/confirm/" in last_letter()
    assert "Harbour" not in last_letter()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"matter": None}, "Choose what is the matter"),
        ({"matter": "no-such-matter"}, "Choose what is the matter"),
        ({"words": ""}, "Tell us in a few words"),
        ({"words": " \n "}, "Tell us in a few words"),
        ({"words": "x" * 2001}, "You typed 2001"),
        ({"matter": "twice"}, "Enter the name or the address of the other one"),
        ({"other": "x" * 301}, "You typed 301"),
        ({"email": "nobody"}, "or leave it empty"),
        ({"website_2": "filled"}, "A hidden field was filled in"),
    ],
)
def test_what_cannot_be_sent_is_said_and_what_was_typed_is_kept(circle, fields, said):
    visitor = Sender()
    page = visitor.post(f"/submit/report/{circle.slug}/", **{"matter": "wrong", "words": "Kept words", **fields})
    assert said in page.words()
    assert "words" in fields or "Kept words" in visitor.response.text
    assert (Submission.objects.count(), letters()) == (0, [])


def test_too_quick_for_a_person_is_asked_to_wait(circle, settings):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    path = f"/submit/report/{circle.slug}/"
    page = visitor.post(path, matter="ended", words=WORDS)
    assert visitor.response.status_code == 429
    assert "That was very quick" in page.words()
    visitor.post(path, matter="ended", words=WORDS, opened="1.forged")
    assert visitor.response.status_code == 429
    opened = page.forms()[-1].values["opened"]
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        visitor.post(path, matter="ended", words=WORDS, opened=opened)
    assert visitor.response.status_code == 303
    assert the_report().state == State.PENDING


def test_networks_have_a_limit_and_addresses_one_that_is_not_told(circle, settings):
    settings.RATE_LIMITS = 1
    for number in range(20):
        a_report(circle, email=EMAIL if number < 8 else "", words=str(number))
    assert len(letters()) == 5
    assert Submission.objects.count() == 20
    with pytest.raises(reports.limits.TooOftenError):
        a_report(circle, words="21")
    assert Submission.objects.count() == 20


def test_of_many_networks_there_is_a_limit_in_all(circle, settings):
    settings.RATE_LIMITS = 0.01  # three in all, one of each network
    said = {"matter": "ended", "other": "", "words": "x"}

    def sent(network):
        return reports.make(circle, said, email="", language="en", network=network)

    for number in range(3):
        sent(f"192.0.2.{number}")
    with pytest.raises(reports.limits.TooOftenError) as refused:
        sent("192.0.2.9")
    assert refused.value.limit == reports.Limit.REPORTS_IN_ALL
    response = Client().post(f"/submit/report/{circle.slug}/", said)
    assert response.status_code == 429


def test_the_same_within_an_hour_from_one_network_is_one(circle):
    now = timezone.now()
    with time_machine.travel(now):
        reported(circle, email=EMAIL)
        again = reported(circle, email=EMAIL, words=WORDS.replace("\n", " "))
        assert again.submission == the_report()
        assert len(letters()) == 1
        intake.confirm(the_report())
        assert reported(circle, email=EMAIL).token == ""  # no key to what somebody has confirmed
    with time_machine.travel(now + timedelta(minutes=61)):
        reported(circle, email=EMAIL)
    assert Submission.objects.count() == 2
    assert Submission.objects.exclude(fingerprint="").count() == 1


@pytest.mark.parametrize(
    "other", [{"words": "Else"}, {"matter": "wrong"}, {"email": "b@example.org"}, {"other": "Another"}]
)
def test_another_report_is_another(circle, other):
    reported(circle)
    reported(circle, **other)
    assert Submission.objects.count() == 2


def test_another_network_makes_another(circle):
    for number in range(2):
        reports.make(circle, {"matter": "else", "words": "x"}, email="", language="en", network=f"192.0.2.{number}")
    assert Submission.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_make_one_report_and_one_letter(circle):
    def send(_number):
        try:
            said = {"matter": "ended", "other": "", "words": WORDS}
            return reports.make(circle, said, email=EMAIL, language="en", network="192.0.2.1")
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        issued = list(pool.map(send, range(12)))
    assert all(issued)
    assert (Submission.objects.count(), len(letters())) == (1, 1)
    assert the_report().decisions.count() == 1


def test_address_that_moved_leads_on_and_what_is_withdrawn_has_no_report(client, circle):
    publishing.move(circle, "harbour-lab")
    assert client.get("/submit/report/harbour-circle/")["Location"] == "/submit/report/harbour-lab/"
    publishing.withdraw(Community.objects.get(pk=circle.pk), role=Role.STAFF, reason="Asked for")
    for method in (client.get, client.post):
        assert method("/submit/report/harbour-lab/").status_code == 404


# Rules of the table ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"community": None},
        {"base_revision": None},
        {"address_confirmed_at": timezone.now(), "sender_email": ""},
    ],
)
def test_database_holds_what_a_report_must_have(circle, broken):
    report = a_report(circle, email=EMAIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=report.pk).update(**broken)


def test_only_reports_may_wait_without_an_address_and_confirm_one_apart():
    for broken in ({"sender_email": ""}, {"address_confirmed_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=pending().pk).update(**broken)


def test_verb_that_queues_reports_is_for_them_alone():
    draft = a_draft()
    with pytest.raises(moderation.IllegalMove):
        moderation.report(draft)
    assert fresh(draft).state == State.DRAFT


# Deciding --------------------------------------------------------------------------------------------


def test_desk_shows_the_report_beside_the_live_entry(desk, circle):
    a_report(circle, matter="ended", words="<b>Closed</b>\nin May")
    queue = desk.get("/admin/submissions/submission/?kind=report").content.decode()
    assert "Harbour Circle" in queue
    page = shown(desk, the_report())
    words = Page(page).words()
    assert "The community has ended" in words
    assert "&lt;b&gt;Closed&lt;/b&gt;<br>in May" in page
    assert "Cork" in words
    assert "From somebody who gave no address" in words
    assert "Preview as published" not in words
    assert "Ask for changes" not in words
    assert "Words to the sender" not in words
    links = Page(page).links()
    assert f"/admin/communities/community/{circle.pk}/change/" in links
    assert f"/admin/communities/community/{circle.pk}/change/#why-withdraw" in links


def test_desk_says_whether_the_address_is_confirmed_and_that_the_entry_moved_on(desk, circle):
    report = a_report(circle, email="someone@harbour.gov.ie")
    page = Page(shown(desk, report)).words()
    assert "not confirmed" in page
    assert "own domain" not in page
    intake.confirm(report)
    factories.changed(circle, city="Galway")
    page = Page(shown(desk, report)).words()
    assert "own domain" in page
    assert "published anew after this was sent" in page


@pytest.mark.parametrize(
    "typed",
    ["harbour lab", "harbour-lab", "https://testserver/communities/harbour-lab/", "/fr/communities/harbour-lab"],
)
def test_desk_finds_the_other_one(desk, circle, typed):
    lab = factories.published(name="Harbour Lab")
    report = a_report(circle, matter="twice", other=typed)
    assert reports.other_of(report) == lab
    assert f"/communities/{lab.slug}/" in Page(shown(desk, report)).links()


@pytest.mark.parametrize("typed", ["", "Harbour Circle", "nobody", "https://[broken", "a/b", "/communities/"])
def test_what_leads_to_no_other_one_is_shown_as_typed(desk, circle, typed):
    report = a_report(circle, matter="twice", other=typed)
    assert reports.other_of(report) is None
    assert typed in Page(shown(desk, report)).words()


def test_report_can_be_neither_corrected_nor_previewed_nor_asked_about(desk, circle):
    report = a_report(circle, email=EMAIL)
    intake.confirm(report)
    assert [desk.get(address(report, page)).status_code for page in ("correct", "preview")] == [404, 404]
    with pytest.raises(moderation.ModerationError):
        moderation.correct(report, **seen(report), entry=circle.entry)
    with pytest.raises(moderation.NobodyToAsk):
        moderation.ask(report, **seen(report), words="Which one?")
    decide(desk, report, "ask", words="Which one?")
    assert fresh(report).state == State.PENDING


def test_done_publishes_nothing_and_tells_a_confirmed_reporter_in_ten_minutes(desk, circle):
    before = (Community.objects.get(pk=circle.pk).entry, circle.revisions.count())
    report = a_report(circle, email=EMAIL)
    intake.confirm(report)
    decide(desk, report, "approve", reason_approve="ended", words="Thank you for telling us.")
    assert fresh(report).state == State.APPROVED
    assert (Community.objects.get(pk=circle.pk).entry, circle.revisions.count()) == before
    letter = letters()[-1]
    assert letter.scheduled_time > timezone.now() + timedelta(minutes=9)
    assert "The entry now says that the community has ended." in letter.message
    assert "Thank you for telling us." in letter.message
    assert not circle.stewards.exists()


def test_not_followed_wants_a_reason_and_tells_it(desk, circle):
    report = a_report(circle, email=EMAIL)
    intake.confirm(report)
    decide(desk, report, "decline")
    assert fresh(report).state == State.PENDING
    decide(desk, report, "decline", reason_decline="unsuitable")  # why an entry is declined, not a report
    assert fresh(report).state == State.PENDING
    decide(desk, report, "decline", reason_decline="right")
    assert fresh(report).state == State.DECLINED
    assert "the entry is right as it stands" in last_letter()


@pytest.mark.parametrize("email", ["", EMAIL])
def test_nothing_is_mailed_to_nobody_or_to_an_unconfirmed_address(circle, email):
    for act, reason in ((moderation.approve, "corrected"), (moderation.decline, "right")):
        report = a_report(circle, email=email)
        sent = len(letters())
        act(report, **seen(report), reason=reason, words="For you")
        assert len(letters()) == sent


def test_history_says_acted_on_and_not_approved(desk, circle):
    acted_on, left = a_report(circle), a_report(circle)
    moderation.approve(acted_on, version=acted_on.version, user=a_moderator(), reason="corrected")
    moderation.decline(left, version=left.version, user=a_moderator(), reason="right")
    for report, done in ((acted_on, "Acted on"), (left, "Not followed")):
        history = shown(desk, report).split('id="history"')[-1]
        assert done in history
        assert "Approved" not in history
        assert moderation.described(report.decisions.last()).startswith(f"{done} by ")


def test_page_after_sending_is_true_and_the_same_whether_a_letter_left_or_not(circle, settings):
    settings.RATE_LIMITS = 1
    pages = []
    for number in range(7):
        issued = reports.make(
            circle,
            {"matter": "wrong", "other": "", "words": f"Words {number}"},
            email=EMAIL,
            language="en",
            network=f"192.0.2.{number}",
        )
        visitor = Sender(issued.token)
        pages.append(visitor.page(visitor.at("sent/")).words())
    assert len(letters()) == 5
    assert len(set(pages)) == 1
    assert "unless we have sent five there within the hour" in pages[0]


def test_confirmed_late_it_is_told_what_was_decided_meanwhile(circle):
    report = a_report(circle, email=EMAIL)
    moderation.decline(report, **seen(report), reason="right", words="We looked.")
    intake.confirm(report)
    assert len(letters()) == 2
    assert "We looked." in last_letter()
    moderation.undo(report, **seen(report))
    assert len(letters()) == 1  # held back with the decision


def test_spam_is_never_told(circle):
    report = a_report(circle, email=EMAIL)
    moderation.spam(report, **seen(report))
    intake.confirm(report)
    assert len(letters()) == 1


def test_withdrawn_by_its_sender_it_leaves_the_queue(circle):
    visitor = reported(circle, email=EMAIL)
    visitor.post(visitor.at("withdraw/"))
    assert the_report().state == State.WITHDRAWN
    assert not Submission.objects.awaiting_review().exists()
    assert not intake.confirm(the_report())
    assert "withdrawn your report" in visitor.page(visitor.at()).words()


def test_letter_about_what_was_taken_out_does_not_lead_there(circle):
    report = a_report(circle, matter="remove", email=EMAIL)
    intake.confirm(report)
    publishing.withdraw(circle, role=Role.STAFF, reason="Asked for")
    moderation.approve(report, **seen(report), reason="taken-out")
    assert "/communities/" not in last_letter().replace("/communities of", "")
    assert "was taken out of the catalogue" in last_letter()


def test_declining_several_at_once_leaves_a_report_whose_reason_does_not_fit(desk, circle):
    report, new = a_report(circle), pending()
    desk.post(
        "/admin/submissions/submission/",
        {"action": "decline", "reason": "unsuitable", "confirmed": "yes", "_selected_action": [report.pk, new.pk]},
    )
    assert (fresh(report).state, fresh(new).state) == (State.PENDING, State.DECLINED)


def test_review_asks_as_often_for_one_report_as_for_many(desk, circle, django_assert_max_num_queries):
    report = a_report(circle, matter="twice", other="Harbour Lab")
    for _turn in range(5):
        a_report(circle)
    with django_assert_max_num_queries(27):
        shown(desk, report)
