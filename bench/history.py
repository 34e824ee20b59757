"""Pages of a catalogue with a long past: what a hundred thousand revisions make of them, beside the same without."""

from statistics import quantiles

import psycopg

from bench import catalogues, table
from bench.scenarios import ALL, PAST, Scenario
from bench.serving import Site

SIZE, REVISIONS = 10_000, 100_000
WARMING, REQUESTS = 10, 200
MOST_MILLISECONDS = 300  # of ninety-five answers in a hundred
MORE = """
INSERT INTO communities_revision
    (community_id, number, action, entry, entry_digest, changed, role, reason, at, previous_digest, digest)
SELECT community_id, number + past, 'changed', entry || jsonb_build_object('purpose', 'In year ' || past),
    entry_digest, '{purpose}', role, '', at + past * interval '1 day', digest, digest
FROM communities_revision, generate_series(1, %s) AS past
"""
LATEST = "UPDATE communities_community SET revision_number = revision_number + %s"


def history() -> bool:
    """Print how slow pages are with and without such a past; whether one is too slow."""
    address = catalogues.of(SIZE)
    with catalogues.copy_of(address) as grown:
        with psycopg.connect(grown, autocommit=True) as copy:
            for statement in (MORE, LATEST):
                copy.execute(statement, [REVISIONS // SIZE - 1])
            copy.execute("VACUUM ANALYZE")
        with Site(address, keeps=False) as young, Site(grown, keeps=False) as old:
            slowest = {scenario.name: [_slowest(site, scenario) for site in (young, old)] for scenario in (*ALL, PAST)}
    rows: list[tuple[object, ...]] = [(name, *(round(one, 1) for one in both)) for name, both in slowest.items()]
    rows.append(("at most", MOST_MILLISECONDS, MOST_MILLISECONDS))
    table.write("95 of 100 within, ms, by revisions", (f"{SIZE:,}", f"{REVISIONS:,}"), rows)
    return max(max(both) for both in slowest.values()) > MOST_MILLISECONDS


def _slowest(site: Site, scenario: Scenario) -> float:
    """The milliseconds within which ninety-five of a hundred answers came."""
    site.ask(scenario.addresses(SIZE, WARMING))
    return quantiles(site.ask(scenario.addresses(SIZE, REQUESTS)), n=20)[-1] * 1000
