import './page.css'
import './app/lacuna-app'
import { rememberedLanguage, speakOnPage } from './language/choice'

// Where the texts of another language cannot be had, the page is in English.
void speakOnPage(rememberedLanguage())
  .catch(() => {})
  .finally(() => document.body.append(document.createElement('lacuna-app')))
