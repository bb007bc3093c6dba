"""What a competent user would write in an hour: find a row by the text of its label and take its last numbers.

It is honest work on tables of strings, however they came: any spelling of a label that contains the usual words,
numbers with thousands separators, full-width digits and units; a blank stays a blank. There are no checks, so nothing
says where it is wrong. Kept apart from the reader on purpose: it must not know more than such a page would.
"""

import re
import unicodedata
from collections.abc import Sequence

from bench.fidelity.filled import Value
from bench.fidelity.statutory import APPLICANTS, DISPUTES, RESULTS, Cell

Rows = Sequence[Sequence[str]]
APPLICATIONS = (
    ("本年新收", "received"), ("上年结转", "carried_in"), ("结转下年度", "carried_out"),
    ("国家秘密", "refused.state_secret"), ("法律行政法规", "refused.prohibited_by_law"),
    ("三安全", "refused.safety_and_stability"), ("第三方", "refused.third_party_rights"),
    ("内部事务", "refused.internal_affairs"), ("过程性", "refused.process_information"),
    ("执法案卷", "refused.enforcement_files"), ("行政查询", "refused.administrative_query"),
    ("不掌握", "unable.not_held"), ("没有现成", "unable.requires_creation"),
    ("仍不明确", "unable.unclear_after_correction"), ("信访举报", "not_processed.petition"),
    ("重复申请", "not_processed.repeated"), ("出版物", "not_processed.publication"),
    ("大量反复", "not_processed.excessive"), ("确认或重新出具", "not_processed.reconfirmation"),
    ("逾期不补正", "other.overdue_correction"), ("逾期未按", "other.overdue_fee"), ("3.其他", "other.other"),
    ("(七)总计", "processed"), ("部分公开", "partially_granted"), ("予以公开", "granted"), ("其他处理", "other"),
)  # fmt: skip
_MADE = {2021: ("issued", "repealed", "in_force"), 2019: ("made", "disclosed", "disclosed_total")}
_ITEMS = ("prior_items", "change", "decisions")
TABLE_ONE: dict[int, tuple[tuple[str, tuple[str, ...]], ...]] = {
    2021: (
        ("规范性文件", tuple(f"normative_documents.{each}" for each in _MADE[2021])),
        ("规章", tuple(f"regulations.{each}" for each in _MADE[2021])),
        ("行政许可", ("licensing.decisions",)), ("行政处罚", ("penalties.decisions",)),
        ("行政强制", ("coercion.decisions",)), ("事业性收费", ("fees.amount",)),
    ),
    2019: (
        ("规范性文件", tuple(f"normative_documents.{each}" for each in _MADE[2019])),
        ("规章", tuple(f"regulations.{each}" for each in _MADE[2019])),
        ("行政许可", tuple(f"licensing.{each}" for each in _ITEMS)),
        ("对外管理服务", tuple(f"other_services.{each}" for each in _ITEMS)),
        ("行政处罚", tuple(f"penalties.{each}" for each in _ITEMS)),
        ("行政强制", tuple(f"coercion.{each}" for each in _ITEMS)),
        ("事业性收费", tuple(f"fees.{each}" for each in _ITEMS[:2])),
        ("集中采购", ("procurement.items", "procurement.amount")),
    ),
}  # fmt: skip
_NUMBER = re.compile(r"^([-+增减]?)\s*(\d[\d,]*(?:\.\d+)?)\s*(?:万?元|件|项|个)?$")
_DISPUTE_CELLS = len(DISPUTES) * len(RESULTS)


def plain(text: str) -> str:
    """Return a text without blanks and in the usual width of characters."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def number(text: str) -> Value:
    """Return the number that a cell prints, None for anything else."""
    found = _NUMBER.match(plain(text))
    if not found:
        return None
    value = float(found[2].replace(",", ""))
    return -value if found[1] in ("-", "减") else value


def looked_up(rows: Rows, last: bool) -> dict[Cell, Value]:
    """Return the figures found in the rows of all tables of a report; `last`: a row's numbers are its last cells.

    Otherwise they follow its label directly, as where a merged label fills all its cells.
    """
    texts = ["".join(map(plain, row)) for row in rows]
    edition = 2021 if any("制发件数" in text for text in texts) else 2019
    found: dict[Cell, Value] = {}
    in_second = False
    for row, text in zip(rows, texts, strict=True):
        in_second = in_second or "申请人情况" in text or "本年新收" in text
        if not in_second:
            _first(found, edition, row)
        elif text[:2].isdigit() or not re.search("[一-鿿]", text):
            _third(found, row)
        else:
            _second(found, row, last)
    return found


def _label_and_cells(row: Sequence[str]) -> tuple[str, list[str]]:
    """The texts at the front of a row, and the cells behind the last of them."""
    words = [at for at, cell in enumerate(row) if re.search("[一-鿿]", plain(cell)) and number(cell) is None]
    last = max((at for at in words if plain(row[at]) != "无"), default=-1)
    return "".join(map(plain, row[: last + 1])), [plain(cell) for cell in row[last + 1 :]]


def _first(found: dict[Cell, Value], edition: int, row: Sequence[str]) -> None:
    label, cells = _label_and_cells(row)
    for words, figures in TABLE_ONE[edition]:
        if words in label and len(cells) >= len(figures):
            for figure, cell in zip(figures, cells, strict=False):
                found.setdefault((figure, None), number(cell))
            return


def _second(found: dict[Cell, Value], row: Sequence[str], last: bool) -> None:
    label, cells = _label_and_cells(row)
    own = plain(next((cell for cell in reversed(row) if re.search("[一-鿿]", cell)), ""))
    many = len(APPLICANTS)
    if len(cells) < many:
        return
    for words, figure in APPLICATIONS:
        if words in own or (words in label and figure in ("other", "processed")):
            for applicant, cell in zip(APPLICANTS, cells[-many:] if last else cells[:many], strict=True):
                found.setdefault((f"applications.{figure}", applicant), number(cell))
            return


def _third(found: dict[Cell, Value], row: Sequence[str]) -> None:
    if len(row) >= _DISPUTE_CELLS and any(map(plain, row)):
        names: list[Cell] = [(f"{dispute}.{each}", None) for dispute in DISPUTES for each, _ in RESULTS]
        for cell, text in zip(names, row[:_DISPUTE_CELLS], strict=True):
            found.setdefault(cell, number(text))


def rows_of_markdown(text: str) -> list[list[str]]:
    """Return the rows of the tables of a Markdown text; a line without pipes is split at its blanks."""
    rows = []
    for line in text.splitlines():
        if "|" in line:
            cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
            if not all(set(cell) <= set("-: ") and cell for cell in cells):
                rows.append(cells)
        elif line.strip():
            rows.append(line.split())
    return rows


def rows_of_text(text: str) -> list[list[str]]:
    """Return the rows of a PDF's text: the numbers at the end of a line, with its words or those of the line before."""
    rows: list[list[str]] = []
    before = ""
    for line in text.splitlines():
        words = [word for word in line.replace("|", " ").split() if set(word) != {"-"}]
        numbers: list[str] = []
        while words and number(words[-1]) is not None:
            numbers.insert(0, words.pop())
        label = "".join(words)
        if numbers:
            rows.append(numbers if len(numbers) == _DISPUTE_CELLS else [label or before, *numbers])
        elif label:
            rows.append([label])
        before = label or before
    return rows
