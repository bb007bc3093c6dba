"""Every page in one language: nothing of the other but what documents, ids and names say themselves."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from dashboard.widgets.streamlit_words import said
from ingest.identify.english_agency import english_agency
from ingest.identify.reference import agency_types
from tests.browsing import WALKED, follow, settle, visit
from tests.conftest import opened
from tests.test_links import BUSY

# The report and the form are shown as they are printed, each label beside its own.
NAMES = [name for name in WALKED if name not in ("report", "about")]
CHINESE = re.compile("[㐀-鿿]+")
# Every text that is seen, also of charts and of paper, and every label; not what documents say (the report's own page).
SEEN = """() => {
    const out = new Set()
    const add = (text) => { if (text && text.trim()) out.add(text.trim()) }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement
        if (!["SCRIPT", "STYLE", "NOSCRIPT"].includes(parent.tagName) && !parent.closest("[data-testid=stIconMaterial]"))
            add(walker.currentNode.data)
    }
    for (const each of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
        for (const name of ["aria-label", "title", "placeholder", "alt"]) add(each.getAttribute(name))
    document.querySelectorAll("input, textarea").forEach((each) => add(each.value))
    return [...out]
}"""
OWN = ("中文", "年报")  # the switch of languages, and the project's name


@pytest.fixture(scope="module")
def tab(reader: BrowserContext, site: str) -> Iterator[Page]:
    """One tab for all pages, loaded once."""
    page = reader.new_page()
    visit(page, site)
    yield page
    page.close()


def seen(page: Page, address: str) -> list[str]:
    follow(page, address)
    for handle in page.locator("[data-testid=stExpander] summary").all():
        handle.click()
    settle(page)
    found: list[str] = page.evaluate(SEEN)
    return found


def from_documents(warehouse: Path) -> str:
    """All that reports say themselves: their names, titles, files, printed cells and texts."""
    con = opened(warehouse)
    queries = (
        "SELECT DISTINCT agency FROM reports", "SELECT agency_printed FROM reports", "SELECT title FROM reports",
        "SELECT source FROM reports", "SELECT DISTINCT printed FROM facts", "SELECT text FROM documents",
        "SELECT agency_id FROM reports", "SELECT stated_by FROM reports",
    )  # fmt: skip
    return "\n".join(str(value) for query in queries for (value,) in con.execute(query).fetchall())


# What the form itself is called is in the reports' text too: as a label of ours it is English.
FORM = ("行政许可", "行政处罚", "自然人", "总计", "予以公开", "不予公开", "结果维持", "行政复议", "规章", "本年新收")
SHOW_FINDINGS = ("quality", "search", "coverage", "sql")  # whose texts quote documents


@pytest.mark.parametrize("name", NAMES)
def test_a_page_in_english_says_nothing_else(tab: Page, site: str, warehouse: Path, name: str) -> None:
    base = f"{site}/{'' if name == 'overview' else name}{BUSY.get(name, '')}"
    texts = seen(tab, f"{base}{'&' if '?' in base else '?'}lang=en")
    theirs = from_documents(warehouse)
    theirs += "\n".join(BUSY.values())
    strange = {
        (run, text[:80]) for text in texts for run in CHINESE.findall(text) if run not in OWN and run not in theirs
    }
    assert not strange, sorted(strange)[:20]
    if name not in SHOW_FINDINGS:
        assert not [text for text in texts if any(each in text for each in FORM)]


@pytest.mark.parametrize("name", ["overview", "data", "quality", "map"])
def test_a_page_in_chinese_has_none_of_streamlits_english(tab: Page, site: str, name: str) -> None:
    texts = seen(tab, f"{site}/{'' if name == 'overview' else name}?lang=zh")
    left = [
        text for text in texts if text in said() or re.search(r"options? available|^Choose|^Show/hide|^Link to", text)
    ]
    assert not left


def test_a_page_that_is_not_there_is_said_in_chinese(page: Page, site: str) -> None:
    page.goto(f"{site}/nothing-here")
    page.get_by_text("没有这一页").wait_for()
    assert page.get_by_text("Page not found").count() == 0


def test_boxes_that_find_nothing_say_so_in_the_readers_language(page: Page, site: str) -> None:
    visit(page, f"{site}/data")
    page.locator("[data-testid=stMultiSelect] input").first.click()
    page.keyboard.type("zzzz")
    page.get_by_text("没有匹配的选项").wait_for()
    visit(page, f"{site}/data?lang=en")
    page.locator("[data-testid=stMultiSelect] input").first.click()
    page.keyboard.type("zzzz")
    page.get_by_text("No results").wait_for()


@pytest.mark.parametrize(
    ("name", "said_"),
    [
        ("丰城市卫生健康委员会", "Health Commission, Fengcheng"),
        ("连云港市赣榆区卫生健康委员会", "Health Commission, Ganyu District"),
        ("上海市人民政府办公厅", "General Office of the People's Government, Shanghai"),
        ("平潭综合实验区管理委员会", "Pingtan Comprehensive Pilot Zone Administrative Committee"),
        ("北京市门头沟区龙泉镇人民政府", "Longquan Town People's Government, Mentougou District"),
        ("国家统计局寿光调查队", "Survey Office (National Bureau of Statistics), Shouguang"),
        ("十堰市生态环境局郧阳分局", "Ecology and Environment Bureau, Yunyang Sub-bureau, Shiyan"),
        ("新疆维吾尔自治区民族事务委员会", "Ethnic Affairs Commission, Xinjiang"),
        ("崇州市商务和投资促进局", "Commerce and Investment Promotion Bureau, Chongzhou"),
        ("津市市市场监督管理局", "Market Regulation Bureau, Jinshi"),
        ("国家卫生健康委员会", "National Health Commission"),
        ("丰城市奇怪事情局", None),
        ("某某街道办事处长", None),
    ],
)
def test_agencies_in_english(name: str, said_: str | None) -> None:
    assert english_agency(name) == said_


def test_nearly_every_wording_that_is_known_can_be_said() -> None:
    """Of the full wordings of the reviewed table, in a city."""
    wordings = [each for kind in agency_types().values() for line in kind.lines for each in line]
    unsaid = [each for each in wordings if english_agency(f"丰城市{each}") is None]
    assert len(wordings) > 700 and len(unsaid) < 0.04 * len(wordings), unsaid
    for each in wordings:
        english = english_agency(f"丰城市{each}") or ""
        assert english.isascii() and "  " not in english and "{" not in english, each
