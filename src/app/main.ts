import './page.css'
import './app/lacuna-app'

document.body.append(document.createElement('lacuna-app'))
