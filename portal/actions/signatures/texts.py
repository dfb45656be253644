"""What the texts to sign say, in both languages, as the matters stand now."""

from __future__ import annotations

from collections.abc import Callable

from portal.ground import settings
from portal.models import BenefitVersion, Client, Proposal, Signature
from portal.reads import reference
from portal.rules.shared.masking import mask_phone
from portal.rules.signatures import Wording

FIELDS = {"mobile": ("电话", "Phone"), "legal_representative": ("法定代表人", "Legal representative")}
"""What a correction that is signed calls its field, in both languages at once (rules/signatures.py, SIGNED_FIELDS)."""


def terms(version: BenefitVersion) -> Wording:
    """The terms of a benefit, as a version has them."""
    return Wording(
        f"《{version.name_zh}》权益条款",
        f"Terms of {version.name_en}",
        f"{version.terms_zh}\n\n本人已阅读并理解以上条款，同意按此使用本项权益。",
        f"{version.terms_en}\n\nI have read and understood these terms and agree to use the benefit by them.",
    )


def change(client: Client, one: Proposal) -> Wording:
    """A correction of what the bank holds. A phone stands masked; the mark beside it, which only the bank can make,
    belongs to the whole number."""
    zh, en = FIELDS[one.field]
    before, wanted = one.before, one.wanted
    mark_zh = mark_en = ""
    if one.field == "mobile":
        mark = (settings.keys().equality(wanted) or "")[:20]
        before, wanted = mask_phone(before), mask_phone(wanted)
        mark_zh, mark_en = f"\n新号码的校验码：{mark}", f"\nMark of the new number: {mark}"
    return Wording(
        "客户资料更正确认书",
        "Confirmation of a correction",
        f"客户：{client.name}（{client.number}）\n更正项目：{zh}\n原登记：{before or '无'}\n更正为：{wanted or '无'}"
        f"{mark_zh}\n\n本人确认以上更正属实，同意吉林银行据此变更所登记的资料。",
        f"Client: {client.name} ({client.number})\nCorrected: {en}\nBefore: {before or 'none'}\nNow: {wanted or 'none'}"
        f"{mark_en}\n\nI confirm that this correction is right and agree that Bank of Jilin changes its records.",
    )


def settlement(client: Client, number: str, words: str) -> Wording:
    """What was agreed with a client who complained: the decision, word for word as he was told it."""
    return Wording(
        "投诉和解确认书",
        "Settlement of a complaint",
        f"客户：{client.name}（{client.number}）\n投诉编号：{number}\n处理决定：\n{words}\n\n本人已阅读以上处理决定，同意据此了结本次投诉。本确认不影响本人依法享有的其他权利。",
        f"Client: {client.name} ({client.number})\nComplaint: {number}\nDecision:\n{words}\n\n"
        "I have read this decision and agree that it settles the complaint. My other rights by law are not affected.",
    )


def _terms_now(row: Signature, _client: Client) -> Wording | None:
    version = reference.benefits().get(row.about)
    return terms(version) if version and version.terms_signed else None


def _change_now(row: Signature, client: Client) -> Wording | None:
    one = Proposal.get_or_none(Proposal.id == int(row.about), Proposal.state == "open")
    return change(client, one) if one else None


NOW: dict[str, Callable[[Signature, Client], Wording | None]] = {
    "benefit_terms": _terms_now,
    "data_change": _change_now,
}
"""Kind → its text as the matter stands; None: nothing is to be signed any more. A kind that is not here keeps the text
that was asked for."""
