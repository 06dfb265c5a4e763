import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { sdkErrorOf } from './sdk-error.ts';

/** No credentials could be had, whatever the link of the SDK's chain that failed. `problem` ends a sentence, without paths or role names. */
export class CredentialsUnavailable extends Error {
  readonly problem: string;

  constructor(problem: string) {
    super(`No AWS credentials: ${problem}.`);
    this.name = 'CredentialsUnavailable';
    this.problem = problem;
  }
}

type Provider = Extract<EC2ClientConfig['credentials'], (...parameters: never[]) => unknown>;

/**
 * The provider, whose failures are told apart from those of the call that needed it: STS answers with the same codes as EC2 and EKS,
 * and a role that may not be assumed is no missing permission on subnets.
 */
export function namingFailures(provider: Provider): Provider {
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      throw new CredentialsUnavailable(problemOf(error));
    }
  };
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the SDK found none';
  if (isMissingFile(error)) return 'the web identity token file cannot be read';
  const { code, status } = sdkErrorOf(error);
  switch (code) {
    case 'CredentialsProviderError':
    case 'TokenProviderError':
      return 'the SDK found none';
    case 'AccessDenied':
      return 'STS does not let this service account assume its role';
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return 'the web identity token has expired';
    case 'InvalidIdentityToken':
    case 'InvalidIdentityTokenException':
    case 'IDPRejectedClaimException':
      return 'STS rejects the web identity token';
    default:
      return status === undefined
        ? 'the source of the credentials cannot be reached'
        : `their source answers with HTTP ${status}`;
  }
}

/** Of the file that Kubernetes projects the token into. */
function isMissingFile(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
}
