"""What is public: entries, collections, calls, priorities."""

from datetime import date, timedelta

from django.utils import timezone

from communities import publishing
from communities.models import Community, Role
from communities.priority_models import Measure
from submissions import questionnaire, tallying
from submissions.models import CheckAnswer
from tests import catalogues, factories
from tests.stage.drafting import LONGEST_NAME, draft


def every_entry() -> dict[str, str]:
    full = factories.published(
        **catalogues.everything_stated(
            name="Cercle de tout ce qui peut être dit",
            maturity="consolidating",
            ended=None,
            **dict.fromkeys(("achieved", "legacy", "carried_on", "thanks"), ""),
            funder="Cabinet",
            withheld=[],
        )
    )
    entries = {
        "full": full,
        "bare": factories.published(name="Bare assembly", host="GL", purpose=["advising"], kind=None, sources=[]),
        "ended": factories.published(
            **catalogues.everything_stated(
                name="Réseau qui a fini", links=[{"relation": "succeeded-by", "slug": full.slug}]
            )
        ),
        "ended-bare": factories.published(name="Gone quiet", maturity="closed", host="GL"),
        "paused": factories.published(name="Resting guild", maturity="paused", host="GL"),
        "arabic": factories.published(
            name=LONGEST_NAME, summary="موظفون يتعلمون معا. " * 20, written_in="ar", host="JO", languages=["ar"]
        ),
        "withheld": factories.published(
            name="Discreet assembly",
            host="GL",
            withheld=sorted(questionnaire.WITHHOLDABLE),
            role=Role.CONVENER,
            confirmed=date(2026, 5, 4),
        ),
    }
    factories.changed(full, summary="Des agents publics qui explorent.", reason="Its convener wrote to us")
    gone = factories.published(name="Vanished assembly", host="GL")
    publishing.withdraw(gone, role=Role.STAFF, reason="It was never there")
    return {name: one.slug for name, one in {**entries, "gone": gone}.items()}


def every_collection() -> dict[str, str]:
    """With the entries of `_entries` in them."""
    named = {one.name: one for one in Community.objects.all()}
    full = next(one for name, one in named.items() if name.startswith("Cercle de tout"))
    shown = [full, named["Discreet assembly"], named[LONGEST_NAME], named["Bare assembly"]]
    collections = {
        "chosen": factories.collected(
            shown,
            title="Foresight in centres of government",
            title_fr="La prospective au centre des gouvernements",
            introduction="Few centres of government have a unit for foresight; *most have a circle of people* who "
            "meet across ministries.\n\nThese were chosen because they\n\n- say how they began\n"
            "- welcome those who ask\n\nSee also [what OPSI says of anticipatory innovation](https://oecd-opsi.org/).",
            introduction_fr="Peu de centres de gouvernement ont une unité de prospective ; *la plupart ont un cercle*.",
            notes=[
                "It began with four people and a lunch, and has met every month since.",
                "",
                "Why it is here. " * 18,
            ],
        ),
        "empty-collection": factories.collected([named["Vanished assembly"]], title="Those who have vanished"),
        "draft-collection": factories.collected([full], published=False),
        "former-collection": factories.collected([full]),
    }
    collections["former-collection"].published = False
    collections["former-collection"].save()
    for number in range(2):
        factories.collected(shown[: number + 1], title="Liminal " * (1 + 9 * number))
    return {name: one.slug for name, one in collections.items()}


def every_call() -> dict[str, str]:
    """Calls in every standing, and drafts that were begun through an open one and through one that closed since."""
    named = {one.name: one for one in Community.objects.published()}
    now = timezone.now()
    questions = [
        factories.an_extra("q1", text="What would you tell a beginner?", kind="text", required=True, help="Briefly."),
        factories.an_extra(
            "q2", text="Who sponsors it?", kind="one", who="aggregate", options=["A minister", "A head of unit"]
        ),
        factories.an_extra("q3", text="What helped?", kind="many", who="aggregate", options=["Time", "Money", "Tools"]),
        factories.an_extra("q4", text="May we call you?", kind="yes-no"),
        factories.an_extra("q5", text="Its motto"),
    ]
    given = {"call_q1": "Start small.", "call_q2": "1", "call_q3": ["1", "3"], "call_q4": "yes", "call_q5": "Onward"}
    words = (
        "OPSI invites all government-convened communities of practice in *anticipation and foresight* to share their "
        "experience, whether you are\n\n- its convener or its co-ordinator\n- its facilitator or a member\n\nWhat "
        "you tell us will become a summary and a public catalogue."
    )
    calls = {
        "call": factories.a_call(
            [named["Discreet assembly"], named["Resting guild"]],
            title="Calling all communities for anticipation and foresight",
            title_fr="Appel à toutes les communautés de prospective",
            words=words,
            words_fr="L’OPSI invite toutes les communautés de pratique réunies par des administrations.",
            countries=["GL", "KE", "FR"],
            questions=questions,
        ),
        "call-asked-of-all": factories.a_call(title="Liminal " * 14, words="In English only."),
        "call-to-come": factories.a_call(title="The next one", opens_at=now + timedelta(days=4)),
        "call-over": factories.a_call(
            [one for one in named.values() if one.slug.startswith("c-") or one.name.startswith("Cercle")],
            title="Identifying public sector innovation networks",
            words=words,
            countries=["FR", "KE"],
            summary="More than *sixty* communities told us how they work.\n\nMost meet every month.",
        ),
        "call-draft": factories.a_call(title="A plan", published=False),
        "call-gone": factories.a_call(),
    }
    calls["call-gone"].published = False
    calls["call-gone"].save()
    drafts = {
        "called": draft({}, calls["call"]),
        "called-filled": draft({**given, "name": "Called assembly", "scale": "national", "host": "GL"}, calls["call"]),
        "called-wrong": draft(
            {"call_q1": "", "call_q2": "9", "call_q3": ["9"], "call_q4": "", "call_q5": "x" * 300}, calls["call"]
        ),
        "called-late": draft({"name": "Late assembly"}, calls["call-over"]),
    }
    calls["call-over"].opens_at, calls["call-over"].closes_at = now - timedelta(days=40), now - timedelta(days=2)
    calls["call-over"].save()
    return {**{name: one.slug for name, one in calls.items()}, **drafts}


def measured_priorities() -> None:
    """Figures of all six, of some measures; of one ingredient in two steps."""
    for place, slug in enumerate(tallying.INGREDIENTS):
        for measure, value in ((Measure.PRIORITY, 5 - place % 3), (Measure.IN_PLACE, 1 + place % 4)):
            if (measure, place) != (Measure.IN_PLACE, 5):
                values = [value, value, value, value, 3, 2]
                CheckAnswer.objects.bulk_create(
                    CheckAnswer(measure=measure, ingredient=slug, value=value) for value in values
                )
    tallying.publish_due(timezone.now() + timedelta(days=1))  # the mail loop has looked today
