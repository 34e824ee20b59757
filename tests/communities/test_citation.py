"""References to an entry, as BibTeX and RIS."""

import pytest

from communities import citation
from tests.factories import an_entry, changed, published

ADDRESS = "https://example.org/communities/circle/"


def stamped(**changes):
    return {**an_entry(**changes), "slug": "circle", "revision": 3, "updated": "2026-05-04"}


def test_bibtex_names_version_day_and_address():
    assert citation.as_bibtex(stamped(name="Futures Circle", acronym="FC"), ADDRESS) == (
        "@misc{copdir-circle,\n"
        "  author = {{OECD Observatory of Public Sector Innovation (OPSI)}},\n"
        "  title = {{Futures Circle (FC)}},\n"
        "  howpublished = {Communities of Practice Directory},\n"
        "  year = {2026},\n"
        "  month = {5},\n"
        "  note = {Version 3 of 2026-05-04},\n"
        "  url = {https://example.org/communities/circle/},\n"
        "}\n"
    )


def test_bibtex_escapes_what_latex_would_run():
    text = citation.as_bibtex(stamped(name=r"R&D_100% {x} \input #1 $a$ ~^"), ADDRESS)

    assert r"title = {{R\&D\_100\% \{x\} \textbackslash{}input \#1 \$a\$ \textasciitilde{}\textasciicircum{}}}" in text


def test_ris_keeps_every_field_on_its_line():
    text = citation.as_ris(stamped(name="Circle", summary="One.\nTY  - BOOK\nTwo."), ADDRESS)

    lines = text.split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert "AB  - One. TY - BOOK Two." in lines
    assert f"UR  - {ADDRESS}" in lines
    assert lines[-2:] == ["ER  - ", ""]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("extension", "media_type"), [("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")]
)
def test_reference_of_the_present_version_is_taken_from_the_entrys_page(client, extension, media_type):
    community = published(name="Futures Circle")
    changed(community, name="Futures Ring")

    page = client.get("/communities/futures-circle/")
    address = next(e["url"] for e in page.context["exports"] if e["type"] == media_type)
    response = client.get(address)

    assert address == f"/communities/futures-circle/cite.{extension}"
    assert response["Content-Type"] == f"{media_type}; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="futures-circle.{extension}"'
    assert b"Futures Ring" in response.content
    assert b"Version 2" in response.content
    assert b"http://testserver/communities/futures-circle/" in response.content
