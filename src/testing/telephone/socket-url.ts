// Socket URL: which addresses of streams a carrier dials.

/** `wss:` anywhere; `ws:` only to this machine, or where `allowsPlain` says so. */
export function isDialable(url: string, allowsPlain: boolean): boolean {
  const scheme = /^wss?:\/\//i.exec(url)?.[0].toLowerCase();
  if (scheme === undefined) return false;
  return scheme === 'wss://' || allowsPlain || /^ws:\/\/(localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/i.test(url);
}
