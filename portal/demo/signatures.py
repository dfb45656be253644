"""What clients were asked to sign: terms of the safe deposit box, one signed, one waiting, one declined."""

from __future__ import annotations

import io
import random
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from portal.actions.signatures import asking, pictures, signing, texts
from portal.demo.stage import Stage
from portal.ground import clock
from portal.models import Account, BenefitVersion, Client, Signature, SignatureEvent
from portal.reads import reference
from portal.reads.shared import kept
from portal.rules.benefits.vouchers import ALPHABET
from portal.rules.signatures import last_day

BENEFIT = "safe_box"
TERMS_ZH = """一、保管箱仅限本人使用，不得转租或转借。
二、不得存放易燃、易爆、易腐、有毒物品及法律禁止持有的物品。
三、租期一年，按等级减免年租金；等级调整后，已减免的租期不受影响。
四、钥匙遗失须持有效证件到网点办理，换锁费用由本人承担。
五、开箱须本人持有效证件到场，每次开箱均有记录。"""
TERMS_EN = """1. The box is for the client's own use; it is neither let nor lent to others.
2. Nothing that burns, explodes, rots or is poisonous is kept in it, nor anything that the law forbids.
3. It is rented for a year at the tier's reduced rent; a changed tier leaves a year that has begun as it is.
4. A lost key is reported at the branch with a valid document; the client pays for the new lock.
5. The box is opened by the client himself with a valid document, and each opening is recorded."""
CASES = (("chengang", "signed", 20), ("zhoujie", "declined", 9), ("liufang", "waiting", 2))
"""User name, what came of it, how many days ago it was asked for."""
ASKED_BY = "wanglei"
REASON = "第四条的换锁费用想先了解清楚"


def enter(stage: Stage) -> None:
    """Call when all is stored."""
    BenefitVersion.update(terms_signed=True, terms_zh=TERMS_ZH, terms_en=TERMS_EN).where(
        BenefitVersion.benefit == BENEFIT
    ).execute()
    kept.forget()
    for username, state, days in CASES:
        account = Account.get_or_none(Account.username == username)
        if account is not None:
            _asked(stage, account, state, stage.now - timedelta(days=days))


def _asked(stage: Stage, account: Account, state: str, at: datetime) -> None:
    chance = random.Random(f"signature {account.username}")  # noqa: S311 - demo data
    client, by = Client.get_by_id(account.client_id), Account.get(Account.username == ASKED_BY)
    wording = texts.terms(reference.benefits()[BENEFIT])
    row = Signature.create(
        token="".join(chance.choice(ALPHABET) for _ in range(40)),
        proof_token="".join(chance.choice(ALPHABET) for _ in range(40)),
        client=client.id,
        kind="benefit_terms",
        about=BENEFIT,
        text=asking.kept(wording).id,
        path=f"/clients/{client.number}/benefits/{BENEFIT}/redeem",
        own_path=f"/me/benefits/{BENEFIT}/redeem",
        asked_by=by.id,
        asked_at=at,
        until=last_day(clock.local(at).date()),
    )
    _step(row, "asked", at, by.id, wording.digest)
    if state == "waiting":
        return
    read, done = at + timedelta(hours=7), at + timedelta(hours=7, minutes=4)
    _step(row, "opened", read, account.id, wording.digest)
    asking.end(row, state, **({"reason": REASON} if state == "declined" else _signed(account, client, row, read)))
    row.ended_at = done
    if state == "signed":
        row.proof = signing.proof(row, wording.digest)
        _step(row, "verified", done, account.id, wording.digest, "session")
    Signature.update(ended_at=done, proof=row.proof).where(Signature.id == row.id).execute()
    _step(row, state, done, account.id, wording.digest, row.proof or REASON)


def _signed(account: Account, client: Client, row: Signature, since: datetime) -> dict[str, Any]:
    data = pictures.judged(_drawn())
    pictures.keep(row.id, data)
    return {
        "signed_by": account.id,
        "signer": client.name,
        "way": "drawn",
        "language": "zh",
        "picture_digest": pictures.digest_of(data),
        "ip": "10.20.8.16",
        "sitting": 1,
        "signed_in_at": since - timedelta(minutes=2),
    }


def _drawn() -> bytes:
    """A signature in a few strokes."""
    image = Image.new("L", (900, 360), "white")
    pen = ImageDraw.Draw(image)
    for stroke in (
        [(165, 80), (165, 295)],
        [(168, 85), (235, 88), (196, 140), (240, 185), (185, 205)],
        [(270, 108), (395, 98)],
        [(325, 62), (285, 170), (398, 164)],
        [(340, 130), (342, 290), (312, 272)],
        [(298, 212), (272, 256)],
        [(372, 206), (402, 252)],
        [(470, 90), (480, 300)],
        [(470, 95), (620, 80), (625, 290), (600, 270)],
        [(520, 130), (580, 220)],
        [(585, 130), (510, 225)],
        [(700, 110), (705, 220)],
        [(770, 80), (775, 300), (740, 275)],
    ):
        pen.line(stroke, fill=20, width=7, joint="curve")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _step(row: Signature, kind: str, at: datetime, account: int, digest: str, detail: str = "") -> None:
    SignatureEvent.create(signature=row.id, kind=kind, account=account, at=at, digest=digest, detail=detail)
