"""The rules of Atom (RFC 4287) and of feeds in pages (RFC 5005), as far as a catalogue could get them wrong."""

import re
from collections import Counter
from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
KNOWN = {"id", "title", "subtitle", "updated", "published", "link", "author", "summary", "category", "entry"}
DATES = {f"{ATOM}updated", f"{ATOM}published"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ABSOLUTE = re.compile(r"(https?://[^\s<>\"{}|\\^`]+|tag:[a-z0-9.-]+,\d{4}:[a-z0-9-]+)")


def faults(root: Element) -> list[str]:
    """What is wrong with a feed, one line each; nothing for a sound one."""
    entries, wrong = root.findall(f"{ATOM}entry"), []
    for one in (root, *entries):
        where = one.findtext(f"{ATOM}id")
        counted = Counter(child.tag.removeprefix(ATOM) for child in one)
        wrong += [f"{where}: {counted[name]} × {name}" for name in ("id", "title", "updated") if counted[name] != 1]
        wrong += [f"{where}: {name}" for name in counted.keys() - KNOWN]
        links = Counter(link.get("rel") for link in one.findall(f"{ATOM}link"))
        wrong += [f"{where}: {many} × {rel}" for rel, many in links.items() if many > 1]
        wrong += [] if links["alternate"] else [f"{where}: leads nowhere"]
        wrong += [f"{where}: {child.text}" for child in one if child.tag in DATES and not MOMENT.fullmatch(child.text)]
        addresses = [where, *(link.get("href") for link in one.findall(f"{ATOM}link"))]
        wrong += [f"{where}: {address!r}" for address in addresses if not ABSOLUTE.fullmatch(address)]
        wrong += [] if one.findtext(f"{ATOM}title").strip() else [f"{where}: no title"]
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    wrong += [f"{where}: {many} times" for where, many in ids.items() if many > 1]
    if not root.findtext(f"{ATOM}author/{ATOM}name"):
        wrong.append("nobody is its author")
    if root.tag != f"{ATOM}feed" or not root.findall(f"{ATOM}link[@rel='self']"):
        wrong.append("no feed, or none that says where it is")
    moments = [entry.findtext(f"{ATOM}updated") for entry in entries]
    if moments and root.findtext(f"{ATOM}updated") != max(moments):
        wrong.append("not as new as its newest entry")
    return wrong
