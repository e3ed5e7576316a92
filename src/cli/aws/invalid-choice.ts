/**
 * The failure of a word that is none of the known ones, with those that are near
 * (docs/service/command-line.md#maybe-you-meant).
 */
import { type AwsFailure, badSyntax } from './failure.ts';
import { similarTo } from './similar.ts';

export function invalidChoice(argument: string, word: string, choices: Iterable<string>): AwsFailure {
  const near = similarTo(word, choices);
  const hint = near.length === 0 ? '' : maybeYouMeant(near);
  return badSyntax(`${argument}: Found invalid choice '${word}'\n${hint}`);
}

/** A block to be put after a message. */
export function maybeYouMeant(near: readonly string[]): string {
  return `\nMaybe you meant:\n\n${near.map((candidate) => `  * ${candidate}`).join('\n')}`;
}
