"""The site takes nothing in for a while: PostgreSQL itself refuses to write, and whoever sends something is told.

The switch is the database's own setting `default_transaction_read_only`, for the site's role. So it holds for every
process on every machine, needs no restart, and no restored copy carries it along. `manage.py read_only on` turns it.
A standby is read only by nature, and is treated alike. What must write nevertheless says so:
PGOPTIONS='-c default_transaction_read_only=off'.
"""

import time
from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from psycopg import sql
from psycopg.errors import ReadOnlySqlTransaction

SAFE = ("GET", "HEAD", "OPTIONS")
# What is for staff writes their session.
STAFF = ("/admin/", "/accounts/")
# Pages of the forms that take nothing in and only lead somewhere, or can be printed.
ONLY_READ = {
    "submissions:questions",
    "submissions:questions_es",
    "submissions:questions_document",
    "submissions:questions_es_document",
    "submissions:guide",
    "submissions:guide-part",
    "submissions:guide-found",
    "submissions:guide-ways",
    "submissions:guide-charter",
}
OLD_ONES = """
    SELECT pid, state = 'idle' FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND backend_start < %s
"""


def is_on() -> bool:
    """Whether this connection, and so any made after it, may only read. PostgreSQL is not asked: it tells, unasked."""
    connection.ensure_connection()
    told = connection.connection.info.parameter_status
    return "on" in (told("default_transaction_read_only"), told("in_hot_standby"))


def is_refused(error: BaseException | None) -> bool:
    """Whether PostgreSQL refused to write because it may only read."""
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, ReadOnlySqlTransaction)


def turn(on: bool, *, wait: timedelta) -> int:
    """Turn it on or off for good. Connections made before are closed once they are idle, so that all heed it.

    Gives back how many were still at work when the wait was over: those may yet write.
    """
    change = sql.SQL("ALTER ROLE {} IN DATABASE {} SET default_transaction_read_only = {}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        role, database = map(sql.Identifier, cursor.fetchone())
        cursor.execute("SET default_transaction_read_only = off")  # this session must write to turn it off
        cursor.execute(change.format(role, database, sql.Literal("on" if on else "off")))
        cursor.execute("SELECT clock_timestamp()")
        (since,) = cursor.fetchone()
        until = time.monotonic() + wait.total_seconds()
        while True:
            cursor.execute(OLD_ONES, [since])
            old = cursor.fetchall()
            for pid, idle in old:
                if idle:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
            if not old or time.monotonic() > until:
                return sum(not idle for _pid, idle in old)
            time.sleep(0.1)


def may_write(request: HttpRequest) -> bool:
    """Whether answering might write: by its method, or because it is staff's or a form."""
    if request.method not in SAFE or request.path_info.startswith(STAFF):
        return True
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return False
    return name.startswith("submissions:") and name not in ONLY_READ
