import { LacunaError } from '../../errors'

/** Browsers take a picture to the clipboard as a PNG alone, and only while the press of the button lasts: it is handed over as a promise. */
export async function copyPng(png: Promise<File>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })])
  } catch (cause) {
    await png
    throw new LacunaError(
      'clipboard',
      'The browser does not let this page use the clipboard; save the figure instead.',
      { cause },
    )
  }
}
