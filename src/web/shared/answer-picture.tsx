import { useSignal } from '@preact/signals'

/** A picture of an answer; where it cannot be had, or the shop does not allow its host, its words stand alone. */
export const AnswerPicture = ({ src, alt }: { src: string; alt: string }) => {
  const gone = useSignal(false)
  if (gone.value || !/^https?:\/\//i.test(src)) return alt === '' ? null : <span class="picture-gone">{alt}</span>
  return (
    <img
      src={src}
      alt={alt}
      loading="lazy"
      referrerpolicy="no-referrer"
      onError={() => {
        gone.value = true
      }}
    />
  )
}
