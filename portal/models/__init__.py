"""Tables, and the questions asked of them."""

from portal.models.accounts import Account, ActivationCode, SignIn, SignInFailure
from portal.models.audit import AuditEntry, AuditSeal
from portal.models.benefits import Allowance, Benefit, BenefitUse
from portal.models.classes import ClassMembership
from portal.models.clients import Client, ClientTerm, District, Sequence
from portal.models.contacts import Contact
from portal.models.deals import Deal
from portal.models.events import Event, EventTier, SignUp
from portal.models.exports import Export
from portal.models.filters import SavedFilter, SavedFilterMember
from portal.models.holdings import (
    AccountRight,
    BalanceChange,
    Card,
    HoldingAccount,
    Loan,
    ServiceContract,
    StandingOrder,
    Transaction,
)
from portal.models.imports import ImportChange, ImportMapping, ImportRow, ImportRun
from portal.models.lists import ListEntry, ListMark, ListName, ListPaper, ListProposal, ListReminder, TierList
from portal.models.notices import Notice
from portal.models.organisation import Branch, Post, RoleGrant, Staff, WorkerSign
from portal.models.products import Product, ProductClass
from portal.models.quality import (
    ClientMerge,
    DuplicatePair,
    Finding,
    MergeStep,
    QualityFigure,
    QualityRound,
    RequiredField,
)
from portal.models.questions import demo_people, devices, logins_of
from portal.models.records import ClientAddress, ClientPhone, Industry, Proposal, RecordAccess
from portal.models.relations import Relation
from portal.models.requests import Attachment, ClockMark, Request, RequestCategory, RequestEntry
from portal.models.settings import Setting
from portal.models.suggestions import OutsideHolding, ProductShare, SuggestionAnswer
from portal.models.tags import ClientTag, Tag
from portal.models.tasks import Task
from portal.models.teams import Seat
from portal.models.tiers import MonthlyAum, Tier, TierChange, TierCount, TierGrant, TierRules, TierRun, TierStanding
from portal.models.trials import TrialMover

AREAS = {
    "organisation": (Branch, Post, Staff, RoleGrant, WorkerSign),
    "clients": (Tier, Client, ClientTerm, District, Sequence, TierChange, MonthlyAum),
    "tiers": (TierRules, TierStanding, TierRun, TierGrant, TierCount),
    "accounts": (Account, SignIn, SignInFailure, ActivationCode),
    "records": (Industry, ClientPhone, ClientAddress, Proposal, RecordAccess),
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
    "benefits": (Benefit, Allowance, BenefitUse),
    "teams": (Seat, Contact),
    "relations": (Relation,),
    "requests": (RequestCategory, Request, RequestEntry, ClockMark, Attachment),
    "events": (Event, EventTier, SignUp),
    "lists": (TierList, ListName, ListEntry, ListPaper, ListMark, ListReminder, ListProposal),
    "quality": (RequiredField, Finding, QualityFigure, QualityRound, DuplicatePair, ClientMerge, MergeStep),
    "settings": (Setting, Task),
    "trials": (TrialMover,),
    "finding": (Tag, ClientTag, SavedFilter, SavedFilterMember, Export),
    "audit": (Notice, AuditEntry, AuditSeal),
}
ALL = tuple(model for area in AREAS.values() for model in area)

__all__ = [model.__name__ for model in ALL] + ["ALL", "AREAS", "demo_people", "devices", "logins_of"]
