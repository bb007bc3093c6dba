"""Numbers that narratives state: read where every word of a clause is known, and compared with the tables."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.claims import passages, read_in, real
from bench.fidelity.real import shared_folder
from forms import EDITIONS, figures
from forms.claims import claim_words, claims
from ingest.narrative.claims import Claim, in_paragraph
from ingest.narrative.compared import AGREE, DIFFER, INCOMPARABLE, compared
from ingest.narrative.paragraphs import Paragraph, normalised
from ingest.narrative.words import own_of
from ingest.report import Report, report_of
from tests.conftest import ROOT

CASES = ROOT / "tests" / "documents" / "cases" / "complaints"


def _said(text: str, agency: str | None = None, year: int = 2024) -> list[tuple[str, str | None, Decimal]]:
    found = in_paragraph(Paragraph(normalised(text), [0], [1]), own_of(agency, year))
    return [(each.figure, each.applicant, Decimal(each.value)) for each in found]


@pytest.mark.parametrize("name", ["first.txt", "second.txt", "third.txt"])
def test_what_is_read_of_marked_passages_is_marked(name: str) -> None:
    right = wrong = missed = 0
    for passage in passages(name):
        read = read_in(passage)
        right += (read & passage.states).total()
        wrong += (read - passage.states).total()
        missed += (passage.states - read).total()
    assert wrong <= 0.01 * (right + wrong)
    assert right > 0.4 * (right + missed)  # what the rules can read they do read


@pytest.mark.skipif(shared_folder(ROOT) is None, reason="the real reports with narratives are not in the project")
def test_what_is_read_of_real_reports_is_marked() -> None:
    pairs = list(real())
    assert len(pairs) > 20
    assert not sum((read - marked).total() for _, marked, read in pairs)
    assert sum((read & marked).total() for _, marked, read in pairs) >= 100


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年收到政府信息公开申请21件，办结20件，结转下年度1件。",
         [("applications.received", None, 21), ("applications.processed", None, 20), ("applications.carried_out", None, 1)]),
        ("收到政府信息公开申请21件，其中自然人18件、法人或其他组织3件。",
         [("applications.received", None, 21), ("applications.received", "natural_person", 18),
          ("applications.received", "organisations", 3)]),
        ("因政府信息公开被申请行政复议3件，其中维持2件、尚未审结1件；行政诉讼1件。",
         [("reconsideration.total", None, 3), ("reconsideration.upheld", None, 2), ("reconsideration.pending", None, 1),
          ("litigation.total", None, 1)]),
        # A part of the body, a part of the cases, and what applications were about state nothing of the whole.
        ("全市共收到政府信息公开申请3525件，其中市政府收到100件，各部门收到600件，各县区收到2825件。", [("applications.received", None, 3525)]),
        ("收到政府信息公开申请3525件，其中按时办结3000件。", [("applications.received", None, 3525)]),
        ("收到政府信息公开申请50件，受理45件。", [("applications.received", None, 50)]),
        ("收到政府信息公开申请21件，从申请内容看，行政处罚5件，行政许可3件。", [("applications.received", None, 21)]),
        ("重复申请3件，自然人申请45件，法人组织申请5件。", [("applications.not_processed.repeated", None, 3)]),
        ("共办理政府信息公开申请3646件（含上年结转121件）。",
         [("applications.handled", None, 3646), ("applications.carried_in", None, 121)]),
        ("本年度未收到政府信息公开申请，无行政复议、行政诉讼。",
         [("applications.received", None, 0), ("reconsideration.total", None, 0), ("litigation.total", None, 0)]),
        ("全年行政事业性收费12.5万元，收取信息处理费3940元。", [("fees.amount", None, "12.5"), ("fee_charged", None, 3940)]),
    ],
)  # fmt: skip
def test_reads_what_a_sentence_states(text: str, expected: list[tuple[str, str | None, object]]) -> None:
    assert _said(text) == [(figure, who, Decimal(str(value))) for figure, who, value in expected]


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请较上年增加12件。",
        "2023年收到政府信息公开申请9件。",
        "去年同期，收到政府信息公开申请9件。",
        "县教育局收到政府信息公开申请3件。",
        "通过网络收到政府信息公开申请12件。",
        "2024年1月至6月，收到政府信息公开申请183件。",
        "办理行政复议案件412件。",
        "公示行政许可信息126条。",
        "收到信访件31件，办结30件。",
        "予以公开和部分公开共12件。",
        "其中，民政局1件，收取380元。",
        "全市受理行政许可申请52000件，办结51800件。",
        "处理行政许可申请1500件，予以公开1500件。",
        "发生政府信息公开行政复议、行政诉讼案件共3件，维持2件，纠正1件。",
        "2024年认真落实政务公开要求。全年办理行政复议案件412件，行政诉讼案件30件。",
        "依托政务公开专栏公开行政复议决定书30份，办理行政复议案件412件。",
        "受理政府信息公开行政复议案件35件。",
        "加强养老服务。受理申请300件，办结280件。",
        "截至2024年底，累计制定规范性文件30件。",
    ],
)
def test_leaves_what_states_something_else(text: str) -> None:
    assert _said(text) == []


def test_the_agency_s_own_name_is_known() -> None:
    text = "2024年，安棠县水利局收到政府信息公开申请4件。"
    assert _said(text) == []
    assert _said(text, "安棠县水利局") == [("applications.received", None, 4)]
    assert _said("2024年，县政府收到政府信息公开申请4件。", "安棠县人民政府")
    assert not _said(text, "安棠县教育局")


def test_a_department_is_not_its_whole_place() -> None:
    text = "全市收到政府信息公开申请812件。"
    assert _said(text, "杭州市教育局") == [] and _said(text.replace("全", "我"), "杭州市人民政府办公厅") == []
    assert _said(text, "杭州市人民政府") and _said(text.replace("市", "区"), "平潭综合实验区管理委员会")
    assert _said("全局收到政府信息公开申请3件。", "杭州市教育局")


@given(words=st.text(alphabet="村企馆湖桥渔", min_size=1, max_size=4), at=st.integers(0, 12))
def test_any_word_that_is_not_declared_leaves_a_number_unread(words: str, at: int) -> None:
    text = "收到政府信息公开申请21件"
    at = min(at, len("收到政府信息公开申请"))
    assert not any(figure == "applications.received" for figure, *_ in _said(text[:at] + words + text[at:]))


@given(value=st.integers(0, 10**6), counted=st.integers(0, 10**6), carried=st.one_of(st.none(), st.integers(0, 99)))
def test_compared_with_every_right_reading(value: int, counted: int, carried: int | None) -> None:
    report = report_of((ROOT / "data" / "reports" / "江苏省" / "宿迁市人民政府_2023.txt").read_bytes())
    assert isinstance(report, Report)
    facts = dict(report.parsed.facts)
    for figure, number in (("received", counted), ("carried_in", carried)):
        cell = (f"applications.{figure}", "total")
        facts[cell] = facts[cell]._replace(value=number)
    claim = Claim("applications.received", None, value, 0, True, 1, "")
    found = compared(claim, replace(report.parsed, facts=facts))
    if value == counted or (carried is not None and value == counted + carried):
        assert found.verdict == AGREE
    else:
        assert found.verdict == (INCOMPARABLE if carried is None else DIFFER)


def test_a_contradiction_is_a_finding_on_its_line() -> None:
    folder = ROOT.parent / "shared" / "cases" / "complaints"
    if not folder.exists():
        pytest.skip("the case with a contradicting narrative is not in the project")
    report = report_of((folder / "12-narrative.html").read_bytes())
    assert isinstance(report, Report)
    found = [each for each in report.checked.findings if each.check == "text"]
    assert {(each.figure, each.actual, each.expected) for each in found} >= {("applications.received", 8, None)}
    assert all("收到政府信息公开申请8件" in report.text.split("\n")[each.line - 1] for each in found)
    assert "8" in found[0].message_en and "1429" in found[0].message_en


def test_the_declaration_is_whole() -> None:
    assert all(figure in figures() for each in claims().values() for reading in each.means for figure in reading)
    assert {each.id for each in claims().values() if not any(each.cells(edition, None) for edition in EDITIONS)} == {
        "fee_charged", "items_published", "training", "trained", "interpretations", "press_conferences"
    }  # fmt: skip
    acts = claim_words()["acts"]
    assert all(each.act in acts for each in claims().values())
    for words in (*acts.values(), claim_words()["fillers"]):
        assert not [word for word, times in Counter(words).items() if times > 1]


def test_files_hold_no_marks_that_name_nothing() -> None:
    known = {*claims(), *figures()}
    for path in Path(ROOT / "bench" / "passages").glob("*.txt"):
        for passage in passages(path.name):
            assert {figure for figure, *_ in passage.states} <= known, (path.name, passage.number)
