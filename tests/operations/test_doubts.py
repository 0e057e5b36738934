"""Doubts are named and decide nothing."""

from awardsdesk.operations.doubts import doubts
from awardsdesk.operations.results import entries_of
from awardsdesk.operations.rounds import by_code
from awardsdesk.store.database import Database


def test_the_sample_year_has_one_expert_of_a_completing_unit(sample: Database) -> None:
    with sample.read() as session:
        found = doubts(entries_of(session, by_code(session, "2008-J")))
    assert found[0] == "2008-工-017：专家 刘𬭎 的单位“澄川理工学院”是完成单位之一，但没有回避"
    assert sum("但没有回避" in sentence for sentence in found) == 1
    assert "何燕（澄川农业大学（北校区））同时在 2008-农-016、2008-农-018、2008-农-026 中" in found
