"""Deliver a message to a customer.

E-mail: claimed, sent once tagged with its delivery, and done when SES answered. Where the answer was lost, SES's own
event (`settle_message`) says what became of it; only when none came within the grace is it sent again. Text messages
have no such event: in doubt they stay `unknown`, and a person decides.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.gateways.mail import Mail
from shared.gateways.sending import NeverAccepted
from shared.model.effects import EffectKind
from shared.model.facts import OrderMoved
from shared.model.phone_numbers import NotTextable
from shared.model.sms_segments import segments
from shared.operations.notify_staff import notify_staff
from shared.operations.read_action import version_of
from shared.operations.run_effect import Done, Dropped, Job, Kind, Outcome
from shared.operations.write_message import Letter, Occasion, gather_letter, mail_words, sms_words
from shared.store import orders, workflows

if TYPE_CHECKING:
    from shared.gateways.mail import Mailer
    from shared.gateways.sms import Texter

GRACE_SECONDS = 15 * 60
"""How long SES's event is waited for before a mail whose answer was lost is sent again."""
SMS_LEASE_SECONDS = 60
MAIL_WAITS = (30, 120, 600, 3_600, 4 * 3_600, 12 * 3_600)
SMS_WAITS = (30, 120, 600)


def message_kinds(mailer: Mailer, texter: Texter, public_url: str) -> dict[str, Kind]:
    """The kinds that `functions/notify` carries out."""
    mail = Kind(partial(_send_mail, mailer, public_url), "notify", lease=GRACE_SECONDS, waits=MAIL_WAITS)
    return {
        EffectKind.CUSTOMER_EMAIL: mail,
        EffectKind.PAYMENT_REQUEST: mail,
        EffectKind.CUSTOMER_SMS: Kind(
            partial(_send_sms, texter, public_url),
            "notify",
            lease=SMS_LEASE_SECONDS,
            in_doubt="unknown",
            waits=SMS_WAITS,
        ),
        EffectKind.STAFF_NOTICE: Kind(notify_staff, "notify", repeatable=True),
    }


def _send_mail(mailer: Mailer, public_url: str, job: Job) -> Outcome:
    letter = _letter(job, public_url)
    if isinstance(letter, Dropped):
        return letter
    if not letter.address:
        return Dropped("no_address")
    subject, text, html = mail_words(letter)
    mail = Mail(
        to=letter.address,
        sender_name=letter.shop_name,
        subject=subject,
        text=text,
        html=html,
        language=letter.language,
        list_name=f"orders.{job.place.shop}",
        reply_to=job.settings.get("reply_to"),
    )
    tags = {"shop": job.place.shop, "order": job.place.order, "effect": job.place.effect}
    return Done({"message": mailer.send(mail, tags)})


def _send_sms(texter: Texter, public_url: str, job: Job) -> Outcome:
    letter = _letter(job, public_url)
    if isinstance(letter, Dropped):
        return letter
    try:
        number = letter.number()
    except NotTextable as error:
        raise NeverAccepted(error.reason) from error
    if not number:
        return Dropped("no_number")
    words = sms_words(letter)
    message = texter.send(number, words)
    return Done({"message": message, "parts": segments(words).parts})


def _letter(job: Job, public_url: str) -> Letter | Dropped:
    args, place = job.effect.args, job.place
    head = orders.read_head(job.table, place.shop, place.order)
    flow = workflows.read_flow(job.table, place.shop, version_of(job.event, job.effect))
    occasion = Occasion.of(job.effect, head, flow) if head and flow else None
    if head is None or occasion is None:
        return Dropped("gone")
    if job.effect.not_before is not None and head.order.visit != args["visit"] and _undone(job):
        return Dropped("undone")
    letter = gather_letter(job.table, place.shop, occasion, settings=job.settings, public_url=public_url)
    return letter if letter.wanted else Dropped("paid")


def _undone(job: Job) -> bool:
    """Whether the next move went straight back to where this one came from: a mistake, taken back in time."""
    came_from = next((fact.frm for fact in job.event.facts if isinstance(fact, OrderMoved)), None)
    later = orders.read_events(job.table, job.place.shop, job.place.order, after=job.event.seq)
    moves = (fact for event in later for fact in event.facts if isinstance(fact, OrderMoved))
    following = next(moves, None)
    return following is not None and following.to == came_from
