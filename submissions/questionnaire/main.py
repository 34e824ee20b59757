"""The main questions: fifteen with their parts, about ten minutes. Only what an entry cannot do without is required."""

from django.utils.translation import gettext_lazy as _

from communities import labels, vocabularies

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
            help=_("Its full name, as its members use it. An acronym and other names can follow later."),
            missing=_("Give the community's name"),
        ),
        Question(
            "summary",
            _("Describe it in one or two sentences"),
            Kind.TEXT,
            help=_(
                "Who meets, about what, and how often. English is easiest for readers elsewhere; any language will do."
            ),
            example=_(
                "Open network of Finnish organisations doing foresight, coordinated by the Prime Minister’s Office "
                "and Sitra, with monthly Foresight Friday meetings."
            ),
            missing=_("Say in one or two sentences what the community is"),
        ),
        Question("kind", _("What do members mainly do together?"), Kind.ONE),
        Question(
            "scale",
            _("How far does it reach?"),
            Kind.ONE,
            help=_("Small and informal communities inside one organisation are welcome too."),
            missing=_("Choose how far it reaches"),
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
            missing=_("Choose the country"),
            asked_if=is_in_one_country,
        ),
        Question(
            "region",
            _("In which region of the world?"),
            Kind.LISTED,
            options=labels.REGIONS,
            asked_if=is_regional,
        ),
        Question("convener", _("Who convenes it?"), Kind.ONE),
        Question(
            "organisation",
            _("What is that organisation called?"),
            Kind.LINE,
            help=_("Not a person's name. Leave this empty where no organisation convenes it."),
            example=_("Prime Minister’s Office of Finland, with Sitra"),
            follows=True,
        ),
        Question("involvement", _("What part does the public sector play in it?"), Kind.ONE),
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
            help=_("Choose all that hold today, not what you hope for. Most communities choose two or three."),
            missing=_("Choose at least one purpose"),
        ),
        Question("topic", _("Which subjects?"), Kind.MANY, help=_("Up to five: those it is best known for.")),
        Question(
            "maturity",
            _("Where is it in its life?"),
            Kind.ONE,
            help=_("No stage is better than another. Communities move back and forth."),
        ),
    ),
)

WORKING = Section(
    "working",
    _("How it works"),
    (
        Question("method", _("How does it work?"), Kind.MANY, help=_("Choose what really happens.")),
        Question("rhythm", _("How often does something happen?"), Kind.ONE, follows=True),
        Question("mode", _("Where do members meet?"), Kind.ONE, follows=True),
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
            help=_(
                "Closed communities belong in the catalogue as much as open ones. "
                "Before sending, you can say what should stay out of it."
            ),
        ),
        Question("route", _("How does somebody join?"), Kind.ONE, follows=True),
        Question(
            "participants",
            _("About how many people take part regularly?"),
            Kind.NUMBER,
            help=_(
                "Not everybody on the list: those who come, write or read most times. "
                "Leave this empty if you don't know."
            ),
        ),
        Question(
            "website",
            _("Does it have a website?"),
            Kind.WEB,
            help=_("The page that says most about it."),
            example="https://www.example.org/community",
        ),
        Question(
            "how_to_join",
            _("What should somebody do who wants to join?"),
            Kind.TEXT,
            help=_("Step by step. Please give no person's name or address: this is published."),
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
            help=_("Your role, without your name, stands in the history of the entry."),
            missing=_("Choose your role"),
        ),
        Question(
            "sender_email",
            _("Your e-mail address"),
            Kind.EMAIL,
            who=Who.OPSI,
            help=_(
                "We send one letter to confirm it, and write to you about this entry. "
                "Please use a work address if you have one."
            ),
            missing=_("Give your e-mail address"),
            follows=True,
            autocomplete="email",
        ),
        Question("sender_name", _("Your name"), Kind.LINE, who=Who.OPSI, follows=True, autocomplete="name"),
        Question(
            "consent_publish",
            _("I agree that OPSI publishes the answers marked “Published” in the catalogue"),
            Kind.TICK,
            who=Who.OPSI,
            missing=_("Say that the entry may be published. Without that it cannot be listed"),
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
            help=_("Nobody is named in a case study without being asked again."),
            follows=True,
        ),
        Question(
            "consent_peers",
            _("Conveners of similar communities may write to me through OPSI"),
            Kind.TICK,
            who=Who.OPSI,
            help=_("They never see your address; you decide whether to answer."),
            follows=True,
        ),
    ),
    intro=_(
        "Your name and address are never published. Each permission is your choice; you can change your mind later."
    ),
)

SECTIONS = (COMMUNITY, PLACE, PURPOSE, WORKING, JOINING, YOU)
