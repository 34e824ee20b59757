"""The guide: what it asks and says, that answers survive every step and are kept by nobody, and the draft they make."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from communities.models import Term
from submissions import questionnaire
from submissions.guide import asked, sources, views
from submissions.guide.carried import LONGEST, LONGEST_LINE, LONGEST_TEXT, Carried
from submissions.models import Submission
from submissions.questionnaire import Kind
from tests.factories import learned, published
from tests.page import Page
from tests.states import PLAN
from tests.submissions.sender import Sender

pytestmark = pytest.mark.django_db

PAGES = ("", *(f"{name}/" for name in views.ORDER), "charter/")
ONE_OF = {"host": ["FI", "TV", "CI"], "size": ["to-50", "51-100", "over-100", questionnaire.UNKNOWN]}
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=LONGEST_LINE)


def chosen_of(question):
    """A strategy for the values of one question, as a query has them."""
    slugs = [slug for slug, _label, _definition in _terms(question.key)]
    if question.kind == Kind.MANY:
        return st.lists(st.sampled_from(slugs), unique=True, max_size=question.most or len(slugs))
    if question.kind in (Kind.LINE, Kind.TEXT):
        return TEXTS.filter(bool).map(lambda text: [text]) | st.just([])
    return st.sampled_from(ONE_OF.get(question.key, [*slugs, questionnaire.UNKNOWN])).map(lambda one: [one])


def _terms(key):
    from communities import vocabularies

    known = vocabularies.read().get(key)
    return known.terms if known else ()


QUERIES = st.fixed_dictionaries({}, optional={one.question.key: chosen_of(one.question) for one in asked.EVERY})


def send(client, address):
    """Press the button of the page at an address, or follow its way on; the address that this leads to."""
    page = Page(client.get(address).text)
    forms = [form for form in page.forms() if form.action.startswith("/start/")]
    if forms:
        return f"{forms[0].action}?{urlencode(forms[0].values, doseq=True)}"
    return next(link["href"] for link in page.all("a") if "button" in link["class"].split())


def answers_in(address):
    return sorted(parse_qsl(urlsplit(address).query))


@given(QUERIES)
@trying(max_examples=15, deadline=None)
def test_answers_survive_all_steps_and_the_way_back(given_answers):
    client = Client()
    stated = sorted((key, value) for key, values in given_answers.items() for value in values)
    address = f"/start/?{urlencode(stated)}" if stated else "/start/"
    visited = []
    while "/charter/" not in address:
        visited.append(address.partition("?")[0])
        back = Page(client.get(address).text).links()
        address = send(client, address)
        assert answers_in(address) == stated, visited
        if "/ways/" in address and not any(value != questionnaire.UNKNOWN for _key, value in stated):
            return  # there is nothing to make a charter of
        assert all(answers_in(link) in (stated, []) for link in back if "/start/" in link)
    assert visited == [f"/start/{page}" for page in PAGES[:-1]]


@given(QUERIES)
@trying(max_examples=30, deadline=None)
def test_reading_is_the_inverse_of_writing(given_answers):
    read = Carried(QueryDict(urlencode(given_answers, doseq=True)))
    again = Carried(QueryDict(read.query))
    assert (again.answers, again.query, again.notices) == (read.answers, read.query, [])
    assert read.answers == {
        key: values if questionnaire.question(key).kind == Kind.MANY else values[0]
        for key, values in given_answers.items()
        if values
    }


def test_fullest_answers_that_can_be_typed_fit_into_an_address():
    typed = {
        one.question.key: "語" * (LONGEST_TEXT if one.question.kind == Kind.TEXT else LONGEST_LINE)
        for one in asked.EVERY
        if one.question.kind in (Kind.LINE, Kind.TEXT)
    }
    most = {
        one.question.key: sorted((slug for slug, _label, _is in _terms(one.question.key)), key=len)[-5:]
        for one in asked.EVERY
        if _terms(one.question.key)
    }
    query = urlencode({**most, **typed, "host": "FI", "size": "over-100"}, doseq=True)
    assert len(query) < LONGEST
    assert LONGEST + len("GET /fr/submit/from-guide/? HTTP/1.1") < 8190


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_page_with_answers_is_kept_by_nobody_and_tells_its_address_to_nobody(client, page, prefix):
    for query in (PLAN, "scale=galactic", "who=knows"):
        answer = client.get(f"{prefix}/start/{page}?{query}")
        assert answer.status_code == 200
        assert set(answer["Cache-Control"].split(", ")) == {"private", "no-store"}
        assert answer["Referrer-Policy"] == "no-referrer"
        assert '<meta name="robots" content="noindex">' in answer.text
        assert "ETag" not in answer
        assert not answer.cookies


@pytest.mark.django_db(transaction=True)
def test_pages_with_answers_never_reach_the_store_of_pages():
    client = Client()
    client.get("/")
    store = _store_of(client.handler._middleware_chain)
    client.get("/start/")
    before = len(store)
    assert before == 2
    for page in PAGES:
        client.get(f"/start/{page}?{PLAN}")
    assert len(store) == before


def _store_of(handler):
    """The store of the middleware in a chain of handlers."""
    while handler is not None:
        inner = getattr(handler, "__wrapped__", handler)
        if hasattr(inner, "store"):
            return inner.store
        handler = getattr(inner, "get_response", None)
    raise LookupError


@pytest.mark.parametrize("page", PAGES)
def test_page_without_answers_is_public(client, page):
    answer = client.get(f"/start/{page}")
    assert "public" in answer["Cache-Control"]
    assert ("noindex" in answer.text) == bool(page)


@pytest.mark.parametrize("page", [*(f"/start/{page}" for page in PAGES), "/submit/from-guide/"])
def test_too_long_an_address_is_refused_in_words(client, page):
    answer = client.get(f"{page}?name={'x' * LONGEST}")
    assert answer.status_code == 414
    assert "This address is too long" in Page(answer.text).words()
    assert "no-store" in answer["Cache-Control"]


def test_values_that_nobody_can_choose_are_left_out_and_said():
    client = Client()
    Term.objects.filter(vocabulary="topic", slug="health").update(active=False)
    answer = client.get("/start/people/?scale=galactic&topic=data&topic=magic&topic=health&host=ZZ&who=knows")
    assert answer.context["notices"] == [
        "“magic” is not a choice for “Topics”, so it was left out.",
        "“health” is not a choice for “Topics”, so it was left out.",
        "“galactic” is not a choice for “Scale”, so it was left out.",
        "“ZZ” is not a choice for “Country”, so it was left out.",
    ]
    assert Page(answer.text).form("get").values["topic"] == ["data"]
    many = client.get("/start/idea/?" + "&".join(f"topic=x{number}" for number in range(40)))
    assert len(many.context["notices"]) == 5


def test_answer_that_needs_another_look_leads_back_to_its_part(client):
    six = urlencode({"topic": ["foresight", "data", "design", "health", "climate", "crisis"]}, doseq=True)
    for page in ("purpose", "people", "found", "running", "ways", "charter"):
        answer = client.get(f"/start/{page}/?{six}")
        assert answer["Location"] == f"/start/idea/?{six}"
        assert "no-store" in answer["Cache-Control"]
    page = Page(client.get(f"/start/idea/?{six}").text)
    assert "Choose at most 5 subjects. You chose 6." in page.words()
    assert page.form("get").values["topic"].count("climate") == 1
    long = client.get(f"/start/purpose/?summary={'y' * (LONGEST_TEXT + 1)}")
    assert "Shorten the description to 300 characters or fewer. You typed 301." in Page(long.text).words()


def test_each_question_says_why_it_is_asked_in_one_sentence_with_its_source():
    names = " ".join(f"{document.name} {document.by}" for document in sources.DOCUMENTS)
    for one in asked.EVERY:
        why, _space, source = str(one.question.help).rpartition(" (")
        assert re.fullmatch(r"[^.]+\.", why), one.question.key
        assert all(name in names for name in re.findall(r"\w+", source.removesuffix(")"))), one.question.key


def test_questions_are_worded_for_everybody_and_none_is_required(client):
    for part, section in asked.SECTIONS.items():
        page = Page(client.get(f"/start/{part}/").text)
        names = {control["name"] for control in page.all("input", "select", "textarea")}
        assert names >= {question.key for question in section.questions}
        assert not [control for control in page.all("input", "select", "textarea") if "required" in control.attributes]
    assert client.get("/start/no-such-part/").status_code == 404


def test_what_exists_is_shown_first_with_reasons_and_how_to_join(client):
    for number in range(8):
        published(name=f"Other {number}", topic=["health"], host="JP")
    near = published(name="Foresight circle", topic=["foresight"], host="FI", route="just-come")
    page = client.get("/start/found/?topic=foresight&host=FI")
    words = Page(page.text).words()
    assert "Same topic: Strategic foresight and anticipation. Both in Finland. How somebody joins: Just come." in words
    assert f"/communities/{near.slug}/" in Page(page.text).links()

    end = Page(client.get("/start/ways/?topic=foresight&host=FI").text)
    assert {f"/communities/{near.slug}/", f"/submit/change/{near.slug}/"} <= set(end.links())
    assert "/start/charter/?topic=foresight&host=FI" in end.links()
    assert "/submit/from-guide/?topic=foresight&host=FI" in end.links()


def test_where_nothing_comes_near_or_nothing_was_said_the_page_says_so(client):
    published()
    assert "Nothing that is listed comes close." in Page(client.get("/start/found/?topic=crisis").text).words()
    assert "You have not answered anything yet" in Page(client.get("/start/found/").text).words()
    assert "You have not answered anything yet" in Page(client.get("/start/ways/?mode=not-known").text).words()
    assert not [link for link in Page(client.get("/start/ways/").text).links() if "from-guide" in link]


def test_many_functions_and_more_than_two_focus_areas_bring_a_word_of_caution_with_what_others_do(client):
    published(function=["filter"], focus=["learning"])
    published(function=["filter", "convening", "amplifier", "investor"], focus=["learning"])
    many = "function=filter&function=amplifier&function=convening&function=investor"
    focus = "focus=learning&focus=innovation"
    calm = "function=filter&function=amplifier&function=convening&" + focus
    for page in ("purpose", "people", "ways", "charter"):
        words = Page(client.get(f"/start/{page}/?{many}&{focus}&focus=coordination").text).words()
        assert (
            "You ticked 4 functions. A community that is made for one may not do well at another. (ODI toolkit) "
            "Of the 2 listed communities that say so, 1 name 3 or fewer."
        ) in words
        assert (
            "You ticked 3 focus areas. Communities that choose one or two stand out and deliver more. "
            "(World Bank toolkit) Of the 2 listed communities that say so, 2 name 2 or fewer."
        ) in words
        assert "A word of caution" not in Page(client.get(f"/start/{page}/?{calm}").text).words()


def test_caution_counts_nobody_where_nobody_has_said_so(client):
    focus = "focus=learning&focus=innovation&focus=coordination"
    words = Page(client.get(f"/start/charter/?{focus}").text).words()
    assert "You ticked 3 focus areas." in words
    assert "listed communities that say so" not in words


def test_charter_has_every_answer_the_advice_and_what_others_do(client):
    published(rhythm="monthly", purpose=["advising"])
    published(rhythm="yearly", purpose=["advising", "network-building"])
    rows = {
        str(row.label): row
        for row in client.get(
            "/start/charter/?rhythm=monthly&purpose=advising&purpose=network-building&size=51-100&host=FI&mode=not-known"
        ).context["rows"]
    }
    assert rows["Rhythm"].values == [("About monthly", "1 of 2")]
    assert rows["Purpose"].values == [("Advising or review", "2 of 2"), ("Network building and partnership", "1 of 2")]
    assert rows["Scale"].values == [("Finland", "")]
    assert rows["Where it meets"].values == []
    assert "seldom grow beyond 50" in rows["Size"].advice[0].words
    assert len(rows["Kind of convener"].advice) == 2
    assert len(rows) == len(asked.EVERY) - 3 + len(asked.TO_AGREE)


def test_charter_bears_the_name_and_shows_what_was_typed_as_words(client):
    page = Page(client.get("/start/charter/?" + urlencode({"name": "<b>Bold</b>", "summary": "<i>Why</i>"})).text)
    assert [heading.text for heading in page.all("h1")] == ["<b>Bold</b>"]
    assert "<i>Why</i>" in page.words()
    assert page.all("i") == []


# The draft ----------------------------------------------------------------------------------------


def test_looking_at_what_a_draft_would_hold_makes_none(client):
    answer = client.get(f"/submit/from-guide/?{PLAN}")
    words = Page(answer.text).words()
    assert "Circle of the far sighted" in words
    assert "Setting up" in words
    assert "Choose at most 2 answers. You chose 3." in words
    assert set(answer["Cache-Control"].split(", ")) >= {"private", "no-store"}
    assert answer["Referrer-Policy"] == "same-origin"
    assert Submission.objects.count() == 0


def test_answers_go_into_the_draft_as_if_they_had_been_typed_there():
    sender = Sender().begin(f"/submit/from-guide/?{PLAN}")
    assert sender.response["Location"] == sender.at("community/")
    draft = sender.submission
    plan = dict(Carried(QueryDict(PLAN)).answers)
    assert draft.answers == {**plan, "maturity": "setting-up"}
    assert (draft.name, draft.entry["host"], draft.entry["topic"]) == (
        "Circle of the far sighted",
        "FI",
        ["foresight", "horizon-scanning"],
    )
    assert draft.entry["focus"] == []  # three are not an answer yet
    page = sender.page(sender.at("purpose/"))
    assert page.form().values["purpose"] == ["knowledge-sharing", "capability-building"]
    assert page.form().values["maturity"] == ["setting-up"]
    assert "Choose at most 2 answers" in sender.page(sender.at("check/")).words()


def test_part_that_was_brought_along_in_part_is_not_blamed_before_it_is_saved():
    sender = Sender().begin("/submit/from-guide/?scale=national&summary=We+meet")
    page = sender.page(sender.at("community/"))
    assert page.form().values["summary"] == ["We meet"]
    assert page.form().values["scale"] == ["national"]
    assert "needs another look" not in page.words()
    saved = sender.post(sender.at("community/"))
    assert "Enter the community’s name" in saved.words()


def test_draft_from_the_guide_can_be_sent_when_the_rest_is_filled_in():
    sender = Sender().begin(f"/submit/from-guide/?{PLAN.replace('&focus=innovation', '')}")
    sender.fill("place")
    sender.fill("you")
    sender.send()
    assert sender.response["Location"] == sender.at("sent/")
    assert sender.submission.entry["focus"] == ["learning", "practitioner-support"]


def test_i_do_not_know_is_asked_again():
    sender = Sender().begin("/submit/from-guide/?name=X&mode=not-known&purpose=not-known")
    assert sender.submission.answers == {"name": "X", "maturity": "setting-up"}


def test_without_answers_there_is_nothing_to_take_along(client):
    for query in ("", "?scale=galactic", "?mode=not-known"):
        assert client.get(f"/submit/from-guide/{query}")["Location"] == "/submit/"
    assert client.post("/submit/from-guide/", {})["Location"] == "/submit/"


def test_script_that_fills_in_everything_makes_no_draft_and_loses_nothing():
    sender = Sender()
    page = sender.post(f"/submit/from-guide/?{PLAN}", website_2="x")
    assert "A hidden field was filled in" in page.words()
    assert page.form().values["name"] == ["Circle of the far sighted"]
    assert Submission.objects.count() == 0


def test_form_from_elsewhere_makes_no_draft():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/submit/from-guide/", {"name": "Forged"}).status_code == 403
    too_long = Client().post("/submit/from-guide/", {"summary": "x" * LONGEST})
    assert too_long.status_code == 414
    assert Submission.objects.count() == 0


def test_drafts_are_as_many_as_of_a_network_that_begins_without_the_guide(settings):
    settings.RATE_LIMITS = 1 / 60
    client = Client()
    assert client.post("/submit/from-guide/", {"name": "One"}).status_code == 303
    assert client.post("/submit/from-guide/", {"name": "Two"}).status_code == 429
    assert Submission.objects.count() == 1


def test_home_and_the_form_lead_to_the_guide(client):
    assert "/start/" in Page(client.get("/").text).links()
    assert "/start/" in Page(client.get("/submit/").text).links()
    assert "/fr/start/" in Page(client.get("/fr/submit/").text).links()


def test_other_language_has_the_same_answers(client):
    page = Page(client.get(f"/start/ways/?{PLAN}").text)
    french = next(link["href"] for link in page.all("a") if link["hreflang"] == "fr")
    assert french.startswith("/fr/start/ways/?")
    assert answers_in(french) == answers_in(f"?{PLAN}")


def test_end_of_the_guide_shows_what_others_learned_when_setting_up(client):
    community = published(name="Circle")
    assert "Learn from those who set one up" not in client.get("/start/ways/").text
    first = learned(community)
    learned(community, maturity="closed", did="Too late for this page.")
    page = Page(client.get("/start/ways/").text)
    assert {first.get_absolute_url(), "/lessons/?maturity=setting-up"} <= set(page.links())
    assert "Too late" not in page.words()
