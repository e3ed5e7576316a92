/**
 * Writes about values on a page: constraints, possible values, members and what they mean
 * (docs/service/command-line.md#the-page-of-a-command).
 */
import type { Member, Shape } from '../../../contract/shape.ts';
import { type Page, STEP } from './page.ts';

/** What is known of a member by its path. */
export type Documentation = (path: readonly string[]) => string | undefined;

/** Everything below the name of an option or a member. */
export function writeValue(
  page: Page,
  shape: Shape,
  path: readonly string[],
  level: number,
  documentation: Documentation,
): void {
  const text = documentation(path);
  if (text !== undefined) page.under(text, level);
  writeConstraints(page, shape, level);
  if (shape.type === 'structure') writeMembers(page, shape.members, path, level, documentation);
  else if (shape.type === 'list') writeItem(page, shape.of, path, level, documentation);
  else if (shape.type === 'map') {
    writePart(page, 'key', shape.key, level);
    writePart(page, 'value', shape.value, level);
    if (shape.value.type === 'structure') writeMembers(page, shape.value.members, path, level + STEP, documentation);
  }
}

export function writeMembers(
  page: Page,
  members: Readonly<Record<string, Member>>,
  path: readonly string[],
  level: number,
  documentation: Documentation,
): void {
  for (const [name, member] of Object.entries(members)) {
    page.entry(`${name} -> (${member.shape.type})${member.required === true ? ' [required]' : ''}`, level);
    writeValue(page, member.shape, [...path, name], level + STEP, documentation);
  }
}

function writeItem(
  page: Page,
  item: Shape,
  path: readonly string[],
  level: number,
  documentation: Documentation,
): void {
  page.entry(`(${item.type})`, level);
  writeConstraints(page, item, level + STEP);
  if (item.type === 'structure') writeMembers(page, item.members, path, level + STEP, documentation);
}

function writePart(page: Page, name: string, shape: Shape, level: number): void {
  page.entry(`${name} -> (${shape.type})`, level);
  writeConstraints(page, shape, level + STEP);
}

function writeConstraints(page: Page, shape: Shape, level: number): void {
  const constraints = ['min', 'max', 'pattern'].flatMap((name) => {
    const value = name in shape ? shape[name as keyof Shape] : undefined; // a key, as was just asked
    return value === undefined ? [] : [`${name}: ${String(value)}`];
  });
  if (constraints.length > 0) {
    page.paragraph('Constraints:', level);
    page.bullets(constraints, level);
  }
  if (shape.type === 'string' && shape.enum !== undefined) {
    page.paragraph('Possible values:', level);
    page.bullets(shape.enum, level);
  }
}
