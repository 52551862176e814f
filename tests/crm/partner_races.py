"""Two people at the same moment over the same money, on a real file database: run in a process of its own.

Prints, as JSON, what each of two threads was told: ``ok`` or the code of the refusal.
"""

import json
import sys
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import django
from django.core.management import call_command
from django.db import connections


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """What came of deeds that begin together, each in a thread with its own connection."""
    from tongpin.crm.errors import TongpinError

    start, told = Barrier(len(deeds)), []

    def do(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            told.append("ok")
        except TongpinError as error:
            told.append(error.code)
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)


def main() -> dict[str, list[str]]:
    """The races, one after the other, on one partner's money."""
    from tests.crm.builders import TODAY
    from tests.crm.partnering import agreement_of, introduced, order_of, partner_of, received
    from tongpin.crm import clock
    from tongpin.crm.audit.selectors import verify_chain
    from tongpin.crm.partners import paying, stating, talking
    from tongpin.crm.partners.access import give_access
    from tongpin.crm.partners.models import PartnerPayment, Statement
    from tongpin.crm.users.models import Role, User

    clock.today = lambda: TODAY
    seller = User.objects.create(username="alice")
    keeper, tom, ann = (User.objects.create(username=name, role=Role.MANAGER) for name in ("maria", "tom", "ann"))
    officer = User.objects.create(username="officer", role=Role.COMPLIANCE)
    agreement = agreement_of(keeper, partner_of(keeper))
    sale = order_of(seller, "临江纸业", 100000)
    introduced(seller, agreement, sale)
    received(seller, sale, 40000)
    found: dict[str, list[str]] = {}

    def draft() -> object:
        return stating.draft_statement(user=keeper, agreement_id=agreement.pk, until=TODAY)

    found["draft"] = at_once(draft, draft)
    statement = Statement.objects.get()
    found["send"] = at_once(*[lambda: stating.send_statement(user=keeper, statement_id=statement.pk)] * 2)

    def ask(invoice: str) -> Callable[[], object]:
        money = {"amount": Decimal(2000), "invoice_amount": Decimal(2000), "invoice_number": invoice}
        return lambda: paying.ask_payment(user=keeper, agreement_id=agreement.pk, **money)

    found["ask"] = at_once(ask("YF-1"), ask("YF-2"))
    payment = PartnerPayment.objects.get()

    def approve(user: User) -> Callable[[], object]:
        return lambda: paying.approve_payment(user=user, payment_id=payment.pk)

    found["approve"] = at_once(approve(tom), approve(ann))
    found["pay"] = at_once(*[lambda: paying.pay(user=keeper, payment_id=payment.pk, on=TODAY)] * 2)
    visitor = give_access(user=officer, partner_id=agreement.partner_id, username="yuanfan", password="lake-street-42")
    found["confirm"] = at_once(*[lambda: talking.confirm_statement(user=visitor, statement_id=statement.pk)] * 2)
    found["chain"] = [str(verify_chain().holds)]
    return found


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    sys.stdout.write(json.dumps(main()))
