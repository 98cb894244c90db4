/** The compiled JavaScript entries of the threads. */
export interface WorkerFiles {
  readonly servers: URL;
  readonly venues: URL;
}
