"""Static files are gathered once, and again when one has changed."""

import pytest
from django.conf import settings as live_settings

from copdir import static


@pytest.fixture
def folders(settings, tmp_path, monkeypatch):
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATIC_ROOT = tmp_path / "gathered"
    settings.STORAGES = live_settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.css").write_text("a {}")
    monkeypatch.setattr(static, "STAMP", tmp_path / "stamp")
    return tmp_path


def test_unchanged_files_are_left_alone(folders, monkeypatch):
    static.gather()
    assert len(list((folders / "gathered").glob("a.*.css"))) == 1
    monkeypatch.setattr(static, "call_command", lambda *args, **options: pytest.fail("gathered twice"))
    static.gather()


def test_changed_file_is_gathered_again(folders):
    static.gather()
    (folders / "sources" / "a.css").write_text("a { color: red }")
    assert not static.is_gathered()
    static.gather()
    assert len(list((folders / "gathered").glob("a.*.css"))) == 2


def test_lost_folder_is_gathered_again(folders):
    static.gather()
    (folders / "gathered" / "staticfiles.json").unlink()
    assert not static.is_gathered()


def test_style_sheets_lose_words_that_no_browser_reads_and_nothing_else(folders, settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "copdir.static.SmallStaticFilesStorage"}}
    numbers = range(2, 22)
    rules = "".join(f"/* why */\n  .b{number} > c {{ inline-size: calc(1rem + {number}vw); }}\n" for number in numbers)
    (folders / "sources" / "a.css").write_text(f"@layer base {{ @media (width < 48rem) {{\n{rules}}} }}\n")
    static.gather()
    small = next((folders / "gathered").glob("a.????????????.css"))
    rules = "".join(f".b{number}>c{{inline-size:calc(1rem + {number}vw)}}" for number in numbers)
    assert small.read_text() == f"@layer base{{@media (width<48rem){{{rules}}}}}"
    assert small.with_suffix(".css.br").stat().st_size < small.stat().st_size / 2


@pytest.mark.parametrize(
    ("sheet", "sent"),
    [
        (".a :is(b, i) { top: 0 }", ".a :is(b,i){top:0}"),
        (".a > :is(b) { top: 0 }", ".a>:is(b){top:0}"),
        (".a:is(b) :focus-visible, [c] :not(d) { top: 0 }", ".a:is(b) :focus-visible,[c] :not(d){top:0}"),
        ("a { color :red; top: 0 }", "a{color:red;top:0}"),
        ("@media (width < 4rem) { a { color: red } }", "@media (width<4rem){a{color:red}}"),
    ],
)
def test_smaller_style_sheet_selects_the_same(sheet, sent):
    assert static.smaller("a.css", sheet.encode()).decode() == sent
