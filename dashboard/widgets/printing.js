// Paper is narrower than a screen, white, and often black and white. Chromium lays a page out for paper only after the
// event, so charts are drawn anew before it, for the width of a page of A4 between its margins.
const WIDTH = 680
const HEIGHT = 880 // and the tallest that fits on a page below its heading and legend
const INK = "#1A1A1A"
const SHAPES = ["", "/", "x", ".", "\\", "-", "|", "+"]
const SIGNS = ["●", "■", "◆", "✚", "✖", "▲", "▼", "◀", "▶", "◤"] // as Plotly numbers its symbols

// Plotly is not within reach; its buttons are. One that changes an attribute changes any, and it is drawn at once.
function relayout(plot, changes) {
  const button = plot.querySelector(".modebar-btn[data-attr]")
  if (!button) return false
  const { attr, val } = button.dataset
  for (const [name, value] of Object.entries(changes)) {
    button.setAttribute("data-attr", name)
    button.setAttribute("data-val", value)
    button.click()
  }
  button.setAttribute("data-attr", attr)
  button.setAttribute("data-val", val)
  for (const each of Object.keys(changes)) delete plot._fullLayout?._preGUI?.[each]
  return true
}

function keysOf(plot) {
  const block = plot.closest("[class*='st-key-chart-']")
  return block ? [...block.querySelectorAll("button.nb-key")] : []
}

// Bars get patterns where colours tell them apart; lines have their signs already, and the legend shows both.
function patterned(plot) {
  const named = plot.data.filter((trace) => trace.name)
  const bars = named.filter((trace) => trace.type === "bar" && typeof trace.marker?.color === "string")
  const kept = bars.map((trace) => trace.marker)
  const many = bars.length > 1
  if (many)
    bars.forEach((trace, number) => {
      const shape = SHAPES[number % SHAPES.length]
      trace.marker = { ...trace.marker, line: { width: 0.6, color: INK },
                       pattern: { shape, fillmode: "overlay", fgcolor: INK, fgopacity: 0.55, size: 7, solidity: 0.22 } }
    })
  keysOf(plot).forEach((key, number) => {
    const trace = named[number]
    const swatch = key.querySelector("i")
    if (!trace || !swatch) return
    if (trace.type === "bar") swatch.dataset.shape = SHAPES[bars.indexOf(trace) % SHAPES.length]
    else swatch.dataset.sign = SIGNS[(trace.marker?.symbol ?? 0) % SIGNS.length]
  })
  return () => bars.forEach((trace, number) => { trace.marker = kept[number] })
}

function fitted(plot) {
  const full = plot._fullLayout
  if (!full) return () => {}
  const { width, height } = full
  const box = plot.closest("[data-testid=stPlotlyChart]") || plot
  const look = box.getAttribute("style") || ""
  const isDrawn = plot.data.every((trace) => !["sankey", "choropleth", "scattergeo"].includes(trace.type))
  if (isDrawn) {
    const undo = patterned(plot)
    const { font, paper_bgcolor, plot_bgcolor } = plot.layout
    const { emit } = plot
    plot.emit = () => {} // told of it, Streamlit would draw the chart as it was
    const clear = "rgba(0,0,0,0)"
    Object.assign(plot.layout, { font: { ...font, color: INK }, paper_bgcolor: clear, plot_bgcolor: clear })
    if (relayout(plot, { height: Math.min(height, HEIGHT), width: WIDTH }))
      return () => {
        undo()
        Object.assign(plot.layout, { font, paper_bgcolor, plot_bgcolor })
        relayout(plot, { height, width })
        setTimeout(() => { plot.emit = emit }, 500)
      }
    plot.emit = emit
    undo()
  }
  // What is drawn step by step, as flows and maps are, is scaled instead.
  const scale = Math.min(1, WIDTH / width, HEIGHT / height)
  const pictures = [...plot.querySelectorAll(".main-svg")]
  const before = pictures.map((each) => each.getAttribute("style") || "")
  pictures.forEach((each) => {
    each.setAttribute("viewBox", `0 0 ${width} ${height}`)
    each.style.width = `${width * scale}px`
    each.style.height = `${height * scale}px`
  })
  box.style.height = `${height * scale}px`
  const inner = plot.querySelector(".svg-container")
  const innerLook = inner?.getAttribute("style") || ""
  if (inner) inner.style.height = `${height * scale}px`
  return () => {
    pictures.forEach((each, number) => {
      each.removeAttribute("viewBox")
      each.setAttribute("style", before[number])
    })
    box.setAttribute("style", look)
    inner?.setAttribute("style", innerLook)
  }
}

let undo = []
function toPaper() {
  if (undo.length) return
  undo = [...document.querySelectorAll(".js-plotly-plot")].map((plot) => fitted(plot))
  for (const each of document.querySelectorAll(".st-key-caveats details:not([open])")) {
    each.open = true
    undo.push(() => { each.open = false })
  }
}
function toScreen() {
  const steps = undo
  undo = []
  for (const step of steps) step()
}

if (!window.nianbaoPrints) {
  window.nianbaoPrints = true
  addEventListener("beforeprint", toPaper)
  addEventListener("afterprint", toScreen)
}

const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&").replace(/[\n\r<]/g, " ")}"`

export default function (component) {
  const { data } = component
  let style = document.getElementById("nianbao-paper")
  if (!style) {
    style = document.createElement("style")
    style.id = "nianbao-paper"
    document.head.appendChild(style)
  }
  const address = window.location.origin + window.location.pathname + "?" + data.query
  const foot = "font: 7pt/1.25 sans-serif; color: #444; white-space: normal; overflow-wrap: anywhere; vertical-align: top;"
  style.textContent = `@page { size: A4; margin: 14mm 14mm 19mm;
    @bottom-left { content: ${quoted(`${data.said}  ${decodeURI(address)}`)}; ${foot} width: 90%; padding-top: 3mm }
    @bottom-right { content: counter(page) " / " counter(pages); ${foot} width: 10%; padding-top: 3mm; text-align: right } }`
}
