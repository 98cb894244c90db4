import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What a result was measured on. */
export interface Conditions {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly nodeFlags: readonly string[];
}

export function readConditions(): Conditions {
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${platform()} ${release()}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    nodeFlags: process.execArgv,
  };
}
