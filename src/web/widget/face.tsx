import { Mark } from '../shared/icons.tsx'
import { look } from './look.ts'

/** The shop's letter, or our mark. */
export const Face = ({ size }: { size: number }) =>
  look.value.avatar ? (
    <span
      class="face"
      aria-hidden="true"
      style={{ width: `${size}px`, height: `${size}px`, fontSize: `${size / 2}px` }}
    >
      {look.value.avatar}
    </span>
  ) : (
    <Mark size={size} />
  )
