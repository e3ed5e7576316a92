/** A wrong setting or an unusable environment: one line for the person who starts the server, and no stack. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
