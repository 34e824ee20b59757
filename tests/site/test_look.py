"""The style sheets and templates as files: their weight, their contrasts, and that they load nothing from elsewhere."""

import re
from pathlib import Path

import brotli
import pytest
from django.template import engines
from django.template.loader import get_template

from copdir import static

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LIGHT, DARK = 0, 1

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "wash", 7),
    ("quiet", "paper", TEXT),
    ("quiet", "wash", TEXT),
    ("link", "paper", TEXT),
    ("link", "wash", TEXT),
    ("on-act", "act", TEXT),
    ("on-act", "act-hot", TEXT),
    ("bad", "paper", TEXT),
    ("on-sun", "sun", TEXT),
    ("ink", "good-wash", TEXT),
    ("ink", "bad-wash", TEXT),
    ("edge", "paper", SHAPE),
    ("k4", "paper", SHAPE),
]


def colours():
    """Every colour among the tokens: (in light, in dark)."""
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    found = dict(re.findall(r"--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6}(?:, #[0-9a-f]{6})?)", text))
    return {name: (pair.split(", ") * 2)[:2] for name, pair in found.items()}


def luminance(colour):
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize(("upper", "ground", "least"), PAIRS)
def test_contrast_of_tokens_is_enough(upper, ground, least, scheme):
    tones = sorted(luminance(colours()[name][scheme]) for name in (upper, ground))
    assert (tones[1] + 0.05) / (tones[0] + 0.05) >= least


def test_style_sheets_weigh_at_most_twelve_kilobytes_as_they_are_sent():
    assert sum(len(brotli.compress(static.smaller(sheet.name, sheet.read_bytes()))) for sheet in SHEETS) <= 12_000


def test_scripts_weigh_at_most_eight_kilobytes_as_they_are_sent():
    assert sum(len(brotli.compress(script.read_bytes())) for script in SCRIPTS) <= 8_000


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=lambda path: path.name)
def test_static_files_name_no_other_site(path):
    assert not re.search(r"https?://|@import (?!url\(\"\.\./admin/)|//[a-z0-9.-]+\.[a-z]{2,}/", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_can_be_read(path):
    assert get_template(str(path.relative_to(ROOT / "templates")))


def test_templates_load_only_what_is_the_sites_own():
    loading = re.compile(r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)=\"(?:https?:)?//")
    assert [path.name for path in TEMPLATES if loading.search(path.read_text())] == []


def test_scripts_stand_in_files():
    """An inline script would not run under the content security policy. Data in a page is none."""
    inline = re.compile(r'<script(?![^>]*(?:\bsrc=|type="application/json"))[^>]*>')
    assert [path.name for path in TEMPLATES if inline.search(path.read_text())] == []


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_last_resort_pages_need_no_request_and_no_database(name):
    html = engines["django"].get_template(name).render()
    assert "<h1>" in html
    assert "csrf" not in html
