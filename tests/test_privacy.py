"""Nothing personal reaches the public: a canary in every field that is not published, and a look in every place."""

import csv
import io
import logging
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from psycopg import sql

from communities import index, releases
from communities.card import drawing
from communities.models import Community, Reply
from submissions import alerts, bounces, intake, introductions, moderation
from submissions.desk_models import Note
from submissions.importing import uploads
from submissions.living import asking, inviting, pulse
from submissions.models import Import, Step, Steward, Submission
from submissions.typed import keep
from tests import addresses, factories
from tests.canaries import DISGUISES, Canaries, disguises, found_in
from tests.page import Page
from tests.submissions import asked
from tests.submissions.alerted import an_alert
from tests.submissions.introduced import passed_on
from tests.submissions.sender import Sender
from tests.submissions.submitted import a_claim, a_lesson, a_moderator, a_report, a_session, fresh

pytestmark = pytest.mark.django_db

CANARIES = Canaries()
PUBLIC_NAME = "Horizon Scanners of Ireland"
KEPT_NUMBER = 7_654_321
# Not public: who may read these is another's business, and what they say is looked at here.
BESIDE = ("/metrics", "/livez", "/readyz")


def in_hand(submission: Submission, moderator) -> dict:
    return {"version": fresh(submission).version, "user": moderator}


def sent_by_a_convener(moderator) -> Community:
    """Through the questionnaire, a question, its answer, and an approval; canaries wherever words are not published."""
    call = factories.a_call(
        slug=addresses.CALL, questions=[factories.an_extra("q1"), factories.an_extra("q2", who="aggregate")]
    )
    sender = Sender().begin(f"/submit/?call={call.slug}")
    sender.fill("call", call_q1=CANARIES.call_answer, call_q2=CANARIES.call_answer)
    sender.fill("running", hardest=CANARIES.hardest)
    sender.fill_all(sender_email=CANARIES.sender_email)
    sender.fill("you", sender_name=CANARIES.sender_name, sender_email=CANARIES.sender_email, consent_peers="on")
    sender.send()
    submission = sender.submission
    sender.post(sender.confirming_link())
    words = {"words": CANARIES.words_to_sender, "about_fields": {"summary": CANARIES.words_about_a_field}}
    moderation.ask(submission, **in_hand(submission, moderator), **words, note=CANARIES.note_among_staff)
    sender.send(words=CANARIES.words_from_sender)
    # A role outside the list can only come about by a mistake; the catalogue must not repeat even that.
    Submission.objects.filter(pk=submission.pk).update(sender_role=CANARIES.sender_role)
    seen = in_hand(submission, moderator)
    moderation.approve(submission, **seen, words=CANARIES.words_to_sender, note=CANARIES.note_among_staff)
    return submission.community


def changed_by_a_member(community: Community, moderator) -> None:
    """A published change, and one that still waits."""
    for summary in ("Civil servants who look further ahead.", f"They {CANARIES.unpublished_name}."):
        sender = Sender().begin(f"/submit/change/{community.slug}/")
        sender.fill("community", name=community.name, summary=summary, scale="national")
        sender.fill("you", sender_role="member", sender_name=CANARIES.sender_name, sender_email=CANARIES.sender_email)
        sender.send()
        sender.post(sender.confirming_link())
        if CANARIES.unpublished_name not in summary:
            moderation.approve(sender.submission, **in_hand(sender.submission, moderator))


def waiting_and_declined(moderator) -> None:
    for number in range(3):
        sender = Sender().confirmed(
            name=f"{CANARIES.unpublished_name} {number}",
            summary=f"{CANARIES.unpublished_name} meets.",
            website=f"https://example.net/{number}",
            sender_email=CANARIES.sender_email,
        )
        Note.objects.create(submission=sender.submission, user=moderator, text=CANARIES.note_among_staff)
    typed = QueryDict(mutable=True)
    typed.update({"words": CANARIES.words_to_sender, "note": CANARIES.note_among_staff})
    keep(sender.submission, moderator, typed)
    declined = Submission.objects.filter(state="pending", kind="new").earliest("pk")
    moderation.decline(declined, **in_hand(declined, moderator), reason="unverified")


def imported(folder, moderator) -> None:
    file = folder / "communities.csv"
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        contact = f"{CANARIES.import_contact_name} <{CANARIES.import_contact}>"
        rows.writerow(["Name", "Summary", "Country", "Scale", "Contact"])
        rows.writerow(["Harbour circle", "Port officials.", "IE", "national", contact])
    call_command("import_communities", str(file), stdout=io.StringIO())
    submission = Submission.objects.get(name="Harbour circle")
    assert CANARIES.import_contact in str(submission.private_answers)
    moderation.approve(submission, **in_hand(submission, moderator))


def brought(moderator) -> None:
    """Tables on the desk: one that waits, and one whose rows were queued and whose report is still there."""
    rows = f"Name,Summary,Contact,Surplus\nHarbour ring,Pilots.,{CANARIES.table_contact},{CANARIES.table_words}\n"
    for step in (Step.CHECKED, Step.DONE):
        table = SimpleUploadedFile(f"{CANARIES.table_words}.csv", rows.encode())
        source = uploads.receive(table, moderator)
        Import.objects.filter(pk=source.pk).update(step=Step.CHECKING)
        uploads.carry_on(source, 60)
        if step == Step.DONE:
            Import.objects.filter(pk=source.pk).update(step=Step.QUEUEING, done=0)
            uploads.carry_on(source, 60)
        source.refresh_from_db()
        assert source.step == step


def reported(community: Community, moderator) -> None:
    """One that waits and one that was acted on, whose sender was told."""
    said = {"matter": "twice", "other": CANARIES.reported_other}
    for number in range(2):
        report = a_report(community, email=CANARIES.reporter_email, words=f"{CANARIES.reported_words} {number}", **said)
        intake.confirm(report)
    words = {"words": CANARIES.words_to_reporter, "note": CANARIES.note_among_staff}
    moderation.approve(report, **in_hand(report, moderator), reason="corrected", **words)


def claimed(community: Community, moderator) -> None:
    """One that waits and one that was accepted."""
    for number in range(2):
        words = f"{CANARIES.claimant_words} {number}"
        claim = a_claim(community, words, name=CANARIES.claimant_name, email=CANARIES.claimant_email)
        intake.confirm(claim)
    moderation.approve(claim, **in_hand(claim, moderator), former="stays", words=CANARIES.words_to_reporter)


def told(community: Community, moderator) -> None:
    """A lesson that waits, and one that is published."""
    waiting, accepted = (
        a_lesson(community, email=CANARIES.teller_email, lesson_did=words)
        for words in (CANARIES.untold_words, "We began with four people.")
    )
    for one in (waiting, accepted):
        intake.confirm(one)
    words = {"words": CANARIES.words_to_sender, "note": CANARIES.note_among_staff}
    moderation.approve(accepted, **in_hand(accepted, moderator), **words)


def announced(community: Community, moderator) -> None:
    """A session that waits, and one that is published."""
    waiting, accepted = (
        a_session(community, email=CANARIES.host_email, session_about=words)
        for words in (CANARIES.unannounced_words, "We look back.")
    )
    for one in (waiting, accepted):
        intake.confirm(one)
    words = {"words": CANARIES.words_to_sender, "note": CANARIES.note_among_staff}
    moderation.approve(accepted, **in_hand(accepted, moderator), **words)


def questioned(community: Community, moderator) -> None:
    """One question that waits, one that is with conveners, one that was replied to from one of two answers."""
    other = factories.published(name="Second circle", topic=["foresight"], purpose=["network-building"])
    private = {"tried": CANARIES.asker_tried, "organisation": CANARIES.asker_organisation, "part": CANARIES.asker_part}
    named = {"name": CANARIES.asked_name, "may_be_asked": True}
    cited = Steward.objects.create(community=other, email=CANARIES.asked_email, **named)
    silent = Steward.objects.create(community=community, email=f"second.{CANARIES.asked_email}", **named)
    asked.waiting(CANARIES.asker_email, question=CANARIES.asker_words, **private)
    for is_over in (False, True):
        question = asked.waiting(CANARIES.asker_email, question=f"{CANARIES.asker_words} {is_over}?", **private)
        asked.relayed(moderator, [cited, silent], question, wording="Has anyone taken turns?", context="")
        first, second = question.inquiry.relays.all()
        asked.answered(second, CANARIES.unpublished_answer, may_cite=False)
        if is_over:
            asked.answered(first, "We took turns.")
            moderation.gather(question)
            made = asked.made_of(fresh(question))
            moderation.approve(question, **in_hand(question, moderator), words=CANARIES.words_to_reporter, made=made)


def introduced(community: Community) -> None:
    """One that waits, and one that was passed on and accepted."""
    who = {"name": CANARIES.wisher_name, "email": CANARIES.wisher_email}
    for number in range(2):
        said = {"organisation": CANARIES.wisher_organisation, "words": f"{CANARIES.wisher_words} {number}"}
        introductions.make(community, who, said, language="en", network="192.0.2.1")
        wish = Submission.objects.filter(kind="introduction").latest("pk")
        intake.confirm(wish)
    accepted = introductions.find(passed_on(wish))
    assert accepted
    introductions.reply(accepted, "accepted")


def asked_again(monkeypatch) -> None:
    """Every steward is asked whether the entry is right; one keeps the pulse to OPSI, and one community is invited."""
    assert asking.look(timezone.now() + timedelta(days=366))["letters"]
    one = Steward.objects.filter(email=CANARIES.steward_email).get()
    pulse.keep(one.community, {"participants": KEPT_NUMBER, "participation": 3, "benefits": None}, is_public=False)
    other = Community.objects.get(name="Harbour circle")
    known = {other.slug: {"address": CANARIES.invited_email, "reaches": "shared mailbox", "sources": "x"}}
    monkeypatch.setattr(inviting, "_known", lambda: known)
    moderator = User.objects.get(username=CANARIES.moderator)
    inviting.send([other.pk], user=moderator, key=uuid4(), language="en")


@pytest.fixture(autouse=True)
def releases_of_its_own(settings, tmp_path) -> None:
    settings.RELEASES_FOLDER = tmp_path / "releases"


@pytest.fixture
def published(tmp_path, monkeypatch) -> Community:
    """A catalogue to which people have told everything that a site can be told."""
    moderator = a_moderator(CANARIES.moderator, first_name=CANARIES.moderator_name, email=CANARIES.moderator_email)
    community = sent_by_a_convener(moderator)
    changed_by_a_member(community, moderator)
    waiting_and_declined(moderator)
    imported(tmp_path, moderator)
    brought(moderator)
    reported(community, moderator)
    claimed(community, moderator)
    told(community, moderator)
    announced(community, moderator)
    questioned(community, moderator)
    Steward.objects.create(
        community=community,
        name=CANARIES.steward_name,
        email=CANARIES.steward_email,
        private_answers={"hardest": CANARIES.steward_answer},
        may_be_asked=True,
    )
    introduced(community)
    asked_again(monkeypatch)
    an_alert(CANARIES.alert_email)
    bounces.note(CANARIES.bounced_email, status="5.1.1", said=f"<{CANARIES.bounced_email}> is unknown")
    alerts.ask(CANARIES.alert_email, "scale=national", "day", language="en", network="192.0.2.1")
    assert sorted(Community.objects.published().values_list("name", flat=True)) == [
        "Harbour circle",
        PUBLIC_NAME,
        "Second circle",
    ]
    assert "further ahead" in Community.objects.get(pk=community.pk).entry["summary"]
    assert "We took turns." in Reply.objects.get().reply
    return community


def rows_of(tables: str) -> Iterator[tuple[str, str]]:
    """Every row of the tables whose names match, as text, with the name of its table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ %s", [tables])
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table)))
            yield from ((table, row) for (row,) in cursor.fetchall())


def public_texts(client: Client) -> Iterator[tuple[str, str]]:
    """Every public address and what it answers, headers included; a workbook unpacked, a card before it is drawn."""
    for slug in Community.objects.published().values_list("slug", flat=True):
        for address in [*(address for address, _language in addresses.pages(slug)), *addresses.files(slug)]:
            response = client.get(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            if "spreadsheet" in response.headers["Content-Type"]:
                workbook = zipfile.ZipFile(io.BytesIO(content))
                content = b"".join(workbook.read(name) for name in workbook.namelist())
            yield address, f"{response.headers}{content.decode(errors='replace')}"
    # What counts and watches says nothing of anybody either, to whomever it may answer.
    for address in BESIDE:
        yield address, client.get(address).content.decode(errors="replace")
    # A picture hides its words from this: what it is drawn from does not.
    for community in Community.objects.published():
        yield f"card of {community.slug}", drawing.of_entry(community.entry, index.current().terms)


def released() -> Iterator[tuple[str, str]]:
    """The files of a release that is made now."""
    release, _is_new = releases.make("2026-01-01")
    for path in sorted(release.folder.iterdir()):
        yield f"release: {path.name}", path.read_text(encoding="utf-8")


def everything_public(client: Client) -> dict[str, str]:
    """The catalogue's tables, pages and release, by place."""
    places: dict[str, str] = {**dict(public_texts(client)), **dict(released())}
    for table, row in rows_of("^communities_"):
        places[table] = f"{places.get(table, '')}\n{row}"
    return places


def found_by_searching(client: Client, word: str) -> bool:
    page = Page(client.get("/communities/", {"q": word}).text)
    assert [box["value"] for box in page.all("input") if box["id"] == "q"] == [word]
    nothing = "Nothing is listed for this choice yet" in page.words()
    return not nothing or bool(client.get("/api/communities/", {"q": word}).json()["count"])


def test_no_canary_is_in_the_catalogue_or_on_anything_public_or_found_by_searching(client, published):
    forms = disguises([*CANARIES.words(), str(KEPT_NUMBER), "7,654,321"])
    places = everything_public(client)
    assert "four people" in places["/lessons/"]
    assert "We look back." in places["/sessions/"]
    assert "We look back." in places["/sessions/calendar.ics"]
    assert {
        "communities_lesson",
        "communities_session",
        "communities_community",
        "communities_revision",
        "communities_address",
    } <= set(places)
    assert {"release: communities.csv", "release: changes.json", "/livez"} <= set(places)
    assert len(places) > 60
    assert {place: found for place, text in places.items() if (found := found_in(text, forms))} == {}
    assert [word for word in CANARIES.words() if found_by_searching(client, word)] == []

    # All of them do stand where they belong; otherwise not finding them elsewhere would mean nothing.
    elsewhere = "\n".join(row for _table, row in rows_of("^(?!communities_)")).lower()
    assert [word for word in CANARIES.words() if word.lower() not in elsewhere] == []


def test_canary_in_a_public_field_is_found_in_every_disguise(client):
    planted = {name: disguise(CANARIES.sender_email) for name, disguise in DISGUISES.items()}
    factories.published(name="A leaking one", summary=" ".join(planted.values()))
    places = everything_public(client)
    forms = disguises([CANARIES.sender_email])
    for form in planted.values():
        found = {place for place, text in places.items() if found_in(text, {form.lower(): forms[form.lower()]})}
        assert {
            "communities_community",
            "communities_revision",
            "/communities/",
            "/communities/a-leaking-one/",
        } <= found
        assert {f"/communities/export.{kind}" for kind in ("csv", "xlsx", "json", "geojson", "jsonld")} <= found
        assert {"/communities/feed/", "/api/communities/", "/fr/communities/a-leaking-one/"} <= found


@pytest.mark.parametrize(
    "query",
    [
        "sender_email=x",
        "sort=sender_email",
        "steward=x",
        "private_answers__hardest=x",
        "submissions__sender_name=x",
        "stewards__email__startswith=s",
    ],
)
def test_private_columns_can_neither_be_filtered_nor_sorted_by(client, query):
    response = client.get(f"/api/communities/?{query}")
    assert response.status_code == 400
    assert "is not one of its values" in response.text or "there is no such parameter" in response.text


def test_log_holds_nothing_of_a_table_on_which_an_import_fails(monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(next(iter(logging.getLogger().handlers)), "stream", log, raising=False)
    rows = f"Name,Summary,Contact\nHarbour ring,Pilots.,{CANARIES.table_contact}\n"
    source = uploads.receive(SimpleUploadedFile(f"{CANARIES.table_words}.csv", rows.encode()), a_moderator("mo"))
    Import.objects.filter(pk=source.pk).update(step=Step.CHECKING)

    def fail(*args, **options):
        raise RuntimeError(f"cannot read {CANARIES.table_contact}")

    monkeypatch.setattr(uploads, "proposals", fail)
    call_command("send_mail", stdout=log)
    said = log.getvalue()
    assert f"Import {source.pk}: RuntimeError" in said
    assert found_in(said, disguises(CANARIES.words())) == []


def test_log_holds_no_canary_and_no_private_link(monkeypatch):
    log = io.StringIO()
    monkeypatch.setattr(next(iter(logging.getLogger("django").handlers)), "stream", log)
    quick = Client(raise_request_exception=False)
    sender = Sender()
    sender.client = quick
    sender.begin().fill_all(sender_email=CANARIES.sender_email, name="Another circle", website="https://example.com/a")

    def fail(*args, **options):
        raise RuntimeError(f"planned, for {CANARIES.sender_email}")

    def refused(submission, **options):
        with transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(version=-1)

    for trouble in (fail, refused):
        monkeypatch.setattr(intake, "send", trouble)
        sender.send()
        assert sender.response.status_code == 500
    quick.get(sender.at("no-such-section/"))
    quick.post("/accounts/login/", {"login": CANARIES.moderator, "password": CANARIES.steward_answer})
    call_command("send_mail", stdout=log)

    said = log.getvalue()
    assert "planned, for …@…" in said
    assert "DETAIL: …" in said
    assert "no-such-section" in said
    assert found_in(said, disguises(CANARIES.words())) == []
    assert sender.token not in said


def test_no_error_is_mailed_to_anybody(settings):
    """A traceback in a mailbox would be one more place to erase from."""
    handlers = settings.LOGGING["handlers"].values()
    assert all("mail" not in handler["class"].lower() for handler in handlers)
    assert (settings.ADMINS, settings.MANAGERS) == ([], [])
    told = [handler for name in ("", "django", "django.request") for handler in logging.getLogger(name).handlers]
    assert not [handler for handler in told if "Email" in type(handler).__name__]
