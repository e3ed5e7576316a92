/** The aws commands that are installed: of each major version the first that is found. */
import { spawnSync } from 'node:child_process';

export interface InstalledAws {
  readonly major: 1 | 2;
  readonly program: string;
}

/** A version manager may hide the one that the system has, and the second major version is what Debian has. */
const programs = ['aws', '/usr/bin/aws', '/usr/local/bin/aws'];

export const installedAws: readonly InstalledAws[] = ([1, 2] as const).flatMap((major) => {
  const program = programs.find((name) => majorOf(name) === major);
  return program === undefined ? [] : [{ major, program }];
});

/** False, or why tests that need one of them are skipped. Where only one is installed, the other is not compared with. */
export const skipWithoutAws = installedAws.length === 0 ? 'aws is not installed' : false;

function majorOf(program: string): number | undefined {
  const { stderr, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 300_000 });
  const found = /^aws-cli\/(\d+)\./m.exec(`${stdout ?? ''}${stderr ?? ''}`)?.[1];
  return found === undefined ? undefined : Number(found);
}
