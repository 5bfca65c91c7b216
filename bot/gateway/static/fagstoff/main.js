// The review desk's beginning: an open session, or the console's log-in page.

import { el, put } from "/static/shared/dom.js";
import * as api from "/static/konsoll/api.js";
import { loginPage } from "/static/konsoll/login.js";
import { ReviewDesk } from "./desk.js";
import { wordsIn } from "./words.js";

const root = document.getElementById("fagstoff");

async function start() {
  const strings = wordsIn((navigator.language || "").startsWith("nn") ? "nn" : "nb");
  document.documentElement.lang = strings.tag;
  const open = async () => {
    const me = await api.me();
    if (me.roles.includes("reviewer")) await new ReviewDesk(root, strings, me).start();
    else put(root, el("p", { class: "blank", role: "alert" }, strings.errors.role, " ", el("a", { href: "/konsoll/" }, strings.toConversations)));
  };
  await open().catch(() => loginPage(root, strings, open));
}

start();
