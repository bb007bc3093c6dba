"""What a look at a page would see at once, measured: text cut off or one over another, what extends beyond its place,
charts without anything drawn."""

from playwright.sync_api import Page

# Text is measured by the box of its letters: a font's own box is taller than its line, and lines that do not touch would
# overlap. `_MEASURE` answers with sentences, each once.
_MEASURE = r"""() => {
    const SCROLLS = ".nb-scroll, [data-testid=stDataFrame], [data-testid=stCode]"  // these scroll sideways by design
    const ROWS = ".st-key-filters"  // and these on a phone
    const PHONE = 640
    const LAYERS = ".overplot, .geolayer, .sankey, .pielayer"  // where Plotly draws what the data says
    const NO_MARKS = ".gridlayer, .zerolinelayer, .bg, .basemap, .framework, defs"
    const sentences = []
    const app = document.querySelector("[data-testid=stApp]")
    const main = document.querySelector("[data-testid=stMain]")
    const designed = innerWidth <= PHONE ? `${SCROLLS}, ${ROWS}` : SCROLLS

    const styles = new Map()
    const style = (each) => {
        if (!styles.has(each)) styles.set(each, getComputedStyle(each))
        return styles.get(each)
    }
    const above = (each) => each.parentElement || (each.getRootNode() instanceof ShadowRoot ? each.getRootNode().host : null)
    const within = (each, selector) => {
        for (let at = each; at; at = above(at)) if (at.matches(selector)) return at
        return null
    }
    const holds = (one, other) => {
        for (let at = other; at; at = above(at)) if (at === one) return true
        return false
    }
    const name = (each) => {
        for (let at = each; at; at = above(at)) {
            const key = [...at.classList].find((one) => /^(st-key-|nb-)/.test(one))
            const label = key ? "." + key : at.dataset && at.dataset.testid ? `[${at.dataset.testid}]` : ""
            if (label) return at === each ? label : `${label} ${each.tagName.toLowerCase()}`
        }
        return each.tagName.toLowerCase()
    }
    const brief = (text) => `“${text.trim().replace(/\s+/g, " ").slice(0, 40)}”`
    const seen = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true })

    // Where spaces are kept, those at a line's end hang beyond it and nobody sees them: each word by itself.
    const boxesOf = (node, spaces) => {
        const words = /^(pre|break-spaces)/.test(spaces) ? [...node.data.matchAll(/\S+/g)] : [{ index: 0, 0: node.data }]
        return words.flatMap((word) => {
            const range = document.createRange()
            range.setStart(node, word.index)
            range.setEnd(node, word.index + word[0].length)
            return [...range.getClientRects()]
        })
    }

    // Every line of text with the box of its letters.
    const lines = []
    const roots = [app]
    while (roots.length) {
        const root = roots.pop()
        for (const each of root.querySelectorAll("*")) if (each.shadowRoot) roots.push(each.shadowRoot)
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const holder = node.parentElement
            if (!holder || !node.data.trim() || /^(SCRIPT|STYLE|NOSCRIPT|OPTION|TITLE)$/i.test(holder.tagName)) continue
            if (!seen(holder) || holder.closest("canvas, foreignObject")) continue
            const size = parseFloat(style(holder).fontSize)
            if (size < 1) continue
            for (const box of boxesOf(node, style(holder).whiteSpace)) {
                if (box.width < 2 || box.height < 2) continue
                const letters = Math.min(box.height, size)
                const middle = (box.top + box.bottom) / 2
                const drawn = holder.ownerSVGElement || holder.tagName === "svg"
                const turned = drawn && /rotate\((?!0[,)])/.test(holder.closest("text")?.getAttribute("transform") || "")
                lines.push({
                    node, holder, text: node.data, drawn, turned, left: box.left, right: box.right,
                    top: turned ? box.top : middle - letters / 2, bottom: turned ? box.bottom : middle + letters / 2,
                })
            }
        }
    }

    // Text that something cuts off.
    for (const line of lines) {
        if (line.drawn || line.right < 0) continue  // a sidebar that is folded away
        let wide = true, high = true
        for (let at = line.holder; at && at !== app; at = above(at)) {
            const look = style(at)
            if (look.position === "fixed") break
            if (look.display === "inline" || look.display === "contents") continue
            if (/auto|scroll/.test(look.overflowX)) wide = false
            if (/auto|scroll/.test(look.overflowY)) high = false
            const box = at.getBoundingClientRect()
            const hides = (overflow) => overflow === "hidden" || overflow === "clip"
            if (box.width <= 1 || box.height <= 1) break  // for a screen reader alone
            const across = wide && hides(look.overflowX) && (line.right > box.right + 1.5 || line.left < box.left - 1.5)
            const down = high && hides(look.overflowY) && (line.bottom > box.bottom + 2 || line.top < box.top - 2)
            if (across || down) {
                sentences.push(`text is cut off: ${name(at)} ${brief(line.text)}`)
                break
            }
        }
    }
    const pen = document.createElement("canvas").getContext("2d")
    for (const each of app.querySelectorAll("input")) {
        const text = each.value || each.placeholder
        const look = style(each)
        if (!text || !seen(each) || each.getBoundingClientRect().right < 0 || each.clientWidth < 8 || look.opacity === "0" || each.type === "checkbox" || each.type === "radio")
            continue
        pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`
        const room = each.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight)
        if (pen.measureText(text).width > room + 1.5) sentences.push(`text is cut off: ${name(each)} ${brief(text)}`)
    }

    // Texts one over another.
    const apart = (line) => within(line.holder, "[data-testid=stSidebar], [data-testid=stHeader]")
    const shown = lines
        .filter((line) => line.right > 0 && line.left < innerWidth && !line.turned)
        .sort((one, other) => one.top - other.top)
    const visibleIn = new Map()
    const scroller = (line) => {
        for (let at = line.holder; at && at !== main; at = above(at)) {
            if (visibleIn.has(at)) return visibleIn.get(at)
            if (/auto|scroll/.test(style(at).overflowY + style(at).overflowX)) return at
        }
        return null
    }
    const inSight = shown.filter((line) => {
        const at = scroller(line)
        if (!at) return true
        const box = at.getBoundingClientRect()
        return line.right > box.left && line.left < box.right && line.bottom > box.top && line.top < box.bottom
    })
    // What stays in view while its table scrolls lies over the rest by design, on a ground that lets nothing through.
    const opaque = (each) => !/^(transparent|rgba\(.*, 0(\.\d+)?\))$/.test(style(each).backgroundColor)
    const stays = (holder) => {
        const cell = holder.closest(".nb-scroll .total, .nb-scroll .name")
        return cell !== null && style(cell).position === "sticky" && opaque(cell)
    }
    for (let number = 0; number < inSight.length; number += 1) {
        const one = inSight[number]
        for (let next = number + 1; next < inSight.length && inSight[next].top < one.bottom - 2; next += 1) {
            const other = inSight[next]
            if (one.node === other.node) continue
            if (stays(one.holder) !== stays(other.holder)) continue
            const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
            const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
            if (across <= 2 || down <= 2 || apart(one) !== apart(other)) continue
            sentences.push(`texts overlap: ${name(one.holder)} ${brief(one.text)} and ${name(other.holder)} ${brief(other.text)}`)
        }
    }

    // What extends beyond its place.
    const PLACES = "[data-testid=stMainBlockContainer], [data-testid=stColumn], [data-testid=stVerticalBlock], td, th, "
        + "[data-testid=stMetric], [data-testid=stExpander], [data-testid=stAlert], button"
    const bare = (each) => each.tagName === "BUTTON" && (style(each).borderTopWidth === "0px" || /rgba\(.*, 0\)/.test(style(each).borderTopColor))
    const placeOf = (each) => {
        const place = each && each.closest(PLACES)
        return place && bare(place) ? placeOf(place.parentElement) : place
    }
    const right = main.getBoundingClientRect().left + main.clientWidth
    for (const each of main.querySelectorAll("*")) {
        if (each.ownerSVGElement || !seen(each) || within(above(each) || each, designed)) continue
        const box = each.getBoundingClientRect()
        if (box.width < 2 || box.height < 2 || style(each).position === "fixed") continue
        const place = placeOf(each.parentElement)
        const edge = place ? place.getBoundingClientRect().right : right
        if (box.right > right + 1.5) sentences.push(`stands beyond the screen: ${name(each)} ${brief(each.textContent)}`)
        else if (box.right > edge + 1.5) sentences.push(`is wider than its place: ${name(each)} ${brief(each.textContent)}`)
        if (each.scrollWidth > each.clientWidth + 1 && /auto|scroll/.test(style(each).overflowX) && !each.matches(designed))
            sentences.push(`has to be scrolled sideways: ${name(each)}`)
    }
    for (const line of lines) {
        if (line.drawn || within(line.holder, designed) || !holds(main, line.holder)) continue
        const place = placeOf(line.holder)
        if (line.right > right + 1.5) sentences.push(`stands beyond the screen: ${name(line.holder)} ${brief(line.text)}`)
        else if (place && line.right > place.getBoundingClientRect().right + 1.5)
            sentences.push(`is wider than its place: ${name(line.holder)} ${brief(line.text)}`)
    }
    if (document.scrollingElement.scrollWidth > innerWidth) sentences.push("the page is wider than the screen")

    // Charts.
    const meets = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2
    for (const plot of main.querySelectorAll("[data-testid=stPlotlyChart]")) {
        const chart = plot.querySelector(".js-plotly-plot")
        const sheet = chart && chart.querySelector(".main-svg")
        const called = name(plot.closest("[class*=st-key-chart-]") || plot)
        if (!chart || !sheet) {
            sentences.push(`a chart is not there: ${called}`)
            continue
        }
        if (!(chart.data || []).length) sentences.push(`a chart has no trace: ${called}`)
        const marks = [...chart.querySelectorAll(LAYERS)]
            .flatMap((layer) => [...layer.querySelectorAll("path, rect, circle, image")])
            .filter((each) => !each.closest(NO_MARKS) && seen(each))
            .map((each) => each.getBoundingClientRect())
            .filter((box) => box.width + box.height > 0)
        if (!marks.length) sentences.push(`a chart has nothing drawn: ${called}`)
        const edge = sheet.getBoundingClientRect()
        const areas = (chart._fullLayout._plots ? Object.values(chart._fullLayout._plots) : []).map(({ xaxis, yaxis }) => ({
            left: edge.left + xaxis._offset, right: edge.left + xaxis._offset + xaxis._length,
            top: edge.top + yaxis._offset, bottom: edge.top + yaxis._offset + yaxis._length,
        }))
        const boxes = [...chart.querySelectorAll(".legend, .infolayer .colorbar")]
        const own = plot.closest("[class*=st-key-chart-]")
        if (own) boxes.push(...own.querySelectorAll(".nb-key"))
        for (const each of boxes) {
            const box = each.getBoundingClientRect()
            if (marks.some((one) => meets(box, one)) || areas.some((one) => meets(box, one)))
                sentences.push(`a legend lies over the data: ${called} ${brief(each.textContent)}`)
        }
        for (const each of chart.querySelectorAll(".xtick text, .ytick text"))
            if (each.textContent.trim() && style(each).display === "none")
                sentences.push(`a chart leaves a tick's label out: ${called} ${brief(each.textContent)}`)
        for (const line of lines) {
            if (!line.drawn || !chart.contains(line.holder)) continue
            if (line.left < edge.left - 1 || line.right > edge.right + 1 || line.top < edge.top - 1 || line.bottom > edge.bottom + 1)
                sentences.push(`a chart's text is cut at its edge: ${called} ${brief(line.text)}`)
        }
    }
    return [...new Set(sentences)]
}"""


def complaints(page: Page) -> list[str]:
    """What of the page that is shown would strike the eye, in words; call it when the page is at rest."""
    sentences: list[str] = page.evaluate(_MEASURE)
    return sentences
