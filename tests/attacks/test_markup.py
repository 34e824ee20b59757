"""Stored scripts and dangerous addresses: what a stranger writes is text on every page, on the desk and in letters."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from post_office.models import Email

from communities import publishing
from communities.models import Community, Lesson, Session
from communities.refusals import InvalidEntry
from submissions import intake, moderation
from submissions.desk_models import Note
from submissions.fields import is_web
from submissions.importing import uploads
from submissions.models import Kind, Submission
from tests import addresses, catalogues, factories, hostile
from tests.page import Page
from tests.soundness import faults_of_code, is_own
from tests.submissions.asked import waiting
from tests.submissions.submitted import (
    a_change,
    a_claim,
    a_closure,
    a_lesson,
    a_moderator,
    a_report,
    a_session,
    a_wish,
    fresh,
    pending,
)

pytestmark = pytest.mark.django_db

MARK = "stolen9"
PAYLOADS = (
    f"<script>{MARK}()</script>",
    f"</script><script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f'"><svg/onload={MARK}()>',
    f"' autofocus onfocus={MARK}() x='",
    f'" autofocus onfocus="{MARK}()',
    f"</textarea></title></style><details open ontoggle={MARK}()>",
    f"<iframe srcdoc='&lt;script&gt;{MARK}()&lt;/script&gt;'>",
    f"<a href=javascript:{MARK}()>x</a>",
    f"<math><mi//xlink:href='data:x,<script>{MARK}()</script>'>",
    f"--><!--><body onload={MARK}()>",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"{{{{ {MARK} }}}}{{% debug %}}${{{MARK}}}<%= {MARK} %>",
    f"]]><script>{MARK}()</script>\u2028<?php {MARK}() ?>",
)
# What may come of a payload's elements where they are not escaped.
STRANGE = {"iframe", "details", "math", "mi", "body", "textarea"}


def published() -> list[Community]:
    """A community for each payload, with all that can stand on its page, and others beside it."""
    made = []
    for payload in PAYLOADS:
        revision = publishing.publish(hostile.an_entry_saying(payload), role="sources", reason=payload[:200])
        community = Community.objects.get(pk=revision.community_id)
        factories.learned(community, did=payload, happened=payload)
        factories.announced(community, about=payload[:160], place=payload[:160], sign_up=payload[:160])
        made.append(community)
    factories.answered(made[:3], question=PAYLOADS[2], context=PAYLOADS[3], reply="\n\n".join(PAYLOADS))
    words = {"title": PAYLOADS[1], "introduction": "\n\n".join(PAYLOADS), "notes": PAYLOADS[:3]}
    factories.collected(made[:3], slug=addresses.COLLECTION, **words)
    factories.a_call(made[:3], slug=addresses.CALL, title=PAYLOADS[2], words="\n\n".join(PAYLOADS))
    return made


def sent(communities: list[Community]) -> list[Submission]:
    """Everything that waits on the desk, saying each payload somewhere."""
    rows, user = [], a_moderator()
    for number, payload in enumerate(PAYLOADS):
        who = {"sender_name": payload, "private_answers": {"hardest": payload}}
        rows.append(pending(entry=hostile.an_entry_saying(payload), **who))
        about = communities[number]
        more = [
            a_change(about, proposes={"summary": payload, "how_to_join": payload}, **who),
            a_report(about, words=payload),
            a_claim(about, words=payload, name=payload, email=f"ann{number}@example.org"),
            a_lesson(about, lesson_did=payload, lesson_happened=payload),
            a_session(about, session_about=payload[:160], session_place=payload[:160], session_sign_up=payload[:160]),
            a_closure(about, legacy=payload, achieved=payload, thanks=payload),
            a_wish(about, words=payload, name=payload),
        ]
        kind = more[number % len(more)]
        if kind.state == "unconfirmed":
            intake.confirm(kind)
        elif kind.state == "draft":
            pending(kind)
        rows.append(fresh(kind))
    rows.append(waiting(question=PAYLOADS[2][:200], context=PAYLOADS[3], tried=PAYLOADS[4]))
    for row in rows[:4]:
        Note.objects.create(submission=row, user=user, text=row.sender_name or PAYLOADS[0])
    seen = {"version": fresh(rows[0]).version, "user": user}
    moderation.ask(rows[0], **seen, words="\n".join(PAYLOADS), about_fields={"city": PAYLOADS[0]}, note=PAYLOADS[1])
    seen = {"version": fresh(rows[2]).version, "user": user}
    moderation.decline(rows[2], **seen, reason="unverified", words="\n".join(PAYLOADS), note=PAYLOADS[2])
    return [fresh(row) for row in rows]


def faults(html: str) -> Iterator[str]:
    """What a payload has become that is more than text."""
    page = Page(html)
    yield from (fault for fault in faults_of_code(page) if MARK in fault or "data:" not in fault)
    for element in page.elements:
        if MARK in "".join(element.attributes) or (element.tag == "img" and element["src"] == "x"):
            yield f"<{element.tag}> with {list(element.attributes)}"
        if element.tag in STRANGE and "x" in element.attributes:
            yield f"<{element.tag}>"


def faults_at(client: Client, every: list[str]) -> dict[str, list[str]]:
    found = {}
    for address in every:
        response = client.get(address, follow=True)
        assert response.status_code in (200, 410), (address, response.status_code)
        found[address] = list(faults(response.text))
    return {address: wrong for address, wrong in found.items() if wrong}


def test_whatever_is_public_says_it_as_text(client):
    made = published()
    pages_say_it_as_text(client, made)
    feeds_data_and_files_say_it_as_text(client, made)


def public_pages(made: list[Community]) -> list[str]:
    every = [address for address, _language in addresses.pages(made[1].slug)]
    for community in made:
        every += [community.get_absolute_url(), f"/communities/{community.slug}/history/"]
    slugs = "&".join(f"c={one.slug}" for one in made[:4])
    every += [f"/communities/compare/?{slugs}", "/communities/?q=stolen9&sort=newest"]
    return [*every, *(one.get_absolute_url() for one in (*Lesson.objects.all(), *Session.objects.all()))]


def pages_say_it_as_text(client: Client, made: list[Community]) -> None:
    assert faults_at(client, public_pages(made)) == {}
    shown = client.get(made[0].get_absolute_url()).text
    assert MARK in Page(shown).words()  # as words it is there


def feeds_data_and_files_say_it_as_text(client: Client, made: list[Community]) -> None:
    for path in ("/communities/feed/", "/sessions/feed/", "/sitemap.xml"):
        tree = ElementTree.fromstring(client.get(path).content)  # noqa: S314 - our own
        html = [one.text or "" for one in tree.iter() if one.get("type") in ("html", "xhtml")]
        assert [fault for text in html for fault in faults(text)] == []
    for path in ("/api/communities/", "/communities/export.json", "/communities/export.jsonld"):
        response = client.get(path)
        said = b"".join(response.streaming_content) if response.streaming else response.content
        assert MARK in str(json.loads(said))
        assert not response.headers["Content-Type"].startswith("text/html")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    for path in ("badge.svg", "cite.bib"):
        response = client.get(f"/communities/{made[1].slug}/{path}")
        assert f"<script>{MARK}" not in response.text or response.headers["X-Content-Type-Options"] == "nosniff"
    assert f"<script>{MARK}" not in client.get(f"/communities/{made[1].slug}/badge.svg").text


def test_desk_and_letters_say_it_as_text(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    made = published()
    rows = sent(made)
    letters_say_it_as_text()
    assert faults_at(client, desk_pages(client, made, rows)) == {}


def desk_pages(client: Client, made: list[Community], rows: list[Submission]) -> list[str]:
    """The pages of the desk that show it, to a moderator who has signed in and taken in a file that says it."""
    client.force_login(User.objects.create_superuser("boss", password="a long enough one", first_name=PAYLOADS[2]))
    desk, one = "/admin/submissions/submission/", made[0].pk
    every = ["/admin/", desk, f"{desk}?q=stolen9", "/admin/communities/community/", "/admin/communities/revision/"]
    every += [f"{desk}{row.pk}/change/" for row in rows]
    every += [f"{desk}{row.pk}/history/" for row in rows[:4]]
    every += [f"{desk}{row.pk}/preview/" for row in rows if row.kind in (Kind.NEW, Kind.CHANGE)]
    every += [f"/admin/communities/community/{row.pk}/{page}/" for row in made[:3] for page in ("change", "history")]
    every += [f"/admin/communities/community/{one}/merge/?into={made[1].slug}"]
    every += [f"/admin/{place}/" for place in ("communities/lesson", "communities/session", "submissions/wave")]
    table = "Name,Summary,Country,Scale,Surplus\n" + "\n".join(
        f'"{text}","{text}",IE,national,"{text}"' for text in (PAYLOADS[0], PAYLOADS[2], PAYLOADS[7])
    )
    file = SimpleUploadedFile(f"{PAYLOADS[2]}.csv".replace("/", ""), table.encode())
    source = uploads.receive(file, User.objects.get(username="boss"))
    return [*every, f"/admin/submissions/import/{source.pk}/"]


def letters_say_it_as_text() -> None:
    written = [one.html_message for one in Email.objects.all() if one.html_message]
    assert len(written) > 20
    ours = {"has a style element", "<div style='display:none;max-height:0;overflow:hidde'>"}  # mail programs want both
    assert {fault for html in written for fault in faults(html)} - ours == set()
    assert [link for html in written for link in Page(html).links() if MARK in link] == []


# Dangerous addresses ---------------------------------------------------------------------------------

DANGEROUS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/",
    "https:evil.example",
    "http://user:secret@evil.example/",
    "https://evil.example/\"onmouseover='alert(1)'",
    "ftp://evil.example/",
    "blob:https://evil.example/x",
)


@pytest.mark.parametrize("address", DANGEROUS)
def test_dangerous_address_is_neither_taken_nor_published(address):
    assert not is_web(address) or urlsplit(address).scheme in ("http", "https")
    for proposal in (
        {"website": address},
        {"sources": [{"title": "x", "url": address}]},
        {"assets": [{"title": "x", "url": address}]},
    ):
        try:
            community = factories.published(**proposal)
        except InvalidEntry:
            continue
        html = Client().get(community.get_absolute_url()).text
        assert list(faults(html)) == []
        led = [link for link in Page(html).links() if "evil" in link or "alert" in link]
        assert all(urlsplit(link).scheme in ("http", "https") and "@" not in link for link in led), led


OURS = ("oecd-opsi.org", "www.oecd.org", "creativecommons.org", "www.w3.org", "www.naturalearthdata.com")
OF_STAFF = ("/questions/", "/collections/", "/calls/", "/about/", "/accessibility/", "/privacy/", "/data/", "/start/")


def test_links_that_strangers_gave_vouch_for_nobody_and_hand_over_nothing(client):
    slug = catalogues.a_few().slug
    wrong, seen = set(), 0
    every = [address for address, _language in addresses.pages(slug, ("en",))]
    every += [one.get_absolute_url() for one in Community.objects.published()[:40]]
    for address in every:
        for link in Page(client.get(address).text).all("a"):
            host = urlsplit(link["href"]).hostname
            if link["href"].startswith("http") and not is_own(link["href"]) and host not in OURS:
                seen += 1
                rel = set(link["rel"].split())
                enough = {"noopener"} if address.startswith(OF_STAFF) else {"nofollow", "ugc", "noopener"}
                if not enough <= rel:
                    wrong.add((address, link["href"], link["rel"]))
    assert seen > 5
    assert wrong == set()
