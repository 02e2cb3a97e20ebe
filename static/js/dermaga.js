// Everything here improves pages that work without it. Each part binds to a data- attribute.

const all = (selector) => document.querySelectorAll(selector);
const rupiah = (n) => `Rp${String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".")}`;

// Each part by what it binds to; bound again where a piece of a page was drawn anew
const parts = {};
function bind(root) {
  for (const [selector, part] of Object.entries(parts)) {
    for (const each of root.querySelectorAll(selector)) part(each);
  }
}

// − and + beside a number; beyond what there is no + leads
parts["[data-stepper]"] = (box) => {
  const input = box.querySelector("input");
  for (const button of box.querySelectorAll("[data-step]")) button.hidden = false;
  box.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    const next = (parseInt(input.value.replaceAll(".", ""), 10) || 0) + Number(step.dataset.step);
    const { least = 0, most = Number.POSITIVE_INFINITY } = input.dataset;
    if (next < Number(least) || next > Number(most)) return;
    input.value = next;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
};

// All boxes of one name ticked, or none, without asking for the page again
parts["a[data-tick-all]"] = (link) => {
  const form = link.closest("form");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const boxes = [...form.querySelectorAll(`input[name="${link.dataset.tickAll}"]`)];
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("change", () => {
    const ticked = form.querySelectorAll(`input[name="${link.dataset.tickAll}"]:checked`).length;
    for (const told of form.querySelectorAll("[data-ticked]")) told.textContent = ticked;
  });
};

// A question before something that cannot be undone
parts["form[data-confirm]"] = (form) => {
  form.addEventListener("submit", (event) => {
    if (confirm(form.dataset.confirm)) form.querySelector('input[name="asks"]')?.remove();
    else event.preventDefault();
  });
};

// A second press of a slow button sends nothing twice; after a while it may be tried again, and is still done once
const PATIENCE = 20_000;
function release(form) {
  form.removeAttribute("data-sent");
  for (const button of form.querySelectorAll("button[aria-disabled]")) button.removeAttribute("aria-disabled");
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    return;
  }
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.setAttribute("data-sent", "");
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(release, PATIENCE, form);
  }, 0);
});
window.addEventListener("pageshow", (event) => {
  // A page of who was signed in, or of a full cart, that the browser kept whole: they may have left meanwhile
  if (event.persisted && document.documentElement.hasAttribute("data-own")) {
    document.body.hidden = true;
    location.reload();
  }
  for (const form of all("form[data-sent]")) release(form);
});

// A form that is sent while its page stays: its answer takes the place of what is shown, and who types stays there.
// One after the other, the newest counts. What cannot be sent so is sent as without this.
const sending = { newest: 0, line: Promise.resolve(), overdue: null };
function sendInPlace(form, button, changed = {}, after = 0) {
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
  return fetch(button?.formAction || form.action, { method: "POST", headers, body, keepalive: true }).catch(() => null);
}
async function replaceBy(form, button, changed, turn) {
  const answer = await post(form, button, changed);
  const drawn = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
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

// Copy an amount or an account number; print
parts["[data-copy]"] = (button) => {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy));
};
parts["[data-print]"] = (button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
};

// Photos become small before they travel over a patchy line
async function smaller(file, width) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, width / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const ground = canvas.getContext("2d");
  ground.fillStyle = "white"; // a JPEG has no holes: what was cut out would lie on black
  ground.fillRect(0, 0, canvas.width, canvas.height);
  ground.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return blob && blob.size < file.size ? new File([blob], "foto.jpg", { type: "image/jpeg" }) : file;
}
parts["input[data-shrink]"] = (input) => {
  input.addEventListener("change", async () => {
    const kept = new DataTransfer();
    for (const file of input.files) {
      kept.items.add(await smaller(file, Number(input.dataset.shrink)).catch(() => file));
    }
    input.files = kept.files;
    const row = document.getElementById(input.dataset.preview || "");
    if (row) {
      for (const img of row.querySelectorAll("img[data-new]")) img.remove();
      for (const file of input.files) {
        const img = document.createElement("img");
        Object.assign(img, { src: URL.createObjectURL(file), className: "thumb", alt: "" });
        img.dataset.new = "";
        row.append(img);
      }
    }
  });
};

// Which field a sentence is about: "Bagian ini perlu diisi." alone does not say
parts['[role="alert"] a[href^="#"]'] = (link) => {
  const label = document.getElementById(link.hash.slice(1))?.labels?.[0];
  const name = label?.querySelector("span, b")?.textContent || label?.firstChild?.textContent;
  const said = name?.trim() || "";
  const known = link.textContent.toLowerCase().includes(said.toLowerCase());
  if (!known && said.length < 60) link.prepend(`${said}: `);
};

// Villages while typing; without this the button beside the field does it
// the tab one stands on is seen, however many stand before it
parts[".rail > [aria-current]"] = (tab) => {
  tab.parentElement.scrollLeft = tab.offsetLeft - 16;
};
parts["input[data-places]"] = (input) => {
  const list = document.createElement("datalist");
  list.id = `${input.id}-places`;
  input.after(list);
  input.setAttribute("list", list.id);
  const codes = new Map();
  let wait;
  input.addEventListener("keydown", (event) => {
    // Enter looks the place up, as the button beside it does, and does not send all of the form
    const button = event.key === "Enter" && input.form.querySelector("button[data-find-place]");
    if (!button) return;
    event.preventDefault();
    clearTimeout(wait);
    sendInPlace(input.form, button);
  });
  input.addEventListener("input", () => {
    clearTimeout(wait);
    const code = codes.get(input.value);
    const button = code && input.form.querySelector("button[data-find-place]");
    if (button) sendInPlace(input.form, button, { [input.name]: code });
    if (code) return;
    if (input.value.trim().length < 3) return;
    wait = setTimeout(async () => {
      const answer = await fetch(`${input.dataset.places}?q=${encodeURIComponent(input.value)}`).catch(() => null);
      if (!answer || !answer.ok) return;
      list.replaceChildren();
      for (const place of await answer.json()) {
        codes.set(place.name, place.code);
        const option = document.createElement("option");
        option.value = place.name;
        list.append(option);
      }
    }, 200);
  });
};
parts["button[data-find-place]"] = (button) => {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    sendInPlace(button.form, button);
  });
};

function price(amount) {
  const shown = document.createElement("span");
  const unit = document.createElement("small");
  shown.className = "price";
  unit.textContent = "Rp";
  shown.append(unit, rupiah(amount).slice(2));
  return shown;
}

// Who leaves the checkout and comes back in this tab finds what she typed, until she ordered or signed out
const TYPED = ["name", "phone", "email", "address", "landmark", "note"];
function keepTyped(form) {
  const kept = JSON.parse(sessionStorage.getItem("checkout") ?? "{}");
  for (const name of TYPED) form.elements[name].value ||= kept[name] ?? "";
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(TYPED.map((name) => [name, form.elements[name].value]));
    sessionStorage.setItem("checkout", JSON.stringify(typed));
  });
}
parts["[data-order]"] = () => sessionStorage.removeItem("checkout");
parts['form[action="/keluar"]'] = (form) => {
  form.addEventListener("submit", () => sessionStorage.removeItem("checkout"));
};

// The sums of the checkout, and the ways to pay that the chosen way of delivery allows
parts["form[data-checkout]"] = (form) => {
  const sum = (amount, quoted) => {
    const more = document.createElement("small");
    more.className = "soft";
    more.textContent = ` ${form.dataset.more}`;
    return quoted ? [price(amount), more] : [price(amount)];
  };
  const allow = (parcel, delivery) => {
    const methods = [...parcel.querySelectorAll("input[data-ways]")];
    for (const each of methods) each.disabled = !each.dataset.ways.split(" ").includes(delivery);
    const allowed = methods.filter((each) => !each.disabled);
    if (allowed.length && !allowed.some((each) => each.checked)) allowed[0].checked = true;
  };
  const count = () => {
    let [all, quoted] = [0, false];
    form.querySelectorAll("[data-parcel]").forEach((parcel, index) => {
      const chosen = parcel.querySelector("input[data-fee]:checked");
      const total = Number(parcel.dataset.goods) + Number(chosen?.dataset.fee ?? 0);
      const open = chosen?.hasAttribute("data-quoted") ?? false;
      all += total;
      quoted ||= open;
      parcel.querySelector("[data-total]").replaceChildren(...sum(total, open));
      form.querySelector(`[data-total-of="${index}"]`).replaceChildren(...sum(total, open));
      if (chosen) allow(parcel, chosen.value);
    });
    form.querySelector("[data-grand-total]").replaceChildren(...sum(all, quoted));
  };
  form.addEventListener("change", count);
  count();
  keepTyped(form);
};

// Choosing a variant shows its price and what there is of it; the stepper ends there
parts["form[data-choices]"] = (form) => {
  const show = () => {
    const chosen = form.querySelector("input[data-price]:checked");
    if (!chosen) return;
    form.querySelector(".sum .price").replaceWith(price(Number(chosen.dataset.price)));
    const stock = form.querySelector(".sum .stock");
    stock.dataset.is = chosen.dataset.stock;
    stock.textContent = chosen.dataset.told;
    const input = form.querySelector("[data-stepper] input");
    if (!input) return;
    input.dataset.most = chosen.dataset.most || Number.POSITIVE_INFINITY;
    cut(input);
  };
  // More than there is becomes all there is, and says so: beside it, and where who pressed at once is led to
  const cut = (input) => {
    const [said, told] = [form.querySelector("[data-cut]"), form.querySelector('input[name="cut"]')];
    const [typed, most] = [Number(input.value.replaceAll(".", "")), Number(input.dataset.most)];
    const less = typed > most && most > 0;
    said.hidden = !less;
    told.disabled = !less;
    if (!less) return;
    input.value = most;
    said.textContent = said.dataset.cut.replace("…", most);
  };
  form.addEventListener("change", show);
  if (form.querySelectorAll("input[data-price]").length > 1) show();
};

// Long work shows how far it is; who is reading below is not pulled away
for (const box of all("[data-reload]")) {
  setInterval(() => {
    if (!document.hidden && scrollY < 200) location.reload();
  }, Number(box.dataset.reload));
}

bind(document);
