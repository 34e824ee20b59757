"""The databases of a test run: one is migrated, every worker and every journey gets a copy of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from copdir import database_url, local, postgres

TEMPLATE = "COPDIR_TEST_TEMPLATE"  # where the workers, which inherit the environment, read its name


def maintenance_connection() -> psycopg.Connection:
    """A connection to the database that DATABASE_URL names, from which others are made and dropped."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


@contextmanager
def of_this_run() -> Iterator[None]:
    """In the controlling process: a server, and a template that no other run uses, being migrated meanwhile."""
    if os.environ["DATABASE_URL"] == postgres.of_tests().url:
        with postgres.of_tests().in_use(), _template():
            yield
    else:
        with _template():
            yield


@contextmanager
def _template() -> Iterator[None]:
    with maintenance_connection() as server:
        template = _free_name(server)
        _drop_copies(server, template)  # what a killed run left
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(template)))
        os.environ[TEMPLATE] = template
        server.execute("SELECT pg_advisory_lock(hashtext(%s), 0)", [template])  # whoever copies it waits for this
        with ThreadPoolExecutor(1) as beside:  # workers start and collect meanwhile, which takes as long
            migrating = beside.submit(_migrate, template, server)
            yield
            migrating.result()
        _drop_copies(server, template)


def _migrate(template: str, server: psycopg.Connection) -> None:
    environment = {**os.environ, "DATABASE_URL": url(template)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    try:
        subprocess.run(command, env=environment, cwd=local.CHECKOUT, check=True)
    except subprocess.CalledProcessError:
        drop(template)  # rather none than half of one
        raise
    finally:
        server.execute("SELECT pg_advisory_unlock(hashtext(%s), 0)", [template])


def _free_name(server: psycopg.Connection) -> str:
    """test_NAME, or test_NAME_2 and so on while another run holds the first; held until this connection ends."""
    base = database_url.read("DATABASE_URL", os.environ["DATABASE_URL"])["NAME"]
    for number in count(1):
        name = f"test_{base}" if number == 1 else f"test_{base}_{number}"
        if server.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name]).fetchone()[0]:
            return name
    raise AssertionError("unreachable")


def _drop_copies(server: psycopg.Connection, template: str) -> None:
    query = "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s)"
    for (name,) in server.execute(query, [template, f"{template}__"]).fetchall():
        drop(name)


def use(name: str) -> None:
    """Let this process's Django talk to the database NAME."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def drop(name: str) -> None:
    with maintenance_connection() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy(label: str) -> str:
    """A fresh copy of the migrated template, named after LABEL; one that is there already is replaced."""
    name = f"{os.environ[TEMPLATE]}__{label}"
    drop(name)
    with maintenance_connection() as server:
        _wait_until_migrated(server)
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(statement.format(sql.Identifier(name), sql.Identifier(os.environ[TEMPLATE])))
    return name


def url(name: str) -> str:
    """The address of the database NAME on the run's server."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return parts._replace(path=f"/{name}").geturl()


def template_url() -> str:
    """The address of the template, once it is migrated: for whoever copies it to another server."""
    with maintenance_connection() as server:
        _wait_until_migrated(server)
    return url(os.environ[TEMPLATE])


def _wait_until_migrated(server: psycopg.Connection) -> None:
    server.execute("SELECT pg_advisory_lock_shared(hashtext(%s), 0)", [os.environ[TEMPLATE]])
