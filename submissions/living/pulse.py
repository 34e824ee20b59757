"""The yearly pulse: kept for OPSI, or published where the convener agrees; of one year there is one."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from communities import pulse as published
from communities.models import Community

from ..models import KeptPulse


def keep(community: Community, figures: Mapping[str, int | None], *, is_public: bool) -> None:
    """The figures of this year (UTC), in place of earlier ones of this year, wherever these stood."""
    year = timezone.now().year
    with transaction.atomic():
        if is_public:
            published.publish(community, year, figures)
            KeptPulse.objects.filter(community=community, year=year).delete()
        else:
            published.take_back(community, year)
            KeptPulse.objects.update_or_create(community=community, year=year, defaults=dict(figures))
