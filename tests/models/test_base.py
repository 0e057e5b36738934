"""Names of records."""

from uuid import RFC_4122, UUID

from awardsdesk.models.base import new_uid


def test_names_are_of_version_7_and_in_the_order_of_time() -> None:
    made = [UUID(new_uid()) for _each in range(2000)]
    assert {(each.version, each.variant) for each in made} == {(7, RFC_4122)}
    assert len(set(made)) == 2000
    times = [each.int >> 80 for each in made]
    assert times == sorted(times)
