import { parquetWriteBuffer } from 'hyparquet-writer'

/** A column of a table; every value may be missing. */
export interface TableColumn {
  name: string
  type: 'text' | 'number' | 'integer'
}

export type Cell = string | number | null

const TYPES = { text: 'STRING', number: 'DOUBLE', integer: 'INT32' } as const

/** A table as Parquet, packed by Snappy; a program of any language reads its columns with their types. */
export function writeParquet(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  createdBy: string,
): Uint8Array {
  const columnData = columns.map(({ name, type }, n) => ({
    name,
    type: TYPES[type],
    nullable: true,
    data: rows.map((row) => row[n]),
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy }))
}
