"""The questions about a lesson: one thing that was done, and what came of it. Asked with the entry, or alone."""

from django.utils.translation import gettext_lazy as _

from communities.lesson_models import DID, HAPPENED, Again, Effort

from .shape import UNKNOWN, Answers, Kind, Question, Section

LEARNED = Section(
    "learned",
    _("Something you learned"),
    (
        Question(
            "lesson_did",
            _("What did you do?"),
            Kind.TEXT,
            wrong=_("Describe what you did"),
            what=_("what you did"),
            help=_("One thing, so that somebody in another government understands it. Name no persons."),
            example=_(
                "We began with four people from three ministries and a lunch every month, before we asked anybody "
                "for a mandate."
            ),
            longest=DID,
        ),
        Question(
            "lesson_happened",
            _("What happened?"),
            Kind.TEXT,
            wrong=_("Describe what happened"),
            what=_("what happened"),
            help=_("What came of it, good or bad, and what others should watch for."),
            longest=HAPPENED,
        ),
        Question(
            "lesson_again",
            _("Would you do it again?"),
            Kind.LISTED,
            wrong=_("Choose whether you would do it again"),
            options=dict(Again.choices),
            offers_unknown=False,
        ),
        Question(
            "lesson_maturity",
            _("Where was the community in its life then?"),
            Kind.ONE,
            wrong=_("Choose where the community was in its life then"),
            offers_unknown=False,
        ),
        Question(
            "lesson_ingredient",
            _("What is the lesson about?"),
            Kind.ONE,
            wrong=_("Choose what the lesson is about"),
        ),
        Question(
            "lesson_purpose",
            _("Which purposes does it concern?"),
            Kind.MANY,
            wrong=_("Choose the purposes that it concerns"),
        ),
        Question(
            "lesson_effort",
            _("What did it take?"),
            Kind.LISTED,
            wrong=_("Choose what it took"),
            help=_("The time of everybody who did it, together."),
            options=dict(Effort.choices),
        ),
        Question(
            "lesson_written_in",
            _("In which language did you write this?"),
            Kind.LANGUAGE,
            wrong=_("Choose the language in which you wrote this"),
            help=_("Leave this as it is if it is the language of this page."),
        ),
    ),
    is_main=False,
    intro=_(
        "What would you tell a community at the stage where you were? OPSI reads it by itself, and it gets a page of "
        "its own beside the entry. Leave all of it empty if you have nothing to tell now."
    ),
)
KEYS = tuple(question.key for question in LEARNED.questions)
PREFIX = "lesson_"
# A lesson that is begun says at least this.
NEEDED = ("lesson_did", "lesson_happened", "lesson_again", "lesson_maturity")


def is_begun(answers: Answers) -> bool:
    """Whether any of it is answered."""
    return any(answers.get(key) not in (None, "", [], UNKNOWN, [UNKNOWN]) for key in KEYS)
