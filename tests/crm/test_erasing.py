"""One person's file, handed out and erased: no trace of the name is left anywhere, and the log's chain holds."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.crm.builders import TODAY, import_case
from tongpin.crm.accounts.actions import create_account, create_person, update_person
from tongpin.crm.activities.actions import record_note
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.selectors import verify_chain
from tongpin.crm.casefile import case_of
from tongpin.crm.concerns.actions import add_concern
from tongpin.crm.errors import TongpinError
from tongpin.crm.models import Activity, Erasure, LogEntry, Opportunity, Stakeholder, User
from tongpin.crm.needs.actions import add_need
from tongpin.crm.opportunities.actions import share_opportunity
from tongpin.crm.opportunities.people import update_stakeholder
from tongpin.crm.people.actions import draw_line
from tongpin.crm.people.erasing import erase_person, export_person, masked
from tongpin.crm.people.merging import set_other_names
from tongpin.crm.plans.actions import add_task, call_meeting
from tongpin.crm.team.actions import set_counterpart
from tongpin.crm.users.models import Role
from tongpin.exchange import dealfile
from tongpin.method.case import Account, Case

NAME, SOUND = "欧阳拾柒", "Ouyang Shiqi"


@pytest.fixture
def part(alice: User, opportunity: Opportunity) -> Stakeholder:
    """Somebody with a name that nobody else has, whom every kind of record speaks of."""
    part = Stakeholder.objects.filter(opportunity=opportunity).order_by("pk")[0]
    other = Stakeholder.objects.filter(opportunity=opportunity).order_by("pk")[1]
    here: dict[str, Any] = {"user": alice, "opportunity_id": opportunity.pk}
    update_person(user=alice, person_id=part.person_id, name=NAME, title="设备科长")
    set_other_names(user=alice, person_id=part.person_id, other_names=[SOUND])
    record_note(**here, text=f"{NAME}说预算批了。Met {SOUND.upper()} again; 欧阳拾柒 wants a demo.", who=[part.code])
    add_need(**here, text=f"{NAME}想少停机", date=TODAY, who=part.code)
    add_concern(**here, text=f"{SOUND} fears the audit", date=TODAY, who=part.code)
    update_stakeholder(user=alice, stakeholder_id=part.pk, attitude=2, worries=f"{NAME}怕担责", influence=4)
    draw_line(**here, speaker=part.code, listener=other.code)
    add_task(**here, text=f"请{NAME}吃透方案", who=part.code)
    call_meeting(**here, agenda=[f"{NAME}态度"], invited=["售后"])
    member = opportunity.members.first()
    assert member is not None
    set_counterpart(**here, member_id=member.pk, who=part.code, they_expect=f"{NAME}要周报")
    return part


def traces() -> list[str]:
    """Where his name still stands: every column of every table, whatever kind it is."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.values():
            found += [
                f"{model.__name__}.{column}"
                for column, value in row.items()
                if any(name.lower() in str(value).lower() or ascii_of(name) in str(value) for name in (NAME, SOUND))
            ]
    return found


def ascii_of(name: str) -> str:
    return name.encode("unicode_escape").decode()


def test_nothing_of_the_name_is_left(alice: User, maria: User, opportunity: Opportunity, part: Stakeholder) -> None:
    assert {"Person.name", "Activity.text", "LogEntry.payload", "Stakeholder.worries"} <= set(traces())
    erased = erase_person(user=maria, person_id=part.person_id)
    assert traces() == []
    assert erased.rows > 5
    assert verify_chain().holds
    assert verify_chain().erased == LogEntry.objects.filter(payload=None).count() > 0
    exported = dealfile.dump(case_of(opportunity.pk, TODAY))
    assert NAME not in exported
    assert SOUND not in exported
    assert Erasure.objects.get().by == maria


def test_what_happened_stays_without_him(alice: User, maria: User, opportunity: Opportunity, part: Stakeholder) -> None:
    erase_person(user=maria, person_id=part.person_id)
    case = case_of(opportunity.pk, TODAY)
    person = case.person(part.code)
    assert person is not None
    assert (person.name, person.title, person.attitude, person.roles) == ("", "", None, ())
    assert any(part.code in entry.who for entry in case.timeline)
    assert any("想少停机" in need.text for need in case.needs)
    assert Activity.objects.filter(text__startswith="＊＊＊＊说预算批了").count() == 1


def test_places_of_signals_stay_right(alice: User, maria: User, opportunity: Opportunity, part: Stakeholder) -> None:
    before = list(opportunity.signals.order_by("pk").values_list("start", "end"))
    erase_person(user=maria, person_id=part.person_id)
    assert list(opportunity.signals.order_by("pk").values_list("start", "end")) == before


def test_only_managers_erase_and_there_is_no_way_back(
    alice: User, maria: User, charlie: User, part: Stakeholder
) -> None:
    for user, code in ((alice, "not_allowed"), (charlie, "not_allowed")):
        with pytest.raises(TongpinError) as error:
            erase_person(user=user, person_id=part.person_id)
        assert error.value.code == code
    erase_person(user=maria, person_id=part.person_id)
    with pytest.raises(TongpinError) as error:
        undo_last_gesture(user=maria)
    assert error.value.code == "nothing_to_undo"


def test_a_namesake_elsewhere_keeps_his_name(alice: User, maria: User, part: Stakeholder) -> None:
    account = create_account(user=alice, name="别家医院")
    namesake = create_person(user=alice, account_id=account.pk, name=NAME)
    erase_person(user=maria, person_id=part.person_id)
    namesake.refresh_from_db()
    assert namesake.name == NAME


def test_the_file_holds_all_that_is_known_of_him(alice: User, part: Stakeholder, charlie: User) -> None:
    told = export_person(user=alice, person_id=part.person_id)
    assert told["person"]["name"] == NAME
    assert told["parts"][0]["part"]["attitude"] == 2
    assert told["parts"][0]["needs"]
    assert told["parts"][0]["ties"]
    assert len(told["texts"]) == 1
    with pytest.raises(TongpinError) as error:
        export_person(user=charlie, person_id=part.person_id)
    assert error.value.code == "not_found"


def test_a_short_name_is_not_found_inside_words() -> None:
    assert masked("Met Li. Delivery of an LI-ion pack, says LI; an An.", ("Li", "An")) == (
        "Met ＊＊. Delivery of an ＊＊-ion pack, says ＊＊; an ＊＊."
    )
    assert masked("Peter说好，SALTPETER and peter", ("Peter",)) == "＊＊＊＊＊说好，SALTPETER and ＊＊＊＊＊"


def test_what_many_are_called_goes_only_from_his_own_company(
    alice: User, maria: User, opportunity: Opportunity, part: Stakeholder
) -> None:
    set_other_names(user=alice, person_id=part.person_id, other_names=["王总", "Li"])
    record_note(user=alice, opportunity_id=opportunity.pk, text="王总和Li谈过了。")
    other = import_case(user=alice, case=Case(id="elsewhere", today=TODAY, account=Account(name="别家纸业")))
    elsewhere = record_note(user=alice, opportunity_id=other.pk, text="王总来电，Li 也在，delivery 谈定。")
    kept = LogEntry.objects.filter(opportunity_id=other.pk).exclude(payload=None).count()
    erase_person(user=maria, person_id=part.person_id)
    elsewhere.refresh_from_db()
    assert elsewhere.text == "王总来电，Li 也在，delivery 谈定。"
    assert LogEntry.objects.filter(opportunity_id=other.pk).exclude(payload=None).count() == kept
    assert Activity.objects.filter(opportunity=opportunity, text="＊＊和＊＊谈过了。").exists()


def test_nobody_reads_or_erases_through_a_share_of_another_opportunity(
    alice: User, charlie: User, admin: User, opportunity: Opportunity, part: Stakeholder
) -> None:
    """A share lets into the account, and not into its other opportunities."""
    second = import_case(user=alice, case=Case(id="second", today=TODAY))
    Opportunity.objects.filter(pk=second.pk).update(account=opportunity.account_id)
    share_opportunity(user=alice, opportunity_id=second.pk, with_user=charlie, may_change=True)
    User.objects.filter(pk=charlie.pk).update(role=Role.MANAGER)
    charlie.refresh_from_db()
    told = export_person(user=charlie, person_id=part.person_id)
    assert told["parts"] == []
    assert told["texts"] == []
    with pytest.raises(TongpinError) as error:
        erase_person(user=charlie, person_id=part.person_id)
    assert error.value.code == "not_allowed"
    assert export_person(user=admin, person_id=part.person_id)["texts"]


def test_masking_keeps_the_length_and_goes_into_lists() -> None:
    assert masked({"a": ["王五来了"], "n": 3}, ("王五",)) == {"a": ["＊＊来了"], "n": 3}
    assert len(masked(f"Met {SOUND}.", (SOUND,))) == len(f"Met {SOUND}.")


def test_the_file_of_the_database_forgets_too(maria: User, part: Stakeholder) -> None:
    """What is deleted is overwritten, so that no free page of the file holds it."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL empties its pages by VACUUM; the manual says how")
    erase_person(user=maria, person_id=part.person_id)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
