import type { ImageSet } from './image-sets'

/** The names under which the authors published their sets, and under which `lacuna simulate --patches` writes its own. */
export const PUBLISHED_FILES: Readonly<Record<'training' | ImageSet, string>> = {
  training: 'raw_training_set_20111206DF_64.npy',
  bulk: 'raw_testing_set_20111206DF_64.npy',
  'ti-vacancy': '20111206DFraw_TiVacancy_defect_64.npy',
  'sr-vacancy': '20111206DFraw_SrVacancy_defect_64.npy',
  'ti-ferroelectric': '20111206DFraw_TiFMag_defect_64.npy',
  'sr-ferroelectric': '20111206DFraw_SrFMag_defect_64.npy',
  'ti-antisite': '20111206DFraw_antiTi_defect_64.npy',
  'sr-antisite': '20111206DFraw_antiSr_defect_64.npy',
}

/** Said wherever a figure on the published sets is reported. */
export const PUBLISHED_OVERLAP =
  'About 18 % of the published test patches share pixels with the training patch of the same index: both are crops of ' +
  'one micrograph.'

/** The micrograph that the published patches were cut from. */
export const PUBLISHED_MICROGRAPH = '20111206DF.jpg'
