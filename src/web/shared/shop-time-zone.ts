import { signal } from '@preact/signals'

/** IANA name of the clock that the shop works by: dates of orders and parcels are told by it, as in its answers, wherever the reader sits. Until the server has said which, China's. */
export const shopTimeZone = /* @__PURE__ */ signal('Asia/Shanghai')
