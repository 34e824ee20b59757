"""The further questions, all optional: what makes an entry useful to those who run a community of their own."""

from django.utils.translation import gettext_lazy as _

from communities import labels, languages, vocabularies

from .main import is_in_one_country
from .shape import Answers, Column, Kind, Question, Section, Who

YEAR_OR_MONTH = _("A year, or a year and month such as 2026-05.")


def reaches_beyond_one_place(answers: Answers) -> bool:
    return answers.get("scale") in (vocabularies.INTERNATIONAL, vocabularies.REGIONAL, vocabularies.NATIONAL)


def is_closed(answers: Answers) -> bool:
    return answers.get("maturity") == vocabularies.CLOSED


def has_website(answers: Answers) -> bool:
    return bool(answers.get("website"))


def has_participants(answers: Answers) -> bool:
    return bool(answers.get("participants"))


WORDS = Section(
    "words",
    _("Names and words"),
    (
        Question("acronym", _("Its acronym"), Kind.LINE, example="FFCoI"),
        Question(
            "aliases",
            _("Other names"),
            Kind.ROWS,
            help=_(
                "Former names, short names, names in other languages: whoever searches for them will find the entry."
            ),
            columns=(
                Column("name", _("Name"), limit=200, required=True),
                Column("language", _("Language"), Kind.LANGUAGE),
                Column("kind", _("What kind of name"), limit=60),
            ),
        ),
        Question(
            "identity",
            _("How would members finish the sentence “I am a …”?"),
            Kind.LINE,
            example=_("foresight practitioner in government"),
        ),
        Question("scope", _("What belongs to it, and what does not?"), Kind.TEXT, help=_("Its scope and remit.")),
        Question("how_it_works", _("How does it work, in your own words?"), Kind.TEXT),
        Question(
            "written_in",
            _("In which language did you describe it?"),
            Kind.LANGUAGE,
            help=_("The language of the description and the texts above."),
        ),
        Question(
            "summary_english",
            _("The description in English"),
            Kind.TEXT,
            help=_("Only where you described it in another language."),
            follows=True,
        ),
        Question(
            "translated_by",
            _("Who or what translated it?"),
            Kind.LINE,
            help=_("“Its convener” or the name of a translation tool, not a person's name."),
            follows=True,
        ),
    ),
    is_main=False,
)

RUNNING = Section(
    "running",
    _("Members, and running it"),
    (
        Question(
            "countries",
            _("Which other countries do its members come from?"),
            Kind.ROWS,
            columns=(Column("country", _("Country"), Kind.COUNTRY, required=True),),
            asked_if=reaches_beyond_one_place,
        ),
        Question(
            "city", _("In which city does it have its seat, or mostly meet?"), Kind.LINE, asked_if=is_in_one_country
        ),
        Question(
            "languages",
            _("Which languages are used in it?"),
            Kind.ROWS,
            columns=(Column("language", _("Language"), Kind.LANGUAGE, options=languages.NAMES, required=True),),
        ),
        Question("founded", _("Since which year does it exist?"), Kind.YEAR),
        Question("ended", _("In which year did it end?"), Kind.YEAR, asked_if=is_closed),
        Question(
            "participants_counted",
            _("Whom did you count as taking part regularly?"),
            Kind.LINE,
            example=_("people at a monthly meeting"),
            asked_if=has_participants,
        ),
        Question(
            "participants_as_of",
            _("As of when does that number hold?"),
            Kind.DATE,
            help=YEAR_OR_MONTH,
            follows=True,
            asked_if=has_participants,
        ),
        Question(
            "members", _("How many members does it have?"), Kind.NUMBER, help=_("Everybody on the list, active or not.")
        ),
        Question(
            "members_counted",
            _("What does that number count?"),
            Kind.LINE,
            example=_("subscribers to the mailing list"),
            follows=True,
        ),
        Question("members_as_of", _("As of when?"), Kind.DATE, help=YEAR_OR_MONTH, follows=True),
        Question(
            "size",
            _("Roughly how many, if you know no number?"),
            Kind.LISTED,
            help=_("Where you gave a number, that one counts."),
            options=labels.SIZES,
            follows=True,
        ),
        Question("last_active", _("When did something last happen?"), Kind.DATE, help=YEAR_OR_MONTH),
        Question(
            "last_active_source",
            _("Where can that be seen?"),
            Kind.LINE,
            help=_("A page, a newsletter, an event."),
            follows=True,
        ),
        Question("level", _("Who sits around the table?"), Kind.MANY),
        Question("composition", _("How mixed are its members?"), Kind.ONE),
        Question("formality", _("How formal is it?"), Kind.ONE),
        Question("workload", _("Is taking part someone's job?"), Kind.ONE),
        Question("facilitation", _("Who keeps it going?"), Kind.ONE),
        Question("origin", _("How did it begin?"), Kind.ONE),
        Question("effort_hours", _("How many hours a month does running it take?"), Kind.HOURS),
        Question("paid_role", _("Is somebody paid to run it?"), Kind.YES_NO, follows=True),
        Question("funder", _("Who funds it?"), Kind.LINE, help=_("An organisation or programme."), follows=True),
    ),
    is_main=False,
)

WEB_PAGE = (
    Column("title", _("Title"), limit=300, required=True),
    Column("url", _("Web address"), Kind.WEB, limit=2000, required=True),
)

VALUE = Section(
    "value",
    _("What it gives, and what backs it up"),
    (
        Question("function", _("What does it do for its members?"), Kind.MANY),
        Question(
            "focus",
            _("Where does it deliver most value?"),
            Kind.MANY,
            help=_("At most two: communities that try everything at once seldom last."),
        ),
        Question("benefit", _("What do members get from it?"), Kind.MANY),
        Question(
            "assets",
            _("What has it made that others can use?"),
            Kind.ROWS,
            help=_("Handbooks, case collections, recordings: what anybody can open."),
            columns=WEB_PAGE,
        ),
        Question(
            "sources",
            _("Which public pages say something about it?"),
            Kind.ROWS,
            help=_("They let readers, and OPSI, check what stands here."),
            columns=WEB_PAGE,
        ),
        Question(
            "links",
            _("Is it tied to other communities in the catalogue?"),
            Kind.ROWS,
            help=_("Give the other community's name, or the address of its page here."),
            columns=(
                Column("relation", _("What ties them"), Kind.LISTED, options=labels.RELATIONS, required=True),
                Column("slug", _("The other community"), Kind.COMMUNITY, required=True),
            ),
        ),
        Question(
            "website_public",
            _("Can anybody open its website?"),
            Kind.YES_NO,
            help=_("“No” for an intranet, or a page that asks for an account."),
            asked_if=has_website,
        ),
        Question(
            "mailbox",
            _("Is there a shared mailbox to publish?"),
            Kind.EMAIL,
            help=_(
                "Such as community@example.org, and only if the community wants it public. "
                "Never a person's own address."
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
            help=_("OPSI keeps what you tick and reads it; the public page says that it is not published."),
            options={key: labels.LABELS[key] for key in WITHHOLDABLE},
        ),
    ),
    is_main=False,
)

PRIORITIES = Section(
    "priorities",
    _("Your priorities"),
    (
        *(
            Question(
                f"rating_{slug}",
                label,
                Kind.RATING,
                help=definition,
                who=Who.AGGREGATE,
                follows=number > 0,
            )
            for number, (slug, label, definition) in enumerate(vocabularies.read()["ingredient"].terms)
        ),
        Question(
            "hardest",
            _("What do you find hardest right now?"),
            Kind.TEXT,
            help=_("This helps OPSI put you in touch with others. It is never published."),
            who=Who.OPSI,
        ),
    ),
    is_main=False,
    intro=_(
        "How much of a priority is each of these for your community, from 1 (not a priority) to 5 (a top priority)? "
        "No single answer is published: only figures about five communities or more."
    ),
)

SECTIONS = (WORDS, RUNNING, VALUE, WITHHOLDING, PRIORITIES)
