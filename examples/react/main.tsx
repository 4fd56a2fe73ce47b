// The element in React 19: npm install lacuna react react-dom vite && npx vite
import 'lacuna/element'
import type { LacunaDetector } from 'lacuna/element'
import type {} from 'lacuna/react'
import { StrictMode, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'

type Detections = HTMLElementEventMap['lacuna-detections']['detail']['detections']

function Search() {
  const detector = useRef<LacunaDetector>(null)
  const [rate, setRate] = useState(0.01)
  const [detections, setDetections] = useState<Detections>(null)
  const [told, setTold] = useState('Nothing is open.')
  return (
    <main>
      <h1>Detections</h1>
      <p>
        {/* What fails is told as lacuna-error. */}
        <button onClick={() => void detector.current?.openSample().catch(() => {})}>Open a sample</button>{' '}
        <label>
          False discovery rate{' '}
          <select value={rate} onChange={({ target }) => setRate(Number(target.value))}>
            <option>0.001</option>
            <option>0.01</option>
            <option>0.1</option>
          </select>
        </label>
      </p>
      <lacuna-detector
        ref={detector}
        falseDiscoveryRate={rate}
        onlacuna-opened={({ detail }) => setTold(`${detail.name} is open.`)}
        onlacuna-detections={({ detail }) => setDetections(detail.detections)}
        onlacuna-error={({ detail }) => setTold(`${detail.code}: ${detail.message}`)}
      />
      <p role="status">{told}</p>
      <ul>
        {detections?.map(({ id, kind, sublattice }) => (
          <li key={id}>
            {kind} at a column of {sublattice}
          </li>
        ))}
      </ul>
    </main>
  )
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <Search />
  </StrictMode>,
)
