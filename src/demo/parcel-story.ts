import type { Localised, Parcel, TrackingEvent } from '../domain/customer.ts'
import { PLACES, type Place } from './places.ts'
import type { ShopClock } from './shop-clock.ts'

/** How many of the stations a parcel has passed; a fresh one has been picked up only. */
export const PASSED = { pickedUp: 1, inTransit: 4, outForDelivery: 5, delivered: 6 } as const
const HOURS_BETWEEN = 11

/** What carriers write on the way to a city, oldest first. The same objects for each parcel that goes there. */
const stationsTo = ({ city }: Place): Localised[] => {
  const kept = told.get(city.en)
  if (kept !== undefined) return kept
  const stations = [
    { zh: '已揽收，发货地：深圳市龙岗区', en: 'Picked up in Longgang, Shenzhen' },
    { zh: `已离开深圳转运中心，发往${city.zh}`, en: `Left the Shenzhen hub for ${city.en}` },
    { zh: '运输途中，经过南昌转运中心', en: 'In transit, passed the Nanchang hub' },
    { zh: `已到达${city.zh}转运中心`, en: `Arrived at the ${city.en} hub` },
    { zh: '快递员正在派送，请保持电话畅通', en: 'Out for delivery; please keep your phone at hand' },
    { zh: '已签收，签收人：本人', en: 'Delivered, signed for by the recipient' },
  ]
  told.set(city.en, stations)
  return stations
}
const told = new Map<string, Localised[]>()

export interface ParcelTold {
  no: string
  carrier: Localised
  passed: number
  newestHoursAgo: number
  to?: Place
  /** Hours from one station to the next. */
  hoursBetween?: number
}

/** A parcel that has passed `passed` stations, the newest `newestHoursAgo` hours ago. */
export const tellParcel = (
  clock: ShopClock,
  { no, carrier, passed, newestHoursAgo, to = PLACES[0], hoursBetween = HOURS_BETWEEN }: ParcelTold,
): Parcel => ({
  no,
  carrier,
  events: stationsTo(to)
    .slice(0, passed)
    .reverse()
    .map((text, back): TrackingEvent => ({ at: clock.hoursAgo(newestHoursAgo + back * hoursBetween), text })),
})
