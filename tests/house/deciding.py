"""Deeds that decide, with the page that each is done from, and those that do not, with why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.ground import people

WHY = {"reason": "客户来电核实"}
SEAT = {"staff": "qianfeng", **WHY}
ROLE = {"role": "adviser", "branch": "FAW", "since": "2026-12-01", "until": "", "reason": "轮岗"}

DRAWN = str(Path(__file__).parent.parent / "signatures" / "signature.png")

DEEDS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    # endpoint: who decides, the page that shows it, where its form leads, what he types
    "events.submit": ("sunyue", "/events/{draft}", "/events/{draft}/submit", {}),
    "events.approve": ("zhaomin", "/events/{submitted}", "/events/{submitted}/approve", {}),
    "events.send_back": ("zhaomin", "/events/{submitted}", "/events/{submitted}/return", WHY),
    "events.publish": ("sunyue", "/events/{approved}", "/events/{approved}/publish", {}),
    "events.cancel": ("sunyue", "/events/{published}/cancel", "/events/{published}/cancel", WHY),
    "events.cancel_sign_up": ("sunyue", "{sign_up}", "{sign_up}", {}),
    "events.complete_result": ("sunyue", "{result}", "{result}/complete", {"went": "很好", "follows": ""}),
    "events.close_result": ("zhaomin", "{result}", "{result}/close", {}),
    "events.return_result": ("zhaomin", "{result}", "{result}/return", WHY),
    "events.strike": ("sunyue", "{expense}", "{expense}", WHY),
    "events.photo_release": ("sunyue", "{photos}", "{photo}/release", {"children": "no"}),
    "events.photo_hide": ("sunyue", "{photos}", "{photo}/hide", {}),
    "events.photo_remove": ("sunyue", "{photo}/remove", "{photo}/remove", {}),
    "member.introduction_answer": ("chengang", "/me/introductions", "{introduction}/answer", {"answer": "no"}),
    "member.introduction_end": ("chengang", "/me/introductions", "{introduction}/end", {}),
    "introductions.end": ("wanglei", "{proposals}", "{proposal}/end", {}),
    "member.event_cancel": ("chengang", "/me/events/{published}/cancel", "/me/events/{published}/cancel", {}),
    "member.event_accept": ("chengang", "/me/events/{full}", "/me/events/{full}/accept", {}),
    "member.event_leave": ("chengang", "/me/events/{full}/leave", "/me/events/{full}/leave", {}),
    "events.commit": ("sunyue", "{draw}", "{draw}/commit", {}),
    "events.call_digits": ("sunyue", "{draw}", "{draw}/digits", {"digits": "314159"}),
    "events.give": ("sunyue", "{draw}", "{draw}/give", {}),
    "events.pass_over": ("sunyue", "{draw}", "{draw}/pass", {}),
    "events.finish": ("sunyue", "{draw}", "{draw}/finish", {}),
    "events.void": ("sunyue", "{draw}/void", "{draw}/void", WHY),
    "events.heads": ("sunyue", "{heads}", "{heads}", {"heads": "1", "remark": "数错了"}),
    "events.settle": ("sunyue", "{conflict}", "{conflict}", {"words": "是受邀的媒体"}),
    "events.waiting_take": ("sunyue", "/events/{full}/waiting", "/events/{full}/waiting/{party}/take", {}),
    "events.waiting_leave": ("sunyue", "/events/{full}/waiting", "/events/{full}/waiting/{party}/leave", {}),
    "benefits.confirm": ("zhaomin", "/benefits/redemptions/{asked}", "/benefits/redemptions/{asked}/confirm", {}),
    "benefits.decline": ("zhaomin", "/benefits/redemptions/{asked}/decline", "/benefits/redemptions/{asked}/decline", {**WHY, "cause": "bank"}),
    "benefits.mark_used": ("zhaomin", "/benefits/redemptions/{lane}", "/benefits/redemptions/{lane}/use", {}),
    "member.voucher_cancel": ("chengang", "/me/vouchers/{asked}/cancel", "/me/vouchers/{asked}/cancel", {}),
    "partners.pin": ("sunyue", "{partner}", "{partner}/pin", {}),
    "partners.close": ("sunyue", "{partner}/close", "{partner}/close", {**WHY, "until": "2026-12-31"}),
    "partners.close_month": ("sunyue", "{partner}/2026-10", "{partner}/2026-10/close", {}),
    "ledger.correct": ("zhaomin", "{golf}/correct", "{golf}/correct", {**WHY, "by": "1"}),
    "ledger.take_back": ("zhaomin", "{used}/take-back", "{used}/take-back", WHY),
    "signatures.draw": ("chengang", "{signature}", "{signature}/draw", {"picture": (DRAWN, "")}),
    "signatures.type_name": ("chengang", "{signature}", "{signature}/type", {"typed_name": "陈刚", "password": people.PASSWORD}),
    "signatures.on_paper": ("wanglei", "{print}/paper", "{print}/paper", {"signer": "韩丽", "day": "2026-11-24", "scan": (DRAWN, "signed.png")}),
    "signatures.decline": ("chengang", "{signature}/decline", "{signature}/decline", WHY),
    "requests.take": ("wanglei", "/requests/{new}", "/requests/{new}/take", {}),
    "requests.reply": ("wanglei", "/requests/{taken}", "/requests/{taken}/reply", {"body": "请带户口本。"}),
    "requests.forward": ("wanglei", "/requests/{taken}", "/requests/{taken}/forward", {"branch": "JY", "channel": "phone", "consent_on": "2026-11-24", **WHY}),
    "requests.link": ("wanglei", "/requests/{taken}", "/requests/{taken}/links", {"other": "{new}", "kind": "duplicate"}),
    "requests.unlink": ("wanglei", "/requests/{related}", "/requests/{related}/links/{link}/end", {}),
    "requests.separate": ("wanglei", "/requests/{twice}", "/requests/{twice}/separate", {}),
    "requests.task_done": ("wanglei", "/requests/tasks/{part}", "/requests/tasks/{part}/done", {"result": "已办"}),
    "requests.withdraw_task": ("wanglei", "/requests/{asked_of}", "/requests/{asked_of}/tasks/{part}/withdraw", {}),
    "requests.resolve": ("wanglei", "/requests/{complaint}", "/requests/{complaint}/resolve", {"answer": "已办", "root_cause": "培训"}),
    "requests.close": ("wanglei", "/requests/{resolved}", "/requests/{resolved}/close", {}),
    "requests.reopen": ("wanglei", "/requests/{closed}", "/requests/{closed}/reopen", {}),
    "requests.reassign": ("wanglei", "/requests/{taken}", "/requests/{taken}/reassign", {**WHY, "staff": "lina"}),
    "member.request_withdraw": ("chengang", "/me/requests/{taken}/withdraw", "/me/requests/{taken}/withdraw", {}),
    "member.request_reopen": ("chengang", "/me/requests/{resolved}", "/me/requests/{resolved}/reopen", WHY),
    "complaints.accept": ("wanglei", "/requests/{complaint}", "/requests/{complaint}/accept", {}),
    "complaints.refuse": ("wanglei", "/requests/{complaint}/refuse", "/requests/{complaint}/refuse", {"ground": "not_ours", "words": "与我行无关"}),
    "complaints.extend": ("wanglei", "/requests/{complaint}/extend", "/requests/{complaint}/extend", WHY),
    "complaints.extension": ("luwei", "/requests/{complaint}/extension", "/requests/{complaint}/extension", {"approved": "yes", "words": "同意"}),
    "complaints.told": ("wanglei", "/requests/{complaint}/told", "/requests/{complaint}/told", {"on": "2026-11-24", "how": "电话"}),
    "complaints.withdraw": ("wanglei", "/requests/{complaint}/withdraw", "/requests/{complaint}/withdraw", WHY),
    "complaints.about": ("wanglei", "/requests/{complaint}/about", "/requests/{complaint}/about", {"about_staff": "lina"}),
    "complaints.client": ("zhaomin", "/requests/{stranger}/client", "/requests/{stranger}/client", {"client": "{client}", "client_name": "陈刚"}),
    "complaints.repeat": ("wanglei", "/requests/{complaint}", "/requests/{complaint}/repeat", {}),
    "complaints.review": ("wanglei", "/requests/{complaint}/review", "/requests/{complaint}/review", {"words": "不同意"}),
    "complaints.answer_review": ("luwei", "/requests/{complaint}/review/answer", "/requests/{complaint}/review/answer", {"outcome": "confirmed", "words": "维持"}),
    "complaints.measure_done": ("wanglei", "{measure}", "{measure}/done", {"words": "已做"}),
    "complaints.measure_look": ("wanglei", "{measure}", "{measure}/look", {"verdict": "better", "words": "减少"}),
    "member.request_review": ("chengang", "/me/requests/{complaint}", "/me/requests/{complaint}/review", {"words": "不同意"}),
    "teams.set_team": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team", {"manager": "qianfeng", **WHY}),
    "teams.correct": (
        "zhaomin", "{seat}", "{seat}", {"since": "2026-01-05", "until": "", "reason": "录入有误"},
    ),
    "teams.assign_manager": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team/manager", SEAT),
    "teams.assign_adviser": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team/adviser", {**SEAT, "staff": "lina"}),
    "teams.add_specialist": ("zhaomin", "/clients/{alone}/team", "/clients/{alone}/team/specialists", {**SEAT, "staff": "hejun"}),
    "teams.end": ("zhaomin", "/clients/{client}/team", "/clients/{client}/team/end", {**SEAT, "staff": "hejun"}),
    "absences.end": ("zhaomin", "{absence}", "{absence}/end", {}),
    "handovers.check": ("zhaomin", "{handover}/check", "{handover}/check", {"witness": "lina"}),
    "handovers.cancel": ("zhaomin", "{handover}/cancel", "{handover}/cancel", WHY),
    "handovers.sign": ("lina", "{handover}/sign", "{handover}/sign", {"password": people.PASSWORD}),
    "lists.submit": ("zhaomin", "{drafted}/submit", "{drafted}/submit", {}),
    "lists.withdraw": ("zhaomin", "{drafted}/withdraw", "{drafted}/withdraw", {}),
    "lists.leave_out": ("zhaomin", "{draft_name}", "{drafted}/leave-out", {**WHY, "clients": "{draft_client}"}),
    "lists.take_proposal": ("zhaomin", "{drafted}/screening", "{drafted}/proposals/{proposed}/take", {}),
    "list_proposals.decline": ("zhaomin", "/tiers/lists", "/tiers/lists/proposals/{proposed}/decline", WHY),
    "list_names.decide": ("gaoyuan", "{sent}", "{sent}/decide", {"decision": "approve", "reason": ""}),
    "list_review.decide": ("gaoyuan", "/tiers/lists/review/decide?names={sent_id}", "/tiers/lists/review/decide", {"decision": "approve", "names": "{sent_id}"}),
    "list_names.withdraw": ("zhaomin", "{back}", "{back}/withdraw", WHY),
    "list_names.complete": ("zhaomin", "{completing}", "{completing}/complete", {}),
    "record.confirm": ("wanglei", "/clients/{client}/profile", "/clients/{client}/confirm", {}),
    "record.accept_proposal": ("wanglei", "/clients/{client}/profile", "/clients/{client}/proposals/{proposal}/accept", {}),
    "record.decline_proposal": ("wanglei", "/clients/{client}/profile", "/clients/{client}/proposals/{proposal}/decline", WHY),
    "record.end_person": ("wanglei", "/clients/{company}/persons/{person}/end", "/clients/{company}/persons/{person}/end", WHY),
    "mine.withdraw": ("chengang", "/me/profile", "/me/profile/corrections/{proposal}/withdraw", {}),
    "relations.end": ("wanglei", "/clients/{client}/relations/{relation}/end", "/clients/{client}/relations/{relation}/end", {**WHY, "until": "2026-11-20"}),
    "holdings.end_outside": ("wanglei", "/clients/{company}/outside/{outside}/end", "/clients/{company}/outside/{outside}/end", WHY),
    "services.end": ("wanglei", "/clients/{client}/services/{service}/end", "/clients/{client}/services/{service}/end", {**WHY, "until": "2026-11-20"}),
    "services.wrong": ("wanglei", "/clients/{client}/services/{service}/wrong", "/clients/{client}/services/{service}/wrong", WHY),
    "services.resume": ("wanglei", "/clients/{client}/holdings", "/clients/{client}/services/{ended}/resume", {}),
    "quality.not_same": ("zhaomin", "/clients/duplicates", "/clients/duplicates/{pair}/not-same", WHY),
    "quality.ask_again": ("zhaomin", "/clients/duplicates?state=not_same", "/clients/duplicates/{denied}/again", {}),
    "merging.merge": ("zhaomin", "{to_merge}", "{to_merge}", {"kept_version": "1", "gone_version": "1", **WHY}),
    "merging.confirm": ("luwei", "/merges/{merge}", "/merges/{merge}/confirm", {}),
    "merging.decline": ("luwei", "/merges/{merge}", "/merges/{merge}/decline", {"words": "两代人"}),
    "merging.undo": ("zhaomin", "{merged}/undo", "{merged}/undo", {}),
    "standing.grant": ("gaoyuan", "/clients/{alone}/tier", "/clients/{alone}/tier/grant", {**WHY, "tier": "gold", "until": "2027-06-01"}),
    "standing.end_grant": ("gaoyuan", "/clients/{granted}/tier", "/clients/{granted}/tier/grant/end", WHY),
    "tiers.withdraw": ("gaoyuan", "/tiers/settings/{rules}/withdraw", "/tiers/settings/{rules}/withdraw", {}),
    "tiers.remove_level": ("gaoyuan", "/tiers/levels/ruby/remove", "/tiers/levels/ruby/remove", {}),
    "organisation.grant_role": ("zhaomin", "/staff/qianfeng", "/staff/qianfeng/roles", ROLE),
    "organisation.end_role": ("zhaomin", "/staff/qianfeng/roles/{grant}/end", "/staff/qianfeng/roles/{grant}/end", {}),
    "organisation.staff_leave": ("zhaomin", "/staff/qianfeng/leave", "/staff/qianfeng/leave", {}),
    "imports.confirm": ("zhaomin", "{import}/confirm", "{import}/confirm", {"mode": "good"}),
    "imports.discard": ("zhaomin", "{import}/discard", "{import}/discard", {}),
    "imports.decide": ("zhaomin", "{import}", "{import}/decide", {"decision": "new"}),
    "imports.stop": ("zhaomin", "{import}", "{import}/stop", {}),
    "imports.go_on": ("zhaomin", "{import}", "{import}/go-on", {}),
    "imports.undo": ("zhaomin", "{import}/undo", "{import}/undo", {}),
    "tasks.cancel": ("zhaomin", "/tasks/{task}", "/tasks/{task}/cancel", {}),
    "channels.rotate": ("admin", "{channel}", "{channel}/rotate", {}),
}  # fmt: skip

NOT_DECIDING = {
    # signing in and out, one's own account and how one's pages look
    "accounts.login_post", "accounts.demo_login", "accounts.logout", "accounts.activate", "accounts.change_password", "accounts.keys", "accounts.language",
    "accounts.theme", "accounts.sign_out_device", "accounts.sign_out_everywhere", "finding.columns", "notices.open_notice",
    "notices.read_all",  # carries the newest notice that the page showed
    # saves of a record, which carry its version
    "clients.edit", "complaints.entry", "contacts.plan", "events.edit", "events.programme", "events.budget", "events.people", "events.steps", "events.picture", "events.edit_venue", "events.kind", "filters.edit", "lists.edit", "list_names.edit", "organisation.edit_branch", "organisation.edit_staff", "partners.edit", "products.edit",
    "record.edit_person", "settings.setting", "tags.edit", "tiers.edit_level", "working_calendar.notice", "quality.required_page",
    "complaint_classes.classify", "complaint_classes.edit",
    "requests.phrase",
    # looking for something: what is sought stays out of the address
    "finding.index", "finding.numbers", "lists.screening", "requests.index", "benefits.number_at_desk",
    # something is written down, asked or filed: nothing that stands is decided about
    "complaints.new", "complaints.new_entry", "complaints.paper", "complaints.paper_received", "complaints.measure",
    "absences.new", "follow_ups.record", "benefits.new", "benefits.new_version", "benefits.news", "benefits.redeem", "member.redeem", "contacts.add_occasion", "contacts.end_occasion", "clients.new", "clients.record_consent", "clients.activation", "contacts.new", "contacts.finish", "contacts.postpone", "events.name_guests", "events.new", "events.also", "events.again", "events.keep_template", "events.remove_template", "events.new_venue", "events.close_venue", "events.open_venue",
    "events.step_done", "events.step_open",  # a line is ticked off once, and says who did
    "member.event_feedback", "events.spend", "events.photos", "member.event_photos",
    "events.check_in", "events.find", "events.new_draw", "events.printing", "events.walk_in",
    "events.audience", "events.set_places", "events.pick", "events.unpick", "events.answer_invitation", "events.waiting_not_reached", "member.event_answer", "member.event_waiting",
    "member.photo_not_me", "member.meet", "introductions.client", "events.introduce", "member.meeting_card", "member.event_guests", "record.call", "events.sign_up", "member.event_sign_up", "filters.new", "filters.save", "filters.count",
    "handovers.new", "handovers.must_know", "handovers.call", "handovers.excuse", "handovers.refresh", "handovers.leave_out",
    "handovers.move", "handovers.receivers", "handovers.receiver",  # carry the version of the handover
    "filters.freeze", "filters.delete", "holdings.note_outside", "holdings.suggestion", "home.search", "imports.new", "imports.check", "imports.columns",
    "imports.reading", "imports.value",
    "imports.row",  # carries the mark of the row
    "letters.begin", "letters.of_list", "letters.of_name", "letters.print_chosen", "letters.ready", "list_names.answer_question",
    "list_names.papers", "list_proposals.propose", "lists.add", "lists.new", "lists.take", "member.call_back", "mine.consent", "member.voucher_desk", "partners.new", "partners.price", "member.request_new", "member.request_rate", "member.request_reply",
    "mine.correct", "organisation.new_staff", "organisation.staff_activation", "picking.pick", "products.new", "quality.typed", "record.add_address", "record.add_phone",
    "record.make_main_address", "record.make_main_phone", "record.new_person", "record.remove_address", "record.remove_phone", "record.reveal",
    "relations.new", "requests.new", "requests.reply", "results.bulk_deed", "results.new", "services.new", "tags.hang", "tags.index", "tags.remove",
    "complaint_classes.new", "tags.take_off", "tiers.new_level", "tiers.new_rules", "tiers.what_if",
    "requests.ask_task", "requests.new_phrase",
    "benefits.use_at_desk",  # a partner's: a voucher is used once, and what has ended refuses
    # one's own wishes, by a link of a mail too; a switch says which way it turns; what failed is only tried again
    "notices.settings", "notices.own_settings", "notices.switch_off", "notices.again", "notices.unsubscribe_now", "channels.switch_on", "channels.switch_off", "channels.again", "channels.all_again",
    "channels.new", "channels.edit", "notice_texts.text",  # carry the version
    "notices.tell",  # a call that took place; told once
    "member.sign_terms", "benefits.ask_terms", "record.ask_signature",  # somebody is asked to sign; he decides
    "teams.proposal",  # carries line by line which seat was seen open; one that was filled meanwhile is refused
}  # fmt: skip
