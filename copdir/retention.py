"""How long personal data is kept, by name and in days; RETENTION changes single ones: "declined=60 sender=180".

What each name stands for, and what happens when its time is over: `submissions/privacy/kinds.py`, `docs/privacy.md`.
"""

from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

DAYS = {
    "unconfirmed": 7,  # after the last letter
    "draft": 30,  # after the last letter or edit
    "withdrawn": 30,
    "spam": 30,
    "declined": 90,
    "report": 90,  # after it was decided on; a question, too
    "question": 90,
    "sender": 365,  # after what they sent was accepted
    "answer": 365,  # to a question that was passed on
    "steward": 365,  # after the entry is listed no longer, or somebody else looks after it
    "silence": 730,  # after the last sign of life
    "alert": 365,  # without a renewal
    "alert-unconfirmed": 7,
    "invitation": 365,
    "bounce": 365,  # after the last letter that came back
    "letter": 30,  # after it was sent
    "letter-given-up": 90,
    "import": 30,
    "desk": 30,  # what staff typed and did not send
    "network": 7,  # network addresses of staff who sign in, and keyed digests of visitors'
    "sign-in": 365,  # of staff: that they signed in, and when
    "admin-log": 365,  # names of things in the admin's log
}
# Above this a network address is kept for too long, whatever somebody sets.
MOST_FOR_NETWORK = 7


def read(changed: str) -> dict[str, timedelta]:
    """The spans, with what the environment changes of them. Raises ImproperlyConfigured, naming what is wrong."""
    days = dict(DAYS)
    for statement in changed.replace(",", " ").split():
        name, _is, number = statement.partition("=")
        if name not in DAYS or not (number.isascii() and number.isdigit()):
            raise ImproperlyConfigured(
                f"The environment variable RETENTION says “{statement}”. It takes name=days, of these names: "
                f"{', '.join(DAYS)}."
            )
        days[name] = int(number)
    if days["network"] > MOST_FOR_NETWORK:
        raise ImproperlyConfigured(
            f"The environment variable RETENTION keeps network addresses for {days['network']} days. "
            f"{MOST_FOR_NETWORK} is the most."
        )
    return {name: timedelta(days=number) for name, number in days.items()}
