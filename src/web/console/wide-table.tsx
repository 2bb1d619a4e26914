import type { ComponentChildren } from 'preact'

/** A table that is wider than a phone scrolls by itself, also by keyboard; `by` is the id of its heading. */
export const WideTable = ({ by, children }: { by: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by those who have no mouse
  <section class="wide-table" aria-labelledby={by} tabIndex={0}>
    <table aria-labelledby={by}>{children}</table>
  </section>
)
