"""Every table, by the area whose migration made it."""

from portal.models.accounts import Account, ActivationCode, KnownDevice, SignIn, SignInFailure
from portal.models.administration.audit import AuditEntry, AuditSeal
from portal.models.administration.calendar import HolidayDay, HolidayNotice
from portal.models.administration.sent import SentContent
from portal.models.administration.sequences import Sequence
from portal.models.administration.settings import Setting
from portal.models.administration.tasks import Task, WorkerSign
from portal.models.benefits.catalogue import Benefit, BenefitVersion, Partner, TierAmount
from portal.models.benefits.ledger import Entry, Hold, LedgerRun, Lot, Resolution
from portal.models.benefits.settlements import PartnerPrice, Settlement, SettlementLine
from portal.models.benefits.vouchers import DeskShowing, Voucher, VoucherNews
from portal.models.clients.client import Client, ClientTerm, District
from portal.models.clients.consents import Consent
from portal.models.clients.records import ClientAddress, ClientPhone, Industry, Proposal, RecordAccess
from portal.models.clients.relations import Relation
from portal.models.complaints import (
    Complaint,
    ComplaintAbout,
    ComplaintClass,
    ComplaintExtension,
    ComplaintGround,
    ComplaintMark,
    ComplaintMeasure,
    ComplaintPaper,
    ComplaintPerson,
    ComplaintWarning,
    ComplaintWay,
)
from portal.models.contacts import (
    Asking,
    Begun,
    Contact,
    ContactPlan,
    ContactWord,
    FollowUp,
    FollowUpLook,
    NextStep,
    Occasion,
    Postponement,
)
from portal.models.events.after import EventResult, EventThanks, Expense, Feedback
from portal.models.events.draw import Draw, DrawCall, DrawTicket, Prize
from portal.models.events.evening import CardRun, CheckIn, NameCard, Ticket
from portal.models.events.event import Event, EventChange, EventTier
from portal.models.events.introductions import Introduction, MeetingCard
from portal.models.events.invitations import EventAudience, EventPick, Invitation
from portal.models.events.parties import PartyGuest, SignUp
from portal.models.events.photos import EventPhoto, PhotoBatch, PhotoObjection
from portal.models.events.plan import BudgetLine, EventHelper, EventKind, EventTemplate
from portal.models.events.venues import Room, Venue
from portal.models.events.waiting import WaitingParty
from portal.models.finding.exports import Export
from portal.models.finding.filters import SavedFilter, SavedFilterMember
from portal.models.finding.tags import ClientTag, Tag
from portal.models.handling import Escalation, Forward, ReplyPhrase, RequestLink, Subtask
from portal.models.handovers import Handover, HandoverSeat
from portal.models.holdings.classes import ClassMembership
from portal.models.holdings.deals import Deal
from portal.models.holdings.holdings import (
    AccountRight,
    BalanceChange,
    Card,
    HoldingAccount,
    Loan,
    ServiceContract,
    StandingOrder,
    Transaction,
)
from portal.models.holdings.products import Product, ProductClass
from portal.models.holdings.suggestions import OutsideHolding, ProductShare, SuggestionAnswer
from portal.models.imports import ImportChange, ImportMapping, ImportRow, ImportRun
from portal.models.measures import VipMonth, VipMonthCount
from portal.models.notices import Notice
from portal.models.organisation import Branch, Post, RoleGrant, Staff
from portal.models.outbox import AddressOff, ChannelPreference, Delivery, Endpoint, NoticeText
from portal.models.quality import (
    ClientMerge,
    DuplicatePair,
    Finding,
    MergeStep,
    QualityFigure,
    QualityRound,
    RequiredField,
)
from portal.models.requests import Attachment, ClockMark, DoneInName, Request, RequestCategory, RequestEntry
from portal.models.screening import ListEntry, ListMark, ListName, ListPaper, ListProposal, ListReminder, TierList
from portal.models.signatures import Signature, SignatureEvent, SignaturePicture, SignedText
from portal.models.steps import Step
from portal.models.teams import Absence, HandCount, Seat, SeatCorrection
from portal.models.tiers.tiers import (
    MonthlyAum,
    Tier,
    TierChange,
    TierCount,
    TierGrant,
    TierRules,
    TierRun,
    TierStanding,
)
from portal.models.tiers.trials import TrialMover

AREAS = {
    "organisation": (Branch, Post, Staff, RoleGrant, WorkerSign),
    "clients": (Tier, Client, ClientTerm, District, Sequence, TierChange, MonthlyAum),
    "tiers": (TierRules, TierStanding, TierRun, TierGrant, TierCount),
    "accounts": (Account, SignIn, SignInFailure, KnownDevice, ActivationCode),
    "records": (Industry, ClientPhone, ClientAddress, Proposal, RecordAccess),
    "consents": (Consent,),
    "products": (ProductClass, Product),
    "holdings": (
        HoldingAccount,
        AccountRight,
        Card,
        Loan,
        StandingOrder,
        ServiceContract,
        BalanceChange,
        Transaction,
    ),
    "suggestions": (ClassMembership, OutsideHolding, ProductShare, SuggestionAnswer, Deal),
    "imports": (ImportRun, ImportRow, ImportChange, ImportMapping),
    "benefits": (
        *(Partner, Benefit, BenefitVersion, TierAmount, Lot, Hold, Resolution, Entry, LedgerRun),
        *(Voucher, VoucherNews),
    ),
    "settlements": (PartnerPrice, Settlement, SettlementLine, DeskShowing),
    "teams": (Seat, SeatCorrection, HandCount, Absence, Contact, ContactPlan, Postponement, NextStep),
    "handovers": (Handover, HandoverSeat),
    "measures": (VipMonth, VipMonthCount),
    "relations": (Relation,),
    "requests": (RequestCategory, Request, RequestEntry, DoneInName, ClockMark, Attachment),
    "complaints": (
        *(ComplaintGround, ComplaintWay, Complaint, ComplaintPerson, ComplaintAbout, ComplaintMark),
        *(ComplaintExtension, ComplaintWarning, ComplaintPaper, ComplaintMeasure, ComplaintClass),
    ),
    "handling": (ReplyPhrase, Subtask, Forward, RequestLink, Escalation),
    "follow_ups": (FollowUp, Asking, FollowUpLook, ContactWord, Occasion, Begun),
    "events": (
        Venue,
        Room,
        Event,
        EventTier,
        EventChange,
        BudgetLine,
        EventHelper,
        EventKind,
        EventTemplate,
        SignUp,
        PartyGuest,
        WaitingParty,
        *(EventAudience, EventPick, Invitation),
    ),
    "steps": (Step,),
    "after events": (EventThanks, Feedback, Expense, EventResult, PhotoBatch, EventPhoto, PhotoObjection),
    "introductions": (MeetingCard, Introduction),
    "evening": (Ticket, CheckIn, CardRun, NameCard, Draw, Prize, DrawTicket, DrawCall),
    "signatures": (SignedText, Signature, SignatureEvent, SignaturePicture),
    "lists": (TierList, ListName, ListEntry, ListPaper, ListMark, ListReminder, ListProposal),
    "quality": (RequiredField, Finding, QualityFigure, QualityRound, DuplicatePair, ClientMerge, MergeStep),
    "settings": (Setting, HolidayNotice, HolidayDay, Task),
    "trials": (TrialMover,),
    "sent": (SentContent,),
    "finding": (Tag, ClientTag, SavedFilter, SavedFilterMember, Export),
    "audit": (Notice, AuditEntry, AuditSeal),
    "outbox": (Endpoint, Delivery, ChannelPreference, NoticeText, AddressOff),
}
ALL = tuple(model for area in AREAS.values() for model in area)

__all__ = [model.__name__ for model in ALL] + ["ALL", "AREAS"]
