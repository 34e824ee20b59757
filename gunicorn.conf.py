"""How gunicorn serves the site, here and in the container; the command line may overrule any of it."""

import gc
import os
import shutil
import tempfile

from gunicorn.glogging import Logger

IN_MEMORY = os.environ.get("RUNTIME_DIRECTORY") or next(filter(os.path.isdir, ["/dev/shm"]), None)  # noqa: S108

wsgi_app = "copdir.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
# Two processes use both cores of a small machine and stand in for each other; threads wait for the database, of which
# each process has eight connections. More processes cost memory (each keeps an index and up to 64 MB of pages).
workers = int(os.environ.setdefault("WEB_CONCURRENCY", "2"))
# Loaded once and forked, so that one who is killed is replaced at once and not after seconds of importing. New code
# comes with a new server, not by SIGHUP.
preload_app = True
# Somebody slow holds a thread of one process: so many that two dozen of them leave some in it, however they fall.
threads = 32
# Connections that wait: idle ones hold no thread. The kernel keeps those that come in a burst.
worker_connections = 1000
backlog = 2048
# A process whose heart stands still is killed; a slow request is ended by the database's own limit, 10 s, long before.
timeout = 60
# When it is told to end or to reload, a process takes nothing new and has so long for what it began.
graceful_timeout = 15
# Longer than the proxy keeps its connections (deploy/nginx.conf: 60 s), so that the proxy never writes to a closed one.
keepalive = 75
# Processes are not renewed after so many requests: their memory stays flat, and each would begin without kept pages.
max_requests = 0
# The guide's answers travel in the address; what is longer than 7,000 characters it refuses itself, in words.
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
# Whose X-Forwarded-* headers count is TRUSTED_PROXIES' business alone (copdir/middleware.py).
forwarded_allow_ips = ""
# The file by which the heart is felt: on a disk that is busy it would seem to stand still.
worker_tmp_dir = IN_MEMORY
# No access log: addresses under /submission/ are keys. The site writes a line for each request itself.
accesslog = None
# The control socket would be shared by every gunicorn of the same user.
control_socket_disable = True

# The processes count in files that they share (copdir/metrics.py), made anew with each start of the server.
OWN_NUMBERS = not os.environ.get("PROMETHEUS_MULTIPROC_DIR")
if OWN_NUMBERS:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="copdir-metrics-", dir=IN_MEMORY)
LOG_FORMAT = os.environ.get("LOG_FORMAT") or ("json" if os.environ.get("DATABASE_URL") else "line")


class logger_class(Logger):  # noqa: N801 - the setting's own name
    """The server's own lines, before and beside the site's, are as the site's are."""

    def setup(self, cfg: object) -> None:
        from copdir.logs import JsonLine  # noqa: PLC0415 - the checkout is no place to import from before now

        super().setup(cfg)
        if LOG_FORMAT == "json":
            for handler in self.error_log.handlers:
                handler.setFormatter(JsonLine())


def when_ready(server: object) -> None:
    """What is loaded stays: no process looks through it for rubbish, which would also make each have a copy."""
    gc.collect()
    gc.freeze()


def child_exit(server: object, worker: object) -> None:
    """A process that is gone has no connections any more."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - once the files' place is said

    mark_process_dead(worker.pid)


def on_exit(server: object) -> None:
    if OWN_NUMBERS:
        shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
