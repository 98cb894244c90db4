/**
 * A bug that a programmer could write: one place of one file, and the named test that must find it.
 */
export interface PlantedBug {
  readonly name: string;
  readonly file: string;
  /** The text there, which is once in the file, and the bug's text in its place. */
  readonly right: string;
  readonly wrong: string;
  readonly foundBy: { readonly file: string; readonly test: string };
  /** Whether that test starts threads, which run the build. */
  readonly isBuilt?: boolean;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'the gate’s short way skips the kill switch',
    file: 'src/risk/gate/gate.ts',
    right: '!isServerKilled(kill, server) && load(kill.scoped, 0) === 0',
    wrong: 'load(kill.scoped, 0) === 0',
    foundBy: {
      file: 'test/invariants/gate-twin.test.ts',
      test: 'gives the same verdicts, breaches and exposure',
    },
  },
  {
    name: 'a limit is off by one: L + 1 passes',
    file: 'src/risk/gate/gate.ts',
    right: 'boundGate(gate, check, parents, parent)\n',
    wrong: 'boundGate(gate, check, parents, parent) + 1\n',
    foundBy: {
      file: 'test/risk/gate/gate.test.ts',
      test: 'admits at the limit, and refuses one beyond',
    },
  },
  {
    name: 'cancelled shares are given back twice',
    file: 'src/risk/gate/gate.ts',
    right: 'cells.exposureMoney[0] = cells.exposureMoney[0]! - cancelledMoney;',
    wrong: 'cells.exposureMoney[0] = cells.exposureMoney[0]! - 2 * cancelledMoney;',
    foundBy: {
      file: 'test/server/settle.test.ts',
      test: 'give back the reservation of what was cancelled',
    },
  },
  {
    name: 'a fill is lost: the parent does not learn of it',
    file: 'src/router/progress.ts',
    right: 'filled[parent] = filled[parent]! + executed;',
    wrong: 'filled[parent] = filled[parent]!;',
    foundBy: {
      file: 'test/invariants/conservation.test.ts',
      test: 'filled ≤ sent = filled + cancelled',
    },
  },
  {
    name: 'the new build reuses the flag for Power Peg',
    file: 'src/deployment/builds.ts',
    right: 'flagged: Behaviour.RETAIL_LIQUIDITY,',
    wrong: 'flagged: Behaviour.POWER_PEG,',
    foundBy: {
      file: 'test/deployment/builds.test.ts',
      test: 'has no build with both Power Peg and retail liquidity',
    },
  },
  {
    name: 'build 2005 tracks Power Peg after all',
    file: 'src/router/progress.ts',
    right: 'PASSES_TRACKING[Behaviour.RETAIL_LIQUIDITY] = 1;',
    wrong: 'PASSES_TRACKING.fill(1);',
    foundBy: { file: 'test/router/progress.test.ts', test: 'does not pass where Power Peg goes' },
  },
  {
    name: 'an unmatched execution is booked for the customers',
    file: 'src/server/settle.ts',
    right: 'const unmatched = executed > owed ? executed - owed : 0;',
    wrong: 'const unmatched = executed > owed ? 0 : 0;',
    foundBy: {
      file: 'test/invariants/conservation.test.ts',
      test: 'takes all of them and nothing else',
    },
  },
  {
    name: 'a sale raises the position',
    file: 'src/ledger/positions.ts',
    right: 'positions.customerShares[symbol]! + signed;',
    wrong: 'positions.customerShares[symbol]! + shares;',
    foundBy: {
      file: 'test/invariants/conservation.test.ts',
      test: 'positions = Σ fills',
    },
  },
  {
    name: 'a venue executes more than it shows',
    file: 'src/market/fills.ts',
    right: '    left -= executed;\n',
    wrong: '',
    foundBy: { file: 'test/market/fills.test.ts', test: 'executes at most what is shown' },
  },
  {
    name: 'credit is taken without compare-and-exchange',
    file: 'src/risk/counts/credit.ts',
    right: 'if (compareExchange(word, 0, left, left - taken) === left) return',
    wrong:
      'word[0] = left - taken;\n    if (compareExchange(word, 0, word[0]!, word[0]!) > -1) return',
    foundBy: {
      file: 'test/risk/counts/credit.test.ts',
      test: 'is refused if the other has left too little',
    },
  },
  {
    name: 'the barrier lets the first child after a kill through',
    file: 'src/fleet/market/barrier.ts',
    right: 'if (sequence <= after || sequence > upTo',
    wrong: 'if (sequence <= after + 1 || sequence > upTo',
    foundBy: {
      file: 'test/fleet/market/barrier.test.ts',
      test: 'later children of the scope are behind the barrier',
    },
  },
  {
    name: 'a kill ends by re-arming another scope',
    file: 'src/risk/stops/kill.ts',
    right: "else if (scope.kind === 'server') store(words.server, scope.server, 0);",
    wrong: "else if (scope.kind === 'server') store(words.firm, 0, 0);",
    foundBy: {
      file: 'test/risk/stops/kill.test.ts',
      test: 'of one scope is not ended by re-arming another',
    },
  },
  {
    name: 'a full ring is overwritten',
    file: 'src/memory/ring.ts',
    right: '  return capacity - depth;\n',
    wrong: '  return capacity;\n',
    foundBy: { file: 'test/memory/ring.test.ts', test: 'works as a queue in any order of steps' },
  },
  {
    name: 'a refused child keeps its place in the parent’s quantity',
    file: 'src/risk/gate/gate.ts',
    right: '      judgeSlot(words, slot, judged);\n      continue;',
    wrong:
      '      judgeSlot(words, slot, judged);\n' +
      '      parents.working[words[slot]!] = parents.working[words[slot]!]! + 1;\n' +
      '      continue;',
    foundBy: { file: 'test/risk/gate/gate.test.ts', test: 'reserves nothing' },
  },
  {
    name: 'an audit believes the deployment’s report',
    file: 'src/deployment/audit.ts',
    right: 'if (build !== expectedBuild) strays',
    wrong: 'if (build > expectedBuild) strays',
    foundBy: { file: 'test/deployment/audit.test.ts', test: 'names the servers, from 1' },
  },
];
