/** The shapes of certificates, principals and device policies (docs/service/identity.md#certificates-that-we-issue). */
import { boolean, string, thingName, timestamp } from './common.ts';

export const pageSize = { type: 'integer', min: 1, max: 250 } as const;
/** Plain base64, not the URL form. */
export const marker = { type: 'string', max: 1024, pattern: '[A-Za-z0-9+/]+={0,2}' } as const;

export const certificateId = { type: 'string', min: 64, max: 64, pattern: '(0x)?[a-fA-F0-9]+' } as const;
export const certificateArn = { type: 'string' } as const;
export const certificatePem = { type: 'string', min: 1, max: 65_536, pattern: '[\\s\\S]*' } as const;
export const certificateSigningRequest = { type: 'string', min: 1, max: 4096, pattern: '[\\s\\S]*' } as const;

export const certificateStatus = {
  type: 'string',
  enum: ['ACTIVE', 'INACTIVE', 'REVOKED', 'PENDING_TRANSFER', 'REGISTER_INACTIVE', 'PENDING_ACTIVATION'],
} as const;

export const certificateMode = { type: 'string', enum: ['DEFAULT', 'SNI_ONLY'] } as const;

export const keyPair = {
  type: 'structure',
  members: {
    PublicKey: { shape: { type: 'string', min: 1 } },
    PrivateKey: { shape: { type: 'string', min: 1 } },
  },
} as const;

export const certificateDescription = {
  type: 'structure',
  members: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
    caCertificateId: { shape: certificateId },
    status: { shape: certificateStatus },
    certificatePem: { shape: certificatePem },
    ownedBy: { shape: string },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
    customerVersion: { shape: { type: 'integer', min: 1 } },
    generationId: { shape: string },
    validity: {
      shape: {
        type: 'structure',
        members: { notBefore: { shape: timestamp }, notAfter: { shape: timestamp } },
      },
    },
    certificateMode: { shape: certificateMode },
  },
} as const;

export const certificateSummary = {
  type: 'structure',
  members: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
    status: { shape: certificateStatus },
    certificateMode: { shape: certificateMode },
    creationDate: { shape: timestamp },
  },
} as const;

export const registrationCode = { type: 'string', min: 64, max: 64, pattern: '(0x)?[a-fA-F0-9]+' } as const;
export const caCertificateStatus = { type: 'string', enum: ['ACTIVE', 'INACTIVE'] } as const;
export const autoRegistrationStatus = { type: 'string', enum: ['ENABLE', 'DISABLE'] } as const;
export const provisioningTemplateName = { type: 'string', min: 1, max: 36, pattern: '[0-9A-Za-z_-]+' } as const;

/** Kept and given back; provisioning by templates there is none of here. */
export const registrationConfig = {
  type: 'structure',
  members: {
    templateBody: { shape: { type: 'string', max: 10_240, pattern: '[\\s\\S]*' } },
    roleArn: { shape: { type: 'string', min: 20, max: 2048 } },
    templateName: { shape: provisioningTemplateName },
  },
} as const;

export const caCertificateDescription = {
  type: 'structure',
  members: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
    status: { shape: caCertificateStatus },
    certificatePem: { shape: certificatePem },
    ownedBy: { shape: string },
    creationDate: { shape: timestamp },
    autoRegistrationStatus: { shape: autoRegistrationStatus },
    lastModifiedDate: { shape: timestamp },
    customerVersion: { shape: { type: 'integer', min: 1 } },
    generationId: { shape: string },
    validity: certificateDescription.members.validity,
    certificateMode: { shape: certificateMode },
  },
} as const;

export const caCertificateSummary = {
  type: 'structure',
  members: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
    status: { shape: caCertificateStatus },
    creationDate: { shape: timestamp },
  },
} as const;

/** As a caller names one. Its form is checked by the operations. */
export const principal = { type: 'string' } as const;
export const principalArn = { type: 'string' } as const;
export const thingPrincipalType = { type: 'string', enum: ['EXCLUSIVE_THING', 'NON_EXCLUSIVE_THING'] } as const;

export const thingPrincipalObject = {
  type: 'structure',
  members: {
    principal: { shape: principalArn, required: true },
    thingPrincipalType: { shape: thingPrincipalType },
  },
} as const;

export const principalThingObject = {
  type: 'structure',
  members: {
    thingName: { shape: thingName, required: true },
    thingPrincipalType: { shape: thingPrincipalType },
  },
} as const;

export const policyName = { type: 'string', min: 1, max: 128, pattern: '[\\w+=,.@-]+' } as const;
export const policyArn = { type: 'string' } as const;
/** The quota on its length is far below the model's and answered with an error of its own. */
export const policyDocument = { type: 'string', max: 404_600, pattern: '[\\s\\S]*' } as const;
export const policyVersionId = { type: 'string', pattern: '[0-9]+' } as const;
export const policyTarget = { type: 'string' } as const;

export const policySummary = {
  type: 'structure',
  members: { policyName: { shape: policyName }, policyArn: { shape: policyArn } },
} as const;

export const policyVersionSummary = {
  type: 'structure',
  members: {
    versionId: { shape: policyVersionId },
    isDefaultVersion: { shape: boolean },
    createDate: { shape: timestamp },
  },
} as const;

export const effectivePolicy = {
  type: 'structure',
  members: {
    policyName: { shape: policyName },
    policyArn: { shape: policyArn },
    policyDocument: { shape: policyDocument },
  },
} as const;

/** Of Cognito, which there is none of here. */
export const cognitoIdentityPoolId = { type: 'string' } as const;

export const authInfo = {
  type: 'structure',
  members: {
    actionType: { shape: { type: 'string', enum: ['PUBLISH', 'SUBSCRIBE', 'RECEIVE', 'CONNECT'] } },
    resources: {
      shape: { type: 'list', of: { type: 'string', max: 2048, pattern: '[\\s\\S]*' }, max: 100 },
      required: true,
    },
  },
} as const;

const decidingPolicies = {
  type: 'structure',
  members: { policies: { shape: { type: 'list', of: policySummary } } },
} as const;

export const authResult = {
  type: 'structure',
  members: {
    authInfo: { shape: authInfo },
    allowed: { shape: decidingPolicies },
    denied: {
      shape: {
        type: 'structure',
        members: { implicitDeny: { shape: decidingPolicies }, explicitDeny: { shape: decidingPolicies } },
      },
    },
    authDecision: { shape: { type: 'string', enum: ['ALLOWED', 'EXPLICIT_DENY', 'IMPLICIT_DENY'] } },
    missingContextValues: { shape: { type: 'list', of: { type: 'string' } } },
  },
} as const;
