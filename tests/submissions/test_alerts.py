"""Alerts: what is told, to whom, when and how often; who can begin and end one; what is kept, and for how long."""

import re
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from communities import publishing
from communities.models import Role
from submissions import alert_letters, alerts
from submissions.models import Alert, AlertLetter, AlertLink
from submissions.views.opening import signed
from tests import factories
from tests.page import Page
from tests.submissions.sender import Sender, letters
from tests.submissions.test_letter_forms import ADDRESS, NEVER, body, plain_words, words

pytestmark = pytest.mark.django_db

EMAIL = "reader@example.org"
LATER = timedelta(minutes=11)  # when a decision can no longer be undone


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("submissions.views.alerting.EVEN_SECONDS", 0)


def asked(query="", email=EMAIL, language="", **fields) -> Sender:
    visitor = Sender()
    visitor.post(f"{language}/submit/alert/{'?' if query else ''}{query}", email=email, **fields)
    assert visitor.response.status_code == 303, visitor.response.text
    return visitor


def link_in(letter: Email) -> str:
    return re.search(r"(/fr)?/submit/alert/[^/\s]+/(confirm/)?$", letter.message, re.MULTILINE).group(0)


def begun(query="", **options) -> Alert:
    """An alert that was asked for and confirmed, as a reader does it."""
    visitor = asked(query, **options)
    visitor.post(link_in(letters()[-1]))
    assert visitor.response.status_code == 303
    return Alert.objects.latest("confirmed_at")


def news(after: timedelta = LATER) -> list[str]:
    """The texts of the letters that are written so much later."""
    known = {letter.pk for letter in letters()}
    alerts.write_due(timezone.now() + after)
    return [letter.message for letter in letters() if letter.pk not in known]


# Asking and confirming ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/communities/", "/communities/map/", "/fr/communities/"])
def test_every_selection_leads_to_an_alert_about_it(client, path):
    factories.published(name="Circle")
    page = Page(client.get(f"{path}?scale=national&q=circle").text)
    wanted = f"{'/fr' if path.startswith('/fr') else ''}/submit/alert/?q=circle&scale=national"
    assert wanted in page.links()
    assert "One National" not in page.words()


def test_selection_without_any_community_leads_to_an_alert_too(client):
    page = Page(client.get("/communities/?scale=national").text)
    assert "/submit/alert/?scale=national" in page.links()


def test_page_says_what_the_alert_is_about_and_what_matches_today(client):
    factories.published(scale="national")
    said = Page(client.get("/submit/alert/?scale=national&country=IE").text).words()
    assert "Scale · National" in said
    assert "Country · Ireland" in said
    assert "1 community is listed for it today" in said
    assert "The whole catalogue" in Page(client.get("/submit/alert/").text).words()


def test_alert_begins_when_its_link_is_followed_and_the_button_pressed():
    visitor = asked("country=IE&scale=national&sort=newest&page=7", rhythm="day")
    alert = Alert.objects.get()
    assert (alert.email, alert.query, alert.confirmed_at) == (EMAIL, "country=IE&scale=national", None)
    letter = letters()[-1]
    assert letter.to == [EMAIL]

    link = link_in(letter)
    for _turn in range(5):
        assert "Begin this alert?" in visitor.page(link).words()
        visitor.client.head(link)
    assert Alert.objects.get().confirmed_at is None

    visitor.post(link)
    said = visitor.page(visitor.response["Location"]).words()
    assert "Your alert is on" in said
    assert "At most once a day" in said
    alert = Alert.objects.get()
    assert (alert.rhythm, alert.confirmed_at is not None) == ("day", True)
    assert alert.ends_at - alert.confirmed_at == timedelta(days=365)
    assert "This link has done its work" in visitor.page(link).words()


def code_in(letter: Email) -> str:
    return re.search(r"^\s*([A-Z2-9]{8})\s*$", letter.message, re.MULTILINE).group(1)


def test_alert_begins_by_the_code_of_its_letter_on_the_page_that_one_came_from():
    visitor = asked("scale=national", rhythm="day")
    page, code = visitor.response["Location"], code_in(letters()[-1])
    for email, typed in [(EMAIL, "WRONG234"), ("other@example.org", code)]:
        said = visitor.post(page, email=email, code=typed)
        assert "This is not the code in our latest e-mail" in said.words()
    elsewhere = visitor.post("/submit/alert/?scale=organisation&asked=1", email=EMAIL, code=code)
    assert "This is not the code" in elsewhere.words(), "it is that of another selection"
    assert Alert.objects.get().confirmed_at is None
    visitor.post(page, email=EMAIL.upper(), code=f" {code[:4].lower()}-{code[4:]} ")
    assert "Your alert is on" in visitor.page(visitor.response["Location"]).words()
    assert Alert.objects.get().rhythm == "day"
    assert "This is not the code" in visitor.post(page, email=EMAIL, code=code).words(), "it is good once"


def test_code_hears_five_attempts_and_no_more_than_seven_days():
    visitor = asked("scale=national")
    page, code = visitor.response["Location"], code_in(letters()[-1])
    for _turn in range(5):
        visitor.post(page, email=EMAIL, code="WRONG234")
    assert "This is not the code" in visitor.post(page, email=EMAIL, code=code).words()
    asked("scale=national")
    late, code = timezone.now() + timedelta(days=7), code_in(letters()[-1])
    with time_machine.travel(late):
        assert "This is not the code" in visitor.post(page, email=EMAIL, code=code).words()
    assert Alert.objects.get().confirmed_at is None
    visitor.post(page, email=EMAIL, code=code)
    assert Alert.objects.get().confirmed_at


def test_code_of_an_address_with_as_many_alerts_as_it_can_have_says_so(monkeypatch):
    monkeypatch.setattr(alerts, "MOST_OF_AN_ADDRESS", 1)
    begun("scale=national")
    visitor = asked("scale=organisation")
    said = visitor.post(visitor.response["Location"], email=EMAIL, code=code_in(letters()[-1])).words()
    assert "as many alerts as it can have" in said
    assert Alert.objects.exclude(confirmed_at=None).count() == 1


def test_letter_that_confirms_holds_nothing_that_whoever_typed_the_address_chose():
    asked("q=cheap+pills+at+evil.example")
    letter = letters()[-1]
    assert not re.search("pills|evil", letter.subject + letter.message + letter.html_message)
    assert "List-Unsubscribe" not in letter.headers


def test_answer_is_the_same_whether_the_address_is_known_or_not():
    begun("scale=national", email="known@example.org")
    answers = []
    for email in ("known@example.org", "unknown@example.org", "Known@Example.org"):
        visitor = asked("scale=national", email=email)
        answers.append((visitor.response["Location"], visitor.page(visitor.response["Location"]).words()))
        assert letters()[-1].to == [email.lower()]
    assert len(set(answers)) == 1
    assert Alert.objects.count() == 2


def test_asking_again_changes_nothing_until_it_is_confirmed():
    alert = begun(rhythm="week")
    visitor = asked(rhythm="day", language="/fr")
    alert.refresh_from_db()
    assert (alert.rhythm, alert.language) == ("week", "en")

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        visitor.post(link_in(letters()[-1]))
    after = Alert.objects.get()
    assert (after.rhythm, after.language) == ("day", "fr")
    assert after.ends_at > alert.ends_at


def test_two_clicks_begin_one_alert():
    asked()
    link = alerts.find(link_in(letters()[-1]).split("/")[-3], confirms=True)
    ends = [alerts.confirm(link, language="en") for _turn in range(2)]
    assert Alert.objects.exclude(confirmed_at=None).count() == 1
    assert all(alerts.find(token) for token in ends)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nobody"}, "Enter your e-mail address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Enter your e-mail address"),
        ({"rhythm": "hourly"}, "Choose how often you want letters"),
        ({"website_2": "x"}, "A hidden field was filled in"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(typed, says):
    visitor = Sender()
    page = visitor.post("/submit/alert/", **{"email": EMAIL, **typed})
    assert says in page.words()
    assert not Alert.objects.exists()
    assert not letters()


def test_selection_of_too_many_parts_is_refused_in_words():
    from communities import countries

    every = "&".join(f"country={code}" for code, _name in countries.all_countries())
    visitor = Sender()
    page = visitor.post(f"/submit/alert/?{every}", email=EMAIL)
    assert "too many parts for an alert" in page.words()
    assert not Alert.objects.exists()


def test_what_is_not_understood_is_left_out_with_a_notice(client):
    page = Page(client.get("/submit/alert/?scale=galactic&country=IE").text)
    assert "“galactic” is not a choice for “Scale”" in page.words()
    asked("scale=galactic&country=IE&utm_source=x")
    assert Alert.objects.get().query == "country=IE"


def test_program_that_sends_at_once_is_asked_to_wait(settings):
    settings.RATE_LIMITS = 1
    visitor = Sender()
    assert "very quick" in visitor.post("/submit/alert/", email=EMAIL).words()
    assert (visitor.response.status_code, letters()) == (429, [])
    visitor.post("/submit/alert/", email=EMAIL, opened=signed(timezone.now() - timedelta(seconds=6)))
    assert len(letters()) == 1


def test_limits_hold_for_address_network_and_the_whole_site(settings, monkeypatch):
    monkeypatch.setattr("submissions.limits.FASTEST_HUMAN", timedelta())
    settings.RATE_LIMITS = 1
    visitors = [asked(f"q=word{number}", email="Vic.Tim+a@example.org") for number in range(8)]
    assert len(letters()) == 5
    assert len({visitor.page(visitor.response["Location"]).words() for visitor in visitors}) == 1

    network = Sender(REMOTE_ADDR="192.0.2.7")
    answers = [network.post("/submit/alert/", email=f"a{number}@example.org").words() for number in range(21)]
    assert len(letters()) == 25
    assert "Many letters were asked for from your network" in answers[-1]

    settings.RATE_LIMITS = 0.09  # of all together 27 in an hour
    answer = Sender(REMOTE_ADDR="192.0.2.8").post("/submit/alert/", email="b@example.org").words()
    other = Sender(REMOTE_ADDR="192.0.2.9").post("/submit/alert/", email="c@example.org").words()
    assert "More alerts were asked for" in answer + other
    assert len(letters()) <= 27


def test_address_has_at_most_so_many_alerts(monkeypatch):
    monkeypatch.setattr(alerts, "MOST_OF_AN_ADDRESS", 2)
    begun("scale=national")
    begun("scale=regional")
    visitor = asked("scale=international")
    page = visitor.post(link_in(letters()[-1]))
    assert visitor.response.status_code == 409
    assert "Your address has 2 alerts" in page.words()
    assert Alert.objects.exclude(confirmed_at=None).count() == 2
    alerts.end(Alert.objects.get(query="scale=regional"))
    visitor.post(link_in(letters()[-1]))
    assert Alert.objects.get(query="scale=international").confirmed_at


# News -----------------------------------------------------------------------------------------------


def test_what_was_there_before_is_not_told_and_what_comes_is_told_once():
    factories.published(name="Old circle")
    begun("scale=national")
    assert news() == []
    factories.published(name="New circle", summary="They meet on Mondays.")
    factories.published(name="Elsewhere", scale="regional", host=None, countries=[], region="europe")

    (text,) = news()

    assert "New circle" in text
    assert "They meet on Mondays." in text
    assert "http://testserver/communities/new-circle/" in text
    assert "Scale: National" in text
    assert "Old circle" not in text
    assert "Elsewhere" not in text
    assert news(timedelta(days=30)) == []


def test_letters_come_no_more_often_than_was_asked_for():
    for rhythm, days in (("day", 1), ("week", 7)):
        Alert.objects.all().delete()
        begun(f"q={rhythm}", rhythm=rhythm)
        factories.published(name=f"First {rhythm}")
        assert len(news()) == 1
        factories.published(name=f"Second {rhythm}")
        factories.published(name=f"Third {rhythm}")
        assert news(LATER + timedelta(days=days) - timedelta(minutes=20)) == []
        (text,) = news(timedelta(days=days, minutes=30))
        assert f"Second {rhythm}" in text
        assert f"Third {rhythm}" in text


def test_decision_that_may_still_be_undone_is_not_told():
    begun()
    community = factories.published(name="Hasty circle")
    assert news(timedelta(minutes=2)) == []
    publishing.withdraw(community, role=Role.STAFF, reason="Undone")
    assert news() == []
    publishing.restore(community, role=Role.STAFF, reason="It was right")
    (text,) = news()
    assert "Hasty circle" in text


def test_entry_that_joins_the_selection_by_a_change_is_told_and_one_that_comes_back_is_not():
    community = factories.published(name="Circle", purpose=["advising"])
    begun("purpose=network-building")
    factories.changed(community, purpose=["network-building"])
    assert len(news()) == 1
    factories.changed(community, purpose=["advising"])
    assert news(timedelta(days=10)) == []
    factories.changed(community, purpose=["network-building"])
    assert news(timedelta(days=20)) == []


def test_near_names_are_no_news():
    begun("q=foresite")
    factories.published(name="Foresight circle")
    assert news() == []
    factories.published(name="Foresite ring")
    (text,) = news()
    assert "Foresite ring" in text
    assert "Foresight circle" not in text


def test_selection_that_is_no_longer_understood_tells_nothing():
    alert = begun("scale=national")
    Alert.objects.update(query="scale=national&planet=mars", looked_version=None)
    factories.published()
    assert news() == []
    assert Alert.objects.filter(pk=alert.pk).exists()


def test_of_many_the_letter_shows_some_and_counts_the_rest():
    begun()
    publishing.publish_many([factories.an_entry() for _turn in range(23)], role="sources")
    (text,) = news()
    assert text.count("http://testserver/communities/network-") == 20
    assert "And 3 more." in text
    assert "http://testserver/communities/?sort=newest" in text
    assert letters()[-1].subject == "23 new communities in your selection"


def test_letter_is_written_in_the_language_of_the_page():
    begun(language="/fr")
    factories.published(name="Cercle")
    (text,) = news()
    assert "http://testserver/fr/communities/cercle/" in text
    assert "http://testserver/fr/submit/alert/" in text


def test_both_forms_of_every_letter_say_the_same_load_nothing_and_trust_nobody():
    begun("q=circle")
    hostile = 'Circle <a href="https://evil.example/">x</a> <script>alert(1)</script>'
    factories.published(name=hostile, summary=f"{hostile} https://evil.example/y")
    factories.published(name="دائرة circle", summary="موظفون يتعلمون معا.", written_in="ar")
    news()
    alerts.write_due(timezone.now() + timedelta(days=340))
    assert [row.name for row in AlertLetter.objects.order_by("pk")] == ["alert_confirm", "alert_news", "alert_offer"]
    for letter in letters():
        text, html = body(letter, "plain"), body(letter, "html")
        page = Page(html)
        assert words(html) == plain_words(text), letter.subject
        assert page.mistakes == []
        assert not [link for link in page.links() if urlsplit(link).hostname == "evil.example"]
        assert set(page.links()) == {one for one in ADDRESS.findall(text) if urlsplit(one).hostname != "evil.example"}
        assert not NEVER & {element.tag for element in page.elements}
        assert page.all("title")[0].text == letter.subject
        assert "You get this letter because" in text
        assert "http://testserver/privacy/" in text
    assert 'lang="ar" dir="rtl"' in letters()[1].html_message


# Two at once, and killed ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_loops_at_once_write_one_letter(monkeypatch):
    begun()
    factories.published(name="Circle")
    together, wrote = threading.Barrier(2), []
    write = alert_letters.news

    def slowly(*args):
        write(*args)
        threading.Event().wait(0.3)  # the other one meets the lock

    monkeypatch.setattr(alert_letters, "news", slowly)

    def loop():
        together.wait()
        wrote.append(alerts.write_due(timezone.now() + LATER)["news"])
        connection.close()

    loops = [threading.Thread(target=loop) for _turn in range(2)]
    for one in loops:
        one.start()
    for one in loops:
        one.join()
    assert sorted(wrote) == [0, 1]
    assert AlertLetter.objects.filter(name="alert_news").count() == 1


def test_killed_between_letter_and_mark_tells_again_and_once(monkeypatch):
    begun()
    factories.published(name="Circle")
    save, killed = Alert.save, []

    def die(self, *args, **options):
        if not killed:
            killed.append(True)
            raise KeyboardInterrupt
        save(self, *args, **options)

    monkeypatch.setattr(Alert, "save", die)
    with pytest.raises(KeyboardInterrupt):
        alerts.write_due(timezone.now() + LATER)
    assert AlertLetter.objects.filter(name="alert_news").count() == 0
    assert len(news()) == 1
    assert news(timedelta(days=9)) == []


def test_one_alert_that_goes_wrong_keeps_no_other_waiting(monkeypatch, caplog):
    begun("scale=national", email="first@example.org")
    begun("scale=national", email="second@example.org")
    factories.published(name="Circle")
    write = alert_letters.news

    def fail_once(alert, *args):
        if alert.email.startswith("first"):
            raise RuntimeError("planned")
        write(alert, *args)

    monkeypatch.setattr(alert_letters, "news", fail_once)
    assert len(news()) == 1
    assert letters()[-1].to == ["second@example.org"]
    assert "planned" in caplog.text
    monkeypatch.undo()
    assert len(news()) == 1


def test_unchanged_catalogue_is_not_searched_again(monkeypatch):
    begun()
    assert news() == []
    monkeypatch.setattr(alerts, "matching", lambda chosen: pytest.fail("looked again"))
    assert news() == []


def test_publication_that_commits_while_an_alert_begins_is_told_or_was_there():
    alert = begun()
    # As if it had been published after the selection was read and before the alert was confirmed.
    earlier = alert.confirmed_at - timedelta(seconds=1)
    factories.published(name="Between", at=earlier)
    (text,) = news()
    assert "Between" in text


def test_mail_loop_and_command_write_what_is_due(capsys):
    begun()
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        factories.published(name="Circle")
    call_command("send_alerts")
    assert "1 letters of news, 0 offers of renewal, 0 ended." in capsys.readouterr().out
    assert AlertLetter.objects.filter(name="alert_news").count() == 1
    Alert.objects.update(not_before=timezone.now())
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        factories.published(name="Ring")
    call_command("send_mail")
    assert "3 sent" in capsys.readouterr().out


# Ending ---------------------------------------------------------------------------------------------


def told_of(query="") -> tuple[Alert, Email]:
    """An alert, and the letter of news that it sent."""
    alert = begun(query)
    factories.published(name="Circle of news")
    news()
    return alert, letters()[-1]


def test_link_in_every_letter_ends_it_by_a_button_and_deletes_all(client):
    _alert, letter = told_of("scale=national")
    visitor = Sender()
    path = link_in(letter)
    for _turn in range(5):
        visitor.page(path)
        visitor.client.head(path)
    assert Alert.objects.count() == 1

    visitor.post(path, end="1")

    said = visitor.page(visitor.response["Location"]).words()
    assert "Your alert has ended" in said
    assert [model.objects.count() for model in (Alert, AlertLink, AlertLetter, Email)] == [0, 0, 0, 0]
    assert visitor.page(path).words().count("This link opens nothing")
    assert visitor.response.status_code == 404


def test_mail_program_ends_it_by_one_post_without_cookie_or_page():
    _alert, letter = told_of()
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    arrived = letter.prepare_email_message().message()
    (address,) = re.findall(r"^<(http://testserver/submit/alert/\S+/)>$", str(arrived["List-Unsubscribe"]))
    path = address.removeprefix("http://testserver")
    program = Client(enforce_csrf_checks=True)

    assert program.post(path, {"List-Unsubscribe": "Twice"}).status_code == 403
    assert Alert.objects.count() == 1
    for _turn in range(2):
        answer = program.post(path, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.text) == (200, "This alert has ended.\n")
    assert not Alert.objects.exists()
    assert program.post("/submit/alert/never-issued/", {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_letters_that_wait_do_not_leave_after_the_end():
    alert, _letter = told_of()
    other = begun(email="other@example.org")
    alerts.end(alert)
    assert [letter.to for letter in letters()] == [["other@example.org"]]
    assert Alert.objects.get() == other


def test_renewal_is_offered_before_the_end_once_and_renews_by_a_button():
    alert = begun("scale=national")
    day = timedelta(days=1)
    assert news(334 * day) == []
    (text,) = news(336 * day)
    assert "To go on for 12 months" in text
    assert news(337 * day) == []
    path = link_in(letters()[-1])
    visitor = Sender()
    visitor.post(path, renew="1", end=None)
    assert "It is renewed for 12 months." in visitor.page(visitor.response["Location"]).words()
    after = Alert.objects.get()
    assert after.ends_at > alert.ends_at
    assert after.renewal_offered_at is None


@pytest.mark.parametrize(("days", "left"), [(364, 1), (366, 0)])
def test_alert_ends_and_is_deleted_after_twelve_months(days, left):
    begun()
    news(timedelta(days=340))
    assert news(timedelta(days=days)) == []
    assert (Alert.objects.count(), Email.objects.count() > 0) == (left, bool(left))


def test_alert_does_not_end_before_its_renewal_was_on_offer_for_a_while():
    begun()
    assert len(news(timedelta(days=400))) == 1  # the loop stood still for a long time
    assert news(timedelta(days=410)) == []
    assert Alert.objects.count() == 1
    assert news(timedelta(days=415)) == []
    assert Alert.objects.count() == 0


@pytest.mark.parametrize(("days", "left"), [(6.9, 1), (7.1, 0)])
def test_alert_that_nobody_confirms_is_deleted_after_seven_days(days, left):
    visitor = asked()
    path = link_in(letters()[-1])
    alerts.write_due(timezone.now() + timedelta(days=days))
    assert (Alert.objects.count(), Email.objects.count()) == (left, left)
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert ("opens nothing" in visitor.page(path).words()) is not bool(left)


# Links and what is kept -----------------------------------------------------------------------------


def test_tokens_are_kept_hashed_and_open_nothing_else(client):
    _alert, letter = told_of()
    (confirming, ending) = (link_in(letters()[0]), link_in(letter))
    tokens = {path.split("/")[3] for path in (confirming, ending)}
    stored = str(list(AlertLink.objects.values())) + str(list(Alert.objects.values()))
    assert all(len(token) == 32 and token not in stored for token in tokens)
    assert client.get(f"/submit/alert/{confirming.split('/')[3]}/").status_code == 404
    assert client.get(f"{ending}confirm/").status_code == 404
    for token in tokens:
        assert client.get(f"/submission/{token}/").status_code == 404
    altered = ending.replace(ending.split("/")[3], "A" + ending.split("/")[3][1:])
    assert altered == ending or client.get(altered).status_code == 404


def test_pages_show_no_address_and_are_kept_by_nobody():
    _alert, letter = told_of()
    visitor = Sender()
    for path in (link_in(letters()[0]), link_in(letter), "/submit/alert/never-issued/"):
        assert EMAIL not in visitor.page(path).words()
        assert "no-store" in visitor.response["Cache-Control"]
        assert visitor.response["Referrer-Policy"] == "same-origin"
        assert "noindex" in visitor.response["X-Robots-Tag"]
        assert path not in Page(visitor.response.text).links()


def test_superuser_ends_an_alert_in_the_admin(admin_client, settings):
    settings.STAFF_SECOND_FACTOR = False
    alert, _letter = told_of()
    assert EMAIL in admin_client.get("/admin/submissions/alert/").text
    admin_client.post(f"/admin/submissions/alert/{alert.pk}/delete/", {"post": "yes"})
    assert [model.objects.count() for model in (Alert, AlertLink, AlertLetter, Email)] == [0, 0, 0, 0]
