// Keeps the conversation where its reader wants it: at the newest, but never past the beginning of a reply that is not
// read yet, and not at all while the reader looks at something further up.

const NEAR_PX = 80;
const ABOVE_ANCHOR_PX = 14;
const SCROLLING_MS = 500;

export class Following {
  /** `log` scrolls; `onBehind(isBehind)` tells whether something is out of sight below. */
  constructor(log, onBehind) {
    Object.assign(this, { log, onBehind });
    this.anchor = null; // the first reply since the person wrote
    this.isAtEmergency = false;
    this.isFollowing = true;
    log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    if (window.ResizeObserver) new ResizeObserver(() => this.isFollowing && this.move(true)).observe(log);
  }

  /** A message has come. Writing oneself, and emergency help, always bring the conversation into view. */
  came(node, { isOwn, isEmergency, isPast }) {
    if (isOwn || isPast) this.anchor = null;
    else if (!this.anchor || (isEmergency && !this.isAtEmergency)) this.anchor = node;
    // Of two emergency cards the first is the more urgent: it stays in sight.
    this.isAtEmergency = Boolean(this.anchor) && (this.isAtEmergency || isEmergency);
    if (isOwn || isEmergency) this.isFollowing = true;
    if (this.isFollowing) this.move(isPast);
    else this.onBehind(true);
  }

  /** All the way down. */
  toEnd() {
    this.anchor = null;
    this.isAtEmergency = false;
    this.isFollowing = true;
    this.move();
  }

  move(isAtOnce = false) {
    const isCalm = isAtOnce || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = this.target();
    this.isMoving = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.isMoving = false), SCROLLING_MS);
    this.log.scrollTo({ top, behavior: isCalm ? "auto" : "smooth" });
    this.onBehind(top < this.end() - NEAR_PX);
  }

  end() {
    return this.log.scrollHeight - this.log.clientHeight;
  }

  target() {
    const end = this.end();
    return this.anchor && this.anchor.isConnected ? Math.min(end, this.anchor.offsetTop - ABOVE_ANCHOR_PX) : end;
  }

  scrolled() {
    if (this.log.scrollTop >= this.end() - NEAR_PX) this.onBehind(false);
    // While we scroll by ourselves, being on the way is not the reader's wish to stay.
    if (!this.isMoving) this.isFollowing = this.log.scrollTop >= this.target() - NEAR_PX;
  }
}
