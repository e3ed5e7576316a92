/** The text of a sample input, as JSON or YAML (docs/service/command-line.md#samples-of-an-input). */
import type { OperationContract } from '../../../contract/operation.ts';
import { modelled } from '../operation-options.ts';
import { jsonText } from '../output/json.ts';
import { inputSkeleton } from './input.ts';

export async function inputSkeletonText(operation: OperationContract, kind: 'input' | 'yaml-input'): Promise<string> {
  const members = modelled(operation.input);
  if (kind === 'input') return `${jsonText(inputSkeleton(members))}\n`;
  const { yamlSkeleton } = await import('./yaml-input.ts');
  return yamlSkeleton(operation, members);
}
