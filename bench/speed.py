"""How much work a page is that is not kept: processor time of site and database, beside the reference's."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import median

from bench import catalogues, table
from bench.scenarios import ALL, Scenario
from bench.serving import Site

ROUNDS, REQUESTS = 7, 40
SIZES = (1_000, 10_000, 100_000)
JUDGED = 10_000  # the size at which each is held against the reference

Measured = dict[str, float]  # milliseconds by scenario


def uncached() -> bool:
    """Print what each page takes in catalogues of three sizes, and how that grows; whether a limit is passed."""
    cpu: dict[int, Measured] = {}
    latency: dict[int, Measured] = {}
    for size in SIZES:
        with Site(catalogues.of(size), keeps=False) as site:
            cpu[size], latency[size] = measured(site, size, ALL)
    rows, passed = [], False
    for scenario in ALL:
        times = cpu[JUDGED][scenario.name] / cpu[JUDGED]["reference"]
        growth = cpu[SIZES[-1]][scenario.name] / cpu[SIZES[0]][scenario.name]
        passed |= bool(scenario.limit and times > scenario.limit) or bool(scenario.growth and growth > scenario.growth)
        each = [round(cpu[size][scenario.name], 2) for size in SIZES]
        now = round(latency[JUDGED][scenario.name], 1)
        rows.append((scenario.name, *each, round(times, 2), scenario.limit, round(growth, 2), scenario.growth, now))
    heads = (*(f"{size:,}" for size in SIZES), "× ref.", "at most", "growth", "at most", "ms at 10k")
    table.write("Processor time of a page that is not kept, milliseconds", heads, rows)
    return passed


def measured(site: Site, size: int, scenarios: Sequence[Scenario]) -> tuple[Measured, Measured]:
    """Milliseconds of processor time, and of waiting, of one request of each kind: medians of interleaved rounds."""
    cpu, latency = defaultdict(list), defaultdict(list)
    for number in range(ROUNDS + 1):
        for scenario in scenarios:
            before = site.cpu()
            took = site.ask(scenario.addresses(size, REQUESTS))
            if number:  # the first round warms both workers
                cpu[scenario.name].append((site.cpu() - before) / REQUESTS * 1000)
                latency[scenario.name].append(median(took) * 1000)
    return _medians(cpu), _medians(latency)


def _medians(found: dict[str, list[float]]) -> Measured:
    return {name: median(values) for name, values in found.items()}
