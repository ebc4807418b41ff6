// The key, where the server asks for one: kept in this browser, sent with every request.

import { say } from "./strings.js";
import { element } from "./text.js";

/** What happens to the window when the user has given a key. */
export const NEW_KEY = "spravka-key";

const KEY = "spravka.token";
// What no header bears, and so no key has.
const UNSENT = /[^ -~\u00a0-\u00ff]/gu;
let token = remembered();
let asking = null;
// Whether the last question was left unanswered: requests that come back later do not ask again.
let left = false;
for (const action of ["keydown", "click"]) {
  document.addEventListener(action, () => (left = false), true);
}

// Storage is refused in some private windows; the key then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(key) {
  token = key;
  try {
    if (key === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, key);
  } catch {
    // It lasts as long as the page.
  }
}

// One that is given or forgotten in another tab is so here.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== KEY) return;
  token = newValue;
  if (token === null) return;
  const dialog = document.querySelector("dialog.token");
  if (dialog) dialog.close("given");
  else dispatchEvent(new Event(NEW_KEY));
});

/** Return the headers that bear the key, none where there is no key. */
export function bearing() {
  // The server refuses it like any that is mistyped; the browser would send nothing.
  return token ? { Authorization: `Bearer ${token.replace(UNSENT, "?")}` } : {};
}

/**
 * Ask the user for a key, once for all that wait; resolves to whether there is one to try.
 *
 * `sent` are the headers that the server refused, which may have borne one.
 */
export async function askToken(sent) {
  // Another request has got a key while this one was under way.
  if (bearing().Authorization !== sent.Authorization) return true;
  if (left) return false;
  const told = [...(token === null ? [] : [say("tokenRefused")]), say("tokenAsk")];
  asking ??= ask(told, { refused: token !== null }).finally(() => {
    asking = null;
  });
  return asking;
}

/** Let the user open the page with another key, or have this browser forget the one it has. */
export async function changeKey() {
  const forget = element("button", { type: "button", className: "plain", text: say("tokenForget") });
  forget.addEventListener("click", () => {
    remember(null);
    location.reload();
  });
  if (await ask([say("tokenOther")], { more: [forget] })) location.reload();
}

function ask(told, { refused = false, more = [] } = {}) {
  const input = element("input", { type: "password", required: true, autocomplete: "current-password" });
  input.setAttribute("aria-label", say("token"));
  const form = element("form", {
    method: "dialog",
    children: [input, element("button", { type: "submit", text: say("tokenSend") })],
  });
  const [first, ...rest] = told.map((text) => element("p", { text }));
  if (refused) first.className = "refused";
  const dialog = element("dialog", { className: "token", children: [first, ...rest, form, ...more] });
  document.body.append(dialog);
  return new Promise((resolve) => {
    form.addEventListener("submit", () => {
      remember(input.value.trim());
      dialog.returnValue = "given";
    });
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "given";
      dialog.remove();
      left = !given;
      if (given) dispatchEvent(new Event(NEW_KEY));
      resolve(given);
    });
    dialog.showModal();
  });
}
