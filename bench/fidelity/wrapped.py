"""The text of a PDF whose labels are wrapped around the figures of their rows, in every way that its tools put it.

A cell of several lines is beside a line of figures that is set at its top, its middle or its bottom; the label of a
group, set in the middle of its rows, comes before, between or within them.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Line, tables
from bench.fidelity.made import Made, made
from bench.fidelity.marks import bare, pieces
from bench.fidelity.statutory import NOTE
from bench.fidelity.texts import document

_RESULT = "三、本年度办理结果"
_WIDE = 12  # characters of a label on one line
_NARROW = 2  # characters of a head or a group's label on one line
_PAGE_ROWS = 9
Label = Callable[[list[str], str], list[str]]


def _row(texts: Sequence[str]) -> str:
    return " ".join(text for text in texts if bare(text))


def at_top(parts: list[str], figures: str) -> list[str]:
    """The figures beside the first line of the label."""
    return [f"{parts[0]} {figures}", *parts[1:]]


def at_bottom(parts: list[str], figures: str) -> list[str]:
    """The figures beside the last line of the label."""
    return [*parts[:-1], f"{parts[-1]} {figures}"]


def in_the_middle(parts: list[str], figures: str) -> list[str]:
    """The figures beside the middle line of the label; between two lines where their number is even."""
    half = len(parts) // 2
    beside = [f"{parts[half]} {figures}"] if len(parts) % 2 else [figures]
    return [*parts[:half], *beside, *parts[half + len(parts) % 2 :]]


def on_its_own(parts: list[str], figures: str) -> list[str]:
    """A line of the label before the figures and the others behind them."""
    return [parts[0], figures, *parts[1:]] if len(parts) > 1 else [f"{parts[0]} {figures}"]


def _heads_in_lines(heads: list[str]) -> Iterator[str]:
    """Heads side by side, each wrapped into lines of a few characters."""
    cut = [pieces(head, _NARROW) for head in heads]
    for number in range(max(map(len, cut))):
        yield _row([lines[number] for lines in cut if number < len(lines)])


def _table_one(form: Filled, label: Label) -> list[str]:
    found = []
    for line in tables(form)[0].lines:
        found += label(pieces(line.grid[0], _WIDE), _row(line.values)) if line.cells else [_row(line.grid)]
    return found


def _heads_of_table_two() -> list[str]:
    return [
        "申请人情况",
        *pieces(NOTE, 22),
        "自然人 法人或其他组织 总计",
        "商业企业 科研机构 社会公益组织 法律服务机构 其他",
    ]


def _table_three(form: Filled, heads: list[str] | None = None) -> list[str]:
    lines = tables(form)[2].lines
    above = heads or [_row(line.grid) for line in lines if not line.cells]
    return [*above, *(_row(line.values) for line in lines if line.cells)]


def _groups(form: Filled) -> list[tuple[str, list[Line]]]:
    """The rows of table 2 by the group that they are in; a row without a group is one of its own."""
    found: list[tuple[str, list[Line]]] = []
    for line in tables(form)[1].lines:
        _, group, own = line.grid[:3]
        if not line.cells:
            continue
        if own and not group:
            found[-1][1].append(line)
        else:
            found.append((group if own else "", [line]))
    return found


def _group_before(form: Filled, label: Label) -> list[str]:
    """Every group's label on lines of its own before its rows."""
    found = []
    for group, rows in _groups(form):
        found += [group] if group else []
        for line in rows:
            found += label(pieces(line.heads[-1], _WIDE), _row(line.values))
    return found


def _group_within(form: Filled, label: Label, wide: int = 20) -> list[str]:
    """Every group's label joined to the figures' line of its middle row, the results' to that of a row before it."""
    found = []
    for group, rows in _groups(form):
        for at, line in enumerate(rows):
            results = _RESULT if group and at == 0 and "无法" in group else ""
            joined, *rest = (pieces(group, wide) if at == len(rows) // 2 else []) or [""]
            first, *others = label(pieces(line.heads[-1], _WIDE), _row(line.values))
            found += [_row([results, joined, first])]
            found += [_row(parts) for parts in zip_longest(rest, others, fillvalue="")]
    return found


def _group_split(form: Filled, label: Label) -> list[str]:
    """As within, and a group's label on two lines: its first half beside the figures, the other below."""
    return _group_within(form, label, 5)


def _fragments(form: Filled, label: Label) -> list[str]:
    """The upright label of the results and those of the groups in fragments between the rows, with page numbers."""
    upright = pieces(_RESULT, 1)
    found: list[str] = []
    count = 0
    for number, (group, rows) in enumerate(_groups(form)):
        cut = pieces(group, _NARROW) if group else []
        for line in rows:
            found += label(pieces(line.heads[-1], _WIDE), _row(line.values))
            found += [cut.pop(0)] if cut else []
            found += [upright.pop(0)] if number > 1 and upright and count % 2 else []
            count += 1
            found += [str(count // _PAGE_ROWS + 2), ""] if count % _PAGE_ROWS == 0 else []
        found += cut
    return found


def _text(form: Filled, second: list[str], label: Label, third: list[str]) -> str:
    drawn = ["\n".join(lines) for lines in (_table_one(form, label), second, third)]
    return document(form, drawn)


def _plain(rows: Callable[[Filled, Label], list[str]], label: Label) -> Callable[[Filled], str]:
    return lambda form: _text(form, [*_heads_of_table_two(), *rows(form, label)], label, _table_three(form))


def _heads_wrapped(form: Filled) -> str:
    """All heads over several lines, table 1's as well; labels around the figures."""
    first: list[str] = []
    for line in tables(form)[0].lines:
        if line.cells:
            first.append(_row(line.grid))
        else:
            first += [_row(line.grid)] if len(line.heads) == 1 else _heads_in_columns(list(line.heads))
    second = [
        "申请人情况",
        "自然人 法人或其他组织 总计",
        *_heads_in_lines(["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]),
    ]
    rows = _group_before(form, in_the_middle)
    names = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    third = _table_three(form, ["行政复议 行政诉讼", "未经复议直接起诉 复议后起诉", *_heads_in_lines(names * 3)])
    return document(form, ["\n".join(first), "\n".join([*second, *rows]), "\n".join(third)])


def _heads_in_columns(heads: list[str]) -> list[str]:
    cut = [pieces(head, 4) for head in heads]
    return [_row([lines[n] for lines in cut if n < len(lines)]) for n in range(max(map(len, cut)))]


WRAPPED_LAYOUTS: dict[str, Callable[[Filled], str]] = {
    "wrapped_around": _plain(_group_before, on_its_own),
    "wrapped_top": _plain(_group_before, at_top),
    "wrapped_bottom": _plain(_group_before, at_bottom),
    "wrapped_middle": _plain(_group_before, in_the_middle),
    "wrapped_group_joined": _plain(_group_within, at_top),
    "wrapped_group_split": _plain(_group_split, at_top),
    "wrapped_fragments": _plain(_fragments, in_the_middle),
    "wrapped_heads": _heads_wrapped,
}


def make_wrapped(form: Filled, name: str, seed: int) -> Made:
    """Make a report as the text of a PDF with wrapped labels."""
    return made(form, name, "txt", WRAPPED_LAYOUTS[name](form).encode(), "rows", seed)
