"""`python -m copdir.health`: ask the site beside this process whether it lives, as a container's health check does."""

import os
import sys
import urllib.request


def is_alive(port: str, host: str) -> bool:
    """HOST is one of the site's own names, because it answers to no other."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/livez", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 - our own address  # nosec B310
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    own_name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    sys.exit(not is_alive(os.environ.get("PORT") or "8000", own_name))
