"""The server is killed between any two steps: every answer that was saved is there, letter for letter, in any script.

The convener goes on in another browser, by the link that was mailed, and finds what they typed.
"""

import pytest
from playwright.sync_api import Page, expect

from submissions import questionnaire
from submissions.questionnaire import Kind, Question, Section
from tests.journeys import convening
from tests.journeys.visitor import Visitor

ADDRESS = "power-cut@example.org"
# What is typed, question by question; of others the first choices are taken.
WORDS = {
    "name": "شبكة الاستشراف والابتكار 👩‍💻 行政の未来を考える会",
    "summary": "موظفون حكوميون يلتقون كل شهر.\n毎月集まる公務員。🌍🏳️‍🌈 Ça marche – « déjà » ‘n’ “so”; a < b & c > d",
    "organisation": "総務省 (وزارة الداخلية)",
    "how_to_join": "اكتب إلى الأمانة.\n\n1) 申込書を送る\n2) 返事を待つ 🙂",
    "acronym": "未来会",
    "identity": "مستشرف 🔭",
    "scope": "未来の政策。今日の仕事は含まない。",
    "how_it_works": "جلسات مفتوحة، ثم 🗣️ 小グループ。",
    "hardest": "الوقت ⏳ 時間",
    "sender_name": "نورة العلي – 佐藤 花子",
    "funder": "内閣府",
    "lesson_did": "بدأنا بأربعة أشخاص 🍱 四人で昼食から。",
    "lesson_happened": "جاء أربعون.\n四十人になった 🎉",
    "sender_email": ADDRESS,
    "participants": "40",
    "website": "https://example.org/未来?q=مرحبا",
}
CHOSEN = {"scale": "national", "host": "JP", "maturity": "launching", "sender_role": "convener"}
TYPED = (Kind.LINE, Kind.TEXT, Kind.WEB, Kind.EMAIL, Kind.NUMBER, Kind.YEAR, Kind.HOURS, Kind.DATE)
AS_SHOWN = """() => [...document.querySelectorAll("main form [name]")]
  .filter((one) => one.type !== "hidden" && one.tagName !== "BUTTON")
  .map((one) => [one.name, ["checkbox", "radio"].includes(one.type) ? `${one.value}: ${one.checked}` : one.value])"""


def answer(page: Page, question: Question) -> None:
    key = question.key
    if question.kind in TYPED:
        if key in WORDS:
            page.locator(f"[name={key}]").fill(WORDS[key])
    elif question.kind == Kind.COUNTRY:
        page.locator(f"select[name={key}]").select_option(CHOSEN[key])
    elif question.kind == Kind.RATING:
        page.locator(f"select[name={key}]").select_option("4")
    elif question.kind == Kind.TICK:
        page.locator(f"[name={key}]").check()
    elif question.kind in (Kind.ONE, Kind.MANY, Kind.LISTED, Kind.YES_NO):
        chosen = f"[value={CHOSEN[key]}]" if key in CHOSEN else ""
        page.locator(f"[name={key}]{chosen}").first.check()
    elif key == "aliases":
        page.locator("[name=aliases-0-name]").fill("ネットワーク 🌱")
        page.locator("[name=aliases-0-language]").select_option("ja")


def fill(visitor: Visitor, section: Section) -> list:
    """Answer what the page of a section asks, save it, and give back what stood there."""
    page = visitor.page
    for question in section.questions:
        if page.locator(f"[name={question.key}], [name^='{question.key}-']").count():
            answer(page, question)
    shown = page.evaluate(AS_SHOWN)
    visitor.press("Save and continue")
    expect(page.get_by_role("alert")).to_have_count(0)
    return shown


ALL_STEPS = (*(section.slug for section in questionnaire.SECTIONS), "later", "letter", "send", "confirm", "confirmed")


@pytest.mark.parametrize(
    ("sections", "cut_before"),
    [
        (questionnaire.MAIN, ("purpose", "confirmed")),
        pytest.param(questionnaire.SECTIONS, ALL_STEPS, marks=pytest.mark.long),
    ],
    ids=["twice", "before every step"],
)
def test_killed_between_steps_and_finished_elsewhere_every_answer_is_there(visit, catalogue, sections, cut_before):
    def step(name: str) -> None:
        if name in cut_before:
            catalogue.kill()  # nobody else is on it meanwhile

    letters = len(catalogue.letters(ADDRESS))
    convener = visit()
    convening.begin(convener)
    token = convener.page.url.split("/submission/")[1].split("/")[0]
    shown = {}
    for section in sections:
        step(section.slug)
        convener.open(f"/submission/{token}/{section.slug}/")
        shown[section.slug] = fill(convener, section)
    step("later")
    convener.open(f"/submission/{token}/later/")
    convener.press("Send me the link")
    step("letter")
    link = convening.link_in(convening.letter_to(convener, ADDRESS, letters + 1))

    elsewhere = visit(scripts=False)
    elsewhere.open(link)
    token = link.split("/submission/")[1].split("/")[0]
    for section in sections:
        elsewhere.open(f"/submission/{token}/{section.slug}/")
        assert elsewhere.page.evaluate(AS_SHOWN) == shown[section.slug], section.slug
    elsewhere.open(f"/submission/{token}/check/")
    step("send")
    elsewhere.press("Send to OPSI")
    elsewhere.is_at("confirm your address")
    step("confirm")
    elsewhere.open(convening.link_in(convening.letter_to(elsewhere, ADDRESS, letters + 2)))
    step("confirmed")
    elsewhere.press("Yes, this is my address")
    elsewhere.reads("Waiting for OPSI", WORDS["name"])
