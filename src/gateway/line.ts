/** What frames go out over: a WebSocket as `ws` has them, or the like of one made of HTTP answers. */
export interface Line {
  readonly OPEN: number
  readonly readyState: number
  /** Bytes that the other side has not taken yet. */
  readonly bufferedAmount: number
  send(text: string): void
  /** Says why and ends; what lies before it is still taken. */
  close(code: number, reason: string): void
  /** Ends at once. */
  terminate(): void
}
