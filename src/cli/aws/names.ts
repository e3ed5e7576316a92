/** How AWS's names become words of the command line (docs/service/command-line.md#names-of-options). */

/**
 * `jobId` is `job-id`, `caCertificatePem` is `ca-certificate-pem`, `CreateOTAUpdate` is `create-ota-update`,
 * `ListThingPrincipalsV2` is `list-thing-principals-v2`: runs of capitals stay together.
 */
export function wordOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
}
