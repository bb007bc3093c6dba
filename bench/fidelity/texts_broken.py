"""Text layouts that break up the tables: text of a PDF with labels wrapped around the numbers, and a table per row."""

from collections.abc import Iterator

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Line, tables
from bench.fidelity.marks import bare, pieces
from bench.fidelity.statutory import APPLICANT_HEADS, NOTE, RESULTS

_RESULT = "三、本年度办理结果"
_PAGE_LINES = 14


def pdf_wrapped(form: Filled) -> list[str]:
    """Space-separated rows as extracted from a PDF: the numbers are between the lines of a wrapped label.

    The vertical label of the results is split into single characters next to or between the rows, group labels come
    before every row of their groups, heads are wrapped, and page numbers are in between.
    """
    first, second, third = (table.lines for table in tables(form))
    return ["\n".join(_plain(first)), "\n".join(_with_pages(_requests(second))), "\n".join(_disputes(third))]


def _row(texts: tuple[str, ...]) -> str:
    return " ".join(text for text in texts if bare(text))


def _plain(lines: list[Line]) -> list[str]:
    return [_row(line.grid) for line in lines]


def _requests(lines: list[Line]) -> Iterator[str]:
    yield from ("申请人情况", "法人或其他组织", *pieces(NOTE, 22))
    yield from ("自然人 社会 法律 总计", "商业 科研", "公益 服务 其他", "企业 机构", "组织 机构")
    upright = list(_RESULT)
    rows = [line for line in lines if line.cells]
    for number, line in enumerate(rows):
        group = next((text for text in line.heads[:-1] if text != _RESULT), "")
        found = list(_wrapped(line.heads[-1], _row(line.values)))
        if number > 1 and number % 2 and upright:
            found[0] = f"{upright.pop(0)} {found[0]}"
        elif number > 2 and upright:
            yield upright.pop(0)
        if group:
            yield group
        yield from found


def _wrapped(label: str, numbers: str) -> Iterator[str]:
    parts = pieces(label, 18)
    if len(parts) == 1:
        yield f"{label} {numbers}"
        return
    middle = len(parts) // 2
    for part in parts[:middle]:
        yield part
    yield numbers
    for part in parts[middle:]:
        yield part


def _with_pages(lines: Iterator[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield line
        if number % _PAGE_LINES == 0:
            yield f"- {number // _PAGE_LINES + 2} -"


def _disputes(lines: list[Line]) -> Iterator[str]:
    yield from ("行政复议 行政诉讼", "未经复议直接起诉 复议后起诉")
    yield from ("结果 结果 其他 尚未", "总 计", "维持 纠正 结果 审结 " + "结果 结果 其他 尚未 " * 2 + "总 计 总计")
    yield " ".join(["维持 纠正 结果 审结"] * 2)
    yield from (_row(line.values) for line in lines if line.cells)


def table_per_row(form: Filled) -> list[str]:
    """A small Markdown table for each row of table 2, with the applicants as its heads."""
    return [_first_blocks(form), _each_row(form, ["项目", *APPLICANT_HEADS]), _each_dispute(form)]


def data_columns(form: Filled) -> list[str]:
    """A small table for each row, with meaningless heads: 数据1 … 数据6."""
    heads = ["类别", *(f"数据{n}" for n in range(1, 7)), "总计"]
    return [_first_blocks(form), _each_row(form, heads), _each_dispute(form)]


def _pipe(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _small(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join([_pipe(heads), "|" + "---|" * len(heads), *map(_pipe, rows)])


def _first_blocks(form: Filled) -> str:
    parts: list[str] = []
    heads: list[str] = []
    rows: list[list[str]] = []
    for line in tables(form)[0].lines:
        if line.cells:
            rows.append([*line.heads, *line.values])
            continue
        if rows:
            parts.append(_small(heads, rows))
        heads, rows = list(line.heads), []
        if len(heads) == 1:
            parts.append(f"\n### {heads[0]}")
    return "\n".join([*parts, _small(heads, rows)])


def _each_row(form: Filled, heads: list[str]) -> str:
    parts: list[str] = []
    for line in tables(form)[1].lines:
        if line.cells:
            parts += [f"\n### {text}" for text in line.heads[:-1]]
            parts.append("\n" + _small(heads, [[line.heads[-1], *line.values]]))
    return "\n".join(parts)


def _each_dispute(form: Filled) -> str:
    values = next(line.values for line in tables(form)[2].lines if line.cells)
    names = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    heads = [label for _, label in RESULTS]
    return "\n\n".join(
        f"### {name}\n" + _small(heads, [list(values[5 * n : 5 * n + 5])]) for n, name in enumerate(names)
    )
