/**
 * Notices within seconds that the database does not answer: that it hangs, or that nothing comes back by a connection that looks
 * open. Without it each statement would wait for its own timeout, and the log would say nothing meanwhile.
 */
import type pg from 'pg';

export interface HeartbeatListener {
  /** The database has not answered for some beats. */
  onSilent(): void;
  /** It has answered after all. */
  onAnswer(): void;
  /** It has not answered for so long that the connection counts as dead; the last call. */
  onDead(): void;
}

const BEAT_MS = 500;
/** Beats are counted rather than time, so that a pause of this process is none of the database. */
const SILENT_BEATS = 4;
const DEAD_BEATS = 20;
/** Only so that the driver does not give up before we do. */
const QUERY_TIMEOUT_MS = 10 * 60_000;

/** Asks on this connection until the function that is returned is called, or the connection is dead. */
export function startHeartbeat(client: pg.Client, listener: HeartbeatListener, beatMs = BEAT_MS): () => void {
  let isAsked = false;
  let beatsWithoutAnswer = 0;

  function ask(): void {
    isAsked = true;
    const question = { text: 'SELECT 1', query_timeout: QUERY_TIMEOUT_MS };
    // If it fails, the connection has ended, of which its owner is told otherwise.
    client.query(question).then(answered, () => undefined);
  }

  function answered(): void {
    isAsked = false;
    if (beatsWithoutAnswer >= SILENT_BEATS) listener.onAnswer();
    beatsWithoutAnswer = 0;
  }

  function beat(): void {
    if (!isAsked) {
      ask();
      return;
    }
    beatsWithoutAnswer += 1;
    if (beatsWithoutAnswer === SILENT_BEATS) listener.onSilent();
    if (beatsWithoutAnswer === DEAD_BEATS) {
      stop();
      listener.onDead();
    }
  }

  const beating = setInterval(beat, beatMs);
  beating.unref();
  const stop = () => clearInterval(beating);
  return stop;
}
