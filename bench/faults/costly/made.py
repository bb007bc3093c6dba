"""What costly documents are made of."""

import io
import zipfile
from collections.abc import Callable

TITLE = "丰城市卫生健康委员会2023年政府信息公开工作年度报告"
Filler = Callable[[int], bytes]


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def text(body: str) -> bytes:
    return f"{TITLE}\n二、主动公开政府信息情况\n第二十条第（一）项\n{body}\n".encode()


def html(body: str) -> bytes:
    return f"<html><head><title>{TITLE}</title></head><body><p>{TITLE}</p>{body}</body></html>".encode()
