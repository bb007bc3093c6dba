"""Forms filled with known figures and printed in many layouts, written apart from the readers they test.

Nothing here comes from `ingest`: the layouts follow what published reports look like.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

APPLICANTS = (
    "natural_person", "commercial_enterprise", "research_institution", "social_organization", "legal_service", "other",
    "total",
)  # fmt: skip
_HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
_REFUSED = (
    ("state_secret", "1.属于国家秘密"), ("prohibited_by_law", "2.其他法律行政法规禁止公开"),
    ("safety_and_stability", "3.危及“三安全一稳定”"), ("third_party_rights", "4.保护第三方合法权益"),
    ("internal_affairs", "5.属于三类内部事务信息"), ("process_information", "6.属于四类过程性信息"),
    ("enforcement_files", "7.属于行政执法案卷"), ("administrative_query", "8.属于行政查询事项"),
)  # fmt: skip
_UNABLE = (
    ("not_held", "1.本机关不掌握相关政府信息"), ("requires_creation", "2.没有现成信息需要另行制作"),
    ("unclear_after_correction", "3.补正后申请内容仍不明确"),
)  # fmt: skip
_NOT_PROCESSED = (
    ("petition", "1.信访举报投诉类申请"), ("repeated", "2.重复申请"), ("publication", "3.要求提供公开出版物"),
    ("excessive", "4.无正当理由大量反复申请"), ("reconfirmation", "5.要求行政机关确认或重新出具已获取信息"),
)  # fmt: skip
_OTHER = (
    ("overdue_correction", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("overdue_fee", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other", "3.其他"),
)  # fmt: skip
_BLOCKS = {
    2019: (
        ("第二十条第（一）项", ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
         (("规章", ("regulations.made", "regulations.disclosed", "regulations.disclosed_total")),
          ("规范性文件", ("normative_documents.made", "normative_documents.disclosed",
                      "normative_documents.disclosed_total")))),
        ("第二十条第（五）项", ("上一年项目数量", "本年增/减", "处理决定数量"),
         (("行政许可", ("licensing.prior_items", "licensing.change", "licensing.decisions")),
          ("其他对外管理服务事项", ("other_services.prior_items", "other_services.change",
                            "other_services.decisions")))),
        ("第二十条第（六）项", ("上一年项目数量", "本年增/减", "处理决定数量"),
         (("行政处罚", ("penalties.prior_items", "penalties.change", "penalties.decisions")),
          ("行政强制", ("coercion.prior_items", "coercion.change", "coercion.decisions")))),
        ("第二十条第（八）项", ("上一年项目数量", "本年增/减"), (("行政事业性收费", ("fees.prior_items", "fees.change")),)),
        ("第二十条第（九）项", ("采购项目数量", "采购总金额"), (("政府集中采购", ("procurement.items", "procurement.amount")),)),
    ),
    2021: (
        ("第二十条第（一）项", ("本年制发件数", "本年废止件数", "现行有效件数"),
         (("规章", ("regulations.issued", "regulations.repealed", "regulations.in_force")),
          ("行政规范性文件", ("normative_documents.issued", "normative_documents.repealed",
                        "normative_documents.in_force")))),
        ("第二十条第（五）项", ("本年处理决定数量",), (("行政许可", ("licensing.decisions",)),)),
        ("第二十条第（六）项", ("本年处理决定数量",),
         (("行政处罚", ("penalties.decisions",)), ("行政强制", ("coercion.decisions",)))),
        ("第二十条第（八）项", ("本年收费金额（单位：万元）",), (("行政事业性收费", ("fees.amount",)),)),
    ),
}  # fmt: skip
DISPUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
RESULTS = (("upheld", "结果维持"), ("corrected", "结果纠正"), ("other", "其他结果"), ("pending", "尚未审结"), ("total", "总计"))

Cell = tuple[str, str | None]


@dataclass(frozen=True)
class Filled:
    """A form with a printed text in every cell; `values` is what each prints as a number, None for a blank."""

    edition: int
    single_row: bool
    printed: dict[Cell, str]
    values: dict[Cell, float | None]


def application_rows(edition: int, single_row: bool) -> list[tuple[tuple[str, ...], str]]:
    """(labels from the outermost in, figure) of every row of table 2."""
    results = "三、本年度办理结果"
    rows: list[tuple[tuple[str, ...], str]] = [
        (("一、本年新收政府信息公开申请数量",), "received"),
        (("二、上年结转政府信息公开申请数量",), "carried_in"),
        ((results, "（一）予以公开"), "granted"),
        ((results, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"), "partially_granted"),
    ]
    for heading, group, members in (
        ("（三）不予公开", "refused", _REFUSED), ("（四）无法提供", "unable", _UNABLE),
        ("（五）不予处理", "not_processed", _NOT_PROCESSED), ("（六）其他处理", "other", _OTHER),
    ):  # fmt: skip
        if group == "other" and (edition == 2019 or single_row):
            rows.append(((results, heading), "other"))
            continue
        rows += [((results, heading, label), f"{group}.{each}") for each, label in members]
    rows += [((results, "（七）总计"), "processed"), (("四、结转下年度继续办理",), "carried_out")]
    return rows


def fill(seed: int, edition: int, single_row: bool = False, blanks: float = 0.0) -> Filled:
    """A form that agrees with itself; a share of its cells left blank (then its identities cannot be tested)."""
    chance = random.Random(seed)
    top = chance.choice((3, 40, 5000))
    values: dict[Cell, float | None] = {}
    for _, _, rows in _BLOCKS[edition]:
        for _, figures in rows:
            for figure in figures:
                values[figure, None] = chance.randrange(top) if chance.random() < 0.6 else 0
    if edition == 2021:
        values["fees.amount", None] = chance.choice((0, 12, 471.56, 59237.2449, 190.457379))
    else:
        values["procurement.amount", None] = chance.choice((0, 22214900, 160.5964))
        values["licensing.change", None] = chance.choice((0, 3, -417))
    rows2 = application_rows(edition, single_row)
    for applicant in APPLICANTS[:-1]:
        column = {figure: chance.randrange(top) if chance.random() < 0.4 else 0 for _, figure in rows2}
        ends = ("received", "carried_in", "processed", "carried_out")
        column["processed"] = sum(value for figure, value in column.items() if figure not in ends)
        column["carried_in"] = min(column["carried_in"], column["processed"] + column["carried_out"])
        column["received"] = column["processed"] + column["carried_out"] - column["carried_in"]
        values |= {(f"applications.{figure}", applicant): value for figure, value in column.items()}
    for _, figure in rows2:
        parts = [values[f"applications.{figure}", applicant] or 0 for applicant in APPLICANTS[:-1]]
        values[f"applications.{figure}", "total"] = sum(parts)
    for dispute in DISPUTES:
        parts = [chance.randrange(top) if chance.random() < 0.4 else 0 for _ in range(4)]
        values |= {(f"{dispute}.{each}", None): n for (each, _), n in zip(RESULTS[:4], parts, strict=True)}
        values[f"{dispute}.total", None] = sum(parts)
    if blanks:
        for cell in values:
            if chance.random() < blanks:
                values[cell] = None
    return Filled(edition, single_row, {cell: _shown(value) for cell, value in values.items()}, values)


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(value)


Grid = list[list[str]]


def grids(form: Filled) -> tuple[Grid, Grid, Grid]:
    """The three tables with every merged cell as its text and then empty cells."""
    first: Grid = []
    for heading, heads, rows in _BLOCKS[form.edition]:
        first.append([heading, "", "", ""])
        first.append(["信息内容", *heads, *[""] * (3 - len(heads))])
        for label, figures in rows:
            cells = [form.printed[figure, None] for figure in figures]
            first.append([label, *cells, *[""] * (3 - len(cells))])
    second: Grid = [
        ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "", "", "申请人情况", *[""] * 6],
        ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
        ["", "", "", "", *_HEADS[1:6], ""],
    ]
    above: tuple[str, ...] = ()
    for labels, figure in application_rows(form.edition, form.single_row):
        shown = [
            "" if number < len(above) and above[: number + 1] == labels[: number + 1] else label
            for number, label in enumerate(labels)
        ]
        above = labels
        cells = [form.printed[f"applications.{figure}", applicant] for applicant in APPLICANTS]
        second.append([*shown, *[""] * (3 - len(shown)), *cells])
    heads = [label for _, label in RESULTS]
    third: Grid = [
        ["行政复议", *[""] * 4, "行政诉讼", *[""] * 9],
        [*heads, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
        [*[""] * 5, *heads, *heads],
        [form.printed[f"{dispute}.{each}", None] for dispute in DISPUTES for each, _ in RESULTS],
    ]
    return first, second, third


TITLES = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")


def _document(tables: list[str], title: str, mark: str = "") -> str:
    parts = [f"{mark}{title}", "", f"{mark}一、总体情况", "本年度工作有序开展，主动公开信息 12 条。", ""]
    for heading, table in zip(TITLES, tables, strict=True):
        parts += [f"{mark}{heading}", "", table, ""]
    return "\n".join([*parts, f"{mark}五、存在的主要问题及改进情况", "无。", f"{mark}六、其他需要报告的事项", "无。", ""])


TITLE = "丰城市卫生健康委员会{year}年政府信息公开工作年度报告"


def tabs(form: Filled) -> list[str]:
    return ["\n".join("\t".join(row) for row in grid) for grid in grids(form)]


def tabs_padded_behind(form: Filled) -> list[str]:
    """Merged labels lost their width: the row's numbers follow its label at once and empty cells stand behind."""
    made = []
    for grid in grids(form):
        lines = []
        for row in grid:
            at = [i for i, cell in enumerate(row) if cell and not cell.replace(".", "").lstrip("+-").isdigit()]
            if len(row) == 10 and at and at[-1] < 3 and not (row[0].startswith("（本列")):
                start = at[-1] + 1
                row = [*row[:start], *row[3:], *[""] * (3 - start)]
            lines.append("\t".join(row))
        made.append("\n".join(lines))
    return made


def word(form: Filled) -> list[str]:
    """As Word saves a table as text: a cell a line behind a tab, an empty line between rows."""
    made = []
    for number, grid in enumerate(grids(form)):
        blocks = []
        for row in grid:
            cells = list(row)
            if number == 1 and not row[0].startswith("（本列"):
                labels = list(row[:3])
                while labels and not labels[-1]:
                    labels.pop()
                cells = [*labels, *row[3:]]
            elif number == 0:
                cells = [row[0], *[cell for i, cell in enumerate(row[1:], 1) if cell or i < _width(row)]]
            blocks.append("\n".join("\t" + cell for cell in cells))
        made.append("\n\n".join(blocks))
    return made


def _width(row: list[str]) -> int:
    return 2 if row[0] in ("行政事业性收费", "政府集中采购") else 4


def lines(form: Filled) -> list[str]:
    """A cell a line; empty cells leave no trace."""
    return ["\n".join(cell for row in grid for cell in row if cell) for grid in grids(form)]


def lines_apart(form: Filled) -> list[str]:
    return ["\n\n".join(cell for row in grid for cell in row if cell) for grid in grids(form)]


def lines_cut(form: Filled) -> list[str]:
    """A cell a line, long labels cut over lines, page numbers between."""
    made = []
    for grid in grids(form):
        out: list[str] = []
        for number, row in enumerate(grid):
            for cell in row:
                if len(cell) > 12:
                    out += [cell[i : i + 12] for i in range(0, len(cell), 12)]
                elif cell:
                    out.append(cell)
            if number % 9 == 8:
                out += ["", f"- {number} -"]
        made.append("\n".join(out))
    return made


def pipes(form: Filled) -> list[str]:
    made = []
    for grid in grids(form):
        rows = ["| " + " | ".join(row) + " |" for row in grid]
        made.append("\n".join([rows[0], "|" + "---|" * len(grid[0]), *rows[1:]]))
    return made


def pipes_behind(form: Filled) -> list[str]:
    """`规章 | 0 | 0 | 0 |`, only what is in the row."""
    made = []
    for grid in grids(form):
        rows = []
        for row in grid:
            cells = [cell for cell in row[:3] if cell] + row[3:] if len(row) == 10 else [c for c in row if c]
            rows.append(" | ".join(cells) + " |")
        made.append("\n".join(rows))
    return made


def blanks(form: Filled) -> list[str]:
    """`规章 0 0 0`: label and numbers between blanks."""
    made = []
    for number, grid in enumerate(grids(form)):
        rows = []
        for row in grid:
            cells = [cell for cell in row if cell]
            if number == 1 and len(row) == 10:
                heads = [cell for cell in row[:3] if cell]
                rows += heads[:-1]  # group headings stand on lines of their own
                cells = [*heads[-1:], *[cell for cell in row[3:] if cell]]
            rows.append(" ".join(cells))
        made.append("\n".join(rows))
    return made


Layout = Callable[[Filled], list[str]]
# Layouts that keep an empty cell in its place, and those in which it leaves no trace.
KEEPS: dict[str, Layout] = {"tabs": tabs, "tabs_padded_behind": tabs_padded_behind, "word": word, "pipes": pipes}
LOSES: dict[str, Layout] = {
    "lines": lines, "lines_apart": lines_apart, "lines_cut": lines_cut, "pipes_behind": pipes_behind, "blanks": blanks,
}  # fmt: skip


def render(form: Filled, layout: Layout) -> str:
    """A whole report in a layout."""
    year = 2020 if form.edition == 2019 else 2023
    return _document(layout(form), TITLE.format(year=year), "## " if layout is pipes else "")
