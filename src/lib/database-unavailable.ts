/** Thrown in place of the driver's errors while the database does not do its work. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  /**
   * True for an outage, of which the log tells once, when it begins and when it is over, so that whoever notices it meanwhile
   * need not. False if it may be about the one statement.
   */
  readonly isOutage: boolean;

  /** `reason` is a sentence for anybody. */
  constructor(reason: string, isOutage: boolean, options?: ErrorOptions) {
    super(reason, options);
    this.isOutage = isOutage;
  }
}
