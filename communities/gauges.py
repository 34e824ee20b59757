"""The catalogue as numbers to watch: its version, the index's in each process, and what came from memory."""

from collections.abc import Iterator

from prometheus_client import Counter, Gauge
from prometheus_client.core import GaugeMetricFamily

from .models import CatalogueVersion

PAGES = Counter("copdir_pages", "Public pages, by where they came from: kept, or made anew.", ["answer"])
KEPT, MADE = PAGES.labels("kept"), PAGES.labels("made")
# With a label it begins to count where it is first set: a server that only forks the others has no index to be behind.
INDEX = Gauge(
    "copdir_index_version", "The version in the process that is furthest behind.", ["of"], multiprocess_mode="livemin"
)


def numbers() -> Iterator[GaugeMetricFamily]:
    """The version that every index should have."""
    version = CatalogueVersion.objects.values_list("number", flat=True).get()
    yield GaugeMetricFamily("copdir_catalogue_version", "The catalogue's version in the database.", value=version)
