"""The words that wait for a translation, found as xgettext finds them, and the file of those that have one.

Neither needs the GNU gettext tools, which a machine that only runs the tests may lack.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
# Which arguments of a call are what: c its context, 1 the message, 2 its plural.
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), "1"),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), "12"),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), "c1"),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), "c12"),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf" (n?p?gettext|_)\(({LITERAL}(?:, {LITERAL})*)")
LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) )?(".*")')

Key = tuple[str, str]  # its context, mostly none, and the message


@dataclass(frozen=True)
class Message:
    """A message of the file, and what translates it: once, or once for each number that French tells apart."""

    context: str
    english: tuple[str, ...]
    french: tuple[str, ...]
    is_unsure: bool

    @property
    def key(self) -> Key:
        return self.context, self.english[0]


def marked() -> dict[Key, str]:
    """Every message that code and templates mark, with its plural or "". The living page of the design is left out."""
    found: dict[Key, str] = {}
    for key, plural in (*_in_modules(), *_in_templates()):
        found[key] = plural or found.get(key, "")
    return found


def _in_modules() -> Iterator[tuple[Key, str]]:
    for path in sorted(path for app in ("copdir", "communities", "submissions") for path in (ROOT / app).rglob("*.py")):
        if path.parent.name == "design":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                given = node.args[: len(CALLS[node.func.id])]
                if all(isinstance(one, ast.Constant) for one in given):
                    yield _message(node.func.id, [one.value for one in given])
            elif isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                names = [name.asname or name.name for name in node.names if "gettext" in name.name]
                assert set(names) <= set(CALLS), f"{path}: xgettext does not know {names}"


def _in_templates() -> Iterator[tuple[Key, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt") and path.parent.name != "design":
            for name, given in IN_TEMPLATE.findall(templatize(path.read_text())):
                yield _message(name, list(ast.literal_eval(f"({given},)")))


def _message(call: str, given: list[str]) -> tuple[Key, str]:
    parts = dict(zip(CALLS[call], given, strict=False))
    return (parts.get("c", ""), parts["1"]), parts.get("2", "")


def read(text: str) -> list[Message]:
    """The messages of a .po file but its header; those that nobody uses any more too."""
    made = []
    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        name = ""
        for line in block.replace("#~ ", "").splitlines():
            if found := LINE.fullmatch(line):
                name = found[1] or name
                parts[name] = parts.get(name, "") + ast.literal_eval(found[2])
        if parts.get("msgid"):
            english = tuple(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
            french = tuple(parts[name] for name in sorted(parts) if name.startswith("msgstr"))
            made.append(Message(parts.get("msgctxt", ""), english, french, "\n#, fuzzy" in f"\n{block}"))
    return made
