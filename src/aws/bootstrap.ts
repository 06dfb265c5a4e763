import { decodeBase64 } from '../snapshot/facts/base64-text.ts';
import { bootstrapFacts } from '../snapshot/facts/bootstrap-facts.ts';
import type { Bootstrap } from '../snapshot/instance-sections.ts';

/** EC2 takes 16 KiB, which is 22 KiB in base64. */
const longestUserData = 32_768;

/** What user data, in base64 as EC2 gives it, says to the node's bootstrap. It is forgotten at once: it may hold secrets. */
export function toBootstrap(userData: string | undefined): Bootstrap {
  if (userData === undefined || userData === '') return 'none';
  if (userData.length > longestUserData) return 'unreadable';
  const text = decodeBase64(userData);
  return text === undefined ? 'unreadable' : bootstrapFacts(text);
}
