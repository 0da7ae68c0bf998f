"""Choices come from the folders of channels, so that a new channel needs no migration. No table changes."""

from __future__ import annotations

from django.db import migrations, models

import recruitment.channels.registry
import recruitment.money.models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0009_queued_mails_name_the_new_module")]

    operations = [
        migrations.AlterField(
            model_name="paymentbatch",
            name="way",
            field=models.CharField(choices=recruitment.money.models.all_ways, max_length=20),
        ),
        migrations.AlterField(
            model_name="person",
            name="channel",
            field=models.CharField(choices=recruitment.channels.registry.choices, default="pool", max_length=20),
        ),
        migrations.AlterField(
            model_name="study",
            name="channel",
            field=models.CharField(choices=recruitment.channels.registry.choices, default="pool", max_length=20),
        ),
    ]
