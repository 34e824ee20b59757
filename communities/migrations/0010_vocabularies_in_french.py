"""The vocabularies in French, where staff have not worded them yet; and entries are found by those words too."""

from django.db import migrations

from communities import entry as entries
from communities import vectors, vocabularies

LOT = 200


def fill(apps, schema_editor):
    Term = apps.get_model("communities", "Term")
    filled = []
    for term in Term.objects.filter(vocabulary__in=vocabularies.read()):
        label, definition = vocabularies.read()[term.vocabulary].in_french.get(term.slug, ("", ""))
        term.label_fr = term.label_fr or label
        term.definition_fr = term.definition_fr or definition
        filled.append(term)
    Term.objects.bulk_update(filled, ["label_fr", "definition_fr"])


def write_vectors_anew(apps, schema_editor):
    terms = {}
    for term in apps.get_model("communities", "Term").objects.all():
        terms.setdefault(term.vocabulary, {})[term.slug] = term
    communities = apps.get_model("communities", "Community").objects
    lot = []
    for pk, stored in communities.order_by("pk").values_list("pk", "entry").iterator(chunk_size=LOT):
        lot.append(communities.model(pk=pk, search=vectors.vector(entries.upgrade(stored), terms)))
        if len(lot) == LOT:
            communities.bulk_update(lot, ["search"])
            lot = []
    communities.bulk_update(lot, ["search"])


class Migration(migrations.Migration):
    dependencies = [("communities", "0009_collections")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(write_vectors_anew, migrations.RunPython.noop),
    ]
