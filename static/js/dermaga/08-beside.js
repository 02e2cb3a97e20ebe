import { all, parts } from "./01-parts.js";

// What was typed in the other forms of a page is not sent with the one that was. Once that is answered it is there
// again: it rests in this tab between the press and its answer, but for secrets, files, and accounts of money.
const BESIDE = 'input:not([type="hidden"], [type="password"], [type="file"], [autocomplete="off"]), textarea, select';
const DEAR = ["again", "app_code", "code", "current", "password", "pin", "bank", "holder", "number"];
const ticked = (field) => field.matches('[type="radio"], [type="checkbox"]');
const drawn = (field) => {
  if (ticked(field)) return field.defaultChecked;
  const options = [...(field.options ?? [])];
  return options.length ? (options.find((each) => each.defaultSelected) ?? options[0]).value : field.defaultValue;
};
const typed = (field) => (ticked(field) ? field.checked : field.value);

// Each field of the forms that change something, by where it leads, its name, and which of several such it is
function fieldsByPlace(but) {
  const [found, met] = [new Map(), {}];
  for (const form of all('form[method="post"]')) {
    for (const field of form.elements) {
      if (!field.matches(BESIDE) || DEAR.includes(field.name)) continue;
      const place = [form.getAttribute("action"), field.name, ticked(field) ? field.value : ""].join(" ");
      met[place] = (met[place] ?? 0) + 1;
      if (form !== but) found.set(`${place} ${met[place]}`, field);
    }
  }
  return found;
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.matches('[action="/keluar"]')) return;
  const changed = [...fieldsByPlace(form)].filter(([, field]) => drawn(field) !== typed(field));
  const unsent = changed.map(([place, field]) => [place, { was: drawn(field), is: typed(field) }]);
  if (unsent.length) sessionStorage.setItem("beside", JSON.stringify(Object.fromEntries(unsent)));
});
const left = JSON.parse(sessionStorage.getItem("beside") ?? "{}");
sessionStorage.removeItem("beside");
parts["[data-refused], [data-said]"] = () => {
  for (const [place, field] of fieldsByPlace()) {
    const { was, is } = left[place] ?? {};
    if (is === undefined || was !== drawn(field)) continue;
    if (ticked(field)) field.checked = is;
    else field.value = is;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
};
