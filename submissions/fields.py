"""The form fields of the questionnaire's kinds of question: how an answer is read, and what is said of a wrong one."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.entry import tidy_text
from communities.schema import PROPERTIES

from .questionnaire import UNKNOWN

LARGEST_COUNT = PROPERTIES["members"]["maximum"]
EARLIEST_YEAR = PROPERTIES["founded"]["minimum"]
LONGEST_ADDRESS = 200

YES, NO = "yes", "no"
DO_NOT_KNOW = gettext_lazy("I don't know")


class AnswerField(BoundField):
    """A question on a page: described to screen readers by who sees its answer, its help and its error."""

    @property
    def aria_describedby(self) -> str:
        parts = {"meta": True, "helptext": bool(self.help_text), "error": bool(self.errors)}
        return " ".join(f"{self.auto_id}_{part}" for part, is_there in parts.items() if is_there)


class TextField(forms.CharField):
    """Words, tidied as the entry has them. `limit` is the longest they may be, in characters."""

    def __init__(self, *, limit: int, one_line: bool = True, **options: Any) -> None:
        self.limit, self.one_line = limit, one_line
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        return tidy_text(str(value), one_line=self.one_line) if value else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(too_long(value, self.limit))


class WebField(TextField):
    """An address on the web. Typed without a scheme, it is taken as https."""

    def to_python(self, value: Any) -> str:
        return with_scheme(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        check_web(value)


class EmailField(TextField):
    """An e-mail address. One that will be published may have plain letters only."""

    def __init__(self, *, published: bool = False, **options: Any) -> None:
        message = _("Give an e-mail address, such as name@example.org")
        super().__init__(limit=LONGEST_ADDRESS, **options)
        self.checks: list[Callable[[str], None]] = [EmailValidator(message)]
        if published:
            self.checks.append(RegexValidator(PROPERTIES["mailbox"]["pattern"], message))

    def validate(self, value: str) -> None:
        super().validate(value)
        for check in self.checks if value else ():
            check(value)


class NumberField(forms.Field):
    """A whole number, also as people write large ones: 1 500 or 1,500."""

    def to_python(self, value: Any) -> int | None:
        text = tidy_text(str(value or ""), one_line=True)
        if not text:
            return None
        if re.fullmatch(r"\d{1,3}([ ,.’']\d{3})+", text):
            text = re.sub(r"\D", "", text)
        if not re.fullmatch(r"[0-9]{1,40}", text):
            raise ValidationError(_("Give a whole number in figures, such as 120"))
        number = int(text)
        self.check_range(number)
        return number

    def check_range(self, number: int) -> None:
        if number > LARGEST_COUNT:
            raise ValidationError(
                _("Give a number no larger than %(most)s") % {"most": f"{LARGEST_COUNT:,}".replace(",", " ")}
            )


class YearField(NumberField):
    """A year of four digits, not in the future."""

    def check_range(self, number: int) -> None:
        if not EARLIEST_YEAR <= number <= timezone.now().year:
            raise ValidationError(
                _("Give a year of four digits, from %(first)d to %(last)d")
                % {"first": EARLIEST_YEAR, "last": timezone.now().year}
            )


class HoursField(NumberField):
    """Hours a month."""

    def check_range(self, number: int) -> None:
        most = PROPERTIES["effort_hours"]["maximum"]
        if number > most:
            raise ValidationError(_("Give a number no larger than %(most)s") % {"most": most})


class PartialDateField(TextField):
    """A year, a year and month, or a day: 2026, 2026-05, 2026-05-03."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not re.fullmatch(PROPERTIES["last_active"]["pattern"], value):
            raise ValidationError(_("Give a year, or a year and month such as 2026-05"))


class OneField(forms.ChoiceField):
    """One of several. “I don't know” is an answer and states nothing. `definitions` explains choices, by value."""

    default_error_messages = {"invalid_choice": gettext_lazy("Choose one of the answers on the list")}

    def __init__(self, *, definitions: Mapping[str, str] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.definitions = definitions or {}

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
    """Several of many, at most `most`. “I don't know” beside others is left out."""

    default_error_messages = {"invalid_choice": gettext_lazy("Choose from the answers on the list")}

    def __init__(
        self, *, most: int | None = None, definitions: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.most, self.definitions = most, definitions or {}

    def clean(self, value: Any) -> list[str]:
        chosen = sorted({slug for slug in super().clean(value) if slug != UNKNOWN})
        if self.most and len(chosen) > self.most:
            raise ValidationError(
                _("Choose at most %(most)d. You chose %(has)d.") % {"most": self.most, "has": len(chosen)}
            )
        return chosen


def too_long(value: str, limit: int) -> str:
    """What to say of a text that is longer than `limit` characters."""
    return _("Shorten this to %(most)d characters or fewer. It has %(has)d.") % {"most": limit, "has": len(value)}


def with_scheme(address: str) -> str:
    """A web address as meant: `example.org/page` is taken as https://example.org/page."""
    if re.match(r"[^\s/:@]+\.[^\s/:@]{2,}(:\d+)?([/?#]|$)", address):
        return f"https://{address}"
    return address


def check_web(address: str) -> None:
    """Refuse what is not an address of a web page. Raises ValidationError."""
    if address and not re.fullmatch(PROPERTIES["website"]["pattern"], address):
        raise ValidationError(_("Give a web address that begins with https:// or http://"))


def with_blank(options: Sequence[tuple[str, Any]], blank: Any) -> list[tuple[str, Any]]:
    """The options of a drop-down, with a first line that chooses nothing."""
    return [("", blank), *options]
