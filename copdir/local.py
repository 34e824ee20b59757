"""What a checkout keeps in var/ for itself: generated secrets and where its embedded database answers."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VAR = CHECKOUT / "var"


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process at a time holds LOCK, a file; it is let go with the process, however that ends."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with open(lock, "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def moderator_password() -> str:
    """The trial's moderator's: short enough to type, as long as twelve random bytes."""
    return secret("moderator-password", random_bytes=12)


def secret(name: str, random_bytes: int = 48) -> str:
    """The secret kept in var/NAME, made at first use. Several processes asking at once get the same one."""
    path = VAR / name
    if not path.exists():
        VAR.mkdir(exist_ok=True)
        fresh = VAR / f".{name}.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(random_bytes))
        try:
            os.link(fresh, path)  # fails where another process was first: theirs counts
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
