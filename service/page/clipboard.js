// The clipboard, where there is one, and the older way to it.

/** Copy `text`; return whether that went well. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByCommand(text);
  }
}

// The clipboard is there only for https and for this machine; an older way is there everywhere.
function copiedByCommand(text) {
  const fill = (event) => {
    event.stopImmediatePropagation();
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill, { capture: true });
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", fill, { capture: true });
  }
}
