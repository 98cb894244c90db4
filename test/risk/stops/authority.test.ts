import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { openFirm } from '../../../src/risk/counts/open.js';
import {
  COOL_OFF_NS,
  demandAuthority,
  hasRoom,
  JOURNAL_ACTS_MAX,
  REASON_BYTES,
  type RecordedAct,
  type Role,
  readActs,
  recordAct,
} from '../../../src/risk/stops/authority.js';
import { catalogueSpace } from '../../support/gate.js';

const journal = () => openFirm(catalogueSpace({ explain: true })).acts;
const ACT: RecordedAct = {
  act: 'raise',
  scope: 'check',
  scopeId: 9,
  roles: ['trader', 'risk-officer'],
  check: 9,
  reason: 'seen',
  atNs: 7,
};

describe('the journal of acts', () => {
  test('keeps every act, and says whether it had room', () => {
    const acts = journal();
    expect(readActs(acts)).toEqual([]);
    const all = [
      ACT,
      { ...ACT, act: 'halt', scope: 'firm', scopeId: 0, roles: [], check: 0, reason: '' } as const,
      { ...ACT, atNs: -5 },
    ];
    for (const act of all) expect(recordAct(acts, act)).toBe(true);
    expect(readActs(acts)).toEqual(all);
    for (let n = all.length; n < JOURNAL_ACTS_MAX; n++) {
      expect(hasRoom(acts)).toBe(true);
      recordAct(acts, ACT);
    }
    expect([hasRoom(acts), recordAct(acts, { ...ACT, reason: 'too late' })]).toEqual([
      false,
      false,
    ]);
    expect(readActs(acts).slice(0, 3)).toEqual(all);
    expect(readActs(acts)).toHaveLength(JOURNAL_ACTS_MAX);
  });

  test('cuts a reason that is too long, and keeps it apart from the next', () => {
    const acts = journal();
    for (const length of [REASON_BYTES, REASON_BYTES + 1, REASON_BYTES - 1, 3])
      recordAct(acts, { ...ACT, reason: 'r'.repeat(length) });
    expect(readActs(acts).map(({ reason }) => reason.length)).toEqual([
      REASON_BYTES,
      REASON_BYTES,
      REASON_BYTES - 1,
      3,
    ]);
  });
});

describe('an authority', () => {
  const demand =
    (people: number, roles: Role[], reason = 'seen') =>
    () =>
      demandAuthority(journal(), 'it', { roles, reason, nowNs: 0 }, people);

  test('is one designated role, or two roles of which one is', () => {
    for (const role of ['supervisor', 'compliance', 'risk-officer'] as const) {
      expect(demand(1, [role])).not.toThrow();
      expect(demand(2, [role, 'trader'])).not.toThrow();
    }
  });

  test.each<[number, Role[], string]>([
    [1, [], 'it: takes a role, given: none'],
    [2, [], 'it: takes 2 different roles, given: none'],
    [
      2,
      ['risk-officer', 'risk-officer'],
      'it: takes 2 different roles, given: risk-officer, risk-officer',
    ],
    [
      2,
      ['trader', 'operations'],
      "it: 'trader', 'operations' may not; one of supervisor, compliance, risk-officer must",
    ],
    [1, ['traider' as Role], "it: 'traider' is not a role; did you mean 'trader'?"],
  ])('of %i is not %j', (people, roles, reason) => {
    expect(demand(people, roles)).toThrow(new InputError(reason));
  });

  test('has a reason', () => {
    for (const reason of ['', ' ', '\n'])
      expect(demand(1, ['risk-officer'], reason)).toThrow('it: a reason must be given');
  });

  test('waits a minute after a kill', () => {
    expect(COOL_OFF_NS).toBe(60e9);
  });
});
