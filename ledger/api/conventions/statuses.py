"""Statuses: the one table that says which HTTP status a code answers with.

400 the request cannot be understood · 401 who is asking is not known · 403 known, and not allowed · 404 not there, or
not yours · 409 the books are in a state that excludes it · 422 understood, and not acceptable as it is. Every code of
``refusal_texts.TEXTS`` and of ``door_texts.DOOR_TEXTS`` stands here exactly once; a test walks all of them.
"""

from __future__ import annotations

from typing import Final

_CODES: Final[dict[int, str]] = {
    400: """
        request_malformed body_missing json_malformed idempotency_key_missing idempotency_key_malformed cursor_invalid
        grant_type_unsupported token_request_invalid access_reason_missing
    """,
    401: """
        token_missing token_invalid token_expired client_not_active client_credentials_invalid
        invitation_not_usable login_or_password_wrong session_not_live
    """,
    403: "permission_missing password_change_required caller_is_no_user",
    404: """
        resource_unknown accrual_unknown activity_unknown client_unknown organization_unknown position_unknown
        program_unknown redemption_unknown transaction_unknown document_unknown import_unknown
        allotment_proposal_unknown rule_draft_unknown rule_version_unknown program_draft_unknown sanction_unknown
        proposal_unknown
        tiers_not_set
        certificate_unknown certificate_code_unknown
        objection_unknown
        user_unknown
        period_unknown period_line_unknown period_not_closed
        checkpoint_unknown not_in_a_checkpoint_yet
    """,
    405: "method_not_allowed",
    406: "representation_not_available",
    409: """
        nothing_to_erase texts_in_use
        accrual_already_reversed accrual_not_posted allotment_exceeded claim_not_open claim_not_returned
        same_person_approval step_not_due
        cancel_window_closed capture_exceeds_hold client_already_revoked
        exceeds_available_balance hold_already_settled ledger_already_open limit_reached program_limit_reached
        program_not_open redemption_not_captured reference_already_used registration_number_taken
        reversal_exceeds_accrual source_event_already_posted version_not_next
        owner_taken
        allotment_already_approved followed_rule_follows followed_rule_unknown rule_changes_whether_it_follows
        rule_draft_changed rule_not_simulated rule_version_already_in_force
        arrears_stand capture_is_for_the_owner nobody_applied
        balance_below_minimum company_already_in_pool organization_not_eligible pool_closed pool_full
        pool_too_small program_not_pooled program_selects_nobody redemption_already_fulfilled
        redemption_already_selected redemption_already_submitted redemption_not_selected redemption_not_submitted
        redemption_pooled selection_incomplete
        program_already_closed program_version_already_in_force
        nothing_to_forfeit sanction_already_decided sanction_expired
        lot_not_available not_affiliated nothing_to_transfer organization_closed organization_merged
        too_many_affiliates wallet_not_empty
        proposal_already_decided proposal_expired bound_exceeded exceeds_arrears exceeds_lapsed
        tier_below_minimum
        objection_already_decided objection_already_open objection_window_closed
        grant_needs_two_persons last_approver last_two_persons login_taken
        certificate_already_revoked certificate_day_not_kept
        period_already_closed period_not_next period_not_over period_not_settled
        log_key_already_set
    """,
    413: "body_too_large",
    415: "media_type_unsupported",
    422: """
        sample_frame_not_fixed
        merger_takes_everything points_and_lots_told transfer_to_itself
        organization_holds_no_points last_day_is_over expires_on_missing
        expires_on_not_for_debit
        amount_out_of_range documents_missing pool_unknown pooled_capture_must_be_whole redemption_named_twice
        redemption_not_in_call
        activity_follows_others award_in_too_many_lots documents_too_many
        evidence_missing share_holders_unsound shares_do_not_add_up started_after_it_occurred
        activates_after_expiry
        grace_out_of_range points_without_reversal
        activity_not_eligible agreement_reference_missing agreement_reference_not_used batch_refused
        cumulative_reversal_must_be_whole idempotency_key_reused input_missing input_out_of_range input_unknown
        no_rule_in_force occurred_in_the_future organization_is_not_a_company organization_kind_unknown
        quantity_out_of_range registration_number_invalid registration_number_missing
        role_not_for_kind terms_invalid
        organization_size_unknown owner_not_a_code owner_not_for_kind region_not_a_code
        organization_is_not_a_university period_ends_before_it_begins rules_file_invalid programs_file_invalid
        tiers_file_invalid

        import_columns_missing import_column_repeated import_file_unreadable import_header_not_found
        import_mapping_invalid

        cell_missing cell_not_a_code cell_not_a_date cell_not_a_digest cell_not_a_text cell_not_a_whole_number
        cell_not_an_id companies_differ evidence_not_uploaded registration_number_unknown source_event_repeated

        selection_cell_unreadable selection_column_repeated selection_columns_missing selection_file_unreadable
        selection_redemption_unknown selection_result_unknown selection_row_repeated

        validation_failed unknown_field unknown_parameter parameter_repeated field_missing field_is_null
        not_an_object not_a_list list_length_out_of_range not_text text_length_out_of_range text_not_normalized
        text_has_control_characters text_shape_unexpected not_a_whole_number number_out_of_range not_a_date
        not_an_instant not_a_position_or_instant not_a_flag not_one_of

        cosigner_unknown cosignature_not_good

        login_not_an_address password_guessable password_not_new password_too_long password_too_short password_wrong
    """,
    429: "too_many_attempts",
    500: "internal_error history_not_extended signing_key_missing",
    503: "store_unavailable",
}

STATUSES: Final[dict[str, int]] = {code: status for status, codes in _CODES.items() for code in codes.split()}
"""Code to HTTP status."""

CODE_OF_STATUS: Final[dict[int, str]] = {
    404: "resource_unknown",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "media_type_unsupported",
    500: "internal_error",
    503: "store_unavailable",
}
"""The code for an error that the web framework raises by itself; any other 4xx is ``request_malformed``."""
