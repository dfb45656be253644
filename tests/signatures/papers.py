"""Texts to sign and pictures of signatures for tests."""

from __future__ import annotations

import io
import os
from typing import Any

from PIL import Image, ImageDraw

from portal.actions.benefits import agreeing
from portal.database import write
from portal.models import BenefitVersion, Signature, SignatureEvent
from portal.reads import reference
from portal.reads.shared import kept
from tests.ground import people

SIZE = (900, 360)


def with_terms(terms: str = "第一条 请提前三天预约。", code: str = "golf") -> BenefitVersion:
    """A benefit whose terms are signed before it is booked."""
    values = {"terms_signed": True, "terms_zh": terms, "terms_en": f"Terms in English of {terms}"}
    BenefitVersion.update(**values).where(BenefitVersion.benefit == code).execute()
    kept.forget()
    return reference.benefits()[code]


def asked(client: Any, by: Any = None) -> Signature:
    """陈刚 is asked to sign the terms of golf."""
    return agreeing.ask(people.actor(by or client), client, with_terms())


def picture(kind: str = "name", size: tuple[int, int] = SIZE) -> bytes:
    """A drawn name, a dot, nothing at all, or what a browser hands out that does not want to be recognised."""
    if kind == "noise":
        size = (300, 120)
        image = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
    else:
        image = Image.new("RGB", size, "black" if kind == "black" else "white")
    pen = ImageDraw.Draw(image)
    if kind == "name":
        pen.line([(120, 250), (250, 90), (330, 260), (480, 110), (560, 240), (760, 130)], fill="#10151F", width=6)
    elif kind == "dot":
        pen.ellipse([440, 170, 464, 194], fill="#10151F")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def sent(browser: Any, row: Signature, way: str, status: int = 200, **fields: Any) -> Any:
    """Open the page, then send one of its forms as it stands there."""
    page = browser.get(f"/me/signatures/{row.token}")
    mark = page.html.select_one(f"form[action$='/{way}'] [name=seen]")
    return browser.post(
        f"/me/signatures/{row.token}/{way}", status=status, **{"seen": mark["value"] if mark else "", **fields}
    )


def drawn(browser: Any, row: Signature, status: int = 200, kind: str = "name", data: bytes = b"", **fields: Any) -> Any:
    file = (io.BytesIO(data or picture(kind)), "")
    return sent(browser, row, "draw", status, picture=file, **fields)


def typed(browser: Any, row: Signature, status: int = 200, **fields: Any) -> Any:
    return sent(browser, row, "type", status, **{"typed_name": "陈刚", "password": people.PASSWORD, **fields})


def fresh(row: Signature) -> Signature:
    return Signature.get_by_id(row.id)


def kinds(row: Signature) -> list[str]:
    query = SignatureEvent.select(SignatureEvent.kind).where(SignatureEvent.signature == row.id)
    return [kind for (kind,) in query.order_by(SignatureEvent.id).tuples()]


def in_one(deed: Any) -> Any:
    with write():
        return deed()
