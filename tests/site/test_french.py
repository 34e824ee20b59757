"""Every word that the site marks for translation is in French, whole and well set; `make messages` gathers them."""

import re
from collections import Counter
from gettext import GNUTranslations
from html import unescape

import pytest

from tests import messages
from tests.messages import Message

FOLDER = messages.ROOT / "locale" / "fr" / "LC_MESSAGES"
WRITTEN = (FOLDER / "django.po").read_text(encoding="utf-8")
IN_FRENCH = messages.read(WRITTEN)

TO_FILL_IN = re.compile(r"%\(\w+\)[sd]|%[%sd]|\{\w*\}")
TAG = re.compile(r"</?\w[^>]*>")
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
# No line may begin with these, or end with an opening quotation mark; and an apostrophe is no straight stroke.
ILL_SET = re.compile(
    rf"[^\s\d:/]\s*(?<![{NARROW}{WIDE}])[?!;»]|[^\s\d:/](?: )?:(?= |$)|«(?![{NARROW}{WIDE}])|\w'\w|\.\.\."
)


def test_every_message_is_in_french():
    assert sorted(messages.marked().keys() - {message.key for message in IN_FRENCH}) == [], "run `make messages`"
    missing = [message for message in IN_FRENCH if message.is_unsure or not all(message.french)]
    assert [message.english[0] for message in missing] == []


def test_no_message_is_left_over():
    assert sorted({message.key for message in IN_FRENCH} - messages.marked().keys()) == [], "run `make messages`"
    assert len(IN_FRENCH) == len({message.key for message in IN_FRENCH})
    assert "\n#~" not in WRITTEN


def test_numbers_have_both_forms():
    plurals = {message.key: message.english[1:] for message in IN_FRENCH}
    assert {key: (plural,) if plural else () for key, plural in messages.marked().items()} == plurals
    assert [message.english for message in IN_FRENCH if len(message.french) != len(message.english)] == []


def test_what_is_filled_in_and_marked_up_is_the_same():
    """Of a message with a plural each French form may be like either."""
    other = [
        (message.english[0], french)
        for message in IN_FRENCH
        for french in message.french
        if _shape(french) not in map(_shape, message.english) or _edges(french) != _edges(message.english[0])
    ]
    assert other == []


def _shape(text: str) -> tuple[Counter[str], Counter[str]]:
    return Counter(TO_FILL_IN.findall(text)), Counter(TAG.findall(text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_french_is_set_as_french():
    ill = {text for message in IN_FRENCH for text in message.french if ILL_SET.search(unescape(TAG.sub("", text)))}
    assert sorted(ill) == []


def test_file_says_nothing_of_who_made_it_where_and_when():
    header = WRITTEN.split("\n\n")[0]
    assert not re.search(r"@|\d\d:\d\d|Creation-Date|Revision-Date|Translator|Team|Generator", header)


@pytest.fixture(scope="module")
def served() -> GNUTranslations:
    with (FOLDER / "django.mo").open("rb") as file:
        return GNUTranslations(file)


def test_what_is_served_is_what_is_written(served):
    assert [message for message in IN_FRENCH if _served(served, message) != message.french] == [], "run `make messages`"


def _served(served: GNUTranslations, message: Message) -> tuple[str, ...]:
    if len(message.english) == 1:
        [english] = message.english
        return (served.pgettext(message.context, english) if message.context else served.gettext(english),)
    if message.context:
        return tuple(served.npgettext(message.context, *message.english, number) for number in (1, 2))
    return tuple(served.ngettext(*message.english, number) for number in (1, 2))
