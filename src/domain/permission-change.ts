/** What may let devices do more or less than before. */
export type PermissionChange =
  /** It has another default version. */
  | { readonly kind: 'policy'; readonly policyName: string }
  /** It is attached to another thing, or has other policies. */
  | { readonly kind: 'certificate'; readonly certificateId: string }
  /** It has another type, other attributes or other groups. */
  | { readonly kind: 'thing'; readonly thingName: string }
  /** It has other policies, or is gone. */
  | { readonly kind: 'thing group'; readonly thingGroupName: string };
