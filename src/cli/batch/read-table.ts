// Read table: a CSV file as cells with their lines, whatever spreadsheet it comes from.
import { CsvError, parse } from 'csv-parse/sync';

/** One row: where it begins in the file, from 1, and its cells without the spaces around them. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows that are not blank, the header among them; or why the file cannot be read. */
export type TableRead =
  | { readonly ok: true; readonly rows: readonly TableRow[] }
  | { readonly ok: false; readonly problem: string };

/** Spreadsheets put between cells what their country's numbers leave free. */
const DELIMITERS = [',', ';', '\t'];

/** Reads `bytes` as CSV (RFC 4180) in UTF-8; cells are parted by what the first line has most of. */
export function readTable(bytes: Uint8Array): TableRead {
  let text: string;
  try {
    // It takes the byte order mark with it.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll(/\r\n?/g, '\n');
  } catch {
    return { ok: false, problem: 'it is not in UTF-8: save it as "CSV UTF-8"' };
  }
  const [header = ''] = text.trimStart().split('\n', 1);
  const count = (delimiter: string): number => header.split(delimiter).length;
  const delimiter = DELIMITERS.toSorted((one, other) => count(other) - count(one))[0] ?? ',';
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly {
      readonly record: readonly string[];
      readonly info: { readonly lines: number };
    }[];
    const rows = records.map(({ record, info }) => ({
      // It counts to where a row ends; a cell may go over several lines.
      line: info.lines - record.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0),
      cells: record,
    }));
    return { ok: true, rows: rows.filter(({ cells }) => cells.some((cell) => cell !== '')) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: `${error.message}; a cell with quotes in it is written "like ""this"""` };
  }
}
