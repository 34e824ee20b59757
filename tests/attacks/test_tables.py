"""No cell of any table that staff or the public take away begins as a formula, whatever was typed."""

import csv
import io

import pytest
from django.contrib.auth.models import User

from communities import lesson_records, tables
from submissions.models import Steward
from tests import factories, hostile

pytestmark = pytest.mark.django_db

TEXTS = [text for text in hostile.FORMULAE if "\n" not in text]


def formulas_in(text: str) -> list[str]:
    cells = [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]
    assert len(cells) > len(TEXTS)
    return [cell for cell in cells if tables.FORMULA.match(cell)]


def test_answers_for_staff_alone_run_no_formula(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    for number, text in enumerate(TEXTS):
        community = factories.published(name=f"{text} circle" if text.strip() else "circle")
        private = {"hardest": text, "contact": text}
        Steward.objects.create(community=community, email=f"s{number}@x.example", private_answers=private)
    client.force_login(User.objects.create_superuser("boss", password="a long enough one"))
    file = client.get("/admin/submissions/decision/answers.csv").content.decode()
    assert "cmd" in file
    assert formulas_in(file) == []


def test_lessons_run_no_formula():
    said = dict.fromkeys(lesson_records.MEANINGS, "")
    records = [{**said, "did": text, "happened": text} for text in TEXTS]
    assert formulas_in("".join(lesson_records.as_csv(records))) == []
