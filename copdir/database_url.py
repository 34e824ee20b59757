"""A database's address, read by libpq's own rules: it may name several hosts, of which one takes what is written."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

# A machine that vanished answers nothing, not even "refused": without these a connection to it would hang for minutes.
GIVES_UP = {
    "connect_timeout": "3",  # seconds; then the next host is tried
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # milliseconds without a sign that what was sent has arrived
}


def read(name: str, url: str) -> dict[str, Any]:
    """The entry of DATABASES for the address in the variable NAME; what the address itself says overrules GIVES_UP."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(f"The environment variable {name} must begin with postgresql://")
    try:
        said = conninfo_to_dict(url)
    except ProgrammingError:  # whose words may hold the password
        raise ImproperlyConfigured(f"The environment variable {name} is not an address of PostgreSQL.") from None
    keys = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key: str(said.pop(word, "")) for key, word in keys.items()},
        "OPTIONS": GIVES_UP | said,
        "CONN_HEALTH_CHECKS": True,
    }
