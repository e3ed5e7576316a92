import type { ExtensionHandler } from '../context.ts';

/** Gives the certificates that devices should trust, one after another, as trust stores read them. */
export const getServerAuthorities: ExtensionHandler<'GetServerAuthorities'> = async ({ serverAuthorities }) =>
  serverAuthorities.trusted.map((certificatePem) => `${certificatePem.trimEnd()}\n`).join('');
