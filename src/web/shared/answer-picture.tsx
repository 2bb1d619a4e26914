import { useState } from 'preact/hooks'

/** A picture of an answer; where it cannot be had, or the shop does not allow its host, its words stand alone. */
export const AnswerPicture = ({ src, alt }: { src: string; alt: string }) => {
  const [gone, setGone] = useState(false)
  if (gone || !/^https?:\/\//i.test(src)) return alt === '' ? null : <span class="picture-gone">{alt}</span>
  return <img src={src} alt={alt} loading="lazy" referrerpolicy="no-referrer" onError={() => setGone(true)} />
}
