"""The site as it stands in production: a database of its own, gunicorn, the mail loop, and nginx in front of both."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql

from copdir import postgres
from tests.live import Site

DATABASE = "bench_production"
# Whoever comes says from which network, so that one machine can be many visitors: the proxy hands that on.
LIMITS = {"RATE_LIMITS": "1", "TRUSTED_PROXIES": "127.0.0.1"}
PROXY = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_timeout 75s;
    client_header_timeout 30s;
    client_body_timeout 30s;
    upstream site {{
        server 127.0.0.1:{behind};
        keepalive 16;
        keepalive_timeout 4s;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=2048;
        client_max_body_size 6m;
        location / {{
            proxy_pass http://site;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
    }}
}}
"""
READY_WITHIN_SECONDS = 20


@contextmanager
def site(*, behind_proxy: bool = True) -> Iterator[tuple[Site, str]]:
    """A served site with the starter catalogue, and the address of its database."""
    server = postgres.of_checkout()
    with psycopg.connect(server.url, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        _drop(connection)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        port = free_port()
        address = {"SITE_URL": f"http://127.0.0.1:{port}"} if behind_proxy else {}
        try:
            one = Site(server.url_of(DATABASE), Path(folder), **LIMITS, **address)
            one.manage("migrate", "-v0")
            one.manage("load_starter")
            with one:
                if behind_proxy:
                    with nginx(Path(folder), port, one.listener.getsockname()[1]) as one.url:
                        yield one, server.url_of(DATABASE)
                else:
                    yield one, server.url_of(DATABASE)
        finally:
            _drop(connection)


@contextmanager
def nginx(folder: Path, port: int, behind: int) -> Iterator[str]:
    """A proxy at PORT before the server at BEHIND; gives its address."""
    settings = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is nobody else's
    settings.write_text(PROXY.format(folder=folder, port=port, behind=behind, user=user))
    process = subprocess.Popen(["nginx", "-c", str(settings)], stderr=subprocess.DEVNULL)  # noqa: S603, S607
    end = time.monotonic() + READY_WITHIN_SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        if time.monotonic() > end:
            raise SystemExit((folder / "nginx.log").read_text())
        time.sleep(0.1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def workers(one: Site) -> list[int]:
    """The processes that answer."""
    master = one.processes[0].pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def free_port() -> int:
    """One that nobody listens at just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _drop(connection: psycopg.Connection) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
