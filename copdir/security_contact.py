"""Where somebody who found a weakness writes: `/.well-known/security.txt`, RFC 9116."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 60 * 60
# What is read today holds for this long: the RFC wants less than a year, so that no stale address is believed.
HOLDS_FOR = timedelta(days=180)


@require_safe
@cache_control(public=True, max_age=DAY)
def security_txt(request: HttpRequest) -> HttpResponse:
    """The address of those who run the site, or OPSI's own website where none is set."""
    contact = f"mailto:{settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else "https://oecd-opsi.org/"
    expires = datetime.combine(timezone.now().astimezone(UTC).date() + HOLDS_FOR, datetime.min.time(), UTC)
    lines = {
        "Contact": contact,
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "en, fr",
        "Canonical": f"{settings.SITE_URL}{reverse('security')}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
