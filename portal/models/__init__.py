"""Tables, and the questions asked of them."""

from .accounts import Account, ActivationCode, SignIn, SignInFailure
from .audit import AuditEntry, AuditSeal
from .benefits import Allowance, Benefit, BenefitUse
from .classes import ClassMembership
from .clients import Client, ClientTerm, District, Sequence
from .contacts import Contact
from .deals import Deal
from .events import Event, EventTier, SignUp
from .exports import Export
from .filters import SavedFilter, SavedFilterMember
from .holdings import (
    AccountRight,
    BalanceChange,
    Card,
    HoldingAccount,
    Loan,
    ServiceContract,
    StandingOrder,
    Transaction,
)
from .imports import ImportChange, ImportMapping, ImportRow, ImportRun
from .lists import ListEntry, ListMark, ListName, ListPaper, ListProposal, ListReminder, TierList
from .notices import Notice
from .organisation import Branch, Post, RoleGrant, Staff, WorkerSign
from .products import Product, ProductClass
from .quality import (
    ClientMerge,
    DuplicatePair,
    Finding,
    MergeStep,
    QualityFigure,
    QualityRound,
    RequiredField,
)
from .questions import demo_people, devices, logins_of
from .records import ClientAddress, ClientPhone, Industry, Proposal, RecordAccess
from .relations import Relation
from .requests import Attachment, ClockMark, Request, RequestCategory, RequestEntry
from .settings import Setting
from .suggestions import OutsideHolding, ProductShare, SuggestionAnswer
from .tags import ClientTag, Tag
from .tasks import Task
from .teams import Seat
from .tiers import MonthlyAum, Tier, TierChange, TierCount, TierGrant, TierRules, TierRun, TierStanding
from .trials import TrialMover

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
