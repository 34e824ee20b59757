"""Letters in a folder: one file each, readable on a page that only a trial has."""

import os
from unittest.mock import Mock

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from copdir.mailbox import FolderBackend, newest_letters


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def letter(subject: str, body: str) -> EmailMessage:
    return EmailMessage(subject, body, "copdir@example.org", ["convener@example.org"])


def test_each_letter_is_a_file_of_its_own(folder):
    assert FolderBackend().send_messages([letter("One", "a"), letter("Two", "b")]) == 2
    assert sorted(file.suffix for file in folder.iterdir()) == [".eml", ".eml"]


def test_letter_left_half_written_by_a_kill_is_no_letter(folder, monkeypatch):
    monkeypatch.setattr(os, "replace", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        FolderBackend().send_messages([letter("Cut short", "a")])
    assert len(list(folder.iterdir())) == 1
    assert not list(folder.glob("*.eml"))
    assert newest_letters() == {}


def test_page_shows_the_newest_first_with_links_that_work(client, folder):
    FolderBackend().send_messages(
        [letter("First", "Bonjour, é"), letter("Second", "http://testserver/submission/abc/ <b>")]
    )
    page = client.get("/letters/").text
    assert page.index("Second") < page.index("First")
    assert 'href="http://testserver/submission/abc/"' in page
    assert "&lt;b&gt;" in page
    assert "Bonjour, é" in page


def test_page_without_letters_says_so(client, folder):
    assert "No letter has been written yet" in client.get("/letters/").text


def mail_with_html(html: str) -> str:
    """Put a letter of two parts into the folder; gives back where its HTML is shown."""
    both = EmailMultiAlternatives("Both", "plain", "copdir@example.org", ["convener@example.org"])
    both.attach_alternative(html, "text/html")
    FolderBackend().send_messages([both])
    (file,) = newest_letters()
    return f"/letters/{file}/"


def test_html_of_a_letter_is_shown_as_a_mail_program_does(client, folder):
    address = mail_with_html("<!doctype html><style>p { color: red }</style><p>Bonjour, é</p>")
    assert f'href="{address}"' in client.get("/letters/").text
    response = client.get(address)
    assert "<p>Bonjour, é</p>" in response.text
    assert "no-store" in response.headers["Cache-Control"]


def test_html_of_a_letter_may_style_itself_and_nothing_else(client, folder):
    response = client.get(mail_with_html("<script>alert(1)</script>"))
    policy = {part.strip() for part in response.headers["Content-Security-Policy"].split(";")}
    closed = {f"{name} 'none'" for name in ("default-src", "form-action", "base-uri", "frame-ancestors")}
    assert policy == {"style-src 'unsafe-inline'", "sandbox", *closed}


def test_letter_without_html_has_no_page_of_its_own(client, folder):
    FolderBackend().send_messages([letter("Plain", "plain")])
    (file,) = newest_letters()
    assert f"/letters/{file}/" not in client.get("/letters/").text
    assert client.get(f"/letters/{file}/").status_code == 404
    assert client.get("/letters/20250101-000000/").status_code == 404
