#!/usr/bin/env python3
"""Take pictures of the main pages into `instance/screenshots/`, at 390 and 1280 px: `make screenshots`.

    .venv/bin/python scripts/screenshots.py [--url http://127.0.0.1:8000] [--dark] [--language en] [--only member-home]
    .venv/bin/python scripts/screenshots.py --member [--who wutao] [--look zh-320] [--only voucher-card]
    .venv/bin/python scripts/screenshots.py --handbook

`--member` (`make screenshots MEMBER=1`) takes every page of several clients in every look, see `scripts/gallery.py`,
and prints what sticks out or is hard to use. Without --url a portal with its own demo branch is started on a free port
and ended again. `--handbook` takes the pictures of docs/handbook.zh.md anew, small, into `docs/pictures/`.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page  # noqa: E402

from scripts import gallery  # noqa: E402
from tests.browser.chromium import Setting, chromium, person  # noqa: E402

PASSWORD = "Changchun-2026"
PHONE, DESK = 390, 1280

# name, who looks ("" is a stranger), address, widths. "first:SELECTOR" after the address follows the first such link,
# "then:SELECTOR" one on that page.
PAGES: list[tuple[str, str, str, tuple[int, ...]]] = [
    ("sign-in", "", "/login", (PHONE, DESK)),
    ("member-home", "chengang", "/me", (PHONE, DESK)),
    ("member-benefits", "chengang", "/me/benefits", (PHONE,)),
    ("member-requests", "chengang", "/me/requests", (PHONE,)),
    ("member-request", "chengang", "/me/requests first:main a[href*='/requests/R-']", (PHONE, DESK)),
    ("member-request-new", "chengang", "/me/requests/new", (PHONE,)),
    ("member-complaint", "chengang", "/me/requests first:main a:has-text('提前还款被要求另付')", (PHONE, DESK)),
    ("complaint-how", "", "/complaints/how", (PHONE, DESK)),
    ("complaints", "zhaomin", "/complaints", (PHONE, DESK)),
    ("complaint-new", "sunyue", "/complaints/new", (PHONE, DESK)),
    ("complaint-case", "zhaomin", "/requests?kind=complaint first:main tbody a:has-text('提前还款')", (PHONE, DESK)),
    ("complaint-measures", "zhaomin", "/complaints/measures?all=1", (PHONE, DESK)),
    ("complaint-measure", "zhaomin", "/complaints/measures first:#measures a.row-link", (PHONE, DESK)),
    ("complaint-register", "zhaomin", "/complaints/register", (PHONE, DESK)),
    ("complaint-classes", "gaoyuan", "/complaints/classes", (PHONE, DESK)),
    ("complaint-class", "gaoyuan", "/complaints/classes/cause/attitude", (PHONE, DESK)),
    ("complaint-lists", "gaoyuan", "/complaints/lists", (PHONE, DESK)),
    ("complaint-receipt", "hejun", "/complaints first:main a[href*='/receipts/']", (PHONE, DESK)),
    ("member-events", "chengang", "/me/events", (PHONE, DESK)),
    ("member-event", "chengang", "/me/events first:main a[href*='/events/E-']", (PHONE,)),
    ("member-team", "chengang", "/me/team", (PHONE,)),
    ("account", "chengang", "/account", (PHONE,)),
    ("staff-home", "wanglei", "/home", (PHONE, DESK)),
    ("absences", "qianfeng", "/teams/absences", (PHONE, DESK)),
    ("absence", "qianfeng", "/teams/absences first:main tbody a[href^='/teams/absences/']", (PHONE, DESK)),
    ("absence-new", "zhaomin", "/teams/absences/new", (PHONE, DESK)),
    ("client-list", "wanglei", "/clients", (PHONE, DESK)),
    ("client-page", "wanglei", "/clients first:main tbody a[href^='/clients/C-']", (PHONE, DESK)),
    ("client-record", "wanglei", "/clients/C-0000001/profile", (PHONE, DESK)),
    ("client-edit", "wanglei", "/clients/C-0000001/edit", (PHONE, DESK)),
    ("client-relations", "wanglei", "/clients/C-0000001/relations", (PHONE, DESK)),
    ("client-filtered", "wanglei", "/clients?tier=gold&kind=individual", (PHONE, DESK)),
    ("client-columns", "wanglei", "/clients/columns", (DESK,)),
    ("filter-new", "wanglei", "/clients/filters/new?tier=gold", (PHONE,)),
    ("export-new", "wanglei", "/exports/new?tier=gold", (DESK,)),
    ("teams", "zhaomin", "/teams", (PHONE, DESK)),
    ("team-proposal", "zhaomin", "/teams/proposal", (PHONE, DESK)),
    ("team-person", "zhaomin", "/teams/people/wanglei", (PHONE, DESK)),
    ("team-changes", "zhaomin", "/teams/changes", (DESK,)),
    ("client-team", "zhaomin", "/clients/C-0000001/team", (PHONE, DESK)),
    ("quality", "zhaomin", "/quality", (PHONE, DESK)),
    ("duplicates", "zhaomin", "/clients/duplicates", (PHONE, DESK)),
    ("merge", "zhaomin", "/clients/duplicates first:main a[href*='/merge/']", (PHONE, DESK)),
    ("imports", "zhaomin", "/imports", (PHONE, DESK)),
    ("import-new", "zhaomin", "/imports/new", (DESK,)),
    ("lists", "zhaomin", "/tiers/lists", (PHONE, DESK)),
    ("list-screening", "zhaomin", "/tiers/lists/L-2026-0007/screening", (PHONE, DESK)),
    ("list-name", "zhaomin", "/tiers/lists/L-2026-0004 first:#list-names a.row-link", (PHONE, DESK)),
    ("list-letters", "zhaomin", "/tiers/letters", (PHONE, DESK)),
    ("list-review", "gaoyuan", "/tiers/lists/review", (PHONE, DESK)),
    ("list-figures", "gaoyuan", "/tiers/lists/figures", (DESK,)),
    ("partners", "sunyue", "/benefits/partners", (PHONE, DESK)),
    ("partner", "sunyue", "/benefits/partners first:#partners a.row-link", (PHONE, DESK)),
    ("settlement", "sunyue", "/benefits/partners/1/2026-10", (PHONE, DESK)),
    ("benefit-figures", "zhaomin", "/benefits/figures", (PHONE, DESK)),
    ("settings", "gaoyuan", "/settings", (DESK,)),
    ("settings-quality", "gaoyuan", "/settings/quality", (DESK,)),
    ("member-profile", "chengang", "/me/profile", (PHONE,)),
    ("member-privacy", "chengang", "/me/privacy", (PHONE,)),
    ("client-holdings", "wanglei", "/clients/C-0000001/holdings", (PHONE, DESK)),
    ("client-transactions", "wanglei", "/clients/C-0000001/holdings/transactions", (PHONE, DESK)),
    ("company-page", "wanglei", "/clients/C-0000005", (DESK,)),
    ("suggestions", "wanglei", "/suggestions", (PHONE, DESK)),
    ("suggestion", "wanglei", "/clients/C-0000005/suggestions/loan", (PHONE,)),
    ("products", "gaoyuan", "/products", (PHONE, DESK)),
    ("product-new", "gaoyuan", "/products/new", (DESK,)),
    ("member-accounts", "chengang", "/me/accounts", (PHONE, DESK)),
    ("request-list", "wanglei", "/requests", (PHONE, DESK)),
    ("request-queue", "hejun", "/requests?unassigned=1", (PHONE, DESK)),
    ("request-tasks", "hejun", "/requests/tasks", (PHONE, DESK)),
    ("request-phrases", "gaoyuan", "/requests/phrases", (PHONE, DESK)),
    ("request-ratings", "zhaomin", "/requests/ratings", (PHONE, DESK)),
    ("request-page", "wanglei", "/requests first:main a[href^='/requests/R-']", (PHONE, DESK)),
    ("contacts-due", "lina", "/contacts", (PHONE, DESK)),
    ("contact-new", "lina", "/contacts first:main details a[href$='/contacts/new']", (PHONE,)),
    ("contact-plan", "lina", "/clients/C-0000001/contacts/plan", (PHONE, DESK)),
    ("event-list", "sunyue", "/events", (PHONE, DESK)),
    ("event-page", "sunyue", "/events first:main a[href^='/events/E-']", (PHONE, DESK)),
    ("event-new", "sunyue", "/events/new?kind=culture_salon", (PHONE, DESK)),
    ("event-calendar", "sunyue", "/events/calendar", (PHONE, DESK)),
    ("event-plan", "sunyue", "/events first:#coming a:has-text('冬夜茶会')", (PHONE, DESK)),
    (
        "event-audience",
        "sunyue",
        "/events first:#in-work a:has-text('产品讲座') then:a[href$='/audience']",
        (PHONE, DESK),
    ),
    ("event-approval", "gaoyuan", "/events first:#in-work a:has-text('企业家新年论坛')", (DESK,)),
    ("event-waiting", "machao", "/events first:#coming a:has-text('净月潭') then:a[href$='/waiting']", (PHONE, DESK)),
    ("event-door", "hejun", "/events first:#coming a:has-text('开放日') then:a[href$='/door']", (PHONE,)),
    (
        "event-scans",
        "hejun",
        "/events first:#coming a:has-text('开放日') then:a[href$='/door'] then:a[href$='/scans']",
        (PHONE,),
    ),
    ("event-print", "sunyue", "/events first:#coming a:has-text('开放日') then:a[href$='/print']", (DESK,)),
    ("event-draw", "sunyue", "/events first:#past a:has-text('亲子日') then:a[href$='/draw']", (PHONE, DESK)),
    (
        "event-verify",
        "sunyue",
        "/events first:#past a:has-text('亲子日') then:a[href$='/draw'] then:a[href$='/verify']",
        (PHONE,),
    ),
    ("event-photos", "sunyue", "/events first:#past a:has-text('亲子日') then:a[href$='/photos']", (PHONE, DESK)),
    ("event-result", "sunyue", "/events first:#past a:has-text('亲子日') then:a[href$='/result']", (PHONE, DESK)),
    ("event-year", "sunyue", "/events/year", (PHONE, DESK)),
    ("member-ticket", "chengang", "/me/events first:#coming a:has-text('开放日') then:a[href$='/ticket']", (PHONE,)),
    ("benefits", "zhaomin", "/benefits", (DESK,)),
    ("teams", "zhaomin", "/teams", (DESK,)),
    ("staff", "zhaomin", "/staff", (DESK,)),
    ("branches", "admin", "/branches", (DESK,)),
    ("signatures", "chengang", "/me/signatures", (PHONE,)),
    ("signature-sign", "liufang", "/me/signatures first:#waiting-signatures a", (PHONE, DESK)),
    ("signature-signed", "chengang", "/me/signatures first:#ended-signatures a", (PHONE, DESK)),
    ("member-tier", "liufang", "/me/tier", (PHONE, DESK)),
    ("tiers", "gaoyuan", "/tiers", (PHONE, DESK)),
    ("tier-rules", "gaoyuan", "/tiers/settings", (PHONE, DESK)),
    ("tier-rules-new", "gaoyuan", "/tiers/settings/new", (DESK,)),
    (
        "tier-what-if",
        "gaoyuan",
        "/tiers/what-if?threshold_gold=600000&threshold_platinum=1800000&kind=down",
        (PHONE, DESK),
    ),
    ("client-tier", "gaoyuan", "/tiers/what-if?kind=down first:#movers a[href*='/tier']", (PHONE, DESK)),
    ("notice-wishes", "chengang", "/me/notices/settings", (PHONE, DESK)),
    ("notice-wishes-staff", "wanglei", "/notices/settings", (PHONE, DESK)),
    ("notices", "zhaomin", "/notices", (PHONE, DESK)),
    ("notice-to-tell", "wanglei", "/contacts/to-tell", (PHONE, DESK)),
    ("notice-tell", "wanglei", "/contacts/to-tell first:#calls a.row-link", (PHONE, DESK)),
    ("notice-texts", "gaoyuan", "/settings/notices", (PHONE, DESK)),
    ("notice-text", "gaoyuan", "/settings/notices/event.invited", (PHONE, DESK)),
    ("channels", "admin", "/system/channels", (PHONE, DESK)),
    ("channel", "admin", "/system/channels/1", (PHONE, DESK)),
    ("audit", "linxue", "/audit", (DESK,)),
]

HANDBOOK = {
    "event-plan": (DESK, 1120),
    "event-audience": (DESK, 1080),
    "event-waiting": (DESK, 520),
    "event-door": (PHONE, 844),
    "member-ticket": (PHONE, 844),
    "event-draw": (DESK, 900),
    "event-verify": (PHONE, 844),
    "event-result": (DESK, 1120),
}
"""What the handbook shows: width and height of each picture."""
COLOURS = 96


@contextmanager
def portal() -> Iterator[str]:
    """Start a portal with a demo branch of its own; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="portal-screenshots-") as folder:
        settings = {
            "PORTAL_DATABASE": f"sqlite:///{folder}/portal.db",
            "PORTAL_PORT": str(port),
            "PORTAL_DEMO": "1",
            "PORTAL_RATE_LIMITS": "off",
        }
        log = Path(folder, "portal.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [ROOT / ".venv/bin/portal", "start"],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdout=output,
                stderr=output,
            )
        try:
            yield _when_up(f"http://127.0.0.1:{port}", process, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def _when_up(url: str, process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)
            return url
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.2)
    sys.exit("the portal did not start:\n" + log.read_text(errors="replace")[-2000:])


def sign_in(page: Page, user: str) -> None:
    """Sign a demo person in by the form, as a person does."""
    page.goto("/login")
    page.fill("[name=username]", user)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login" not in address)


def take(browser: Browser, url: str, options: argparse.Namespace) -> list[str]:
    """Take every picture; return a line for each page that could not be shown."""
    folder = ROOT / "instance/screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    language, faults = {"zh": "zh-CN", "en": "en-GB"}[options.language], []
    wanted = [row for row in PAGES if not options.only or row[0] in options.only]
    for width in (PHONE, DESK):
        setting = Setting(width, language, dark=options.dark)
        for user in dict.fromkeys(row[1] for row in wanted if width in row[3]):
            context = person(browser, setting, url)
            page = context.new_page()
            if user:
                sign_in(page, user)
            for name, who, address, widths in wanted:
                if who == user and width in widths:
                    status = visit(page, address)
                    ending = f"{width}{'-dark' if options.dark else ''}{'-en' if options.language == 'en' else ''}"
                    page.screenshot(path=folder / f"{name}-{ending}.png")
                    print(f"{name}-{ending}.png", flush=True)
                    if status != 200:
                        faults.append(f"{name} ({user or 'a stranger'}, {address}): {status}")
            context.close()
    return faults


def handbook(browser: Browser, url: str, options: argparse.Namespace) -> list[str]:
    """The pictures of the handbook: of so few colours that each is small."""
    folder, faults = ROOT / "docs/pictures", []
    folder.mkdir(exist_ok=True)
    for name, who, address, _widths in PAGES:
        if name not in HANDBOOK or (options.only and name not in options.only):
            continue
        width, height = HANDBOOK[name]
        context = person(browser, Setting(width, "zh-CN"), url)
        page = context.new_page()
        sign_in(page, who)
        if visit(page, address) != 200:
            faults.append(f"{name} ({who}, {address})")
        page.set_viewport_size({"width": width, "height": height})
        drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
        print(f"{name}.png", flush=True)
        context.close()
    return faults


def members(browser: Browser, url: str, options: argparse.Namespace) -> list[str]:
    """Every page of several clients in every look."""
    wanted = {"people": options.who, "looks": options.look, "pages": options.only}
    chosen = {name: given for name, given in wanted.items() if given}
    return gallery.take(browser, url, ROOT / "instance/screenshots/member", sign_in, **chosen)


def visit(page: Page, address: str) -> int:
    """Open the address and follow its `first:` and `then:` links; return the answer's status (404: no such link)."""
    path, _, links = address.partition(" first:")
    answer = page.goto(path)
    for link in filter(None, links.split(" then:")):
        if not page.locator(link).count():
            return 404
        answer = page.goto(page.locator(link).first.get_attribute("href") or path)
    page.wait_for_load_state("networkidle")
    return answer.status if answer else 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", help="a portal that is running with demo data")
    options.add_argument("--dark", action="store_true")
    options.add_argument("--language", choices=("zh", "en"), default="zh")
    options.add_argument("--only", action="append", metavar="NAME", help="only this picture (may be repeated)")
    options.add_argument("--member", action="store_true", help="every page of a client in every look")
    options.add_argument("--handbook", action="store_true", help="the pictures of the handbook, into docs/pictures/")
    options.add_argument("--who", action="append", help="with --member: only this client (may be repeated)")
    options.add_argument("--look", action="append", choices=gallery.LOOKS, help="with --member: only this look")
    chosen = options.parse_args()
    pictures = members if chosen.member else handbook if chosen.handbook else take
    with chromium() as browser:
        if chosen.url:
            faults = pictures(browser, chosen.url.rstrip("/"), chosen)
        else:
            with portal() as url:
                faults = pictures(browser, url, chosen)
    sys.exit("\n".join(faults) if faults else 0)


if __name__ == "__main__":
    main()
