"""The statutory form in print order, written down independently so that the reader is not tested against itself."""

Cell = tuple[str, str | None]

APPLICANTS = (
    "natural_person", "commercial_enterprise", "research_institution", "social_organization", "legal_service", "other",
    "total",
)  # fmt: skip
APPLICANT_HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
DISPUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
RESULTS = (
    ("upheld", "结果维持"), ("corrected", "结果纠正"), ("other", "其他结果"), ("pending", "尚未审结"),
    ("total", "总计"),
)  # fmt: skip
TITLES = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
TITLE = "丰城市卫生健康委员会{year}年政府信息公开工作年度报告"
MONEY = ("fees.amount", "procurement.amount")
CHANGES = ("licensing.change", "other_services.change", "penalties.change", "coercion.change", "fees.change")
ENDS = ("received", "carried_in", "processed", "carried_out")

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

Block = tuple[str, tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]
_ITEMS = ("上一年项目数量", "本年增/减", "处理决定数量")
_BLOCKS: dict[int, tuple[Block, ...]] = {
    2019: (
        ("第二十条第（一）项", ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
         (("规章", ("regulations.made", "regulations.disclosed", "regulations.disclosed_total")),
          ("规范性文件", ("normative_documents.made", "normative_documents.disclosed",
                      "normative_documents.disclosed_total")))),
        ("第二十条第（五）项", _ITEMS,
         (("行政许可", ("licensing.prior_items", "licensing.change", "licensing.decisions")),
          ("其他对外管理服务事项", ("other_services.prior_items", "other_services.change",
                            "other_services.decisions")))),
        ("第二十条第（六）项", _ITEMS,
         (("行政处罚", ("penalties.prior_items", "penalties.change", "penalties.decisions")),
          ("行政强制", ("coercion.prior_items", "coercion.change", "coercion.decisions")))),
        ("第二十条第（八）项", _ITEMS[:2], (("行政事业性收费", ("fees.prior_items", "fees.change")),)),
        ("第二十条第（九）项", ("采购项目数量", "采购总金额"),
         (("政府集中采购", ("procurement.items", "procurement.amount")),)),
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


def blocks(edition: int) -> tuple[Block, ...]:
    """Return the blocks of table 1 in order: (heading, column heads, rows of (label, figures))."""
    return _BLOCKS[edition]


def application_rows(edition: int, single_row: bool) -> list[tuple[tuple[str, ...], str]]:
    """Return (labels, outermost first; figure without `applications.`) for every row of table 2."""
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
    return [*rows, ((results, "（七）总计"), "processed"), (("四、结转下年度继续办理",), "carried_out")]


def printed_rows(edition: int, single_row: bool) -> list[tuple[Cell, ...]]:
    """Return the cells of every row of numbers in print order: table 1, table 2, and the only row of table 3."""
    first = [tuple((figure, None) for figure in figures) for _, _, rows in blocks(edition) for _, figures in rows]
    second = [
        tuple((f"applications.{figure}", applicant) for applicant in APPLICANTS)
        for _, figure in application_rows(edition, single_row)
    ]
    third = tuple((f"{dispute}.{each}", None) for dispute in DISPUTES for each, _ in RESULTS)
    return [*first, *second, third]
