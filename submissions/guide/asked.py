"""What the guide asks, in four parts: questions of the questionnaire, worded for what is still a plan.

Each says in one sentence why it is asked, and where that comes from. None has to be answered.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .. import questionnaire
from ..questionnaire import Question, Section
from ..questionnaire.shape import always
from . import sources


class Said(NamedTuple):
    """A sentence, and the document that it comes from."""

    words: Any
    source: str


@dataclass(frozen=True)
class Planned:
    """A question of the guide. `advice` is for whoever has answered it, or has yet to."""

    question: Question
    advice: Said | None = None


def _planned(key: str, text: Any, why: Said, advice: Said | None = None) -> Planned:
    """A question of the questionnaire, asked of everybody and of a plan. Without `text` its words hold for both."""
    known = questionnaire.question(key)
    question = replace(
        known,
        text=text or known.text,
        help=format_lazy("{why} ({source})", why=why.words, source=why.source),
        is_required=False,
        asked_if=always,
        follows=False,
    )
    return Planned(question, advice)


IDEA = (
    _planned(
        "topic",
        _("Which subjects would it deal with?"),
        Said(_("A clear domain, be it a profession or one issue, tells people whether it is for them."), sources.ODI),
        Said(_("Say whether it is about a profession, or about one issue or opportunity."), sources.ODI),
    ),
    _planned(
        "identity",
        "",
        Said(_("Where people like to say it of themselves, a community has a chance."), sources.ANECDOTE),
        Said(
            _("If people would not say it with conviction, look again at whom it is for."),
            sources.ANECDOTE,
        ),
    ),
    _planned(
        "name",
        _("What would you call it?"),
        Said(
            _("Any name will do: such groups are called communities, networks, thematic or working groups."),
            sources.WORLD_BANK,
        ),
    ),
)
PURPOSE = (
    _planned(
        "summary",
        _("What need would it meet, and whose?"),
        Said(
            _("Double-check your reasons before you start: say in one or two sentences what it would change."),
            sources.DFID,
        ),
        Said(
            _("Ask again whether a community is the right answer to this need, and when it should begin."), sources.DFID
        ),
    ),
    _planned(
        "purpose",
        _("What would it be for?"),
        Said(_("A purpose that is well defined gives direction to those who lead it."), sources.OPSI_2023),
        Said(
            _("Word the purpose with the first members: goals that everybody holds to keep them involved."),
            sources.OPSI_2023,
        ),
    ),
    _planned(
        "focus",
        _("Where would it deliver most value?"),
        Said(_("One or two areas make a community stand out, and it achieves more in them."), sources.WORLD_BANK),
        Said(_("Put one or two first. Many communities begin with support between practitioners."), sources.WORLD_BANK),
    ),
    _planned(
        "function",
        _("What would it do for its members?"),
        Said(_("Each function works best in a structure of its own, so choose with care."), sources.ODI),
        Said(_("Agree how many functions it can carry well. A new one may get in the way of the first."), sources.ODI),
    ),
)
PEOPLE = (
    _planned(
        "scale",
        _("How far would it reach?"),
        Said(_("Purposes differ by scale, from one organisation to the whole world."), sources.OPSI_2023),
        Said(_("Small is fine: some are informal groups inside one organisation."), sources.OPSI_2023),
    ),
    _planned(
        "host",
        "",
        Said(_("A similar case in a government near you helps to convince your own."), sources.OPSI_2021),
    ),
    _planned(
        "composition",
        _("How mixed would its members be?"),
        Said(
            _("Some communities are all of one kind and others are very mixed, so decide which suits yours."),
            sources.ODI,
        ),
        Said(_("Look for people who do not all agree: talk is best where disciplines meet."), sources.KM4DEV),
    ),
    _planned(
        "eligibility",
        _("Who could be a member?"),
        Said(
            _("Think of who can contribute: those who know, those who bring together, those who make things move."),
            sources.ODI,
        ),
        Said(_("Be clear what it is for before people from outside are involved."), sources.DFID),
    ),
    _planned(
        "route",
        _("How would somebody join?"),
        Said(_("Members come because they want to, whether it is open to all or by invitation."), sources.ODI),
        Said(
            _("Begin with people who care for the subject, and let them bring others whom they know."), sources.KM4DEV
        ),
    ),
    _planned(
        "size",
        _("About how many people would take part?"),
        Said(
            _("Groups that meet closely seldom grow beyond 50; circles bound together online may count 100 or more."),
            sources.KM4DEV,
        ),
    ),
)
RUNNING = (
    _planned(
        "convener",
        _("Who would convene it?"),
        Said(
            _("A community works best where its organisation recognises it and listens to what comes out of it."),
            sources.KM4DEV,
        ),
        Said(
            _("Agree with the sponsor on time and means. Control it less than a project: it is voluntary."),
            sources.KM4DEV,
        ),
    ),
    _planned(
        "organisation",
        "",
        Said(_("Support comes more readily where its goals fit those of the organisation."), sources.ODI),
        Said(_("Ask it to free people’s time for the community, and to recognise what they give."), sources.ODI),
    ),
    _planned(
        "facilitation",
        _("Who would keep it going?"),
        Said(
            _("No community runs by itself: it needs somebody who is one of them and whom they respect."),
            sources.KM4DEV,
        ),
        Said(_("Hand roles round between members in time, and train those who take them up."), sources.ODI),
    ),
    _planned(
        "mode",
        _("Where would members meet?"),
        Said(
            _("Meeting face to face makes relationships stronger, and writing to each other keeps them up."),
            sources.KM4DEV,
        ),
        Said(_("Launch it with a meeting or a workshop, so that people get to know each other."), sources.ODI),
    ),
    _planned(
        "method",
        _("What would happen first, and with which tools?"),
        Said(
            _("First activities bring a community to life, and people should lead it, not technology."), sources.KM4DEV
        ),
        Said(_("Begin with one or two things that soon show success, and tell their story."), sources.KM4DEV),
    ),
    _planned(
        "rhythm",
        _("How often would something happen?"),
        Said(_("After the first excitement, it takes care to hold people’s interest."), sources.ODI),
        Said(_("Plan for new members, new views and some social events: they keep the energy up."), sources.ODI),
    ),
)

# What is said of a size, by the seams at which ways of working change.
SIZES = {
    "to-50": Said(_("A group of this size can meet closely and in person."), sources.KM4DEV),
    "51-100": Said(
        _("Groups that meet closely seldom grow beyond 50. Plan for circles that are bound together."),
        sources.KM4DEV,
    ),
    "over-100": Said(
        _("Bind small local circles together online. People who belong to two of them carry matters across."),
        sources.KM4DEV,
    ),
}

# What a charter says as well, though it can only be agreed among members.
TO_AGREE = (
    (
        _("Signs of success"),
        Said(_("How many take part, how actively, and what they say they gain from it."), sources.KM4DEV),
    ),
    (
        _("When it is done"),
        Said(_("Say when it will have done its job. Then celebrate it, and hand on what it knows."), sources.ODI),
    ),
)

PARTS = {"idea": IDEA, "purpose": PURPOSE, "people": PEOPLE, "running": RUNNING}
EVERY = tuple(planned for part in PARTS.values() for planned in part)
SECTIONS = {
    slug: Section(slug, title, tuple(planned.question for planned in PARTS[slug]))
    for slug, title in (
        ("idea", _("What it would be about")),
        ("purpose", _("What it would be for")),
        ("people", _("Who would take part")),
        ("running", _("How it would keep going")),
    )
}
