"""The catalogue of products: staff read it, head office adds, changes and closes."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from portal.actions.administration.seeding import load_reference
from portal.models import AuditEntry, Product, ProductClass
from tests.ground import trail

NEW = {"code": "fund_gold", "product_class": "fund", "name_zh": "黄金基金", "name_en": "Gold fund", "partner_zh": "松江基金", "partner_en": "Songjiang Funds",
       "risk_level": "4", "for_persons": "1"}  # fmt: skip


def test_it_works(visit, head_office):
    page = visit(head_office).post("/products/new", **NEW)
    assert page.notice == "The product is in the catalogue."
    assert page.table("products-fund")[-1][:4] == ["Gold fund", "Songjiang Funds", "individuals", "risk R4"]
    page = visit(head_office).post(
        "/products/fund_gold/edit", **NEW | {"name_en": "Gold index fund", "closed_on": "2026-12-31"}, version="1"
    )
    assert page.notice == "The product is saved."
    assert page.table("products-fund")[-1][0] == "Gold index fund closes on 31 Dec"
    row = Product.get_by_id("fund_gold")
    assert (row.closed_on, row.version, row.partner_zh) == (date(2026, 12, 31), 2, "松江基金")
    assert [e.action for e in trail.deeds().order_by(AuditEntry.id)] == ["product.added", "product.edited"]
    assert "高远 added Gold index fund to the catalogue of products" in visit(head_office).get("/audit").text


@pytest.mark.one_engine
def test_everybody_on_the_staff_reads_it(visit, manager, admin, auditor, coordinator, served):
    for reader in (manager, admin, auditor, coordinator):
        page = visit(reader).get("/products")
        assert ["Working-capital loan", "our own", "companies", "good credit mark"] in page.table("products-loan")
        assert "Add a product" not in page.text
    assert "流动资金贷款" in visit(manager, language="zh").get("/products").text
    visit(served).get("/products", status=403)


@pytest.mark.one_engine
def test_who_may_not_change_it(visit, manager, branch_admin, auditor):
    for nobody in (manager, branch_admin, auditor):
        visit(nobody).post("/products/new", status=403, **NEW)
        visit(nobody).get("/products/etc/edit", status=403)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("typed", "field"),
    [({"code": "etc"}, "code"), ({"code": "Gold Fund"}, "code"), ({"code": "x"}, "code"), ({"code": ""}, "code"), ({"name_zh": ""}, "name_zh"),
     ({"name_en": " "}, "name_en"), ({"partner_en": ""}, "partner_en"), ({"partner_zh": ""}, "partner_zh"), ({"risk_level": "0"}, "risk_level"),
     ({"risk_level": "9"}, "risk_level"), ({"risk_level": "x"}, "risk_level"), ({"for_persons": None}, "for_persons"),
     ({"product_class": "loan"}, "risk_level"), ({"product_class": "moon"}, "product_class"), ({"closed_on": "soon"}, "closed_on")],
)  # fmt: skip
def test_bad_input(visit, head_office, typed, field):
    before = Product.select().count()
    page = visit(head_office).post("/products/new", status=422, **NEW | typed)
    assert field in page.errors, page.errors
    assert Product.select().count() == before


@pytest.mark.one_engine
def test_unknown(visit, head_office):
    visit(head_office).get("/products/nothing/edit", status=404)


def test_a_stale_save_shows_both(visit, head_office):
    visit(head_office).post("/products/new", **NEW)
    visit(head_office).post("/products/fund_gold/edit", **NEW | {"name_en": "Gold one"}, version="1")
    page = visit(head_office).post("/products/fund_gold/edit", status=409, **NEW | {"name_en": "Gold two"}, version="1")
    assert ["Name in English", "Gold one", "Gold two"] in page.table("versions")
    assert page.value("version") == "2" and Product.get_by_id("fund_gold").name_en == "Gold one"


def test_a_double_click_adds_one(visit, head_office):
    same = str(uuid.uuid4())
    for _ in range(2):
        visit(head_office).post("/products/new", submission=same, **NEW)
    assert Product.select().where(Product.code == "fund_gold").count() == 1


def test_what_head_office_changed_stays(visit, head_office):
    product = Product.get_by_id("etc")
    values = {"name_zh": "ETC 卡", "name_en": "Toll card", "for_persons": "1"}
    visit(head_office).post("/products/etc/edit", version=str(product.version), **values)
    load_reference()
    assert Product.get_by_id("etc").name_en == "Toll card"


@pytest.mark.one_engine
def test_a_bit_is_never_given_anew(app):
    ProductClass.update(bit=40).where(ProductClass.code == "etc").execute()
    with pytest.raises(ValueError, match="the bit of etc is 40 and stays so"):
        load_reference()
