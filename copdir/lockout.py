"""Wrong passwords close the door for a while: an account's after ten, and a whole network's after fifty in an hour."""

from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

HOUR = timedelta(hours=1)


class NetworkToo(AxesDatabaseHandler):
    """Counts by account, as axes does, and by network, whichever accounts were tried."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        of_network = _failures_from(request.META.get("REMOTE_ADDR", ""))
        return of_network >= settings.STAFF_FAILURES_OF_NETWORK or super().is_locked(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **rest: Any
    ) -> None:
        super().user_login_failed(sender, credentials, request, **rest)
        AccessFailureLog.objects.filter(attempt_time__lt=timezone.now() - settings.KEPT["network"]).delete()


def _failures_from(address: str) -> int:
    """How many wrong passwords came from this address's network within the hour."""
    try:
        network = _network_of(address)
    except ValueError:
        return 0
    within = (str(network[0]), str(network[-1]))
    return AccessFailureLog.objects.filter(ip_address__range=within, attempt_time__gt=timezone.now() - HOUR).count()


def _network_of(address: str) -> IPv4Network | IPv6Network:
    """The address alone, or the half of an IPv6 address that names a site."""
    network = ip_network(address)
    return ip_network((network.network_address, 64), strict=False) if network.version == 6 else network
