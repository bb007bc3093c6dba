"""Generate docs/data-dictionary.md from the declarations: `python -m warehouse.dictionary`. A test compares the two."""

from pathlib import Path

from forms import CHECKS, EDITIONS, applicants, figures, form, reading_checks
from forms.claims import claims, problems
from forms.measures import measures
from forms.plausible import doubts
from ingest.identify.reference import agency_types, levels
from ingest.narrative.compared import PROBLEM
from warehouse.schema import tables

PATH = Path(__file__).parents[1] / "docs" / "data-dictionary.md"


def dictionary() -> str:
    """Return the whole dictionary as Markdown, in both languages."""
    parts = [
        "# 数据字典 · Data dictionary",
        "",
        "由 `forms/`、`warehouse/tables.yml`、`data/reference/` 生成，请勿手改：`python -m warehouse.dictionary`。",
        "Generated from `forms/`, `warehouse/tables.yml` and `data/reference/`; do not edit by hand.",
        "",
        "CSV 与 Excel 中会被当作公式的文字（以 = + - @ 等开头而不是数字）前加一个撇号；JSON 与 Parquet 照原样。",
        "In CSV and Excel, text that a spreadsheet would take for a formula (it begins with = + - @ and is no number) "
        "has an apostrophe before it; JSON and Parquet have it as it is.",
        "",
        *_tables(),
        *_figures(),
        *_measures(),
        *_checks(),
        *_claims(),
        *_doubts(),
        *_kinds(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _tables() -> list[str]:
    parts = ["## 表 · Tables", ""]
    for table in tables().values():
        parts += [f"### `{table.name}` ({table.kind})", "", f"{table.zh} · {table.en}", ""]
        if table.note:
            parts += [f"{table.note['zh']} {table.note['en']}", ""]
        parts += ["| column | type | 中文 | English |", "|---|---|---|---|"]
        parts += [f"| `{c.name}` | {c.type} | {c.zh} | {c.en} |" for c in table.columns if not c.of_cell]
        if of_cells := [c for c in table.columns if c.of_cell]:
            span = f"`{of_cells[0].name}` … `{of_cells[-1].name}`"
            parts.append(f"| {span} | {of_cells[0].type} | {of_cells[0].zh} | {of_cells[0].en} |")
        for column in table.columns:
            if column.values:
                parts += ["", f"`{column.name}`：", ""]
                parts += [f"- `{value}` {words['zh']} · {words['en']}" for value, words in column.values.items()]
        parts.append("")
    return parts


def _figures() -> list[str]:
    editions = " | ".join(map(str, EDITIONS))
    parts = [
        "## 指标 · Figures",
        "",
        f"| figure | {editions} | unit | 中文 | English |",
        "|---" * (len(EDITIONS) + 4) + "|",
    ]
    for figure_id, figure in figures().items():
        asked = ["✓" if figure_id in form(edition).figures else "" for edition in EDITIONS]
        unit = figure.unit or "as printed"
        parts.append(f"| `{figure_id}` | {' | '.join(asked)} | {unit} | {figure.text('zh')} | {figure.text('en')} |")
    parts += ["", "### 申请人 · Applicants (`applications.*`)", "", "| applicant | 中文 | English |", "|---|---|---|"]
    parts += [f"| `{c.id}` | {c.label.zh} | {c.label.en} |" for c in applicants().values()]
    return [*parts, ""]


def _measures() -> list[str]:
    parts = ["## 图表指标 · Measures", "", "| measure | 中文 | English | 定义 | Definition |", "|---|---|---|---|---|"]
    parts += [f"| `{m.id}` | {m.zh} | {m.en} | {m.rule('zh')} | {m.rule('en')} |" for m in measures().values()]
    return [*parts, ""]


def _checks() -> list[str]:
    parts = ["## 检查 · Checks", "", "| check_id | 中文 | English | 规则 | Rule |", "|---|---|---|---|---|"]
    every = (*CHECKS.values(), *reading_checks().values())
    parts += [f"| `{c.id}` | {c.zh} | {c.en} | {c.rule_zh} | {c.rule_en} |" for c in every]
    return [*parts, ""]


def _claims() -> list[str]:
    parts = [
        "## 文字所说 · Claims",
        "",
        "| figure | 中文 | English | unit | 与之比较 · Compared with |",
        "|---|---|---|---|---|",
    ]
    for claimed in claims().values():
        meant = " / ".join(" + ".join(f"`{figure}`" for figure in reading) for reading in claimed.means) or "—"
        parts.append(f"| `{claimed.id}` | {claimed.zh} | {claimed.en} | {claimed.unit} | {meant} |")
    parts += [f"| `{PROBLEM}{each.id}` | {each.zh} | {each.en} | | — |" for each in problems().values()]
    return [*parts, ""]


def _doubts() -> list[str]:
    parts = ["## 值得一问 · Worth a question", "", "| kind | 中文 | English | 方法 | Method |", "|---|---|---|---|---|"]
    parts += [f"| `{d.id}` | {d.zh} | {d.en} | {d.method('zh')} | {d.method('en')} |" for d in doubts().values()]
    return [*parts, ""]


def _kinds() -> list[str]:
    parts = ["## 机关类型 · Agency types", "", "| agency_type | 中文 | English |", "|---|---|---|"]
    parts += [f"| `{kind.id}` | {kind.zh} | {kind.en} |" for kind in agency_types().values()]
    parts += ["", "## 级别 · Levels", "", "| level | 中文 | English |", "|---|---|---|"]
    parts += [f"| `{level}` | {words['zh']} | {words['en']} |" for level, words in levels().items()]
    return parts


if __name__ == "__main__":
    PATH.write_text(dictionary(), encoding="utf-8")
