// The same request in three tongues: curl, Python and JavaScript.

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Return {curl, Python, JavaScript} of a request: {method, url, body?, kind?, token?}. */
export function snippets({ method, url, body, kind, token }) {
  const bearer = token ? "Bearer YOUR-KEY" : null;
  return {
    curl: curl({ method, url, body, kind, bearer }),
    Python: python({ method, url, body, kind, bearer }),
    JavaScript: script({ method, url, body, kind, bearer }),
  };
}

function curl({ method, url, body, kind, bearer }) {
  const parts = [`curl -s ${quoted(url)}`];
  if (method !== "GET" && !(method === "POST" && body !== undefined)) parts.push(`-X ${method}`);
  if (bearer) parts.push(`-H ${quoted(`Authorization: ${bearer}`)}`);
  if (kind) parts.push(`-H ${quoted(`Content-Type: ${kind}`)}`);
  if (body !== undefined) parts.push(`-d ${quoted(body)}`);
  return parts.join(" \\\n  ");
}

function python({ method, url, body, kind, bearer }) {
  const headers = {};
  if (bearer) headers.Authorization = bearer;
  if (kind) headers["Content-Type"] = kind;
  const options = [`method=${JSON.stringify(method)}`];
  if (Object.keys(headers).length) options.push(`headers=${JSON.stringify(headers)}`);
  if (body !== undefined) options.push(`data=${JSON.stringify(body)}.encode()`);
  return [
    "import json",
    "from urllib.request import Request, urlopen",
    "",
    `request = Request(`,
    `    ${JSON.stringify(url)},`,
    ...options.map((option) => `    ${option},`),
    ")",
    "print(json.load(urlopen(request)))",
  ].join("\n");
}

function script({ method, url, body, kind, bearer }) {
  const options = [];
  if (method !== "GET") options.push(`  method: ${JSON.stringify(method)},`);
  const headers = {};
  if (bearer) headers.Authorization = bearer;
  if (kind) headers["Content-Type"] = kind;
  if (Object.keys(headers).length) options.push(`  headers: ${JSON.stringify(headers)},`);
  if (body !== undefined) options.push(`  body: ${JSON.stringify(body)},`);
  const given = options.length ? `, {\n${options.join("\n")}\n}` : "";
  return `const response = await fetch(${JSON.stringify(url)}${given});\nconsole.log(await response.json());`;
}
