// Rusprat on a host page:
//   <script src="https://HOST/widget.js" data-kommune="3437" data-lang="nb" async></script>
// Puts one button in the corner. Nothing is loaded, and nobody knows of the visitor, until the button is used; then
// the conversation opens in a frame of its own that the host page cannot read. Optional: data-open="true" opens at
// once, data-exit="https://..." is the neutral page of «Forlat siden raskt».
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.rusprat) return;
  window.rusprat = true;
  const origin = new URL(script.src).origin;
  const language = script.dataset.lang === "nn" ? "nn" : "nb";
  const words = {
    nb: { open: "Snakk om rus, anonymt", close: "Lukk samtalen", frame: "Rusprat, anonym samtale om rus" },
    nn: { open: "Snakk om rus, anonymt", close: "Lukk samtalen", frame: "Rusprat, anonym samtale om rus" },
  }[language];
  const TWICE_WITHIN_MS = 1500;
  let frame = null;
  let escapedAt = 0;

  const host = document.createElement("div");
  host.lang = language;
  const shadow = host.attachShadow({ mode: "open" });
  const button = document.createElement("button");
  button.type = "button";
  // Styles are set one by one: the host page's Content-Security-Policy may forbid style elements.
  style(button, {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483647", minHeight: "52px", padding: "0 22px",
    border: "2px solid #fff", borderRadius: "26px", background: "#0b4f58", color: "#fff", cursor: "pointer",
    font: "600 16px/1.2 system-ui, sans-serif", boxShadow: "0 4px 18px rgba(0,0,0,.28)",
  });
  button.addEventListener("click", () => (isOpen() ? hide() : show()));
  shadow.append(button);
  const small = window.matchMedia("(max-width: 560px)");
  small.addEventListener("change", lay);
  label();

  function isOpen() {
    return frame !== null && frame.style.display !== "none";
  }

  function show() {
    if (!frame) {
      frame = document.createElement("iframe");
      const options = new URLSearchParams({ lang: language });
      if (/^\d{4,6}$/.test(script.dataset.kommune || "")) options.set("kommune", script.dataset.kommune);
      if (/^https:\/\//.test(script.dataset.exit || "")) options.set("exit", script.dataset.exit);
      frame.src = `${origin}/widget/#${options}`;
      frame.title = words.frame;
      frame.referrerPolicy = "no-referrer";
      shadow.append(frame);
    }
    frame.style.display = "block";
    lay();
    label();
    frame.focus();
  }

  function hide() {
    frame.style.display = "none";
    label();
    button.focus();
  }

  function label() {
    button.textContent = isOpen() ? words.close : words.open;
    button.setAttribute("aria-expanded", String(isOpen()));
  }

  function lay() {
    if (!frame) return;
    style(frame, {
      position: "fixed", zIndex: "2147483646", border: "0", background: "#f4f1ea", colorScheme: "normal",
      boxShadow: "0 8px 40px rgba(0,0,0,.3)",
    });
    style(frame, small.matches
      ? { left: "0", top: "0", right: "0", bottom: "76px", width: "100%", height: "calc(100% - 76px)", borderRadius: "0" }
      : { left: "auto", top: "auto", right: "16px", bottom: "84px", width: "420px", height: "min(700px, calc(100vh - 108px))",
          borderRadius: "16px" });
  }

  function style(node, values) {
    Object.assign(node.style, values);
  }

  function leave(page) {
    document.title = "Yr";
    document.documentElement.style.display = "none";
    window.location.replace(/^https:\/\//.test(page || "") ? page : "https://www.yr.no/");
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    if (event.data && event.data.type === "rusprat:leave") leave(event.data.page);
  });
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || !isOpen()) return;
    if (Date.now() - escapedAt < TWICE_WITHIN_MS) {
      document.documentElement.style.display = "none";
      frame.contentWindow.postMessage({ type: "rusprat:left" }, origin);
      window.setTimeout(() => leave(script.dataset.exit), 400);
    }
    escapedAt = Date.now();
  });

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);

  function start() {
    document.body.append(host);
    if (script.dataset.open === "true") show();
  }
})();
