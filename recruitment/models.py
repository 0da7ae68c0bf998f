"""All tables of the office, by subject."""

from recruitment.channels.models import BrokenArrival, ChannelCall, ChannelOffer
from recruitment.data_rights.models import ErasedAddress
from recruitment.duties.models import Duty
from recruitment.laboratory.models import Room, SessionServer
from recruitment.mail.models import OutgoingMail
from recruitment.money.models import Entitlement, KeptForAccounts, Payment, PaymentBatch
from recruitment.people.models import Person, PoolConsent, PoolConsentText, ProfileAnswer, ProfileField
from recruitment.pool_files.models import PoolFile
from recruitment.seats.models import LabSession, SignUp
from recruitment.session_day.models import HeardOutcome, OnlineVisit, ServerRun, ServerSeat, SessionDecision
from recruitment.staff.models import User
from recruitment.studies.models import Audience, Invitation, InvitationRound, Study, StudyClass, StudyLabel

__all__ = [
    "Audience",
    "BrokenArrival",
    "ChannelCall",
    "ChannelOffer",
    "Duty",
    "Entitlement",
    "ErasedAddress",
    "HeardOutcome",
    "Invitation",
    "InvitationRound",
    "KeptForAccounts",
    "LabSession",
    "OnlineVisit",
    "OutgoingMail",
    "Payment",
    "PaymentBatch",
    "Person",
    "PoolConsent",
    "PoolConsentText",
    "PoolFile",
    "ProfileAnswer",
    "ProfileField",
    "Room",
    "ServerRun",
    "ServerSeat",
    "SessionDecision",
    "SessionServer",
    "SignUp",
    "Study",
    "StudyClass",
    "StudyLabel",
    "User",
]
