import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Desk } from './desk.ts'

export const DeskContext = createContext<Desk | undefined>(undefined)

/** The desk of who is signed in; throws outside of it, which is a mistake of ours. */
export const useDesk = (): Desk => {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error('useDesk outside of DeskContext.Provider')
  return desk
}
