"""Whether a summary's English still says what its original says: when the original moved on without it."""

from datetime import datetime

from .entry import Entry
from .models import Community

ORIGINAL, TRANSLATION = "summary", {"summary_english", "translated_by"}


def moved_on(community: Community, entry: Entry) -> datetime | None:
    """When the summary was changed after its English, by the entry's revisions; None while both go together.

    Asks the database only of an entry that has its summary in another language and in English.
    """
    if not entry["summary_english"] or entry["written_in"] == "en":
        return None
    touched = community.revisions.filter(changed__overlap=[ORIGINAL, *TRANSLATION])
    latest: datetime | None = None
    for changed, at in touched.order_by("number").values_list("changed", "at"):
        if TRANSLATION & set(changed):
            latest = None
        elif latest is None:
            latest = at
    return latest
