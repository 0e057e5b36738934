"""One line of the benchmark table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """Our figure against another's; less is better."""

    name: str
    ours: float
    unit: str
    against: str
    theirs: float

    @property
    def ratio(self) -> float:
        """Return ours as a multiple of theirs."""
        return self.ours / self.theirs

    def to_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "name": self.name,
            "ours": round(self.ours, 4),
            "unit": self.unit,
            "against": self.against,
            "theirs": round(self.theirs, 4),
            "ratio": round(self.ratio, 3),
        }
