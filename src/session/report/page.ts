import { PAGE_STYLE, SECTION_STYLE } from './style'
import { escapeXml } from '../picture/escape'

/** What every report begins with, as plain text. */
interface Masthead {
  title: string
  /** One line of provenance above the title. */
  kicker: string
  /** What was found, in a sentence or two. */
  lead: string
  /** Rules besides the look that all reports share. */
  style?: string
}

/** A report that is still to be put into a page. */
export interface Report {
  masthead: Masthead
  /** Its sections, as HTML in which every text from outside is escaped. */
  body: string
}

/** A report as one HTML file that asks for nothing else. */
export function reportPage({ masthead: { title, kicker, lead, style = '' }, body }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(title)}</title>
<style>${PAGE_STYLE}${SECTION_STYLE}${style}</style>
</head>
<body>
<main>
<header>
<p class="kicker">${escapeXml(kicker)}</p>
<h1>${escapeXml(title)}</h1>
<p class="lead">${escapeXml(lead)}</p>
</header>
${body}
</main>
</body>
</html>
`
}
