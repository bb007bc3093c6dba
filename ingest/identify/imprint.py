"""What surrounds the text: labels at the top (发布机构, 来源, 当前位置), signature and date at the end. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

from ingest.identify.dates import FULL_DATE, date_of, made, western
from ingest.identify.head import Head, bare, labels, said
from ingest.identify.naming import has_organ, recognised, without_own_office
from ingest.identify.statement import Statement, declarations

_STEPS = re.compile(r"(?<!\s)\s*+(?:[>›»→＞/\\]|&gt;|--++)++\s*+")
_YEAR = re.compile(r"(20\d\d)(?:年?度?)(?:政府信息公开|信息公开)?(?:工作)?(?:年度)?(?:报告|年报)?")
_PUBLISHED = re.compile(
    r"(?:发布日期|发布时间|公布日期|公布时间|公开日期|公开时间|成文日期|发文日期|发文时间|生成日期|(?<![㐀-鿿])(?:时间|日期))\s*+[】\]]?\s*+[::]?\s*+"
    + FULL_DATE.pattern
)
_SEAL = re.compile(r"[(（]?(?:盖章|公章|印章|章)[)）]?")
_LONGEST_LINE = 200
_LONGEST_VALUE = 60
_CRUMBS = 8
_BELOW = 5  # pieces under a title that may hold the name of its agency


def imprint(head: Head) -> list[Statement]:
    """Return what the labels of the head state: who made, published or sent the report, on which site and where."""
    found: list[Statement] = []
    for line, kind, value in _labelled(head):
        if kind == "trail":
            found += _on_the_way(line, value)
        elif kind == "column":
            found += (each for each in _on_the_way(line, value, "column"))
        elif kind == "site":
            owner = _owner(value)
            if recognised(owner):
                found.append(Statement("site", line, owner))
        elif kind in ("made_by", "publisher", "source"):
            value = bare(_SEAL.sub("", "".join(value.split())))
            if recognised(value) and has_organ(value):
                found.append(Statement(kind, line, without_own_office(value)))
    for line, text in head.lines[:20]:
        if len(text) < _LONGEST_LINE and len(_STEPS.findall(text)) > 1 and ("首页" in text or "公开" in text):
            found += _on_the_way(line, text)
    return list(dict.fromkeys(found))


def _labelled(head: Head) -> Iterator[tuple[int, str, str]]:
    """(line, kind, value) of each label: in its own cell, or before a colon."""
    lines = head.lines
    for number, (line, text) in enumerate(lines):
        if "\t" in text or "|" in text:
            cells = [bare("".join(cell.split())) for cell in re.split(r"[\t|]+", text)]
            for label, value in pairwise(cells):
                if kind := labels().get(label):
                    yield line, kind, value
        if ":" not in text[:_LONGEST_LINE] and "】" not in text:
            continue
        marks = list(_label().finditer(text[:_LONGEST_LINE]))
        for at, mark in enumerate(marks):
            kind = labels()[mark[1]]
            end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
            value = re.split(r"[\t|]|\s{3,}", text[mark.end() : end].strip(), maxsplit=1)[0]
            if not value and at + 1 == len(marks):
                value = _next(lines[number + 1 : number + 1 + _CRUMBS], of_trail=kind == "trail")
            if kind and 0 < len(value) <= (_LONGEST_VALUE if kind != "trail" else _LONGEST_LINE):
                yield line, kind, value


def _next(lines: list[tuple[int, str]], *, of_trail: bool) -> str:
    """The value of a label that ends its line: the next line, or the steps of the way to the page, one a line."""
    if not of_trail:
        return lines[0][1].strip() if lines and ":" not in lines[0][1] else ""
    steps: list[str] = []
    for _, text in lines:
        if len(text) > 20 or ":" in text:
            break
        steps.append(text.strip(" >›»→/"))
    return ">".join(steps)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?<![㐀-鿿])({'|'.join(labels())})(?:\s*+[】\]]?\s*+:|[】\]])\s*+")


def _on_the_way(line: int, value: str, kind: str = "trail") -> Iterator[Statement]:
    """What the steps of the way to a page state: the last that is an agency, the last that is a year."""
    steps = [bare("".join(each.split())) for each in _STEPS.split(value)][-_CRUMBS:]
    years = [match[1] for step in steps if (match := _YEAR.fullmatch(step))]
    if years:
        yield Statement(kind, line, "", int(years[-1]), value)
    names = [owner for step in steps if has_organ(owner := _owner(step)) and recognised(owner)]
    if names and not names[-1].endswith(("政府", "政府办公室", "政府办公厅", "政府办")):
        yield Statement(kind, line, names[-1], None, value)


def _owner(site: str) -> str:
    """Whose site it is: 延安市商务局门户网站 → 延安市商务局."""
    site = bare("".join(site.split()))
    for words in declarations()["site_words"]:
        if site.endswith(words) and len(site) > len(words):
            return site.removesuffix(words)
    return site


def under_title(head: Head, titles: list[Statement]) -> list[Statement]:
    """The agency's name on a line next to a title that has none."""
    found: list[Statement] = []
    for title in titles:
        at = next((n for n, (line, _) in enumerate(head.pieces) if line == title.line), 0)
        for line, text in head.pieces[max(0, at - 1) : min(at + _BELOW, head.begins)]:
            name = FULL_DATE.sub("", bare(text.strip("()（）"))).strip("()（）")
            if text.endswith(":"):  # to whom the report is addressed
                continue
            if has_organ(name) and recognised(name):
                found.append(Statement("under_title", line, name))
    return found


_DAY_SIGNS = frozenset("年\uf98e月⽉-－﹣‐‑‒–—−./．／")  # of these every full date has one, in figures or in words


def signature(tail: list[tuple[int, str]]) -> list[Statement]:
    """The name and date at the end, on two lines in either order or on one; the last such pair."""
    for at in range(len(tail) - 1, -1, -1):
        line, printed = tail[at]
        if _DAY_SIGNS.isdisjoint(printed):
            continue
        text = said(printed)
        if len(text) > 50 or not (match := FULL_DATE.search(text)) or text[match.end() :].strip("()（）。."):
            continue
        day = made(match)
        if day is None:
            continue
        before = text[: match.start()].strip("()（）")
        around = (
            ([(line, before)] if before else [])
            + [(n, said(each)) for n, each in tail[max(0, at - 2) : at][::-1]]
            + ([] if before else [(n, said(each)) for n, each in tail[at + 1 : at + 2]])
        )  # fmt: skip
        for where, words in around:
            name = bare(_SEAL.sub("", words))
            if has_organ(name) and recognised(name):
                return [
                    Statement("signature", where, without_own_office(name)),
                    Statement("dated", line, text=str(day)),
                ]
        if not before:
            return [Statement("dated", line, text=str(day))]
    return []


# How a date of publication is known: a label on the page or in what the page says of itself, the signature at the end,
# a line in the head that is nothing but a date.
BY_LABEL, BY_SIGNATURE, BY_LINE = PUBLISHED_BY = ("label", "signature", "line")


def published_on(head: Head, signed: list[Statement]) -> tuple[Statement, str] | None:
    """The labelled date of publication, else the one in the signature, else one alone on its line; how it is known."""
    for line, text in head.lines[:40]:
        if "时间" not in text and "日期" not in text:
            continue
        for part in re.split(r"[\t|]{2,}|\s{2,}", text[: _LONGEST_LINE * 2]):
            if (match := _PUBLISHED.search(western(part.replace("\t", " ")))) and (day := made(match)):
                return Statement("dated", line, text=str(day)), BY_LABEL
    if dated := next((each for each in signed if each.kind == "dated"), None):
        return dated, BY_SIGNATURE
    for line, text in head.pieces[:14]:
        if FULL_DATE.fullmatch(text.strip("()（）")) and (day := date_of(text)):
            return Statement("dated", line, text=str(day)), BY_LINE
    return None


def day_of(statement: Statement | None) -> date | None:
    """The date of a statement of kind `dated`."""
    return date.fromisoformat(statement.text) if statement else None
