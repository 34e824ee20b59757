"""Texts that try to be more than text in the file in which they end up, and entries that say one in every field."""

from communities import schema
from communities.entry import Entry
from tests.factories import an_entry

FORMULAE = (
    "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\tx", "  =1", "\n=1", "\u00a0=1", "\u3000=1", "＝1", "＋1", "－1",
    "＠1", "=cmd|' /C calc'!A0", '=HYPERLINK("https://example.org")', '=DDE("cmd";"/C calc";"x")', "-2+3|cmd!A0",
    "\uffff=1", "\ufffe@x",
)  # fmt: skip
ODD = (
    "'", '"', "'=1+1", '"=1+1"', '";=1+1;"', "a\n=1+1", "a;=1+1", "a,=1", "sep=,", "|cmd", "00012", "1e5", "TRUE",
    "#REF!", "{=1+1}", "%0A=1", "_x003D_1", "<b>&amp;</b>", "]]>", "<!--", "</script><script>x", "\\",
    "\x00a\x0bb\x85c", "👩‍👩‍👧 🇫🇷", "شبكة الاستشراف", "漢字", "e\u0301", "a\u202eb\u200bc",
)  # fmt: skip
TEXTS = (*FORMULAE, *ODD)
SAYING = (
    "name", "acronym", "identity", "summary", "summary_english", "scope", "how_it_works", "how_to_join",
    "organisation", "city", "members_counted", "last_active_source", "funder",
)  # fmt: skip


def an_entry_saying(text: str) -> Entry:
    """A sound proposal that says the text wherever it may."""
    beside = {"url": "https://example.org/?=1", "title": text}
    return an_entry(
        **{name: text[: schema.LIMITS[name]] for name in SAYING},
        aliases=[{"name": text, "language": "", "kind": text[:60]}, {"name": "Other", "language": "fr", "kind": ""}],
        assets=[beside],
        sources=[beside, {"title": "Another", "url": ""}],
        members=5,
        latitude=-12.5,
        longitude=-0.0001,
        written_in="fr",
        mailbox="=a@example.org",
    )
