import './page.css'
import './app/lacuna-app'
import { rememberedLanguage, speakOnPage } from './language/choice'
import { withTexts } from './language/language'
import { pageTexts } from './language/page-texts'

withTexts(pageTexts)

// Where the texts of another language cannot be had, the page is in English.
void speakOnPage(rememberedLanguage())
  .catch(() => {})
  .finally(() => document.body.append(document.createElement('lacuna-app')))
