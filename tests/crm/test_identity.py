"""What tells companies and people apart: credit code, mail domain, address; office telephone and mail."""

import pytest
from django.utils.translation import override

from tests.crm.partnering import CODE
from tongpin.crm.accounts.actions import create_account, create_person, update_account, update_person
from tongpin.crm.accounts.models import Person
from tongpin.crm.audit.actions import undo_last_gesture
from tongpin.crm.audit.models import LogEntry
from tongpin.crm.errors import TongpinError
from tongpin.crm.opportunities.models import Opportunity
from tongpin.crm.people.erasing import erase_person, export_person
from tongpin.crm.people.merging import merge_people
from tongpin.crm.users.models import User


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("9133010079965505", "18 signs"),
        ("91330100O99655058B", "no credit code has"),
        ("91330100799655068B", "Sign 17"),
        ("91330100799655058A", "check digits do not fit"),
    ],
)
def test_a_bad_credit_code_is_told_by_what_is_wrong(alice: User, code: str, told: str) -> None:
    account = create_account(user=alice, name="临江纸业")
    with override("en"), pytest.raises(TongpinError) as refused:
        update_account(user=alice, account_id=account.pk, credit_code=code)
    assert told in refused.value.values["fields"]["credit_code"][0]


def test_what_is_kept_can_be_compared(alice: User) -> None:
    facts = {"credit_code": " 91330100-799655058b ", "mail_domain": "https://www.LinJiang.example/contact"}
    account = create_account(user=alice, name="临江纸业", **facts)
    assert (account.credit_code, account.mail_domain) == (CODE, "linjiang.example")
    update_account(user=alice, account_id=account.pk, mail_domain="buyer@linjiang.example", address="纸厂路1号")
    account.refresh_from_db()
    assert (account.mail_domain, account.address) == ("linjiang.example", "纸厂路1号")
    with pytest.raises(TongpinError):
        update_account(user=alice, account_id=account.pk, mail_domain="没有")
    update_account(user=alice, account_id=account.pk, credit_code="", mail_domain="")
    undo_last_gesture(user=alice)
    account.refresh_from_db()
    assert account.credit_code == CODE


def test_telephone_and_mail_are_handed_out_merged_and_erased(
    alice: User, maria: User, opportunity: Opportunity
) -> None:
    one, other = (row.person for row in opportunity.stakeholders.select_related("person").order_by("pk")[:2])
    update_person(user=alice, person_id=other.pk, phone="027 8888 1234", mail="fang@steel.example")
    merge_people(user=alice, keep_id=one.pk, gone_id=other.pk)
    kept = Person.objects.get(pk=one.pk)
    assert (kept.phone, kept.mail) == ("027 8888 1234", "fang@steel.example")
    assert export_person(user=alice, person_id=one.pk)["person"]["phone"] == "027 8888 1234"
    switchboard = {"phone": "027 8888 0000", "mail": "info@steel.example"}
    colleague = create_person(user=alice, account_id=opportunity.account_id, name="秦和平", **switchboard)
    update_person(user=alice, person_id=one.pk, mail=switchboard["mail"])
    erase_person(user=maria, person_id=one.pk)
    colleague.refresh_from_db()
    assert (colleague.phone, colleague.mail) == ("027 8888 0000", "info@steel.example")
    kept.refresh_from_db()
    assert (kept.phone, kept.mail) == ("", "")
    assert not any("8888 1234" in (entry.payload or "") for entry in LogEntry.objects.all())


def test_a_new_person_comes_with_how_to_reach_the_office(alice: User, opportunity: Opportunity) -> None:
    made = create_person(user=alice, account_id=opportunity.account_id, name="新人", phone="027 1", mail="x@y.example")
    assert (made.phone, made.mail, made.title) == ("027 1", "x@y.example", "")
    with pytest.raises(TongpinError):
        create_person(user=alice, account_id=opportunity.account_id, name="新人", account_id_of="别家")
