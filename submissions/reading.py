"""One submission's answers read as a whole: what is sound, the entry they propose, what keeps it from being sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from communities import entry as entries
from communities.entry import Entry
from communities.schema import blank_value

from . import answers as answering
from . import calls, questionnaire
from .forms import Choices, SectionForm
from .models import Kind, State, Submission
from .questionnaire import Section, learned
from .questionnaire.learned import LEARNED
from .questionnaire.shape import always


@dataclass(frozen=True)
class Trouble:
    """An answer that needs another look before sending: where it stands and what to do."""

    section: Section
    key: str
    message: str


class Reading:
    """The answers of a submission. Nothing is written; every form is built and read once."""

    def __init__(self, submission: Submission, sections: tuple[Section, ...] = ()) -> None:
        self.submission = submission
        # Those open to its sender, unless others are named.
        self.sections = sections or sections_of(submission)
        self.answers: dict[str, Any] = submission.answers
        self.base = base_of(submission)
        self.choices = Choices(self.base)

    @cached_property
    def forms(self) -> dict[str, SectionForm]:
        """Every section's form over the kept answers, with what is wrong across sections said at its question."""
        self._say_contradictions(self._each_alone)
        return self._each_alone

    @cached_property
    def _each_alone(self) -> dict[str, SectionForm]:
        """Every section's form over the kept answers."""
        return {one.slug: self._form(one, self.answers) for one in self.sections}

    @cached_property
    def values(self) -> dict[str, Any]:
        """The sound answers of all sections, by question. Each is sound alone, whatever it contradicts."""
        return {key: value for form in self._each_alone.values() for key, value in form.sound.items()}

    @cached_property
    def entry(self) -> Entry:
        """The entry that these answers propose."""
        return answering.entry_of(self.values, self.answers, self.base)

    @property
    def kept_back(self) -> list[str]:
        """The fields of the entry whose answers stay with OPSI."""
        return entries.kept_back(answering.withheld_of(self.answers, self.base))

    @property
    def troubles(self) -> list[Trouble]:
        """What keeps it from being sent, in the order of the questionnaire."""
        return [
            Trouble(form.section, key, str(message))
            for form in self.forms.values()
            for key, messages in form.errors.items()
            for message in messages
        ]

    @property
    def changed(self) -> list[str]:
        """The fields in which a change differs from its base; not the size where a number of people gives it."""
        is_given = entries.size_of({**self.entry, "size": None}) is not None
        changed = entries.changed_fields(self.base, self.entry)
        return [key for key in changed if not (key == "size" and is_given)]

    def section(self, slug: str) -> Section | None:
        """The section of that address, if it is one of its own."""
        return next((one for one in self.sections if one.slug == slug), None)

    @property
    def main(self) -> list[Section]:
        """The sections that everybody goes through."""
        return [one for one in self.sections if one.is_main]

    @property
    def more(self) -> list[Section]:
        """Those that may be added; the questions of a call that is over only where they were answered before."""
        return [one for one in self.sections if not one.is_main and (one.slug != calls.SLUG or self.is_visited(one))]

    def is_visited(self, section: Section) -> bool:
        """Whether any question of a section was answered, or saved without an answer."""
        return any(question.key in self.answers for question in section.questions)

    def form(self, section: Section) -> SectionForm:
        """A section as its page shows it: with errors only where it was saved before."""
        if self._was_saved(section):
            return self.forms[section.slug]
        form = self.unanswered(section)
        form.initial = {question.key: self.answers.get(question.key) for question in form.questions}
        return form

    def _was_saved(self, section: Section) -> bool:
        """Whether its own page was saved: that answers all it asks everybody. The guide brings along a part of it."""
        return all(question.key in self.answers for question in section.questions if question.asked_if is always)

    def unanswered(self, section: Section) -> SectionForm:
        """A section before anything is typed into it."""
        return self._form(section, None)

    def posted(self, section: Section, data: Mapping[str, Any]) -> SectionForm:
        """A section over what was just posted."""
        return self._form(section, data)

    def _form(self, section: Section, data: Mapping[str, Any] | None) -> SectionForm:
        return SectionForm(section, self.answers, self.choices, data, self.waived)

    @cached_property
    def waived(self) -> set[str]:
        """What a change need not state, because the published entry does not either."""
        if self.submission.kind != Kind.CHANGE:
            return set()
        return {key for key in entries.CONTENT_FIELDS if self.base[key] in (None, "", [])}

    def _say_contradictions(self, forms: dict[str, SectionForm]) -> None:
        found = [(problem.field, problem.message) for problem in entries.validate(self.entry, self.choices.by_slug)]
        community = self.submission.community
        if community and any(link["slug"] == community.slug for link in self.entry["links"]):
            found.append(("links", _("A community cannot be linked to itself. Remove that row.")))
        found += [
            (key, str(forms[LEARNED.slug].fields[key].error_messages["required"])) for key in self._lacking(forms)
        ]
        for field, message in found:
            for form in forms.values():
                if field in form.fields and field not in form.errors:
                    form.add_error(field, message)

    def _lacking(self, forms: dict[str, SectionForm]) -> list[str]:
        """What a lesson that is begun does not say yet."""
        is_told = self.submission.kind == Kind.LESSON or learned.is_begun(self.answers)
        if not is_told or LEARNED.slug not in forms:
            return []
        sound = forms[LEARNED.slug].sound
        return [key for key in learned.NEEDED if not sound.get(key)]


def sections_of(submission: Submission) -> tuple[Section, ...]:
    """The sections that a submission's sender may fill in: an address that is confirmed is not asked for again.

    A lesson that came with a form was sent with it; a change asks for none, but keeps one that was told before.
    """
    left_out: set[str] = set()
    if submission.state == State.CHANGES_REQUESTED and submission.kind != Kind.LESSON:
        left_out = {questionnaire.YOU.slug, LEARNED.slug}
    elif submission.kind == Kind.CHANGE and not learned.is_begun(submission.answers):
        left_out = {LEARNED.slug}
    every = every_section_of(submission)
    return tuple(one for one in every if one.asked(submission.answers) and one.slug not in left_out)


def every_section_of(submission: Submission) -> tuple[Section, ...]:
    """All that it was asked, whether or not that can still be changed; the call's own questions among it."""
    return calls.with_call(questionnaire.sections(submission.kind), submission.call)


def base_of(submission: Submission) -> Entry:
    """The entry that a change was begun from, as it was published; for a new community a blank one.

    That is in the language of the questionnaire, until its sender says otherwise.
    """
    community, number = submission.community, submission.base_revision
    if community is None or number is None or not submission.is_change:
        return {**entries.blank(), "written_in": submission.language}
    stored = (
        community.entry
        if community.revision_number == number
        else community.revisions.values_list("entry", flat=True).get(number=number)
    )
    # A field that was blanked for good in an old revision is empty, whatever its kind.
    whole = {key: blank_value(key) if stored.get(key) is None else stored[key] for key in entries.FIELDS}
    return entries.normalise(whole)
