import { CRM_PATH, type DemoBehaviour } from './demo-services.ts'
import type { DemoService } from './fault-settings.ts'
import type { Fault } from './faults.ts'

/** Which switch a path of the demo's server is under. */
export const serviceOf = (path: string): DemoService =>
  path === CRM_PATH || path === '/customers' ? 'crm' : path === '/parcels' ? 'parcels' : 'orders'

/** What people's systems answer in place of what was asked for. */
const WRONG = [
  '<html><body>502 Bad Gateway</body></html>',
  'null',
  '{"rows":[{"order_no":17,"buyer_id":null}],"data":{"members":[{"uid":[]}]}}',
  '{"rows":"maintenance","data":"maintenance"}',
  '{"rows":[{"order_no":"20260101000001"',
]
const ERRORS: DemoBehaviour[] = [
  { status: 500 },
  { status: 503 },
  { status: 429 },
  { status: 401 },
  { body: '{"errors":[{"message":"timeout","path":["members"]}],"data":null,"code":500}' },
]

/** A fault of the switches, as the demo's server acts on it. */
export const behaviourOf = ({ delayMs, kind, way }: Fault): DemoBehaviour => {
  const late = delayMs < 1 ? {} : { delayMs }
  if (kind === undefined) return late
  switch (kind) {
    case 'outage':
      return { refuse: true }
    case 'hang':
      return { hang: true }
    case 'halfBody':
      return { ...late, cut: true }
    case 'wrongJson':
      return { ...late, body: WRONG[Math.floor(way * WRONG.length)] as string }
    case 'error':
      return { ...late, ...ERRORS[Math.floor(way * ERRORS.length)] }
  }
}
