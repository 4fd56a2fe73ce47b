// The front page's element: loaded when its place comes into view, with a simulated micrograph and a model that finds its defects.
const place = document.querySelector('lacuna-detector')

const seen = new IntersectionObserver(async ([entry]) => {
  if (!place || !entry.isIntersecting) return
  seen.disconnect()
  await import(new URL('lacuna.js', import.meta.url).href)
  // What fails is shown in the element.
  await place.openSample().catch(() => {})
})
if (place) seen.observe(place)
