// The till in the page: a tap on a picture is a piece, a tap on a way to pay is a sale. Each sale is an envelope, which
// bears the signature of this browser, and is sent until the server names it as stored. Without this the form sells.

const form = document.querySelector("form[data-till]");
const here = form?.dataset.till;
const [AGAIN, AT_ONCE] = [4_000, 20];
const SECOND_TAP = 3_000; // after a sale; it would send the basket that the first tap emptied
const [MOST_LINES, MOST_PIECES, MOST_GRAMS, MOST_MONEY] = [60, 9_999, 1_000_000, 6_000_000_000]; // see till/wire.py
const BARE = /^0*[1-9]\d?$/; // so few rupiah with nothing beside them the server asks about
const OF_THE_BASKET = "main :is([data-refused], [data-said], [data-of-basket], .refusal)"; // said of it, gone with it
const PARTED = /\B(?=(\d{3})+$)/g; // rupiah are written with points in every language
const waiting = []; // envelopes that the server has not named yet
const store = "till";
let sending = false;
let soldAt = Number.NEGATIVE_INFINITY;
let mine; // this browser's till: its id, its key, the number of its last sale

const rupiah = (amount) => `Rp${String(amount).replace(PARTED, ".")}`;
const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const field = (name) => form.elements.namedItem(name);

// What a browser keeps of its till: the key never leaves it
function kept(work) {
  return new Promise((done, failed) => {
    const open = indexedDB.open("dermaga-till", 1);
    open.onupgradeneeded = () => open.result.createObjectStore(store);
    open.onerror = () => failed(open.error);
    open.onsuccess = () => {
      const change = open.result.transaction(store, "readwrite", { durability: "strict" });
      const asked = work(change.objectStore(store));
      change.oncomplete = () => done(asked?.result);
      change.onabort = () => failed(change.error); // after an error, too, and where the phone is full
    };
  });
}
const keep = () => kept((rows) => rows.put(mine, here));

async function openTill() {
  mine = await kept((rows) => rows.get(here));
  if (!mine) {
    const key = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    mine = { uid: crypto.randomUUID(), key, counter: 0, known: false };
    await keep();
  }
  const key = base64url(await crypto.subtle.exportKey("raw", mine.key.publicKey));
  const answer = await post("alat", { uid: mine.uid, key, label: form.dataset.name });
  if (!answer) return; // no signal: one that was known before sells on
  mine.known = answer.ok;
  await keep();
  if (answer.status === 422) await kept((rows) => rows.delete(here)); // somebody else's: the next page makes her own
}

function post(what, told) {
  const headers = { "content-type": "application/json" };
  return fetch(`${here}/${what}`, { method: "POST", headers, body: JSON.stringify(told) }).catch(() => null);
}

// What is in the basket
const goods = [...form.querySelectorAll("[data-good]")].map((box) => ({
  box,
  sku: box.dataset.good,
  name: box.querySelector("b").textContent,
  price: Number(box.dataset.price),
  unit: Number(box.dataset.grams),
  input: box.querySelector("input:not([type=hidden])"),
}));

// Numbers that are written in one way only; all others the server reads, or asks about
function whole(text) {
  const typed = text.trim();
  return /^(?:\d+|\d{1,3}(?:\.\d{3})+)$/.test(typed) ? Number(typed.replaceAll(".", "")) : typed ? Number.NaN : 0;
}

function grams(text) {
  const typed = text.trim().toLowerCase();
  const large = typed.match(/^(\d+)(?:[.,](\d{1,2}))?\s*(kg|ons)$/);
  if (!large) return whole(typed.replace(/\s*(?:g|gr|gram)$/, ""));
  return Math.round(Number(`${large[1]}.${large[2] ?? 0}`) * { kg: 1000, ons: 100 }[large[3]]);
}

function lines() {
  return goods.flatMap(({ sku, name, price, unit, input }) => {
    const n = unit ? grams(input.value) : whole(input.value);
    if (n === 0) return [];
    const total = unit ? Math.floor((2 * price * n + unit) / (2 * unit)) : price * n;
    return [{ sku, name, price, ...(unit ? { grams: n } : { quantity: n }), total }];
  });
}

const typed = (name) => field(name)?.value.trim() ?? "";
const money = (text) => (BARE.test(text) ? Number.NaN : whole(text.replace(/^rp\.?\s*/i, "")));
const amount = (name) => money(typed(name));
const total = () => lines().reduce((sum, line) => sum + line.total, 0) - amount("discount");

// What the chair allows: so much off, all with a word why, a debt of name and number; words that an envelope holds
function allowed(sum, paid) {
  const off = amount("discount");
  if (off > Math.floor(((sum + off) * Number(form.dataset.mostOff)) / 100)) return false;
  if ((off && !sum && typed("discount_why").length < 5) || typed("discount_why").length > 300) return false;
  if (typed("buyer").length > 80) return false;
  const named = typed("buyer").length > 1 && /\p{L}/u.test(typed("buyer"));
  return paid !== "bon" || (named && /^(?:\+62|62|0)8(?:[\s.-]?\d){7,12}$/.test(typed("phone")));
}

function show() {
  const sum = total();
  for (const { input } of goods) input.toggleAttribute("data-in", Number(input.value !== "" && input.value !== "0"));
  for (const out of document.querySelectorAll("[data-total]")) out.textContent = sum ? rupiah(sum) : "";
  form.querySelector(".till-bar").hidden = lines().length === 0;
}

function empty() {
  for (const { input, unit } of goods) input.value = unit ? "" : "0";
  for (const name of ["given", "discount", "discount_why", "buyer", "phone", "parked", "whose"]) {
    if (field(name)) field(name).value = "";
  }
  for (const each of document.querySelectorAll(OF_THE_BASKET)) each.remove();
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  field("id").value = crypto.randomUUID();
  show();
}

// A sale that the page can judge as the server would; anything else the form sends as it is
function sale(button) {
  const sold = lines();
  const paid = button?.name === "paid" ? button.value : "cash";
  const given = button?.name === "note" ? Number(button.value) : paid === "cash" ? amount("given") : 0;
  const sum = total();
  const most = (n, limit) => Number.isInteger(n) && n > 0 && n <= limit;
  const fine =
    sold.length &&
    sold.length <= MOST_LINES &&
    sold.every((line) => most(line.grams, MOST_GRAMS) || most(line.quantity, MOST_PIECES));
  const sums = [sum, given].every((each) => each >= 0 && each <= MOST_MONEY); // which no NaN is
  if (!fine || !sums || (given && given < sum) || !allowed(sum, paid)) return null;
  if (goods.some((good) => !good.unit && whole(good.input.value) > Number(good.box.dataset.there))) return null;
  const seller = form.querySelector('[name="seller"]:checked, [name="seller"] option:checked');
  if (field("seller") && !seller?.value) return null;
  return {
    v: 1,
    till: mine.uid,
    id: field("id").value,
    at: new Date().toISOString(),
    seller: {
      id: Number(form.dataset.seller || seller?.value || 0),
      name: seller ? (seller.labels?.[0] ?? seller).textContent.trim() : form.dataset.name,
    },
    lines: sold.map(({ total: _total, ...line }) => line),
    discount: { amount: amount("discount"), why: typed("discount_why") },
    total: sum,
    paid,
    given,
    parked: field("parked").value,
    buyer: paid === "bon" ? { name: typed("buyer"), phone: typed("phone") } : {},
  };
}

// What is sold is no longer there, until the page is asked for again
function takeAway(sold) {
  for (const { sku, quantity = 0 } of sold) {
    const { box } = goods.find((good) => good.sku === sku);
    const there = Math.max(0, Number(box.dataset.there) - quantity);
    const left = box.querySelector("[data-left]");
    if (!left || !quantity) continue;
    box.dataset.there = there;
    const parting = document.documentElement.lang === "id" ? "." : "\u00a0";
    left.textContent = left.textContent.replace(/\d+(?:[.\u00a0]\d{3})*/, String(there).replace(PARTED, parting));
    if (!there) box.dataset.is = "out";
  }
}

async function seal(told) {
  told.counter = ++mine.counter;
  await keep().catch(() => null); // its number may come twice, which is less than a sale that is lost
  const body = JSON.stringify(told);
  const sign = { name: "ECDSA", hash: "SHA-256" };
  const signed = await crypto.subtle.sign(sign, mine.key.privateKey, new TextEncoder().encode(body));
  return { body, signature: base64url(signed) };
}

async function send() {
  const some = waiting.filter(({ envelope }) => envelope).slice(0, AT_ONCE);
  if (sending || !some.length) return;
  sending = true;
  const envelopes = some.map(({ envelope }) => envelope);
  const answer = await post("amplop", { sent_at: new Date().toISOString(), envelopes });
  const told = answer?.ok ? await answer.json().catch(() => null) : null;
  const stored = new Set(told?.stored ?? []);
  for (const each of some) if (stored.has(each.id)) waiting.splice(waiting.indexOf(each), 1);
  sending = false;
  say();
  if (waiting.length) setTimeout(send, stored.size ? 0 : AGAIN);
}

const said = form?.querySelector("[data-till-said]");
const last = document.createElement("span");
function say() {
  said.replaceChildren(last);
  if (waiting.length) said.append(` ${said.dataset.waits.replace("…", waiting.length)}`);
}

async function sell(event) {
  if (event.submitter?.hasAttribute("formaction")) return;
  const told = mine?.known && sale(event.submitter);
  if (told || (lines().length === 0 && event.timeStamp - soldAt < SECOND_TAP)) event.preventDefault();
  if (!told) return;
  soldAt = event.timeStamp;
  const change = told.given > told.total ? told.given - told.total : 0;
  empty();
  takeAway(told.lines);
  waiting.push(told); // at once: whoever leaves before it is signed is asked
  told.envelope = await seal(told);
  const link = document.createElement("a");
  link.href = `${here}/terjual/${told.id}`;
  link.textContent = said.dataset.receipt;
  const words = change ? said.dataset.change : said.dataset.sold;
  last.replaceChildren(`${words.replace("…", rupiah(change || told.total))} `, link);
  say();
  send();
}

for (const { box, input, unit } of goods) {
  if (unit) continue;
  const tap = document.createElement("button");
  tap.type = "button";
  tap.className = "till-tap";
  tap.setAttribute("aria-label", box.dataset.tap);
  tap.addEventListener("click", () => {
    input.value = (whole(input.value) || 0) + 1;
    show();
  });
  box.prepend(tap);
}
form.querySelector("[data-add-up]").hidden = true;
form.addEventListener("input", show);
form.addEventListener("change", show);
form.addEventListener("submit", sell);
window.addEventListener("online", send);
document.addEventListener("visibilitychange", send);
window.addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
show();
openTill()
  .catch(() => null) // without a key, or without a store for it, the form sells
  .then(() => form.setAttribute("data-ready", mine?.known ? "sells" : "sends"));
