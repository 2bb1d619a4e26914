/**
 * Milliseconds from `now` that an HTTP answer asks to wait (RFC 9110, 10.2.3: seconds, or a date); 0 where it asks for nothing, or in words that nobody
 * understands.
 */
export const retryAfterMs = (header: string | undefined, now: number): number => {
  const text = header?.trim() ?? ''
  const at = /^\d+$/.test(text)
    ? now + Number(text) * 1_000
    : /^[A-Z][a-z]+,? /.test(text)
      ? Date.parse(text)
      : Number.NaN
  return Number.isNaN(at) ? 0 : Math.max(0, at - now)
}
