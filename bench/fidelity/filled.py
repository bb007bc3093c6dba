"""Forms filled with known figures: the text printed in every cell, and its numeric value.

Nothing here depends on the readers: the styles of filling follow published reports.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bench.fidelity.statutory import (
    APPLICANT_HEADS,
    APPLICANTS,
    CHANGES,
    DISPUTES,
    ENDS,
    RESULTS,
    TITLE,
    TITLES,
    Cell,
    application_rows,
    blocks,
    printed_rows,
)

__all__ = [
    "APPLICANTS", "APPLICANT_HEADS", "DISPUTES", "RESULTS", "TITLE", "TITLES", "Cell", "Filled", "Value",
    "application_rows", "fill", "fill_at_random", "shown",
]  # fmt: skip

Value = float | None


@dataclass(frozen=True)
class Filled:
    """A form with a printed text for every cell; `values` holds the numbers that they print, None for a blank.

    `units` holds the unit of every printed sum of money, None if none is printed. `above` and `below` are the
    narrative before and after the tables, `around` the navigation and the footer of a page, if it has them. `marked`:
    every text has marks that identify its cell (see `marks`).
    """

    edition: int
    single_row: bool
    printed: dict[Cell, str]
    values: dict[Cell, Value]
    units: Mapping[Cell, str | None] = field(default_factory=dict)
    title: str = ""
    above: tuple[str, ...] = ("本年度工作有序开展，主动公开信息 12 条。",)
    below: tuple[tuple[str, ...], tuple[str, ...]] = (("无。",), ("无。",))
    around: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    marked: bool = False

    @property
    def heading(self) -> str:
        """The report's title."""
        return self.title or TITLE.format(year=2020 if self.edition == 2019 else 2023)


def fill(seed: int, edition: int, single_row: bool = False, blanks: float = 0.0) -> Filled:
    """Return a plainly printed, consistent form with the share `blanks` of its cells left blank."""
    chance = random.Random(seed)
    top = chance.choice((3, 40, 5000))
    values = _consistent(chance, edition, single_row, top, 0.4)
    if edition == 2021:
        values["fees.amount", None] = chance.choice((0, 12, 471.56, 59237.2449, 190.457379))
    else:
        values["procurement.amount", None] = chance.choice((0, 22214900, 160.5964))
        values["licensing.change", None] = chance.choice((0, 3, -417))
    if blanks:
        for cell in values:
            if chance.random() < blanks:
                values[cell] = None
    return Filled(edition, single_row, {cell: shown(value) for cell, value in values.items()}, values)


def shown(value: Value) -> str:
    """Return a number in its plainest form; an empty string for a blank."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else format(Decimal(str(value)), "f")


def _consistent(chance: random.Random, edition: int, single_row: bool, top: int, share: float) -> dict[Cell, Value]:
    """Numbers below `top`, a `share` of them random and the rest zero, that satisfy every identity of the form."""

    def number() -> int:
        return chance.randrange(top) if chance.random() < share else 0

    values: dict[Cell, Value] = {
        (figure, None): number() for _, _, rows in blocks(edition) for _, figures in rows for figure in figures
    }
    rows2 = application_rows(edition, single_row)
    sums: dict[str, int] = dict.fromkeys((figure for _, figure in rows2), 0)
    for applicant in APPLICANTS[:-1]:
        column = {figure: number() for _, figure in rows2}
        column["processed"] = sum(value for figure, value in column.items() if figure not in ENDS)
        column["carried_in"] = min(column["carried_in"], column["processed"] + column["carried_out"])
        column["received"] = column["processed"] + column["carried_out"] - column["carried_in"]
        for figure, value in column.items():
            values[f"applications.{figure}", applicant] = value
            sums[figure] += value
    values |= {(f"applications.{figure}", "total"): value for figure, value in sums.items()}
    for dispute in DISPUTES:
        parts = [number() for _ in range(4)]
        values |= {(f"{dispute}.{each}", None): n for (each, _), n in zip(RESULTS[:4], parts, strict=True)}
        values[f"{dispute}.total", None] = sum(parts)
    return values


# -- at random, with the printing styles and the errors of agencies --

_SIGNS = ("/", "-", "—", "无", "")
_SIZES = ((3, 0.4), (3, 0.1), (40, 0.4), (40, 0.03), (5000, 0.5), (5000, 0.1), (2, 0.02))


def fill_at_random(seed: int) -> Filled:
    """Return a form of either edition with random magnitudes, blanks, number formats and errors of the agency."""
    chance = random.Random(seed)
    edition, single_row = chance.choice(((2019, False), (2021, False), (2021, False), (2021, True)))
    top, share = chance.choice(_SIZES)
    values = _consistent(chance, edition, single_row, top, share)
    if top == 5000:
        for figure in ("licensing.decisions", "penalties.decisions"):
            if chance.random() < 0.4:
                values[figure, None] = chance.randrange(10**4, 10**7)
    money = _money(chance, edition, values)
    _change(chance, values, top)
    if chance.random() < 0.2:
        _slip(chance, values, top)
    _leave_blank(chance, values, edition, single_row)
    printed, units = _print(chance, values, money)
    title, around = _who(chance, edition)
    above, below = _narrative(chance)
    return Filled(edition, single_row, printed, values, units, title, above, below, around)


def _money(chance: random.Random, edition: int, values: dict[Cell, Value]) -> dict[Cell, str | None]:
    """Fill in the sum of money; return the unit printed with it, which is part of the truth."""
    amount = chance.choice((0, 0, 12, 471.56, 59237.2449, 190.457379, 52.15, round(chance.random() * 10**4, 6)))
    if edition == 2021:
        values["fees.amount", None] = amount
        return {("fees.amount", None): "万元"}
    unit = chance.choice((None, "元", "万元"))
    values["procurement.amount", None] = chance.randrange(10**5, 10**8) if unit == "元" else amount
    return {("procurement.amount", None): unit}


def _change(chance: random.Random, values: dict[Cell, Value], top: int) -> None:
    for figure in CHANGES:
        value = values.get((figure, None))
        if value and chance.random() < 0.5:
            values[figure, None] = -value


def _slip(chance: random.Random, values: dict[Cell, Value], top: int) -> None:
    """Add the agency's own errors: one to three cells that contradict the rest; the truth is what is printed."""
    counts = [cell for cell in values if cell[0].startswith(("applications.", *DISPUTES))]
    for cell in chance.sample(counts, chance.choice((1, 1, 2, 3))):
        values[cell] = (values[cell] or 0) + chance.randrange(1, max(top, 3))


def _leave_blank(chance: random.Random, values: dict[Cell, Value], edition: int, single_row: bool) -> None:
    kind = chance.choice(("none", "none", "none", "few", "totals", "row", "column", "many"))
    rows = printed_rows(edition, single_row)
    left: list[Cell] = []
    if kind in ("few", "many"):
        rate = 0.04 if kind == "few" else 0.4
        left = [cell for cell in values if chance.random() < rate]
    elif kind == "totals":
        left = [cell for cell in values if cell[1] == "total"]
    elif kind == "row":
        left = list(chance.choice(rows))
    elif kind == "column":
        applicant = chance.choice(APPLICANTS)
        left = [cell for cell in values if cell[1] == applicant]
    for cell in left:
        values[cell] = None


def _print(
    chance: random.Random, values: dict[Cell, Value], money: dict[Cell, str | None]
) -> tuple[dict[Cell, str], dict[Cell, str | None]]:
    """The text of every cell, and the unit of every printed sum of money."""
    sign = chance.choice(_SIGNS) if chance.random() < 0.4 else ""
    thousands, full_width = chance.random() < 0.1, chance.random() < 0.08
    plus, minus = chance.choice(("", "+", "增")), chance.choice(("-", "-", "减"))
    printed: dict[Cell, str] = {}
    for cell, value in values.items():
        if value is None:
            printed[cell] = sign
            continue
        text = format(Decimal(shown(abs(value))), ",f") if thousands else shown(abs(value))
        if cell[0] in CHANGES and value:
            text = (minus if value < 0 else plus) + text
        if full_width:
            text = text.translate(_FULL_WIDTH)
        if cell[0] == "procurement.amount":
            text += money[cell] or ""
        printed[cell] = text
    return printed, {cell: unit for cell, unit in money.items() if values[cell] is not None}


_FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}
_COUNTIES = (
    "丰城市", "沭阳县", "遂溪县", "康乐县", "略阳县", "昌图县", "衡东县", "盐边县", "迁安市", "海城市", "陆丰市",
    "宁陕县", "徐闻县", "淮安市洪泽区", "宿迁市", "威海市文登区", "重庆市荣昌区", "安康市", "岳阳市", "上海市",
)  # fmt: skip
_BODIES = (
    "人民政府", "人民政府", "人民政府办公室", "卫生健康委员会", "教育局", "司法局", "财政局", "自然资源局", "审计局",
    "应急管理局", "北坡镇人民政府", "上湾乡人民政府", "官洲街道办事处",
)  # fmt: skip
_NAVIGATION = (
    "首页", "政务公开", "互动交流", "政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "规章",
    "行政规范性文件", "行政许可/行政处罚", "行政事业性收费", "政府集中采购", "政府信息公开年报", "2024 年", "2023 年",
)  # fmt: skip


def _who(chance: random.Random, edition: int) -> tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    year = chance.choice((2019, 2020, 2020, 2021) if edition == 2019 else (2021, 2022, 2023, 2024, 2025))
    place, body = chance.choice(_COUNTIES), chance.choice(_BODIES)
    title = f"{place}{body}{year}年{chance.choice(('', '度'))}政府信息公开工作年度报告"
    if chance.random() < 0.6:
        return title, ((), ())
    footer = (
        f"主办：{place}人民政府办公室", f"网站标识码：{chance.randrange(10**9, 10**10)}",
        f"浏览次数：{chance.randrange(1000)}", "【打印本页】 【关闭窗口】",
    )  # fmt: skip
    return title, (_NAVIGATION, footer)


def _narrative(chance: random.Random) -> tuple[tuple[str, ...], tuple[tuple[str, ...], tuple[str, ...]]]:
    """Paragraphs with numbers that belong to no cell."""
    number = chance.randrange(60)
    before = (
        "本年度工作有序开展。",
        f"（一）主动公开情况。全年主动公开政府信息 {number} 条，其中政策解读 {chance.randrange(9)} 条。",
        f"（二）依申请公开情况。全年办理来电咨询 {chance.randrange(30)} 次，回复留言{chance.randrange(30)}条。",
        f"（三）平台建设情况。政务新媒体发布信息{chance.randrange(3000)}条，阅读量{chance.randrange(90) / 10}万次。",
        "（四）监督保障情况。组织培训 2 次，参训 30 人次，合格率100%。",
    )
    fifth = ("一是公开意识有待加强；二是解读质量仍需提升。下一步开展专题培训3次。",)
    sixth = chance.choice(
        (("无。",), ("本年度收取信息处理费 0 元。",), (f"全年收取政府信息公开信息处理费{chance.randrange(900)}元。",))
    )
    kept = tuple(text for text in before if chance.random() < 0.6) or before[:1]
    return kept, (fifth, sixth)


def without(form: Filled, blank: str = "") -> Filled:
    """Return the same form with the text of every blank cell replaced by `blank`."""
    printed = {cell: text if form.values[cell] is not None else blank for cell, text in form.printed.items()}
    return replace(form, printed=printed)
