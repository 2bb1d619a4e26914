import { z } from 'zod'
import type { Customer, Order, Parcel } from '../../domain/customer.ts'

/** What the shop's systems answer, one schema an entry; fields that we do not know are dropped. */
const text = z.string().min(1)
const localised = z.object({ zh: text, en: text })
const time = z.iso.datetime({ offset: true })
const money = z.object({ amount: z.int(), currency: z.string().regex(/^[A-Z]{3}$/, 'is no ISO 4217 code') })

export const customerAnswer: z.ZodType<Customer> = z.object({
  id: text,
  name: localised,
  phone: text.exactOptional(),
  email: text.exactOptional(),
  tier: localised.exactOptional(),
  points: z.int().min(0).exactOptional(),
  coupons: z.array(z.object({ name: localised, expires: time })),
})

export const orderAnswer: z.ZodType<Order> = z.object({
  id: text,
  customer: text,
  status: z.enum(['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled']),
  lines: z.array(z.object({ sku: text, name: localised, quantity: z.int().positive(), price: money })),
  total: money,
  placedAt: time,
  shipBy: time.exactOptional(),
  eta: time.exactOptional(),
  address: localised.exactOptional(),
  paidAt: time.exactOptional(),
  packedAt: time.exactOptional(),
  shippedAt: time.exactOptional(),
  outForDeliveryAt: time.exactOptional(),
  deliveredAt: time.exactOptional(),
  parcel: text.exactOptional(),
  refund: z
    .object({
      status: z.enum(['requested', 'approved', 'paid', 'rejected']),
      amount: money,
      destination: localised,
      eta: time.exactOptional(),
    })
    .exactOptional(),
})

export const parcelAnswer: z.ZodType<Parcel> = z.object({
  no: text,
  carrier: localised,
  events: z.array(z.object({ at: time, text: localised })),
})
