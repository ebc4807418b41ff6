// Files that a person chose or dropped, each with its path from the folder that was given.

/** Return the files of an input as {file, path}; those of a folder keep its name and theirs in it. */
export function chosen(input) {
  return [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

/** Return the files of a drop as {file, path}, those in folders too. */
export async function dropped({ items, files }) {
  // The items are gone once anything is waited for.
  const entries = [...items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const plain = [...files];
  if (!entries.some((entry) => entry?.isDirectory)) {
    return plain.map((file) => ({ file, path: file.name }));
  }
  const found = await Promise.all(entries.filter(Boolean).map((entry) => within(entry)));
  return found.flat();
}

/** Return the files that an entry is or holds; what cannot be read is a file of no bytes. */
export async function within(entry, path = entry.name) {
  if (!entry.isDirectory) {
    const file = await new Promise((give) => {
      entry.file(give, () => give(new File([], entry.name)));
    });
    return [{ file, path }];
  }
  const held = await listed(entry.createReader());
  held.sort((one, other) => (one.name < other.name ? -1 : 1));
  const found = await Promise.all(held.map((one) => within(one, `${path}/${one.name}`)));
  return found.flat();
}

// A reader gives a hundred entries at a time, and none when there are no more.
async function listed(reader) {
  const held = [];
  for (;;) {
    const some = await new Promise((give) => {
      reader.readEntries(give, () => give([]));
    });
    if (!some.length) return held;
    held.push(...some);
  }
}

/** Return why a file of a folder is not worth sending, as the server's code for it, or null. */
export function notSent({ file, path }) {
  if (path.split("/").some((part) => part.startsWith(".") || part.startsWith("~$"))) return "hidden";
  return /^(image|video|audio)\//.test(file.type) ? "unknown_format" : null;
}
