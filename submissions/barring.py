"""Shutting a network, an address or a whole domain out of sending for a while. Reading is never barred."""

import ipaddress
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from .mailboxes import mailbox_of
from .models import Barred

# How wide a network can be barred, besides one machine's or one site's own.
WIDTHS = {4: (32, 24, 16), 6: (64, 48, 32)}


def bar(name: str, lasts: timedelta) -> datetime:
    """Let nobody of this name send until then, which is given back. Raises ValueError where it is no name."""
    until = timezone.now() + lasts
    Barred.objects.filter(until__lte=timezone.now()).delete()
    Barred.objects.update_or_create(mark=_mark(canonical(name)), defaults={"until": until, "since": timezone.now()})
    return until


def lift(name: str) -> bool:
    """Let them send again; whether they were barred. Raises ValueError where it is no name."""
    return bool(Barred.objects.filter(mark=_mark(canonical(name))).delete()[0])


def until(whose: str, now: datetime) -> datetime | None:
    """Until when somebody is barred, as `limits` name them: a network, or a mailbox. One query."""
    rows = Barred.objects.filter(mark__in=[_mark(name) for name in _names(whose)], until__gt=now)
    return rows.order_by("-until").values_list("until", flat=True).first()


def canonical(name: str) -> str:
    """A network of a width that is looked for, a mailbox, or an @domain, as kept. Raises ValueError for others."""
    name = name.strip().casefold()
    if "@" in name:
        local, _at, domain = name.rpartition("@")
        if not domain:
            raise ValueError("What follows the @ is missing.")
        return mailbox_of(name) if local else f"@{domain}"
    network = ipaddress.ip_network(name, strict=False)
    if network.version == 6 and network.prefixlen > 64:
        network = network.supernet(new_prefix=64)
    if network.prefixlen not in WIDTHS[network.version]:
        widths = ", ".join(f"/{width}" for width in WIDTHS[network.version])
        raise ValueError(f"A network is barred as one of {widths}.")
    return str(network)


def _names(whose: str) -> list[str]:
    """All names by which somebody may be barred."""
    if "@" in whose:
        return [whose, f"@{whose.rpartition('@')[2]}"]
    try:
        network = ipaddress.ip_network(whose, strict=False)
    except ValueError:
        return [whose]
    return [str(network.supernet(new_prefix=w)) for w in WIDTHS[network.version] if w <= network.prefixlen]


def _mark(name: str) -> str:
    return salted_hmac("submissions.barring", name, algorithm="sha256").hexdigest()
