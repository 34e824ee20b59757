"""What relayed questions wait for, as the mail loop looks at it: reminders, and what is due on the desk."""

from collections import Counter
from contextlib import suppress
from datetime import datetime

from django.utils import timezone

from .. import moderation
from . import relaying


def look(now: datetime | None = None) -> Counter[str]:
    """Write the reminders that are due, and put every question back on the desk whose answers are in. Counts both."""
    now = now or timezone.now()
    done: Counter[str] = Counter(reminders=relaying.remind_due(now))
    for question in relaying.due(now):
        with suppress(moderation.IllegalMove, moderation.Erased):  # its asker or a moderator was first
            moderation.gather(question)
            done["gathered"] += 1
    return done
