"""The form fields of the questionnaire's kinds of question: how an answer is read, and when it is refused.

What is said of a refused answer is the question's own: `worded` puts it in place of every message of Django's.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.forms.boundfield import BoundField, BoundWidget
from django.utils import timezone
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.entry import tidy_text
from communities.schema import PROPERTIES

from .questionnaire import UNKNOWN

LARGEST_COUNT = PROPERTIES["members"]["maximum"]
EARLIEST_YEAR = PROPERTIES["founded"]["minimum"]
LONGEST_ADDRESS = 200
LONGEST_TYPED_WEB = 2_000

YES, NO = "yes", "no"
DO_NOT_KNOW = gettext_lazy("I don’t know")


class AnswerField(BoundField):
    """A question on a page: described to screen readers by who sees its answer, its help, its error and its limit."""

    @property
    def aria_describedby(self) -> str:
        said = getattr(self.form, "says_who_sees", False)  # of all its fields, of none, or of those that it names
        parts = {
            "meta": said if isinstance(said, bool) else self.name in said,
            "helptext": bool(self.help_text),
            "error": self.has_error_above,
            "count": self.has_count,
        }
        return " ".join(f"{self.auto_id}_{part}" for part, is_there in parts.items() if is_there)

    @property
    def has_error_above(self) -> bool:
        """Whether its messages stand together, above its control."""
        return bool(self.errors)

    @property
    def has_count(self) -> bool:
        """Whether the page says how many characters there is room for."""
        return isinstance(self.field, TextField) and not self.field.one_line

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, each with the id of the control where it is put right."""
        return [(f"{self.auto_id}_0" if self.use_fieldset else self.auto_id, str(error)) for error in self.errors]

    def marked_options(self) -> list[BoundWidget]:
        """The choices, each described by what explains it, and marked where the answer needs another look."""
        options = list(self.subwidgets)
        for option in options:
            attributes = option.data["attrs"]
            if self.errors:
                attributes["aria-invalid"] = "true"
            if getattr(self.field, "definitions", {}).get(option.data["value"]):
                attributes["aria-describedby"] = f"{attributes['id']}_is"
        return options


class TextField(forms.CharField):
    """Words, tidied as the entry has them. `limit` is the longest they may be, in characters."""

    what: Any = gettext_lazy("the text")

    def __init__(self, *, limit: int, one_line: bool = True, **options: Any) -> None:
        self.limit, self.one_line = limit, one_line
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return tidy_text(str(value), one_line=self.one_line) if value else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(too_long(value, self.limit, self.what))


class WebField(TextField):
    """An address on the web. Typed without a scheme, it is taken as https."""

    def to_python(self, value: Any) -> str:
        return with_scheme(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not is_web(value):
            raise ValidationError(self.error_messages["invalid"])


class EmailField(TextField):
    """An e-mail address. One that will be published may have plain letters only."""

    def __init__(self, *, published: bool = False, **options: Any) -> None:
        super().__init__(limit=LONGEST_ADDRESS, **options)
        plain = [RegexValidator(PROPERTIES["mailbox"]["pattern"])] if published else []
        self.checks: list[Callable[[str], None]] = [EmailValidator(), *plain]

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            for check in self.checks if value else ():
                check(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid"]) from None


class NumberField(forms.Field):
    """A whole number, also as people write large ones: 1 500 or 1,500."""

    def to_python(self, value: Any) -> int | None:
        text = tidy_text(str(value or ""), one_line=True)
        if not text:
            return None
        if re.fullmatch(r"\d{1,3}([ ,.’']\d{3})+", text):
            text = re.sub(r"\D", "", text)
        if not re.fullmatch(r"[0-9]{1,40}", text):
            raise ValidationError(self.error_messages["invalid"])
        number = int(text)
        self.check_range(number)
        return number

    def check_range(self, number: int) -> None:
        if number > LARGEST_COUNT:
            raise ValidationError(
                _("Enter a number no larger than %(most)s") % {"most": f"{LARGEST_COUNT:,}".replace(",", " ")}
            )


class YearField(NumberField):
    """A year of four digits, not in the future."""

    def check_range(self, number: int) -> None:
        if not EARLIEST_YEAR <= number <= timezone.now().year:
            raise ValidationError(
                _("Enter a year from %(first)d to %(last)d") % {"first": EARLIEST_YEAR, "last": timezone.now().year}
            )


class HoursField(NumberField):
    """Hours a month."""

    def check_range(self, number: int) -> None:
        most = PROPERTIES["effort_hours"]["maximum"]
        if number > most:
            raise ValidationError(_("Enter a number no larger than %(most)s") % {"most": most})


class PartialDateField(TextField):
    """A year, a year and month, or a day: 2026, 2026-05, 2026-05-03."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(PROPERTIES["last_active"]["pattern"], value):
            raise ValidationError(self.error_messages["invalid"])


class OnceLookedAt(BaseChoiceIterator):
    """Choices that are made when a page shows them or an answer is held against them: most of a form's never are."""

    def __init__(self, make: Callable[[], list[tuple[str, Any]]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    @cached_property
    def _made(self) -> list[tuple[str, Any]]:
        return self._make()


class OneField(forms.ChoiceField):
    """One of several. “I don’t know” is an answer and states nothing. `definitions` explains choices, by value."""

    apart = UNKNOWN

    def __init__(self, *, definitions: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.definitions = {} if definitions is None else definitions

    def clean(self, value: Any) -> str | None:
        chosen = super().clean(value)
        return None if chosen in ("", UNKNOWN) else chosen


class YesNoField(OneField):
    """Yes, no or unknown."""

    def clean(self, value: Any) -> Any:
        return {YES: True, NO: False}.get(super().clean(value) or "")


class RatingField(OneField):
    """A number from 1 to 5."""

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return int(chosen) if chosen else None


class ManyField(forms.MultipleChoiceField):
    """Several of many, at most `most`. “I don’t know” beside others is left out."""

    apart = UNKNOWN
    what: Any = gettext_lazy("answers")

    def __init__(
        self, *, most: int | None = None, definitions: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.most, self.definitions = most, {} if definitions is None else definitions

    def clean(self, value: Any) -> list[str]:
        chosen = sorted({slug for slug in super().clean(value) if slug != UNKNOWN})
        if self.most and len(chosen) > self.most:
            raise ValidationError(
                _("Choose at most %(most)d %(what)s. You chose %(has)d.")
                % {"most": self.most, "what": self.what, "has": len(chosen)}
            )
        return chosen


def worded(field: forms.Field, wrong: Any, what: Any = "") -> forms.Field:
    """The field with words of its question's own: `wrong` for whatever is wrong, `what` for what it is called."""
    field.error_messages = dict.fromkeys([*field.error_messages, "required", "invalid"], wrong)
    if what:
        field.what = what  # type: ignore[attr-defined]
    return field


def too_long(value: str, limit: int, what: Any) -> str:
    """What to say of a text, called `what`, that is longer than `limit` characters."""
    return _("Shorten %(what)s to %(most)d characters or fewer. You typed %(has)d.") % {
        "what": what,
        "most": limit,
        "has": len(value),
    }


def with_scheme(address: str) -> str:
    """A web address as meant: `example.org/page` is taken as https://example.org/page."""
    # What is much too long is refused as it is: to look for a host in a million dots takes days.
    if len(address) <= LONGEST_TYPED_WEB and re.match(r"[^\s/:@]+\.[^\s/:@]{2,}(:\d+)?([/?#]|$)", address):
        return f"https://{address}"
    return address


def is_web(address: str) -> bool:
    """Whether this is the address of a web page, and not of something else or nothing."""
    return bool(re.fullmatch(PROPERTIES["website"]["pattern"], address))


def with_blank(options: Sequence[tuple[str, Any]], blank: Any) -> list[tuple[str, Any]]:
    """The options of a drop-down, with a first line that chooses nothing."""
    return [("", blank), *options]
