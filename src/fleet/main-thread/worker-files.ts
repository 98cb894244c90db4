/** Where the threads' entries are: compiled JavaScript. */
export interface WorkerFiles {
  readonly servers: URL;
  readonly venues: URL;
}
