/** Evaluates a parsed JMESPath expression. */
import { byCodePoint, isList, isMap, isNumber, type Value } from '../value.ts';
import { callFunction, type Expression } from './functions.ts';
import type { Comparator, Node } from './parse.ts';

export function evaluate(node: Node, value: Value): Value {
  switch (node.type) {
    case 'identity':
    case 'current':
      return value;
    case 'literal':
      return node.value;
    case 'field':
      return isMap(value) && Object.hasOwn(value, node.name) ? (value[node.name] ?? null) : null;
    case 'index':
      return isList(value) ? (value.at(node.index) ?? null) : null;
    case 'slice':
      return isList(value) ? slice(value, node.parts) : null;
    case 'sequence':
    case 'pipe':
      return evaluate(node.right, evaluate(node.left, value));
    case 'or': {
      const left = evaluate(node.left, value);
      return isFalse(left) ? evaluate(node.right, value) : left;
    }
    case 'and': {
      const left = evaluate(node.left, value);
      return isFalse(left) ? left : evaluate(node.right, value);
    }
    case 'not':
      return isFalse(evaluate(node.of, value));
    case 'comparator':
      return compare(node.comparator, evaluate(node.left, value), evaluate(node.right, value));
    case 'flatten': {
      const list = evaluate(node.of, value);
      return isList(list) ? list.flatMap((item) => (isList(item) ? item : [item])) : null;
    }
    case 'projection':
      return project(evaluate(node.left, value), node.right);
    case 'valueProjection': {
      const map = evaluate(node.left, value);
      return isMap(map) ? project(Object.values(map), node.right) : null;
    }
    case 'filterProjection': {
      const list = evaluate(node.left, value);
      if (!isList(list)) return null;
      return project(
        list.filter((item) => !isFalse(evaluate(node.condition, item))),
        node.right,
      );
    }
    case 'list':
      return value === null ? null : node.items.map((item) => evaluate(item, value));
    case 'map':
      if (value === null) return null;
      return Object.fromEntries(node.entries.map(([key, inner]) => [key, evaluate(inner, value)]));
    case 'call': {
      const given = node.arguments.map((argument) =>
        argument.type === 'expref' ? expressionOf(argument.of) : evaluate(argument, value),
      );
      return callFunction(node.name, given);
    }
    case 'expref':
      // Only functions take expressions; anywhere else there is nothing to refer to.
      return null;
  }
}

function expressionOf(node: Node): Expression {
  return (value) => evaluate(node, value);
}

function project(list: Value, right: Node): Value {
  if (!isList(list)) return null;
  return list.map((item) => evaluate(right, item)).filter((item) => item !== null);
}

function slice(list: readonly Value[], [start, stop, step = 1]: readonly (number | undefined)[]): readonly Value[] {
  if (step === 0) throw new RangeError('slice step cannot be zero');
  const clamp = (bound: number) => {
    const index = bound < 0 ? bound + list.length : bound;
    return step > 0 ? Math.min(Math.max(index, 0), list.length) : Math.min(Math.max(index, -1), list.length - 1);
  };
  const first = start === undefined ? (step > 0 ? 0 : list.length - 1) : clamp(start);
  const end = stop === undefined ? (step > 0 ? list.length : -1) : clamp(stop);
  const taken: Value[] = [];
  for (let index = first; step > 0 ? index < end : index > end; index += step) taken.push(list[index] ?? null);
  return taken;
}

function isFalse(value: Value): boolean {
  if (isList(value)) return value.length === 0;
  if (isMap(value)) return Object.keys(value).length === 0;
  return value === null || value === false || value === '';
}

/** Numbers and strings have an order, each among themselves; null for everything else. */
function compare(comparator: Comparator, left: Value, right: Value): Value {
  if (comparator === 'eq') return isEqual(left, right);
  if (comparator === 'ne') return !isEqual(left, right);
  const difference =
    isNumber(left) && isNumber(right)
      ? Number(left) - Number(right)
      : typeof left === 'string' && typeof right === 'string'
        ? byCodePoint(left, right)
        : undefined;
  if (difference === undefined) return null;
  switch (comparator) {
    case 'lt':
      return difference < 0;
    case 'lte':
      return difference <= 0;
    case 'gt':
      return difference > 0;
    case 'gte':
      return difference >= 0;
  }
}

/** By content; `10` and `10.0` are the same number. */
function isEqual(left: Value, right: Value): boolean {
  if (isNumber(left) && isNumber(right)) return Number(left) === Number(right);
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index] ?? null));
  }
  if (isMap(left) && isMap(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && isEqual(left[key] ?? null, right[key] ?? null))
    );
  }
  return left === right;
}
