"""Whether an entry says how one comes to its community."""

from . import vocabularies
from .entry import Entry


def is_silent(entry: Entry) -> bool:
    """Nothing leads to it: no route, no steps, no mailbox, and no website that the public can reach."""
    has_website = entry["website"] and entry["website_public"] is not False
    says = entry["route"] or entry["how_to_join"] or entry["mailbox"] or has_website
    return not says and entry["maturity"] != vocabularies.CLOSED
