import type { Bootstrap } from '../snapshot/instance-sections.ts';
import { isIPv4, isIPv6 } from 'node:net';

/** EC2 takes 16 KiB, which is 22 KiB in base64. */
const longestUserData = 32_768;

/**
 * What user data says to the node's bootstrap: the NodeConfig of AL2023, the arguments of AL2's script, the settings of
 * Bottlerocket. Read line by line and forgotten: user data may hold secrets. Of several MIME parts the last word counts,
 * as nodeadm merges them in that order.
 */
export function toBootstrap(userData: string | undefined): Bootstrap {
  if (userData === undefined || userData === '') return 'none';
  if (userData.length > longestUserData || !/^[A-Za-z0-9+/=\s]+$/.test(userData)) return 'unreadable';
  const text = Buffer.from(userData, 'base64').toString('utf8');
  // Parts can be packed, and so can the whole: what is in there is not for us to say.
  if (text.includes('\uFFFD') || /^content-transfer-encoding:\s*base64/im.test(text)) return 'unreadable';
  const lines = text.split('\n', 2_000).map((line) => line.slice(0, 2_000).trim());
  const cidr = lines.map(serviceCidrOf).findLast((found) => found !== undefined);
  const maxPods = lines.map(maxPodsOf).findLast((found) => found !== undefined);
  return {
    ...(cidr === undefined ? {} : { serviceCidr: familyOf(cidr) }),
    ...(maxPods === undefined ? {} : { maxPods }),
  };
}

/** `cidr: fd00::/108` of a NodeConfig, `--service-ipv6-cidr` of AL2, `--ip-family` where it stands alone. */
function serviceCidrOf(line: string): string | undefined {
  if (line.startsWith('#')) return undefined;
  return (
    valueAfter(line, 'cidr:', true) ??
    valueAfter(line, '--service-ipv6-cidr', false) ??
    valueAfter(line, '--service-ipv4-cidr', false) ??
    addressOfDns(line)
  );
}

function maxPodsOf(line: string): number | undefined {
  if (line.startsWith('#')) return undefined;
  const value =
    valueAfter(line, 'maxPods:', true) ?? valueAfter(line, 'max-pods =', true) ?? valueAfter(line, '--max-pods', false);
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

/** Bottlerocket is told the address of the cluster's DNS, which lies in the service CIDR. */
function addressOfDns(line: string): string | undefined {
  const address = valueAfter(line, 'cluster-dns-ip =', true);
  return address === undefined ? undefined : `${address}/${address.includes(':') ? 128 : 32}`;
}

/** The word after `key`, without quotes; `atStart`: only where the line begins with it. */
function valueAfter(line: string, key: string, atStart: boolean): string | undefined {
  const start = line.indexOf(key);
  if (start < 0 || (atStart && start > 0)) return undefined;
  const [word = ''] = line
    .slice(start + key.length)
    .replace(/^[\s=]+/, '')
    .split(/[\s,]/, 1);
  const plain = word.replaceAll(/["']/g, '');
  return plain === '' ? undefined : plain;
}

function familyOf(cidr: string): 'ipv4' | 'ipv6' | 'invalid' {
  const [address = ''] = cidr.split('/', 1);
  if (isIPv6(address)) return 'ipv6';
  return isIPv4(address) ? 'ipv4' : 'invalid';
}
