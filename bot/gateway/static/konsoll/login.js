// The log-in page, and the one-time link /konsoll/#token=... A fragment is never sent to a server, so no log and no
// referrer has the token; it leaves the address bar, too, before it is used.

import { el, put } from "/static/shared/dom.js";
import * as api from "./api.js";

/** The token in the address, which is cleaned at once: neither history nor a screenshot keeps it. */
export function takeToken() {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (token) window.history.replaceState(null, "", "/konsoll/");
  return token;
}

/** Shows the form; `onDone()` after a successful log-in. */
export function loginPage(root, strings, onDone, firstProblem = "") {
  const words = strings.login;
  const problem = el("p", { class: "field-problem", role: "alert" }, firstProblem);
  const username = el("input", { id: "username", type: "text", autocomplete: "username", autocapitalize: "none", required: true });
  const password = el("input", { id: "password", type: "password", autocomplete: "current-password", required: true });
  const submit = async (event) => {
    event.preventDefault();
    put(problem);
    try {
      await api.logIn(username.value, password.value);
      onDone();
    } catch (error) {
      put(problem, strings.errors[error.word] || strings.errors.other);
      password.value = "";
      password.focus();
    }
  };
  put(root, el("main", { class: "login" },
    el("form", { onsubmit: submit },
      el("p", { class: "login-name" }, strings.name), el("h1", {}, words.title),
      el("label", { for: "username" }, words.username), username,
      el("label", { for: "password" }, words.password), password,
      problem, el("button", { type: "submit", class: "button primary" }, words.button))));
  username.focus();
}
