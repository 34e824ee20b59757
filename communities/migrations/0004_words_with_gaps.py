"""The stored text vectors anew: no phrase begins in one text of an entry and ends in the next. Names are folded anew."""

from django.db import migrations

from communities import entry as entries
from communities import vectors
from communities.folding import fold, folded_names

LOT = 200


def write_anew(apps, schema_editor):
    terms = {}
    for term in apps.get_model("communities", "Term").objects.all():
        terms.setdefault(term.vocabulary, {})[term.slug] = term
    communities = apps.get_model("communities", "Community").objects
    lot = []
    for pk, stored in communities.order_by("pk").values_list("pk", "entry").iterator(chunk_size=LOT):
        entry = entries.upgrade(stored)
        changed = communities.model(pk=pk)
        changed.name_sort, changed.search_names = fold(entry["name"])[:240], folded_names(entry)
        changed.search = vectors.vector(entry, terms)
        lot.append(changed)
        if len(lot) == LOT:
            communities.bulk_update(lot, ["name_sort", "search_names", "search"])
            lot = []
    communities.bulk_update(lot, ["name_sort", "search_names", "search"])


class Migration(migrations.Migration):
    dependencies = [("communities", "0003_vocabularies")]

    operations = [migrations.RunPython(write_anew, migrations.RunPython.noop)]
