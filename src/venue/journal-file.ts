import { DiskFile } from '../wire/append-file.js';
import { type JournalReader, readJournal } from './journal.js';
import { type JournalSums, sumJournal } from './journal-sums.js';

/** Reads the journal of a venue on disk, up to its last whole line. */
export function readJournalFile(path: string, reader: JournalReader): void {
  withFile(path, (file) => readJournal(file, reader));
}

/** Adds up the journal of a venue on disk. */
export function sumJournalFile(path: string): JournalSums {
  return withFile(path, sumJournal);
}

function withFile<T>(path: string, use: (file: DiskFile) => T): T {
  const file = new DiskFile(path, false);
  try {
    return use(file);
  } finally {
    file.close();
  }
}
