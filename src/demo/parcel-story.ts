import type { Localised, Parcel, TrackingEvent } from '../domain/customer.ts'
import type { ShopClock } from './shop-clock.ts'

/** What carriers write, oldest first. */
const STATIONS: Localised[] = [
  { zh: '已揽收，发货地：深圳市龙岗区', en: 'Picked up in Longgang, Shenzhen' },
  { zh: '已离开深圳转运中心，发往杭州', en: 'Left the Shenzhen hub for Hangzhou' },
  { zh: '运输途中，经过南昌转运中心', en: 'In transit, passed the Nanchang hub' },
  { zh: '已到达杭州转运中心', en: 'Arrived at the Hangzhou hub' },
  { zh: '快递员正在派送，请保持电话畅通', en: 'Out for delivery; please keep your phone at hand' },
  { zh: '已签收，签收人：本人', en: 'Delivered, signed for by the recipient' },
]
/** How many of the stations a parcel has passed. */
export const PASSED = { inTransit: 4, outForDelivery: 5, delivered: 6 } as const
const HOURS_BETWEEN = 11

/** A parcel that has passed `passed` stations, the newest `newestHoursAgo` hours ago. */
export const tellParcel = (
  clock: ShopClock,
  { no, carrier, passed, newestHoursAgo }: { no: string; carrier: Localised; passed: number; newestHoursAgo: number },
): Parcel => ({
  no,
  carrier,
  events: STATIONS.slice(0, passed)
    .reverse()
    .map((text, back): TrackingEvent => ({ at: clock.hoursAgo(newestHoursAgo + back * HOURS_BETWEEN), text })),
})
