"""What is asked of those who let a listed community rest, or close it with honour: a short form of its own."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from communities import vocabularies

from .legacy import ACHIEVED, CARRIED_ON, ENDED, LEGACY, THANKS
from .main import YOU
from .more import ASSETS, LINKS
from .running import LAST_ACTIVE
from .shape import Kind, Question, Section

WHICH = Section(
    "closing",
    _("Pausing or closing"),
    (
        Question(
            "maturity",
            _("What is happening with it?"),
            Kind.LISTED,
            wrong=_("Choose whether it is pausing or has ended"),
            help=_("The entry stays in the catalogue either way, and says so."),
            options={
                vocabularies.PAUSED: _("It is pausing for now"),
                vocabularies.CLOSED: _("It has ended"),
            },
            is_required=True,
        ),
        replace(LAST_ACTIVE, follows=True),
    ),
)
# Only of one that has ended; of one that is pausing, no question is left in it.
LEFT_BEHIND = Section(
    "legacy",
    _("What it leaves behind"),
    (
        ENDED,
        ACHIEVED,
        LEGACY,
        replace(
            ASSETS,
            text=_("Which of its handbooks, collections or recordings can still be opened?"),
            help=_("Give the address at which each will stay."),
            asked_if=LEGACY.asked_if,
        ),
        replace(
            LINKS,
            text=_("Which communities of this catalogue carry it on?"),
            help=_(
                "Choose “succeeded by”, and enter the other community’s name or the address of its page here. "
                "Ties that are listed already stand here too."
            ),
            asked_if=LEGACY.asked_if,
        ),
        CARRIED_ON,
        THANKS,
    ),
    intro=_("Every answer is optional. Together they make the page that stays."),
)
# Its city is on the map already, or not, and peers have nobody to write to.
CLOSER = replace(YOU, questions=tuple(one for one in YOU.questions if one.key not in ("consent_map", "consent_peers")))
SECTIONS = (WHICH, LEFT_BEHIND, CLOSER)
