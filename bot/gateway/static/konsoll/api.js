// Requests to /konsoll/api. Every failure becomes an ApiError whose word has a sentence in the strings.

export class ApiError extends Error {
  constructor(word, status, body = {}) {
    super(word);
    Object.assign(this, { word, status, body });
  }
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(`/konsoll/api/${path}`, { credentials: "same-origin", ...options });
  } catch {
    throw new ApiError("offline", 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(body.error || "other", response.status, body);
  return body;
}

const post = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Rusprat": "1" },
    body: JSON.stringify(body),
  });

export const logIn = (username, password) => post("login", { username, password });
export const redeem = (token) => post("login", { token });
export const logOut = () => post("logout");
export const me = () => ask("me");
export const queue = () => ask("queue");
export const conversation = (id, after) => ask(`conversations/${id}?after=${after}`);
/** accept | say | release | hand-back | close | settle-risk */
export const act = (id, what, body) => post(`conversations/${id}/${what}`, body);

/** The review desk: `look` is {state, kind, search, most}. */
export const reviews = (look) => ask(`reviews?${new URLSearchParams(look)}`);
export const review = (id) => ask(`reviews/${encodeURIComponent(id)}`);
/** approve {due} | send-back {reason}, both with {fingerprint, last_decision} of what was read */
export const decide = (id, what, body) => post(`reviews/${id}/${what}`, body);

/** A random id, so that words sent twice are said once. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
