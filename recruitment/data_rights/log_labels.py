"""Words of the log and of session servers, which are kept in English, as staff read them in their own language."""

from __future__ import annotations

from collections.abc import Mapping

from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _

from recruitment.staff.roles import ADMINISTRATOR, ASSISTANT, AUDITOR, EXPERIMENTER

ACTIONS = {
    LogEntry.Action.CREATE: _("made"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
    LogEntry.Action.ACCESS: _("read"),
}
# By the name of the model, as the log knows its table.
KINDS = {
    "audience": _("who may come"),
    "channelcall": _("call of a channel"),
    "channeloffer": _("offer on a channel"),
    "entitlement": _("amount owed"),
    "invitationround": _("round of invitations"),
    "keptforaccounts": _("kept for the accounts"),
    "labsession": _("session"),
    "payment": _("payment"),
    "paymentbatch": _("payment list"),
    "person": _("person"),
    "poolconsent": _("consent"),
    "poolconsenttext": _("text that people agree to"),
    "poolfile": _("file of people"),
    "profileanswer": _("answer"),
    "profilefield": _("question"),
    "room": _("room"),
    "serverrun": _("run on a session server"),
    "sessiondecision": _("decision about a session"),
    "sessionserver": _("session server"),
    "signup": _("sign-up"),
    "staticdevice": _("printed codes"),
    "study": _("study"),
    "studyclass": _("class of studies"),
    "totpdevice": _("second factor"),
    "user": _("account"),
}
# Some end with a name or a number.
PURPOSES = {
    "calls of payment list": _("calls of payment list"),
    "check-in": _("check-in"),
    "course credits": _("course credits"),
    "download for the person": _("download for the person"),
    "download of own data": _("download of own data"),
    "export of the pool": _("export of the pool"),
    "export_person on the command line": _("export_person on the command line"),
    "grant the credit of one sign-up": _("grant the credit of one sign-up"),
    "import of": _("import of"),
    "own data": _("own data"),
    "page of a person": _("page of a person"),
    "password and second factor forgotten": _("password and second factor forgotten"),
    "password chosen behind the mailed link": _("password chosen behind the mailed link"),
    "payment list": _("payment list"),
    "payments of a sign-up": _("payments of a sign-up"),
    "search in the pool": _("search in the pool"),
}
ROLES = {
    ADMINISTRATOR: _("administrator"),
    EXPERIMENTER: _("experimenter"),
    ASSISTANT: _("assistant"),
    AUDITOR: _("auditor"),
}
# How people left a session of forecast_sharing; other treatments have words of their own.
EXIT_REASONS = {
    "completed": _("completed"),
    "consent_declined": _("declined the consent"),
    "quiz_failed": _("did not pass the questions"),
    "dropped_out": _("left before the end"),
    "no_show": _("did not come"),
    "came_too_late": _("came too late"),
    "waited_too_long": _("left after waiting too long"),
    "partner_left": _("partner left"),
    "ended_by_experimenter": _("ended by the experimenter"),
    "fell_silent": _("fell silent"),
}


def of_purpose(purpose: str) -> str:
    """Return what somebody read data for; what this version does not know stays as it is."""
    for begin, words in PURPOSES.items():
        if purpose == begin or purpose.startswith(f"{begin} "):
            return f"{words}{purpose.removeprefix(begin)}"
    return purpose


def of(names: Mapping[str, object], name: str) -> str:
    return str(names.get(name, name))
