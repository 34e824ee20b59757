"""The further questions, all optional: what makes an entry useful to those who run a community of their own."""

from django.utils.translation import gettext_lazy as _

from communities import labels

from .running import RUNNING
from .shape import Answers, Column, Kind, Question, Section


def has_website(answers: Answers) -> bool:
    return bool(answers.get("website"))


WORDS = Section(
    "words",
    _("Names and words"),
    (
        Question(
            "acronym",
            _("Its acronym"),
            Kind.LINE,
            wrong=_("Enter the acronym"),
            what=_("the acronym"),
            example="FFCoI",
        ),
        Question(
            "aliases",
            _("Other names"),
            Kind.ROWS,
            help=_("Former names, short names, names in other languages. People who search for them find the entry."),
            columns=(
                Column(
                    "name",
                    _("Name"),
                    limit=200,
                    missing=_("Enter the name, or clear the row"),
                    what=_("the name"),
                ),
                Column("language", _("Language"), Kind.LANGUAGE, wrong=_("Choose a language from the list")),
                Column("kind", _("What kind of name"), limit=60, what=_("the kind of name")),
            ),
        ),
        Question(
            "identity",
            _("How would members finish the sentence “I am a …”?"),
            Kind.LINE,
            wrong=_("Finish the sentence “I am a …”"),
            what=_("the end of the sentence"),
            example=_("foresight practitioner in government"),
        ),
        Question(
            "scope",
            _("What belongs to it, and what does not?"),
            Kind.TEXT,
            wrong=_("Describe what belongs to it"),
            what=_("the text on what belongs to it"),
            help=_("Say what it deals with, and what it leaves to others."),
        ),
        Question(
            "how_it_works",
            _("How does it work, in your own words?"),
            Kind.TEXT,
            wrong=_("Describe how it works"),
            what=_("the text on how it works"),
        ),
        Question(
            "written_in",
            _("In which language did you describe it?"),
            Kind.LANGUAGE,
            wrong=_("Choose the language in which you described it"),
            help=_("The language of the description and of the texts above."),
        ),
        Question(
            "summary_english",
            _("The description in English"),
            Kind.TEXT,
            wrong=_("Describe the community in English"),
            what=_("the description in English"),
            help=_("Only if you described it in another language."),
            follows=True,
        ),
        Question(
            "translated_by",
            _("Who or what translated it?"),
            Kind.LINE,
            wrong=_("Enter who or what translated it"),
            what=_("the answer on who translated it"),
            help=_("“Its convener”, or the name of a translation tool. Leave out people’s names."),
            follows=True,
        ),
    ),
    is_main=False,
)

WEB_PAGE = (
    Column("title", _("Title"), limit=300, missing=_("Enter the title, or clear the row"), what=_("the title")),
    Column(
        "url",
        _("Web address"),
        Kind.WEB,
        limit=2000,
        missing=_("Enter the web address, or clear the row"),
        wrong=_("Enter the web address in full, such as https://www.example.org"),
        what=_("the web address"),
    ),
)

ASSETS = Question(
    "assets",
    _("What has it made that others can use?"),
    Kind.ROWS,
    help=_("Handbooks, case collections, recordings: anything that anybody can open."),
    columns=WEB_PAGE,
)
LINKS = Question(
    "links",
    _("Is it tied to other communities in the catalogue?"),
    Kind.ROWS,
    help=_("Enter the other community’s name, or the address of its page here."),
    columns=(
        Column(
            "relation",
            _("What ties them"),
            Kind.LISTED,
            options=labels.RELATIONS,
            missing=_("Choose what ties them, or clear the row"),
            wrong=_("Choose from the list what ties them"),
        ),
        Column(
            "slug",
            _("The other community"),
            Kind.COMMUNITY,
            missing=_("Enter the other community, or clear the row"),
            wrong=_("Enter the other community’s name as the catalogue has it, or the address of its page"),
            what=_("the other community’s name"),
        ),
    ),
)

VALUE = Section(
    "value",
    _("What it gives, and what backs it up"),
    (
        Question(
            "function",
            _("What does it do for its members?"),
            Kind.MANY,
            wrong=_("Choose from the list what it does for its members"),
        ),
        Question(
            "focus",
            _("Where does it deliver most value?"),
            Kind.MANY,
            wrong=_("Choose from the list where it delivers most value"),
            what=_("answers"),
            help=_("Choose one or two. Communities that try everything at once seldom last."),
        ),
        Question(
            "benefit",
            _("What do members get from it?"),
            Kind.MANY,
            wrong=_("Choose from the list what members get from it"),
        ),
        ASSETS,
        Question(
            "sources",
            _("Which public pages say something about it?"),
            Kind.ROWS,
            help=_("Readers and OPSI use them to check the entry."),
            columns=WEB_PAGE,
        ),
        LINKS,
        Question(
            "website_public",
            _("Can anybody open its website?"),
            Kind.YES_NO,
            wrong=_("Choose whether anybody can open its website"),
            help=_("Choose “No” for an intranet, or a page that asks for an account."),
            asked_if=has_website,
        ),
        Question(
            "mailbox",
            _("Is there a shared mailbox to publish?"),
            Kind.EMAIL,
            wrong=_("Enter the shared mailbox, such as community@example.org"),
            what=_("the shared mailbox"),
            help=_(
                "Such as community@example.org, and only if the community wants it public. "
                "Never a person’s own address."
            ),
        ),
    ),
    is_main=False,
)

# What a convener may keep out of the catalogue: nothing that an entry cannot do without, or is found by.
WITHHOLDABLE = (
    "organisation",
    "city",
    "website",
    "participants",
    "members",
    "scope",
    "how_it_works",
    "how_to_join",
)

WITHHOLDING = Section(
    "withheld",
    _("What stays out of the catalogue"),
    (
        Question(
            "withheld",
            _("Should any of these stay out of the catalogue?"),
            Kind.TICKS,
            wrong=_("Choose from the list what should stay out of the catalogue"),
            help=_("OPSI reads and keeps what you tick. The public page says that it is not published."),
            options={key: labels.LABELS[key] for key in WITHHOLDABLE},
        ),
    ),
    is_main=False,
)

SECTIONS = (WORDS, RUNNING, VALUE, WITHHOLDING)
