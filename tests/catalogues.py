"""Catalogues in the states in which pages are looked at: a few odd entries, and many."""

from datetime import UTC, date, datetime

from communities import publishing, vocabularies
from communities.models import Community, Role
from communities.synthetic import entries as synthetic_entries
from tests import addresses, factories

MANY = 130


def everything_stated(**changes) -> dict:
    """A proposal in which no field is empty, so that a page shows all that it can show."""
    chosen = {
        name: list(known.slugs)[: known.most or 3] if known.many else known.slugs[0]
        for name, known in vocabularies.of_communities().items()
    }
    return factories.an_entry(
        **{
            **chosen,
            "name": "Réseau des prospectivistes de l’État",
            "acronym": "RPE",
            "aliases": [{"name": "Foresight Circle", "language": "en", "kind": "Thematic Group"}],
            "identity": "futures person",
            "summary": "Des agents publics qui explorent l’avenir ensemble.",
            "written_in": "fr",
            "summary_english": "Public servants who explore the future together.",
            "translated_by": "OPSI, by hand",
            "scope": "All of government.\n\nAnd its agencies.",
            "how_it_works": "A meeting every month.",
            "how_to_join": "Write to the mailbox.",
            "website": "https://example.org/reseau",
            "website_public": True,
            "mailbox": "reseau@example.org",
            "organisation": "Cabinet office",
            "scale": "national",
            "host": "FR",
            "countries": ["BE", "FR"],
            "city": "Lyon",
            "latitude": 45.75,
            "longitude": 4.85,
            "languages": ["en", "fr"],
            "founded": 2012,
            "ended": 2024,
            "members": 1500,
            "members_counted": "people on the list",
            "members_as_of": "2024-05",
            "participants": 70,
            "participants_counted": "people who came",
            "participants_as_of": "2024",
            "last_active": "2024-05-03",
            "last_active_source": "https://example.org/news",
            "effort_hours": 12,
            "paid_role": True,
            "achieved": "Forty briefs, and a habit.",
            "legacy": "The archive keeps them.",
            "carried_on": "A circle at the university.",
            "thanks": "To all who came.",
            "assets": [{"title": "Handbook", "url": "https://example.org/handbook.pdf"}],
            "withheld": ["funder"],
            "maturity": "closed",
            **changes,
        }
    )


def a_few() -> Community:
    """Entries of every sort that pages tell apart; gives back the one that states everything."""
    full = factories.published(**everything_stated())
    factories.published(
        name="شبكة الاستشراف", summary="موظفون يتعلمون معا.", written_in="ar", host="JO", languages=["ar"]
    )
    factories.published(name="Borderless <b>& Co</b>", host=None, countries=[], scale="international", purpose=[])
    factories.published(name="Andean circle", host=None, scale="regional", region="latin-america", languages=["es"])
    factories.published(
        name="Heir of the network",
        host="IE",
        links=[{"relation": "grew-out-of", "slug": full.slug}, {"relation": "overlaps-with", "slug": full.slug}],
    )
    confirmed = factories.published(
        name="Paused practice", maturity="paused", role=Role.CONVENER, confirmed=date(2026, 5, 4), city="Galway"
    )
    factories.changed(confirmed, summary="It rests for a while.", reason="Its convener wrote to us")
    full = Community.objects.get(pk=full.pk)
    factories.learned(full, did="Nous avons <commencé> à quatre.", written_in="fr", purpose=["advising"], effort="days")
    factories.learned(confirmed, again="no", maturity="paused", ingredient="engagement")
    factories.announced(
        full, about="Les <avenirs> de l’État", language="fr", place="Lyon, <salle> 2", sign_up="Write; then come."
    )
    factories.announced(confirmed, zone="Asia/Kolkata", link="", place="Galway")
    factories.collected(
        [confirmed, full],
        slug=addresses.COLLECTION,
        title="Those who <explore>",
        title_fr="Ceux qui explorent",
        introduction="They *explore* <b>futures</b>.",
        introduction_fr="Ils explorent.",
        notes=["It has rested before."],
    )
    factories.a_call(
        [full],
        slug=addresses.CALL,
        title="Calling <all>",
        title_fr="Appel à <toutes>",
        words="Tell us of *yours* <b>now</b>.",
        words_fr="Parlez-nous de la *vôtre*.",
        countries=["FR", "KE"],
        questions=[factories.an_extra(text="What <helped>?", text_fr="Qu’est-ce qui a <aidé> ?")],
    )
    factories.answered(
        [full, confirmed],
        question="Has anyone tried <nothing> at all?",
        context="We have a month.\n\nAnd nobody.",
        reply="It was *tried*.\n\n- <b>once</b>\n- [twice](https://example.org/twice)",
        country="FR",
        terms=[("topic", "foresight"), ("maturity", "launching"), ("purpose", "advising")],
    )
    return full


def many() -> Community:
    """More entries than a page holds, of the kind that benchmarks use; gives back the first."""
    made = publishing.publish_many(synthetic_entries(MANY), role=Role.SOURCES, at=datetime(2026, 1, 2, tzinfo=UTC))
    factories.collected([revision.community for revision in made[:9]], slug=addresses.COLLECTION)
    factories.a_call([revision.community for revision in made[5:20]], slug=addresses.CALL)
    for number, revision in enumerate(made[:30]):
        factories.learned(revision.community, maturity="launching" if number % 3 else "setting-up")
    for number, revision in enumerate(made[:30]):
        factories.announced(revision.community, language="fr" if number % 3 else "en")
    for _number in range(30):
        factories.answered([made[0].community])
    return made[0].community
