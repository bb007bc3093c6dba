"""Web pages that cost much for their size."""

from bench.faults.costly.made import Filler, html


def nested(tag: str) -> Filler:
    return lambda n: html(f"<{tag}>" * (n // (len(tag) + 2)))


PAGES: dict[str, Filler] = {
    **{f"nested {tag}": nested(tag) for tag in (
        "div", "li", "span", "b", "font", "a", "p", "table", "tr", "td", "ul", "dl", "dd", "h1", "form", "button", "x",
        "select", "option", "svg", "math", "template", "ruby", "rt", "nobr", "object", "center", "blockquote", "input",
        "caption", "colgroup", "col", "frameset", "noscript", "marquee", "details", "body", "html", "head", "title", "textarea", "br",
    )},
    "nested tables": lambda n: html("<table><tr><td>" * (n // 15)),
    "nested lists": lambda n: html("<ul><li>" * (n // 8)),
    "nested and closed": lambda n: html("<div>" * (n // 11) + "</div>" * (n // 11)),
    "closed only": lambda n: html("</div>" * (n // 6)),
    "closed paragraphs": lambda n: html("</p>" * (n // 4)),
    "misnested": lambda n: html("<a><div>" * (n // 8)),
    "misnested formatting": lambda n: html("<code><p>" * (n // 9)),
    "misnested closed": lambda n: html("<code><s>" * (n // 20) + "</code></s>" * (n // 20)),
    "text before tables": lambda n: html("<table>x" * (n // 8)),
    "table, fostered": lambda n: html("<table>" + "<div>x</div>" * (n // 12)),
    "table, fostered text": lambda n: html("<table>" + "x<tr>" * (n // 5)),
    "attributes": lambda n: html("<p " + "".join(f"a{k} " for k in range(n // 6)) + ">x</p>"),
    "one attribute": lambda n: html(f'<p style="{"x" * n}">x</p>'),
    "formats of many kinds": lambda n: html("".join(f"<code a={k}><p>x" for k in range(n // 16))),
    "bold of many kinds": lambda n: html("".join(f"<b/a={k}><p>x" for k in range(n // 14))),
    "attributes of many tags": lambda n: html(("<p " + "".join(f"a{k} " for k in range(700)) + ">x</p>") * (n // 3400)),
    "unclosed tag": lambda n: html("<p " * (n // 3)),
    "open signs": lambda n: html("<" * n),
    "close signs": lambda n: html(">" * n),
    "comments": lambda n: html("<!--" * (n // 4)),
    "comments closed": lambda n: html("<!--x-->" * (n // 8)),
    "questions": lambda n: html("<?" * (n // 2)),
    "sections": lambda n: html("<![CDATA[" * (n // 9)),
    "entities": lambda n: html("&nbsp;" * (n // 6)),
    "open entities": lambda n: html("&" * n),
    "inputs": lambda n: html('<input type="text" value="1">' * (n // 29)),
    "open inputs": lambda n: html("<input " * (n // 7)),
    "input of quotes": lambda n: html("<input " + "\"'" * (n // 2)),
    "input of attributes": lambda n: html("<input " + "a=b " * (n // 4) + ">"),
    "selects": lambda n: html("<select><option selected>1</select>" * (n // 35)),
    "open selects": lambda n: html("<select>" * (n // 8)),
    "options": lambda n: html("<select>" + "<option selected>1" * (n // 18) + "</select>"),
    "styles": lambda n: html('<p style="text-decoration:line-through">1</p>' * (n // 45)),
    "style, unclosed": lambda n: html("<p style='line-through' opacity" + " opacity: 0" * (n // 11)),
    "style tags": lambda n: html("<p opacity: 0" * (n // 13)),
    "style blanks": lambda n: html("<p vertical-align" + " " * n),
    "hidden": lambda n: html('<p style="display:none">1</p>' * (n // 29)),
    "hiding classes": lambda n: html(
        "<style>" + "".join(f".a{k}{{display:none}}" for k in range(n // 20)) + "</style>" + "<p class='a1'>1</p>" * 100
    ),
    "hiding rules": lambda n: html("<style>" + ".a{" * (n // 3) + "display:none</style>"),
    "hiding names": lambda n: html("<style>." + "a" * n + " display:none</style>"),
    "hiding blanks": lambda n: html("<style>.a{display" + " " * n + "none</style>"),
    "hidden classes of a tag": lambda n: html("<style>.a{display:none}</style><p class='" + "b " * (n // 2) + "'>1</p>"),
    "hidden cells": lambda n: html(
        "<style>.a{display:none}</style><table>" + "<tr><td>1</td></tr>" * (n // 19) + "</table>"
    ),
    "a hidden table in divs": lambda n: html(
        "<style>.a{display:none}</style>" + "<div>" * 300 + "<table>" + "<tr><td>1" * (n // 9) + "</table>"
    ),
    "metas": lambda n: html('<meta name="sitename" content="x">' * (n // 34)),
    "a title of signs": lambda n: f"<html><title>{'_' * n}</title>".encode(),
    "a title of dashes": lambda n: f"<html><title>{'公-' * (n // 2)}</title>".encode(),
    "titles of the page": lambda n: html("<title>x</title>" * (n // 16)),
    "rows": lambda n: html("<table>" + "<tr><td>规章<td>1<td>2" * (n // 22) + "</table>"),
    "a row": lambda n: html("<table><tr>" + "<td>1" * (n // 5) + "</table>"),
    "tables": lambda n: html("<table><tr><td>规章<td>1</table>" * (n // 30)),
    "tables in a table": lambda n: html("<table><tr><td>" + "<table><tr><td>规章<td>1</table>" * (n // 30)),
    "long cells": lambda n: html("<table><tr><td>" + ("长" * 301 + "<td>") * (n // 305)),
    "spans": lambda n: html('<table><tr><td colspan="1000000000" rowspan="1000000000">1' * 1 + "<tr><td>1" * (n // 9)),
    "paragraphs": lambda n: html("<p>规章 1</p>" * (n // 12)),
    "links": lambda n: html("<a href='#fn'>1</a>" * (n // 19)),
    "pictures": lambda n: html('<img src="data:,' + "x" * n + '">'),
    "marks of formatting": lambda n: html("<b><i>1</i></b>" * (n // 15)),
    "formatting, unclosed": lambda n: html("<font " * (n // 6)),
    "formatting in capitals": lambda n: html("<FONT " * (n // 6)),
    "capitals": lambda n: html("<A" * (n // 2)),
    "blanks of a tag": lambda n: html("<p" + " " * n + ">1"),
    "blanks of a closing tag": lambda n: html("</td" + " " * n),
    "scripts": lambda n: html("<script>" * (n // 8)),
    "blanks before": lambda n: (" " * n + "<html>").encode(),
    "xml": lambda n: ('<?xml version="1.0"?>' + " " * n + "<x").encode(),
    "charsets": lambda n: b"\xb9<meta charset=" + b"charset=" * (n // 8),
}  # fmt: skip
