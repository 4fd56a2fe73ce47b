import type {} from 'lacuna/react'
import { useRef } from 'react'
import type { LacunaDetector } from 'lacuna/element'

export function Search({ src }: { src: string }) {
  const detector = useRef<LacunaDetector>(null)
  return (
    <main>
      <lacuna-detector
        ref={detector}
        src={src}
        preset="fast"
        falseDiscoveryRate={0.01}
        pixel-size="0.2"
        class="wide"
        style={{ colorScheme: 'dark' }}
        onlacuna-detections={({ detail }) => detail.detections?.map(({ kind }) => kind.toUpperCase())}
        onlacuna-error={({ detail }) => detail.code.toUpperCase()}
      >
        <p slot="empty">Nothing yet</p>
      </lacuna-detector>
      <lacuna-viewer
        key="a"
        src="a.png"
        results="a.detections.json"
        onlacuna-select={({ detail }) => detail?.toFixed()}
      />
      {/* @ts-expect-error there is no such preset */}
      <lacuna-detector preset="slow" />
      {/* @ts-expect-error a result is no number */}
      <lacuna-detections result={3} />
      {/* @ts-expect-error whether it is empty cannot be set */}
      <lacuna-detector isEmpty={true} />
      {/* @ts-expect-error there is no such element */}
      <lacuna-nothing />
    </main>
  )
}
