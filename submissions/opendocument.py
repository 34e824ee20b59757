"""An OpenDocument text of headings and paragraphs, for word processors; written by hand as the workbook of entries is.

Text stands in it as text, letter for letter: it never becomes a field, a formula or a link. Equal lines give equal
bytes, for nothing in them says when or where they were written.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from xml.sax.saxutils import escape

from communities.workbook import BEGINNING, UNWRITABLE

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"


class Style(Enum):
    """What a line is; the values are the names of its style in the file."""

    TITLE = "Title"
    SECTION = "Heading_20_1"
    QUESTION = "Heading_20_2"
    TEXT = "Text_20_body"
    SMALL = "Small"  # who sees the answer, and other words about it
    CHOICE = "Choice"
    ANSWER = "Answer"
    ROOM = "Room"  # a frame to write in


LEVELS = {Style.TITLE: 1, Style.SECTION: 2, Style.QUESTION: 3}
RIGHT_TO_LEFT = "_rtl"  # ends the name of a style that is written from the right


@dataclass(frozen=True)
class Line:
    """A heading or a paragraph; line breaks in its text are kept."""

    style: Style
    text: Any


_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "office": f"{_NAMES}office:1.0",
        "style": f"{_NAMES}style:1.0",
        "text": f"{_NAMES}text:1.0",
        "fo": f"{_NAMES}xsl-fo-compatible:1.0",
        "meta": f"{_NAMES}meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="{_NAMES}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta")
    )
    + "</manifest:manifest>"
)
# By style: how its paragraph stands, and how its letters look.
_LOOKS = {
    Style.TITLE: ('fo:margin-bottom="0.3cm"', 'fo:font-size="22pt" fo:font-weight="bold"'),
    Style.SECTION: (
        'fo:margin-top="0.9cm" fo:margin-bottom="0.2cm" fo:padding-bottom="0.1cm" '
        'fo:border-bottom="1.5pt solid #10201f" fo:keep-with-next="always"',
        'fo:font-size="15pt" fo:font-weight="bold"',
    ),
    Style.QUESTION: (
        'fo:margin-top="0.55cm" fo:margin-bottom="0.05cm" fo:keep-with-next="always"',
        'fo:font-size="11.5pt" fo:font-weight="bold"',
    ),
    Style.TEXT: ('fo:margin-bottom="0.2cm"', ""),
    Style.SMALL: ('fo:margin-bottom="0.1cm" fo:keep-with-next="always"', 'fo:font-size="9pt" fo:color="#4a5a58"'),
    Style.CHOICE: ('fo:margin-left="0.6cm" fo:text-indent="-0.6cm" fo:margin-bottom="0.1cm"', ""),
    Style.ANSWER: ('fo:margin-bottom="0.1cm"', ""),
    Style.ROOM: ('fo:padding="0.2cm" fo:border="0.75pt solid #647471" fo:margin-bottom="0.2cm"', ""),
}


def document(title: str, lines: Iterable[Line], *, language: str) -> bytes:
    """The file. Its title stands in it first, and in its properties."""
    body = "".join(_paragraph(line) for line in (Line(Style.TITLE, title), *lines))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        # What the file is stands first in it and as it is, for programs that look no further.
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), MEDIA_TYPE)
        archive.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)
        archive.writestr(_entry("content.xml"), _content(body))
        archive.writestr(_entry("styles.xml"), _styles(language))
        archive.writestr(_entry("meta.xml"), _meta(title, language))
    return held.getvalue()


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, BEGINNING)
    entry.compress_type = compression
    entry.external_attr = 0o600 << 16
    return entry


def _paragraph(line: Line) -> str:
    text = UNWRITABLE.sub("", str(line.text))
    style = line.style.value + (RIGHT_TO_LEFT if _is_from_the_right(text) else "")
    if level := LEVELS.get(line.style):
        return f'<text:h text:style-name="{style}" text:outline-level="{level}">{_inline(text)}</text:h>'
    return f'<text:p text:style-name="{style}">{_inline(text)}</text:p>'


def _inline(text: str) -> str:
    """A text with what XML would fold written out: line breaks, tabs, and spaces beside one another or at an end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<text:line-break/>".join(
        re.sub(r"^ +| +$| {2,}", lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(one)).replace(
            "\t", "<text:tab/>"
        )
        for one in lines
    )


def _is_from_the_right(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left, as a browser judges `dir=auto`."""
    directions = (unicodedata.bidirectional(sign) for sign in text)
    return next((one for one in directions if one in ("L", "R", "AL")), "L") != "L"


def _content(body: str) -> str:
    return (
        f'{_XML}<office:document-content {_SPACES} office:version="1.3">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def _styles(language: str) -> str:
    size = _for_every_script('fo:font-size="11pt"')
    named = "".join(
        f'<style:style style:name="{style.value}" style:family="paragraph" style:class="text">'
        f"<style:paragraph-properties {stands}/><style:text-properties {_for_every_script(looks)}/></style:style>"
        f'<style:style style:name="{style.value}{RIGHT_TO_LEFT}" style:family="paragraph" '
        f'style:parent-style-name="{style.value}">'
        '<style:paragraph-properties style:writing-mode="rl-tb" fo:text-align="right"/></style:style>'
        for style, (stands, looks) in _LOOKS.items()
    )
    return (
        f'{_XML}<office:document-styles {_SPACES} office:version="1.3"><office:styles>'
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="125%"/>'
        f'<style:text-properties fo:font-family="Arial" {size} fo:language="{language}" fo:country="none"/>'
        "</style:default-style>"
        f"{named}</office:styles>"
        '<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/></style:page-layout></office:automatic-styles>'
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"><style:footer>'
        '<text:p text:style-name="Small"><text:page-number/></text:p></style:footer></style:master-page>'
        "</office:master-styles></office:document-styles>"
    )


def _for_every_script(looks: str) -> str:
    """The size and weight of letters, also for scripts that word processors treat apart, such as Arabic and Kanji."""
    apart = re.findall(r'fo:(font-(?:size|weight))=("[^"]+")', looks)
    others = [f"style:{name}-{script}={value}" for name, value in apart for script in ("asian", "complex")]
    return " ".join([looks, *others])


def _meta(title: str, language: str) -> str:
    return (
        f'{_XML}<office:document-meta {_SPACES} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(UNWRITABLE.sub('', title))}</dc:title><dc:language>{language}</dc:language>"
        "</office:meta></office:document-meta>"
    )
