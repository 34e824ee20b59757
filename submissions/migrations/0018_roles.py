"""To read and export the answers that only OPSI sees is a right of its own. Who has it: `submissions/roles.py`."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('submissions', '0017_self_check'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='submission',
            options={'ordering': ('-created_at', '-id'), 'permissions': [('moderate', 'Can decide on submissions'), ('analyse', 'Can read the answers that only OPSI sees, and export them')], 'verbose_name': 'submission', 'verbose_name_plural': 'submissions'},
        ),
    ]
