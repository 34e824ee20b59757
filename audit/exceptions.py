"""The advisories that are known and let be for a while, with a reason and a day on which that ends."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

LISTED = Path(__file__).with_name("exceptions.toml")
LONGEST = timedelta(days=30)


def in_force(today: date, listed: Path = LISTED) -> list[str]:
    """Their ids. Raises ValueError for one that is over, is meant to last too long or gives no reason."""
    exceptions = tomllib.loads(listed.read_text()).get("exception", [])
    for one in exceptions:
        if one["until"] < today:
            raise ValueError(f"The exception for {one['id']} was over on {one['until']}.")
        if one["until"] - one["from"] > LONGEST:
            raise ValueError(f"The exception for {one['id']} lasts more than {LONGEST.days} days.")
        if not one["why"].strip():
            raise ValueError(f"The exception for {one['id']} gives no reason.")
    return [one["id"] for one in exceptions]
