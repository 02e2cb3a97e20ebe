"""The UNIQUEs for which a write runs again: somebody was faster, or a number that was drawn is taken.

All others are broken only by a fault of ours, which would break them again.
"""

from typing import Any

# On PostgreSQL two writers look, find nothing, and write: the slower one looks again and finds it. On SQLite there is
# one writer at a time, so nobody is faster.
FASTER = frozenset({
    # goods and orders
    "uq_cart_token_hash", "uq_cartline_cart_id_sku", "uq_closedday_group_id_day", "uq_orders_checkout_token",
    "uq_price_step_variant_id_pieces", "uq_product_certificate_product_id_certificate_id", "uq_product_slug",
    "uq_tariff_live", "uq_terms_group_id", "uq_nickname_group_id_words",
    "uq_search_asked_day_words", "uq_synonym_typed_meant",
    # the till
    "uq_till_uid", "uq_envelope_till_id_uid", "uq_till_day_group_id_day", "uq_till_rules_group_id",
    "uq_closing_till_day_id", "uq_parked_sale_group_id_uid", "uq_open_piece_variant_id",
    # the clock
    "uq_clock_beat_start", "uq_red_light_code_machine", "uq_mistimed_mark",
    # money
    "uq_account_live", "uq_arrival_token", "uq_bill_asked", "uq_bill_kind_ref", "uq_card_session_intent",
    "uq_card_session_live", "uq_card_session_provider_id", "uq_card_session_ref_attempt", "uq_claim_open",
    "uq_dispute_provider_id", "uq_distribution_group_id_month", "uq_payment_bill_id_card_session_id",
    "uq_payout_live", "uq_provider_event_provider_id", "uq_refund_provider_id", "uq_refund_token",
    "uq_share_rule_group_id",
    # people
    "uq_contact_proof_open", "uq_facilitation_live", "uq_group_change_open", "uq_groups_slug",
    "uq_invitation_group", "uq_invitation_instead_of", "uq_led_by_consent_live", "uq_invitation_place",
    "uq_known_browser_token_hash_person_id", "uq_known_phone_device_id_membership_id", "uq_membership_live",
    "uq_message_name", "uq_office_place_name", "uq_officer_live", "uq_reset_code_live", "uq_role_change_open",
    "uq_second_factor_person_id", "uq_seen_pin_membership_id_person_id", "uq_stand_in_live",
    # bazaars
    "uq_appeal_application_id", "uq_application_bazaar_id_group_id", "uq_bazaar_slug",
    "uq_booth_bazaar_id_number", "uq_booth_bazaar_id_row_position_part", "uq_circuit_bazaar_id_name",
    "uq_draw_bazaar_id", "uq_drawevent_application_id_kind_was", "uq_day_offer_booths", "uq_day_offer_group",
    "uq_invited_office_live", "uq_judging_undoes_id", "uq_landmark_bazaar_id_row_position",
    "uq_ownquestion_bazaar_id_text", "uq_performance_bazaar_id_day_starts_stage", "uq_pin_application_id_slot_id",
    "uq_plan_bazaar_id_version", "uq_site_bazaar_id_name", "uq_slot_bazaar_id_day_starts",
    "uq_notice_application_id_occasion", "uq_reply_waiting", "uq_reply_waiting_day", "uq_standby_live",
    "uq_visitor_count_undoes_id", "uq_complaint_key_hash", "uq_complaint_look_complaint_id_by_id_day",
})  # fmt: skip
# Letters drawn at random, others with each try: by table and column, as SQLite names them.
DRAWN = frozenset({
    "orders.number", "quote.number", "payout_batch.number", "application.number", "complaint.number",
    "written_order.number",
})  # fmt: skip
DRAWN_NAMES = frozenset("uq_" + column.replace(".", "_") for column in DRAWN)
BROKEN = "UNIQUE constraint failed: "  # as SQLite says it


def helps_again(error: Any) -> bool:
    """Whether another try can help against what a database driver raised: because of a UNIQUE that is named here."""
    if hasattr(error, "sqlstate"):
        name = error.diag.constraint_name
        return name in FASTER or name in DRAWN_NAMES
    text = str(error)
    return text.startswith(BROKEN) and text.removeprefix(BROKEN) in DRAWN
