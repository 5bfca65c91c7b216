// The console's beginning: a one-time link, an open session, or the log-in page.

import { el, put } from "/static/shared/dom.js";
import * as api from "./api.js";
import { Console } from "./console.js";
import { loginPage, takeToken } from "./login.js";
import nb from "./strings.nb.js";
import nn from "./strings.nn.js";

const root = document.getElementById("konsoll");

async function start() {
  const strings = (navigator.language || "").startsWith("nn") ? nn : nb;
  document.documentElement.lang = strings.tag;
  const token = takeToken();
  let problem = "";
  if (token) {
    put(root, el("p", { class: "blank", role: "status" }, strings.login.token));
    await api.redeem(token).catch((error) => (problem = strings.errors[error.word] || strings.errors.other));
  }
  const open = async () => {
    const me = await api.me();
    // Whoever only answers for the facts reads no conversation.
    if (me.roles.some((role) => role === "counsellor" || role === "admin")) new Console(root, strings, me);
    else window.location.replace("/konsoll/fagstoff/");
  };
  await open().catch(() => loginPage(root, strings, open, problem));
}

// The link may be opened in a tab that shows the console already: then only the fragment changes.
window.addEventListener("hashchange", () => window.location.hash.startsWith("#token=") && window.location.reload());

start();
