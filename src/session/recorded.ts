import type { Projection } from '../stem/crystal/projection'
import { projectionNamed, readProjection } from '../stem/crystal/gallery'
import { presetNamed } from '../stem/model/presets'
import type { RecordedRequest } from './files/circumstances'
import type { Opening } from './opening'
import type { DetectRequest } from './request'

/** A model from elsewhere, as files name it. */
export interface ForeignModel {
  /** Of its file. */
  sha256: string | null
  seed: number
}

/** What is searched: a file and how it was opened. */
export interface Source {
  /** Of the file's bytes; null where there is no file. */
  sha256: string | null
  opening: Opening
}

/** A request as the files of a result have it: of a file with this hash, by a model of its own or one from elsewhere. */
export async function recordedRequest(
  { preset, seed, epochs, region, rate, crystal, contrast, thickness }: DetectRequest,
  { sha256, opening }: Source,
  foreign: ForeignModel | null,
): Promise<RecordedRequest> {
  return {
    sha256,
    ...opening,
    model: foreign ? foreign.sha256 : preset,
    seed: foreign ? foreign.seed : seed,
    // The preset's own number is what nobody has to ask for.
    epochs: foreign || epochs === presetNamed(preset).epochs ? null : epochs,
    region: foreign ? null : region,
    rate,
    crystal: await recordedCrystal(crystal),
    contrast,
    // Left out where nobody gave it, so that a file of an earlier version is still of the same request.
    ...(thickness !== null && { thickness }),
  }
}

/** A crystal by the name that was given, or by what its JSON says, wherever that came from. */
export async function recordedCrystal(crystal: string | null): Promise<string | null> {
  if (crystal === null || projectionNamed(crystal)) return crystal
  return `sha256:${await sha256(new TextEncoder().encode(crystal))}`
}

export function projectionOf(crystal: string | null): Projection | null {
  return crystal === null ? null : readProjection(crystal)
}

/** In hexadecimal digits; null where the platform offers none (a page that is not secure, where nothing is computed either). */
export async function sha256(bytes: Uint8Array): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
