"""The `portal` command (`portal --help` lists what it does)."""

from __future__ import annotations

import sys
from typing import Any

import click

from portal import config, database


class Portal(click.Group):
    """Settings that cannot work and refusals end with one line on standard error, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from peewee import OperationalError

        from portal.ground.errors import Refused
        from portal.web.serving import CannotStart

        try:
            return super().invoke(ctx)
        except (config.BadSetting, CannotStart, Refused) as error:
            click.echo(f"portal: {error}", err=True)
        except OperationalError as error:
            click.echo(f"portal: the database does not answer ({str(error).strip().splitlines()[0]})", err=True)
        ctx.exit(1)


@click.group(cls=Portal)
@click.pass_context
def main(context: click.Context) -> None:
    """The VIP client portal of a bank branch."""
    import os

    # whatever it writes (database, uploads, files asked for) is for its own user alone
    before = os.umask(0o077)
    context.call_on_close(lambda: os.umask(before))
    context.obj = config.load()


def _ready(settings: config.Settings) -> Any:
    """The application, for commands that act (inside an application context)."""
    from portal import create_app

    app = create_app(settings)
    app.app_context().push()
    database.open_connection()
    return app


def _up_to_date(settings: config.Settings) -> Any:
    from portal import migrate
    from portal.web.serving import CannotStart

    app = _ready(settings)
    if migrate.pending():
        raise CannotStart("the database is not up to date; run: portal migrate")
    return app


@main.command()
@click.pass_obj
def serve(settings: config.Settings) -> None:
    """Serve the portal (the demo brings its own worker)."""
    from portal.web import serving

    _ready(settings)
    serving.check(settings)
    _say_where(settings)
    serving.serve(settings, with_worker=settings.demo)


def application() -> Any:
    """What each process of the web server serves. It ends with the server: a killed one would leave it on the port."""
    import multiprocessing
    import os
    import signal

    from portal import create_app
    from portal.ground import parent
    from portal.web import serving

    server = multiprocessing.parent_process()
    if server is not None and server.pid is not None:
        parent.watch(server.pid, lambda: os.kill(os.getpid(), signal.SIGTERM))
    settings = config.load()
    return serving.front(create_app(settings), settings)


@main.command()
@click.pass_obj
def start(settings: config.Settings) -> None:
    """What `make run` does: bring the database up to date, load the demo branch into an empty one, serve."""
    from portal import demo, migrate
    from portal.web import serving

    serving.port_is_free(settings)
    _ready(settings)
    migrate.migrate()
    if settings.demo and demo.is_empty():
        click.echo("Loading the demo branch …", err=True)
        demo.load()
    serving.check(settings)
    _say_where(settings)
    serving.serve(settings, with_worker=True)


def _say_where(settings: config.Settings) -> None:
    click.echo(f"\n  VIP client portal  →  http://{settings.host}:{settings.port}\n")
    if not settings.demo:
        return
    from portal.demo import PASSWORD
    from portal.reads.accounts.logins import demo_people

    database.open_connection()
    click.echo(f"  Demo people (password {PASSWORD}):")
    for person in demo_people():
        click.echo(f"    {person['username']:<10} {person['name']}  {person['demo_zh']}")
    click.echo("\n  Ctrl-C ends it.\n")
    database.database.close()


@main.command()
@click.option("--beside", type=int, hidden=True, help="The process that started it, and with which it ends.")
@click.pass_obj
def worker(settings: config.Settings, beside: int | None) -> None:
    """Run scheduled jobs until told to stop."""
    from portal import jobs

    jobs.run_worker(_up_to_date(settings), beside)


@main.command()
@click.pass_obj
def migrate(settings: config.Settings) -> None:
    """Bring the database up to date."""
    from portal import migrate as migrations
    from portal.actions.administration.seeding import load_reference

    _ready(settings)
    names = migrations.migrate()
    load_reference()
    click.echo("\n".join(f"applied {name}" for name in names) or "up to date")


@main.command()
@click.pass_obj
def demo(settings: config.Settings) -> None:
    """Load the demo branch (refuses a database that holds clients)."""
    from portal import demo as branch

    _up_to_date(settings)
    if not branch.is_empty():
        raise click.ClickException("this database holds clients already; the demo branch needs an empty one")
    branch.load()
    click.echo("The demo branch is loaded.")


@main.command()
@click.option("--clients", type=click.IntRange(1, 5_000_000), required=True, help="How many to add.")
@click.option("--seed", type=int, default=20260, show_default=True, help="The same seed gives the same clients.")
@click.pass_obj
def generate(settings: config.Settings, clients: int, seed: int) -> None:
    """Add believable clients with holdings, teams, contacts and requests (refuses a real bank's database)."""
    from portal.generating.command import generate as run

    if not settings.demo:
        raise click.ClickException("generated clients are for demonstrations and load tests: set PORTAL_DEMO=1")
    app = _up_to_date(settings)
    with click.progressbar(length=clients, label="clients", file=sys.stderr) as bar:
        run(clients, seed, app.config["DATA_KEY"], lambda done, total: bar.update(done - bar.pos))
    click.echo(f"{clients:,} clients were generated.")


@main.command()
@click.pass_obj
def check(settings: config.Settings) -> None:
    """Prove derived columns, totals and the audit chain; exit 1 and a line for each fault."""
    from portal.derived import faults

    _up_to_date(settings)
    found = 0
    for fault in faults():
        click.echo(fault)
        found += 1
    click.echo(f"{found} faults" if found else "no faults")
    sys.exit(1 if found else 0)


@main.command()
@click.pass_obj
def bounced(settings: config.Settings) -> None:
    """Read one delivery report (RFC 3464) from standard input, as a mail server pipes it, and act on it.

    Ends with 0 whatever came, so that nothing is sent back; with 75 (the server tries again) where it cannot say yet.
    """
    from peewee import OperationalError

    from portal.actions.notices import bounces
    from portal.rules.notices.bounces import LONGEST, read
    from portal.web.serving import CannotStart

    report = read(sys.stdin.buffer.read(LONGEST))
    while sys.stdin.buffer.read(65_536):
        pass  # the server wants to be rid of all of it
    if report is None:
        click.echo("no delivery report about a mail of the portal: nothing is changed")
        return
    try:
        _up_to_date(settings)
        found = bounces.came_back(report)
    except (OperationalError, CannotStart) as error:
        click.echo(f"portal: not now: {str(error).strip().splitlines()[0]}", err=True)
        sys.exit(75)
    click.echo(bounces.SAID[found])
    sys.exit(75 if found == bounces.EARLY else 0)


@main.command()
@click.pass_obj
def permissions(settings: config.Settings) -> None:
    """Print every address with its methods, its page, who may ask for it and whose desk it belongs to."""
    from portal import create_app
    from portal.permissions import table

    click.echo("\n".join(table(create_app(settings))))


@main.command("import")
@click.argument("form")
@click.argument("source", type=click.Path())
@click.option("--branch", required=True, help="Code of the branch that the clients belong to.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def import_(settings: config.Settings, form: str, source: str, branch: str, dry_run: bool, as_json: bool) -> None:
    """Bring an export in: FORM is `portal` or a mapping's name, e.g. `berka`."""
    from portal.importing.command import run

    _up_to_date(settings)
    sys.exit(run(settings, form, source, branch, dry_run, as_json))


@main.group()
def keys() -> None:
    """The keys of what is encrypted at rest."""


@keys.command("rotate")
@click.option("--batch", default=500, show_default=True, help="Rows in one transaction.")
@click.pass_obj
def keys_rotate(settings: config.Settings, batch: int) -> None:
    """A new data key: every ID number is encrypted anew, then the old key goes. Cut off, it goes on when run again.

    The portal may serve meanwhile. The HMAC key stays: numbers are found as before.
    """
    from portal.actions.administration import keys as rotation
    from portal.ground.keys import key_id, new_key

    ring = _up_to_date(settings).config["DATA_KEY"]
    if not ring.in_file and len(ring.all) == 1:
        raise click.ClickException(
            f"the data key comes from a setting; put a new one before it and run this again, e.g.\n  "
            f"PORTAL_DATA_KEY={new_key()},<the key of now>"
        )
    gone = rotation.rotate(ring, lambda done, left: click.echo(f"{done} encrypted anew, {left} to go"), max(1, batch))
    click.echo(f"Everything lies under the key {key_id(ring.current)}.")
    click.echo(
        f"Gone: {', '.join(gone)}."
        if gone
        else "Nothing carries the older keys any more: take them out of the setting."
    )


@main.group()
def tiers() -> None:
    """Where clients stand by the months."""


@tiers.command("run")
@click.option(
    "--month",
    type=click.DateTime(["%Y-%m"]),
    help="The month to judge, e.g. 2026-10; the last complete one by default.",
)
@click.option("--dry-run", is_flag=True, help="Reckon the same, write nothing.")
@click.pass_obj
def tiers_run(settings: config.Settings, month: Any, dry_run: bool) -> None:
    """Judge a month for everybody who has figures for it and was not judged yet."""
    from portal.actions.tiers import judging as tiers
    from portal.ground import clock
    from portal.rules.tiers.levels import last_complete_month

    _up_to_date(settings)
    day = month.date() if month else last_complete_month(clock.today())
    counts = tiers.judge(day, dry_run=dry_run)
    for name in ("up", "down", "protected", "granted", "candidate", "stay"):
        click.echo(f"{name:<10}{counts.get(name, 0):>10,}")
    click.echo(f"{day:%Y-%m}: {sum(counts.values()):,} clients" + (", nothing written" if dry_run else ""))


@main.group()
def user() -> None:
    """First real accounts."""


@user.command("add")
@click.argument("username")
@click.option("--role", required=True)
@click.option("--branch", required=True)
@click.option("--name", default="", help="The person's name as others see it.")
@click.pass_obj
def user_add(settings: config.Settings, username: str, role: str, branch: str, name: str) -> None:
    """Add somebody who works here; the password is asked for or read from standard input."""
    from portal.actions.organisation import staff

    _up_to_date(settings)
    staff.first_account(username, name or username, role, branch, _password())
    click.echo(f"{username} can sign in now.")


@user.command("password")
@click.argument("username")
@click.pass_obj
def user_password(settings: config.Settings, username: str) -> None:
    """Set somebody's password and sign out all his devices."""
    from portal.actions.accounts import passwords, waiting

    _up_to_date(settings)
    account = waiting.find_account(username)
    if account is None:
        raise click.ClickException(f"there is no user {username}")
    passwords.set_password(account, _password())
    click.echo("The password is set.")


def _password() -> str:
    if sys.stdin.isatty():
        return click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return sys.stdin.readline().rstrip("\n")
