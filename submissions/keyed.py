"""What is known again by a hash under the site's secret key: a code, a mailbox. A former key still tells them.

While a key is rotated out it stands in SECRET_KEY_FALLBACKS. What was hashed with it is found by it until it is taken
away there; from then on it is as if it had never been.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def digest(purpose: str, text: str) -> str:
    """What is kept of TEXT from now on."""
    return salted_hmac(purpose, text, algorithm="sha256").hexdigest()


def digests(purpose: str, text: str) -> list[str]:
    """What may have been kept of TEXT: under today's key, and under those before it."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(purpose, text, secret=key, algorithm="sha256").hexdigest() for key in keys]


def is_of(kept: str, purpose: str, text: str) -> bool:
    """Whether KEPT was kept of TEXT, in a time that does not tell how near a guess came."""
    return any(constant_time_compare(kept, one) for one in digests(purpose, text))
