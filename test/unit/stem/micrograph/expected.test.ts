import { expect, test } from 'vitest'
import { searchWithoutModel } from '../../../support/micrograph'
import { counted, grain } from '../../../support/spots'

const SIZE = 300

test('explore', async () => {
  const spots = grain(SIZE, { cell: 20 })
  const sorted = (x: number, y: number) => [...spots].sort((p, q) => Math.hypot(p.x - x, p.y - y) - Math.hypot(q.x - x, q.y - y))[0]
  const gone = sorted(100, 100), moved = sorted(200, 100), near = sorted(100, 200)
  const made = spots.filter((s) => s !== gone).map((s) => (s === moved ? { ...s, x: s.x + 2 } : s))
  made.push({ x: near.x + 10, y: near.y + 10, peak: 200 })
  const { findings, pictures: { heat, prediction } } = await searchWithoutModel(counted(SIZE, made, 11))
  console.log(findings.map(({ kind, x, y }) => [kind, x, y].join()))
  const at = (x: number, y: number) => heat[Math.round(y) * SIZE + Math.round(x)]
  for (const s of [near]) {
    console.log(s.x, s.y)
    for (let dy = -24; dy <= 24; dy += 4) console.log(Array.from({ length: 13 }, (_, k) => at(s.x - 24 + 4 * k, s.y + dy).toFixed(1).padStart(7)).join(''))
  }
})
test('explore 2', async () => {
    const spots = [
      ...grain(SIZE, { second: 150 }).filter(({ x }) => x < 146),
      ...grain(SIZE, { second: 150, degrees: 23 }).filter(({ x }) => x >= 154),
    ]
  const m = counted(SIZE, spots, 7)
  const { pictures: { heat, prediction } } = await searchWithoutModel(m)
  const { writeFileSync } = await import('node:fs')
  const { encodeRgba } = await import('../../../../src/io/png')
  const o = new Uint8ClampedArray(8*SIZE*SIZE)
  for (let y=0;y<SIZE;y++) for (let x=0;x<SIZE;x++) { for (const [k,v] of [[0,m.data[y*SIZE+x]/1.3],[1,128+heat[y*SIZE+x]]] as const) { const i=4*(y*2*SIZE+k*SIZE+x); o[i]=o[i+1]=o[i+2]=v; o[i+3]=255 } }
  writeFileSync('/tmp/heat/grains.png', encodeRgba(o, 2*SIZE, SIZE))
  const rms = (from: number, to: number) => { let [s,n]=[0,0]; for (let y=10;y<SIZE-10;y++) for (let x=from;x<to;x++) { s+=heat[y*SIZE+x]**2; n++ } return Math.sqrt(s/n) }
  console.log(Array.from({length:30},(_, k)=>rms(10*k,10*k+10).toFixed(1)).join(' '), prediction!.length)
})
