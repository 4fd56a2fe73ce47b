// The table beside the picture: what is chosen in one is chosen in the other.
const viewer = document.querySelector('lacuna-viewer')
const table = document.querySelector('lacuna-detections')

if (viewer && table) {
  viewer.addEventListener('lacuna-detections', ({ detail }) => (table.result = detail))
  viewer.addEventListener('lacuna-review', ({ detail }) => (table.review = detail))
  for (const element of [viewer, table])
    element.addEventListener('lacuna-select', ({ detail }) => {
      viewer.selected = table.selected = detail
    })
}
