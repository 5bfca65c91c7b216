"""The headers that every response carries. Strict by default; a page loosens only what it must have."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.origins import is_https, socket_sources

_LOCKED = "default-src 'none'; base-uri 'none'; form-action 'none'"
# Trusted Types: the browser itself refuses innerHTML and its kin.
_TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types 'none'"
_OUR_CODE = f"script-src 'self'; style-src 'self'; img-src 'self'; {_TRUSTED_TYPES}"

WIDGET_PAGES = ("/", "/widget/")
HOST_EXAMPLE = "/vertside/"
LOADER = "/widget.js"
PRIVACY = "/personvern"
CONSOLE = "/konsoll"

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=(), browsing-topics=()",
    # Nothing of a visit stays on a shared phone or a school's machine.
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "rusprat",
}


def security_headers(request: web.Request, allowed_origins: tuple[str, ...]) -> dict[str, str]:
    """All of them, for this request."""
    path = request.path
    headers = {**_ALWAYS, "Content-Security-Policy": _policy(request, allowed_origins)}
    if path != "/":
        headers["X-Robots-Tag"] = "noindex"
    if path == LOADER:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if not _may_be_framed(path):
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if is_https(request):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def _may_be_framed(path: str) -> bool:
    return path in WIDGET_PAGES


def _policy(request: web.Request, allowed_origins: tuple[str, ...]) -> str:
    path = request.path
    framed_by = " ".join(["'self'", *allowed_origins]) if _may_be_framed(path) else "'none'"
    parts = [_LOCKED, f"frame-ancestors {framed_by}"]
    if path in (*WIDGET_PAGES, HOST_EXAMPLE, PRIVACY) or path.startswith(CONSOLE):
        parts += [_OUR_CODE, f"connect-src 'self' {socket_sources(request)}".strip()]
    if path == HOST_EXAMPLE:
        parts.append("frame-src 'self'")
    return "; ".join(parts)
