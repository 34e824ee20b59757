"""The deployment as laid down in deploy/: its very nginx.conf before two gunicorns, as processes of this machine."""

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import NamedTuple, Self

from copdir import local
from tests.live import PUBLIC

NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
HOST = "copdir.example"
READY_WITHIN_SECONDS = 90
# As in deploy/systemd/copdir-web@.service.
COMMAND = ("-m", "gunicorn", "--bind")


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Production:
    """`with Production(database_url, folder) as site:` both web processes are up, and nginx serves them by TLS."""

    def __init__(self, database_url: str, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.http, self.https, *self.web = (free_port() for _ in range(4))
        self.environment = {
            "PATH": os.environ["PATH"],
            **PUBLIC,
            "DATABASE_URL": database_url,
            "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
            "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "WEB_CONCURRENCY": "1",
            "COMMIT": "first",
            **environment,
        }
        self.processes: dict[int, subprocess.Popen] = {}
        self.trust = ssl.create_default_context()
        self.trust.check_hostname, self.trust.verify_mode = False, ssl.CERT_NONE

    def __enter__(self) -> Self:
        self.manage("shell", "-v0", "-c", "from copdir import static; static.gather()")
        for port in self.web:
            self.start(port)
        for port in self.web:
            self.wait(port)
        self._begin_nginx()
        return self

    def __exit__(self, *exception: object) -> None:
        for process in (self.nginx, *self.processes.values()):
            process.terminate()
        for process in (self.nginx, *self.processes.values()):
            process.wait(60)

    def start(self, port: int, code: Path = local.CHECKOUT, **environment: str) -> None:
        """A web process of some code at one of the two ports."""
        with open(self.folder / "log", "a") as log:
            self.processes[port] = subprocess.Popen(
                [sys.executable, *COMMAND, f"127.0.0.1:{port}"],
                cwd=code,
                env={**self.environment, **environment},
                stderr=log,
                process_group=0,
            )

    def kill(self, port: int) -> None:
        """Without warning, with its children, as systemd or a container's engine does to what does not end."""
        process = self.processes.pop(port)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)

    def manage(self, *command: str, code: Path = local.CHECKOUT) -> str:
        """A management command of some code, with this site's settings."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=code,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self, port: int) -> None:
        """As systemd does: it takes nothing new and ends what it began."""
        self.processes[port].terminate()
        self.processes.pop(port).wait(60)

    def wait(self, port: int) -> None:
        """Until it is ready to answer."""
        end = time.monotonic() + READY_WITHIN_SECONDS
        while True:
            try:
                if self.ask_process(port, "/readyz").status == 200:
                    return
            except OSError:
                pass
            assert time.monotonic() < end, self.log
            time.sleep(0.1)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """As a visitor does, by TLS."""
        with closing(self.connection()) as connection:
            return exchange(connection, method, path, body, **headers)

    def ask_process(self, port: int, path: str, **headers: str) -> Answer:
        """As the machine itself does, past nginx."""
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            return exchange(connection, "GET", path, None, **{"Host": "127.0.0.1", **headers})

    def connection(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("127.0.0.1", self.https, timeout=60, context=self.trust)

    def renew_certificate(self) -> None:
        """As whoever issues them does; nginx knows of it once it is told to reload."""
        tls = self.folder / "tls"
        tls.mkdir(exist_ok=True)
        make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
        files = ["-keyout", str(tls / "privkey.pem"), "-out", str(tls / "fullchain.pem")]
        subprocess.run([*make, *files], check=True, capture_output=True)

    def certificate(self) -> str:
        """The one that visitors are shown."""
        return ssl.get_server_certificate(("127.0.0.1", self.https))

    def reload_nginx(self) -> None:
        self.nginx.send_signal(signal.SIGHUP)

    def _begin_nginx(self) -> None:
        self.renew_certificate()
        deploy = local.CHECKOUT / "deploy"
        (self.folder / "nginx.conf").write_text(self._here((deploy / "nginx.conf").read_text()))
        upstream = (deploy / "upstream.systemd.conf").read_text()
        for written, port in zip(("8001", "8002"), self.web, strict=True):
            upstream = upstream.replace(f"127.0.0.1:{written}", f"127.0.0.1:{port}")
        (self.folder / "upstream.conf").write_text(upstream)
        command = [NGINX, "-e", "stderr", "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"]
        self.nginx = subprocess.Popen(command)
        end = time.monotonic() + READY_WITHIN_SECONDS
        while not _listens(self.https):
            assert self.nginx.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)

    def _here(self, text: str) -> str:
        """The file with this test's ports and folders, and nothing else changed."""
        text = re.sub(r"listen \[::\].*\n", "", text)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.http};")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.https} ")
        text = text.replace("/run/nginx.pid", str(self.folder / "nginx.pid"))
        text = text.replace("/var/cache/nginx/copdir", str(self.folder / "cache"))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds)
        text = text.replace("http {\n", f"http {{\n{folders}\n", 1)
        return ("user root;\n" if os.geteuid() == 0 else "") + text


def exchange(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, **headers: str
) -> Answer:
    told = {"Host": HOST} | {name.replace("_", "-"): text for name, text in headers.items()}
    connection.request(method, path, body, told)
    response = connection.getresponse()
    return Answer(response.status, response.headers, response.read())
