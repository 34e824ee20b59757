"""A week of twenty submissions is decided through the desk by keys alone, with the content policy off.

What it takes is counted; the figures stand in docs/desk.md.
"""

import json
from collections import defaultdict
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys import moderating
from tests.journeys.backstage import Backstage
from tests.journeys.deciding import CLEAR, COUNTRY, HOSTILE, NAMES, SPAM, TWIN, UNCLEAR, WEEK, Count, Counting
from tests.journeys.visitor import Visitor
from tests.live import Site

# Page loads and keys that a decision takes at the most; more than five page loads would be too many of any.
MOST = {CLEAR: (1, 4), TWIN: (3, 50), UNCLEAR: (1, 39), SPAM: (1, 7), HOSTILE: (3, 29)}
OUTCOMES = """
import json
from submissions.models import Submission
rows = Submission.objects.filter(host="VU").order_by("pending_since", "pk").prefetch_related("decisions", "letters")
print(json.dumps([[one.state, one.decisions.last().reason, one.letters.last().name] for one in rows]))
"""
QUESTION = "Which things, and who is PVX?"


class Moderator:
    """Decides on whatever the desk shows, by what stands on the page."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.keys = Counting(visitor.page)

    def to_the_decision(self) -> None:
        """By the link for whoever has no mouse; each page opens at its beginning."""
        self.keys.go_to_named("Go to the decision")
        self.keys.press("Enter")
        self.keys.press("Tab")
        expect(self.page.locator("[name=decision][value=approve]")).to_be_focused()

    def choose(self, decision: str) -> None:
        for _press in range(["approve", "ask", "decline", "spam"].index(decision)):
            self.keys.press("ArrowDown")
        expect(self.page.locator(f"[name=decision][value={decision}]")).to_be_checked()

    def press_enter_and_arrive(self) -> None:
        with self.page.expect_navigation():
            self.keys.press("Enter")

    def decide_on(self, sort: str) -> None:
        getattr(self, sort)()

    def clear(self) -> None:
        expect(self.page.locator(".mark", has_text="Looks like")).to_have_count(0)
        self.to_the_decision()
        self.press_enter_and_arrive()

    def twin(self) -> None:
        """Looks at the entry that seems the same, comes back, declines."""
        duplicates = self.page.locator("section[aria-labelledby=alike]")
        expect(duplicates).to_contain_text("of 100")
        self.keys.go_to("#content .dups a")
        self.press_enter_and_arrive()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("circle of Port-Vila")
        self.keys.go_back()
        self.to_the_decision()
        self.choose("decline")
        self.keys.go_to("[name=reason_decline]")
        self.keys.type("The comm")
        self.keys.go_to_named("Decline")
        self.press_enter_and_arrive()

    def unclear(self) -> None:
        """Asks, in words that go to the sender."""
        expect(self.page.locator(".mark", has_text="Abbreviations not explained: PVX.")).to_be_visible()
        self.to_the_decision()
        self.choose("ask")
        self.keys.go_to("[name=words]")
        self.keys.type(QUESTION)
        self.keys.go_to_named("Ask the sender for changes")
        self.press_enter_and_arrive()

    def spam(self) -> None:
        expect(self.page.locator(".mark", has_text="A link within the text: casino.example")).to_be_visible()
        self.to_the_decision()
        self.choose("spam")
        self.press_enter_and_arrive()

    def hostile(self) -> None:
        """Looks at all that can be seen of it before it goes."""
        expect(self.page.locator(".mark", has_text="Looks like code.").first).to_be_visible()
        expect(self.page.locator("main")).to_contain_text("<img src=x onerror=")
        self.keys.go_to_named("Preview as published")
        self.press_enter_and_arrive()
        self.is_unharmed()
        self.keys.go_back()
        self.to_the_decision()
        self.choose("spam")
        self.keys.go_to("[name=reason_spam]")
        self.keys.type("Hos")
        self.keys.go_to_named("Mark as spam")
        self.press_enter_and_arrive()

    def is_unharmed(self) -> None:
        assert self.page.evaluate("() => window.stolen") is None, self.page.url
        assert self.page.locator("img[src=x], svg[onload], [onfocus]").count() == 0, self.page.url


@pytest.fixture
def week(catalogue: Site, backstage: Backstage) -> Backstage:
    """A week's submissions wait."""
    backstage.run("from tests.journeys import deciding; deciding.prepare()")
    return backstage


def test_week_is_decided_by_keys_alone_in_few_pages_and_nothing_hostile_runs(
    week: Backstage, visit: Callable[..., Visitor], moderator: tuple[str, str]
):
    visitor = visit(policy=False)
    page = visitor.page
    page.on("dialog", lambda dialog: visitor.trouble.append(f"{page.url} opened a dialog: {dialog.message}"))
    moderating.sign_in(visitor, *moderator)
    visitor.open(f"{moderating.QUEUE}?country={COUNTRY}")
    me = Moderator(visitor)
    me.keys.go_to_named("Take up the first that is free")
    me.press_enter_and_arrive()
    me.keys.counted()
    taken: dict[str, list[Count]] = defaultdict(list)
    for sort, name in zip(WEEK, NAMES, strict=True):
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        me.is_unharmed()
        me.decide_on(sort)
        taken[sort].append(me.keys.counted())
    expect(page.locator(".messagelist")).to_contain_text("Nothing else waits in this selection.")
    me.is_unharmed()

    outcomes = json.loads(week.run(OUTCOMES))
    expected = {
        CLEAR: ["approved", "", "approved"],
        TWIN: ["declined", "duplicate", "declined"],
        UNCLEAR: ["changes-requested", "", "changes_requested"],
        SPAM: ["spam", "", "received"],
        HOSTILE: ["spam", "hostile", "received"],
    }
    assert outcomes == [expected[sort] for sort in WEEK]
    for sort, counts in taken.items():
        needed = max(one.pages for one in counts), max(one.keys for one in counts)
        assert (needed[0] <= MOST[sort][0], needed[1] <= MOST[sort][1]) == (True, True), f"{sort}: {needed}"
    for address in ("?state=all&country=VU", "?q=atoll", "?state=spam"):
        visitor.open(moderating.QUEUE + address)
        me.is_unharmed()
    visitor.follow(NAMES[WEEK.index(HOSTILE)], within=page.get_by_role("table"))
    me.is_unharmed()
