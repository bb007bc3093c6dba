"""A place is never invented: what counts as evidence, whose it is, and what path and siblings say against it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fidelity import markup, texts
from bench.fidelity.filled import Filled, fill
from bench.places import OPEN, RIGHT, UNREAD, WRONG, made, outcomes
from forms import APPLICANTS
from forms.normal import simplified
from ingest.identify import Context, Identity, identify, name_agency
from ingest.identify.contacts import contacts
from ingest.identify.prose import outside_tables
from ingest.identify.reference import reference, telephone_areas, towns
from ingest.report import Report, report_of
from tests.test_agencies import report, warehouse


def named(printed: str, *text: str, path: str = "", siblings: tuple[str, ...] = (), year: int = 2021) -> Identity:
    return name_agency(printed, Context(year, lambda: "\n".join(text), path, siblings))


def test_a_share_of_the_benchmark_has_no_place_wrong(tmp_path: Path) -> None:
    """300 of the reports of `python -m bench places`: none placed wrongly, all read, and what can be placed is placed."""
    found = outcomes(made(300), tmp_path)
    assert not [(case.name, case.source, evidence) for case, outcome, evidence in found if outcome in (WRONG, UNREAD)]
    by_folder = [outcome for case, outcome, _ in found if case.kind.endswith((": folder", ": folder and own"))]
    by_folder = [outcome for outcome in by_folder if outcome != OPEN]
    assert sum(outcome == RIGHT for _, outcome, _ in found) > 100 and len(by_folder) > 20
    silent = [outcome for case, outcome, _ in found if case.kind.endswith(("nothing", "foreign", "against folder"))]
    assert OPEN in silent


def test_area_codes_are_whole() -> None:
    """010 and 02x have three digits, all others four; 朔州, 秦皇岛, 舟山 and 鹰潭 among them."""
    for area in telephone_areas():
        assert len(area) == (3 if area[1] in "12" else 4), area
    assert named("普陀区审计局", "电话：0580-2623000").prefecture == "舟山市"


def test_the_text_outside_tables() -> None:
    lines = ["电话：0431-85109000", "联系电话\t0371-65900000", "|电话|0371-65900000|", "\t邮编：130012"]
    assert outside_tables(lines) == "电话：0431-85109000\n\n\n\t邮编：130012"


@pytest.mark.parametrize(
    ("text", "areas", "codes"),
    [
        ("电话：0371-12345678 邮编：450000", {"0371"}, {"450000"}),
        ("电话(传真):0566-5021393", {"0566"}, set()),
        ("传真：（0311）87654321，邮政编码: 050000", {"0311"}, {"050000"}),
        ("如对本报告有疑问，请与我局办公室联系（电话：010-65090000）。", {"010"}, set()),
        ("电话0591-28206000", {"0591"}, set()),
        ("0375 12345678 450000", set(), set()),
        ("行政许可 0375-12345678", set(), set()),
        ("监督电话：0371-65900000", set(), set()),
        ("省长热线电话：0371-65900000", set(), set()),
        ("请与省政务公开办公室联系（地址：郑州市；邮编：450000；电话：0371-65900000）", set(), set()),
        ("技术支持：某某公司\n电话：0571-85000000 邮编：310000", set(), set()),
        ("审计由某事务所承担。电话：0571-85000000", set(), set()),
        ("申请人来自杭州，联系电话0571-85000000，已答复。", set(), set()),
        ("电话：0371\n12345678", set(), set()),
    ],
)  # fmt: skip
def test_contacts_printed_as_the_agencys_own(text: str, areas: set[str], codes: set[str]) -> None:
    found = contacts(text)
    assert (found.areas, found.codes) == (areas, codes)


@pytest.mark.parametrize(
    "text",
    [
        "赴江苏省南京市鼓楼区学习考察。", "接待南京市鼓楼区人民政府来访。", "收到南京市鼓楼区人民法院判决书。", "按照南京市的要求开展工作。",
        "南京市中心医院", "省长热线电话：025-83700000", "全年接到来电025-83700000次。", "企业注册地址：南京市鼓楼区中山路1号。",
        "已告知其向南京市鼓楼区民政局提出，电话：025-83700000。", "商请南京市鼓楼区民政局\n提供材料。",
    ],
)  # fmt: skip
def test_what_is_said_of_another_place_places_nothing(text: str) -> None:
    who = named("鼓楼区民政局", text)
    assert who.region_code is None and len(who.candidates) >= 1


def test_a_folder_that_names_both_places_of_a_short_name_decides_nothing() -> None:
    assert named("吉林财政局", path="吉林省/a.txt").candidates == ("吉林省", "吉林省吉林市")
    assert named("吉林财政局", path="吉林省/吉林市/a.txt").prefecture == "吉林市"
    assert named("朝阳财政局", path="辽宁省/朝阳市/a.txt").region_code is None  # the city's or 朝阳县's


def test_a_superiors_page_does_not_place_a_bare_bureau() -> None:
    assert named("教育局", "根据武汉市教育局要求，我局做好工作。").region_code is None
    assert named("市财政局", "可在徐州市人民政府网站下载。").region_code is None  # 新沂市财政局 says 市 too
    assert named("区教育局", "根据武汉市教育局要求", "武汉市江岸区教育局").county == "江岸区"
    assert named("区卫生健康局", "地址：内蒙古自治区呼和浩特市").region_code is None
    assert named("市场监督管理局", "地址：河南省濮阳市人民路1号").region_code is None


def test_two_area_codes_leave_a_place_open() -> None:
    own, other = "联系电话：0516-83700000", "咨询电话：025-83700000"
    assert named("鼓楼区民政局", own).prefecture == "徐州市"
    who = named("鼓楼区民政局", own, other)
    assert who.region_code is None
    assert {"江苏省徐州市鼓楼区", "江苏省南京市鼓楼区"} <= set(who.candidates)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("联系电话：0516-83700000", "江苏省/南京市/鼓楼区/a.txt"),
        ("地址：江苏省徐州市鼓楼区中山路1号", "南京市鼓楼区/a.txt"),
        ("本报告由徐州市鼓楼区民政局编制。", "x/www.njgl.gov.cn/a.html"),
        ("邮编：221005", "江苏省南京市/a.txt"),
    ],
)
def test_a_folder_against_the_text_leaves_a_place_open_with_both_named(text: str, path: str) -> None:
    who = named("鼓楼区民政局", text, path=path)
    assert who.region_code is None and who.evidence is None
    assert {"江苏省徐州市鼓楼区", "江苏省南京市鼓楼区"} <= set(who.candidates)
    (finding,) = who.findings
    assert finding.message_id == "places_differ"
    for place in ("徐州市鼓楼区", "南京市鼓楼区"):
        assert place in finding.message and place in finding.message_en


def test_a_folder_where_no_such_place_is_contradicts_too() -> None:
    who = named("鼓楼区民政局", "联系电话：0516-83700000", path="浙江省/杭州市/a.txt")
    assert who.region_code is None and set(who.candidates) >= {"江苏省徐州市鼓楼区", "浙江省杭州市"}
    lone = named("蔡甸街道办事处", path="浙江省/杭州市/a.txt")
    assert named("蔡甸街道办事处").county == "蔡甸区" and lone.region_code is None and len(lone.candidates) == 2


def test_siblings_against_the_text_leave_a_place_open() -> None:
    who = named("朝阳区卫健委", "联系电话：010-65090000", siblings=("220104",))
    assert who.region_code is None and set(who.candidates) == {"北京市朝阳区", "吉林省长春市朝阳区"}


def test_text_path_and_siblings_are_weighed_at_once_in_a_snapshot(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "北京市/a.txt": report("朝阳区卫健委", 2021, more="\n联系电话：0431-85109000"),
        "x/a.txt": report("朝阳区卫健委", 2019, fill(1, 2021), "\n联系电话：0431-85109000"),
        "x/b.txt": report("朝阳区卫健委", 2020, fill(2, 2021), "\n邮编：130012"),
        "x/c.txt": report("朝阳区卫健委", 2022, fill(3, 2021), "\n联系电话：010-65090000"),
        "湖北省随州市曾都区/d.txt": report("东城街道办事处", 2022, fill(4, 2021)),
    })  # fmt: skip
    rows = con.execute("SELECT source, region_code, candidates, evidence FROM reports").fetchall()
    found = {source: (code, candidates, evidence) for source, code, candidates, evidence in rows}
    assert found["北京市/a.txt"][0] is None
    assert set(found["北京市/a.txt"][1]) == {"北京市朝阳区", "吉林省长春市朝阳区"}
    assert found["x/a.txt"][0] == found["x/b.txt"][0] == "220104"
    assert found["x/c.txt"][0] is None  # two reports of the name in its folder are of 长春
    assert found["湖北省随州市曾都区/d.txt"][0] == "421303"
    open_ = con.execute("SELECT DISTINCT source FROM findings JOIN reports USING (report_id) WHERE check_id = 'place'")
    assert {source for (source,) in open_.fetchall()} == {"北京市/a.txt", "x/c.txt"}


@pytest.mark.parametrize(
    ("printed", "year", "candidates", "message"),
    [
        ("即墨市民政局", 2021, ("山东省青岛市即墨区",), "old_place"),
        ("山东省青岛市即墨市民政局", 2021, ("山东省青岛市即墨区",), "old_place"),
        ("即墨区民政局", 2012, ("山东省青岛市即墨市",), "later_place"),
        ("江干区民政局", 2022, ("浙江省杭州市上城区", "浙江省杭州市钱塘区"), "old_place"),
    ],
)
def test_a_name_of_another_year_offers_what_became_of_it(
    printed: str, year: int, candidates: tuple[str, ...], message: str
) -> None:
    """It is a candidate and not chosen, not even where a folder agrees."""
    for path in ("", "山东省/青岛市/即墨区/a.txt"):
        who = named(printed, path=path, year=year)
        assert (who.region_code, who.candidates, who.agency_type) == (None, candidates, "civil_affairs")
        assert [finding.message_id for finding in who.findings] == [message]
        assert candidates[0] in who.findings[0].message and candidates[0] in who.findings[0].message_en


def test_radicals_are_folded_in_names_and_kept_as_printed() -> None:
    who = identify(["陕西省⻄安市⻓安区民政局2022年政府信息公开工作年度报告"])
    assert (who.agency, who.agency_id) == ("西安市长安区民政局", "610116.civil_affairs")
    assert who.agency_printed == "陕西省⻄安市⻓安区民政局"
    assert identify(["⻢关县⺠政局2022年政府信息公开工作年度报告"]).agency == "马关县民政局"


def test_no_name_of_a_place_is_changed_by_folding() -> None:
    names = {each.name for each in reference().divisions.units} | {town for each in towns().values() for town in each}
    assert {name for name in names if simplified(name) != name} <= {"於潜镇"}


@pytest.mark.parametrize("name", ["城关镇人民政府", "鼓楼区民政局", "建设街道办事处", "市财政局", "教育局"])
@pytest.mark.parametrize("layout", [texts.tabs, texts.pipes, texts.lines, texts.glued_rows, texts.glued, markup.clean])
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_figures_of_the_tables_never_change_who_reports(name: str, layout: Any, data: st.DataObject) -> None:
    """The same report with other figures, telephone numbers and postcodes among them: the same identity."""
    looks = st.sampled_from(["0375", "12345678", "0371-65900000", "025", "83700000", "450000", "221005", "02283700000"])
    form = fill(1, 2021)
    quiet = _identity(form, name, layout)
    printed = dict(form.printed)
    for row in ("received", "carried_in", "granted", "processed"):
        for applicant in APPLICANTS:
            printed[f"applications.{row}", applicant] = data.draw(looks)
    busy = _identity(Filled(form.edition, form.single_row, printed, form.values), name, layout)
    assert busy == quiet and quiet.region_code is None


def _identity(form: Filled, name: str, layout: Any) -> Identity:
    titled = Filled(
        form.edition, form.single_row, form.printed, form.values, title=f"{name}2023年政府信息公开工作年度报告"
    )
    text = markup.clean(titled, None) if layout is markup.clean else texts.render(titled, layout)  # type: ignore[arg-type]
    read = report_of(text.encode())
    assert isinstance(read, Report)
    return read.identity


def test_the_complaints_about_places(shared: Path) -> None:
    """Reports whose figures look like telephone numbers, and one that its folder places."""
    folder = shared / "cases" / "complaints"
    if not folder.is_dir():
        pytest.skip("an older ../shared has no cases")  # the bench of places tries twenty thousand of this kind
    for name in ("06-1-place", "06-2-place", "06-5-place", "06-9-place", "19-phone-in-figures", "19b-phone-in-figures"):
        read = report_of((folder / f"{name}.html").read_bytes())
        assert isinstance(read, Report) and read.identity.region_code is None, name
        assert read.identity.candidates or name == "06-2-place"
    places = {"06-3-place": "220502", "06-4-place": "320681", "06-6-place": "610116", "06-7-place": "120105"}
    for name, code in {**places, "06-8-place": "630103"}.items():
        read = report_of((folder / f"{name}.html").read_bytes())
        assert isinstance(read, Report) and read.identity.region_code == code
    town = next(folder.rglob("18b-township.html"))
    read = report_of(town.read_bytes())
    assert isinstance(read, Report) and read.identity.region_code is None
    who = identify(read.text.split("\n"), str(town.relative_to(folder)))
    assert (who.county, who.township, who.region_code) == ("曾都区", "东城街道", "421303")
