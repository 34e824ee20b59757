"""The forms by which a session is announced: a steward's, everybody else's, and the one by which staff correct it."""

from datetime import date, time
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities import languages, zones
from communities.session_models import ABOUT, LINK, PLACE, SIGN_UP
from communities.sessions import AHEAD, LONGEST
from communities.zones import NoSuchTime

from .fields import AnswerField, OneField, TextField, WebField, with_blank, worded
from .forms import AddressForm, Choices
from .session_words import LABELS, moments

DAYS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]
TIMES = ["%H:%M", "%H:%M:%S", "%H.%M", "%Hh%M"]


class SessionWords(forms.Form):
    """What is said of the session."""

    use_required_attribute = False
    bound_field_class = AnswerField
    says_who_sees: bool | tuple[str, ...] = True
    session_language = worded(
        OneField(widget=forms.Select, label=gettext_lazy("In which language is it held?")),
        gettext_lazy("Choose the language in which it is held"),
    )
    session_about = worded(
        TextField(
            limit=ABOUT,
            one_line=False,
            label=gettext_lazy("What is it about?"),
            help_text=gettext_lazy("One sentence, in that language. Name no persons."),
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        ),
        gettext_lazy("Say in one sentence what it is about"),
        gettext_lazy("what it is about"),
    )
    session_day = worded(
        forms.DateField(
            input_formats=DAYS,
            label=gettext_lazy("On which day?"),
            widget=forms.DateInput(attrs={"type": "date"}, format=DAYS[0]),
        ),
        gettext_lazy("Enter the day, such as 2027-03-31"),
    )
    session_starts = worded(
        forms.TimeField(
            input_formats=TIMES,
            label=gettext_lazy("When does it start?"),
            widget=forms.TimeInput(attrs={"type": "time"}, format=TIMES[0]),
        ),
        gettext_lazy("Enter when it starts, such as 14:00"),
    )
    session_ends = worded(
        forms.TimeField(
            input_formats=TIMES,
            label=gettext_lazy("When does it end?"),
            widget=forms.TimeInput(attrs={"type": "time"}, format=TIMES[0]),
        ),
        gettext_lazy("Enter when it ends, such as 15:30"),
    )
    session_zone = worded(
        OneField(
            widget=forms.Select,
            label=gettext_lazy("By the clocks of which place?"),
            help_text=gettext_lazy("The largest city of its time zone. Readers see the time there and in UTC."),
        ),
        gettext_lazy("Choose the place by whose clocks you said the time"),
    )
    session_link = worded(
        WebField(
            limit=LINK,
            required=False,
            label=gettext_lazy("By which link do guests join, or learn more?"),
            help_text=gettext_lazy(
                "Give a link, or a place below. Everybody can read it: leave out passwords, and links for one person."
            ),
            widget=forms.TextInput({"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        ),
        gettext_lazy("Enter the link as https://example.org/page"),
        gettext_lazy("the link"),
    )
    session_place = worded(
        TextField(
            limit=PLACE,
            required=False,
            label=gettext_lazy("At which place?"),
            help_text=gettext_lazy("If guests can come in person: the building and the city."),
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        ),
        gettext_lazy("Enter the place"),
        gettext_lazy("the place"),
    )
    session_sign_up = worded(
        TextField(
            limit=SIGN_UP,
            one_line=False,
            required=False,
            label=gettext_lazy("How do guests sign up?"),
            help_text=gettext_lazy("Leave it empty if they need not. Of addresses, give a shared one only."),
            widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        ),
        gettext_lazy("Say how guests sign up"),
        gettext_lazy("how to sign up"),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        known = {
            "session_language": with_blank(languages.all_languages(), _("Choose a language")),
            "session_zone": with_blank(zones.offered(), _("Choose a place")),
        }
        for key, choices in known.items():
            self.fields[key].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key in ("session_about", "session_sign_up"):
            cleaned[key] = " ".join(cleaned.get(key, "").split())
        if not (cleaned.get("session_link") or cleaned.get("session_place") or self.errors.get("session_link")):
            self.add_error("session_link", _("Enter a link, or a place below"))
        self._check_moments(cleaned)
        return cleaned

    def _check_moments(self, cleaned: dict[str, Any]) -> None:
        day = cleaned.get("session_day")
        today = timezone.now().date()
        if day and abs(day - today) > AHEAD:  # also what is too far off to reckon with
            self.add_error("session_day", _("Enter a day within the next twelve months"))
        if self.errors.keys() & {"session_day", "session_starts", "session_ends", "session_zone"}:
            return
        try:
            starts, ends = moments(_as_text(cleaned))
        except NoSuchTime:
            self.add_error("session_starts", _("Clocks there are put forward over this time that day. Enter another"))
            return
        now = timezone.now()
        if starts <= now:
            self.add_error("session_day", _("This is over already. Enter a day and a time to come"))
        elif starts > now + AHEAD:
            self.add_error("session_day", _("Enter a day within the next twelve months"))
        if ends - starts > LONGEST:
            self.add_error("session_ends", _("Enter an end within twelve hours of the start"))

    @property
    def answers(self) -> dict[str, Any]:
        """What was said, fit to be kept."""
        return _as_text({key: self.cleaned_data.get(key) for key in LABELS})

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What is asked of the session, as the page draws it."""
        short = ("session_day", "session_starts", "session_ends")
        return [
            {
                "field": self[key],
                "is_optional": not self.fields[key].required,
                "width": "short" if key in short else "",
            }
            for key in LABELS
        ]


class SessionForm(SessionWords, AddressForm):
    """What is said of the session, in which part its sender takes part, and where the confirming letter goes."""

    role = worded(
        OneField(widget=forms.RadioSelect, label=gettext_lazy("What is your part in it?")),
        gettext_lazy("Choose your part in it"),
    )
    field_order = (*LABELS, "role", "email")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        terms = Choices().of("sender_role")
        self.fields["role"].choices = [(term.slug, term.shown) for term in terms]  # type: ignore[attr-defined]

    @property
    def who(self) -> dict[str, str]:
        """Who announces it."""
        return {"email": self.cleaned_data["email"].lower(), "role": self.cleaned_data["role"]}


class SessionCorrection(SessionWords):
    """The session's words, on the desk."""

    bound_field_class = BoundField  # type: ignore[assignment]

    def __init__(self, answers: dict[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=answers)

    def given(self) -> dict[str, Any]:
        """The words as corrected."""
        return self.answers

    @property
    def parts(self) -> list[tuple[Any, list[BoundField]]]:
        """Its one fieldset."""
        return [(_("The session"), list(self))]


def _as_text(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Days and times as the record keeps them."""
    return {
        key: value.isoformat()
        if isinstance(value, date)
        else f"{value:%H:%M}"
        if isinstance(value, time)
        else value or ""
        for key, value in cleaned.items()
        if key in LABELS
    }
