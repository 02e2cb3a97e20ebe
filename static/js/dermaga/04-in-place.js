import { all, bind, parts } from "./01-parts.js";

// A form that is sent while its page stays: its answer takes the place of what is shown, and who types stays there.
// One after the other, the newest counts. What cannot be sent so is sent as without this.
const sending = { newest: 0, line: Promise.resolve(), overdue: null };
export function sendInPlace(form, button, changed = {}, after = 0) {
  const turn = ++sending.newest;
  const replace = () => turn === sending.newest && replaceBy(form, button, changed, turn);
  sending.overdue = () => post(form, button, changed);
  setTimeout(() => {
    if (turn !== sending.newest) return;
    sending.overdue = null;
    sending.line = sending.line.then(replace);
  }, after);
}
function post(form, button, changed) {
  const body = new URLSearchParams(new FormData(form, button?.isConnected ? button : undefined));
  for (const [name, value] of Object.entries(changed)) body.set(name, value);
  const headers = { "x-fragment": "1" };
  const options = { method: "POST", headers, body, keepalive: true };
  const answer = fetch(button?.formAction || form.action, options);
  return answer.then((each) => each.text()).catch(() => null); // one that breaks off must not end the line
}
async function replaceBy(form, button, changed, turn) {
  const text = await post(form, button, changed);
  const drawn = text && new DOMParser().parseFromString(text, "text/html");
  if (turn !== sending.newest) return;
  if (drawn?.querySelector("main")) showDrawn(drawn);
  else form.requestSubmit(button);
}
function showDrawn(drawn) {
  const [old, main, held] = [document.querySelector("main"), drawn.querySelector("main"), document.activeElement];
  const inside = old.contains(held);
  old.replaceWith(main);
  bind(main);
  const counts = drawn.querySelectorAll("[data-cart-count]");
  for (const [index, each] of all("[data-cart-count]").entries()) each.replaceWith(counts[index] ?? "");
  if (!inside) return;
  const same = held.name && main.querySelector(`[name="${CSS.escape(held.name)}"]:not([type="hidden"])`);
  const byId = held.id && main.querySelector(`#${CSS.escape(held.id)}:is(input, textarea, button)`);
  const next = document.getElementById(main.querySelector("[data-next]")?.dataset.next);
  const field = byId || same || (next?.matches("input") ? next : next?.querySelector("input"));
  field?.focus({ preventScroll: true });
}
window.addEventListener("pagehide", () => sending.overdue?.());

// The cart's numbers count as soon as they are changed, also by who leaves at once
parts["form[data-live]"] = (form) => {
  form.addEventListener("change", () => sendInPlace(form, null, {}, 350));
};
