"""What a community that has ended leaves behind. Asked of those that say so, and of everybody who closes one."""

from django.utils.translation import gettext_lazy as _

from communities import vocabularies

from .shape import Answers, Kind, Question


def is_closed(answers: Answers) -> bool:
    return answers.get("maturity") == vocabularies.CLOSED


ENDED = Question(
    "ended",
    _("In which year did it end?"),
    Kind.YEAR,
    wrong=_("Enter the year in which it ended, in four digits, such as 2025"),
    asked_if=is_closed,
)
ACHIEVED = Question(
    "achieved",
    _("What did it achieve?"),
    Kind.TEXT,
    wrong=_("Describe what it achieved"),
    what=_("what it achieved"),
    help=_("Tell those who think of starting one like it. What would not be there without it?"),
    asked_if=is_closed,
)
LEGACY = Question(
    "legacy",
    _("Where did its knowledge go?"),
    Kind.TEXT,
    wrong=_("Describe where its knowledge went"),
    what=_("the answer on where its knowledge went"),
    help=_("Say which community, archive or office keeps it now, and how people reach it."),
    asked_if=is_closed,
)
CARRIED_ON = Question(
    "carried_on",
    _("Does anybody carry it on who is not in this catalogue?"),
    Kind.TEXT,
    wrong=_("Describe who carries it on"),
    what=_("the answer on who carries it on"),
    help=_("Name the group, organisation or event, and what it took over. Leave out people’s names."),
    asked_if=is_closed,
)
THANKS = Question(
    "thanks",
    _("Whom would you like to thank?"),
    Kind.TEXT,
    wrong=_("Write your thanks"),
    what=_("the thanks"),
    help=_("This is published. Thank groups, hosts and sponsors, and leave out people’s names."),
    asked_if=is_closed,
)
QUESTIONS = (ENDED, ACHIEVED, LEGACY, CARRIED_ON, THANKS)
