"""Entries whose conveners were asked, or invited, and did not answer for as long as it takes."""

from datetime import timedelta
from uuid import uuid4

import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from communities.models import Community, Pulse
from submissions.living import answering as behind_letters
from submissions.living import asking as asking_again
from submissions.living import inviting
from tests import factories
from tests.stage.drafting import NOWHERE
from tests.submissions import living


def every_silence(moderator: User) -> dict[str, str]:
    """Entries whose conveners were asked and did not answer, for as long as it takes; the pages behind the letters."""
    now = timezone.now()
    found = {}
    for name, days in (("asked", 1), ("quiet", 60), ("dormant", 200), ("confirmed", 200), ("stopped", 9)):
        with time_machine.travel(now - timedelta(days=days + 366), tick=False):
            community = living.kept(f"Circle that is {name}")
        with time_machine.travel(now - timedelta(days=days), tick=False):
            asking_again.look()
        found[f"still-{name}"] = living.token(living.letters(f"{community.slug}@keepers.example")[-1])
        found[f"entry-{name}"] = community.slug
    found["still-over"] = found["still-dormant"]
    for name in ("quiet", "dormant", "confirmed"):  # their links are over; a press of the button mails another
        behind_letters.mail_fresh(found[f"still-{name}"], NOWHERE)
        found[f"still-{name}"] = living.token(living.letters(f"{found[f'entry-{name}']}@keepers.example")[-1])
    behind_letters.confirm(found["still-confirmed"])
    behind_letters.stop(found["still-stopped"])
    for name, years in (("confirmed", (2024, 2025, 2026)), ("quiet", (2026,))):
        for place, year in enumerate(years):
            Pulse.objects.create(
                community=Community.objects.get(slug=found[f"entry-{name}"]),
                year=year,
                participants=40 + 9 * place,
                participation=None if place == 1 else 5 + place,
                benefits=12 - 6 * place,
            )
    return {**found, **_invited(moderator)}


def _invited(moderator: User) -> dict[str, str]:
    """Invitations that were not answered, say that the entry is right, and want it removed."""
    slugs = list(inviting._known())[:3]
    for slug in slugs:
        if not Community.objects.filter(slug=slug).exists():
            factories.published(name=slug.replace("-", " ").title(), slug=slug)
    chosen = Community.objects.filter(slug__in=slugs).values_list("pk", flat=True)
    wave = inviting.send(list(chosen), user=moderator, key=uuid4(), language="en")
    silent, waits, removed = (living.token(living.letters(one.address)[-1]) for one in wave.invitations.all())
    behind_letters.confirm(waits)
    behind_letters.remove(removed, language="en", network=NOWHERE)
    return {"invited": silent, "invited-waits": waits, "invited-removal": removed}
