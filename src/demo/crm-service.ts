import { buildSchema, graphql } from 'graphql'
import type { Customer } from '../domain/customer.ts'
import type { ShopData } from './records.ts'

const SCHEMA = `
type Query { "At most 100." members(uids: [ID!]!): [Member]! }
type Member { uid: ID! nick: Text! mobile: String mail: String level: Text score: Int vouchers: [Voucher!]! }
type Voucher { title: Text! endsAt: String! }
type Text { zh: String! en: String! }`

/** One GraphQL request as it comes over HTTP. */
export type AnswerQuery = (request: { query: string; variables?: Record<string, unknown> }) => Promise<object>

/** The CRM's GraphQL face: members by their uid, null for one that it does not know. */
export const createCrm = ({ customers }: Pick<ShopData, 'customers'>): AnswerQuery => {
  const schema = buildSchema(SCHEMA)
  const byId = new Map(customers.map((customer) => [customer.id, customer]))
  const rootValue = {
    members: ({ uids }: { uids: string[] }) => uids.map((uid) => memberOf(byId.get(uid))),
  }
  return ({ query, variables }) =>
    graphql({ schema, source: query, rootValue, ...(variables === undefined ? {} : { variableValues: variables }) })
}

const memberOf = (customer: Customer | undefined) =>
  customer && {
    uid: customer.id,
    nick: customer.name,
    mobile: customer.phone,
    mail: customer.email,
    level: customer.tier,
    score: customer.points,
    vouchers: customer.coupons.map(({ name, expires }) => ({ title: name, endsAt: expires })),
  }
