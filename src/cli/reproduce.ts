import { reportFiles } from '../session/report/files'
import { reproduce as reproduceTable } from '../stem/paper/reproduce'
import { defineExperiment } from './experiment'

export const reproduce = defineExperiment({
  name: 'reproduce',
  summary: 'repeat the paper’s experiment: Table 1, Figures 1 and 2, and a report',
  data: 'read the authors’ .npy sets from this folder\n(default: simulated sets)',
  out: 'write table1.json, table1.md, figure1.png, figure2.svg\nand report.html to this folder',
  run: reproduceTable,
  files: reportFiles,
  printed: { json: 'table1.json', text: 'table1.md' },
})
