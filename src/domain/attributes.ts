/**
 * The attributes of things and thing groups: what is stored of a payload, and how much there may be
 * (docs/service/registry.md#how-many-attributes).
 */
import { invalidRequest } from '../contract/errors.ts';
import type { TypeOf } from '../contract/shape.ts';
import type { attributePayload } from '../contract/shapes/registry.ts';
import type { Quotas } from './quotas.ts';

export type Attributes = Readonly<Record<string, string>>;
export type AttributePayload = TypeOf<typeof attributePayload>;

/**
 * The attributes after an update: replaced, or merged into the present ones where the payload says so. An empty value
 * removes an attribute. A payload without attributes changes nothing.
 */
export function updatedAttributes(present: Attributes, payload: AttributePayload | undefined): Attributes {
  if (payload?.attributes === undefined) return present;
  const base = payload.merge === true ? present : {};
  const entries = Object.entries({ ...base, ...payload.attributes }).filter(([, value]) => value !== '');
  return Object.fromEntries(entries);
}

/** The attributes of a new thing or group. Those with an empty value are not stored. */
export function initialAttributes(payload: AttributePayload | undefined): Attributes {
  return updatedAttributes({}, payload);
}

/** True if two sets hold the same names and values, in any order. */
export function sameAttributes(one: Attributes, other: Attributes): boolean {
  const entries = Object.entries(one);
  return (
    entries.length === Object.keys(other).length &&
    entries.every(([name, value]) => Object.hasOwn(other, name) && other[name] === value)
  );
}

/** Throws InvalidRequestException for more or larger attributes than a thing may have, with or without a type. */
export function checkThingAttributes(attributes: Attributes, hasType: boolean, quotas: Quotas): void {
  const maximum = hasType ? quotas.thingAttributesWithType : quotas.thingAttributesWithoutType;
  const count = Object.keys(attributes).length;
  if (count > maximum) {
    throw invalidRequest(
      `A thing ${hasType ? 'with' : 'without'} a thing type can have at most ${maximum} attributes, not ${count}.`,
    );
  }
  const bytes = Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + byteLength(name) + byteLength(value),
    0,
  );
  if (bytes > quotas.thingAttributesBytes) {
    throw invalidRequest(
      `The attributes of a thing can have at most ${quotas.thingAttributesBytes} bytes, not ${bytes}.`,
    );
  }
}

/** Throws InvalidRequestException for more attributes than a thing group may have. */
export function checkGroupAttributes(attributes: Attributes, quotas: Quotas): void {
  const count = Object.keys(attributes).length;
  if (count > quotas.attributesPerGroup) {
    throw invalidRequest(`A thing group can have at most ${quotas.attributesPerGroup} attributes, not ${count}.`);
  }
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}
