"""The list of sessions. What somebody typed is escaped by the library, cell by cell."""

from __future__ import annotations

import django_tables2 as tables
from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tables2 import A

from recruitment.laboratory import session_servers
from recruitment.models import LabSession
from recruitment.web.list_order import TIES


class SessionTable(tables.Table):
    caption = gettext_lazy("Sessions")

    starts_at = tables.Column(
        gettext_lazy("Start"), linkify=("check_in", [A("public_id")]), order_by=("starts_at", TIES)
    )
    study = tables.Column(gettext_lazy("Study"), linkify=("study", [A("study_id")]), order_by=("study__title", TIES))
    room = tables.Column(gettext_lazy("Room"), order_by=("room__name", TIES), empty_values=())
    seats_taken = tables.Column(gettext_lazy("Seats taken"), order_by=("seats_taken", TIES))
    status = tables.Column(gettext_lazy("State"), order_by=("status", TIES))

    class Meta:
        model = LabSession
        fields = ("starts_at", "study", "room", "seats_taken", "status")

    def render_starts_at(self, record: LabSession) -> str:
        at = date(timezone.localtime(record.starts_at), "DATETIME_FORMAT")
        return f"{at} ({purpose})" if (purpose := session_servers.held_for(record)) else at

    def render_room(self, record: LabSession) -> str:
        return str(record.room) if record.room else _("online")

    def render_seats_taken(self, record: LabSession) -> str:
        return f"{record.seats_taken} / {record.seats}" + (f" + {record.reserve}" if record.reserve else "")
