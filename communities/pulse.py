"""The pulse of a community as its page shows it: three figures a year, and a line through each with its table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from . import charts, index
from .models import Community
from .pulse_models import Pulse

# The measures, what each is called, and what it counts.
MEASURES = {
    "participants": (_("Regular participants"), _("People who take part regularly.")),
    "participation": (_("Level of participation"), _("Of ten members, so many took part in something that year.")),
    "benefits": (_("Benefits reported"), _("Times that a member told of a use it had for their work.")),
}
FEWEST_FOR_A_LINE = 2


@dataclass(frozen=True)
class Measure:
    """One measure: its figure of each year, None where its convener does not know; and the line, where there is one."""

    title: Any
    counts: Any
    years: dict[int, int | None]

    @property
    def line(self) -> charts.Line | None:
        known = [figure for figure in self.years.values() if figure is not None]
        return charts.stated(self.years) if len(known) >= FEWEST_FOR_A_LINE and any(known) else None

    @property
    def latest(self) -> tuple[int, int | None]:
        return max(self.years.items())


def of(community: Community) -> list[Measure]:
    """What its convener agreed to publish; nothing where there is none. One query."""
    years = list(Pulse.objects.filter(community=community).order_by("year"))
    measures = [
        Measure(title, counts, {one.year: getattr(one, name) for one in years})
        for name, (title, counts) in MEASURES.items()
    ]
    return [one for one in measures if any(figure is not None for figure in one.years.values())]


def publish(community: Community, year: int, figures: Mapping[str, int | None]) -> None:
    """Publish the figures of a year in place of earlier ones of that year. To be called before anything is locked."""
    with transaction.atomic():
        transaction.on_commit(index.look_again)
        Pulse.objects.update_or_create(community=community, year=year, defaults=dict(figures))


def take_back(community: Community, year: int) -> None:
    """Its convener no longer wants the figures of that year to be public."""
    with transaction.atomic():
        transaction.on_commit(index.look_again)
        Pulse.objects.filter(community=community, year=year).delete()
