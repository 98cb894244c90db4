import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { LivePort } from '../../src/probe/live-port.js';
import { defaultTarget } from '../../src/target/settings.js';
import { linesWider, ROOT, scratchFolder, smars, startSmars } from '../support/command.js';
import { freePort } from '../support/free-port.js';
import { startTargetVenue } from '../support/target-venue.js';
import { refusal } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);
const gateways: ChildProcess[] = [];
afterEach(() => {
  for (const gateway of gateways.splice(0)) gateway.kill('SIGKILL');
});

/** Starts the gateway of the guide; returns the flags that probe it. */
async function startGateway(limits: object, ...more: string[]): Promise<string[]> {
  const [port, venuePort] = [await freePort(), await freePort()];
  const path = join(ROOT, 'test', 'examples', 'small-gateway.mjs');
  gateways.push(spawn(process.execPath, [path, `${port}`, `${venuePort}`], { stdio: 'ignore' }));
  const target = ['--target', `fix://127.0.0.1:${port}`, '--venue', `127.0.0.1:${venuePort}`];
  return ['probe', ...target, '--limits', limitsFile(limits), ...more];
}

function limitsFile(firm: object): string {
  const path = join(folder.path, 'limits.json');
  writeFileSync(path, JSON.stringify({ version: 1, firm }));
  return path;
}

const shares = (count: number) => ({ 'max-quantity': { mode: 'enforce', shares: count } });

describe('the gateway of the guide', () => {
  test('counts what was executed, with what rests, and gives neither back', async () => {
    const venue = await startTargetVenue({ anySymbol: true });
    const port = await freePort();
    const path = join(ROOT, 'test', 'examples', 'small-gateway.mjs');
    const args = [path, `${port}`, `${venue.port}`];
    gateways.push(spawn(process.execPath, args, { stdio: 'ignore' }));
    while (venue.connected() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const client = await LivePort.open({
      door: {
        place: { host: '127.0.0.1', port, isTls: false },
        settings: defaultTarget(),
        consent: { mine: undefined, acceptsUnmarked: false },
        tls: undefined,
      },
      sight: 'word',
      commands: {},
    });
    const order = { symbol: 'GT', quantity: 1000, priceTicks: 400_000 } as const;
    const sent = async (side: '1' | '2', quantity: number) => {
      const one = client.send(0, { ...order, side, quantity });
      await client.until(() => one.answer !== 'none', 2000);
      return one;
    };
    // $80,000 are executed, then $20,000 of the last two; $30,000 of the third rest.
    const first = await sent('1', 1000);
    const second = await sent('2', 1000);
    const third = await sent('1', 1000);
    const fourth = await sent('2', 250);
    await client.until(() => fourth.answer === 'ended', 2000);
    expect([first, second, third, fourth].map(({ answer }) => answer)).toEqual([
      ...['ended', 'ended', 'accepted', 'ended'],
    ]);
    // $130,000 of $200,000 are used.
    expect((await sent('1', 1000)).answer).toBe('accepted');
    expect((await sent('1', 750)).answer).toBe('accepted');
    expect((await sent('1', 1)).text).toBe('exposure above $200000');
    client.cancel(third);
    await client.until(() => third.answer === 'ended', 2000);
    expect((await sent('1', 750)).answer).toBe('accepted');
    expect((await sent('1', 1)).answer).toBe('rejected');
    await client.close();
    await venue.end();
  });
});

describe('smars probe', () => {
  test('prints a table of 80 columns, what was seen, and what cannot be', async () => {
    const args = await startGateway(shares(1000), '--only', 'max-quantity', '--only', 'loss-limit');
    const { code, out, err } = await smars(...args);
    expect([code, linesWider(out)]).toEqual([0, []]);
    expect(out).toMatch(/^max-quantity +L and L \+ 1 +1,000 shares +pass +\d\.\d s$/m);
    expect(out).toContain('1,000 shares: let through; 1,001 shares: refused');
    expect(out).toMatch(/^Cannot be seen from outside:\nloss-limit: /m);
    expect(err).toMatch(/^probes fix:.* as CLIENT44: 1 exams,$/m);
  });

  test('names a hole with its messages in JSON, JUnit and a folder, and ends with 99', async () => {
    const junit = join(folder.path, 'probe.xml');
    const out = join(folder.path, 'probe');
    const more = ['--only', 'max-quantity', '--junit', junit, '--out', out, '--json'];
    const { code, out: json } = await smars(...(await startGateway(shares(500), ...more)));
    expect(code).toBe(99);
    const summary = JSON.parse(json) as { exams: Record<string, unknown>[]; leftOpen: number };
    expect(summary).toMatchObject({
      version: 1,
      command: 'probe',
      seesVenue: true,
      verdicts: { hole: 1, pass: 0 },
      stopped: null,
      leftOpen: 0,
    });
    expect(summary.exams[0]).toMatchObject({ fault: 'other-limit', verdict: 'hole' });
    const evidence = (summary.exams[0]!.evidence as string[]).join('\n');
    expect(evidence).toMatch(/> session 1 D 11=\S+ 55=\w+ 54=1 38=501 44=/);
    expect(evidence).toMatch(/venue < D 11=\S+ 55=\w+ 54=1 38=501 44=/);
    expect(readFileSync(junit, 'utf8')).toMatch(/<failure message="other-limit: it refuses, but/);
    const read = (name: string): string => readFileSync(join(out, name), 'utf8');
    expect(readdirSync(out).sort()).toEqual(['junit.xml', 'probe.html', 'probe.json']);
    expect([read('probe.json'), read('junit.xml')]).toEqual([json, readFileSync(junit, 'utf8')]);
    expect(read('probe.html')).toContain('<title>1 hole in 1 exam</title>');
  });

  test('Ctrl-C cancels what rests and reports what was seen', async () => {
    const limits = {
      ...shares(1000),
      'gross-exposure': { mode: 'enforce', dollars: 200_000 },
    };
    const args = await startGateway(limits, '--only', 'gross-exposure', '--rate', '2', '--json');
    const { child, ended, told } = startSmars(args);
    await told(/%.*gross-exposure/);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ leftOpen: 0, verdicts: { hole: 0 } });
  });

  test('ends when nobody connects to the venue, before anything is sent', async () => {
    const where = ['--target', 'fix://127.0.0.1:1', '--venue', '127.0.0.1:0', '--wait', '0.1s'];
    expect(await refusal('probe', ...where, '--limits', limitsFile(shares(1)))).toContain(
      'nobody connected within 0.1 s; nothing was sent',
    );
  });

  test('says before it sends anything that a folder cannot be written', async () => {
    const out = join(folder.path, 'taken');
    mkdirSync(out);
    writeFileSync(join(out, 'probe.json'), 'mine');
    const args = ['--target', 'fix://127.0.0.1:1', '--limits', limitsFile(shares(1)), '--out', out];
    expect(await refusal('probe', ...args)).toMatch(/^--out .*taken/);
    expect(readdirSync(out)).toEqual(['probe.json']);
  });

  test.each([
    [['--limits', 'LIMITS'], '--target fix://HOST:PORT is missing'],
    [['--target', 'fix://127.0.0.1:1'], '--limits FILE is missing'],
    [['--target', 'fix://192.0.2.1:1', '--limits', 'LIMITS'], '192.0.2.1 is not this machine'],
    [['--target', 'fix://127.0.0.1:1', '--limits', 'LIMITS', '--only', 'max-quantty'], 'did you'],
    [['--target', 'fix://127.0.0.1:1', '--limits', 'LIMITS', '--wait', '1s'], 'goes with --venue'],
    [['--target', 'fix://127.0.0.1:1', '--limits', 'LIMITS', '--symbol', 'GT'], 'NAME=PRICE'],
    [['--target', 'fix://127.0.0.1:1', '--limits', 'LIMITS', '--mass-cancel', 'x'], 'kill:firm'],
    [['--target', 'fix://127.0.0.1:1', '--limits', 'LIMITS'], 'cannot connect'],
  ])('%j is refused: %s', async (args, reason) => {
    const limits = limitsFile(shares(1));
    const given = args.map((arg) => (arg === 'LIMITS' ? limits : arg));
    expect(await refusal('probe', ...given)).toContain(reason);
  });
});
