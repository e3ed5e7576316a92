/**
 * What a command of `musterd` is: its words, its options as data, and what it does. Help and parsing come from this.
 */

export interface Option {
  /** Without the dashes. */
  readonly name: string;
  /** How the help shows the value; absent for a switch. */
  readonly placeholder?: string;
  /** One sentence without a full stop. */
  readonly help: string;
  /** As the help shows it. */
  readonly defaultText?: string;
}

/** A variable or another thing that the help explains below the options. */
export interface Remark {
  readonly term: string;
  readonly help: string;
}

export interface Terminal {
  /** Writes to standard output, as it is. */
  readonly print: (text: string) => void;
  /** Writes bytes to standard output; resolves when more may be written. */
  readonly printBytes: (bytes: Uint8Array) => Promise<void>;
  /** Writes to standard error, as it is. */
  readonly complain: (text: string) => void;
  /** Whether a person reads standard output. */
  readonly isTerminal: boolean;
  /** Whether a person could be asked something: at standard input, and on standard error. */
  readonly isPrompting?: boolean;
}

/** What a command was to do did not happen; the message is one line for the person who asked. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** The values of the options that were given, by name; a switch is `true`. */
export type OptionValues = Readonly<Record<string, string>>;

/** A value without a name. */
export interface Operand {
  readonly placeholder: string;
  readonly help: string;
}

export interface CommandBody {
  readonly options: readonly Option[];
  /** One value without a name, for example `7d`; in the values it is called `operand`. */
  readonly operand?: Operand;
  /** The one after it; in the values it is called `secondOperand`. */
  readonly secondOperand?: Operand;
  readonly remarks?: readonly Remark[];
  /** Gives the exit code. */
  run(values: OptionValues, terminal: Terminal): Promise<number>;
}

export interface Command {
  /** The word or words that choose it, for example `up`. */
  readonly name: string;
  /** One sentence without a full stop. */
  readonly sentence: string;
  /** Loaded only when the command is used, so that small commands start fast. */
  load(): Promise<CommandBody>;
}
