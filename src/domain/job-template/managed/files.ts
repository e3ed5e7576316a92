/** The managed template that brings a file to devices. */
import { handlerTemplate } from './common.ts';

export const downloadFile = handlerTemplate({
  name: 'Download-File',
  description: 'Downloads a file to the device and stores it under a given path.',
  handler: 'download-file.sh',
  documentParameters: [
    {
      key: 'downloadUrl',
      description: 'Where the file is: a URL, or a placeholder for a presigned URL of an object.',
      regex: '(.*?)',
      example: 'https://example.com/settings.json',
      optional: false,
    },
    {
      key: 'filePath',
      description: 'Where the device stores the file.',
      regex: '(.*?)',
      example: '/etc/device/settings.json',
      optional: false,
    },
  ],
});
