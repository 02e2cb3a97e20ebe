"""Every table, for migrations and for programs that need them all."""

from sqlmodel import SQLModel

from market.bazaars import bazaar, whose
from market.bazaars.after import amendment, appeal, day_offer, swap
from market.bazaars.allotting import audit, objection, pins, plan, standby, waitlist
from market.bazaars.booking import announcement, booking, found, notice, reply
from market.bazaars.complaints import complaint, keeping
from market.bazaars.planning import comment, landmark, named_draw, programme, rounds, site, steps
from market.bazaars.registering import application, judging, question
from market.bazaars.reporting import report_picture, turnover, visitors
from market.catalog import category, certified, product, variant
from market.catalog.searching import asked, change, synonym
from market.inventory import direct_sale, hold, lot, movement
from market.kernel import beat, limits, mistimed, press, red_light, slowdown
from market.messages import outbox
from market.orders import line_lot, order, terms
from market.orders.books import sharing
from market.orders.cart import cart
from market.orders.placing import price_step, quote
from market.orders.written import nickname, written_order
from market.payments import (
    account,
    arrival,
    bill,
    card,
    card_desk,
    claim,
    dispute,
    ledger,
    payment,
    payout,
    recap,
    refund,
    refund_account,
    refund_addresses,
)
from market.people import (
    act,
    bond,
    certificate,
    consent,
    device,
    group,
    helpers,
    invitation,
    known_browser,
    login,
    membership,
    office,
    pending_login,
    person,
    reset_code,
    security,
)
from market.people.approving import code_request, known_phone, pin_code, stand_in
from market.people.facts import group_change, led_by
from market.people.founding import founding
from market.people.owning import appointing, start_link
from market.people.roles import role_change
from market.people.signing_in import contact, denial, second_factor
from market.till import bon, day, envelope, open_piece, parked, returned, rules, sale, task, till

MODULES = (
    amendment, announcement, appeal, application, bazaar, booking, comment, day_offer, found, judging, landmark,
    audit, named_draw, notice, objection, office, pins, plan, question, reply,
    complaint, keeping, report_picture, turnover, visitors,
    programme, rounds, site, standby, steps, swap, waitlist, whose,
    category, certified, product, variant, asked, change, synonym, direct_sale, hold, lot, movement, limits,
    beat, mistimed, red_light, written_order, nickname,
    press, slowdown, outbox, cart, order, line_lot, quote, price_step, sharing, terms, account, arrival, bill, card,
    card_desk, dispute, claim, ledger, payment, payout, recap, refund, refund_account, refund_addresses, act,
    appointing, led_by,
    certificate, code_request, consent, contact, denial, device, founding, group, group_change, helpers, invitation,
    login, bond, membership, person, pin_code, reset_code, role_change, security, stand_in, start_link, known_browser,
    known_phone, pending_login, second_factor,
    bon, day, envelope, open_piece, parked, returned, rules, sale, task, till,
)  # fmt: skip
metadata = SQLModel.metadata
