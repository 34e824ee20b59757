"""What was erased and taken down is known outside the database, so that it can be done again; nobody is named there."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from communities import done_since
from communities.models import Community
from submissions import personal
from submissions.models import Submission
from tests import factories
from tests.submissions.submitted import pending

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path) -> Path:
    settings.RELEASES_FOLDER = tmp_path / "releases"
    settings.DONE_SINCE_FILE = tmp_path / "new" / "done-since.jsonl"
    return settings.DONE_SINCE_FILE


def since(moment) -> list[str]:
    said = StringIO()
    call_command("since", moment.isoformat(), stdout=said)
    return said.getvalue().splitlines()


def test_who_was_erased_is_erased_again_where_an_older_database_still_has_them(
    file, settings, django_capture_on_commit_callbacks
):
    moment = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        personal.erase(pending(sender_email="Ann.Canary@example.org"))
    assert since(moment) == []  # nothing of theirs is there
    assert "canary" not in file.read_text().lower()
    assert file.stat().st_mode & 0o777 == 0o600
    pending(sender_email="ann.canary@example.org")  # as an older database has them
    pending(sender_email="somebody.else@example.org")
    again = ".venv/bin/python manage.py personal_data erase --yes ann.canary@example.org"
    assert since(moment) == [again]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new one"
    assert since(moment) == [again]
    assert since(timezone.now()) == []
    assert Submission.objects.filter(sender_email="ann.canary@example.org").exists()


def test_what_was_taken_down_is_taken_down_again(file):
    one = factories.published(name="Vexoq circle")
    call_command("snapshot", stdout=StringIO())
    moment, said = timezone.now(), StringIO()
    call_command("take_down", "vexoq-circle", reason="A person is in danger", stdout=said)
    assert "is withdrawn" in said.getvalue()
    assert "Taken out of 1 releases" in said.getvalue()
    one = Community.objects.get(pk=one.pk)
    assert not one.is_published
    assert one.revisions.order_by("-number")[0].reason == "A person is in danger"
    assert since(moment) == [".venv/bin/python manage.py take_down vexoq-circle"]
    call_command("take_down", "vexoq-circle", stdout=said)
    assert "was withdrawn before" in said.getvalue()
    with pytest.raises(CommandError, match="No community has or had"):
        call_command("take_down", "nowhere")


def test_nothing_is_kept_for_longer_than_a_backup_is(file, settings):
    with time_machine.travel(timezone.now() - settings.BACKUPS_KEPT - timedelta(hours=1)):
        done_since.note_erased("old@example.org")
    done_since.note_taken_down("new")
    assert [json.loads(line)["whom"] for line in file.read_text().splitlines()] == ["new"]


def test_what_was_asked_for_is_done_where_the_file_cannot_be_written(file, settings, caplog):
    (file.parent.parent / "full").write_text("a file where the folder should be")
    settings.DONE_SINCE_FILE = file.parent.parent / "full" / "done-since.jsonl"
    factories.published(name="Vexoq circle")
    call_command("take_down", "vexoq-circle", stdout=StringIO())
    assert not Community.objects.get(name="Vexoq circle").is_published
    assert "cannot be written" in caplog.text


def test_moment_that_is_none_is_refused_in_words():
    with pytest.raises(CommandError, match="The moment is written"):
        call_command("since", "yesterday")
