"""The main questions: fifteen with their parts, about ten minutes. Only what an entry cannot do without is required."""

from django.utils.translation import gettext_lazy as _

from communities import labels, vocabularies

from .ratings import PRIORITIES
from .shape import Answers, Kind, Question, Section, Who

WITHIN_ONE_COUNTRY = (vocabularies.NATIONAL, vocabularies.SUBNATIONAL, vocabularies.ORGANISATION)


def is_in_one_country(answers: Answers) -> bool:
    return answers.get("scale") in WITHIN_ONE_COUNTRY


def is_regional(answers: Answers) -> bool:
    return answers.get("scale") == vocabularies.REGIONAL


COMMUNITY = Section(
    "community",
    _("The community"),
    (
        Question(
            "name",
            _("What is it called?"),
            Kind.LINE,
            wrong=_("Enter the community’s name"),
            what=_("the name"),
            help=_("Its full name, as members use it. You can add an acronym and other names later."),
            is_required=True,
        ),
        Question(
            "summary",
            _("Describe it in one or two sentences"),
            Kind.TEXT,
            wrong=_("Describe the community in one or two sentences"),
            what=_("the description"),
            help=_("Say who meets, about what, and how often. English reaches most readers; any language will do."),
            example=_(
                "Open network of Finnish organisations doing foresight, coordinated by the Prime Minister’s Office "
                "and Sitra, with monthly Foresight Friday meetings."
            ),
            is_required=True,
        ),
        Question(
            "kind",
            _("What do members mainly do together?"),
            Kind.ONE,
            wrong=_("Choose what members mainly do together"),
        ),
        Question(
            "scale",
            _("How far does it reach?"),
            Kind.ONE,
            wrong=_("Choose how far the community reaches"),
            help=_("Small and informal communities inside one organisation are welcome too."),
            is_required=True,
        ),
    ),
)

PLACE = Section(
    "place",
    _("Where it is, and who convenes it"),
    (
        Question(
            "host",
            _("In which country?"),
            Kind.COUNTRY,
            wrong=_("Choose the country it is in"),
            is_required=True,
            asked_if=is_in_one_country,
            follows=True,
        ),
        Question(
            "region",
            _("In which region of the world?"),
            Kind.LISTED,
            wrong=_("Choose the region of the world it covers"),
            options=labels.REGIONS,
            asked_if=is_regional,
            follows=True,
        ),
        Question("convener", _("Who convenes it?"), Kind.ONE, wrong=_("Choose who convenes it")),
        Question(
            "organisation",
            _("What is that organisation called?"),
            Kind.LINE,
            wrong=_("Enter the organisation’s name"),
            what=_("the organisation’s name"),
            help=_("Not a person’s name. Leave this empty if no organisation convenes it."),
            example=_("Prime Minister’s Office of Finland, with Sitra"),
            follows=True,
            autocomplete="organization",
        ),
        Question(
            "involvement",
            _("What part does the public sector play in it?"),
            Kind.ONE,
            wrong=_("Choose what part the public sector plays"),
        ),
    ),
)

PURPOSE = Section(
    "purpose",
    _("Purpose and stage"),
    (
        Question(
            "purpose",
            _("What is it for?"),
            Kind.MANY,
            wrong=_("Choose at least one purpose"),
            help=_("Choose all that hold today. Most communities choose two or three."),
            is_required=True,
        ),
        Question(
            "topic",
            _("Which subjects?"),
            Kind.MANY,
            wrong=_("Choose subjects from the list"),
            what=_("subjects"),
            help=_("Choose up to five: those it is best known for."),
        ),
        Question(
            "maturity",
            _("Where is it in its life?"),
            Kind.ONE,
            wrong=_("Choose where it is in its life"),
            help=_("No stage is better than another."),
        ),
    ),
)

WORKING = Section(
    "working",
    _("How it works"),
    (
        Question(
            "method",
            _("How does it work?"),
            Kind.MANY,
            wrong=_("Choose ways of working from the list"),
            help=_("Choose all that really happen."),
        ),
        Question(
            "rhythm",
            _("How often does something happen?"),
            Kind.ONE,
            wrong=_("Choose how often something happens"),
            follows=True,
        ),
        Question("mode", _("Where do members meet?"), Kind.ONE, wrong=_("Choose where members meet"), follows=True),
    ),
)

JOINING = Section(
    "joining",
    _("Members and joining"),
    (
        Question(
            "eligibility",
            _("Who can be a member?"),
            Kind.ONE,
            wrong=_("Choose who can be a member"),
            help=_("Closed communities are welcome too. Later you can say what should stay out of the catalogue."),
        ),
        Question("route", _("How does somebody join?"), Kind.ONE, wrong=_("Choose how somebody joins"), follows=True),
        Question(
            "participants",
            _("About how many people take part regularly?"),
            Kind.NUMBER,
            wrong=_("Enter how many people take part, in figures, such as 120"),
            help=_("Those who take part most times, not everybody on the list. Leave this empty if you don’t know."),
        ),
        Question(
            "website",
            _("Does it have a website?"),
            Kind.WEB,
            wrong=_("Enter the website’s address in full, such as https://www.example.org"),
            what=_("the website’s address"),
            help=_("Give the page that says most about it."),
            example="https://www.example.org/community",
            autocomplete="url",
        ),
        Question(
            "how_to_join",
            _("What should people do to join?"),
            Kind.TEXT,
            wrong=_("Describe the steps to join"),
            what=_("the steps to join"),
            help=_("Describe the steps. Leave out people’s names and addresses: this is published."),
            example=_("Come to a Foresight Friday, or join the online space from the website."),
            follows=True,
        ),
    ),
)

YOU = Section(
    "you",
    _("You"),
    (
        Question(
            "sender_role",
            _("Who are you in this community?"),
            Kind.ONE,
            wrong=_("Choose who you are in this community"),
            help=_("The history of the entry shows your role, without your name."),
            is_required=True,
        ),
        Question(
            "sender_email",
            _("Your e-mail address"),
            Kind.EMAIL,
            wrong=_("Enter your e-mail address, such as name@example.org"),
            what=_("your e-mail address"),
            help=_(
                "We send one e-mail to confirm it, and write to you about this entry. "
                "Use a work address if you have one."
            ),
            who=Who.OPSI,
            is_required=True,
            follows=True,
            autocomplete="email",
        ),
        Question(
            "sender_name",
            _("Your name"),
            Kind.LINE,
            wrong=_("Enter your name"),
            what=_("your name"),
            who=Who.OPSI,
            follows=True,
            autocomplete="name",
        ),
        Question(
            "consent_publish",
            _("I agree that OPSI publishes the answers marked “Published” in the catalogue"),
            Kind.TICK,
            wrong=_("Agree that OPSI may publish the entry. We cannot list it without that"),
            who=Who.OPSI,
            is_required=True,
            follows=True,
        ),
        Question(
            "consent_map",
            _("Its city may be shown as a dot on the map"),
            Kind.TICK,
            who=Who.OPSI,
            follows=True,
        ),
        Question(
            "consent_case_study",
            _("OPSI may ask me about a case study"),
            Kind.TICK,
            who=Who.OPSI,
            help=_("We ask again before we name anybody in a case study."),
            follows=True,
        ),
        Question(
            "consent_peers",
            _("Conveners of similar communities may write to me through OPSI"),
            Kind.TICK,
            who=Who.OPSI,
            help=_("They never see your address. You decide whether to answer."),
            follows=True,
        ),
    ),
    intro=_(
        "We never publish your name or your address. Each permission is your choice. You can change your mind later."
    ),
)

SECTIONS = (COMMUNITY, PLACE, PURPOSE, WORKING, JOINING, PRIORITIES, YOU)
