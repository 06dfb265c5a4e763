/** One way in which the world misbehaves, and what is expected of the operator then. */
export interface Fault {
  readonly id: string;
  readonly what: string;
  readonly expected: string;
  /** What a test of it waits for; unset: there must be one. */
  readonly waitsFor?: string;
  /** When its test was last seen to fail, and what was taken away for that; unset: nobody wrote that down. */
  readonly seenToFail?: { readonly on: string; readonly without: string };
}

/** Beyond this, always: the process stays up, nothing is True on data that is too old, and it recovers without a restart. */
export const faults: readonly Fault[] = [
  {
    id: 'F01',
    what: 'Connections to the API server reset (it lives on, or its load balancer dropped them)',
    expected:
      'resume from last RV, no relist, within one retry delay (≤ 30 s) of its return, ≤ 5 s after a single reset',
    seenToFail: { on: '2026-11-24', without: 'remembering the version of the last event' },
  },
  {
    id: 'F02',
    what: 'API server down 10 min',
    expected:
      'status cannot be written; readiness stays up, "stale" metric rises; retry cap 30 s with jitter inside it; after return Unknown where data is not fresh within 25 s',
    seenToFail: { on: '2026-11-24', without: 'the wait for the lease after it was lost' },
  },
  {
    id: 'F03',
    what: 'Watch 410 Gone (HTTP status)',
    expected: 'one streaming relist, deletions detected by diff',
    seenToFail: { on: '2026-11-24', without: 'dropping the version on Gone' },
  },
  {
    id: 'F04',
    what: '410 as `ERROR` event inside a 200 stream',
    expected: 'same as F03',
    seenToFail: { on: '2026-11-24', without: 'dropping the version on Gone' },
  },
  {
    id: 'F05',
    what: '`continue` token expired (410 in mid-list)',
    expected: 'restart list or finish inconsistent then relist; never a half cache marked synced',
    seenToFail: { on: '2026-11-24', without: 'the failure of a page whose token has expired' },
  },
  {
    id: 'F06',
    what: 'etcd compaction / RV far too new ("Too large resource version")',
    expected: 'backoff, then relist at any RV',
    seenToFail: { on: '2026-11-24', without: 'dropping a version of the future' },
  },
  {
    id: 'F07',
    what: 'Half-open connection (no FIN, no data)',
    expected:
      'a dead peer is found within 45 s by TCP keep-alive; a live peer that says nothing within 200 s (the first bookmark may take > 120 s); then resume',
    seenToFail: { on: '2026-11-24', without: 'the idle limit' },
  },
  {
    id: 'F08',
    what: 'Socket reset between two events',
    expected: 'resume; 0 lost, 0 double-counted events',
    seenToFail: { on: '2026-11-24', without: 'remembering the version of the last event' },
  },
  {
    id: 'F09',
    what: 'Truncated or malformed JSON line',
    expected: 'stream closed, resume from last good RV, counter; never skipped',
    seenToFail: { on: '2026-11-24', without: 'the refusal of events without an object' },
  },
  {
    id: 'F10',
    what: 'Line split in a UTF-8 sequence, CRLF, empty lines, 1.5 MB line',
    expected: 'parsed; memory bounded by the object limit',
    seenToFail: { on: '2026-11-24', without: 'keeping the rest of a chunk for the next' },
  },
  {
    id: 'F11',
    what: 'Line > hard limit (16 MB), endless line',
    expected: 'connection dropped, `Unknown`, no OOM',
    seenToFail: { on: '2026-11-24', without: 'the limit of an event' },
  },
  {
    id: 'F12',
    what: '429 with `Retry-After` seconds / HTTP date / absent / negative / huge',
    expected: 'honoured, capped at 60 s, jitter added',
    seenToFail: { on: '2026-11-24', without: 'Retry-After' },
  },
  {
    id: 'F13',
    what: '500/502/503/504 bursts, HTML error page',
    expected: 'backoff; body never parsed as object, not logged whole',
    seenToFail: { on: '2026-11-24', without: 'dropping an error page that is not JSON' },
  },
  {
    id: 'F14',
    what: '401 in mid-stream (token rotated)',
    expected: 're-read projected token, retry once at once, then backoff',
    seenToFail: { on: '2026-11-24', without: 'forgetting the token that was refused' },
  },
  {
    id: 'F15',
    what: '403 on one kind (RBAC removed)',
    expected: 'only dependent conditions `Unknown/AccessDenied`; others keep working',
    seenToFail: { on: '2026-11-24', without: 'the 30 s for which a refusal must last' },
  },
  {
    id: 'F16',
    what: '404 CRD missing at start',
    expected: 'readiness false with clear log, retry; no crash loop',
    seenToFail: { on: '2026-11-24', without: 'reading anew what was not served' },
  },
  {
    id: 'F17',
    what: 'CRD older/newer than the operator (unknown or missing field, status schema prunes)',
    expected: 'works on the common subset; pruned status detected by read-back and reported once, no hot loop',
    seenToFail: { on: '2026-11-24', without: 'leaving out undeclared members' },
  },
  {
    id: 'F18',
    what: '409 conflict on status patch',
    expected: 're-read from cache/GET once, recompute, bounded retries',
    seenToFail: { on: '2026-11-24', without: 'telling a conflict from success' },
  },
  {
    id: 'F19',
    what: '422 on status (validation)',
    expected: 'reported once per content hash, backoff to cap, event',
    seenToFail: { on: '2026-11-24', without: 'the memory of what was refused' },
  },
  {
    id: 'F20',
    what: 'CR deleted in mid-reconcile',
    expected: 'result dropped, no 404 retry, metrics series for it removed',
    seenToFail: { on: '2026-11-24', without: 'taking 404 for gone' },
  },
  {
    id: 'F21',
    what: 'CR deleted and recreated with the same name',
    expected: 'keyed by UID; no status of the old object on the new one',
    seenToFail: { on: '2026-11-24', without: 'the comparison of uids' },
  },
  {
    id: 'F22',
    what: 'spec changed in mid-reconcile',
    expected: 'old result not written (generation guard), requeued',
    seenToFail: { on: '2026-11-24', without: 'the comparison of generations before a write' },
  },
  {
    id: 'F23',
    what: 'Two CRs selecting the same subnets/cluster',
    expected: 'one AWS fetch, both served, no cross-talk',
  },
  {
    id: 'F24',
    what: '10,000 CRs created at once (embedded API server)',
    expected: 'fair queue, first status of each ≤ 60 s, AWS calls unchanged',
  },
  {
    id: 'F25',
    what: 'Duplicate, reordered or repeated `ADDED` after reconnect',
    expected: 'cache equals truth; counters exact',
    seenToFail: { on: '2026-11-24', without: 'the comparison with what is known already' },
  },
  {
    id: 'F26',
    what: '`DELETED` lost during disconnect',
    expected: 'removed at relist',
    seenToFail: { on: '2026-11-24', without: 'pruning at the end of a list' },
  },
  {
    id: 'F27',
    what: 'BOOKMARK-only stream for hours',
    expected: 'RV advances; F01 then needs no relist',
    seenToFail: { on: '2026-11-24', without: 'advancing with bookmarks' },
  },
  {
    id: 'F28',
    what: 'watch-list unsupported (400/422) or stream ends before the initial-events-end bookmark',
    expected: 'fall back to pages of 500; never an unpaginated LIST',
    seenToFail: { on: '2026-11-24', without: 'the memory that streaming lists are not supported' },
  },
  {
    id: 'F29',
    what: 'An answer of 1.4 GB, or an endless one',
    expected: 'aborted at 64 MiB a page or an object over 4 MiB, `Unknown/AnswerTooLarge`, memory unchanged',
    seenToFail: { on: '2026-11-24', without: 'the limit of a page, then that of an answer' },
  },
  {
    id: 'F30',
    what: 'APF starvation: list takes 60 s, cut by server',
    expected: 'resumes by pages, backs off',
    seenToFail: { on: '2026-11-24', without: 'the deadline of a page' },
  },
  {
    id: 'F31',
    what: 'Namespace terminating, event create 403/404',
    expected: 'event dropped with counter, reconcile unaffected',
    seenToFail: { on: '2026-11-24', without: 'counting an event that failed' },
  },
  {
    id: 'F32',
    what: 'Events API down',
    expected: 'status still written',
    seenToFail: { on: '2026-11-24', without: 'counting an event that failed' },
  },
  {
    id: 'F33',
    what: 'Lease lost before a write',
    expected: 'write not sent; loop stops ≤ renew deadline',
    waitsFor: 'a second replica',
  },
  {
    id: 'F34',
    what: 'Lease lost while a PATCH is in flight',
    expected: 'outcome accepted either way; new leader converges; ≤ 1 overlapping write, idempotent',
    waitsFor: 'a second replica',
  },
  {
    id: 'F35',
    what: 'Two replicas, split by network partition',
    expected: 'never two different statuses oscillating: ≤ 1 write per replica after the split',
    waitsFor: 'a second replica',
  },
  {
    id: 'F36',
    what: 'Clock jumps ± 1 h, ± 1 day; NTP slew',
    expected:
      'monotonic timers; lease judged by local observation only; no `lastTransitionTime` in the future of the API server by more than the skew',
    seenToFail: { on: '2026-11-24', without: 'the monotonic clock' },
  },
  {
    id: 'F37',
    what: 'SIGSTOP 60 s then SIGCONT',
    expected: 'on wake: re-check lease before any write; skew metric',
    seenToFail: { on: '2026-11-24', without: 'the age of the renewal in isLeader' },
  },
  {
    id: 'F38',
    what: 'SIGTERM in mid-PATCH',
    expected: 'PATCH finishes or aborts ≤ 5 s, lease released, exit 0',
    seenToFail: { on: '2026-11-24', without: 'the two seconds after which events are given up' },
  },
  {
    id: 'F39',
    what: 'Second SIGTERM / SIGKILL',
    expected: 'next leader ≤ lease + retry; no repair step needed',
    waitsFor: 'a second replica',
  },
  {
    id: 'F40',
    what: 'OOM kill during sync',
    expected: 'restart succeeds inside the same limit; no crash loop from its own backlog',
  },
  {
    id: 'F41',
    what: 'Disk full / read-only root',
    expected: 'nothing is written to disk; logs to stdout only',
    seenToFail: { on: '2026-11-24', without: 'writing no file (one was written at the start)' },
  },
  {
    id: 'F42',
    what: 'stdout blocked (slow log reader)',
    expected: 'logs dropped with counter, loop not blocked',
    seenToFail: { on: '2026-11-24', without: 'writing to stdout asynchronously, then its bound' },
  },
  {
    id: 'F43',
    what: 'File-descriptor limit reached',
    expected: 'calls fail fast, listeners kept, recovery',
  },
  {
    id: 'F44',
    what: 'CPU throttled to 50 m',
    expected: 'slower, no lease loss at 5,000 nodes; liveness not failing on throttling alone',
  },
  {
    id: 'F45',
    what: 'Unhandled exception in one check',
    expected: 'that check `Unknown/CheckError`, the rest served; count alarmed',
    seenToFail: { on: '2026-11-24', without: 'turning what a check throws into Unknown' },
  },
  {
    id: 'F46',
    what: 'Event loop blocked > 5 s',
    expected: 'watchdog metric, readiness false, lease given up before writing',
    seenToFail: { on: '2026-11-24', without: 'the look at lateness when asked' },
  },
  {
    id: 'F47',
    what: '`RequestLimitExceeded` / `ThrottlingException` (503/400/429)',
    expected:
      'shared token bucket halves, breaker per API, last good data kept within its freshness budget, then `Unknown/Throttled`',
    seenToFail: { on: '2026-11-24', without: 'the rest after throttling' },
  },
  {
    id: 'F48',
    what: '5xx storm 30 min',
    expected: 'same; ≤ 1 probe per 30 s per API',
    seenToFail: { on: '2026-11-24', without: 'the rest after a failure' },
  },
  {
    id: 'F49',
    what: 'Black hole (connect or answer never comes)',
    expected: 'connect 3 s, request 15 s, total deadline; socket freed',
    seenToFail: { on: '2026-11-24', without: 'the request timeout, then the deadline of the whole read' },
  },
  {
    id: 'F50',
    what: 'Truncated XML / invalid UTF-8 / wrong root / empty 200',
    expected: 'error, not "zero subnets"; previous data kept, then `Unknown`',
    seenToFail: { on: '2026-11-24', without: 'the look at an answer before it is parsed' },
  },
  {
    id: 'F51',
    what: 'Entity-expansion, DOCTYPE, 50 MB XML, deep nesting',
    expected: 'rejected in ≤ 50 ms, memory bounded',
    seenToFail: {
      on: '2026-11-24',
      without: 'the refusal of document types, then the depth limit, then the byte limit',
    },
  },
  {
    id: 'F52',
    what: 'Pagination loop (same `NextToken` twice) or > 10,000 pages',
    expected: 'stops, `Unknown/PaginationLoop`',
    seenToFail: { on: '2026-11-24', without: 'the memory of tokens, then the limit of pages' },
  },
  {
    id: 'F53',
    what: 'Page lost: `NextToken` given but next page 4xx',
    expected: 'partial result never used as complete',
    seenToFail: { on: '2026-11-24', without: 'the failure of a later page' },
  },
  {
    id: 'F54',
    what: '`AccessDenied`/`UnauthorizedOperation` on one API only',
    expected: 'only dependent conditions `Unknown/AccessDenied`, message names the IAM action (without account id)',
    seenToFail: { on: '2026-11-24', without: 'the codes that mean denied, then the status 403' },
  },
  {
    id: 'F55',
    what: 'Expired credentials, clock-skew signature error, IRSA token file missing/rotated',
    expected: 'refresh once, else `Unknown/CredentialsUnavailable`',
    seenToFail: { on: '2026-11-24', without: 'reading rejected credentials anew' },
  },
  {
    id: 'F56',
    what: 'STS endpoint down, web identity or Pod Identity token rejected',
    expected: "`Unknown/CredentialsUnavailable`; never falls back to the node's credentials",
    seenToFail: { on: '2026-11-24', without: 'telling failures of the credentials apart from those of the call' },
  },
  {
    id: 'F57',
    what: 'Region mismatch (cluster in another Region), opt-in Region disabled',
    expected: '`Unknown/RegionMismatch`, 0 calls to other Regions',
    seenToFail: { on: '2026-11-24', without: 'telling a Region problem from wrong credentials' },
  },
  {
    id: 'F58',
    what: 'Subnet deleted (`InvalidSubnetID.NotFound` for the whole batch)',
    expected: 'bad ID split off, others answered; blocker finding naming the subnet',
    seenToFail: { on: '2026-11-24', without: 'the list of subnets that are named but absent' },
  },
  {
    id: 'F59',
    what: 'Cluster DELETING / FAILED / UPDATING / PENDING',
    expected: '`Unknown/ClusterNotActive`, slow poll',
    seenToFail: { on: '2026-11-24', without: 'the refusal of a cluster that is not active' },
  },
  {
    id: 'F60',
    what: 'Fargate profile DELETING / CREATE_FAILED, health issues',
    expected: 'shown as is, not counted as capacity',
    seenToFail: { on: '2026-11-24', without: 'giving profiles that are not active' },
  },
  {
    id: 'F61',
    what: '10,000 subnets, 500 in one VPC filter, tag filter matching nothing',
    expected: 'paging; nothing matched ⇒ `Unknown/NoSubnetsMatched`, **not** green; empty ID list never sent',
    seenToFail: { on: '2026-11-24', without: 'reading the pages after the first' },
  },
  {
    id: 'F62',
    what: '`AvailableIpAddressCount` missing, negative, larger than the CIDR',
    expected: 'value rejected, `Unknown/InvalidData`',
    seenToFail: { on: '2026-11-24', without: 'the bound by the size of the block' },
  },
  {
    id: 'F63',
    what: 'Free addresses but no free /28 (fragmentation)',
    expected: 'prefix-mode condition false even though the count looks fine',
    seenToFail: { on: '2026-11-24', without: 'the blocks that network interfaces hold' },
  },
  {
    id: 'F64',
    what: 'Shared (RAM) subnets owned by another account',
    expected: 'handled; counts labelled shared',
    seenToFail: { on: '2026-11-24', without: 'the comparison of owners' },
  },
  {
    id: 'F65',
    what: 'Eventual consistency: new subnet absent, then present',
    expected: 'no flap: two consecutive observations for "gone"',
    seenToFail: { on: '2026-11-24', without: 'the confirmation of an absence' },
  },
  {
    id: 'F66',
    what: 'DNS failure / NXDOMAIN / slow resolver / IPv6-only egress',
    expected: 'classified as network, happy-eyeballs, dual-stack endpoints usable',
    seenToFail: { on: '2026-11-24', without: 'the network error codes' },
  },
  {
    id: 'F67',
    what: 'Node without `providerID`, malformed one, non-AWS one',
    expected: 'counted as unknown, never crashes, never sent to AWS',
    seenToFail: { on: '2026-11-24', without: 'the refusal of foreign provider ids, then the form of an instance id' },
  },
  {
    id: 'F68',
    what: 'Fargate nodes (`fargate-…`), hybrid nodes (`eks-hybrid:///`), Auto Mode nodes',
    expected: 'classified by rule; excluded from EC2 look-ups',
    seenToFail: { on: '2026-11-24', without: 'the comparison of label and provider id' },
  },
  {
    id: 'F69',
    what: 'Node with two InternalIPs (v4+v6), only v6, none, duplicate, zone index, IPv4-mapped IPv6',
    expected: 'families counted correctly; invalid text rejected',
    seenToFail: { on: '2026-11-24', without: 'taking no family for invalid' },
  },
  {
    id: 'F70',
    what: 'Pods: hostNetwork, Succeeded/Failed, no podIPs yet, podIP ≠ podIPs[0], thousands of terminated Job pods',
    expected: 'only live pod-network pods count; memory independent of terminated ones',
    seenToFail: { on: '2026-11-24', without: 'leaving out finished pods' },
  },
  {
    id: 'F71',
    what: 'Images: digest only, no tag, `latest`, private mirror path, port in registry, non-semver, uppercase, 4 KB long',
    expected: 'version `Unknown`, never guessed as supported',
    seenToFail: { on: '2026-11-24', without: 'refusing a tag beside a digest, then a cleaned text' },
  },
  {
    id: 'F72',
    what: 'Add-on DaemonSet renamed, missing, two copies, zero desired, half rolled out',
    expected: 'reported as such',
    seenToFail: { on: '2026-11-24', without: 'counting pods of earlier templates, then the look at the image' },
  },
  {
    id: 'F73',
    what: 'Annotations/labels 256 KB, unicode bidi, NUL, `__proto__`, `constructor` keys',
    expected: 'no prototype change, not copied into status/log/metric labels',
    seenToFail: { on: '2026-11-24', without: 'cutting and cleaning texts, then reading own properties only' },
  },
  {
    id: 'F74',
    what: 'Thresholds NaN, negative, 0, > 100, `1e309`, warning < critical, string "10%"',
    expected: 'rejected by schema/CEL; if it slips in: `Unknown/InvalidSpec`, no hot loop',
    seenToFail: { on: '2026-11-24', without: 'the status of a resource that is invalid' },
  },
  {
    id: 'F75',
    what: 'Selectors with 10,000 entries, bad CIDR, overlapping, IPv6 zone, duplicate items, regex bombs',
    expected: 'bounded by schema; linear-time matching',
    seenToFail: { on: '2026-11-24', without: 'the bound of the list of subnet ids' },
  },
  {
    id: 'F76',
    what: 'Interval 0, 1 ns, 10,000 years; endpoint/role/Region fields of foreign form',
    expected: 'clamped by server-side limits; forbidden fields rejected (see section 5)',
    seenToFail: { on: '2026-11-24', without: 'the form of a Region' },
  },
  {
    id: 'F77',
    what: 'API server process restarts (measured on 1.37.2: refused → 403 for ≤ 2 s, RBAC not loaded yet → 429 with Retry-After → every old RV "too old")',
    expected:
      'one streaming relist per kind, no spurious add/update/remove, no "permission missing" (a 403 counts only when it lasts ≥ 30 s), fresh within 25 s at 35,000 objects',
    seenToFail: { on: '2026-11-24', without: 'the 5 s after which a refusal is asked about again' },
  },
];
