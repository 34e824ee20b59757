"""Without a mouse: from the home page by search to an entry, and on to the form; the focus can always be seen."""

from playwright.sync_api import expect

from tests.journeys import convening

MOST_STEPS = 120
FOCUSED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const inner = one.querySelector(":scope > *");
  const marked = (css) => css.outlineStyle !== "none" && parseFloat(css.outlineWidth) > 0 || css.boxShadow !== "none";
  return {
    name: (one.innerText || one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.tagName).trim(),
    isPage: one === document.body || one === document.documentElement,
    isMarked: marked(style) || Boolean(inner && marked(getComputedStyle(inner))),
    isInView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth,
  };
}"""


def step(page, key: str = "Tab") -> dict:
    """One press of a key; whatever then has the focus can be seen to have it."""
    page.keyboard.press(key)
    focused = page.evaluate(FOCUSED)
    if not focused["isPage"]:
        assert focused["isMarked"], f"Nothing shows that “{focused['name']}” has the focus"
        assert focused["isInView"], f"“{focused['name']}” has the focus out of sight"
    return focused


def go_to(page, name: str) -> None:
    """Tab until the thing of that name has the focus."""
    for _turn in range(MOST_STEPS):
        if step(page)["name"].startswith(name):
            return
    raise AssertionError(f"“{name}” cannot be reached")


def test_reader_reaches_an_entry_and_the_form_by_keyboard_alone(visit):
    reader = visit()
    page = reader.open("/")
    assert step(page)["name"] == "Skip to main content"
    page.keyboard.press("Enter")
    go_to(page, "Search by name, acronym or subject")
    page.keyboard.type("national foresight network")
    page.keyboard.press("Enter")
    reader.is_at("Communities")
    go_to(page, "National Foresight Network (Finland)")
    page.keyboard.press("Enter")
    reader.is_at("National Foresight Network (Finland)")

    go_to(page, "Add a community")
    page.keyboard.press("Enter")
    reader.is_at("Add a community")
    go_to(page, "Start now")
    page.keyboard.press("Enter")
    reader.is_at("The community")
    go_to(page, "What is it called?")
    page.keyboard.type("Circle without a mouse")
    go_to(page, "Describe it in one or two sentences")
    page.keyboard.type(convening.SUMMARY.format(name="keys"))
    go_to(page, "International")  # the first of a group of radio buttons; arrows choose among them
    page.keyboard.press("ArrowDown")
    step(page, "ArrowDown")
    go_to(page, "Save and continue")
    page.keyboard.press("Enter")
    reader.is_at("Where it is, and who convenes it")
    expect(page.get_by_label("In which country?")).to_be_visible()


def test_focus_leaves_every_page_by_tabbing_on(visit):
    reader = visit()
    for address in ("/", "/communities/", "/communities/national-foresight-network-finland/", "/countries/fi/"):
        page = reader.open(address)
        seen = []
        for _turn in range(400):
            focused = step(page)
            if focused["isPage"]:
                break
            seen.append(focused["name"])
        assert focused["isPage"], f"The focus goes round in {address}: {seen[-5:]}"
        assert "Atom feed" in seen[-3:]
