"""Every planted bug: by which scenario it shows, and which invariant must name it."""

from typing import Final

__all__ = ["CAUGHT", "TOLD"]

CAUGHT: Final[dict[str, tuple[str, int]]] = {
    "no_inbox": ("repeated", 4),
    "inbox_committed_first": ("killed_before_commit", 3),
    "acknowledge_before_commit": ("killed_before_commit", 3),
    "position_not_written": ("plain", 3),
    "from_the_end": ("away", 3),
    "dedupe_by_sequence": ("same_sequences", 3),
    "failed_batch_acknowledged": ("one_fails", 3),
    "failed_event_dropped": ("one_fails", 3),
    "followers_flow": ("one_fails", 5),
    "parked_check_before_inbox": ("one_fails_far_ahead", 5),
    "retry_overtakes": ("one_fails", 5),
    "key_let_go": ("one_fails", 7),
    "unsorted_locks": ("two_owners", 7),
    "early_fact_refused": ("late_beginning", 7),
    "change_missing": ("one_after_another", 2),
    "outbox_row_missing": ("plain", 1),
    "sequence_not_raised": ("one_after_another", 5),
    "cause_invented": ("plain", 6),
    "published_uncommitted": ("plain", 2),
    "wrong_key": ("plain", 5),
    "new_id_per_send": ("killed_in_the_relay", 2),
    "failed_send_deleted": ("plain", 1),
    "relay_reversed": ("plain", 5),
    "relay_cursor": ("committed_late", 7),
    "delete_before_acknowledgement": ("killed_in_the_relay", 1),
}
"""Bugs of the chassis, planted into its sample service."""

TOLD: Final[dict[str, tuple[str, int]]] = {
    "mail_before_its_attempt": ("killed_after_hand_over", 10),
    "handed_over_twice": ("told", 10),
    "quiet_hours_unknown": ("told", 10),
    "opted_out_is_told": ("told", 10),
    "name_in_the_log": ("told", 12),
    "command_not_audited": ("told", 11),
    "key_not_kept": ("killed_before_the_answer", 4),
    "scope_not_set": ("told", 9),
}
"""Bugs towards people and callers, planted into notification."""
