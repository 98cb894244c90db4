import { tellLimits } from '../limits-text.js';
import type { Block, Section } from './model.js';
import type { Summary } from './summary-form.js';

/** What a summary tells of its conditions. */
interface Described extends Pick<Summary, 'conditions' | 'invocation' | 'limits'> {
  readonly command: string;
}

/**
 * The conditions of a result, and the commands that repeat it. `command` repeats it from the files
 * in the folder.
 */
export function conditionsSection(
  { summary }: { readonly summary: Described },
  facts: readonly (readonly [name: string, value: string])[],
  command: string | undefined,
): Section {
  const { cpu, cores, memoryGiB, platform, node, nodeFlags } = summary.conditions;
  const machine = [
    cpu,
    cores === undefined ? undefined : `${cores} cores`,
    memoryGiB === undefined ? undefined : `${memoryGiB} GiB`,
    platform,
  ];
  const flags =
    nodeFlags === undefined || nodeFlags.length === 0 ? 'no flags' : nodeFlags.join(' ');
  const runtime = node === undefined ? '' : `${node}, ${flags}`;
  const { limits } = summary;
  const inForce =
    limits === undefined
      ? ''
      : tellLimits(limits, summary.command === 'load' ? 'the profile' : 'the scenario');
  const rows = [
    ...facts,
    ['limits', inForce] as const,
    ['machine', machine.filter((part) => part !== undefined).join(', ')] as const,
    ['Node', runtime] as const,
  ].filter(([, value]) => value !== '');
  const blocks: Block[] = [{ kind: 'facts', facts: rows }];
  if (summary.invocation !== undefined)
    blocks.push({ kind: 'command', about: 'It was started with', command: summary.invocation });
  if (command !== undefined)
    blocks.push({ kind: 'command', about: 'From within this folder, this runs it again', command });
  return { id: 'conditions', title: 'Conditions', lead: '', blocks };
}
