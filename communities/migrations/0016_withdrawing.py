"""To withdraw what is published, and to put it back, is a right of its own."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("communities", "0015_practices"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='community',
            options={'ordering': ('name_sort', 'id'), 'permissions': [('withdraw_community', 'Can withdraw what is published, and put it back')], 'verbose_name': 'community', 'verbose_name_plural': 'communities'},
        ),
    ]
