"""Warnings: the letters that are never kept back from the owner of the money or account they are about.

Every other letter is bounded: one network can cause only a few in an hour, whoever they go to (`outbox.tell`).
"""

MONEY_MOVES = "money of theirs may go to somebody else"
SOMEBODY_IN = "somebody may be coming in as them, or with a phone of the group"
ACCOUNT_GOES = "somebody may be taking their account, or another way into it"
OTHERS_ANSWER = "other people answer for their money than before"

WARNINGS = {
    "account_typed": MONEY_MOVES,
    "account_approved": MONEY_MOVES,
    "account_begins": MONEY_MOVES,
    "account_retired": MONEY_MOVES,
    "payment_taken_back": MONEY_MOVES,
    "courier_cost": MONEY_MOVES,
    "refund_account_changed": MONEY_MOVES,
    "refund_readdressed": MONEY_MOVES,
    "code_denied": SOMEBODY_IN,
    "code_used": SOMEBODY_IN,
    "device_added": SOMEBODY_IN,
    "new_browser": SOMEBODY_IN,
    "pin_code_issued": SOMEBODY_IN,
    "pin_guessed": SOMEBODY_IN,
    "reset_code_issued": SOMEBODY_IN,
    "contact_changed": ACCOUNT_GOES,
    "contact_left": ACCOUNT_GOES,
    "recovery_used": ACCOUNT_GOES,
    "second_factor_off": ACCOUNT_GOES,
    "second_factor_on": ACCOUNT_GOES,
    "second_step_wrong": ACCOUNT_GOES,
    "group_moved": OTHERS_ANSWER,
    "group_change": MONEY_MOVES,
    "role_change": OTHERS_ANSWER,
    "stand_in": OTHERS_ANSWER,
}
