"""The site's public addresses by their routes, with examples: what tests of every public page go through."""

from collections.abc import Iterator

from communities.models import Lesson, Reply, Session

COLLECTION = "belonging-together"  # of every catalogue that has communities
CALL = "calling-all"  # likewise

# Pages: HTML, in every language. {slug} is a published community, {collection} a published collection, {call} a call,
# {lesson} the number of a lesson, {session} that of a session, {question} the latest answered question.
PAGES = {
    "": ["/"],
    "communities/": [
        "/communities/",
        "/communities/?scale=national&purpose=network-building&sort=newest",
        "/communities/?q=circle&country=FR",
        "/communities/?q=nothing+has+these+words",
        "/communities/?scale=no-such-scale&page=99999",
        "/communities/?embed=1&scale=national",
    ],
    "communities/map/": [
        "/communities/map/",
        "/communities/map/?scale=national",
        "/communities/map/?q=xyzzy+xyzzy",
        "/communities/map/?view=europe&scale=national",
        "/communities/map/?embed=1&view=africa",
    ],
    "communities/compare/": [
        "/communities/compare/",
        "/communities/compare/?c={slug}",
        "/communities/compare/?c={slug}&c=no-such-entry&q=circle",
    ],
    "communities/<slug:slug>/": ["/communities/{slug}/"],
    "communities/<slug:slug>/history/": ["/communities/{slug}/history/"],
    "countries/": ["/countries/"],
    "countries/<slug:iso2>/": ["/countries/fr/", "/countries/is/", "/countries/jo/"],
    "collections/": ["/collections/"],
    "collections/<slug:slug>/": ["/collections/{collection}/"],
    "calls/": ["/calls/"],
    "calls/<slug:slug>/": ["/calls/{call}/"],
    "lessons/": ["/lessons/", "/lessons/?maturity=setting-up&purpose=advising", "/lessons/?q=xyzzy&effort=no-such"],
    r"^lessons/(?P<pk>[0-9]{1,12})/$": ["/lessons/{lesson}/"],
    "sessions/": ["/sessions/", "/sessions/?country=FR&language=en", "/sessions/?q=xyzzy&month=no-such"],
    r"^sessions/(?P<pk>[0-9]{1,12})/$": ["/sessions/{session}/"],
    "insights/": ["/insights/"],
    "insights/crosswalk/": ["/insights/crosswalk/"],
    "precedents/": ["/precedents/", "/precedents/?topic=foresight&country=FR", "/precedents/?scale=no-such-scale"],
    "questions/": ["/questions/", "/questions/?q=tried", "/questions/?q=xyzzy&topic=no-such-topic&page=99"],
    "questions/<int:number>/": ["/questions/{question}/"],
    "start/": ["/start/"],
    "start/found/": ["/start/found/"],
    "start/ways/": ["/start/ways/"],
    "start/charter/": ["/start/charter/"],
    "start/<slug:part>/": ["/start/idea/", "/start/purpose/", "/start/people/", "/start/running/"],
    "data/": ["/data/"],
    "data/codebook/": ["/data/codebook/"],
    "data/api/": ["/data/api/"],
    "about/": ["/about/"],
    "accessibility/": ["/accessibility/"],
    "privacy/": ["/privacy/"],
    "submit/questions/": ["/submit/questions/", "/submit/questions/?call={call}"],
    "submit/questions/es/": ["/submit/questions/es/"],
}
# The rest: without a language, the same for everybody.
FILES = {
    "communities/feed/": ["/communities/feed/", "/communities/feed/?scale=national"],
    r"^communities/export\.(?P<extension>csv|xlsx|json|geojson|jsonld)$": [
        f"/communities/export.{kind}" for kind in ("csv", "xlsx", "json", "geojson", "jsonld")
    ],
    r"^communities/(?P<slug>[a-z0-9-]+)/cite\.(?P<extension>bib|ris)$": [
        "/communities/{slug}/cite.bib",
        "/communities/{slug}/cite.ris",
    ],
    r"^lessons/(?P<pk>[0-9]{1,12})/cite\.(?P<extension>bib|ris)$": [
        "/lessons/{lesson}/cite.bib",
        "/lessons/{lesson}/cite.ris",
    ],
    "sessions/feed/": ["/sessions/feed/", "/sessions/feed/?country=FR"],
    "sessions/calendar.ics": ["/sessions/calendar.ics", "/sessions/calendar.ics?country=FR"],
    r"^sessions/(?P<pk>[0-9]{1,12})/session\.ics$": ["/sessions/{session}/session.ics"],
    r"^communities/(?P<slug>[a-z0-9-]+)/card\.png$": ["/communities/{slug}/card.png"],
    r"^communities/(?P<slug>[a-z0-9-]+)/badge\.svg$": ["/communities/{slug}/badge.svg"],
    r"^insights/(?P<name>[a-z]+)\.csv$": ["/insights/purpose.csv", "/insights/founded.csv"],
    r"^data/codebook\.(?P<extension>csv|json)$": ["/data/codebook.csv", "/data/codebook.json"],
    "submit/questions.es.odt": ["/submit/questions.es.odt"],
    "submit/questions.odt": ["/submit/questions.odt", "/fr/submit/questions.odt?call={call}"],
    "card.png": ["/card.png"],
    "api/": ["/api/"],
    "api/communities/": ["/api/communities/", "/api/communities/?scale=national&page_size=2"],
    "api/communities/<slug:slug>/": ["/api/communities/{slug}/"],
    "api/lessons/": ["/api/lessons/", "/api/lessons/?maturity=setting-up&page_size=1"],
    "api/vocabularies/": ["/api/vocabularies/"],
    "api/schema/": ["/api/schema/"],
    "robots.txt": ["/robots.txt"],
    "sitemap.xml": ["/sitemap.xml"],
    "favicon.ico": ["/favicon.ico"],
    ".well-known/security.txt": ["/.well-known/security.txt"],
    "manifest.webmanifest": ["/manifest.webmanifest", "/fr/manifest.webmanifest"],
    "livez": ["/livez"],
    "readyz": ["/readyz"],
}
FRAMED = "embed=1"  # in the addresses of pages that any site may frame
LANGUAGES = {"en": "", "fr": "/fr"}


def pages(slug: str | None, languages: tuple[str, ...] = ("en", "fr")) -> Iterator[tuple[str, str]]:
    """Every public page's address and its language; without a slug, those that an empty catalogue has."""
    for language in languages:
        for address in _examples(PAGES, slug):
            yield LANGUAGES[language] + address, language


def files(slug: str | None) -> Iterator[str]:
    """Every public address that is no page."""
    return _examples(FILES, slug)


def _examples(table: dict[str, list[str]], slug: str | None) -> Iterator[str]:
    latest = Reply.objects.published().values_list("pk", flat=True).first() if slug else None
    for examples in table.values():
        for example in examples:
            if slug or "{" not in example:
                yield example.format(
                    slug=slug,
                    collection=COLLECTION,
                    call=CALL,
                    question=latest,
                    lesson=_number(Lesson) if "{lesson}" in example else "",
                    session=_number(Session) if "{session}" in example else "",
                )


def _number(kind: type[Lesson | Session]) -> int:
    """The number of a lesson or session of this database's; there is none of number 0."""
    return kind.objects.values_list("pk", flat=True).first() or 0
