import { WorkerDetector } from '../session/worker-detector'
import './page.css'
import './shell/lacuna-app'

const worker = new Worker(new URL('../session/worker.ts', import.meta.url), { type: 'module', name: 'lacuna' })
const app = document.createElement('lacuna-app')
app.detector = new WorkerDetector(worker)
document.body.append(app)
