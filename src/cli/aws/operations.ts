/** The commands of both groups: every operation of the contract, by the word that calls it. */
import type { OperationContract, ServiceName } from '../../contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../contract/operations/index.ts';
import { wordOf } from './names.ts';

/** The operations of a group, by command. */
export function commandsOf(service: ServiceName): ReadonlyMap<string, OperationContract> {
  const operations: readonly OperationContract[] = Object.values(
    service === 'iot' ? controlPlaneOperations : deviceOperations,
  );
  return new Map(operations.map((operation) => [wordOf(operation.name), operation]));
}
