import './page.css'
import './shell/lacuna-app'

document.body.append(document.createElement('lacuna-app'))
