"""Letters in a folder: one file each, readable on a page that only a trial has."""

import pytest
from django.core.mail import EmailMessage

from copdir.mailbox import FolderBackend


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def letter(subject: str, body: str) -> EmailMessage:
    return EmailMessage(subject, body, "copdir@example.org", ["convener@example.org"])


def test_each_letter_is_a_file_of_its_own(folder):
    assert FolderBackend().send_messages([letter("One", "a"), letter("Two", "b")]) == 2
    assert len(list(folder.glob("*.eml"))) == 2
    assert not list(folder.glob(".*"))


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
