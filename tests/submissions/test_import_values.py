"""What cells mean: countries, numbers, years, web addresses, markup, formulas, languages, terms."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from submissions.importing import places, plain, quantities, sources, tongues, websites, words
from submissions.importing.table import Cell, column_name
from submissions.importing.terms import Vocabularies


@pytest.mark.parametrize(
    ("text", "iso2"),
    [
        ("IE", "IE"),
        ("ireland ", "IE"),
        ("Irlande", "IE"),
        ("Éire", "IE"),
        ("IRL", "IE"),
        ("Côte d'Ivoire", "CI"),
        ("COTE D’IVOIRE", "CI"),
        ("Congo, Dem. Rep.", "CD"),
        ("Swaziland", "SZ"),
        ("Burma", "MM"),
        ("The former Yugoslav Republic of Macedonia", None),
        ("Micronesia, Fed. Sts.", "FM"),
        ("Hong Kong SAR, China", "HK"),
        ("日本", "JP"),
        ("Россия", "RU"),
        ("الولايات المتحدة", "US"),
        ("EE.UU.", "US"),
        ("Países Bajos", "NL"),
        ("Congo", None),
        ("Scotland", None),
        ("Yugoslavia", None),
        ("NA", None),
        ("no", None),
        ("NO", "NO"),
        ("n/a", None),
        ("Narnia", None),
    ],
)
def test_country_names_are_read_or_asked_about(text, iso2):
    assert places.read(text).host == iso2


@pytest.mark.parametrize("text", ["Congo", "Scotland", "Yugoslavia", "NA", "no", "Narnia", "France; Narnia"])
def test_an_unclear_country_is_a_question_and_no_country(text):
    place = places.read(text)
    assert place.question
    assert (place.host, place.countries) == (None, [])


def test_an_empty_country_is_no_question():
    assert places.read("n/a") == places.Place()


@pytest.mark.parametrize(
    ("text", "countries"),
    [("France; Italy", ["FR", "IT"]), ("Spain, Portugal", ["ES", "PT"]), ("Ireland and Malta", ["IE", "MT"])],
)
def test_several_countries_have_no_host(text, countries):
    place = places.read(text)
    assert (place.host, place.countries) == (None, countries)


def test_a_city_before_its_country_is_its_city():
    place = places.read("Berlin, Germany")
    assert (place.host, place.city) == ("DE", "Berlin")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250", 250),
        ("12 000", 12000),
        ("12\u00a0000", 12000),
        ("12\u202f000", 12000),
        ("12.000", 12000),
        ("1,234,567", 1234567),
        ("1'000", 1000),
        ("1,234.00", 1234),
        ("٢٠١٤", 2014),
        ("۵۰", 50),
        ("approx. 49", 49),
        ("900+", 900),
        ("72 personnes", 72),
        ("40-60", None),
        ("12.5", None),
        ("1,17", None),
        ("12 34", None),
        ("1.5k", None),
        ("50 %", None),
        ("-5", None),
        ("many", None),
        ("9" * 40, None),
        ("tbc", None),
    ],
)
def test_numbers_are_whole_or_left_out(text, number):
    found = quantities.count(text)
    assert found.number == number
    assert number is not None or found.told or words.is_empty_mark(text)


def test_what_a_number_counts_is_kept():
    assert quantities.count("49 public bodies").counted == "public bodies"
    assert quantities.count("49 members").counted == ""


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2016", 2016),
        ("2016-01-01", 2016),
        ("03/2016", 2016),
        ("c. 1998", 1998),
        ("٢٠١٤", 2014),
        ("2016–2019", None),
        ("1960s", None),
        ("42370", None),
        ("2199", None),
        ("soon", None),
    ],
)
def test_a_year_is_taken_where_there_is_one(text, year):
    found = quantities.year(text)
    assert found.number == year
    assert found.told or text == str(year)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/a,b;c?q=1#x", "https://example.org/a,b;c?q=1#x"),
        ("https://en.example.org/wiki/X_(y)", "https://en.example.org/wiki/X_(y)"),
        ("(https://example.org)", "https://example.org"),
        ("EXAMPLE.org/Path", "https://example.org/Path"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("www.a.org www.b.org", "https://www.a.org"),
        ("see http://example.org for more", "http://example.org"),
        ("HTTPS:WWW.EXAMPLE.ORG", "https://www.example.org"),
        ("https://例え.jp/ä", "https://例え.jp/ä"),
        ("http://107.22.164.43/x.html", "http://107.22.164.43/x.html"),
        ("javascript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://example.org", ""),
        ("file:///etc/passwd", ""),
        ("https://user:secret@example.org", ""),
        ("http://localhost:8080", ""),
        ("localhost/x", ""),
        ("http://intranet/", ""),
        ("http://wiki.local/", ""),
        ("http://10.0.0.1/", ""),
        ("http://[::1]/", ""),
        ("http://169.254.169.254/latest", ""),
        ("http://2130706433/", ""),
        ("http://0x7f.1/", ""),
        ("https://", ""),
        ("https://example.org:99999999/", ""),
        ("=IMPORTXML(1)", ""),
        ("our intranet page", ""),
    ],
)
def test_web_addresses_are_tidied_or_left_out_with_a_reason(text, url):
    found = websites.read(Cell(text))
    assert found.url == url
    assert url or found.told


def test_the_address_behind_a_link_is_taken_and_a_different_one_shown_is_told():
    assert websites.read(Cell("link", "https://a.example.org")).url == "https://a.example.org"
    found = websites.read(Cell("https://a.example.org", "https://b.example.org"))
    assert found.url == "https://b.example.org"
    assert "a.example.org" in found.told[0]


def test_a_dangerous_link_behind_a_cell_is_left_out():
    assert websites.read(Cell("our page", "javascript:alert(1)")).url == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("R&D, a < b and c > d", "R&D, a < b and c > d"),
        ("a <b and c> d", "a <b and c> d"),
        ("AT&amp;T", "AT&T"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<ol><li>one<li>two</ol>", "– one\n– two"),
        ("<style>p{}</style>text<script>x()</script>", "text"),
        ("&lt;script&gt;x()&lt;/script&gt;text", "text"),
        ("<IMG SRC=x ONERROR=alert(1)>text", "text"),
        ("<svg><script>x()</script></svg>text", "text"),
        ("text<!-- hidden", "text"),
        ("write to <ann@example.org>", "write to <ann@example.org>"),
    ],
)
def test_markup_becomes_plain_text(text, shown):
    assert plain.without_markup(text)[0] == shown


@pytest.mark.parametrize("text", ["=1+1", "\t=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "@SUM(1)", "-SUM(A1)"])
def test_formulas_are_known(text):
    assert plain.is_formula(text)


@pytest.mark.parametrize(
    "text", ["+1 more reason", "- a bullet", "– a dash", "@handle", "-2+3 is not", '"=SUM(1)" said']
)
def test_honest_text_is_no_formula(text):
    assert not plain.is_formula(text)


@pytest.mark.parametrize(
    ("text", "headers", "language"),
    [
        ("Public servants who learn from each other in the open", "", "en"),
        ("Réseau des agents publics qui apprennent les uns des autres dans le pays", "", "fr"),
        ("Red de las personas que trabajan en la administración y aprenden con otras", "", "es"),
        ("Laboratoire citoyen à Gießen", "fr", "fr"),
        ("Network of officials", "fr", "en"),
        ("شبكة غير رسمية لهيئات الأمم المتحدة", "", "ar"),
        ("شبکه‌ای برای پژوهش و گفتگو", "", "fa"),
        ("Сообщество государственных служащих", "", "ru"),
        ("東京の公務員と市民が学び合うコミュニティ", "", "ja"),
        ("", "", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_letters_and_small_words(text, headers, language):
    if headers == "fr" and language == "en":
        text = "A network of officials for the exchange of practice in the open, and with the public"
    assert tongues.written_in(text, headers) == language


@pytest.mark.parametrize(
    ("word", "code"),
    [("en", "en"), ("pt-BR", "pt"), ("French", "fr"), ("español", "es"), ("Klingon", None), ("xx", None)],
)
def test_languages_are_known_by_code_and_name(word, code):
    assert tongues.code_of(word) == code


def test_sources_of_several_forms_are_titled():
    text = (
        "github:GSA/digitalgov.gov@4979583206d9:content/a.md | https://example.org/page ; https://example.net/other"
        " | A report (https://example.com/report) | An annual report of 2019"
    )
    found, told = sources.read(Cell(text))
    assert [source["url"] for source in found] == [
        "https://github.com/GSA/digitalgov.gov/blob/4979583206d9/content/a.md",
        "https://example.org/page",
        "https://example.net/other",
        "https://example.com/report",
        "",
    ]
    assert [source["title"] for source in found[3:]] == ["A report", "An annual report of 2019"]
    assert told == []


@pytest.mark.django_db
def test_words_become_terms_by_slug_label_and_the_starter_mapping():
    vocabularies = Vocabularies()
    assert vocabularies.choose("topic", ["foresight", "Open data and open source", "civic tech"]).terms == {
        "topic": ["foresight", "open-data", "civic-technology"]
    }
    assert vocabularies.choose("membership", ["Fermé"]).terms == {"eligibility": "restricted"}
    assert vocabularies.choose("membership", ["by invitation"]).terms == {"route": "invited"}
    assert vocabularies.choose("status", ["archived"]).terms == {"maturity": "closed"}
    assert vocabularies.choose("scale", ["global"]).terms == {"scale": "international"}
    assert vocabularies.choose("kind", ["network", "forum"]).terms == {"kind": None}
    assert vocabularies.choose("topic", ["basket weaving"]).left_out == ["basket weaving"]


def test_columns_are_called_as_spreadsheets_call_them():
    assert [column_name(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@settings(max_examples=300, deadline=None)
@example("<!--" * 5000)
@example("<a x=" * 5000)
@example("a," * 20000)
@example("١" * 5000)
@given(st.text(max_size=300))
def test_no_text_breaks_a_reader(text):
    places.read(text)
    quantities.count(text)
    quantities.year(text)
    quantities.partial_date(text)
    quantities.decimal(text, 90)
    websites.read(Cell(text))
    sources.read(Cell(text))
    plain.is_formula(plain.without_markup(text)[0])
    tongues.written_in(text)
    words.boolean(text)
