import { reportFiles } from '../session/report/files'
import { reproduce as reproduceTable } from '../stem/paper/reproduce'
import { defineExperiment } from './experiment'

export const reproduce = defineExperiment({
  name: 'reproduce',
  summary: 'the paper’s experiment: Table 1, Figures 1 and 2, and a report',
  data: 'the authors’ .npy sets under their published names\n(default: simulated)',
  out: 'folder for table1.json, table1.md, figure1.png,\nfigure2.svg and report.html',
  run: reproduceTable,
  files: reportFiles,
  printed: { json: 'table1.json', text: 'table1.md' },
})
