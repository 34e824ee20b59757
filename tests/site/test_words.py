"""The site's words: every one can be translated, as a whole sentence, and all speak with one voice."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE
from django.template.base import Lexer, TokenType
from django.template.loader import get_template, render_to_string
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.urls import resolve

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
# The living page of the design is for those who build the site, and not part of it in public.
TEMPLATES = sorted(
    str(path.relative_to(FOLDER))
    for path in FOLDER.rglob("*.*")
    if path.suffix in (".html", ".txt") and path.parent.name != "design"
)
MODULES = sorted(path for app in ("copdir", "communities", "submissions") for path in (ROOT / app).rglob("*.py"))
TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}

# Names are the same in every language, and each language has its own name in itself.
NAMES = {"OPSI", "OECD", "English", "Français", "GeoNames", "Natural Earth", "Atom", "UTC"}
CLASSES = {"bodyclass", "coltype", "main_class"}  # blocks that hold names of classes
SILENT = {"style", "script"}
READ_OUT = {"alt", "aria-label", "aria-description", "placeholder", "title"}

LONGEST_SENTENCE = 25  # words
FIXED = {"components/map_note.html"}  # the OECD’s own formula

# Each of these blames, begs, belittles or pads; or is spelt for another country.
UNWANTED = (
    r"!",
    r"\bplease\b",
    r"\bsimply\b",
    r"\bjust\b",
    r"\beasy\b|\beasily\b",
    r"\bsorry\b|\boops\b",
    r"\binvalid\b|\billegal\b|\bforbidden\b",
    r"\bfailed to\b",
    r"\bclick\b",
    r"\butili[sz]e\b|\bleverage\b|\bin order to\b|\bprior to\b",
    r"\be\.g\.|\bi\.e\.|\betc\b",
    r"\b(?:organiz|recogniz|summariz|categoriz)\w*|\bcolors?\b|\bbehaviors?\b|\bcenters?\b|\bcatalogs?\b",
)


class Bare(HTMLParser):
    """What a template says outside of its tags, as text or in an attribute that is read out."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.element = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.element = tag
        self.found += [value for name, value in attrs if value and name in READ_OUT]

    def handle_data(self, data: str) -> None:
        if self.element not in SILENT:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.element = ""


def outside_of_tags(source: str) -> str:
    """A template without its tags, comments and variables, and without what stands in blocktranslate."""
    kept, skipping = [], ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            word, *rest = token.split_contents()
            if word in ("blocktranslate", "comment") or (word == "block" and rest[0] in CLASSES):
                skipping = f"end{word}"
            elif word == skipping:
                skipping = ""
        elif token.token_type == TokenType.TEXT and not skipping:
            kept.append(token.contents)
    return "".join(kept)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_says_nothing_that_cannot_be_translated(name):
    said = (" ".join(text.split()) for text in Bare(outside_of_tags((FOLDER / name).read_text())).found)
    bare = [re.sub("|".join(map(re.escape, NAMES)), "", text) for text in said]
    assert [text for text in bare if re.search(r"[^\W\d_]{2}", text)] == []


def in_templates() -> Iterator[tuple[str, str]]:
    for name in TEMPLATES:
        nodes = get_template(name).template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            yield name, str(node.filter_expression.var.literal or node.filter_expression.var)
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            for tokens in filter(None, (node.singular, node.plural)):
                yield name, node.render_token_list(tokens)[0]


def in_modules() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATING:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield str(path.relative_to(ROOT)), argument.value


def test_words_are_plain_and_of_one_voice():
    said = {*in_templates(), *in_modules()}
    assert len(said) > 1000
    unwanted = re.compile("|".join(UNWANTED), re.IGNORECASE)
    # A tag in a sentence is no word; nor is a name to fill in.
    plain = {(place, re.sub(r"<[^>]+>|%\(\w+\)[sd]", " ", words)) for place, words in said}
    assert sorted(f"{place}: {words}" for place, words in plain if unwanted.search(words)) == []


def test_sentences_are_short():
    """Twenty-five words is where readers begin to lose the thread."""
    long = [
        f"{place}: {sentence}"
        for place, words in {*in_templates(), *in_modules()}
        for sentence in re.split(r"(?<=[.?:;])\s+", re.sub(r"<[^>]+>", "", words))
        if len(sentence.split()) > LONGEST_SENTENCE and place not in FIXED
    ]
    assert long == []


def test_translated_words_are_whole():
    """A piece that begins or ends where a sentence goes on cannot be put in another order."""
    pieces = re.compile(r"^[,;:.)]|[,;(]$|^(?:and|or|of|by|with)\b.*[^.]$")
    assert sorted(f"{place}: {words}" for place, words in in_templates() if pieces.search(words.strip())) == []


def test_accessibility_statement_names_the_checker_that_is_used():
    version = re.search(r"axe v(\d+\.\d+)", AXE)[1]
    assert f"axe {version}" in (FOLDER / "pages" / "accessibility.html").read_text()


@pytest.mark.parametrize(("address", "way"), [("help@example.org", "mailto:help@example.org"), ("", "oecd-opsi.org")])
def test_barriers_can_be_reported_by_mail_where_the_site_has_an_address(rf, address, way):
    request = rf.get("/accessibility/")
    request.resolver_match = resolve(request.path)
    page = render_to_string("pages/accessibility.html", {"address": address}, request)
    assert way in page
