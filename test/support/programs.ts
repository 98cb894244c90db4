import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A program that some tests want and that a machine may lack. */
export interface OptionalProgram {
  readonly name: string;
  /** What is not tested without it. */
  readonly tests: string;
  readonly install: string;
  readonly path: string | undefined;
}

function onPath(program: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Chromium as SMARS_CHROMIUM names it, or as the machine has it. */
export function findChromium(): string | undefined {
  const named = process.env.SMARS_CHROMIUM;
  if (named !== undefined && named !== '') return named;
  return onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome');
}

/** The optional programs of the tests, as this machine has them. */
export function optionalPrograms(): OptionalProgram[] {
  const debian = (name: string): string => `apt-get install ${name}`;
  return [
    {
      name: 'chromium',
      tests: 'pages in a browser',
      install: `${debian('chromium')}, or name one in SMARS_CHROMIUM`,
      path: findChromium(),
    },
    { name: 'zsh', tests: 'completion in zsh', install: debian('zsh'), path: onPath('zsh') },
    { name: 'fish', tests: 'completion in fish', install: debian('fish'), path: onPath('fish') },
    {
      name: 'QuickFIX',
      tests: 'sessions with QuickFIX C++',
      install: debian('g++ libquickfix-dev openssl'),
      path: existsSync('/usr/include/quickfix/Session.h') ? onPath('g++') : undefined,
    },
    {
      name: 'tshark',
      tests: 'messages by another parser',
      install: debian('tshark'),
      path: onPath('tshark'),
    },
    {
      name: 'python3-yaml',
      tests: 'the Kubernetes example of the guide to sweeps',
      install: debian('python3-yaml'),
      path: spawnSync('python3', ['-c', 'import yaml']).status === 0 ? 'python3' : undefined,
    },
    {
      name: 'nats-server',
      tests: 'days on workers over NATS',
      install: debian('nats-server'),
      path: onPath('nats-server'),
    },
    {
      name: 'prometheus',
      tests: 'scrapes by Prometheus',
      install: debian('prometheus'),
      path: onPath('promtool') && onPath('prometheus'),
    },
    {
      name: 'script',
      tests: 'pictures on a terminal',
      install: debian('bsdutils'),
      path: onPath('script'),
    },
  ];
}
