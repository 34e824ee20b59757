"""With which settings the site does not start: each refusal names the variable and says what to set.

What is refused is said all at once. A trial on one's own machine may do what a site that the world can reach may not.
"""

import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from math import isfinite
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

SHORTEST_KEY, FEWEST_SIGNS = 50, 10
EXAMPLE_KEY = re.compile(r"insecure|example|change.?me|your.?secret|secret.?key", re.IGNORECASE)
# What stands in front of a site is a machine or a network of machines, not a part of the internet.
WIDEST = {4: 8, 6: 16}


def refuse(found: Iterable[str]) -> None:
    """Say everything that was found wrong, and do not start."""
    if found := list(found):
        raise ImproperlyConfigured(
            "The site does not start with these settings.\n" + "\n".join(f"- {one}" for one in found)
        )


def missing(name: str) -> str:
    return (
        f"The environment variable {name} is not set. A site with a DATABASE_URL of its own needs it; "
        "a local trial needs neither (leave DATABASE_URL unset, or set DEBUG=1)."
    )


def of_number(name: str, given: str, least: float, most: float = 1e6) -> Iterator[str]:
    try:
        number = float(given)
    except ValueError:
        number = float("nan")
    if not (isfinite(number) and least <= number <= most):
        yield f"{name}={given} is not a number from {least:g} to {most:g}."


def of_networks(name: str, given: Iterable[str]) -> Iterator[str]:
    """Of addresses and networks; of proxies, a number of hops may stand instead, alone."""
    for one in given:
        try:
            network = ip_network(one, strict=False)
        except ValueError:
            yield f"{name} has “{one}”, which is no address and no network. Write for instance 10.0.0.0/8 or ::1."
        else:
            if network.prefixlen < WIDEST[network.version] and not network.is_private:
                yield f"{name} has “{one}”: nearly anyone could stand there. Name your own machines or networks."


def of_proxies(given: list[str]) -> Iterator[str]:
    if not (len(given) == 1 and given[0].isascii() and given[0].isdigit()):
        yield from of_networks("TRUSTED_PROXIES", given)


def of_hosts(allowed: list[str], site_url: str) -> Iterator[str]:
    if "*" in allowed:
        yield "ALLOWED_HOSTS has “*”: links in pages could then lead anywhere. Name the site's own hosts."
    host = host_of(site_url)
    if not host or not re.fullmatch(r"https?://[^/?#@]+", site_url):
        yield f"SITE_URL={site_url} is no address of a site. Write for instance https://catalogue.example.org."
    elif not validate_host(f"[{host}]" if ":" in host else host, allowed):
        yield f"SITE_URL names {host}, to which ALLOWED_HOSTS does not let the site answer. Add it there."


def host_of(address: str) -> str:
    """The host in an address; nothing where it cannot be read."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.port != 0 else ""
    except ValueError:
        return ""


def of_servers(database: str, mail: str) -> Iterator[str]:
    if database and not re.match(r"postgres(ql)?://", database):
        yield "DATABASE_URL must begin with postgresql://, as the site runs on PostgreSQL alone."
    if not re.match(r"smtps?://|file:", mail):
        yield "The environment variable EMAIL_URL must begin with smtp://, smtps:// or file:"
    elif not mail.startswith("file:") and not host_of(mail):
        yield "EMAIL_URL names no mail server, or no port that is a number: smtp://user:password@host:587?tls=1"


def of_public_site(*, debug: bool, site_url: str, key: str, old_keys: list[str]) -> Iterator[str]:
    """What a site that the world can reach may not do."""
    if debug:
        yield "DEBUG=1 shows the code and settings to anyone who comes upon a mistake. Unset it on a public site."
    if not site_url.startswith("https://"):
        yield f"SITE_URL={site_url}: sessions and links of a public site must not go unencrypted. Write https://…"
    for name, one in [("SECRET_KEY", key), *(("SECRET_KEY_FALLBACKS", old) for old in old_keys)]:
        if len(one) < SHORTEST_KEY or len(set(one)) < FEWEST_SIGNS or EXAMPLE_KEY.search(one):
            yield (
                f"{name} has a key that could be guessed (short, of few signs, or an example). Make one: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
            )


def of_https_site(*, limits: str, second_factor: bool, mail: str) -> Iterator[str]:
    """What is for trials alone, and a trial is not served by https."""
    if not second_factor:
        yield "STAFF_SECOND_FACTOR=0 lets staff in by a password alone. Unset it where SITE_URL is https."
    if limits.strip("0.") == "":
        yield "RATE_LIMITS=0 lets anyone send as much as they like. Unset it where SITE_URL is https."
    if mail.startswith("file:"):
        yield "EMAIL_URL is a folder, so no letter reaches anybody. Name a mail server: smtp://… or smtps://…"


def is_public(hosts: Iterable[str]) -> bool:
    """Whether the world can reach a site of these names, as far as names tell."""
    return any(map(_is_public, hosts))


def _is_public(host: str) -> bool:
    host = host.strip("[].").lower()
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".test", ".local", ".internal", ".invalid"))
