"""The further questions about who takes part and what running it takes."""

from django.utils.translation import gettext_lazy as _

from communities import labels, languages, vocabularies

from . import legacy
from .main import is_in_one_country
from .shape import Answers, Column, Kind, Question, Section, Who

YEAR_OR_MONTH = _("A year, or a year and month, such as 2026-05.")


def reaches_beyond_one_place(answers: Answers) -> bool:
    return answers.get("scale") in (vocabularies.INTERNATIONAL, vocabularies.REGIONAL, vocabularies.NATIONAL)


def has_participants(answers: Answers) -> bool:
    return bool(answers.get("participants"))


LAST_ACTIVE = Question(
    "last_active",
    _("When did something last happen?"),
    Kind.DATE,
    wrong=_("Enter when something last happened: a year, or a year and month such as 2026-05"),
    help=YEAR_OR_MONTH,
)

RUNNING = Section(
    "running",
    _("Members, and running it"),
    (
        Question(
            "countries",
            _("Which other countries do its members come from?"),
            Kind.ROWS,
            columns=(
                Column(
                    "country",
                    _("Country"),
                    Kind.COUNTRY,
                    missing=_("Choose a country, or clear the row"),
                    wrong=_("Choose a country from the list"),
                ),
            ),
            asked_if=reaches_beyond_one_place,
        ),
        Question(
            "city",
            _("In which city is it based, or does it mostly meet?"),
            Kind.LINE,
            wrong=_("Enter the city"),
            what=_("the city"),
            asked_if=is_in_one_country,
        ),
        Question(
            "languages",
            _("Which languages does it use?"),
            Kind.ROWS,
            columns=(
                Column(
                    "language",
                    _("Language"),
                    Kind.LANGUAGE,
                    options=languages.NAMES,
                    missing=_("Choose a language, or clear the row"),
                    wrong=_("Choose a language from the list"),
                ),
            ),
        ),
        Question(
            "founded",
            _("In which year did it begin?"),
            Kind.YEAR,
            wrong=_("Enter the year in which it began, in four digits, such as 2019"),
        ),
        *legacy.QUESTIONS,
        Question(
            "practice",
            _("What is in place today?"),
            Kind.MANY,
            wrong=_("Choose from the list what is in place"),
            help=_("Choose all that hold. They show its stage of life, with what speaks for it."),
        ),
        Question(
            "participants_counted",
            _("Who did you count as taking part regularly?"),
            Kind.LINE,
            wrong=_("Enter who you counted as taking part"),
            what=_("the answer on who you counted"),
            example=_("people at a monthly meeting"),
            asked_if=has_participants,
        ),
        Question(
            "participants_as_of",
            _("When did you count them?"),
            Kind.DATE,
            wrong=_("Enter when you counted them: a year, or a year and month such as 2026-05"),
            help=YEAR_OR_MONTH,
            follows=True,
            asked_if=has_participants,
        ),
        Question(
            "members",
            _("How many members does it have?"),
            Kind.NUMBER,
            wrong=_("Enter how many members it has, in figures, such as 400"),
            help=_("Count everybody on the list, active or not."),
        ),
        Question(
            "members_counted",
            _("What does that number count?"),
            Kind.LINE,
            wrong=_("Enter what the number of members counts"),
            what=_("the answer on what the number counts"),
            example=_("subscribers to the mailing list"),
            follows=True,
        ),
        Question(
            "members_as_of",
            _("When was that number right?"),
            Kind.DATE,
            wrong=_("Enter when the number was right: a year, or a year and month such as 2026-05"),
            help=YEAR_OR_MONTH,
            follows=True,
        ),
        Question(
            "size",
            _("Roughly how many people, if you have no number?"),
            Kind.LISTED,
            wrong=_("Choose roughly how many people there are"),
            help=_("If you gave a number, we use that one."),
            options=labels.SIZES,
            follows=True,
        ),
        LAST_ACTIVE,
        Question(
            "last_active_source",
            _("Where can people see that?"),
            Kind.LINE,
            wrong=_("Enter where people can see that"),
            what=_("the answer on where people can see that"),
            help=_("A page, a newsletter or an event."),
            follows=True,
        ),
        Question("level", _("Who sits around the table?"), Kind.MANY, wrong=_("Choose who sits around the table")),
        Question("composition", _("How mixed are its members?"), Kind.ONE, wrong=_("Choose how mixed its members are")),
        Question("formality", _("How formal is it?"), Kind.ONE, wrong=_("Choose how formal it is")),
        Question(
            "workload",
            _("Is taking part someone's job?"),
            Kind.ONE,
            wrong=_("Choose whether taking part is someone’s job"),
        ),
        Question("facilitation", _("Who keeps it going?"), Kind.ONE, wrong=_("Choose who keeps it going")),
        Question("origin", _("How did it begin?"), Kind.ONE, wrong=_("Choose how it began")),
        Question(
            "effort_hours",
            _("How many hours a month does running it take?"),
            Kind.HOURS,
            wrong=_("Enter the hours a month in figures, such as 12"),
        ),
        Question(
            "paid_role",
            _("Is somebody paid to run it?"),
            Kind.YES_NO,
            wrong=_("Choose whether somebody is paid to run it"),
            follows=True,
        ),
        Question(
            "funder",
            _("Who funds it?"),
            Kind.LINE,
            wrong=_("Enter who funds it"),
            what=_("the funder’s name"),
            help=_("An organisation or programme."),
            follows=True,
        ),
        Question(
            "hardest",
            _("What do you find hardest right now?"),
            Kind.TEXT,
            wrong=_("Describe what you find hardest"),
            what=_("the answer on what is hardest"),
            help=_("This helps OPSI put you in touch with others. We never publish it."),
            who=Who.OPSI,
        ),
    ),
    is_main=False,
)
