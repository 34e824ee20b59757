"""Free words made into terms of the vocabularies: by slugs and labels, then by the starter catalogue's mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from communities import starter, vocabularies
from communities.models import Term

from . import words

# The sections of the starter mapping, by the field of a table that they read.
SECTIONS = {"topic": "topics", "purpose": "purposes", "method": "methods"}
# Fields whose one word answers more than one vocabulary, or one of another name.
ANSWERS = {
    "membership": ("eligibility", "route"),
    "status": ("maturity",),
    "convener_type": ("convener",),
}


@dataclass
class Chosen:
    """Terms by vocabulary, and the words that became none."""

    terms: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


# What somebody says of a word instead of naming a term: it is left out.
NOTHING = "-"


class Vocabularies:
    """Today's terms, read once for a whole file; and what somebody said that words of a field mean.

    `meant` is {field: {word as compared: "vocabulary:slug", or NOTHING}}.
    """

    def __init__(self, meant: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._meant = meant or {}
        self.slugs: dict[str, set[str]] = {name: set() for name in vocabularies.read()}
        self._by_words: dict[str, dict[str, str]] = {name: {} for name in vocabularies.read()}
        for term in Term.objects.active():
            self.slugs[term.vocabulary].add(term.slug)
            for shown in filter(None, (term.slug.replace("-", " "), term.label, term.label_fr)):
                self._by_words[term.vocabulary].setdefault(words.key(shown), term.slug)

    def choose(self, name: str, given: Sequence[str]) -> Chosen:
        """What the words of one cell of the field `name` become."""
        chosen = Chosen()
        for word in given:
            said = self._meant.get(name, {}).get(words.key(word), "")
            if said == NOTHING:
                continue
            found = self._said(said) or self._own(name, word) or self._mapped(name, word)
            if not found:
                chosen.left_out.append(word)
            for vocabulary, slugs in found.items():
                kept = [slug for slug in slugs if slug in self.slugs[vocabulary]]
                chosen.terms[vocabulary] = [*chosen.terms.get(vocabulary, []), *kept]
        for vocabulary, slugs in chosen.terms.items():
            once = list(dict.fromkeys(slugs))
            if vocabularies.read()[vocabulary].many:
                chosen.terms[vocabulary] = once
            else:
                chosen.terms[vocabulary] = once[0] if len(once) == 1 else None
                chosen.left_out += given if len(once) > 1 else []
        return chosen

    def _said(self, said: str) -> dict[str, list[str]]:
        """The term that somebody named, as long as there is one."""
        vocabulary, _colon, slug = said.partition(":")
        return {vocabulary: [slug]} if slug in self.slugs.get(vocabulary, ()) else {}

    def _own(self, name: str, word: str) -> dict[str, list[str]]:
        """The term of that slug or label, in the vocabularies that the field is about."""
        for vocabulary in ANSWERS.get(name, (name,)):
            if slug := self._by_words.get(vocabulary, {}).get(words.key(word.replace("-", " "))):
                return {vocabulary: [slug]}
        return {}

    def _mapped(self, name: str, word: str) -> dict[str, list[str]]:
        section = SECTIONS.get(name, name)
        if section not in starter.mapping():
            return {}
        word_of_mapping = words.same(section).get(words.key(word), word)
        meaning = _section(section).get(words.key(word_of_mapping))
        if meaning is None:
            return {}
        if isinstance(meaning, Mapping):
            return {vocabulary: [slug] for vocabulary, slug in meaning.items()}
        vocabulary = "maturity" if name == "status" else name
        return {vocabulary: [meaning] if isinstance(meaning, str) else list(meaning)}


def convener_of_government(organisation: str) -> str | None:
    """Which part of government an organisation is, where the starter mapping says so."""
    return _section(starter.GOVERNMENT).get(words.key(organisation))


@cache
def _section(name: str) -> Mapping[str, Any]:
    return {words.key(word): meaning for word, meaning in starter.mapping()[name]["mapped"].items()}
