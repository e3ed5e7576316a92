/** The public API for the commands of our own: found like a server for AWS's commands, called by the contract. */
import type { InputOf, OperationContract, OutputOf } from '../contract/operation.ts';
import { call } from './aws/call/call.ts';
import { callSettings } from './aws/call/call-settings.ts';
import { readConfiguration } from './aws/config/configuration.ts';
import { connect } from './aws/connection.ts';
import { AwsFailure } from './aws/failure.ts';
import { CommandFailure, type Option, type OptionValues } from './command.ts';

export const apiOptions: readonly Option[] = [
  { name: 'endpoint-url', placeholder: 'URL', help: 'The server', defaultText: 'the one that runs here' },
  { name: 'profile', placeholder: 'NAME', help: 'A profile of the AWS configuration files' },
  { name: 'region', placeholder: 'REGION', help: "The server's Region" },
];

/** The service refused, or did not answer; `code` is the name of the refusal. */
export class ApiFailure extends CommandFailure {
  readonly code: string | undefined;

  constructor(message: string, code: string | undefined, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface Api {
  /** Times are seconds since the epoch. Throws an ApiFailure. */
  call<O extends OperationContract>(operation: O, input: InputOf<O>): Promise<OutputOf<O>>;
}

/** Throws an ApiFailure if no server is known. */
export async function openApi(values: OptionValues): Promise<Api> {
  const given = new Map(
    apiOptions.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]] as const])),
  );
  const configuration = await plainly(readConfiguration(given));
  return {
    call: (operation, input) =>
      plainly(
        (async () => {
          const connection = await connect(operation.service, configuration);
          const settings = await callSettings(operation, configuration, connection, () => undefined);
          // The answer has the shape of the contract, whose data its type was inferred from.
          return (await call(operation, input as Readonly<Record<string, unknown>>, settings)) as never;
        })(),
      ),
  };
}

async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof AwsFailure)) throw cause;
    throw new ApiFailure(cause.message, cause.code, { cause });
  }
}

/** Undefined where the service does not know what is asked for. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
