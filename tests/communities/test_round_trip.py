"""What was taken away can be put back: published again into an empty catalogue, it gives the same files to the byte.

JSON is the form for this. The other files are made of the same entries; a CSV joins lists, and so is for reading.
"""

import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from communities import exports, index, lexicon, publishing, synthetic
from communities.entry import Entry
from communities.models import Community, Role
from tests import catalogues, hostile

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 2, tzinfo=UTC)


def of_every_sort() -> list[Entry]:
    full = catalogues.everything_stated(slug="full", links=[{"relation": "overlaps-with", "slug": "second"}])
    second = catalogues.everything_stated(slug="second", name="Second", withheld=["mailbox", "members"], mailbox="")
    second |= {"members": None, "members_counted": "", "members_as_of": ""}
    said = [hostile.an_entry_saying(text) for text in hostile.TEXTS]
    return [full, second, *said, *synthetic.entries(150)]


def files(client) -> dict[str, bytes]:
    return {extension: client.get(f"/communities/export.{extension}").getvalue() for extension in exports.FORMATS}


def test_catalogue_put_back_from_its_export_gives_the_same_files(client, monkeypatch):
    with transaction.atomic():
        publishing.publish_many(of_every_sort(), role=Role.SOURCES, at=AT)
        taken = files(client)
        transaction.set_rollback(True)
    assert not Community.objects.exists()
    for module in (index, lexicon):  # which remember what never was
        monkeypatch.setattr(module, "_kept", module._Kept())

    publishing.publish_many(json.loads(taken["json"]), role=Role.SOURCES, at=AT)

    assert len(json.loads(taken["json"])) > 190
    for extension, content in files(client).items():
        assert content == taken[extension], extension
