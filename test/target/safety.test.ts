import { describe, expect, test } from 'vitest';
import {
  checkTargetAddress,
  checkTargetAmount,
  checkTargetHost,
  checkTargetIsTest,
  describeTarget,
  TARGET_CAPS,
} from '../../src/target/safety.js';
import { defaultTarget } from '../../src/target/settings.js';

const at = (host: string) => ({ host, port: 9876, isTls: false });
const consent = (mine?: string, acceptsUnmarked = false) => ({ mine, acceptsUnmarked });

describe('the safety of a target', () => {
  test.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost', 'LOCALHOST'])(
    'lets %s be loaded without more',
    (host) => expect(() => checkTargetHost(at(host), consent())).not.toThrow(),
  );

  test.each(['10.0.0.8', 'fix.exchange.test', '128.0.0.1', '127.0.0.1.evil.test', '0.0.0.0', '::'])(
    'refuses %s until it is named as the user’s own',
    (host) => {
      expect(() => checkTargetHost(at(host), consent())).toThrow(
        `--target: ${host} is not this machine. If the gateway is your own test system, say ` +
          `--target-is-mine ${host}`,
      );
      expect(() => checkTargetHost(at(host), consent(host.toUpperCase()))).not.toThrow();
    },
  );

  test('refuses a consent for another host than the target’s', () => {
    expect(() => checkTargetHost(at('10.0.0.8'), consent('10.0.0.9'))).toThrow(
      "--target-is-mine is '10.0.0.9', and the target is fix://10.0.0.8:9876; it must be its host",
    );
    expect(() => checkTargetHost(at('127.0.0.1'), consent('10.0.0.9'))).toThrow('must be its host');
  });

  test('refuses a connection that has ended at another machine', () => {
    expect(() => checkTargetAddress(at('localhost'), '10.0.0.8', consent())).toThrow(
      '--target: localhost is 10.0.0.8, which is not this machine; nothing was sent',
    );
    expect(() => checkTargetAddress(at('localhost'), undefined, consent())).toThrow('nowhere');
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect(() => checkTargetAddress(at('localhost'), address, consent())).not.toThrow();
    const own = consent('gw.test');
    expect(() => checkTargetAddress(at('gw.test'), '10.0.0.8', own)).not.toThrow();
  });

  test('refuses a counterparty that does not say that it is a test system', () => {
    const check =
      (version: '4.2' | '4.4', isMarked: boolean, accepts = false) =>
      () =>
        checkTargetIsTest(at('127.0.0.1'), version, isMarked, consent(undefined, accepts));
    expect(check('4.4', false)).toThrow(
      'fix://127.0.0.1:9876 does not say in its Logon that it is a test system (464=Y); ' +
        'no order was sent. If it is one, say --target-unmarked',
    );
    expect(check('4.4', true)).not.toThrow();
    expect(check('4.4', false, true)).not.toThrow();
    expect(check('4.2', false)).not.toThrow();
  });

  test('caps messages and time', () => {
    const { messages, seconds } = TARGET_CAPS;
    expect(() => checkTargetAmount(messages, seconds)).not.toThrow();
    expect(() => checkTargetAmount(messages + 1, 1)).toThrow(
      '--target: 10,000,001 messages are due; a load on a target sends at most 10,000,000',
    );
    expect(() => checkTargetAmount(1, seconds + 1)).toThrow(
      '--target: lasts 3601 s; a load on a target lasts at most 3600 s',
    );
  });

  test('refuses a load that would send nothing', () => {
    expect(() => checkTargetAmount(0, 0.5)).toThrow('--target: no message is due in 0.5 s');
  });

  test('says who will be loaded, as whom', () => {
    const settings = (version: '4.2' | '4.4', ...names: string[]) => ({
      ...defaultTarget(version),
      targetCompId: 'GW',
      sessions: names.map((senderCompId) => ({ senderCompId })),
    });
    expect(describeTarget(at('127.0.0.1'), settings('4.4', 'A', 'B'))).toBe(
      'fix://127.0.0.1:9876, which is GW, over FIX 4.4 as A, B',
    );
    expect(describeTarget(at('127.0.0.1'), settings('4.2', 'A', 'B', 'C', 'D'))).toBe(
      'fix://127.0.0.1:9876, which is GW, over FIX 4.2 as A and 3 others',
    );
  });
});
