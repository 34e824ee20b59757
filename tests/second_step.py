"""What an authenticator app shows to members of staff."""

import time

from allauth.mfa.totp.internal import auth

HALF_MINUTE = 30
AWHILE = 5


def code(secret: str) -> str:
    """The code of a secret that is good now, and a while yet: at the end of one, the next is waited for."""
    left = HALF_MINUTE - time.time() % HALF_MINUTE
    if left < AWHILE:
        time.sleep(left)
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // HALF_MINUTE))
