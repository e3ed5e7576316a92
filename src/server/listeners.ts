/** Opens the listeners and writes down where they are. */
import { join } from 'node:path';
import { identifyProcess } from '../lib/living-process.ts';
import type { Log } from '../lib/log.ts';
import { httpHostOf, isLoopback, publicHostOf, url } from './addresses.ts';
import type { BuiltServer } from './build.ts';
import { keepShowing, shownBy } from './certificates/shown-certificate.ts';
import type { Lifetime } from './lifetime.ts';
import { explainingRefusal } from './listen.ts';
import { READY_FILE, type ReadyInformation, removeReadyFile, writeReadyFile } from './ready-file.ts';
import type { Resources } from './resources.ts';
import type { Settings } from './settings/table.ts';

/** Listens, on plain HTTP last since that is what people try first, and gives the addresses. */
export async function openListeners(
  settings: Settings,
  lifetime: Lifetime,
  resources: Resources,
  built: BuiltServer,
  log: Log,
): Promise<ReadyInformation> {
  const { certificates, credentials } = resources;
  const { host } = settings;
  const name = publicHostOf(settings);
  const mqtt = await explainingRefusal({ host, port: settings.mqttsPort }, '--mqtts-port', (address) =>
    built.mqtt.listen({ ...address, ...shownBy(certificates) }),
  );
  const insecureMqtt =
    settings.insecureMqttPort === undefined
      ? undefined
      : await explainingRefusal({ host, port: settings.insecureMqttPort }, '--insecure-mqtt-port', (address) =>
          built.mqtt.listenInsecurely(address),
        );
  keepShowing(certificates, [built.mqtt, built.https], lifetime, log);
  lifetime.add('HTTPS', () => built.https.close());
  const https = await explainingRefusal({ host, port: settings.httpsPort }, '--https-port', (address) =>
    built.https.listen(address),
  );
  // Callers put `https://` before it (docs/service/registry.md#which-endpoint-is-whose).
  built.setJobsEndpoint(https.port === 443 ? name : `${name}:${https.port}`);
  lifetime.add('HTTP', () => built.http.close());
  const httpHost = httpHostOf(settings);
  const http = await explainingRefusal({ host: httpHost, port: settings.httpPort }, '--http-port', (address) =>
    built.http.listen(address),
  );
  const endpoint = url('http', isLoopback(httpHost) ? httpHost : name, http.port);
  return {
    endpoint,
    dataEndpoint: endpoint,
    httpsEndpoint: url('https', name, https.port),
    mqttHost: name,
    mqttsPort: mqtt.port,
    ...(insecureMqtt === undefined ? {} : { insecureMqttPort: insecureMqtt.port }),
    caFile: certificates.caFile,
    region: settings.region,
    accountId: settings.accountId,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
    pid: process.pid,
    started: identifyProcess(process.pid)?.started ?? '',
  };
}

/** One file for `musterd env` in the data directory, and one where the settings say. */
export async function announceReady(
  settings: Settings,
  lifetime: Lifetime,
  resources: Resources,
  ready: ReadyInformation,
): Promise<void> {
  const files = [join(resources.dataDirectory, READY_FILE), settings.readyFile].filter((file) => file !== undefined);
  for (const file of files) {
    lifetime.add(file, () => removeReadyFile(file));
    await writeReadyFile(file, ready);
  }
}
