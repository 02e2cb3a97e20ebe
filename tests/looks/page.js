// What is wrong with the looks of one page, as sentences; runs inside the page. `asked`: {large, english, allowed}.
(asked) => {
  const found = [];
  const say = (what, element, more = "") => {
    const words = (element.innerText || element.value || element.placeholder || "").trim().replace(/\s+/g, " ").slice(0, 70);
    const own = typeof element.className === "string" ? element.className.trim().split(/\s+/).slice(0, 3).join(".") : "";
    found.push(`${what}: <${element.localName}${element.id ? `#${element.id}` : ""}${own ? `.${own}` : ""}> "${words}" ${more}`);
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const style = (element) => getComputedStyle(element);
  const wide = document.documentElement.clientWidth;

  // no sideways scroll, and nothing that leaves the screen behind a clipped edge
  const scrolls = document.documentElement.scrollWidth > wide;
  const scroller = (element) => {
    for (let up = element; up && up !== document.documentElement; up = up.parentElement)
      if (/auto|scroll/.test(style(up).overflowX)) return up;
    return null;
  };
  if (scrolls) {
    const beyond = [...document.body.querySelectorAll("*")].filter(
      (each) => shown(each) && each.getBoundingClientRect().right > wide + 0.5 && !scroller(each),
    );
    const edge = (each) => each.getBoundingClientRect().right;
    const first = beyond.sort((a, b) => edge(b) - edge(a)).find((each) => !each.firstElementChild) ?? document.body;
    const above = [];
    for (let up = first.parentElement; up && above.length < 4; up = up.parentElement) above.push(`${up.localName}.${up.className}`);
    say(`${document.documentElement.scrollWidth} px wide on ${wide}`, first, above.join(" < "));
  }

  // nothing cut: text that its own box hides
  const cut = /hidden|clip/;
  for (const each of document.body.querySelectorAll("*")) {
    if (!shown(each) || each.matches(asked.allowed) || each.closest("svg, .hide, .skip")) continue;
    const own = style(each);
    if (!cut.test(own.overflowX) && !cut.test(own.overflowY)) continue;
    if (!each.innerText?.trim()) continue;
    const box = each.getBoundingClientRect();
    const texts = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      if (!node.data.trim() || !shown(node.parentElement) || node.parentElement.closest(".hide, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = range.getBoundingClientRect();
      if (!text.width) continue;
      const inside = scroller(node.parentElement);
      if (inside && each.contains(inside) && inside !== each) continue;
      const beyond =
        (cut.test(own.overflowX) && (text.right > box.right + 1 || text.left < box.left - 1)) ||
        (cut.test(own.overflowY) && (text.bottom > box.bottom + 3 || text.top < box.top - 3));
      if (beyond) {
        say("cut", node.parentElement, `in .${each.className}`);
        break;
      }
    }
  }

  // no placeholder is cut
  const pen = document.createElement("canvas").getContext("2d");
  for (const field of document.querySelectorAll("main input:not([type=hidden], [type=file], [type=radio], [type=checkbox], [type=date], [type=time], [type=datetime-local]), header input")) {
    if (!shown(field) || field.offsetWidth < 8) continue;
    const own = style(field);
    pen.font = `${own.fontStyle} ${own.fontWeight} ${own.fontSize} ${own.fontFamily}`;
    const room = field.clientWidth - parseFloat(own.paddingLeft) - parseFloat(own.paddingRight);
    const needs = pen.measureText(field.placeholder).width;
    if (!asked.large && needs > room + 1) say(`field too narrow, ${Math.round(room)} of ${Math.round(needs)}`, field);
  }

  // a strip that is wider than its place goes on below: a finger may move one, a mouse and large letters leave no hint of more
  for (const strip of document.body.querySelectorAll(".rail")) {
    if (!shown(strip) || strip.scrollWidth <= strip.clientWidth + 1) continue;
    if (wide >= 960 || asked.large) say("a strip that ends out of sight", strip);
    const [place, here] = [strip.getBoundingClientRect(), strip.querySelector(":scope > [aria-current]")?.getBoundingClientRect()];
    if (here && (here.left < place.left - 1 || here.right > place.right + 1)) say("the tab one stands on is out of sight", strip);
  }

  // a word is not broken in two (a code or an address may be); in large letters one of more than twelve may be, into two
  {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || !parent || !shown(parent) || parent.closest("script, style, svg, .hide, .skip, code, textarea, option")) continue;
      for (const word of node.data.matchAll(/\p{L}{4,18}/gu)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const most = asked.large && word[0].length > 12 ? 2 : 1;
        const lines = new Set([...range.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.top)));
        const around = `${node.data.slice(0, word.index).match(/\S*$/)[0]}${node.data.slice(word.index).match(/^\S*/)[0]}`;
        if (lines.size > most && !/[@/._=]/.test(around.slice(0, -1)))
          say(`the word "${word[0]}" is broken`, parent);
      }
    }
  }

  // no raw code of a format, nothing empty that was to be filled
  const words = document.body.innerText;
  const none = asked.english ? /^$/ : /\bNone\b/;
  if (none.test(words)) found.push("raw: None");
  for (const raw of words.match(/%\([a-z_]+\)[sd]|\{\{|\}\}|\{%|\bundefined\b|\bNaN\b|\[object /g) ?? [])
    found.push(`raw: ${raw}`);

  // a heading of fields stands below the line above them, not in it
  for (const legend of document.querySelectorAll("fieldset > legend:not(.hide)")) {
    const line = parseFloat(style(legend.parentElement).borderTopWidth);
    if (shown(legend) && line && legend.getBoundingClientRect().top < legend.parentElement.getBoundingClientRect().top + line)
      say("written into a line", legend);
  }

  // what stands still (bar, sum, buy bar) never covers the field one is in
  const still = [...document.body.querySelectorAll("*")].filter(
    (each) => /fixed|sticky/.test(style(each).position) && shown(each),
  );
  if (still.length) {
    const fields = document.querySelectorAll(
      "main :is(input:not([type=hidden]), select, textarea, button, summary, a[href])",
    );
    for (const field of [...fields].slice(0, 150)) {
      if (!shown(field) || still.some((each) => each.contains(field))) continue;
      field.focus({ preventScroll: false });
      if (document.activeElement !== field) continue;
      const whole = field.getBoundingClientRect();
      const high = field.localName === "textarea" ? Math.min(whole.height, 48) : whole.height; // its first line is shown
      const box = { top: whole.top, bottom: whole.top + high, left: whole.left, right: whole.right, height: high };
      const over = still.find((each) => {
        const its = each.getBoundingClientRect();
        const covers = Math.min(its.bottom, box.bottom) - Math.max(its.top, box.top);
        const across = Math.min(its.right, box.right) - Math.max(its.left, box.left);
        return across > 4 && covers > Math.min(8, box.height / 2) && box.height < innerHeight / 2;
      });
      if (over) {
        say(`covered by .${over.className}`, field);
        break;
      }
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
  }

  // a picture says what it shows, or that it says nothing
  for (const image of document.images) if (!image.hasAttribute("alt")) say("no alt", image, image.src.slice(-40));

  const foreign = [...document.querySelectorAll("body [lang]")].map((each) => each.innerText);
  return { found, words: foreign.reduce((all, each) => all.replace(each, ""), words), links: [...document.querySelectorAll("a[href^='/']")].map((each) => each.getAttribute("href")) };
}
