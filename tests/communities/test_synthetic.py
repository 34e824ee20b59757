"""The made-up catalogue: sound, repeatable, and kept away from a real one."""

import pytest
from django.core.management import CommandError, call_command

from communities import entry, synthetic
from communities.models import Community


def test_synthetic_entries_are_sound_and_always_the_same():
    entries = list(synthetic.entries(60))

    assert [entry.validate(document) for document in entries] == [[]] * 60
    assert entries[40:] == list(synthetic.entries(20, start=40))
    assert len({document["name"] for document in entries}) == 60


@pytest.mark.django_db
def test_seeding_publishes_as_many_as_asked_and_refuses_a_second_time(capsys):
    call_command("seed_synthetic", "30")

    assert Community.objects.published().count() == 30
    with pytest.raises(CommandError, match="--beside-real"):
        call_command("seed_synthetic", "5")
