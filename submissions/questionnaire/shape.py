"""What a question and a section are: data that forms, pages and tests read. The questions stand beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any

from communities import schema, vocabularies

Answers = Mapping[str, Any]

# How the keys of questions begin that a call asks beside the questionnaire's own.
FROM_CALL = "call_"
# The answer of a choice that its sender cannot give: remembered as answered, and empty in the entry.
UNKNOWN = "not-known"


class Kind(Enum):
    """How a question is answered."""

    LINE = auto()
    TEXT = auto()
    WEB = auto()
    EMAIL = auto()
    NUMBER = auto()
    YEAR = auto()
    HOURS = auto()
    DATE = auto()  # a year, or a year and month
    ONE = auto()  # one of a vocabulary
    MANY = auto()
    COUNTRY = auto()
    LANGUAGE = auto()
    LISTED = auto()  # one of a fixed list of the entry
    TICKS = auto()  # any of a fixed list; to tick none is an answer
    YES_NO = auto()
    RATING = auto()
    TICK = auto()
    COMMUNITY = auto()  # another one of the catalogue
    ROWS = auto()


CHOICES_ASIDE = (Kind.ONE, Kind.MANY, Kind.LISTED, Kind.YES_NO, Kind.RATING)


class Who(StrEnum):
    """Who gets to see an answer."""

    PUBLISHED = "published"
    AGGREGATE = "aggregate"
    OPSI = "opsi"


def always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Column:
    """One part of an answer that is a row of a list: `kind` LINE, WEB, COUNTRY, LANGUAGE, LISTED or COMMUNITY."""

    key: str
    text: Any
    kind: Kind = Kind.LINE
    limit: int = 300
    options: Mapping[str, Any] = field(default_factory=dict)
    # What to do where it is missing from its row; without it the column may stay empty.
    missing: Any = ""
    # What to do where it cannot be used; and what it is called within a sentence.
    wrong: Any = ""
    what: Any = ""


@dataclass(frozen=True)
class Question:
    """One question. `key` is the entry's key, or a private one; `follows` makes it a part of the one above.

    `wrong` says what to do where the answer cannot be used, or is required and missing. `what` is what a text is called
    within a sentence: “Shorten `what` to 500 characters”.
    """

    key: str
    text: Any
    kind: Kind
    wrong: Any = ""
    what: Any = ""
    help: Any = ""
    example: Any = ""
    who: Who = Who.PUBLISHED
    is_required: bool = False
    follows: bool = False
    asked_if: Callable[[Answers], bool] = always
    columns: tuple[Column, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    autocomplete: str = ""
    longest: int = 0  # characters, of a text that is not of the entry
    offers_unknown: bool = True

    @property
    def is_of_entry(self) -> bool:
        """Whether the answer stands in the entry, and so will be read by the public."""
        return self.key in schema.PROPERTIES

    @property
    def has_unknown(self) -> bool:
        """Whether “I don’t know” is among the choices."""
        return self.kind in CHOICES_ASIDE and self.offers_unknown and not self.is_required

    @property
    def limit(self) -> int:
        """The longest a text answer may be, in characters."""
        return self.longest or schema.LIMITS.get(self.key, 2000 if self.kind == Kind.TEXT else 200)

    @property
    def most(self) -> int | None:
        """How many may be chosen, where that is limited."""
        known = vocabularies.read().get(self.key)
        return known.most if known else None


@dataclass(frozen=True)
class Section:
    """Questions that stand on one page."""

    slug: str
    title: Any
    questions: tuple[Question, ...]
    is_main: bool = True
    intro: Any = ""

    def asked(self, answers: Answers) -> list[Question]:
        """The questions that these answers leave to be asked."""
        return [question for question in self.questions if question.asked_if(answers)]
