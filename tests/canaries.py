"""Words that stand nowhere else, planted where personal data goes; and finding them again in any disguise."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from urllib.parse import quote

from communities.folding import fold


@dataclass(frozen=True)
class Canaries:
    """One for each personal thing that can be told to the site. None of them is a word of any language."""

    sender_name: str = "Zoëq Vanyaq"
    sender_email: str = "vexomaq+copdir@ministryq.example"
    sender_role: str = "qrolevexo"
    hardest: str = "Hardvexoq"
    call_answer: str = "Callvexoq"
    words_to_sender: str = "Askvexoq"
    words_about_a_field: str = "Fieldvexoq"
    note_among_staff: str = "Notevexoq"
    words_from_sender: str = "Replyvexoq"
    unpublished_name: str = "Pendvexoq"
    import_contact: str = "importq.vexo@agencyq.example"
    import_contact_name: str = "Imponvexoq"
    table_contact: str = "tableq.vexo@registryq.example"
    table_words: str = "Tablevexoq"
    steward_name: str = "Stewvexoq"
    steward_email: str = "stewardq.vexo@officeq.example"
    steward_answer: str = "Stewansvexoq"
    alert_email: str = "alertq.vexo@readerq.example"
    bounced_email: str = "bounceq.vexo@silentq.example"
    reporter_email: str = "reportq.vexo@witnessq.example"
    reported_words: str = "Reportvexoq"
    reported_other: str = "Othervexoq"
    claimant_name: str = "Claimvexoq"
    claimant_email: str = "claimq.vexo@bureauq.example"
    claimant_words: str = "Evidvexoq"
    teller_email: str = "tellq.vexo@guildq.example"
    untold_words: str = "Untoldvexoq"
    host_email: str = "hostq.vexo@guestsq.example"
    unannounced_words: str = "Unannvexoq"
    wisher_name: str = "Askvanexoq"
    wisher_email: str = "askerq.vexo@peersq.example"
    wisher_organisation: str = "Wishorgvexoq"
    wisher_words: str = "Wishvexoq"
    invited_email: str = "invitedq.vexo@listq.example"
    words_to_reporter: str = "Answervexoq"
    asker_email: str = "askq.vexo@bureauxq.example"
    asker_organisation: str = "Orgvexoq"
    asker_part: str = "Partvexoq"
    asker_tried: str = "Triedvexoq"
    asker_words: str = "Rawquestvexoq"
    asked_email: str = "askedq.vexo@circleq.example"
    asked_name: str = "Askedvexoq"
    unpublished_answer: str = "Uncitvexoq"
    moderator: str = "modq.vexo"
    moderator_name: str = "Modnamvexoq"
    moderator_email: str = "modq.vexo@opsiq.example"

    def words(self) -> list[str]:
        """Every canary; of an address also the part before the @ and the domain, of a name each word."""
        found = []
        for field in fields(self):
            whole = getattr(self, field.name)
            found += [whole, *whole.split(), *whole.split("@")]
        return list(dict.fromkeys(found))


def _hashed(name: str) -> Callable[[str], str]:
    return lambda word: hashlib.new(name, word.encode(), usedforsecurity=False).hexdigest()


# As it is (in capitals or not), folded as for searching, and what a careless program would make of it.
DISGUISES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "folded": fold,
    "upper case": str.upper,
    "url-encoded": lambda word: quote(word, safe=""),
    "md5": _hashed("md5"),
    "sha1": _hashed("sha1"),
    "sha256": _hashed("sha256"),
    "base64": lambda word: base64.b64encode(word.encode()).decode().rstrip("="),
    "reversed": lambda word: word[::-1],
    "hex": lambda word: word.encode().hex(),
}


def disguises(words: Iterable[str]) -> dict[str, str]:
    """Every form of every word that is looked for, in lower case, and what it stands for."""
    forms = {}
    for word in words:
        for variant in dict.fromkeys((word, word.lower())):
            for name, disguise in DISGUISES.items():
                forms[disguise(variant).lower()] = f"{word} ({name})"
    return forms


def found_in(text: str, forms: dict[str, str]) -> list[str]:
    """What of it stands in a text."""
    text = text.lower()
    return sorted({meaning for form, meaning in forms.items() if form in text})
