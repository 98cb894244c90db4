import { type Bench, isEnforced, type LayerChange, type ProbeStock } from './bench.js';
import type { Exam, ExamStep, Omitted } from './exam.js';
import type { TakeStocks } from './sum-exams.js';
import { saysOf } from './words.js';

/** The exams of levels that an account or a symbol has for itself. */

/** What exams are made with. */
export interface Tools {
  readonly bench: Bench;
  /** The bench of exams of one order. */
  readonly singles: Bench;
  readonly take: TakeStocks;
  readonly takeForSums: TakeStocks;
}

/** Makes the exams of a check. */
type Make = (tools: Tools, check: string) => readonly (Exam | Omitted)[];

/** Symbols of one check that are examined, each by an exam of its own. */
const SYMBOLS_MAX = 20;

/** An exam, or the reason for none, for each layer that changes a check. */
export function examineLayers(tools: Tools, check: string, make: Make): (Exam | Omitted)[] {
  const changes = tools.bench.layers.filter((change) => change.check === check);
  const symbols = changes.filter(({ layer }) => layer === 'symbol');
  const late = new Set(symbols.slice(SYMBOLS_MAX));
  return changes.map((change) => {
    if (late.has(change))
      return omit(change, '–', `the first ${SYMBOLS_MAX} symbols are examined; see --symbol`);
    if (change.layer === 'symbol') return ofSymbol(tools, change, make);
    if (change.layer === 'account') return ofAccount(tools, change, make);
    return omit(change, '–', 'it is not seen from outside which server works an order');
  });
}

function omit({ check, layer, name }: LayerChange, says: string, reason: string): Omitted {
  const why = layer === 'server' ? 'hidden' : 'left-out';
  return { check, title: `${layer} ${name}`, says, why, reason };
}

/** Says that a layer refuses nothing; undefined when it enforces the check. */
function tellIdle(bench: Bench, change: LayerChange, symbol: string): Omitted | undefined {
  const setting = bench.limitsAt(symbol)[change.check];
  if (isEnforced(setting)) return undefined;
  const mode = setting?.mode ?? 'off';
  return omit(change, mode, `in mode ${mode} it refuses nothing`);
}

const named = (part: Exam | Omitted, { layer, name }: LayerChange): Exam | Omitted => ({
  ...part,
  title: part.title === '–' ? `${layer} ${name}` : `${part.title}, ${layer} ${name}`,
});

const isExam = (part: Exam | Omitted | undefined): part is Exam =>
  part !== undefined && 'steps' in part;

/** Whether an exam shows something of a stock: its orders are in it. */
function isAbout(part: Exam | Omitted | undefined, { symbol }: ProbeStock): boolean {
  return (
    isExam(part) &&
    part.steps.some(
      (step) =>
        (step.do === 'fill' && step.orders.some(({ order }) => order.symbol === symbol)) ||
        (step.do === 'burst' && step.orders.some(({ order }) => order.symbol === symbol)) ||
        (step.do === 'order' && step.order.symbol === symbol && step.expect === 'refused'),
    )
  );
}

function ofSymbol({ bench }: Tools, change: LayerChange, make: Make): Exam | Omitted {
  const stock = bench.stocks.find(({ symbol }) => symbol === change.name);
  if (stock === undefined)
    return omit(change, '–', 'it is none of the stocks; see --symbol and --universe');
  const idle = tellIdle(bench, change, stock.symbol);
  if (idle !== undefined) return idle;
  const others = bench.stocks.filter((each) => each !== stock);
  const within = (stocks: readonly ProbeStock[]): Exam | Omitted | undefined => {
    let isTaken = false;
    const take: TakeStocks = () => {
      const taken = isTaken ? [] : [stock];
      isTaken = true;
      return taken;
    };
    const singles = { ...bench, stocks };
    const all = { ...bench, stocks: [stock, ...others] };
    return make({ bench: all, singles, take, takeForSums: take }, change.check)[0];
  };
  // A check without a number may need another stock for the order that it lets through.
  const alone = within([stock]);
  const part = isAbout(alone, stock) ? alone : within([stock, ...others]);
  if (isAbout(part, stock)) return named(part!, change);
  const reason = alone !== undefined && !isExam(alone) ? alone.reason : 'no order shows its level';
  return omit(change, saysOf(bench.limitsAt(stock.symbol)[change.check]!, change.check), reason);
}

function ofAccount(tools: Tools, change: LayerChange, make: Make): Exam | Omitted {
  const { bench } = tools;
  const { name, check } = change;
  const session = bench.accounts.indexOf(name);
  if (session === -1)
    return omit(change, '–', 'no session of the target file has this account; see --target-file');
  if (session === 0)
    return {
      ...{ check, title: 'level of the firm', says: '–', why: 'left-out' },
      reason: `session 1 has account ${name}, whose level the other exams of the check try`,
    };
  const limitsAt = (symbol: string) => bench.limitsAt(symbol, name);
  const accounts = bench.accounts.map((each) => (each === name ? name : undefined));
  const ofIt = (whole: Bench): Bench => ({ ...whole, accounts, limitsAt });
  const idle = tellIdle(ofIt(bench), change, bench.stocks[0]!.symbol);
  if (idle !== undefined) return idle;
  const singles = ofIt(tools.singles);
  const [part] = make({ ...tools, bench: ofIt(bench), singles }, check);
  if (!isExam(part)) return named(part!, change);
  return named({ ...part, steps: part.steps.map((step) => bySession(step, session)) }, change);
}

/** The step with its orders of the first session sent by another. */
function bySession(step: ExamStep, session: number): ExamStep {
  const moved = <Sent extends { readonly session: number }>(one: Sent): Sent =>
    one.session === 0 ? { ...one, session } : one;
  if (step.do === 'order' || step.do === 'ask') return moved(step);
  if (step.do === 'fill' || step.do === 'burst') return { ...step, orders: step.orders.map(moved) };
  if (step.do === 'drain') return { ...step, small: moved(step.small), large: moved(step.large) };
  return step;
}
