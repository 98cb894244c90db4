import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHILD_SYMBOLS_MAX,
  CHILD_VERDICTS_MAX,
  ChildWord,
  childRows,
  childSlot,
  instrumentOf,
  instrumentSide,
  instrumentSymbol,
  instrumentVenue,
  instrumentVerdict,
  isAdmitted,
  judgeSlot,
  lineageBehaviour,
  lineageBuild,
  lineageFlags,
  lineageOf,
  lineageServer,
  markAlike,
} from '../../src/orders/children.js';
import { ALL_VERDICT_COUNT } from '../../src/orders/codes.js';
import { childrenOf, emptyChildren, readChildren } from '../support/children.js';

describe('the instrument word of a child', () => {
  test('keeps symbol, side and venue under any verdict, one written over another', () => {
    const symbol = fc.integer({ min: 0, max: CHILD_SYMBOLS_MAX - 1 });
    const verdicts = fc.array(fc.nat({ max: CHILD_VERDICTS_MAX - 1 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        symbol,
        fc.nat({ max: 1 }),
        fc.nat({ max: 15 }),
        verdicts,
        (stock, side, venue, judged) => {
          const { words } = emptyChildren(3);
          words.fill(-1);
          words[8 + ChildWord.INSTRUMENT] = instrumentOf(stock, side, venue);
          expect(isAdmitted(words[8 + ChildWord.INSTRUMENT]!)).toBe(true);
          for (const verdict of judged) judgeSlot(words, 8, verdict);
          const word = words[8 + ChildWord.INSTRUMENT]!;
          expect([instrumentSymbol(word), instrumentSide(word), instrumentVenue(word)]).toEqual([
            stock,
            side,
            venue,
          ]);
          expect(instrumentVerdict(word)).toBe(judged.at(-1));
          expect(isAdmitted(word)).toBe(judged.at(-1) === 0);
          expect(words.filter((other) => other === -1)).toHaveLength(words.length - 1);
        },
      ),
    );
  });

  test('has room for every verdict', () => {
    expect(ALL_VERDICT_COUNT).toBeLessThanOrEqual(CHILD_VERDICTS_MAX);
  });

  test('of a verdict below 32 is as it was when a verdict had five bits', () => {
    const { words } = emptyChildren(2);
    words[ChildWord.INSTRUMENT] = instrumentOf(5, 1, 9);
    judgeSlot(words, 0, 31);
    expect(words[ChildWord.INSTRUMENT]! >>> 0).toBe(5 + 2 ** 22 + 9 * 2 ** 23 + 31 * 2 ** 27);
    judgeSlot(words, 0, 32);
    expect(words[ChildWord.INSTRUMENT]! >>> 0).toBe(5 + 2 ** 21 + 2 ** 22 + 9 * 2 ** 23);
  });
});

describe('the rows of children', () => {
  test('are a ring of a power of two, also where 32 bits wrap', () => {
    expect([1, 2, 3, 64, 65, 1000].map(childRows)).toEqual([2, 2, 4, 64, 128, 1024]);
    const children = emptyChildren(4);
    expect(
      [0, 1, 3, 4, 7, 2 ** 31 - 1, -(2 ** 31), -1].map((position) => childSlot(children, position)),
    ).toEqual([0, 8, 24, 0, 24, 24, 0, 24]);
  });
});

test('children alike are cut into runs of one verdict, also around the ring’s end', () => {
  const verdicts = fc.array(fc.constantFrom(0, 0, 1, 20), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(verdicts, fc.nat({ max: 20 }), (judged, begin) => {
      const children = childrenOf(
        judged.map(() => ({})),
        begin,
        emptyChildren(16),
      );
      judged.forEach((verdict, n) => {
        judgeSlot(children.words, childSlot(children, begin + n), verdict);
      });
      markAlike(children, begin, begin + judged.length);
      const marked = readChildren(children, begin, begin + judged.length).map(({ alike }) => alike);
      expect(marked).toEqual(
        judged
          .map((verdict, n) => judged.slice(n).findIndex((other) => other !== verdict))
          .map((n, at) => (n < 0 ? judged.length - at : n)),
      );
    }),
  );
});

describe('the lineage of a child', () => {
  test('has server, build, flags and behaviour at the documented bits', () => {
    expect(lineageOf(8, 0, 0, 0)).toBe(0x08);
    expect(lineageOf(0, 3, 0, 0)).toBe(0x0300);
    expect(lineageOf(0, 0, 5, 0)).toBe(0x050000);
    expect(lineageOf(0, 0, 0, 2)).toBe(0x02000000);
    expect(lineageOf(255, 255, 255, 127)).toBe(0x7fffffff);
  });

  test('returns its parts, also after it was stored in a word', () => {
    const lineage = new Int32Array(1);
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        byte,
        byte,
        byte,
        fc.integer({ min: 0, max: 127 }),
        (server, build, flags, behaviour) => {
          lineage[0] = lineageOf(server, build, flags, behaviour);
          const word = lineage[0];
          expect([
            lineageServer(word),
            lineageBuild(word),
            lineageFlags(word),
            lineageBehaviour(word),
          ]).toEqual([server, build, flags, behaviour]);
        },
      ),
    );
  });
});
