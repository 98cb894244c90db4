import fc from 'fast-check';

/** A command as a few small numbers; `carryOut` gives them their meaning. */
export interface Said {
  readonly does: number;
  readonly server: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly gapNs: number;
}
/** What carries a command out. */
interface Obeys {
  carryOut(said: Said): void;
}
const GAPS_NS = [0, 0, 1, 5e7, 1e8, 3e8, 1e9];

/** A command to both firms, for fast-check to draw, run and shrink. */
class Command implements fc.Command<Obeys, Obeys> {
  readonly said: Said;

  constructor(drawn: number) {
    let rest = drawn;
    const digit = (base: number): number => {
      const value = rest % base;
      rest = (rest - value) / base;
      return value;
    };
    this.said = {
      server: digit(2),
      a: digit(8),
      b: digit(8),
      c: digit(8),
      gapNs: GAPS_NS[digit(7)]!,
      does: digit(100),
    };
  }

  check(): boolean {
    return true;
  }

  run(beside: Obeys): void {
    beside.carryOut(this.said);
  }

  toString(): string {
    return JSON.stringify(this.said);
  }
}
/** Any command to both firms. */
export const anyCommand = fc
  .nat({ max: 100 * 7 * 8 ** 3 * 2 - 1 })
  .map((drawn) => new Command(drawn));
