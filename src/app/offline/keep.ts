/**
 * Has the browser keep the page, so that it opens without a network from then on. Resolves with whether it is kept: not
 * during development, and not where a browser keeps nothing, such as on pages that are not secure.
 */
export async function keepForOffline(): Promise<boolean> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return false
  try {
    await navigator.serviceWorker.register('./service-worker.js')
    await navigator.serviceWorker.ready
    return true
  } catch {
    return false
  }
}
