import { InputError } from '../base/input-error.js';
import { symbolsOf } from '../market/universe.js';
import { wrap } from '../report/format.js';
import {
  describeExplained,
  describeFirmLimits,
  describeLayers,
  type LimitsInForce,
  tellLimits,
} from '../report/limits-text.js';
import { limitedAccounts, unknownSymbol } from '../risk/limits/layers.js';
import type { GateLimits } from '../risk/limits/limits.js';
import { LIMITS_EXAMPLE } from '../scenarios/limits-example.js';
import { type ExplainedCheck, explainLimits } from '../scenarios/limits-explained.js';
import { parseLimits, placeLimits } from '../scenarios/limits-file.js';
import { type Command, EXIT, type FlagValues, integerFlag, textFlag } from './command.js';
import { readText } from './file-text.js';
import { limitsInForce } from './limits-source.js';
import { readScenario } from './scenario-source.js';

export const LIMITS: Command = {
  name: 'limits',
  about:
    'Checks a limits file and prints the resulting limits of the firm or of one symbol, with ' +
    'the layer and line of each value.',
  operands: '[FILE]',
  operandsMax: 1,
  flags: {
    explain: {
      type: 'string',
      value: 'SYMBOL',
      about: 'the limits of a symbol: where each value comes from and what it overrode',
    },
    server: { type: 'string', value: 'N', about: 'with --explain: on this server' },
    account: {
      type: 'string',
      value: 'NAME',
      about: 'with --explain: for orders of this Account (FIX tag 1)',
    },
    scenario: {
      type: 'string',
      value: 'NAME',
      about:
        'whose servers and symbols it is held against, and whose limits are shown without a ' +
        'FILE (default knight-2012)',
    },
    example: { type: 'boolean', about: 'print a file to start from, with comments' },
    json: { type: 'boolean', about: 'as JSON' },
  },
  examples: [
    'smars limits --example > limits.json',
    'smars limits limits.json',
    'smars limits limits.json --explain WZE --server 8 --account CLIENT-A',
    'smars run --limits limits.json',
    'smars schema --limits > limits.schema.json',
  ],

  async run(flags, operands, terminal) {
    if (flags.example === true) {
      if (operands.length > 0)
        throw new InputError(`smars limits: ${operands[0]} and --example: give one of them`);
      terminal.answer(LIMITS_EXAMPLE);
      return EXIT.GOOD;
    }
    const scenario = readScenario(textFlag(flags, 'scenario'), {});
    const [path] = operands;
    const file =
      path === undefined ? undefined : parseLimits(readText(path, 'a limits file'), path);
    const { servers } = scenario.deployment.rollout;
    const symbols = symbolsOf(scenario);
    if (file !== undefined) placeLimits(file, { servers, symbols });
    const limits = file?.limits ?? scenario.risk;
    const place = readPlace(flags, limits, servers, symbols);
    const checks = explainLimits(limits, file, place);
    const inForce = limitsInForce(limits, file);
    if (flags.json === true) {
      const answer = {
        version: 1,
        command: 'limits',
        limits: inForce,
        scenario: scenario.name,
        place,
        checks,
      };
      terminal.answer(`${JSON.stringify(answer, null, 2)}\n`);
    } else terminal.answer(describe(limits, inForce, place, checks, scenario.name));
    return EXIT.GOOD;
  },
};

interface Place {
  readonly server?: number | undefined;
  readonly account?: string | undefined;
  readonly symbol?: string | undefined;
}

function readPlace(
  flags: FlagValues,
  limits: GateLimits,
  servers: number,
  symbols: readonly string[],
): Place {
  const symbol = textFlag(flags, 'explain');
  const account = textFlag(flags, 'account');
  const server = integerFlag(flags, 'server', 1, servers);
  if (symbol === undefined) {
    for (const flag of ['server', 'account'])
      if (flags[flag] !== undefined) throw new InputError(`--${flag} goes with --explain SYMBOL`);
    return {};
  }
  if (!symbols.includes(symbol))
    throw new InputError(`--explain '${symbol}': ${unknownSymbol(symbol, symbols)}`);
  const accounts = limitedAccounts(limits);
  if (account !== undefined && !accounts.includes(account)) {
    const named =
      accounts.length === 0
        ? 'no account has limits of its own'
        : `accounts with limits: ${accounts.slice(0, 20).join(', ')}`;
    throw new InputError(`--account '${account}': has no limits of its own; ${named}`);
  }
  return { server, account, symbol };
}

function describe(
  limits: GateLimits,
  inForce: LimitsInForce,
  { server, account, symbol }: Place,
  checks: readonly ExplainedCheck[],
  scenario: string,
): string {
  const heading = `limits ${tellLimits(inForce, `scenario ${scenario}`)}`;
  if (symbol !== undefined) {
    const where = [
      `symbol ${symbol}`,
      ...(server === undefined ? [] : [`server ${server}`]),
      ...(account === undefined ? [] : [`account ${account}`]),
    ];
    return `${heading}\n${where.join(', ')}\n\n${describeExplained(checks)}\n`;
  }
  const count = (layer: object | undefined): number => Object.keys(layer ?? {}).length;
  const { layers } = limits;
  const below = describeLayers({
    server: count(layers?.servers),
    account: count(layers?.accounts),
    symbol: count(layers?.symbols),
  });
  const layered = below === '' ? '' : `\n${wrap(below, 80)}\n`;
  return `${heading}\n\n${describeFirmLimits(checks)}\n${layered}`;
}
