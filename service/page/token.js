// The server's token, where it asks for one: kept in this browser, sent with every request.

import { say } from "./strings.js";
import { element } from "./text.js";

const KEY = "spravka.token";
let token = remembered();
let asking = null;
// Whether the last question was left unanswered: requests that come back later do not ask again.
let left = false;
for (const action of ["keydown", "click"]) {
  document.addEventListener(action, () => (left = false), true);
}

// Storage is refused in some private windows; the token then lasts as long as the page.
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Return the headers that bear the token, none where there is no token. */
export function bearing() {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * Ask the user for the token, once for all that wait; resolves to whether there is one to try.
 *
 * `sent` are the headers that the server refused, which may have borne one.
 */
export async function askToken(sent) {
  // Another request has got a token while this one was under way.
  if (bearing().Authorization !== sent.Authorization) return true;
  if (left) return false;
  asking ??= ask({ refused: token !== null }).finally(() => {
    asking = null;
  });
  return asking;
}

function ask({ refused }) {
  const input = element("input", { type: "password", required: true, autocomplete: "current-password" });
  input.setAttribute("aria-label", say("token"));
  const form = element("form", {
    method: "dialog",
    children: [input, element("button", { type: "submit", text: say("tokenSend") })],
  });
  const dialog = element("dialog", {
    className: "token",
    children: [
      ...(refused ? [element("p", { className: "refused", text: say("tokenRefused") })] : []),
      element("p", { text: say("tokenAsk") }),
      form,
    ],
  });
  document.body.append(dialog);
  return new Promise((resolve) => {
    form.addEventListener("submit", () => {
      token = input.value.trim();
      try {
        localStorage.setItem(KEY, token);
      } catch {
        // It lasts as long as the page.
      }
      dialog.returnValue = "given";
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      left = dialog.returnValue !== "given";
      resolve(dialog.returnValue === "given");
    });
    dialog.showModal();
  });
}
