// Counting visitors with one thumb: each tap counts on the page at once and is sent by itself, one after the other.
// A tap that did not arrive is sent again under the same token, so that it counts once. The form does the same slower.

const box = document.querySelector("[data-clicker]");
const form = box?.querySelector("form[data-taps]");
const total = box?.querySelector("[data-clicker-total]");
const said = box?.querySelector("[data-clicker-said]");
const AGAIN = 3_000;
const PARTED = document.documentElement.lang === "id" ? "." : "\u00a0"; // as the page itself parts thousands
const taps = []; // not yet answered: how many, and the token of each
let known = Number(total?.dataset.clickerTotal);
let sending = false;

function show() {
  const waiting = taps.reduce((sum, tap) => sum + tap.n, 0);
  total.textContent = String(known + waiting).replace(/\B(?=(\d{3})+$)/g, PARTED);
  said.textContent = waiting ? said.dataset.clickerSaid.replace("…", waiting) : "";
}

// What the page says after a tap: the whole count with what other phones counted, and the hours
function take(page) {
  const drawn = page.querySelector("[data-clicker-total]");
  if (!drawn) return false;
  known = Number(drawn.dataset.clickerTotal);
  for (const part of ["[data-clicker-mine]", "[data-clicker-hours]"]) {
    const [old, anew] = [document.querySelector(part), page.querySelector(part)];
    if (old && anew) old.replaceWith(anew);
  }
  return true;
}

// The answer to a tap, read to its end; nothing where it did not come
async function answered(tap) {
  const body = new URLSearchParams({ n: tap.n, press: tap.token });
  const answer = await fetch(form.action, { method: "POST", body, keepalive: true });
  return { ok: answer.ok, again: answer.status >= 500, url: answer.url, page: await answer.text() };
}

async function send() {
  if (sending || !taps.length) return;
  sending = true; // until its page is read: a tap in between would send the same one again, and lose the next
  const answer = await answered(taps[0]).catch(() => null);
  sending = false;
  if (!answer || answer.again) {
    setTimeout(send, AGAIN);
    return;
  }
  taps.shift();
  if (!answer.ok || !take(new DOMParser().parseFromString(answer.page, "text/html"))) {
    location.assign(answer.ok ? answer.url : location.href); // refused, or signed out meanwhile: the page says why
    return;
  }
  show();
  send();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const n = Number(event.submitter?.value);
  if (!n) return;
  taps.push({
    n,
    token: Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join(""),
  });
  show();
  send();
});

window.addEventListener("beforeunload", (event) => {
  if (taps.length) event.preventDefault();
});
