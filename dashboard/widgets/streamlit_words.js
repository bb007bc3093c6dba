// What Streamlit says in English: the whole text of an element without others, or a label. Texts of tables, charts and
// documents are drawn elsewhere, and what is marked as a document's is left alone.
const LABELS = ["aria-label", "title", "placeholder"]
const OURS = "[data-testid=stMarkdownContainer], [data-testid=stCode], pre, code, canvas, table, svg, .js-plotly-plot .plot-container"

// The button that asks for files writes its own word as Markdown.
const THEIRS = "[data-testid=stFileUploaderDropzone] button"

let whole = new Map()
let patterns = []

function learn(said, back) {
  whole = new Map()
  patterns = []
  for (const pair of Object.entries(said)) {
    const [there, here] = back ? [pair[1], pair[0]] : pair
    if (!there.includes("{n}")) whole.set(there, here)
    else {
      const [before, after] = there.split("{n}").map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      patterns.push([new RegExp(`^${before}(.{1,80})${after}$`), here])
    }
  }
}

function isTheirs(element) {
  return !element.closest(OURS) || element.closest(THEIRS)
}

function inOurWords(text) {
  const bare = text.trim()
  if (!bare) return null
  const found = whole.get(bare)
  if (found !== undefined) return found
  for (const [pattern, own] of patterns) {
    const match = bare.match(pattern)
    if (match) return own.replace("{n}", match[1])
  }
  return null
}

function say(root) {
  if (!whole.size) return
  if (root.nodeType === Node.TEXT_NODE) {
    const own = root.parentElement && isTheirs(root.parentElement) && inOurWords(root.data)
    if (own) root.data = own
    return
  }
  if (root.nodeType !== Node.ELEMENT_NODE) return
  for (const each of [root, ...root.querySelectorAll("[aria-label], [title], [placeholder]")])
    for (const name of LABELS) {
      const own = each.hasAttribute(name) && inOurWords(each.getAttribute(name))
      if (own) each.setAttribute(name, own)
    }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    const own = parent && isTheirs(parent) && inOurWords(walker.currentNode.data)
    if (own) walker.currentNode.data = own
  }
}

export default function (component) {
  const { said, back } = component.data
  learn(said, back)
  say(document.body)
  if (window.nianbaoWords) window.nianbaoWords.disconnect()
  if (back) return // what Streamlit draws from now on is English by itself
  window.nianbaoWords = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "childList") addedNodes.forEach(say)
      else if (type === "characterData") say(target)
      else if (target.isConnected) {
        for (const name of LABELS) {
          const own = target.hasAttribute(name) && inOurWords(target.getAttribute(name))
          if (own) target.setAttribute(name, own)
        }
      }
    }
  })
  window.nianbaoWords.observe(document.body, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: LABELS,
  })
}
