/** The peer: `pgbench -N` on the same PostgreSQL, the simplest durable transaction that a database server can do. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type pg from 'pg';

const run = promisify(execFile);

/** Fills the peer's tables in a database of their own. */
export async function preparePgbench(connection: pg.ClientConfig, sql: pg.Client): Promise<void> {
  await sql.query('CREATE DATABASE pgbench');
  await run('pgbench', [...addressOf(connection), '-i', '-q', '-s', '10', 'pgbench']);
}

/** Transactions per second of `pgbench -N -c CLIENTS`. */
export async function runPgbench(connection: pg.ClientConfig, clients: number, seconds: number): Promise<number> {
  const options = ['-N', '-n', '-c', String(clients), '-T', String(seconds), 'pgbench'];
  const { stdout } = await run('pgbench', [...addressOf(connection), ...options]);
  const tps = /tps = ([\d.]+) \(without initial/.exec(stdout)?.[1] ?? /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (tps === undefined) throw new Error(`pgbench printed no rate:\n${stdout}`);
  return Number(tps);
}

function addressOf({ host, user }: pg.ClientConfig): string[] {
  return ['-h', host ?? '', '-U', user ?? ''];
}
