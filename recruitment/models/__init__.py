"""All tables of the office, by subject."""

from recruitment.models.accounts import User
from recruitment.models.channel import Channel
from recruitment.models.channel_offers import BrokenArrival, ChannelCall, ChannelOffer
from recruitment.models.duties import Duty
from recruitment.models.imports import PoolFile
from recruitment.models.mail import OutgoingMail
from recruitment.models.payments import Entitlement, KeptForAccounts, Payment, PaymentBatch
from recruitment.models.people import ErasedAddress, Person, PoolConsent, PoolConsentText, ProfileAnswer, ProfileField
from recruitment.models.server_runs import HeardOutcome, OnlineVisit, ServerRun, ServerSeat, SessionDecision
from recruitment.models.sessions import LabSession, Room, SessionServer, SignUp
from recruitment.models.studies import Audience, Invitation, InvitationRound, Study, StudyClass, StudyLabel

__all__ = [
    "Audience",
    "BrokenArrival",
    "Channel",
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
