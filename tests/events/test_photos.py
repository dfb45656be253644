"""Pictures of an event: sent from phones, released, hidden at once by who does not want to be seen (R9)."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from portal.actions.events import pictures
from portal.actions.shared import files
from portal.ground import clock
from portal.models import AuditEntry, EventPhoto, Notice, PartyGuest, PhotoBatch, PhotoObjection, SignUp
from portal.reads.events.scope import EventScope
from tests.events.came import charge, child, held, party
from tests.events.plans import event
from tests.ground import people
from tests.ground.together import together

register_heif_opener()


def shot(kind="JPEG", size=(400, 300), exif=None):
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, kind, **({"exif": exif} if exif else {}))
    data.seek(0)
    return data


def turned_with_a_place():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (43.0, 53.0, 0.0)
    return exif


def send(visitor, row, *shots, status=200, me=True):
    at = f"{'/me' if me else ''}/events/{row.number}/photos"
    return visitor.post(at, status=status, attachments=list(shots) or [(shot(), "IMG_1.jpg")])


def release(visitor, row, photo, status=200, children="no"):
    at = f"/events/{row.number}/photos"
    return visitor.post(f"{at}/{photo.token}/release", status=status, referer=at, children=children)


def in_album(visitor, row):
    return [
        link
        for link in visitor.get(f"/me/events/{row.number}/photos").links()
        if "/photos/" in link and "not-me" not in link
    ]


@pytest.fixture
def evening(coordinator, served, liufang):
    row = held(coordinator)
    party(row, served, heads=1)
    party(row, liufang, heads=1)
    return row


def test_it_works(visit, evening, coordinator, served, liufang):
    page = send(visit(served), evening, (shot(exif=turned_with_a_place()), "IMG_1.jpg"), (shot("HEIF"), "IMG_2.heic"))
    assert page.notice == "Thank you. Your pictures are shown when they are released."
    one, two = EventPhoto.select().order_by(EventPhoto.id)
    assert in_album(visit(liufang), evening) == []
    assert Notice.get(Notice.kind == "event.photos_wait").account_id == people.account_of(coordinator).id
    assert release(visit(coordinator), evening, one).notice == "The picture is in the album."
    release(visit(coordinator), evening, two)
    (first, _second) = in_album(visit(liufang), evening)
    kept = Image.open(io.BytesIO(visit(liufang).get(first).response.data))
    assert kept.size == (300, 400) and not kept.getexif()
    small = Image.open(io.BytesIO(visit(liufang).get(f"{first}?small=1").response.data))
    assert small.format == "JPEG" and max(small.size) <= 640
    assert two.content_type == "image/jpeg"
    told = Notice.select().where(Notice.kind == "event.album")
    assert {row.account_id for row in told} == {people.account_of(served).id, people.account_of(liufang).id}


def test_not_me_hides_it_at_once_and_for_good(visit, evening, coordinator, served, liufang):
    send(visit(served), evening)
    photo = EventPhoto.get()
    release(visit(coordinator), evening, photo)
    (link,) = in_album(visit(liufang), evening)
    at = f"/me/events/{evening.number}/photos/{photo.token}/not-me"
    assert "You need not say why" in visit(liufang).get(at).text
    page = visit(liufang).post(at)
    assert page.notice == "The picture is hidden, for everybody and for good."
    for person in (served, liufang):
        assert in_album(visit(person), evening) == []
        visit(person).get(link, status=404)
    assert PhotoObjection.get().client_id == liufang.id
    assert Notice.get(Notice.kind == "event.photo_hidden").account_id == people.account_of(coordinator).id
    page = visit(coordinator).get(f"/events/{evening.number}/photos?state=hidden")
    assert "does not want to be seen" in page.text and "刘芳" not in page.section("pictures")
    release(visit(coordinator), evening, photo, status=409)
    assert EventPhoto.get().state == "hidden"
    assert AuditEntry.select().where(AuditEntry.action == "event.photo_not_me").count() == 1


def test_children_are_off_unless_every_parent_says_yes(visit, evening, coordinator, served, liufang):
    mine = SignUp.get(SignUp.client == served)
    SignUp.update(guests=1, heads=2).where(SignUp.id == mine.id).execute()
    small = child(mine)
    send(visit(liufang), evening, (shot(), "1.jpg"), (shot(), "2.jpg"))
    one, two = EventPhoto.select().order_by(EventPhoto.id)
    page = release(visit(coordinator), evening, one, children="yes")
    assert "not every child" in page.refusal and EventPhoto.get_by_id(one.id).state == "hidden"
    release(visit(coordinator), evening, two, children="no")
    assert len(in_album(visit(served), evening)) == 1
    PartyGuest.update(photo_yes=True).where(PartyGuest.id == small.id).execute()
    release(visit(coordinator), evening, one, children="yes")
    assert len(in_album(visit(served), evening)) == 2
    PartyGuest.update(photo_yes=False).where(PartyGuest.id == small.id).execute()
    (left,) = in_album(visit(served), evening)
    assert two.token in left
    visit(served).get(f"/me/events/{evening.number}/photos/{one.token}", status=404)


@pytest.mark.one_engine
def test_whoever_releases_says_whether_there_are_children(visit, evening, coordinator, served):
    send(visit(served), evening)
    photo = EventPhoto.get()
    page = release(visit(coordinator), evening, photo, status=422, children="")
    assert "Please fill this in." in page.text or page.errors
    assert EventPhoto.get().state == "waits"


@pytest.mark.one_engine
def test_removed_it_is_gone_and_the_line_stays(app, visit, evening, coordinator, served):
    send(visit(served), evening)
    photo = EventPhoto.get()
    at = f"/events/{evening.number}/photos/{photo.token}"
    assert visit(coordinator).post(f"{at}/remove").notice == "The picture is removed."
    with app.app_context():
        assert not files.path_of(photo.storage_name).exists() and not files.path_of(photo.small_name).exists()
    visit(coordinator).get(at, status=404)
    assert EventPhoto.get().state == "removed" and EventPhoto.get().decided_by_id == coordinator.id
    assert AuditEntry.select().where(AuditEntry.action == "event.photo_removed").count() == 1


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"GIF89a" + b"\0" * 40, "a.gif", "is no picture"),
        (b"%PDF-1.4\n", "a.pdf", "is no picture"),
        (b"\xff\xd8\xff\xe0broken", "a.jpg", "cannot be read"),
        (b"MZ\x90\0", "a.jpg", "not a kind of file"),
        (b"", "a.jpg", "This file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\x02\0\0\0", "bomb.png", "too many pixels"),
        (b"\xff\xd8\xff" + b"\0" * (21 << 20), "large.jpg", "up to 20 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_words(app, visit, evening, served, data, name, words):
    good = (shot(), "good.jpg")
    page = send(visit(served), evening, good, (io.BytesIO(data), name), status=422)
    assert words in page.errors["attachments"]
    assert PhotoBatch.select().count() == 0
    with app.app_context():
        assert not [one for one in files.path_of("xx").parent.parent.rglob("*") if one.is_file()]


@pytest.mark.one_engine
def test_sixty_megabytes_are_refused_before_they_are_read(visit, evening, served):
    page = send(visit(served), evening, (io.BytesIO(b"\xff\xd8\xff" + b"\0" * (60 << 20)), "60.jpg"), status=413)
    assert page.refusal or "large" in page.text
    assert PhotoBatch.select().count() == 0


@pytest.mark.one_engine
def test_nothing_chosen(visit, evening, served):
    page = visit(served).post(f"/me/events/{evening.number}/photos", status=422)
    assert "at least one picture" in page.errors["attachments"]


@pytest.mark.one_engine
def test_only_who_was_there_sees_the_album(
    visit,
    evening,
    coordinator,
    served,
    liufang,
    zhaolei,
    manager,
    second_manager,
    specialist,
    branch_admin,
    other_branch_admin,
    auditor,
    head_office,
):
    send(visit(served), evening)
    photo = EventPhoto.get()
    release(visit(coordinator), evening, photo)
    other = people.client("zhoujie", "周洁", "platinum")
    at = f"/events/{evening.number}/photos"
    for client in (zhaolei, other):
        for page in (f"/me{at}", f"/me{at}/{photo.token}", f"/me{at}/{photo.token}/not-me"):
            visit(client).get(page, status=404)
        send(visit(client), evening, status=404)
    for person in (manager, specialist, other_branch_admin):
        visit(person).get(at, status=404)
        visit(person).get(f"{at}/{photo.token}", status=404)
    for person in (coordinator, branch_admin, auditor, head_office):
        visit(person).get(at)
        visit(person).get(f"{at}/{photo.token}")
    release(visit(auditor), evening, photo, status=403)
    charge(evening, second_manager, "help")
    visit(second_manager).get(at)
    visit(second_manager).get(f"{at}/{photo.token}", status=404)
    send(visit(second_manager), evening, me=False)
    mine = EventPhoto.select().order_by(EventPhoto.id.desc()).get()
    visit(second_manager).get(f"{at}/{mine.token}")
    release(visit(second_manager), evening, mine, status=403)
    visit().get(f"/me{at}/{photo.token}", status=200, follow=True)
    another = held(coordinator)
    party(another, served)
    visit(served).get(f"/me/events/{another.number}/photos/{photo.token}", status=404)


@pytest.mark.one_engine
def test_who_gave_his_seats_back_was_not_there(visit, evening, served):
    SignUp.update(cancelled_at=clock.now()).where(SignUp.client == served).execute()
    visit(served).get(f"/me/events/{evening.number}/photos", status=404)


@pytest.mark.one_engine
def test_before_it_begins_and_a_month_after_nothing_is_sent(visit, coordinator, served):
    early, late = event(coordinator), held(coordinator, hours_ago=24 * 31)
    for row in (early, late):
        party(row, served, heads=0)
        assert "30 days" in send(visit(served), row, status=409).errors["attachments"]


@pytest.mark.one_engine
def test_the_same_pictures_twice_are_sent_once(visit, evening, served):
    same = "6a8f4f0e-5a0d-4f57-9a2e-111111111111"
    for _again in range(2):
        visit(served).post(f"/me/events/{evening.number}/photos", attachments=[(shot(), "1.jpg")], submission=same)
    assert EventPhoto.select().count() == 1


def test_released_and_refused_at_once_it_is_hidden(app, evening, coordinator, served):
    """Whatever comes first, a picture that somebody does not want is not in the album."""
    who, me = people.actor(coordinator), people.actor(served)
    row = EventScope(who).by_number(evening.number)
    batch = PhotoBatch.create(event=row, account=who.account_id, at=clock.now())
    for n in range(6):
        photo = EventPhoto.create(
            batch=batch, event=row, token=f"t{n}", content_type="image/jpeg", size=1, storage_name="x", small_name="y", state="released"
        )  # fmt: skip
        together(
            app,
            lambda photo=photo: pictures.release(who, row, photo, children=False),
            lambda photo=photo: pictures.not_me(me, row, photo),
        )
        assert EventPhoto.get_by_id(photo.id).state == "hidden"


@pytest.mark.one_engine
def test_a_picture_decided_meanwhile_is_looked_at_again(visit, evening, coordinator, branch_admin, served):
    send(visit(served), evening)
    photo, at = EventPhoto.get(), f"/events/{evening.number}/photos"
    old = visit(branch_admin).get(at).value("seen")
    visit(coordinator).post(f"{at}/{photo.token}/hide", referer=at)
    visit(branch_admin).post(f"{at}/{photo.token}/release", status=409, referer=at, children="no", seen=old)
    assert EventPhoto.get().state == "hidden"


@pytest.mark.one_engine
def test_the_album_asks_a_fixed_number(visit, evening, coordinator, served, statements):
    counts = []
    for n in (1, 8):
        for _more in range(n):
            send(visit(served), evening)
        for photo in EventPhoto.select().where(EventPhoto.state == "waits").limit(n):
            release(visit(coordinator), evening, photo)
        send(visit(served), evening)
        for person, path in (
            (served, f"/me/events/{evening.number}/photos"),
            (coordinator, f"/events/{evening.number}/photos"),
        ):
            browser = visit(person)
            browser.get(path)
            with statements() as seen:
                browser.get(path)
            counts.append(len(seen))
    assert counts[:2] == counts[2:] and max(counts) <= 14, counts
