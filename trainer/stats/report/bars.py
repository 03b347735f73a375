"""Horizontal bars as HTML: labels wrap like any text, and each bar is an SVG as wide as there is room."""

from collections.abc import Sequence
from html import escape

from trainer.stats.section_types import Bar

_HIGH, _THIN, _GAP = 8, 4, 2  # pixels
_DOT = 6


def bars(name: str, rows: Sequence[Bar], *, parts: bool = False) -> str:
    """Draw rows of a label, its numbers, and below them a bar, with a thin one for its mark.

    If a row has a band, its mark is a dot. With `parts`, the share is a part of the mark, and the mark of the whole.
    """
    body = "".join(_row(row, parts=parts) for row in rows)
    return f'<div class="bars" role="img" aria-label="{escape(name)}">{body}</div>'


def swatch(number: int, *, line: bool = False) -> str:
    """Draw the sample of a legend: of the first or the second bar or line."""
    if line:
        drawn = f'<line class="line{number}" x1="1" x2="21" y1="5" y2="5"/>'
    else:
        drawn = f'<rect class="{("bar", "mark")[number]}" width="22" y="1" height="8"/>'
    return f'<svg class="swatch" aria-hidden="true" width="22" height="10">{drawn}</svg>'


def stack(share: float, mark: float) -> str:
    """Draw a whole, with a part up to the mark and in it one up to the share."""
    edge = (
        f'<line class="edge" x1="{100 * share:.2f}%" x2="{100 * share:.2f}%" y2="{_HIGH}"/>' if 0 < share < mark else ""
    )
    return _lane(_HIGH, _rect("track", 1), _rect("mark", mark), _rect("bar", share), edge)


def _row(row: Bar, *, parts: bool) -> str:
    values = (" ".join(value.split()).strip(",") for value in row.values)
    first, *rest = [value for value in values if value not in ("", "-")] or ["-"]
    more = f' <span class="quiet">{escape(" · ".join(rest))}</span>' if rest else ""
    about = f'<div class="about">{escape(row.about)}</div>' if row.about else ""
    share = _inside(row.share)
    if parts:
        lane = stack(share, _inside(row.mark))
    elif row.band:
        low, high = map(_inside, row.band)
        lane = _lane(
            2 * _DOT,
            _rect("track", 1, top=_DOT - 1, height=2),
            _rect("band", high - low, left=low, top=2, height=_HIGH),
            f'<circle class="dot" cx="{100 * _inside(row.mark):.2f}%" cy="{_DOT}" r="{_DOT}"/>',
        )
    elif row.mark is None:
        lane = _lane(_HIGH, _rect("track", 1), _rect("bar", share))
    else:
        top = 0 if row.share is None else _HIGH + _GAP  # what was not tested has no empty bar
        thick = [] if row.share is None else [_rect("track", 1), _rect("bar", share)]
        thin = [
            _rect(kind, width, top=top, height=_THIN) for kind, width in (("track", 1), ("mark", _inside(row.mark)))
        ]
        lane = _lane(top + _THIN, *thick, *thin)
    return (
        f'<div class="row"><div class="label"><span>{escape(row.label)}</span>'
        f'<span class="value"><b>{escape(first)}</b>{more}</span></div>{about}{lane}</div>'
    )


def _lane(height: int, *shapes: str) -> str:
    return f'<svg class="lane" aria-hidden="true" height="{height}">{"".join(shapes)}</svg>'


def _rect(kind: str, width: float, *, left: float = 0, top: int = 0, height: int = _HIGH) -> str:
    place = f' x="{100 * left:.2f}%" y="{top}"' if left or top else ""
    return f'<rect class="{kind}"{place} width="{100 * width:.2f}%" height="{height}"/>'


def _inside(share: float | None) -> float:
    return min(max(share or 0.0, 0.0), 1.0)
