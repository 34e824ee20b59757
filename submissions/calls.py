"""What a call adds to the questionnaire: its own questions as one more section, and who came in by it.

They are required while the call is open. Once it is over, the form goes on without them; what was answered stays.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from communities import call_questions
from communities.call_models import Call
from communities.call_questions import Extra

from .models import Submission, Verb
from .questionnaire import Kind, Question, Section, Who
from .questionnaire.shape import FROM_CALL

SLUG = "call"  # of the section
KINDS = {
    call_questions.Kind.LINE: Kind.LINE,
    call_questions.Kind.TEXT: Kind.TEXT,
    call_questions.Kind.ONE: Kind.LISTED,
    call_questions.Kind.MANY: Kind.TICKS,
    call_questions.Kind.YES_NO: Kind.YES_NO,
}


def is_asked(call: Call) -> bool:
    """Whether it can be answered at this moment: it is open, and was not taken back."""
    return call.published and call.is_open


def section_of(call: Call) -> Section | None:
    """The call's own questions; nothing where it has none."""
    counts = is_asked(call)
    questions = tuple(question_of(extra, counts=counts) for extra in call.extras)
    return Section(SLUG, _("Questions of the call"), questions, counts, _intro(call)) if questions else None


def with_call(sections: tuple[Section, ...], call: Call | None) -> tuple[Section, ...]:
    """The sections with the call's among them: before the last main one, which is about the sender."""
    added = section_of(call) if call else None
    if added is None:
        return sections
    place = [one.is_main for one in sections].count(True) - 1
    return (*sections[:place], added, *sections[place:])


def question_of(extra: Extra, *, counts: bool) -> Question:
    """One of the call's questions, as the questionnaire asks its own."""
    return Question(
        f"{FROM_CALL}{extra.key}",
        extra.text,
        KINDS[extra.kind],
        wrong=_("Answer the question “%(question)s”") % {"question": extra.text},
        what=_("the answer"),
        help=extra.help,
        who=Who(extra.who),
        is_required=extra.is_required and counts,
        options=extra.options,
    )


def told(call: Call | None, key: str, value: Any) -> tuple[str, Any]:
    """An answer to one of the call's questions, as staff read it: what was asked, and the answer in words."""
    asked: Mapping[str, Extra] = {f"{FROM_CALL}{extra.key}": extra for extra in call.extras} if call else {}
    if key not in asked:
        return key.removeprefix(FROM_CALL), value
    return asked[key].text, ", ".join(in_words(asked[key], value))


def in_words(extra: Extra, value: Any) -> list[str]:
    """An answer in words, one for each thing chosen."""
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    items = value if isinstance(value, list) else [value]
    return [extra.options.get(str(item), str(item)) for item in items]


def came_in_time(submission: Submission) -> bool:
    """Whether it was sent by the call's deadline. That its address was confirmed later does not matter."""
    if submission.call is None:
        return False
    sent = submission.decisions.filter(verb=Verb.SEND).order_by("sequence").values_list("at", flat=True).first()
    return sent is not None and sent < submission.call.closes_at


def _intro(call: Call) -> str:
    if call.is_over:
        return _("None of these has to be answered any more.")
    return _("OPSI asks these for this call only. We never publish a single answer.")
