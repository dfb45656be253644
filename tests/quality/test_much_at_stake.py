"""A merge of much is proposed by one branch admin and confirmed by another."""

from __future__ import annotations

import pytest

from portal.actions.quality import merging
from portal.models import Client, ClientMerge, Notice
from tests.ground import people
from tests.ground.together import together
from tests.quality.steps import merge, path, versions


class TestMuchAtStake:
    """Above a setting of AUM a second branch admin confirms."""

    @pytest.fixture
    def proposed(self, visit, branch_admin, upper_admin, twice):
        kept, gone = twice
        Client.update(aum=100_000_000).where(Client.id == gone.id).execute()
        page = merge(visit, branch_admin, kept, gone, name="typed", name_typed="陈 刚")
        assert page.notice == "Proposed. Another branch admin confirms it."
        return kept, gone, ClientMerge.get()

    def test_it_works(self, visit, branch_admin, upper_admin, proposed):
        kept, gone, row = proposed
        assert row.state == "proposed" and Client.get_by_id(gone.id).merged_into_id is None
        assert [n.account.staff_id for n in Notice.select().where(Notice.kind == "merge.proposed")] == [upper_admin.id]
        page = visit(upper_admin).get(f"/merges/{row.id}")
        assert ["Name", "陈刚", "陈钢", "陈 刚"] in page.table("chosen")
        assert visit(upper_admin).post(f"/merges/{row.id}/confirm").path == f"/clients/{kept.number}"
        assert (Client.get_by_id(kept.id).name, Client.get_by_id(gone.id).merged_into_id) == ("陈 刚", kept.id)

    def test_who_proposed_may_not_confirm(self, visit, branch_admin, proposed):
        visit(branch_admin).post(f"/merges/{proposed[2].id}/confirm", status=422)
        assert "another branch admin confirms" in visit(branch_admin).get(f"/merges/{proposed[2].id}").text
        assert ClientMerge.get().state == "proposed"

    def test_others_may_not(self, visit, manager, other_branch_admin, head_office, proposed):
        visit(manager).post(f"/merges/{proposed[2].id}/confirm", status=403)
        visit(head_office).post(f"/merges/{proposed[2].id}/confirm", status=403)
        visit(other_branch_admin).post(f"/merges/{proposed[2].id}/confirm", status=404)
        visit(other_branch_admin).get(f"/merges/{proposed[2].id}", status=404)

    def test_declined_with_words_and_proposed_again(self, visit, branch_admin, upper_admin, proposed):
        kept, gone, row = proposed
        assert "words" in visit(upper_admin).post(f"/merges/{row.id}/decline", status=422, words="").errors
        page = visit(upper_admin).post(f"/merges/{row.id}/decline", words="两代人")
        assert "两代人" in page.text and ClientMerge.get().state == "declined"
        visit(upper_admin).post(f"/merges/{row.id}/confirm", status=409)
        assert Client.get_by_id(gone.id).merged_into_id is None
        assert merge(visit, branch_admin, kept, gone).notice.startswith("Proposed")

    def test_not_while_another_waits(self, visit, branch_admin, proposed):
        kept, gone, _ = proposed
        visit(branch_admin).post(path(gone, kept), status=409, reason="x", **versions(gone, kept))
        assert ClientMerge.select().count() == 1

    def test_a_record_that_changed_since_is_looked_at_again(self, visit, upper_admin, proposed):
        kept, _, row = proposed
        Client.update(version=Client.version + 1).where(Client.id == kept.id).execute()
        visit(upper_admin).post(f"/merges/{row.id}/confirm", status=409)
        assert ClientMerge.get().state == "proposed"

    def test_two_confirm_at_once(self, app, visit, upper_admin, proposed):
        people.staff("luhua", "陆华", "branch_admin", at="CC")
        actors = [people.actor("luwei"), people.actor("luhua")]
        found = together(app, *(lambda a=a: merging.confirm(a, proposed[2].id) for a in actors))
        assert sorted(type(one).__name__ for one in found) == ["ClientMerge", "WrongState"], found
