/** Values that are nested deeper than this are refused, in whatever form they are written. */
export const DEEPEST = 500;
