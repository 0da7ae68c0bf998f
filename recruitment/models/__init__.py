"""All tables of the office, by subject."""

from recruitment.models.accounts import User
from recruitment.models.imports import PoolFile
from recruitment.models.mail import OutgoingMail
from recruitment.models.payments import Entitlement, KeptForAccounts, Payment, PaymentBatch
from recruitment.models.people import Person, PoolConsent, PoolConsentText, ProfileAnswer, ProfileField
from recruitment.models.sessions import LabSession, Room, SessionServer, SignUp
from recruitment.models.studies import Audience, Invitation, InvitationRound, Study, StudyClass, StudyLabel

__all__ = [
    "Audience",
    "Entitlement",
    "Invitation",
    "InvitationRound",
    "KeptForAccounts",
    "LabSession",
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
    "SessionServer",
    "SignUp",
    "Study",
    "StudyClass",
    "StudyLabel",
    "User",
]
