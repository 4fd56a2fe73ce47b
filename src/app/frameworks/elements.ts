// Written by `npm run docs:element` from the classes' own comments.
/* oxlint-disable typescript/no-redundant-type-constituents -- a property may be of any type */
import type {} from '../detector/events'
import type { LacunaDetector } from '../detector/lacuna-detector'
import type { LacunaComparison } from '../comparison/lacuna-comparison'
import type { LacunaDetections } from '../detections/lacuna-detections'
import type { LacunaOpinion } from '../opinion/lacuna-opinion'
import type { LacunaProfile } from '../profile/lacuna-profile'
import type { LacunaSpectrum } from '../spectrum/lacuna-spectrum'
import type { LacunaReview } from '../review/lacuna-review'
import type { LacunaResults } from '../results/lacuna-results'
import type { LacunaFiles } from '../files/lacuna-files'
import type { LacunaSamples } from '../samples/lacuna-samples'
import type { LacunaHistogram } from '../histogram/lacuna-histogram'
import type { LacunaCrystal } from '../crystal/lacuna-crystal'
import type { LacunaLattice } from '../lattice/lacuna-lattice'
import type { LacunaColourKey } from '../colour-key/lacuna-colour-key'
import type { LacunaProgress } from '../progress/lacuna-progress'
import type { LacunaTriptych } from '../triptych/lacuna-triptych'
import type { LacunaLossChart } from '../loss-chart/lacuna-loss-chart'
import type { LacunaRegion } from '../region/lacuna-region'
import type { LacunaViewer } from '../viewer/lacuna-viewer'

/** What each element takes as a property or an attribute, and what it tells. */
export interface LacunaElements {
  'lacuna-detector': {
    element: LacunaDetector
    props: {
      /** Address of a micrograph to open. */
      src?: LacunaDetector['src'] | undefined
      /** Address of a model to load, a safetensors file that Lacuna saved. */
      model?: LacunaDetector['model'] | undefined
      /** Recipe of the training: `fast` for minutes on any machine, `paper` for the authors' own, which needs a GPU. */
      preset?: LacunaDetector['preset'] | undefined
      /** Starting point of everything random: the same seed gives the same result on the same adapter. */
      seed?: LacunaDetector['seed'] | undefined
      /** Epochs to train for; null for the preset's own number. */
      epochs?: LacunaDetector['epochs'] | undefined
      /** Training region, which holds bulk and nothing else: `x,y,width,height` in whole px from the top left corner, as in the address of the page. Detection searches the whole micrograph all the same; null learns from all of it, too. */
      region?: LacunaDetector['region'] | undefined
      /** Share of the detections that may be false, from 1e-6 to 0.5. Changing it judges the latest result again. */
      falseDiscoveryRate?: LacunaDetector['falseDiscoveryRate'] | undefined
      /** Share of the detections that may be false, from 1e-6 to 0.5. Changing it judges the latest result again. */
      'false-discovery-rate'?: LacunaDetector['falseDiscoveryRate'] | string | undefined
      /** Crystal that the micrograph shows: a name such as `SrTiO3 [001]`, the JSON text of one, or the text of a CIF. It names the sublattices and recalibrates the pixel size; the search is the same without it. */
      crystal?: LacunaDetector['crystal'] | undefined
      /** Direction along the beam in the crystal of a CIF, such as `1,1,0`; null for `0,0,1`. */
      zone?: LacunaDetector['zone'] | undefined
      /** Of the specimen, in cells of the crystal along the beam, where it is known: the least defects that would have been found are then told in atoms, too. It needs `crystal`. */
      thickness?: LacunaDetector['thickness'] | undefined
      /** `bright` where columns are brighter than what is between them, as in dark field, `dark` where they are darker, as in bright field; `auto` looks which. */
      contrast?: LacunaDetector['contrast'] | undefined
      /** Which image of a file to open: its number as `lacuna info` lists them, or its title or a part of that. Null for the dark-field detector's, or else the first. The user's choice changes it, and the next file that the user opens resets it. */
      image?: LacunaDetector['image'] | undefined
      /** Which frames of a series to open: `all`, `3` or `2-5`; several are summed after rigid alignment. Null for all of one scan, and for the first of any other series. Changes as `image` does. */
      frames?: LacunaDetector['frames'] | undefined
      /** Å per pixel in place of what the file says: `0.2`, or `0.2,0.25` for x and y. Changes as `image` does. */
      pixelSize?: LacunaDetector['pixelSize'] | undefined
      /** Å per pixel in place of what the file says: `0.2`, or `0.2,0.25` for x and y. Changes as `image` does. */
      'pixel-size'?: LacunaDetector['pixelSize'] | string | undefined
      /** Address of a model of Lacuna's simulated micrographs: when one is opened and there is no other model, it is searched with this one at once. */
      sampleModel?: LacunaDetector['sampleModel'] | undefined
      /** Address of a model of Lacuna's simulated micrographs: when one is opened and there is no other model, it is searched with this one at once. */
      'sample-model'?: LacunaDetector['sampleModel'] | string | undefined
      /** Trains, unless there is a model, and detects as soon as a micrograph is open. */
      autorun?: LacunaDetector['autorun'] | undefined
      /** Takes files that are dropped anywhere on the page, not only on the element. Set it from the start. */
      pageDrop?: LacunaDetector['pageDrop'] | undefined
      /** Takes files that are dropped anywhere on the page, not only on the element. Set it from the start. */
      'page-drop'?: LacunaDetector['pageDrop'] | string | undefined
      /** `light` or `dark`; null for the `color-scheme` of the page around it. */
      theme?: LacunaDetector['theme'] | undefined
      /** What does the work. Without one, the element starts a worker of its own when it is connected. */
      detector?: LacunaDetector['detector'] | undefined
      /** What a person said of detections and columns, each with its place in px, by which it stays with its column when the micrograph is searched again. Setting it is a step that can be undone; opening another micrograph empties it. */
      review?: LacunaDetector['review'] | undefined
    }
    events: {
      /** The adapter is known; null where nothing can compute. */
      'lacuna-adapter': HTMLElementEventMap['lacuna-adapter']
      /** A micrograph has been opened: the name of its file, or of what was simulated. */
      'lacuna-opened': HTMLElementEventMap['lacuna-opened']
      /** A long action is under way: `stage`, `done`, `total`, `elapsed`, `message`. */
      'lacuna-progress': HTMLElementEventMap['lacuna-progress']
      /** The lattice of the open micrograph is known, or that it has none (`verdict`). */
      'lacuna-lattice': HTMLElementEventMap['lacuna-lattice']
      /** A training has ended, or was cancelled (see `origin`) after the first epoch. */
      'lacuna-trained': HTMLElementEventMap['lacuna-trained']
      /** A detection has ended, or the result was judged again at another rate: `verdict`, `detections` (null where it is not periodic) and all that led to them. */
      'lacuna-detections': HTMLElementEventMap['lacuna-detections']
      /** The user accepted, rejected, renamed, noted or added a column, or undid that: the new `review`. */
      'lacuna-review': HTMLElementEventMap['lacuna-review']
      /** An action failed: a stable `code`, a `message` that says what to do, the `error`. */
      'lacuna-error': HTMLElementEventMap['lacuna-error']
      /** A detection was chosen: its index, or null for none. */
      'lacuna-select': HTMLElementEventMap['lacuna-select']
      /** The user changed a parameter of the run; the property has changed with it. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
    }
  }
  'lacuna-comparison': {
    element: LacunaComparison
    props: {
      /** What a detector found; nothing is shown without it. */
      result?: LacunaComparison['result'] | undefined
      /** Of which it was found: its width tells how the pictures of the result lie. */
      micrograph?: LacunaComparison['micrograph'] | undefined
      /** Index into `result.detections`. */
      selected?: LacunaComparison['selected'] | undefined
      /** What searches from several seeds agree on; null where there was one. */
      seeds?: LacunaComparison['seeds'] | undefined
      /** What a person said of the result. */
      review?: LacunaComparison['review'] | undefined
    }
    events: {
      /** Another detection was asked for, or none; `detail` is its index or null. */
      'lacuna-select': HTMLElementEventMap['lacuna-select']
      /** Something was said of it; `detail` has the `target` and the `change` of the opinion. */
      'lacuna-opinion': CustomEvent
    }
  }
  'lacuna-detections': {
    element: LacunaDetections
    props: {
      /** What a detector found; nothing is shown without it. */
      result?: LacunaDetections['result'] | undefined
      /** Index into `result.detections`. */
      selected?: LacunaDetections['selected'] | undefined
      /** What a person said of the result. */
      review?: LacunaDetections['review'] | undefined
      /** What searches from several seeds agree on; null where there was one. */
      seeds?: LacunaDetections['seeds'] | undefined
      /** Shows the detections of this part of the micrograph alone, px; null for all. */
      region?: LacunaDetections['region'] | undefined
    }
    events: {
      /** A row was chosen; `detail` is the index of its detection in `result.detections`. */
      'lacuna-select': HTMLElementEventMap['lacuna-select']
      /** A row was accepted or rejected; `detail` has the `target` and the `change` of the opinion. */
      'lacuna-opinion': CustomEvent
    }
  }
  'lacuna-opinion': {
    element: LacunaOpinion
    props: {
      /** Of what: the index of a detection, or the entry of a column. */
      target?: LacunaOpinion['target'] | undefined
      /** What was said so far; null for nothing. */
      said?: LacunaOpinion['said'] | undefined
      /** The kind that was found; null where nothing was. */
      found?: LacunaOpinion['found'] | undefined
      /** Kinds to choose from. */
      kinds?: LacunaOpinion['kinds'] | undefined
    }
    events: {
      /** Something was said; `detail` has the `target` and the `change` of the opinion. */
      'lacuna-opinion': CustomEvent
    }
  }
  'lacuna-profile': {
    element: LacunaProfile
    props: {
      /** What is measured. */
      micrograph?: LacunaProfile['micrograph'] | undefined
      /** Its two ends, px; null before there is one. */
      line?: LacunaProfile['line'] | undefined
      /** Å per pixel, or null. */
      pixelSize?: LacunaProfile['pixelSize'] | undefined
    }
    events: Record<never, never>
  }
  'lacuna-spectrum': {
    element: LacunaSpectrum
    props: {
      /** Of what. */
      micrograph?: LacunaSpectrum['micrograph'] | undefined
      /** The part in view, px; null for the whole. */
      region?: LacunaSpectrum['region'] | undefined
      /** Whose lattice is ringed; null for none. */
      result?: LacunaSpectrum['result'] | undefined
    }
    events: Record<never, never>
  }
  'lacuna-review': {
    element: LacunaReview
    props: {
      /** What a detector found; nothing is shown without it. */
      result?: LacunaReview['result'] | undefined
      /** What was said of it. */
      review?: LacunaReview['review'] | undefined
      /** Whether the next column that is chosen in the picture is added. */
      adding?: LacunaReview['adding'] | undefined
    }
    events: {
      /** Undo the latest step of the review. */
      'lacuna-undo': CustomEvent
      /** Redo it. */
      'lacuna-redo': CustomEvent
      /** Adding columns is to begin or to end; `detail` says which. */
      'lacuna-add': CustomEvent
      /** Something was said of a column that was added; `detail` has the `target` and the `change`. */
      'lacuna-opinion': CustomEvent
    }
  }
  'lacuna-results': {
    element: LacunaResults
    props: {
      /** What a detector found; nothing is shown without it. */
      result?: LacunaResults['result'] | undefined
      /** The false discovery rate that was asked for last, which the result may not show yet; null for the result's own. */
      rate?: LacunaResults['rate'] | undefined
      /** Index into `result.detections`. */
      selected?: LacunaResults['selected'] | undefined
      /** What a person said of it. */
      review?: LacunaResults['review'] | undefined
      /** Whether the next column that is chosen in the picture is added. */
      adding?: LacunaResults['adding'] | undefined
      /** The part of the micrograph that is in view, px; null for the whole. */
      view?: LacunaResults['view'] | undefined
      /** Å per pixel as the file says, or null. */
      pixelSize?: LacunaResults['pixelSize'] | undefined
      /** What searches from several seeds agree on; null where there was one. */
      seeds?: LacunaResults['seeds'] | undefined
      /** While all files of a list are searched: the rate cannot be changed, nor a session saved. */
      locked?: LacunaResults['locked'] | undefined
    }
    events: {
      /** The threshold is being dragged; `detail` is the false discovery rate that it stands for. */
      'lacuna-rate': CustomEvent
      /** Another false discovery rate was asked for; `detail` is the changed part of the run. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
      /** Save model, result, review and view as one file; `detail` is whether with the picture. */
      'lacuna-save-session': CustomEvent
      /** Save the result; `detail` is the format. */
      'lacuna-save-result': CustomEvent
      /** A row was chosen; `detail` is the index of its detection in `result.detections`. Events of the review pass through. */
      'lacuna-select': HTMLElementEventMap['lacuna-select']
    }
  }
  'lacuna-files': {
    element: LacunaFiles
    props: {
      /** In the order they came. */
      files?: LacunaFiles['files'] | undefined
      /** The one that is open. */
      open?: LacunaFiles['open'] | undefined
      /** Of the one that is open. */
      result?: LacunaFiles['result'] | undefined
      /** How far the search of all is; null while none is under way. */
      batch?: LacunaFiles['batch'] | undefined
      /** Whether all can be searched now. */
      ready?: LacunaFiles['ready'] | undefined
    }
    events: {
      /** One was chosen; `detail` is its file. */
      'lacuna-open-file': CustomEvent
      /** Search all of them. */
      'lacuna-detect-all': CustomEvent
      /** End that. */
      'lacuna-cancel': CustomEvent
      /** Show them beside each other. */
      'lacuna-compare-files': CustomEvent
      /** Save what came of each as a table. */
      'lacuna-save-summary': CustomEvent
    }
  }
  'lacuna-samples': {
    element: LacunaSamples
    props: {
      /** Name of the crystal of the one that is open; null where none is. */
      open?: LacunaSamples['open'] | undefined
    }
    events: {
      /** One was chosen; `detail` is the name of its crystal. */
      'lacuna-sample': CustomEvent
    }
  }
  'lacuna-histogram': {
    element: LacunaHistogram
    props: {
      /** What a detector found; nothing is shown without it. */
      result?: LacunaHistogram['result'] | undefined
      /** The rate that was asked for last, which the result may not show yet; null for the result's own. */
      rate?: LacunaHistogram['rate'] | undefined
      /** Shows the columns of this part of the micrograph alone, px; null for all. The threshold is that of all in either case. */
      region?: LacunaHistogram['region'] | undefined
      /** A p-value to mark: that of the chosen detection. */
      marked?: LacunaHistogram['marked'] | undefined
    }
    events: {
      /** The threshold is being dragged; `detail` is the false discovery rate that it stands for. */
      'lacuna-rate': CustomEvent
      /** The threshold was moved; `detail` is the changed part of the run. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
    }
  }
  'lacuna-crystal': {
    element: LacunaCrystal
    props: {
      /** Name of a crystal, or the JSON text of one; null for none. */
      crystal?: LacunaCrystal['crystal'] | undefined
      /** Of the specimen, cells along the beam; null where it is not known. */
      thickness?: LacunaCrystal['thickness'] | undefined
    }
    events: {
      /** Another crystal was chosen; `detail` is the changed part of the run. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
    }
  }
  'lacuna-lattice': {
    element: LacunaLattice
    props: {
      /** Nothing is shown without it. */
      lattice?: LacunaLattice['lattice'] | undefined
      /** Whether the pixel size was given by hand, rather than by the file. */
      byHand?: LacunaLattice['byHand'] | undefined
      /** Whether the pixel size was given by hand, rather than by the file. */
      'by-hand'?: LacunaLattice['byHand'] | string | undefined
    }
    events: {
      /** The crystal that the lattice fits was taken; `detail` is the changed part of the run. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
    }
  }
  'lacuna-colour-key': {
    element: LacunaColourKey
    props: {
      /** What a detector found. */
      result?: LacunaColourKey['result'] | undefined
    }
    events: Record<never, never>
  }
  'lacuna-progress': {
    element: LacunaProgress
    props: {
      /** What it is the progress of; empty where the word says enough. */
      label?: LacunaProgress['label'] | undefined
      /** Shows the message as it is written: some begin with a name that has no capital. */
      verbatim?: LacunaProgress['verbatim'] | undefined
      /** Null before the first report. */
      progress?: LacunaProgress['progress'] | undefined
    }
    events: Record<never, never>
  }
  'lacuna-triptych': {
    element: LacunaTriptych
    props: {
      /** What the model was given, 0–1. */
      input?: LacunaTriptych['input'] | undefined
      /** What the model made of it, of the same size. */
      prediction?: LacunaTriptych['prediction'] | undefined
      /** Difference at the ends of the colour map. */
      limit?: LacunaTriptych['limit'] | undefined
      /** A window to outline in all three, or null. */
      window?: LacunaTriptych['window'] | undefined
    }
    events: Record<never, never>
  }
  'lacuna-loss-chart': {
    element: LacunaLossChart
    props: {
      /** One value an epoch, from the first. */
      losses?: LacunaLossChart['losses'] | undefined
      /** Epochs of the whole training, so that the axis shows how far there is to go. */
      epochs?: LacunaLossChart['epochs'] | undefined
    }
    events: Record<never, never>
  }
  'lacuna-region': {
    element: LacunaRegion
    props: {
      /** Px; null for the whole micrograph. */
      region?: LacunaRegion['region'] | undefined
      /** Of the micrograph, px. */
      size?: LacunaRegion['size'] | undefined
      /** Whether the micrograph takes strokes. */
      drawing?: LacunaRegion['drawing'] | undefined
      /** While nothing can be changed. */
      disabled?: LacunaRegion['disabled'] | undefined
    }
    events: {
      /** Drawing is to begin or to end; `detail` says which. */
      'lacuna-draw': CustomEvent
      /** The region was changed; `detail` is the changed part of the run. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
    }
  }
  'lacuna-viewer': {
    element: LacunaViewer
    props: {
      /** Address of a micrograph, or of a `.lacuna` session, to show; null for what the properties hold. */
      src?: LacunaViewer['src'] | undefined
      /** Address of the `NAME.detections.json` of the micrograph. A session has its own. */
      results?: LacunaViewer['results'] | undefined
      /** Address of the `NAME.heat.tif` beside it; without one, there is no heat map. */
      heat?: LacunaViewer['heat'] | undefined
      /** Address of the `NAME.phase.tif` beside it, where there is one; without it, there is no map against the main phase. */
      phase?: LacunaViewer['phase'] | undefined
      /** What is shown. */
      micrograph?: LacunaViewer['micrograph'] | undefined
      /** Of this micrograph, or null before detection. */
      result?: LacunaViewer['result'] | undefined
      /** Index into `result.detections`; changing it brings the detection into view. */
      selected?: LacunaViewer['selected'] | undefined
      /** A place to bring into view, px of the micrograph, where no detection is `selected`; null for none. */
      at?: LacunaViewer['at'] | undefined
      /** What a person said of the result. */
      review?: LacunaViewer['review'] | undefined
      /** While true, clicking a column adds it to what was found. */
      adding?: LacunaViewer['adding'] | undefined
      /** Says on the picture that it is a simulation. */
      simulated?: LacunaViewer['simulated'] | undefined
      /** The training region, px; null for the whole micrograph. */
      region?: LacunaViewer['region'] | undefined
      /** While true, dragging draws the region instead of moving the picture. */
      drawing?: LacunaViewer['drawing'] | undefined
      /** How the picture is looked at: overlay, display and the part in view, as a session keeps it. */
      view?: LacunaViewer['view'] | undefined
    }
    events: {
      /** What `src` leads to is shown; `detail` has its `name`, and whether it is `simulated`. */
      'lacuna-opened': HTMLElementEventMap['lacuna-opened']
      /** With it, what was saved of a search: `detail` is the `result`. */
      'lacuna-detections': HTMLElementEventMap['lacuna-detections']
      /** And what a person said of that: `detail` is the `review`. */
      'lacuna-review': HTMLElementEventMap['lacuna-review']
      /** It cannot be shown; `detail` has a stable `code` and a `message` that says what to do. */
      'lacuna-error': HTMLElementEventMap['lacuna-error']
      /** A marker was clicked; `detail` is the index of its detection in `result.detections`, or null where there was none. */
      'lacuna-select': HTMLElementEventMap['lacuna-select']
      /** A column was added; `detail` has the `target` and the `change` of the opinion. */
      'lacuna-opinion': CustomEvent
      /** A figure of what is seen was asked for; `detail` has the `choice`, and whether it is to be copied (`copy`). */
      'lacuna-figure': CustomEvent
      /** Another part is in view; `detail` is that part, px, or null for the whole. */
      'lacuna-view': CustomEvent
      /** A training region was drawn; `detail` is the changed part of the run. */
      'lacuna-run': HTMLElementEventMap['lacuna-run']
    }
  }
}
