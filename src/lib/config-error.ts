/**
 * A wrong setting or an unusable environment, told in one line to the person who starts the server, without a stack.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
