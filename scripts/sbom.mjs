/**
 * Writes the software bill of materials (CycloneDX, JSON): every package that runs with musterd, as the lock file names it,
 * with its version, checksum, licence and what it needs. `npm sbom --omit=dev` would leave out what development needs too.
 *
 * Usage: node scripts/sbom.mjs [FILE]     dist/sbom.cdx.json unless said otherwise
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const { '': ourselves, ...others } = packages;
const runtime = Object.entries(others).filter(([, { dev }]) => dev !== true);

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
const purlAt = (path) => purlOf(nameOf(path), packages[path].version);

/** Where Node finds a package that is asked for at `path`; undefined for an optional one that the lock file lacks. */
function resolve(path, name) {
  const candidate = `${path === '' ? '' : `${path}/`}node_modules/${name}`;
  if (packages[candidate] !== undefined) return candidate;
  return path === '' ? undefined : resolve(path.slice(0, Math.max(0, path.lastIndexOf('node_modules/') - 1)), name);
}

function needs(path, { dependencies, optionalDependencies, peerDependencies }) {
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const found = names.map((name) => resolve(path, name)).filter((at) => at !== undefined && packages[at].dev !== true);
  return [...new Set(found.map(purlAt))].sort();
}

const hashOf = (integrity) => {
  const [algorithm, content] = integrity.split(' ')[0].split('-');
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(content, 'base64').toString('hex') };
};
const musterd = purlOf(ourselves.name, ourselves.version);
// A package that lies in several places is one component.
const components = new Map(
  runtime.map(([path, { version, license, integrity, optional }]) => [
    purlAt(path),
    {
      type: 'library',
      'bom-ref': purlAt(path),
      name: nameOf(path),
      version,
      purl: purlAt(path),
      scope: optional ? 'optional' : 'required',
      licenses: [{ license: { id: license } }],
      hashes: [hashOf(integrity)],
    },
  ]),
);
const dependencies = new Map(runtime.map(([path, entry]) => [purlAt(path), needs(path, entry)]));
const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': musterd,
      name: ourselves.name,
      version: ourselves.version,
      purl: musterd,
      licenses: [{ license: { id: ourselves.license } }],
    },
  },
  components: [...components.values()],
  dependencies: [[musterd, needs('', ourselves)], ...dependencies].map(([ref, dependsOn]) => ({ ref, dependsOn })),
};

const file = process.argv[2] ?? join(root, 'dist', 'sbom.cdx.json');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`${file}: ${bill.components.length} packages`);
