/** An option as the parser knows it; the tables of global options and of each operation are made of these. */

export interface AwsOption {
  /** Without the dashes. */
  readonly name: string;
  /** Where the value is kept: `force` for `--force` and `--no-force`. */
  readonly key: string;
  /** `one` word, `many` words, or a switch that stands for a value by itself. */
  readonly takes: 'one' | 'many' | { readonly constant: boolean };
  readonly required?: true;
  /** The word is read as a whole number already by the parser. */
  readonly integer?: true;
  readonly choices?: readonly string[];
  /** Works, but the help does not show it. */
  readonly hidden?: true;
  /** The value when the option is given without a word, for the one option that may. */
  readonly bare?: string;
}

/** What was given, by key: one word, several, or the constant of a switch. */
export type GivenValues = ReadonlyMap<string, string | readonly string[] | boolean>;
