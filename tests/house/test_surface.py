"""`PORTAL_SURFACE`: one process for clients, another for staff."""

from __future__ import annotations


def test_a_process_for_clients_knows_no_staff_pages(app, visit, served, manager):
    app.config["SETTINGS"].surface = "client"
    visit("chengang").get("/me")
    visit("chengang").get("/notices")
    visit("wanglei").get("/clients", status=404)
    visit("wanglei").get("/home", status=404)


def test_a_process_for_staff_knows_no_client_pages(app, visit, served, manager):
    app.config["SETTINGS"].surface = "staff"
    visit("wanglei").get("/home")
    visit("chengang").get("/me", status=404)
    visit().get("/login")
    visit().get("/healthz")
