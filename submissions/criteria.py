"""What OPSI asks of an entry before it is published, and what the site itself can see of each. People decide."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from communities import completeness, labels, readable
from communities.entry import Entry
from communities.models import Terms

PUBLIC_SECTOR, PLAIN, COMPLETE, ALONE = "public-sector", "plain-words", "complete", "stands-alone"
TITLES: dict[str, Any] = {
    PUBLIC_SECTOR: gettext_lazy("The public sector takes part"),
    PLAIN: gettext_lazy("Plain words"),
    COMPLETE: gettext_lazy("Complete enough to be of use"),
    ALONE: gettext_lazy("Stands alone: clear to somebody who never heard of it"),
}
SAYS_WHO = ("organisation", "convener", "involvement", "composition", "eligibility")
MOST_WORDS = 25  # of a sentence, on average
MOST_NAMED = 6
_SENTENCES = re.compile(r"[.!?…]+(?:\s|$)")
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]{1,7}\b")
_OURS = re.compile(r"\b(we|our|us|here|click)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Criterion:
    """One of them, and what was found of it in words; `doubt` where that asks for a second look."""

    slug: str
    title: Any
    found: str
    doubt: bool


def of(entry: Entry, terms: Terms) -> list[Criterion]:
    """All criteria, each with what can be seen in the entry."""
    found = {
        PUBLIC_SECTOR: _public_sector(entry, terms),
        PLAIN: _plain(entry),
        COMPLETE: _complete(entry),
        ALONE: _alone(entry),
    }
    return [Criterion(slug, title, *found[slug]) for slug, title in TITLES.items()]


def titles(met: list[str]) -> str:
    """The criteria that were ticked, in words."""
    return "; ".join(str(TITLES[slug]) for slug in met if slug in TITLES)


def _public_sector(entry: Entry, terms: Terms) -> tuple[str, bool]:
    said = [(labels.LABELS[key], readable.words(key, entry[key], terms)) for key in SAYS_WHO if entry[key]]
    if not said:
        return _("Nothing in it says so."), True
    return " ".join(f"{label}: {words}." for label, words in said), False


def _plain(entry: Entry) -> tuple[str, bool]:
    words = len(entry["summary"].split())
    sentences = max(1, len(_SENTENCES.findall(entry["summary"])))
    counted = ngettext("Summary: %(words)d words in %(n)d sentence.", "Summary: %(words)d words in %(n)d sentences.",
                       sentences)  # fmt: skip
    return counted % {"words": words, "n": sentences}, words > MOST_WORDS * sentences


def _complete(entry: Entry) -> tuple[str, bool]:
    told = completeness.of(entry)
    says = _("%(stated)d of %(all)d main facts.") % {"stated": len(told.stated), "all": told.total}
    if not told.missing:
        return says, False
    missing = ", ".join(str(labels.LABELS[key]) for key in told.missing[:MOST_NAMED])
    more = " …" if len(told.missing) > MOST_NAMED else ""
    lacks = _("Missing: %(fields)s") % {"fields": missing}
    return f"{says} {lacks}{more}", told.share < 0.5


def _alone(entry: Mapping[str, Any]) -> tuple[str, bool]:
    text = f"{entry['name']}. {entry['summary']}"
    known = {entry["acronym"].upper(), *(alias["name"].upper() for alias in entry["aliases"])}
    short = [one for one in dict.fromkeys(_ABBREVIATION.findall(text)) if one not in known and f"({one})" not in text]
    ours = list(dict.fromkeys(word.lower() for word in _OURS.findall(entry["summary"])))
    said = []
    if short:
        said.append(_("Abbreviations not explained: %(words)s.") % {"words": ", ".join(short[:MOST_NAMED])})
    if ours:
        said.append(_("Speaks from within: %(words)s.") % {"words": ", ".join(f"“{word}”" for word in ours)})
    return " ".join(said) or _("No abbreviation is left unexplained."), bool(said)
