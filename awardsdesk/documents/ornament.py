"""The ornament of a certificate, all vectors: a woven or fretted band between fine lines, corners, a pale rosette."""

from collections.abc import Callable
from functools import cache
from math import cos, pi, sin, tau

from awardsdesk.documents.layouts import Frame, Layout
from awardsdesk.documents.pdf import MM, Ink

Curve = Callable[[float], tuple[float, float]]

_HAIR = 0.3


@cache
def ornament(layout: Layout) -> Ink:
    """Return everything of a certificate that is not text."""
    ink = Ink()
    ink.raw("1 j 1 J")
    wide, high = (side * MM for side in layout.page)
    frame = layout.frame
    if frame.underprint:
        _underprint(ink, wide / 2, high * 0.47, frame.rosette * MM, frame.underprint)
    _frame(ink, frame, wide, high)
    if layout.rule:
        _flourish(ink, wide / 2, high - layout.rule.y * MM, layout.rule.w * MM, layout.rule.colour)
    return ink


def _frame(ink: Ink, frame: Frame, wide: float, high: float) -> None:
    """Draw the lines, the band on four sides, and the corners."""
    margin, band = frame.margin * MM, frame.width * MM
    for inset, colour, width in (
        (0.0, frame.line, 1.8),
        (1.1 * MM, frame.ornament, 0.5),
        (2.2 * MM + band, frame.ornament, 0.5),
        (3.2 * MM + band, frame.line, 0.9),
    ):
        d = margin + inset
        ink.pen(colour, width)
        ink.rectangle(d, d, wide - 2 * d, high - 2 * d)
    across, upright = (_side(frame, margin + 1.65 * MM, length, band) for length in (wide, high))
    # Each side is turned so that the pattern's foot is always outside.
    for side, matrix in (
        (across, "1 0 0 1 0 0"),
        (upright, f"0 1 -1 0 {wide:.2f} 0"),
        (across, f"-1 0 0 -1 {wide:.2f} {high:.2f}"),
        (upright, f"0 -1 1 0 0 {high:.2f}"),
    ):
        ink.raw(f"q {matrix} cm", side, "Q")


def _side(frame: Frame, inner: float, length: float, band: float) -> str:
    """Return the operators of one side: the band between two corner squares, and the first of these."""
    ink = Ink()
    ink.pen(frame.ornament, 0.6 if frame.band == "fret" else _HAIR)
    draw = _fret if frame.band == "fret" else _woven
    draw(ink, frame, inner + band, inner, length - 2 * (inner + band), band)
    _corner(ink, frame, inner, band)
    return ink.code


def _woven(ink: Ink, frame: Frame, x: float, y: float, length: float, band: float) -> None:
    """Weave strands of sine waves along one side."""
    waves = max(1, round(length / (frame.period * MM)))
    middle, reach = y + band / 2, band / 2 - 0.5
    for strand in range(frame.strands):
        phase = pi * strand / frame.strands
        for sign in (1, -1):

            def wave(t: float, phase: float = phase, sign: int = sign) -> tuple[float, float]:
                angle = tau * waves * t + phase
                return x + length * t, middle + sign * reach * sin(angle)

            _trace(ink, wave, 0, 1, waves * 6)


def _fret(ink: Ink, frame: Frame, x: float, y: float, length: float, band: float) -> None:
    """Set squared spirals (回纹) along one side, facing each other in pairs."""
    units = 2 * max(1, round(length / (2 * frame.period * MM)))
    step, foot, u = length / units, y + band * 0.1, band * 0.8 / 6
    spiral = ((0, 0), (0, 6), (5.6, 6), (5.6, 1.6), (1.9, 1.6), (1.9, 4.2), (3.8, 4.2))
    k = (step - 1.2 * u) / 5.6
    for unit in range(units):
        left = x + unit * step + 0.6 * u
        points = [(px * k, py * u) for px, py in spiral]
        points = [((5.6 * k - px if unit % 2 else px) + left, foot + py) for px, py in points]
        ink.polyline(points)
    ink.polyline([(x + 0.6 * u, foot), (x + length - 0.6 * u, foot)])


def _corner(ink: Ink, frame: Frame, at: float, side: float) -> None:
    """Fill a corner square: a fine double square around a flower of turned loops."""
    centre, half = at + side / 2, side / 2
    ink.pen(frame.ornament, 0.5)
    ink.rectangle(at, at, side, side)
    ink.rectangle(at + 1.6, at + 1.6, side - 3.2, side - 3.2)
    if frame.band == "fret":
        ink.pen(frame.line, 0.6)
        for scale in (0.62, 0.36):
            d = half * scale
            ink.polyline([(centre, centre + d), (centre + d, centre), (centre, centre - d), (centre - d, centre)], "s")
        return
    ink.pen(frame.line, _HAIR)
    _flower(ink, centre, centre, half * 0.78, 8, 4, 0.42)


def _underprint(ink: Ink, x: float, y: float, radius: float, colour: str) -> None:
    """Draw the pale rosette of banknote lines in the middle of the page."""
    ink.pen(colour, _HAIR)
    _flower(ink, x, y, radius, 18, 8, 0.13)
    _flower(ink, x, y, radius * 0.80, 12, 8, 0.24)
    _flower(ink, x, y, radius * 0.47, 9, 6, 0.34)


def _flower(ink: Ink, x: float, y: float, radius: float, petals: int, strands: int, depth: float) -> None:
    """Draw closed curves with `petals` lobes, each strand turned a little against the last."""
    for strand in range(strands):
        phase = tau * strand / strands

        def petal(t: float, phase: float = phase) -> tuple[float, float]:
            r = radius * (1 - depth + depth * cos(petals * t + phase))
            return x + r * cos(t), y + r * sin(t)

        _trace(ink, petal, 0, tau, petals * 8, "s")


def _flourish(ink: Ink, x: float, y: float, width: float, colour: str) -> None:
    """Draw two lines tapering away from a small diamond."""
    ink.fill(colour)
    ink.polyline([(x, y + 2.6), (x + 4.2, y), (x, y - 2.6), (x - 4.2, y)], "f")
    for side in (1, -1):
        ink.polyline([(x + side * 8, y + 0.55), (x + side * width / 2, y), (x + side * 8, y - 0.55)], "f")
        d = x + side * 8
        ink.polyline([(d - 1.5, y), (d, y + 1.2), (d + 1.5, y), (d, y - 1.2)], "f")


def _trace(ink: Ink, curve: Curve, start: float, end: float, pieces: int, paint: str = "S") -> None:
    """Follow a curve by Bezier pieces whose handles lie on its tangents."""
    step = (end - start) / pieces
    tiny = step * 1e-4
    points, slopes = [], []
    for piece in range(pieces + 1):
        t = start + piece * step
        (x0, y0), (x1, y1) = curve(t - tiny), curve(t + tiny)
        points.append(curve(t))
        slopes.append(((x1 - x0) / (2 * tiny) * step / 3, (y1 - y0) / (2 * tiny) * step / 3))
    ink.curve(
        points[0],
        [
            (ax + adx, ay + ady, bx - bdx, by - bdy, bx, by)
            for (ax, ay), (adx, ady), (bx, by), (bdx, bdy) in zip(points, slopes, points[1:], slopes[1:], strict=False)
        ],
        paint,
    )
