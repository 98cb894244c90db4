import { demand, fields, optional, text, truth } from '../base/forms.js';
import { LogStore } from '../fix/log-store.js';
import { DiskFile } from './append-file.js';

/** How a store in a file is kept. */
export interface FileStoreOptions {
  /**
   * Whether what was written is also forced to the disk, in groups, so that little is lost when the
   * machine fails. Without it everything outlives the process, even one that is killed. By default
   * false.
   */
  readonly sync?: boolean | undefined;
}

/** A store of a session in a file. */
export interface FileStore extends LogStore {
  /** Writes what is pending and closes the file. The store is of no use after that. */
  close(): void;
}

const PATH_MAX = 4096;
const optionsForm = fields({ sync: optional(truth) });

class LogOnDisk extends LogStore implements FileStore {
  readonly #disk: DiskFile;

  constructor(disk: DiskFile) {
    super(disk);
    this.#disk = disk;
  }

  close(): void {
    this.flush();
    this.#disk.close();
  }
}

/**
 * Opens the store of a session in a file, or makes it: sequence numbers and sent messages, appended
 * record by record. A record that was torn when a process was killed is cut. One process may have a
 * file open at a time. Throws an InputError for wrong arguments and for a path that cannot be
 * opened.
 */
export function openFileStore(path: string, options: FileStoreOptions = {}): FileStore {
  demand(text(1, PATH_MAX), path, 'openFileStore', 'path');
  demand(optionsForm, options, 'openFileStore');
  return new LogOnDisk(new DiskFile(path, options.sync ?? false));
}
