// Everything here improves pages that work without it. Each part binds to a data- attribute. These files become one
// (web/assets.py), in which what they import of each other is there already.

export const all = (selector) => document.querySelectorAll(selector);
export const rupiah = (n) => `Rp${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".")}`;

// Each part by what it binds to; bound again where a piece of a page was drawn anew
export const parts = {};
export function bind(root) {
  for (const [selector, part] of Object.entries(parts)) {
    for (const each of root.querySelectorAll(selector)) part(each);
  }
}
