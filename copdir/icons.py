"""What browsers ask for beside a page: the icon at its old address, and what to call the site on a home screen."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 60 * 60
PAPER, PETROL = "#ffffff", "#00565a"


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon, for those who ask for it without having read a page."""
    return HttpResponse(_icon(), content_type="image/x-icon")


@require_safe
@cache_control(public=True, max_age=DAY)
def manifest(request: HttpRequest) -> JsonResponse:
    """The site's name, colours and icons, in the language of the address."""
    icons = [
        {"src": static(f"icons/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    home = reverse("communities:home")
    described = {
        "name": _("Communities of Practice Directory"),
        "short_name": _("Communities"),
        "description": _(
            "Communities of practice and networks for innovation and foresight in the world’s governments"
        ),
        "lang": get_language(),
        "start_url": home,
        "scope": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PETROL,
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@cache
def _icon() -> bytes:
    return (Path(settings.BASE_DIR) / "static" / "icons" / "favicon.ico").read_bytes()
