"""Seats shared out in proportion by largest remainder."""

from collections.abc import Mapping


def apportion(seats: int, entries: Mapping[str, int]) -> dict[str, int]:
    """Give `seats` to groups in proportion to their entries.

    Equal remainders go to the group with more entries, then to the one listed first. Without entries there are no seats.
    """
    total = sum(entries.values())
    if total == 0:
        return dict.fromkeys(entries, 0)
    shares = {group: divmod(seats * count, total) for group, count in entries.items()}
    given = {group: whole for group, (whole, _remainder) in shares.items()}
    order = sorted(entries, key=lambda group: (shares[group][1], entries[group]), reverse=True)
    for group in order[: seats - sum(given.values())]:
        given[group] += 1
    return given
