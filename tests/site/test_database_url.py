"""A database's address with several hosts: that which takes what is written is found, one that is away passed by."""

import os
from urllib.parse import quote

import psycopg
import pytest
from django.db.backends.postgresql.base import DatabaseWrapper

from copdir import database_url

READ_ONLY = quote("-c default_transaction_read_only=on")


def test_hosts_ports_and_words_are_read_as_libpq_reads_them():
    found = database_url.read("X", "postgresql://me:a%40b@one:5432,two:5433/copdir?target_session_attrs=read-write")
    named = {key: found[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    assert named == {"HOST": "one,two", "PORT": "5432,5433", "USER": "me", "PASSWORD": "a@b", "NAME": "copdir"}
    assert found["OPTIONS"] == database_url.GIVES_UP | {"target_session_attrs": "read-write"}
    assert database_url.read("X", "postgres://one/copdir?connect_timeout=9")["OPTIONS"]["connect_timeout"] == "9"


@pytest.fixture
def hosts() -> str:
    """Two hosts, of which the first is away."""
    here = database_url.read("X", os.environ["DATABASE_URL"])
    return f"postgresql://{here['USER']}@/{here['NAME']}?host=/nonexistent,{quote(here['HOST'])}"


def connected(url: str) -> psycopg.Connection:
    """A connection as Django makes it; its pool makes them by the same parameters."""
    wrapper = DatabaseWrapper({**database_url.read("X", url), "TIME_ZONE": None, "CONN_MAX_AGE": 0})
    return wrapper.Database.connect(**wrapper.get_connection_params())


def test_host_that_is_away_is_passed_by(hosts):
    with connected(f"{hosts}&target_session_attrs=read-write") as connection:
        assert connection.info.host != "/nonexistent"


def test_host_that_is_only_read_is_not_taken_for_the_one_to_write_in(hosts):
    with pytest.raises(psycopg.OperationalError, match="session is read-only"):
        connected(f"{hosts}&target_session_attrs=read-write&options={READ_ONLY}")
