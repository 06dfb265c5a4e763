import type { ActionFault, AwsAction } from '../world/scenario.ts';
import { deniedAnswer, failedAnswer, lostPageAnswer, throttledAnswer } from './aws-errors.ts';
import type { AwsAnswer, AwsRequest } from './aws-request.ts';
import { element, parseXml, withChild, writeXml } from './xml.ts';

export interface AwsFaults {
  put(fault: ActionFault): void;
  /** The fault that this request meets, counted as met. */
  meet(action: AwsAction): ActionFault | undefined;
  /** Resolves when faults of that action are cleared. */
  cleared(action: AwsAction): Promise<void>;
  clear(action?: AwsAction): void;
}

export function createAwsFaults(): AwsFaults {
  const active = new Map<AwsAction, ActionFault>();
  const waiting: { readonly action: AwsAction; readonly resume: () => void }[] = [];
  return {
    put: (fault) => void active.set(fault.action, fault),
    meet(action) {
      const fault = active.get(action);
      if (fault?.kind !== 'throttle' || fault.times === undefined) return fault;
      if (fault.times <= 1) active.delete(action);
      else active.set(action, { ...fault, times: fault.times - 1 });
      return fault.times >= 1 ? fault : undefined;
    },
    cleared: (action) => new Promise((resume) => waiting.push({ action, resume })),
    clear(action) {
      if (action === undefined) active.clear();
      else active.delete(action);
      const stillWaiting = waiting.splice(0).filter((waiter) => {
        if (action !== undefined && waiter.action !== action) return true;
        waiter.resume();
        return false;
      });
      waiting.push(...stillWaiting);
    },
  };
}

/** The answer that a fault gives in the place of the service's own, where it does. */
export function answerInstead(fault: ActionFault, request: AwsRequest): AwsAnswer | undefined {
  switch (fault.kind) {
    case 'deny':
      return deniedAnswer(request);
    case 'throttle':
      return throttledAnswer(request);
    case 'fail': {
      const answer = failedAnswer(request, fault.status);
      const headers = fault.contentType === undefined ? answer.headers : { 'content-type': fault.contentType };
      return fault.body === undefined ? answer : { ...answer, headers, body: fault.body };
    }
    case 'lose-later-pages':
      return nextTokenOf(request) === undefined ? undefined : lostPageAnswer(request);
    case 'hang':
    case 'truncate':
    case 'repeat-page':
      return undefined;
    default:
      return fault satisfies never;
  }
}

/** What a fault makes of the service's own answer. */
export function spoilAnswer(fault: ActionFault, request: AwsRequest, answer: AwsAnswer): AwsAnswer {
  const spoilsPages = fault.kind === 'lose-later-pages' || fault.kind === 'repeat-page';
  const isPaged = request.service === 'ec2' || request.action?.startsWith('eks:List') === true;
  if (!spoilsPages || !isPaged || answer.status !== 200) return answer;
  const token = 'there-is-always-a-next-page';
  if (request.service === 'ec2') {
    return { ...answer, body: writeXml(withChild(parseXml(answer.body), element('nextToken', token))) };
  }
  const page: unknown = JSON.parse(answer.body);
  return { ...answer, body: JSON.stringify({ ...Object(page), nextToken: token }) };
}

function nextTokenOf(request: AwsRequest): string | undefined {
  return request.parameters['NextToken'] ?? request.parameters['nextToken'];
}
