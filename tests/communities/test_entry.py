"""The entry: one canonical form, and a plain message for everything that cannot be published."""

import hashlib
import json
import re
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communities import countries, entry, labels, languages, schema, vocabularies
from communities.hosts import host_of
from communities.schema import WEB


def minimal(**changes):
    return entry.normalise({"name": "Futures Circle", "summary": "Officials who scan the horizon.", **changes})


def fields_at_fault(document):
    return [problem.field for problem in entry.validate(document)]


text = st.text(max_size=60)
slugs = {name: st.sampled_from(v.slugs) for name, v in vocabularies.of_communities().items()}
codes = st.sampled_from([code for code, _name in countries.all_countries()])
titled = st.fixed_dictionaries(
    {"title": st.text("abc é", min_size=1).filter(str.strip), "url": st.just("https://example.org/a?b=c#d")}
)


def one_or_many(name, vocabulary):
    if vocabulary.many:
        return st.lists(slugs[name], max_size=vocabulary.most or 6)
    return st.none() | slugs[name]


documents = st.fixed_dictionaries(
    {"name": st.text("abc Ωé", min_size=1).filter(str.strip), "summary": st.text("xyz ", min_size=1).filter(str.strip)},
    optional={
        "acronym": st.text(max_size=30),
        "scope": text,
        "how_it_works": text,
        "host": st.none() | codes,
        "countries": st.lists(codes, max_size=5),
        "languages": st.lists(st.sampled_from(sorted(languages.NAMES)), max_size=4),
        "region": st.none() | st.sampled_from(sorted(labels.REGIONS)),
        "members": st.none() | st.integers(0, 10**7),
        "participants": st.none() | st.integers(0, 10**5),
        "size": st.none() | st.sampled_from(sorted(labels.SIZES)),
        "website_public": st.none() | st.booleans(),
        "website": st.sampled_from(["", "https://example.org", "http://example.org/a%20b"]),
        "sources": st.lists(titled, max_size=3),
        "aliases": st.lists(
            st.fixed_dictionaries({"name": st.text("abc", min_size=1), "language": st.just("fr"), "kind": text}),
            max_size=3,
        ),
        **{name: one_or_many(name, v) for name, v in vocabularies.of_communities().items()},
    },
)


@given(documents)
def test_normalise_of_any_valid_document_is_sound_and_stays_as_it_is(document):
    once = entry.normalise(document)

    assert entry.normalise(once) == once
    assert list(once) == list(entry.FIELDS)
    assert entry.validate(once) == []


@given(documents)
def test_entry_written_as_json_and_read_back_is_the_same(document):
    once = entry.normalise(document)

    assert entry.normalise(json.loads(entry.canonical(once))) == once
    assert entry.digest(json.loads(json.dumps(once))) == entry.digest(once)


def test_digests_on_record_are_made_of_these_bytes_for_ever():
    document = {"name": "Équipe", "host": None, "topic": ["a", "b"]}
    assert entry.canonical(document) == '{"host":null,"name":"Équipe","topic":["a","b"]}'.encode()
    assert entry.digest(document) == hashlib.sha256(entry.canonical(document)).hexdigest()


@given(documents, documents)
def test_changed_fields_are_exactly_those_whose_values_differ(one, other):
    one, other = entry.normalise(one), entry.normalise(other)

    patched = {**one, **{field: other[field] for field in entry.changed_fields(one, other)}}

    assert entry.content(patched) == entry.content(other)
    assert entry.changed_fields(one, one) == []


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(entry.FIELDS),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_any_rubbish_is_refused_with_messages_and_never_breaks(document):
    once = entry.normalise(document)

    for problem in entry.validate(once):
        assert problem.field in (*entry.FIELDS, "additionalProperties")
        assert problem.message


def test_entry_without_name_or_summary_names_both_fields():
    assert fields_at_fault(entry.blank()) == ["name", "summary"]


def test_too_long_summary_says_limit_and_length():
    (problem,) = entry.validate(minimal(summary="x" * 501))

    assert problem.field == "summary"
    assert "500 characters or fewer. It has 501" in problem.message


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "//example.org",
        "https://",
        "https://exa mple.org",
        "data:text/html,x",
        "www.example.org",
        "https://[::1]/",
        "https://[::1",
        "https://exa[mple.org/",
        "https://example.org]/",
    ],
)
def test_website_that_is_no_web_address_is_refused(website):
    assert fields_at_fault(minimal(website=website)) == ["website"]


def test_every_website_that_is_taken_has_a_host_to_be_read():
    """Whatever sign stands in it: some become a slash or a colon where compatible signs are taken for one."""
    signs = [chr(code) for code in range(sys.maxunicode + 1)]
    turned = [sign for sign in signs if sign < "\x80" or unicodedata.normalize("NFKC", sign) != sign]
    taken = [f"https://a{sign}b.example/" for sign in turned if re.fullmatch(WEB, f"https://a{sign}b.example/")]
    assert len(taken) > 1000
    assert [website for website in taken if not host_of(website)] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"founded": 12}, "founded"),
        ({"founded": "2019"}, "founded"),
        ({"founded": 2019, "ended": 2011}, "ended"),
        ({"host": "XX"}, "host"),
        ({"countries": ["IE", "ZZ"]}, "countries"),
        ({"languages": ["xx"]}, "languages"),
        ({"purpose": ["no-such-purpose"]}, "purpose"),
        ({"scale": "galactic"}, "scale"),
        ({"focus": ["learning", "innovation", "coordination"]}, "focus"),
        ({"members": -1}, "members"),
        ({"members": True}, "members"),
        ({"members_as_of": "May 2026"}, "members_as_of"),
        ({"mailbox": "nobody"}, "mailbox"),
        ({"latitude": 12.0}, "latitude"),
        ({"sources": [{"title": "", "url": "https://example.org"}]}, "sources"),
        ({"website": "https://example.org", "withheld": ["website"]}, "website"),
    ],
)
def test_value_that_cannot_be_published_is_named(changes, field):
    assert fields_at_fault(minimal(**changes)) == [field]


@pytest.mark.parametrize("years", [{"founded": 2019}, {"ended": 2019}, {"founded": 2019, "ended": 2019}])
def test_year_alone_and_one_year_for_all_contradict_nothing(years):
    assert fields_at_fault(minimal(**years)) == []


@pytest.mark.parametrize(
    ("number", "later"),
    [(1, ("achieved", "legacy", "carried_on", "thanks", "practice")), (2, ("practice",))],
)
def test_entry_of_every_earlier_schema_is_read_with_what_came_later_empty(number, later):
    stored = {key: value for key, value in minimal().items() if key not in later} | {"schema": number}
    assert entry.upgrade(stored) == minimal()
    assert entry.SCHEMA_NUMBER == 3  # a further one wants a row above


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"website": "www.example.org"}, "give an address that begins with https:// or http://."),
        ({"mailbox": "nobody"}, "give an e-mail address, such as community@example.org."),
        ({"members": -1}, "give a whole number."),
        ({"summary_english": 5}, "this value cannot be read here."),
    ],
)
def test_message_says_what_to_give_instead(changes, says):
    (problem,) = entry.validate(minimal(**changes))
    assert problem.message == f"{labels.LABELS[problem.field]}: {says}"


def test_who_translated_a_summary_is_said_where_there_is_one():
    assert minimal(summary_english="Officials", translated_by="OPSI")["translated_by"] == "OPSI"
    assert minimal(translated_by="OPSI")["translated_by"] == ""


def test_what_says_more_about_what_is_withheld_is_withheld_too():
    told = {"members": 40, "members_counted": "agencies", "members_as_of": "2026", "latitude": 53.3, "longitude": -6.2}
    kept = minimal(**told, withheld=["members", "city"])
    assert {key: kept[key] for key in told} == {
        "members": 40,  # for `validate` to name
        **{key: schema.blank_value(key) for key in told if key != "members"},
    }
    assert {key: minimal(**told)[key] for key in told} == told


def test_places_are_kept_to_ten_metres():
    assert minimal(latitude=53.349864, longitude=-6.260310)["latitude"] == 53.3499


def test_objects_of_a_list_are_tidied_once_each_and_what_is_none_is_left_for_validation():
    one, other = ({"title": title, "url": "https://example.org/"} for title in ("One more", "Two"))
    empty = {"title": " ", "url": ""}
    assert minimal(sources=[one, {**one, "title": "One\n more"}, empty, {**other, "note": "dropped"}])["sources"] == [
        one,
        other,
    ]
    assert minimal(sources=[one, "Two", other])["sources"] == [one, "Two", other]
    assert fields_at_fault(minimal(sources=[one, "Two", other])) == ["sources"]


def test_objects_of_a_stored_list_are_read_with_their_keys_in_order():
    turned = {"url": "https://example.org/", "title": "One"}
    (read,) = entry.upgrade({**minimal(), "sources": [turned]})["sources"]
    assert list(read.items()) == [("title", "One"), ("url", "https://example.org/")]


def test_host_is_always_among_the_countries():
    assert minimal(host="IE", countries=["FR"])["countries"] == ["FR", "IE"]


@pytest.mark.parametrize(
    ("stated", "band"),
    [
        ({"participants": 50}, "to-50"),
        ({"participants": 51, "members": 9000}, "51-100"),
        ({"members": 100}, "51-100"),
        ({"members": 101, "size": "to-50"}, "over-100"),
        ({"members": 25, "members_counted": "agencies"}, None),
        ({"members": 25, "members_counted": "agencies", "size": "over-100"}, "over-100"),
        ({"size": "to-50"}, "to-50"),
        ({}, None),
    ],
)
def test_size_follows_participants_then_members_then_what_was_stated(stated, band):
    assert minimal(**stated)["size"] == band


def test_names_lose_marks_that_cannot_be_seen():
    assert minimal(name="\u202eFutures\u200b  Circle\u0000\n")["name"] == "Futures Circle"


def test_joiners_stay_where_they_belong_to_the_spelling():
    persian = "انجمن آینده\u200cپژوهی"

    assert minimal(name=persian)["name"] == persian
    assert minimal(name="Futures\u200d Cir\u200ccle")["name"] == "Futures Circle"


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d💻 lab",
        "❤\ufe0f\u200d🔥",
        "🏳\ufe0f\u200d🌈",
        "👩🏽\u200d🚒",
        "☎\ufe0f 1\ufe0f\u20e3",
        "ه\u200d.ش",
        "क्\u200dष",
        "മലയാള്\u200c",
    ],
)
def test_what_is_joined_or_shown_by_unseen_signs_stays_as_it_is(text):
    assert minimal(name=text)["name"] == text == minimal(scope=text)["scope"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Fut\u200cures", "Futures"),
        ("Fut\u200dures", "Futures"),
        ("Fut\ufe0fures", "Futures"),
        ("👩\u200d", "👩"),
        ("\u200d💻", "💻"),
        ("👩\u200d\u200d💻", "👩💻"),
        ("👩\u200dx", "👩x"),
        ("a\ufe0f\u200d🔥", "a🔥"),
        ("ه\u061c\u200cه", "هه"),
        ("e\u200b\u0301", "é"),
        ("\u2066Futures\u2069\u202e", "Futures"),
    ],
)
def test_unseen_signs_that_join_nothing_go(text, plain):
    assert minimal(name=text)["name"] == plain


UNSEEN = "\u200b\u200c\u200d\u200e\u202e\u2066\ufe0e\ufe0f\u061c\u2060\u180e\ufeff\u0301\u0344"
SEEN = "aZ1 .هیक्്ក👩💻❤🏽🏳"


@example("\u0915\u0301\u094d\u200c")  # NFC exchanges the two marks, and what the joiner stands behind
@example("\u0344" * 30)  # each becomes two
@given(st.text(UNSEEN + SEEN, max_size=12))
def test_tidying_again_changes_nothing_and_leaves_only_signs_that_join(text):
    once = entry.tidy_text(text, one_line=True)
    assert entry.tidy_text(once, one_line=True) == once
    assert not set(once) & set("\u200b\u200e\u202e\u2066\u061c\u2060\u180e\ufeff")
    for number, sign in enumerate(once):
        if sign in "\u200c\u200d\ufe0e\ufe0f":
            assert number > 0
            assert once[number - 1] not in "aZ1 ."


def test_texts_keep_their_lines_and_lose_lone_surrogates():
    assert minimal(scope="one\r\ntwo\n\n\n\nthree \ud800")["scope"] == "one\ntwo\n\nthree"


def test_terms_of_today_decide_what_is_known():
    document = minimal(topic=["quantum"])

    assert entry.validate(document, {"topic": ["quantum"]}) == []
    assert fields_at_fault(document) == ["topic"]


def test_upgrade_of_an_unknown_schema_is_refused():
    with pytest.raises(ValueError, match="unknown entry schema 99"):
        entry.upgrade({**minimal(), "schema": 99})


def test_every_field_has_a_label_and_every_limit_a_field():
    assert set(entry.FIELDS) - {"schema"} <= set(labels.LABELS)
    assert set(schema.LIMITS) <= set(entry.FIELDS)
